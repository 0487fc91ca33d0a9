"""Telephone numbers, each with the sign of how it may be used: nobody sees a number without it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.forms.facts import must_not_call
from ui.widgets.labels import IconLabel, Label


class SafeSign(QWidget):
    """The sign beside a number: nothing where calling is safe, a shield where a way was agreed, red for no calls."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self._icon = IconLabel("shield-lock", "warn", 14)
        self._word = Label("", "small", "warn")
        row.addWidget(self._icon)
        row.addWidget(self._word)
        self.hide()

    def tell(self, safe: str) -> None:
        """Show what `safe`, the safe way to contact, means for the number."""
        word, tone = sign_of(safe)
        self._word.setText(word)
        self._word.set_tone(tone)
        self._icon.set_icon("message-circle" if tone == "bad" else "shield-lock", tone)
        if self.parentWidget() is not None:  # without one it would be a window of its own and take the keyboard
            self.setVisible(bool(safe.strip()))
        self.setAccessibleName(word)
        self.setToolTip(safe)

    def word(self) -> str:
        """What the sign says, "" when it is not shown."""
        return "" if self.isHidden() else self._word.text()


class SafePhones(QWidget):
    """Numbers below each other, each with its sign; the safe way itself stands once, whole, beside them."""

    def __init__(self, phones: Iterable[str], safe: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        word, _tone = sign_of(safe)
        self.signs: list[SafeSign] = []
        for phone in phones:
            line = QHBoxLayout()
            line.setSpacing(8)
            number = Label(phone, "small")
            number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            number.setAccessibleName(f"{phone}, {word}" if word else phone)
            sign = SafeSign()
            self.signs.append(sign)
            column.addLayout(line)
            line.addWidget(number)
            line.addWidget(sign)
            line.addStretch(1)
            sign.tell(safe)


def sign_of(safe: str) -> tuple[str, str]:
    """(word, tone) beside a number; ("", "text2") where nothing was agreed."""
    if not safe.strip():
        return "", "text2"
    return (_("Do not call"), "bad") if must_not_call(safe) else (_("Safe contact"), "warn")
