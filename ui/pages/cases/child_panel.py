"""The panel in which any child of a case is written; what is typed is kept as a draft, as in every form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout

from clinic_app.records.declared import record_type
from clinic_app.wording.words import _
from ui.forms.drafts import DraftKeeper
from ui.forms.latest import Latest
from ui.forms.people_controls import NEW, PersonControl, person_option
from ui.forms.presenter import draft_content
from ui.forms.saving import Opened, Order, Refused, open_form
from ui.pages.cases.child_form import ChildForm, with_parent
from ui.pages.cases.child_saving import ChildKept, save_child
from ui.pages.cases.child_shapes import SHAPES
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.widgets.buttons import Button, IconButton, PrimaryButton
from ui.widgets.frames import Banner, SidePanel, clear_layout
from ui.widgets.labels import Label
from ui.widgets.typeahead import Option


@dataclass(frozen=True)
class Wanted:
    """Which child is to be written: `given` are values a new one begins with, `titles` what references may name."""

    kind: str
    parent_type: str
    parent_id: str
    id: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)
    titles: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)

    @property
    def draft(self) -> str:
        """The key of its draft."""
        return f"{self.kind}:{self.id}" if self.id else f"{self.kind}:new:{self.parent_id}"


class ChildPanel(SidePanel):
    """`saved(Changes, ChildKept)` after saving, `closed` when the person goes back, `history_wanted(kind, id)`,
    `bin_wanted(kind, id)`.
    """

    saved = Signal(object, object)
    closed = Signal()
    history_wanted = Signal(str, str)
    bin_wanted = Signal(str, str)

    def __init__(self, clinic: Any, tasks: WorksFor) -> None:
        super().__init__(352, name=_("Form"))
        self.clinic, self.tasks = clinic, tasks
        self.form: ChildForm | None = None
        self.wanted: Wanted | None = None
        self._opened: Opened | None = None
        self._saving = False
        self._look = Latest(tasks, self)
        self.drafts = DraftKeeper(clinic, tasks, self._draft, self)
        self.drafts.lost.connect(self._failed)
        self._build()

    def _build(self) -> None:
        self.title = Label("", "section", wrap=True)
        self.notices = QVBoxLayout()
        self.more_button = IconButton("dots", _("More"))
        self.more_button.clicked.connect(self._open_menu)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)
        self.body.addLayout(self.notices)
        self.save_button = PrimaryButton(_("Save"), "check")
        self.save_button.clicked.connect(self.save)
        self.close_button = Button(_("Close"))
        self.close_button.clicked.connect(self.put_away)
        self.foot.addWidget(self.save_button, 1)
        self.foot.addWidget(self.close_button)
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, activated=self.save, context=here)

    # --- opening ------------------------------------------------------------------------------------------------

    def open(self, wanted: Wanted) -> None:
        """A new child (its draft comes back), or one that is there."""
        self.keep_draft()
        self.wanted = wanted
        self.tasks.on_vault(
            lambda: open_form(self.clinic, wanted.kind, wanted.id, wanted.draft, wanted.given),
            lambda opened: self._show(opened, wanted),
            self._failed,
            owner=self,
        )

    def _show(self, opened: Opened, wanted: Wanted) -> None:
        if wanted is not self.wanted:
            return
        self._forget()
        self._opened = opened
        self.title.setText(_(SHAPES[wanted.kind].new) if opened.new else _(record_type(wanted.kind).title))
        self.setAccessibleName(self.title.text())
        self.more_button.setVisible(not opened.new)
        self.form = ChildForm(wanted.kind, {**wanted.titles, **opened.titles})
        self.form.person_asked.connect(self._asked)
        self.form.words_written.connect(self._look_through)
        self.body.addWidget(self.form)
        record = with_parent(opened.record, wanted.parent_type, wanted.parent_id)
        self.form.begin(record, opened.names, opened.conflicts, opened.person)
        if opened.states is not None:
            self.form.put_states(opened.states)
            self.form.ask_at_once()
            self._tell_of_draft()
        self.form.changed.connect(self.drafts.touch)
        self.drafts.begin(wanted.draft)
        self.form.first_field().control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell_of_draft(self) -> None:
        discard = [(_("Discard the draft"), self.discard)]
        said = Banner("info", "pencil", _("This is a draft that was not saved yet"), "", discard)
        said.layout().setDirection(said.layout().Direction.TopToBottom)
        self.notices.addWidget(said)

    def discard(self) -> None:
        """Throw the draft away and show the record as it is saved."""
        wanted = self.wanted
        self.drafts.drop()
        if wanted is not None:
            self.open(wanted)

    def _draft(self) -> dict[str, Any]:
        assert self.form is not None and self._opened is not None and self.wanted is not None
        id = "" if self._opened.new else self._opened.record.id
        return draft_content(self.wanted.kind, id, self._opened.version, self.form.states())

    # --- people and words ---------------------------------------------------------------------------------------

    def _asked(self, name: str, words: str) -> None:
        form = self.form
        if form is None or len(words) < 3:
            return
        control: Any = form.controls[name]
        self._look.ask(
            lambda: self.clinic.people.check(words, None, limit=5),
            lambda hits: self._offer(control, hits) if self.form is form else None,
        )

    def _offer(self, control: Any, hits: list[Any]) -> None:
        rows = [person_option(hit) for hit in hits]
        if rows and isinstance(control, PersonControl):
            rows.append(Option(NEW, _("Record as a new person"), f"«{control.name()}»", icon="user-plus"))
        control.offer(rows)

    def _look_through(self, name: str, words: str) -> None:
        form = self.form
        if form is None:
            return
        self.tasks.on_vault(
            lambda: [one.words for one in self.clinic.safety.forbidden_words(words)] if words else [],
            lambda found: form.warn(name, found) if self.form is form else None,
            owner=self,
        )

    # --- saving -------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Save; what is wrong is said beside its field."""
        if self.form is None or self._saving:
            return
        form = self.form
        written = form.written()
        named = form.one_person_names()
        wrong = {name: fault for name, fault in written.wrong.items() if name not in named}
        if wrong:
            form.say_faults({**form.faults(), **wrong})
            form.go_to_first_fault()
            return
        person = {"name_display": named.pop("person_id")} if "person_id" in named else {}
        order = Order(written.record, person, form.people_named(), self.drafts.key, people_alone=named)
        self._saving = True
        before = form.record
        self.tasks.on_vault(lambda: save_child(self.clinic, order, before), self._done, self._failed, owner=self)

    def _done(self, result: ChildKept | Refused) -> None:
        self._saving = False
        if isinstance(result, Refused):
            assert self.form is not None
            self.form.say_faults(result.faults)
            self.form.go_to_first_fault()
            return
        self.drafts.end()
        self._forget()
        self.saved.emit(result.changes, result)

    def _failed(self, error: Exception) -> None:
        self._saving = False
        show_problem(error, self.notices)

    # --- leaving ------------------------------------------------------------------------------------------------

    def _open_menu(self) -> None:
        if self._opened is None or self.wanted is None:
            return
        kind, id = self.wanted.kind, self._opened.record.id
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("History"), lambda: self.history_wanted.emit(kind, id))
        menu.addAction(_("To the bin"), lambda: self.bin_wanted.emit(kind, id))
        menu.popup(self.more_button.mapToGlobal(QPoint(0, self.more_button.height())))

    def keep_draft(self) -> None:
        """What is typed goes to the disk now."""
        if self.drafts.is_waiting():
            self.drafts.keep_now()

    def put_away(self) -> None:
        """Close; what is typed stays as a draft."""
        self.keep_draft()
        self.drafts.end()
        self._forget()
        self.closed.emit()

    def _forget(self) -> None:
        if self.form is not None:
            self.body.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None
        clear_layout(self.notices)
