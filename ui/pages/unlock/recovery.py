"""The way in by the recovery sheet: the code, whose passphrase is new, the passphrase; and on without a keyring.

It follows the printed sheet step by step: the words of its buttons are those on the paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QRadioButton, QVBoxLayout, QWidget

from clinic_app.errors import KeyringMissing, TriesSlowedDown, WrongRecoveryCode
from clinic_app.wording import recovery_words as named
from clinic_app.wording.words import _
from ui.code_groups import CodeGroups
from ui.entrance import Heading, Steps
from ui.pages.unlock.waiting import Waiting
from ui.passphrase import NewPassphrase
from ui.problems import sentence_of
from ui.tasks import WorksFor
from ui.theme.theme import current_theme
from ui.widgets.buttons import Button, LinkButton, PrimaryButton
from ui.widgets.labels import Label


class ByCode(Protocol):
    """What the sheet opens, for the vault's thread."""

    def behind(self, code: str) -> Sequence[Any]: ...

    def recover(self, code: str, passphrase: str, slot: str | None = None, *, without_keyring: bool = False) -> Any: ...


class RecoveryWay(QWidget):
    """`opened` carries the open Clinic; `left` goes back to the passphrase."""

    opened = Signal(object)
    left = Signal()

    def __init__(self, tasks: WorksFor, doors: ByCode, waiting: Waiting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._doors, self._waiting = tasks, doors, waiting
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._steps = Steps()
        column.addWidget(self._steps)
        self._first, self._second = self._ask_code(), self._ask_passphrase()
        self._steps.add(self._first)
        self._steps.add(self._second)
        self.setFocusProxy(self.code)

    # --- the code -----------------------------------------------------------------------------------------------

    def _ask_code(self) -> QWidget:
        held, column = _column()
        column.addWidget(
            Heading(
                _(named.BY_CODE),
                _("Eight groups of five digits from the recovery sheet. Nothing in the case book is lost or changed."),
            )
        )
        self.code = CodeGroups(self._tasks)
        column.addWidget(self.code)
        self.go_on = PrimaryButton(_(named.GO_ON), "arrow-right")
        self.go_on.setEnabled(False)
        self.go_on.clicked.connect(self._look_behind)
        self.code.changed.connect(self._look)
        self._waiting.changed.connect(lambda _over: self._look())
        self.code.finished.connect(self._look_behind)
        column.addWidget(self.go_on)
        back = LinkButton(_("Back to the passphrase"), "arrow-left")
        back.clicked.connect(self.left)
        column.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        return held

    def _look_behind(self) -> None:
        if not self.go_on.isEnabled():
            return
        code = self.code.text()
        self._busy(self.go_on, _("Looking…"))
        self._tasks.on_vault(lambda: self._doors.behind(code), self._offer, self._is_no_code, owner=self)

    def _is_no_code(self, error: Exception) -> None:
        self.go_on.say(_(named.GO_ON))
        self._look()
        if not self._must_wait(error):
            self.code.tell(error)

    def _must_wait(self, error: Exception) -> bool:
        """Whether nothing was tried, because of wrong tries before; the line below counts the seconds."""
        if isinstance(error, TriesSlowedDown):
            self._waiting.begin(int(str(error.data["seconds"])))
            return True
        self._waiting.look()
        return False

    # --- the passphrase -----------------------------------------------------------------------------------------

    def _ask_passphrase(self) -> QWidget:
        held, column = _column()
        column.addWidget(Heading(_("A new passphrase"), _("The sheet fits. Think of a new passphrase for yourself.")))
        self._who = Label(_("Who are you?"), "section", wrap=True)
        column.addWidget(self._who)
        self._people = QVBoxLayout()
        self._people.setSpacing(4)
        column.addLayout(self._people)
        self.people: list[QRadioButton] = []
        self._slots: list[str] = []
        self.renewed = NewPassphrase(first=_("New passphrase"), tasks=self._tasks)
        self.renewed.changed.connect(self._look)
        column.addWidget(self.renewed)
        self._said = Label("", "body", "bad", wrap=True)
        self._said.hide()
        column.addWidget(self._said)
        self._notices = QVBoxLayout()
        column.addLayout(self._notices)
        self.without: Button | None = None
        self.recover = PrimaryButton(_(named.SET_NEW), "lock-open")
        self.recover.setEnabled(False)
        self.recover.clicked.connect(lambda: self._recover())
        column.addWidget(self.recover)
        back = LinkButton(_("Back to the code"), "arrow-left")
        back.clicked.connect(self.step_back)
        column.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        return held

    def _offer(self, behind: Sequence[Any]) -> None:
        self.go_on.say(_(named.GO_ON))
        for button in self.people:
            self._people.removeWidget(button)
            button.deleteLater()
        self.people, self._slots = [], [one.slot for one in behind]
        several = len(behind) > 1
        self._who.setVisible(several)
        for number, one in enumerate(behind if several else (), 1):
            button = QRadioButton(one.person or _("Person {n}").format(n=number))
            button.toggled.connect(lambda _on: self._look())
            self._people.addWidget(button)
            self.people.append(button)
        self._steps.go(self._second)
        (self.people[0] if self.people else self.renewed).setFocus()
        self._look()

    def _slot(self) -> str | None:
        """Whose passphrase is new; None where there is nobody to choose from."""
        if not self.people:
            return self._slots[0] if self._slots else None
        return next((slot for slot, one in zip(self._slots, self.people, strict=True) if one.isChecked()), None)

    def _look(self) -> None:
        self.go_on.setEnabled(self._waiting.over and self.code.ready())
        chosen = not self.people or self._slot() is not None
        self.recover.setEnabled(self._waiting.over and chosen and self.renewed.ready())

    def _recover(self, without_keyring: bool = False) -> None:
        code, new, slot = self.code.text(), self.renewed.text(), self._slot()
        self._said.hide()
        self._clear()
        self._busy(self.recover, _("Opening…"))
        self._tasks.on_vault(
            lambda: self._doors.recover(code, new, slot, without_keyring=without_keyring),
            self._is_recovered,
            self._is_lost,
            owner=self,
        )

    def _is_recovered(self, clinic: object) -> None:
        self.wipe()
        self.opened.emit(clinic)

    def _is_lost(self, error: Exception) -> None:
        self.recover.say(_(named.SET_NEW))
        self._look()
        if self._must_wait(error):
            return
        if isinstance(error, WrongRecoveryCode):
            self._steps.go(self._first)
            self.code.tell(error)
        elif isinstance(error, KeyringMissing):
            self._offer_without()
        else:
            self._said.setText(sentence_of(error))
            self._said.show()

    def _offer_without(self) -> None:
        """The computer has no keyring, or it does not answer: nothing was changed, and there is a way on."""
        said = _(
            "It keeps one half of the lock. You can go on without it: then your passphrase alone guards the case"
            " book, so take a long one. Or unlock the keyring and try again."
        )
        self.without = Button(_("Go on without the keyring"), "key")
        self.without.clicked.connect(lambda: self._recover(without_keyring=True))
        # Not a banner: in this narrow column its button would stand beside the words and squeeze them.
        for widget in (
            Label(_("This computer's keyring does not answer"), "section", "warn", wrap=True),
            Label(said, "body", wrap=True),
            self.without,
        ):
            self._notices.addWidget(widget)

    def _clear(self) -> None:
        self.without = None
        while item := self._notices.takeAt(0):
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    # --- what the page asks -------------------------------------------------------------------------------------

    def step_back(self) -> bool:
        """From the passphrase to the code; False when there is nothing before."""
        if self._steps.present() is self._first:
            return False
        self.renewed.wipe()
        self._clear()
        self._steps.go(self._first)
        self.code.setFocus()
        return True

    def wipe(self) -> None:
        """Forget what was typed."""
        self.code.wipe()
        self.renewed.wipe()
        self._clear()
        self._steps.go(self._first)

    def first_focus(self) -> QWidget:
        """Where the cursor belongs."""
        return self.code.edits[0] if self._steps.present() is self._first else self.renewed.first

    def _busy(self, button: Button, words: str) -> None:
        button.setEnabled(False)
        button.say(words)


def _column() -> tuple[QWidget, QVBoxLayout]:
    held = QWidget()
    column = QVBoxLayout(held)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(current_theme().px(10))
    return held, column
