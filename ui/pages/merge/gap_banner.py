"""What of an office has not come, above its conflicts: what waits for it, whom to ask, and giving it up as the last."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMessageBox, QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.clipboard import clipboard
from ui.pages.merge.office_news import Gap
from ui.theme.tokens import MARGIN
from ui.widgets.frames import Banner


class GapBanner(QWidget):
    """Shows the first gap of several; `given_up` carries the laptop's device id, after the question."""

    given_up = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.gap: Gap | None = None
        actions = [(_("Ask the office"), self.ask), (_("Give up this stretch…"), self.question)]
        self.banner = Banner("warn", "package-off", "…", "…", actions)
        self.ask_button, self.give_up_button = self.banner.buttons
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 12, MARGIN, 0)
        column.addWidget(self.banner)
        self.hide()

    def show_gaps(self, gaps: Sequence[Gap]) -> None:
        """Show what has not come, or nothing."""
        self.gap = gaps[0] if gaps else None
        self.setVisible(self.gap is not None)
        if self.gap is None:
            return
        self.banner.title.setText(self.gap.title)
        self.banner.text.setText(self.gap.text)
        self.banner.setAccessibleName(" ".join((self.gap.title, self.gap.text)))
        self.ask_button.say(_("Ask the office"))
        self.give_up_button.setVisible(self.gap.may_give_up)

    def ask(self) -> None:
        """Copy a sentence to be sent to the office by whatever way there is."""
        if self.gap is not None:
            copy_sentence(self.gap.ask)
            self.ask_button.say(_("Copied: send it to the office"))

    def question(self) -> None:
        """Ask before a stretch is given up."""
        if self.gap is not None:
            device = self.gap.device
            ask_to_give_up(self, self.gap.title, lambda: self.given_up.emit(device))


def copy_sentence(words: str) -> None:
    """To the clipboard: it names an office and packages, nobody else."""
    clipboard().copy_lasting(words)


def ask_to_give_up(parent: QWidget, title: str, then: object) -> QMessageBox:
    """Ask whether a lost stretch is given up for everyone."""
    text = _(
        "What stood in it cannot be read then, in any office, until it comes after all. What came later is read. "
        "Ask the office first whether it still has these packages."
    )
    return ask(parent, "\n\n".join((title, text)), _("Give it up"), then)


def ask(parent: QWidget, words: str, yes: str, then: object) -> QMessageBox:
    """A question with one way on and one way back."""
    box = QMessageBox(QMessageBox.Icon.Question, "Clinic Casebook", words, parent=parent.window())
    box.setObjectName("question")
    box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(box.addButton(_("Cancel"), QMessageBox.ButtonRole.RejectRole))
    box.accepted.connect(then)
    box.finished.connect(box.deleteLater)
    box.open()
    return box
