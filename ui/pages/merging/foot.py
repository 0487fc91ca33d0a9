"""The foot of the preview: what the keys do, Cancel, and the one filled button."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout

from clinic_app.wording.words import _
from ui.pages.merging.presenter import merge_words
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, LinkButton, PrimaryButton
from ui.widgets.labels import ElidedLabel, KeyHint


class Foot(QFrame):
    """Space leaves out, Esc cancels, Ctrl+Enter merges."""

    def __init__(self) -> None:
        super().__init__()
        self._ticks, self._tight = True, False
        self.setProperty("kind", "footer")
        self.setAccessibleName(_("Decision"))
        self._space = KeyHint(_("Space"))
        self._hint = ElidedLabel(_("leaves a record out or takes it in again"), "small", "text2")
        self.all_out = LinkButton("", "x")
        self.cancel = Button(_("Cancel"), "x")
        self.merge = PrimaryButton(merge_words(0, 0), "git-merge")
        self._keys = KeyHint("Ctrl Enter")
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, 10, MARGIN, 10)
        row.setSpacing(8)
        row.addWidget(self._space)
        row.addWidget(self._hint, 100)
        row.addStretch(1)
        row.addWidget(self.all_out)
        row.addWidget(self.cancel)
        row.addSpacing(8)
        row.addWidget(self.merge)
        row.addWidget(self._keys)

    def offer(self, records: int, packages: int) -> None:
        """Say what Merge would take in; where there is nothing, only the way back is offered."""
        self.merge.say(merge_words(records, packages))
        may = packages > 0
        self.merge.setVisible(may)
        self._fit()
        self.cancel.say(_("Cancel") if may else _("Back"))

    def hint(self, *, ticks: bool) -> None:
        """Say what Space does, where it does anything."""
        self._ticks = ticks
        self._fit()

    def set_tight(self, tight: bool) -> None:
        """Where there is little room, the words on the buttons come first."""
        self._tight = tight
        self._fit()

    def _fit(self) -> None:
        hints = self._ticks and not self._tight
        for hint in (self._space, self._hint):
            hint.setVisible(hints)
        self._keys.setVisible(not self._tight and not self.merge.isHidden())

    def offer_office(self, leave_out: bool | None) -> None:
        """The link that leaves out a whole office, or takes it in again; None: there is no such choice."""
        self.all_out.setVisible(leave_out is not None)
        self.all_out.say(_("Leave out all of this office") if leave_out else _("Take all of this office in"))
        self.all_out.set_icon("x" if leave_out else "check")

    def press(self) -> None:
        """Ctrl+Enter."""
        if self.merge.isVisible() and self.merge.isEnabled():
            self.merge.click()
