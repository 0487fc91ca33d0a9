"""One of the values side by side: who wrote it, what it says, the differing words marked, when, what was not seen."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.pages.merge.presenter import Piece
from ui.theme.theme import current_theme
from ui.widgets.frames import Separator
from ui.widgets.labels import ElidedLabel, IconLabel, KeyHint
from ui.widgets.people import Avatar


class MarkedText(QLabel):
    """A text whose differing words wear the marker."""

    def __init__(self, pieces: Sequence[Piece], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pieces = list(pieces)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._draw()

    def plain(self) -> str:
        """What it says."""
        return "".join(piece.text for piece in self._pieces)

    def _draw(self) -> None:
        tokens = current_theme().tokens
        mark = f"background-color:{tokens['mark']}; color:{tokens['on_mark']}; font-weight:bold"
        parts = []
        for piece in self._pieces:
            text = escape(piece.text).replace("\n", "<br>")
            parts.append(f'<span style="{mark}">{text}</span>' if piece.differs else text)
        self.setText(f'<div style="line-height:150%">{"".join(parts)}</div>')
        self.setAccessibleName(self.plain())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_pieces"):
            self._draw()


class CandidateCard(QFrame):
    """A candidate. `chosen` when it is clicked or Enter is pressed on it."""

    chosen = Signal(int)

    def __init__(self, place: int, author: str, where: str, pieces: Sequence[Piece], when: str, unseen: str) -> None:
        super().__init__()
        self._place = place
        self.setProperty("kind", "candidate")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(KeyHint(str(place + 1)))
        head.addWidget(Avatar(author, 32))
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(ElidedLabel(author, "bold"))
        names.addWidget(ElidedLabel(where, "small", "text2"))
        head.addLayout(names, 1)
        column.addLayout(head)
        self.words = MarkedText(pieces)
        column.addWidget(self.words, 1)
        column.addWidget(Separator())
        for icon, words in (("clock", when), ("eye", unseen)):
            line = QHBoxLayout()
            line.setSpacing(8)
            line.addWidget(IconLabel(icon, "text2", 16))
            line.addWidget(ElidedLabel(words, "small", "text2"), 1)
            column.addLayout(line)
        said = _("Value {n}, {author}, {when}").format(n=place + 1, author=author, when=when)
        self.setAccessibleName(said)
        self.setAccessibleDescription(self.words.plain())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.setFocus()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.chosen.emit(self._place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self._place)
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.colour("base"))
        pen = painter.pen()
        pen.setColor(theme.colour("accent_text" if self.hasFocus() else "line"))
        pen.setWidth(2 if self.hasFocus() else 1)
        painter.setPen(pen)
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)
