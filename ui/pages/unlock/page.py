"""Opening the lock: the passphrase, or the recovery code with a new passphrase."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.errors import TriesSlowedDown, WrongPassphrase
from clinic_app.wording import recovery_words as named
from clinic_app.wording.words import _
from ui.entrance import Heading, Steps
from ui.pages.unlock.people import PeopleChoice
from ui.pages.unlock.recovery import ByCode, RecoveryWay
from ui.pages.unlock.waiting import Waiting
from ui.passphrase import PassphraseEdit, PassphraseRow
from ui.problems import sentence_of
from ui.tasks import WorksFor
from ui.theme.theme import current_theme
from ui.widgets.buttons import LinkButton, PrimaryButton
from ui.widgets.field import Field
from ui.widgets.frames import Card
from ui.widgets.labels import IconLabel, KeyHint, Label
from ui.widgets.people import Avatar


class UnlockPage(QWidget):
    """`opened` carries the open Clinic. Nobody's name stands here unless the keyring told it (`greet`)."""

    opened = Signal(object)
    demo_wanted = Signal()

    def __init__(
        self,
        tasks: WorksFor,
        open_with: Callable[..., Any],
        by_code: ByCode,
        *,
        seconds_to_wait: Callable[[], int] = lambda: 0,
        demo: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.waiting = Waiting(tasks, seconds_to_wait)
        self._tasks, self._open_with = tasks, open_with
        self._demo = demo
        self.people: PeopleChoice | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._steps = Steps()
        column.addWidget(self._steps)
        self._usual, self.lost = self._by_passphrase(), RecoveryWay(tasks, by_code, self.waiting)
        self.lost.opened.connect(self.opened)
        self.lost.left.connect(self.ask_passphrase)
        self._steps.add(self._usual)
        self._steps.add(self.lost)
        self._column = column
        self.waiting.changed.connect(self._may_try)
        self.waiting.look()

    # --- the passphrase -----------------------------------------------------------------------------------------

    def _by_passphrase(self) -> QWidget:
        held, column = _column()
        column.addWidget(Heading(_("Open the case book"), _("Your passphrase opens it. It is kept nowhere.")))
        self._whose = QVBoxLayout()
        column.addLayout(self._whose)
        self.passphrase = PassphraseEdit(_("Passphrase"))
        self.passphrase.returnPressed.connect(self._unlock)
        self.field = Field(_("Passphrase"), PassphraseRow(self.passphrase))
        self.passphrase.textEdited.connect(lambda _text: self.field.set_fault())
        column.addWidget(self.field)
        self.unlock = PrimaryButton(_("Unlock"), "lock-open")
        self.unlock.clicked.connect(self._unlock)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.unlock, 1)
        row.addWidget(KeyHint("Enter"))
        column.addLayout(row)
        self._waits_here = QVBoxLayout()  # under the button that waits, not below the links
        self._waits_here.addWidget(self.waiting)
        column.addLayout(self._waits_here)
        column.addSpacing(12)
        links = [self._link(_(named.BY_CODE), "key", self.ask_code)]
        if self._demo:
            links.append(self._link(_("Look around with practice data"), "eye", self.demo_wanted.emit))
        for link in links:
            column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(12)
        self._foot = QVBoxLayout()
        column.addLayout(self._foot)
        return held

    def stand_below(self, line: QWidget) -> None:
        """Put a quiet line at the foot of the page."""
        self._foot.addWidget(line)

    def greet(self, person: str) -> None:
        """Show whose case book this is; "" shows nobody."""
        if person and not self._whose.count():
            self._whose.addWidget(_Person(person))

    def greet_people(self, people: Sequence[tuple[str, str]], last: str = "") -> None:
        """Let one of several choose themselves (`people`: lock and name; `last`: the lock that was opened last)."""
        if len(people) == 1:
            self.greet(people[0][1])
        elif people and not self._whose.count():
            self.people = PeopleChoice(people, last)
            self.people.chosen.connect(self.passphrase.setFocus)
            self._whose.addWidget(self.people)

    def slot(self) -> str:
        """The lock of whoever was chosen; "" where there is no choice, and every lock is tried."""
        return self.people.slot() if self.people is not None else ""

    def _link(self, text: str, icon: str, act: Callable[[], object]) -> LinkButton:
        link = LinkButton(text, icon)
        link.clicked.connect(lambda _on=False: act())
        return link

    def _may_try(self, over: bool) -> None:
        self.unlock.setEnabled(over)
        if over:
            self.field.set_fault()

    def _unlock(self) -> None:
        if not self.waiting.over:
            return
        typed = self.passphrase.text()
        if not typed:
            self.field.set_fault(_("Type the passphrase"))
            self.passphrase.setFocus()
            return
        self._busy(True)
        told = (typed, self.slot()) if self.people is not None else (typed,)
        self._tasks.on_vault(lambda: self._open_with(*told), self._is_open, self._is_shut, owner=self)

    def _is_open(self, clinic: object) -> None:
        self.passphrase.wipe()
        self._busy(False)
        self.opened.emit(clinic)

    def _is_shut(self, error: Exception) -> None:
        self._busy(False)
        if isinstance(error, TriesSlowedDown):
            self.waiting.begin(int(str(error.data["seconds"])))
            return
        self.waiting.look()
        self.field.set_fault(sentence_of(error))
        self.passphrase.setFocus()
        if isinstance(error, WrongPassphrase):
            self.passphrase.selectAll()

    def _busy(self, busy: bool) -> None:
        self.unlock.setEnabled(not busy and self.waiting.over)
        self.unlock.say(_("Opening…") if busy else _("Unlock"))

    # --- the recovery code --------------------------------------------------------------------------------------

    def ask_code(self) -> None:
        """Show the way in by the recovery sheet."""
        self._column.addWidget(self.waiting)
        self._steps.go(self.lost)
        self.lost.first_focus().setFocus()

    def ask_passphrase(self) -> None:
        """Show the usual way in."""
        self.lost.wipe()
        self._waits_here.addWidget(self.waiting)
        self._steps.go(self._usual)
        self.passphrase.setFocus()

    def step_back(self) -> bool:
        """Esc: from the code to the passphrase."""
        if self._steps.present() is self._usual:
            return False
        if not self.lost.step_back():
            self.ask_passphrase()
        return True

    def first_focus(self) -> QWidget:
        """Where the cursor belongs."""
        return self.passphrase if self._steps.present() is self._usual else self.lost.first_focus()


class _Person(Card):
    """Whose case book this is."""

    def __init__(self, name: str) -> None:
        super().__init__()
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(Avatar(name, 40, "info"))
        row.addWidget(Label(name, "section"), 1)
        row.addWidget(IconLabel("check", "accent_text", 18))
        self.body.addLayout(row)
        self.setAccessibleName(name)


def _column() -> tuple[QWidget, QVBoxLayout]:
    held = QWidget()
    column = QVBoxLayout(held)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(current_theme().px(10))
    return held, column
