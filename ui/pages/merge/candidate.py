"""One of the values side by side: who wrote it, what it says, the differing words marked, when, what was seen.

A card is filled anew for each conflict, never built anew: what is decided is decided by its own key or click.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAccessible, QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.differing_words import Piece
from ui.theme.theme import current_theme
from ui.widgets.frames import Separator
from ui.widgets.labels import ElidedLabel, IconLabel, KeyHint
from ui.widgets.people import Avatar
from ui.widgets.spoken import speak_as


class MarkedText(QLabel):
    """A text whose differing words wear the marker."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pieces: list[Piece] = []
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        # A wrapped label would inflate the scroll area's least height.
        self.setMinimumHeight(QFontMetrics(current_theme().font()).height())
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_pieces(self, pieces: Sequence[Piece]) -> None:
        """Show a text in pieces."""
        self._pieces = list(pieces)
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


@dataclass(frozen=True)
class Claim:
    """What a card says: lines below the value are (icon, words); those without words are not shown."""

    author: str
    where: str
    pieces: Sequence[Piece]
    when: str
    seen: str
    unseen: str


class Choosable(QFrame):
    """A card with a key: it can be focused; `chosen` when it is double-clicked, or Enter is pressed on it."""

    chosen = Signal(int)

    def __init__(self, place: int, *, key: bool = True) -> None:
        super().__init__()
        self.place = place
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        speak_as(self, QAccessible.Role.Button)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, 14, 16, 12)
        self.column.setSpacing(8)
        self.avatar = Avatar("", 32)
        self.name, self.where = ElidedLabel("", "bold"), ElidedLabel("", "small", "text2")
        head = QHBoxLayout()
        head.setSpacing(10)
        if key:
            head.addWidget(KeyHint(str(place + 1)))
        head.addWidget(self.avatar)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.name)
        names.addWidget(self.where)
        head.addLayout(names, 1)
        self.column.addLayout(head)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.setFocus()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.chosen.emit(self.place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self.place)
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


class FootLine(QWidget):
    """A small line under a value: icon and words; without words it is not there."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.words = ElidedLabel("", "small", "text2")
        row.addWidget(IconLabel(icon, "text2", 16))
        row.addWidget(self.words, 1)

    def tell(self, words: str) -> None:
        """Say something, or nothing."""
        self.words.setText(words)
        self.setVisible(bool(words))


class CandidateCard(Choosable):
    """A candidate."""

    def __init__(self, place: int) -> None:
        super().__init__(place)
        self.setProperty("kind", "candidate")
        self.words = MarkedText()
        self.column.addWidget(self.words, 1)
        self.column.addWidget(Separator())
        self._when, self._seen, self._unseen = FootLine("clock"), FootLine("eye"), FootLine("eye-off")
        foot = QVBoxLayout()
        foot.setSpacing(3)
        for line in (self._when, self._seen, self._unseen):
            foot.addWidget(line)
        self.column.addLayout(foot)

    def fill(self, claim: Claim) -> None:
        """Show a value and its author."""
        self.avatar.show_name(claim.author)
        self.name.setText(claim.author)
        self.where.setText(claim.where)
        self.words.show_pieces(claim.pieces)
        self._when.tell(claim.when)
        self._seen.tell(claim.seen)
        self._unseen.tell(claim.unseen)
        said = _("Value {n}, {author}, {when}").format(n=self.place + 1, author=claim.author, when=claim.when)
        self.setAccessibleName(said)
        self.setAccessibleDescription(". ".join(filter(None, (self.words.plain(), claim.seen, claim.unseen))))
