"""The panic key's second step, on the locked screen: what will happen, what remains, and two buttons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_app.use_cases.locks import Afterwards
from clinic_app.wording.dates import short_date
from clinic_app.wording.words import _, ngettext
from ui.entrance import Heading
from ui.problems import sentence_of
from ui.tasks import WorksFor
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.frames import Card, icon_line
from ui.widgets.labels import Label

_WARNING = frozenset({"alert-triangle", "cloud-off"})


class PanicPage(QWidget):
    """Asks whether only the recovery sheet shall open. `act` does it, on the vault's thread; `left` goes to the lock,
    `finished` to the way in by the sheet. `known`: what remains, None where nobody can say; `wait`: it is being read.
    """

    left = Signal()
    finished = Signal()

    def __init__(
        self,
        tasks: WorksFor,
        act: Callable[[], Any],
        known: Afterwards | None = None,
        *,
        wait: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks, self._act = tasks, act
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(
            Heading(_("The case book is locked"), _("If the laptop is about to be taken, go one step on."))
        )
        column.addWidget(self._what_happens())
        self._remains = Card(_("What remains"))
        # The sheet first: it is what the second button leaves.
        lines = [_sheet_line(known), _backup_line(known), _sent_line(known)] if known else []
        if not known and not wait:
            lines = [("eye-off", _("Only an open case book can say what was backed up and sent."))]
        for icon, said in lines:
            self._remains.add(icon_line(icon, said, "warn" if icon in _WARNING else "accent_text"))
        self._remains.setVisible(bool(lines))
        column.addWidget(self._remains)
        self._said = Label("", "body", "bad", wrap=True)
        self._said.hide()
        column.addWidget(self._said)
        self.do_it = Button(_("Leave only the recovery sheet"), "lock", tone="bad")
        self.do_it.clicked.connect(self._do)
        self.stay = PrimaryButton(_("No, only lock"), "lock")
        self.stay.clicked.connect(self.left)
        column.addWidget(self.do_it)
        column.addWidget(self.stay)

    def _what_happens(self) -> Card:
        card = Card(_("What happens"))
        for icon, said in (
            ("key", _("No passphrase opens the case book any more, nobody's.")),
            ("file-text", _("Only the printed recovery sheet opens it, and gives a new passphrase.")),
            ("shield-lock", _("Nothing written is lost. Without the sheet it stays shut for ever.")),
        ):
            card.add(icon_line(icon, said, "accent_text"))
        return card

    def _do(self) -> None:
        self.do_it.setEnabled(False)
        self._said.hide()
        self._tasks.on_vault(self._act, self._is_done, self._is_not_done, owner=self)

    def _is_done(self, done: Any) -> None:
        if not done.keyring_cleared:
            # It holds nothing without a passphrase slot; but whoever pressed the key shall know.
            self._said.setText(_("The entry in this computer's keyring could not be removed."))
            self._said.show()
            self.do_it.hide()
            self.stay.say(_("To the recovery sheet"))
            self.stay.clicked.disconnect()
            self.stay.clicked.connect(self.finished)
            return
        self.finished.emit()

    def _is_not_done(self, error: Exception) -> None:
        self.do_it.setEnabled(True)
        self._said.setText(sentence_of(error))
        self._said.show()

    def step_back(self) -> bool:
        """Esc: nothing more than the lock."""
        self.left.emit()
        return True

    def first_focus(self) -> QWidget:
        """The harmless button: a key pressed in fright takes nothing away."""
        return self.stay


def _backup_line(known: Afterwards) -> tuple[str, str]:
    if known.backup_at is None:
        return "alert-triangle", _("No backup was ever made on this laptop.")
    days = max(0, (datetime.now(UTC) - known.backup_at.astimezone(UTC)).days)
    day = short_date(known.backup_at.astimezone().date())
    if days == 0:
        return "download", f"{_('The last backup was made today.')} {known.backup_place}".strip()
    said = ngettext(
        "The last backup is {n} day old, from {day}.", "The last backup is {n} days old, from {day}.", days
    ).format(n=days, day=day)
    return "download", f"{said} {known.backup_place}".strip()


def _sent_line(known: Afterwards) -> tuple[str, str]:
    n = known.unacknowledged
    if n is None:
        return "cloud-off", _("This laptop is in no network: nobody else has what is written here.")
    if n == 0:
        return "cloud-check", _("Everything that is shared was acknowledged by others.")
    said = ngettext("{n} change was acknowledged by nobody yet.", "{n} changes were acknowledged by nobody yet.", n)
    return "cloud-up", said.format(n=n)


def _sheet_line(known: Afterwards) -> tuple[str, str]:
    if known.recovery_confirmed:
        return "circle-check", _("The recovery sheet was in somebody's hands.")
    return "alert-triangle", _("Nobody has confirmed the recovery sheet here: be sure that it exists.")
