"""Beside the list: one laptop, its digits, one's own keys, and removing it in two steps."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from clinic_app.wording.key_words import age_lines, signing_lines
from clinic_app.wording.words import _
from ui.key_notices import name_of
from ui.pages.keys import presenter
from ui.widgets.buttons import Button, LinkButton
from ui.widgets.frames import SidePanel, clear_layout
from ui.widgets.labels import Label


class LaptopPanel(SidePanel):
    """`had_wanted(row)`: before removing, what it has is to be read; `removal_wanted(row)`: a person has read it."""

    had_wanted = Signal(object)
    removal_wanted = Signal(object)
    age_wanted = Signal()
    signing_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(name=_("Laptop"))
        self._slot = QVBoxLayout()
        self._slot.setSpacing(10)
        self.body.addLayout(self._slot)
        self.buttons: dict[str, Button] = {}
        self._last: Any = None
        self._view: Any = None

    def show_laptop(self, row: Any, view: Any) -> None:
        """Show one laptop; nothing is asked any more."""
        self._last, self._view = row, view
        self._clear()
        self._say(name_of(row), "section")
        self._say(" · ".join(part for part in (row.person, presenter.state_of(row)[1]) if part))
        self._say(_("Digits of its signing key"), "section")
        self._say(row.digits)
        self._quiet(_("Compare them by telephone when in doubt: both laptops show the same."))
        if row.own:
            self._show_own(view)
        if view.may_remove and not row.removed:
            self._button("remove", Button(_("Remove…"), "trash"), lambda: self.had_wanted.emit(row))

    def _show_own(self, view: Any) -> None:
        self._say(_("The key that opens packages"), "section")
        for line in age_lines(view.age):
            self._quiet(line)
        self._button("age", Button(_("New key now"), "refresh"), self.age_wanted.emit)
        self._say(_("The key that signs"), "section")
        for line in signing_lines(view.signing_day, view.pending):
            self._quiet(line)
        change = Button(_("New signing key…"), "key")
        change.setEnabled(view.may_change)
        self._button("signing", change, self._ask_signing)

    def ask(self, row: Any, had: Any) -> None:
        """Removing: what it already has, and the second step."""
        self._clear()
        self._say(_("Remove {laptop}?").format(laptop=name_of(row)), "section")
        for line in had.lines():
            self._say(line)
        self._quiet(_("That stays readable for whoever has that laptop and its passphrase."))
        self._say(presenter.removal_warning(row))
        self._button("sure", Button(_("Remove it for good"), "trash"), lambda: self.removal_wanted.emit(row))
        self._button("keep", LinkButton(_("Keep it")), self._back)
        self.buttons["keep"].setFocus()

    def _ask_signing(self) -> None:
        self._clear()
        self._say(_("Give the signing key up for a new one?"), "section")
        self._say(_("Do it when somebody may have copied this laptop's key. Nothing that was written is lost."))
        self._quiet(
            _("Who has the old key could do the same before you. After a theft, have the laptop removed instead.")
        )
        self._quiet(_("A backup made before brings back a laptop that nobody believes: make a new one afterwards."))
        self._button("sure", Button(_("New signing key"), "key"), self.signing_wanted.emit)
        self._button("keep", LinkButton(_("Keep it")), self._back)
        self.buttons["keep"].setFocus()

    def _back(self) -> None:
        self.show_laptop(self._last, self._view)

    def _clear(self) -> None:
        self.buttons = {}
        clear_layout(self._slot)

    def _say(self, text: str, style: str = "body") -> None:
        self._slot.addWidget(Label(text, style, wrap=True))

    def _quiet(self, text: str) -> None:
        self._slot.addWidget(Label(text, "small", "text2", wrap=True))

    def _button(self, name: str, button: Button, act: Any) -> None:
        button.clicked.connect(lambda _on=False: act())
        self.buttons[name] = button
        self._slot.addWidget(button)
