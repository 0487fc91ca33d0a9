"""The exchange on the status bar: what waits, what goes on, how the last exchange ended. A click opens the page."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from clinic_app.wording.words import _
from ui.going import Failed, Now
from ui.shell.status_words import failed_words, going_words, last_words, waiting_words
from ui.theme.theme import current_theme
from ui.widgets.labels import ElidedLabel, IconLabel
from ui.widgets.progress_row import Bar

BAR_WIDTH, SPACING = 96, 18
LEAST_WORDS = 60
_ENDLESS = (1 << 24) - 1


class Piece(QWidget):
    """An icon and its words."""

    def __init__(self, icon: str, *, quiet: bool = True) -> None:
        super().__init__()
        self.icon = IconLabel(icon, "text2", 16)
        self.words = ElidedLabel("", "small", "text2" if quiet else "text")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.icon)
        row.addWidget(self.words, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def say(self, words: str, more: str = "") -> None:
        """`more` is for whoever points at it, or listens."""
        self.words.setText(words)
        self.measure_anew()
        self.setToolTip(more)
        self.setAccessibleName(". ".join(part for part in (words, more) if part))

    def measure_anew(self) -> None:
        """Its words are others, or may be as long as others: whoever asks for its width now gets the new one."""
        self.words.updateGeometry()
        self.layout().invalidate()
        self.updateGeometry()


class ExchangeLine(QAbstractButton):
    """While something goes on its progress stands in the place of all else."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting, self.failed, self.last = Piece("package"), Piece("alert-circle"), Piece("history")
        self.going, self.bar = Piece("arrows-exchange"), Bar(None)
        self.failed.icon.set_icon("alert-circle", "bad")
        self.going.icon.set_icon("arrows-exchange", "accent_text")
        self.bar.setFixedWidth(BAR_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 8, 2)
        row.setSpacing(SPACING)
        for child in (self.waiting, self.failed, self.last, self.going, self.bar):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            row.addWidget(child)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._waits = self._fails = self._goes = False
        self.set_waiting(0)
        self.set_last(None)

    def set_waiting(self, packages: int, size: int = 0, changes: int = 0) -> None:
        """How many packages wait, and their bytes; else how many changes are in no package yet."""
        words = waiting_words(packages, size, changes)
        self._waits = bool(words)
        self.waiting.say(words)
        self._show()

    def set_last(self, moment: datetime | None, failed: Failed | None = None) -> None:
        """The last good exchange, and what has failed since."""
        self._fails = failed is not None
        if failed is not None:
            self.failed.say(*failed_words(failed))
        self.last.say(last_words(moment))
        self._show()

    def set_going(self, now: Now | None) -> None:
        """What goes on; None: nothing."""
        self._goes = now is not None
        if now is not None:
            self.bar.set_share(now.done / now.bytes if now.bytes else None)
            self.going.say(going_words(now))
        self._show()

    def give_way(self, pixels: int) -> None:
        """Be narrower than the words are long. Where something has failed, the last good exchange goes first; then the
        longest words are cut. The tooltip says all of it.
        """
        crowded = self._fails and not self._goes and pixels > 0
        self.last.setVisible(not crowded and not self._goes)
        left = max(0, pixels - self.last.sizeHint().width() - SPACING) if crowded else pixels
        pieces = (self.going, self.failed, self.last)
        long = self.going if self._goes else self.failed if self._fails else self.last
        for piece in pieces:
            full = piece.words.sizeHint().width()
            cut = piece is long and left > 0
            piece.words.setMaximumWidth(max(LEAST_WORDS, full - left) if cut else _ENDLESS)
            piece.measure_anew()
        self.layout().invalidate()
        self.updateGeometry()

    def _show(self) -> None:
        """What goes on says how much, and stands alone."""
        self.waiting.setVisible(self._waits and not self._goes)
        self.failed.setVisible(self._fails and not self._goes)
        self.last.setVisible(not self._goes)
        for child in (self.going, self.bar):
            child.setVisible(self._goes)
        told = [(self._waits, self.waiting), (self._fails, self.failed), (True, self.last), (self._goes, self.going)]
        parts = [piece.accessibleName() for on, piece in told if on]
        self.setAccessibleName(". ".join((_("Exchange"), *parts)))
        self.setToolTip("\n".join(parts))

    def sizeHint(self) -> QSize:
        return self.layout().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.layout().minimumSize()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = current_theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.underMouse():
            painter.setBrush(theme.colour("raised"))
            painter.drawRoundedRect(box, 4, 4)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent_text"), 2))
            painter.drawRoundedRect(box, 4, 4)
