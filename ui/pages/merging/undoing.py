"""Before a merge is undone: what has been written on top of it since, then the question, once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.pages.merging import report_words
from ui.pages.merging.news_list import Face, NewsList
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.frames import Separator
from ui.widgets.labels import IconLabel, Label


class UndoView(QWidget):
    """`undo_wanted` after the question; `kept` when the merge stays as it is."""

    undo_wanted = Signal()
    kept = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._offices: dict[str, str] = {}
        self.told = Label("", "section", wrap=True)
        what = Label(
            _(
                "Undoing sets aside, on this laptop only, what these packages brought. What you wrote yourselves"
                " stays. “Take in again” brings it back; no file is needed."
            ),
            "body",
            "text2",
            wrap=True,
        )
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self.told)
        words.addWidget(what)
        top = QHBoxLayout()
        top.setContentsMargins(MARGIN, 14, MARGIN, 12)
        top.setSpacing(12)
        top.addWidget(IconLabel("history", "accent_text", 24))
        top.addLayout(words, 1)
        self.list = NewsList(self._face)
        self.undo = PrimaryButton(_("Undo this merge"), "arrow-back-up")
        self.keep = Button(_("Leave it as it is"))
        self.undo.clicked.connect(self.undo_wanted)
        self.keep.clicked.connect(self.kept)
        foot = QFrame()
        foot.setProperty("kind", "footer")
        row = QHBoxLayout(foot)
        row.setContentsMargins(MARGIN, 10, MARGIN, 10)
        row.setSpacing(8)
        row.addWidget(Label(_("Undo this merge?"), "section", wrap=True), 1)
        row.addWidget(self.keep)
        row.addWidget(self.undo)
        self._rest = QWidget()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(top)
        whole.addWidget(Separator())
        whole.addWidget(self.list, 1)
        whole.addWidget(self._rest, 1)
        whole.addWidget(foot)

    def show_built(self, built: Sequence[Any], offices: dict[str, str]) -> None:
        """Show what was written on top, oldest first."""
        self._offices = offices
        self.told.setText(report_words.built_words(built))
        self.list.setVisible(bool(built))
        self._rest.setVisible(not built)
        self.list.show_rows(list(built), report_words.built_words(built), ticks=False)

    def _face(self, one: Any) -> Face:
        office = self._offices.get(one.office, one.office) or _("here")
        return Face(report_words.built_title(one), report_words.built_second(one), ("pencil", office, "neutral"))
