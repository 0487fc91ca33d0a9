"""The recovery sheet: when it was confirmed and tried, a trial that changes nothing, and a new sheet."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.errors import WrongPassphrase, WrongRecoveryCode
from clinic_app.settings import Settings
from clinic_app.use_cases.recovering import NewSheet, SheetFacts
from clinic_app.wording import recovery_words as named
from clinic_app.wording.words import _
from ui.code_groups import CodeGroups
from ui.code_sheet import CodeSheet
from ui.entrance import Steps
from ui.pages.recovery import presenter
from ui.passphrase import PassphraseEdit, PassphraseRow
from ui.problems import sentence_of, show_problem
from ui.tasks import WorksFor
from ui.theme.theme import Theme, current_theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, LinkButton
from ui.widgets.field import Field
from ui.widgets.frames import Banner, Card, at_left, clear_layout, scrolling
from ui.widgets.header import PageHeader
from ui.widgets.labels import Label

_WIDEST = 760


class RecoveryPage(QWidget):
    """A room of the settings. The code is on the screen only while a new sheet waits to be confirmed."""

    def __init__(self, clinic: Any, tasks: WorksFor, _theme: Theme, _settings: Settings) -> None:
        super().__init__()
        self._clinic, self._tasks = clinic, tasks
        self._new: NewSheet | None = None
        self.sheet: CodeSheet | None = None
        self.header = PageHeader(_(named.SHEET), "", [], ruled=True)
        self.notices = QVBoxLayout()
        self.notices.setContentsMargins(MARGIN, 8, MARGIN, 0)
        self._told = QVBoxLayout()
        inside = QWidget()
        outer = QHBoxLayout(inside)
        outer.setContentsMargins(MARGIN, 12, MARGIN, MARGIN)
        middle = QWidget()
        middle.setMaximumWidth(current_theme().px(_WIDEST))
        outer.addWidget(middle, 10_000)
        outer.addStretch(1)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(self._told)
        self._facts = QGridLayout()
        self._others = (self._about(), self._trial())
        for card in (*self._others, self._renewal()):
            column.addWidget(card)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.header)
        whole.addLayout(self.notices)
        whole.addWidget(scrolling(inside), 1)
        self.refresh()

    # --- what is known ------------------------------------------------------------------------------------------

    def _about(self) -> Card:
        card = Card(_("What it is"))
        said = _(
            "One page on paper with a code. It opens the case book when a passphrase is forgotten, the keyring is lost"
            " or the laptop is gone and a backup is left. Keep it where you keep a passport, never beside the laptop."
        )
        card.add(Label(said, "body", "text2", wrap=True))
        self._facts.setHorizontalSpacing(16)
        self._facts.setColumnStretch(1, 1)
        card.body.addLayout(self._facts)
        return card

    def refresh(self) -> None:
        """Read again what is known of the sheet."""
        failed = lambda error: show_problem(error, self.notices)  # noqa: E731 - one line, used once
        self._tasks.on_vault(self._clinic.recovery.facts, self._show, failed, owner=self)

    def _show(self, facts: SheetFacts) -> None:
        clear_layout(self._facts)
        for at, (label, words) in enumerate(presenter.rows(facts)):
            self._facts.addWidget(Label(label, "small", "text2"), at, 0)
            self._facts.addWidget(Label(words, "bold"), at, 1)
        clear_layout(self._told)
        if told := presenter.notice(facts):
            banner = Banner(told.tone, told.icon, told.title, told.text)
            self._told.addWidget(banner)
            banner.setVisible(self.sheet is None)
        self._may.setVisible(not facts.may_renew)
        self._asks.setVisible(facts.may_renew)

    # --- the trial ----------------------------------------------------------------------------------------------

    def _trial(self) -> Card:
        card = Card(_(named.TRY_IT))
        card.add(Label(_("Type the code from your sheet. Nothing is changed by it."), "body", "text2", wrap=True))
        self.code = CodeGroups(self._tasks)
        card.add(self.code)
        self.try_it = Button(_(named.TRY_IT), "shield-check")
        self.try_it.setEnabled(False)
        self.try_it.clicked.connect(self._try)
        self.code.changed.connect(lambda: self.try_it.setEnabled(self.code.ready()))
        self.code.finished.connect(self._try)
        card.body.addLayout(at_left(self.try_it))
        return card

    def _try(self) -> None:
        code = self.code.text()
        self.try_it.setEnabled(False)
        self._tasks.on_vault(lambda: self._clinic.recovery.try_it(code), self._fits, self._fits_not, owner=self)

    def _fits(self, _nothing: object) -> None:
        self.code.wipe()
        self._tell(Banner("ok", "circle-check", _("Your sheet opens this case book"), "", closable=True))
        self.refresh()

    def _fits_not(self, error: Exception) -> None:
        self.try_it.setEnabled(self.code.ready())
        if isinstance(error, WrongRecoveryCode):
            self.code.tell(error)
        else:
            show_problem(error, self.notices)

    # --- a new sheet --------------------------------------------------------------------------------------------

    def _renewal(self) -> Card:
        card = Card(_("A new sheet"))
        self._steps = Steps()
        self._asks = QWidget()
        column = QVBoxLayout(self._asks)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        said = _(
            "If somebody has seen the sheet or it is lost. The old sheet goes on opening until you have typed back two"
            " groups of the new one. Older backups still open with the old one."
        )
        column.addWidget(Label(said, "body", "text2", wrap=True))
        self.present = PassphraseEdit(_("Present passphrase"))
        self._present = Field(_("Present passphrase"), PassphraseRow(self.present), required=True)
        self.present.textEdited.connect(self._look)
        self.present.returnPressed.connect(self._renew)
        column.addWidget(self._present)
        self.renew = Button(_(named.NEW_SHEET), "key")
        self.renew.setEnabled(False)
        self.renew.clicked.connect(self._renew)
        column.addLayout(at_left(self.renew))
        self._steps.add(self._asks)
        card.add(self._steps)
        self._may = Label(_("Only who manages this laptop makes a new sheet."), "body", "text2", wrap=True)
        self._may.hide()
        card.add(self._may)
        return card

    def _look(self, _typed: str = "") -> None:
        self._present.set_fault()
        self.renew.setEnabled(bool(self.present.text()))

    def _renew(self) -> None:
        if not self.renew.isEnabled():
            return
        present, recovery = self.present.text(), self._clinic.recovery
        self.renew.setEnabled(False)
        self.renew.say(_("Preparing…"))

        def renew() -> tuple[NewSheet, Any]:
            made = recovery.renew(present)
            return made, recovery.sheet(made.code)

        self._tasks.on_vault(renew, self._show_new, self._not_renewed, owner=self)

    def _not_renewed(self, error: Exception) -> None:
        self.renew.say(_(named.NEW_SHEET))
        self.renew.setEnabled(True)
        if isinstance(error, WrongPassphrase):
            self._present.set_fault(sentence_of(error))
            self.present.setFocus()
        else:
            show_problem(error, self.notices)

    def _show_new(self, made: tuple[NewSheet, Any]) -> None:
        self._new, page = made
        self.renew.say(_(named.NEW_SHEET))
        self.present.wipe()
        self._look()
        self.sheet = CodeSheet(self._new.code, page, self._tasks)
        self.sheet.confirmed.connect(self._confirm)
        later = LinkButton(_("Not now: keep the old sheet"), "x")
        later.clicked.connect(self._give_up)
        self.sheet.add_below(later)
        self._steps.go(self.sheet)
        self._leave_alone(True)
        self.sheet.setFocus()

    def _leave_alone(self, alone: bool) -> None:
        """While the new code is on the screen there is nothing else to type a code into."""
        for card in self._others:
            card.setVisible(not alone)
        for at in range(self._told.count()):
            self._told.itemAt(at).widget().setVisible(not alone)

    def _confirm(self) -> None:
        if self._new is None:
            return
        slot = self._new.slot
        self._tasks.on_vault(
            lambda: self._clinic.recovery.confirm(slot),
            lambda _told: self._end(_("From now on only the new sheet opens"), _("Destroy the old one.")),
            lambda error: show_problem(error, self.notices),
            owner=self,
        )

    def _give_up(self) -> None:
        if self._new is None:
            return
        slot = self._new.slot
        self._tasks.on_vault(
            lambda: self._clinic.recovery.give_up(slot),
            lambda _told: self._end(_("The old sheet goes on"), _("Destroy the new one if it is on paper already.")),
            lambda error: show_problem(error, self.notices),
            owner=self,
        )

    def _end(self, title: str, text: str) -> None:
        self._new = None
        if self.sheet is not None:
            self.sheet.wipe()
            self._steps.go(self._asks)
            self._steps.drop(self.sheet)
            self.sheet = None
        self._leave_alone(False)
        self._tell(Banner("ok", "circle-check", title, text, closable=True))
        self.refresh()

    def _tell(self, banner: Banner) -> None:
        clear_layout(self.notices)
        self.notices.addWidget(banner)

    # --- what the shell asks ------------------------------------------------------------------------------------

    def take_changes(self, _changes: Changes) -> None:
        """Nothing here is a record."""

    def entered(self) -> None:
        """Read again."""
        self.refresh()

    def first_focus(self) -> QWidget:
        """Where the cursor belongs."""
        return self.sheet or self.code
