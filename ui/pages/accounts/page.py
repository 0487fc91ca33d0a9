"""The people of this laptop: who has a way in, as what; adding, changing and removing them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.errors import PassphraseTooWeak, SupervisorMissing
from clinic_app.settings import Settings
from clinic_app.use_cases.accounts import Account
from clinic_app.wording.people import old_copies_words
from clinic_app.wording.words import _
from ui.pages.accounts import presenter
from ui.pages.accounts.presenter import State
from ui.passphrase import NewPassphrase
from ui.problems import sentence_of, show_problem
from ui.proving import ProofDialog
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.field import Field
from ui.widgets.frames import Banner, Separator, SidePanel, at_left, clear_layout
from ui.widgets.header import PageHeader
from ui.widgets.labels import Label
from ui.widgets.line_edit import LineEdit
from ui.widgets.line_list import LineList
from ui.widgets.typeahead import Option, Typeahead


class AccountsPage(QWidget):
    """A room of the settings. `changed` carries what was touched; only who manages the laptop sees the panel."""

    changed = Signal(object)
    go_requested = Signal(str)

    def __init__(self, clinic: Any, tasks: WorksFor, _theme: Theme, _settings: Settings) -> None:
        super().__init__()
        self._clinic, self._tasks = clinic, tasks
        self._one: Account | None = None
        self._state: State | None = None
        self.new = Button(_("New person"), "user-plus")
        self.new.clicked.connect(self.begin)
        self.header = PageHeader(_("People of this laptop"), "", [self.new], ruled=True)
        self.told, self.notices = QVBoxLayout(), QVBoxLayout()
        for place in (self.told, self.notices):
            place.setContentsMargins(MARGIN, 0, MARGIN, 0)
        self.list = LineList(_("People of this laptop"))
        self.list.chosen.connect(lambda line: self._choose(line.data if line else None))
        left = QVBoxLayout()
        left.setContentsMargins(0, 10, 0, 0)
        left.setSpacing(8)
        left.addLayout(self.told)
        left.addLayout(self.notices)
        left.addWidget(self.list, 1)
        self.panel = SidePanel(352, name=_("Person"))
        self._fill_panel()
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addLayout(left, 1)
        middle.addWidget(self.panel)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.header)
        whole.addLayout(middle, 1)
        self.refresh()

    def _fill_panel(self) -> None:
        body = self.panel.body
        self.title = Label(_("New person"), "section")
        body.addWidget(self.title)
        self.name = LineEdit(name=_("Name"))
        self.name_field = Field(_("Name"), self.name, required=True)
        self.name.textEdited.connect(lambda _text: self.name_field.set_fault())
        body.addWidget(self.name_field)
        self.role = Typeahead([Option(code, word) for code, word in presenter.role_options()], name=_("Role"))
        self.role.chosen.connect(lambda _role: self._fit())
        body.addWidget(Field(_("Role"), self.role))
        self.supervisor = Typeahead([], name=_("Supervisor"))
        self.supervisor_field = Field(_("Supervisor"), self.supervisor, required=True)
        self.supervisor.chosen.connect(lambda _id: self.supervisor_field.set_fault())
        body.addWidget(self.supervisor_field)
        self.keep_role = Button(_("Save the role"), "check")
        self.keep_role.clicked.connect(self.save_role)
        body.addLayout(at_left(self.keep_role))
        self._line = Separator()
        body.addWidget(self._line)
        self.passphrase = NewPassphrase(first=_("Passphrase"), tasks=self._tasks, about=self._known_words, stacked=True)
        self.passphrase.changed.connect(self._fit)
        body.addWidget(self.passphrase)
        said = _("Let them type it themselves, or choose one together: then they choose their own after coming in.")
        self._said = Label(said, "small", "text2", wrap=True)
        body.addWidget(self._said)
        self.renew = Button(_("Give a new passphrase"), "key")
        self.renew.clicked.connect(self.give_passphrase)
        body.addLayout(at_left(self.renew))
        self._fault = Label("", "body", "bad", wrap=True)
        self._fault.hide()
        body.addWidget(self._fault)
        body.addStretch(1)
        self.add = PrimaryButton(_("Add the person"), "user-plus")
        self.add.clicked.connect(self.save_new)
        self.remove = Button(_("Remove…"), "trash")
        self.remove.clicked.connect(self.ask_to_remove)
        for button in (self.add, self.remove):
            self.panel.foot.addWidget(button)

    # --- reading ------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read again who is here."""
        clinic = self._clinic

        def read() -> State:
            accounts = clinic.accounts
            left = clinic.taking_over.left()
            return State(clinic.identity, accounts.list(), accounts.supervisors(), accounts.must_change(), left)

        self._tasks.on_vault(read, self._show, self._failed, owner=self)

    def _show(self, state: State) -> None:
        self._state = state
        may = state.me.manages
        self.header.set_facts(presenter.facts(state.accounts))
        self.panel.setVisible(may)
        self.new.setVisible(may)
        clear_layout(self.told)
        if state.must_change:
            text = _("Somebody else chose the present one and knows it.")
            actions = [(_("Change the passphrase"), lambda: self.go_requested.emit("settings"))]
            self.told.addWidget(Banner("warn", "key", _("Choose a passphrase of your own"), text, actions))
        for one in presenter.left_behind(state.left):
            actions = [(_("Take over"), partial(self.take_over, one.lead))]
            self.told.addWidget(Banner("warn", "user-question", one.title, one.numbers, actions))
        if not may:
            self.told.addWidget(Banner("info", "info-circle", _("Lawyers and coordinators add and remove people")))
        self.supervisor.set_options([Option(one.id, one.name) for one in state.supervisors])
        self.list.show_lines([presenter.line(one) for one in state.accounts])

    def _choose(self, one: Account | None) -> None:
        self._one = one
        self._fault.hide()
        self.title.setText(one.name if one else _("New person"))
        self.role.set_value(one.role if one else "lawyer")
        self.supervisor.set_value(one.supervisor_id if one else "")
        self.passphrase.wipe()
        self._fit()

    def begin(self) -> None:
        """An empty panel for somebody new."""
        self.list.setCurrentIndex(QModelIndex())
        self.name.clear()
        self._choose(None)
        self.name.setFocus()

    def _known_words(self) -> list[str]:
        """What somebody would try first."""
        office = self._state.me.office_name if self._state else ""
        return [self._one.name if self._one else self.name.text(), office]

    def _fit(self) -> None:
        new, one = self._one is None, self._one
        self.name_field.setVisible(new)
        self.add.setVisible(new)
        for widget in (self.keep_role, self.remove):
            widget.setVisible(not new)
        student = presenter.needs_supervisor(self.role.value())
        self.supervisor_field.setVisible(student)
        other = one is not None and one.has_way_in and not one.oneself
        for widget in (self.passphrase, self._said):
            widget.setVisible(new or other)
        self._line.setVisible(other)
        self.renew.setVisible(other)
        self.renew.setEnabled(self.passphrase.ready())
        self.add.setEnabled(self.passphrase.ready())

    # --- acts ---------------------------------------------------------------------------------------------------

    def save_new(self) -> None:
        """Give the person on the panel a way in."""
        name, role, above = self.name.text().strip(), self.role.value(), self.supervisor.value() or None
        if not name:
            self.name_field.set_fault(_("This field must be filled in"))
            self.name.setFocus()
            return
        if presenter.needs_supervisor(role) and above is None:
            self.supervisor_field.set_fault(sentence_of(SupervisorMissing(why="missing")))
            return
        words, accounts = self.passphrase.text(), self._clinic.accounts
        self._prove(
            lambda present: accounts.add(name, role=role, supervisor=above, passphrase=words, present=present),
            Banner("ok", "user-check", _("{name} has a way in now").format(name=name), "", closable=True),
            _("Add the person"),
            _("{name} can open this case book then.").format(name=name),
        )

    def save_role(self) -> None:
        """Make the chosen person what the panel says."""
        one = self._one
        if one is None:
            return
        role, above = self.role.value(), self.supervisor.value() or None
        self._prove(
            lambda present: self._clinic.accounts.change_role(one.member_id, role, above, present),
            Banner("ok", "circle-check", _("The role is changed"), "", closable=True),
            _("Save the role"),
            presenter.role_words(one.name, role),
        )

    def give_passphrase(self) -> None:
        """Give the chosen person the passphrase on the panel."""
        one = self._one
        if one is None:
            return
        words = self.passphrase.text()
        self._prove(
            lambda present: self._clinic.accounts.set_passphrase(one.member_id, words, present),
            Banner("ok", "key", _("The passphrase is changed"), "", closable=True),
            _("Give a new passphrase"),
            _("{name} opens this case book with it from now on.").format(name=one.name),
        )

    def take_over(self, lead: str) -> None:
        """Become the lead lawyer of what somebody who left had alone."""
        said = Banner("ok", "circle-check", _("These records are yours now"), "", closable=True)
        self._busy()
        self._tasks.on_vault(
            lambda: self._clinic.taking_over.take_over_from(lead),
            lambda result: self._done(result, said),
            self._refused,
            owner=self,
        )

    def ask_to_remove(self) -> None:
        """Ask before a way in is taken away, and say what that does not undo."""
        one = self._one
        if one is None:
            return
        words = _(
            "{name} cannot open this case book any more. What {name} wrote stays. Old copies and backups of this laptop"
            " still open with their passphrase."
        )
        self._prove(
            lambda present: self._clinic.accounts.remove(one.member_id, present),
            Banner("warn", "alert-triangle", _("The person is removed"), old_copies_words(), closable=True),
            _("Take the way in away"),
            words.format(name=one.name),
            danger=True,
        )

    def _prove(self, act: Callable[[str], Any], said: Banner, title: str, words: str, *, danger: bool = False) -> None:
        """Ask for the passphrase of whoever works here, and do `act` with it."""
        self._fault.hide()
        dialog = ProofDialog(self.window(), title, words, danger=danger)

        def refused(error: Exception) -> None:
            self._free()
            if not dialog.refuse(error):
                dialog.accept()
                self._refused(error)

        def done(result: object) -> None:
            dialog.accept()
            self._done(result, said)

        def given(present: str) -> None:
            self._busy()
            self._tasks.on_vault(lambda: act(present), done, refused, owner=dialog)

        dialog.given.connect(given)
        dialog.open()

    def _busy(self) -> None:
        self._fault.hide()
        for button in (self.add, self.keep_role, self.renew, self.remove):
            button.setEnabled(False)

    def _done(self, result: object, said: Banner) -> None:
        self._free()
        self.name.clear()
        self.passphrase.wipe()
        clear_layout(self.notices)
        self.notices.addWidget(said)
        self.changed.emit(result if isinstance(result, Changes) else Changes.everything())
        self.list.setFocus()  # the button that was pressed may be gone
        self.refresh()
        if isinstance(result, Account):
            self.list.choose_id(result.member_id)

    def _refused(self, error: Exception) -> None:
        self._free()
        if isinstance(error, SupervisorMissing) and self.supervisor_field.isVisibleTo(self.panel):
            self.supervisor_field.set_fault(sentence_of(error))
            return
        if isinstance(error, PassphraseTooWeak):
            self.passphrase.first.setFocus()
        self._fault.setText(sentence_of(error))
        self._fault.show()

    def _free(self) -> None:
        for button in (self.keep_role, self.remove):
            button.setEnabled(True)
        self._fit()

    def _failed(self, error: Exception) -> None:
        show_problem(error, self.notices)

    # --- what the shell asks ------------------------------------------------------------------------------------

    def take_changes(self, changes: Changes) -> None:
        """Somebody's name or role may have changed."""
        if changes.include("member") and self.isVisible() and not self.passphrase.text():
            self.refresh()

    def entered(self) -> None:
        """Read again."""
        self.refresh()

    def first_focus(self) -> QWidget:
        """The list."""
        return self.list
