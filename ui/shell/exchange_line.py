"""The exchange on the status bar: what waits, what goes on, how the last exchange ended. A click opens the page."""

from __future__ import annotations

from collections.abc import Callable
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

BAR_WIDTH = 96
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
    """While something goes on its progress stands in the place of the last exchange."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting, self.last, self.bar = Piece("package"), Piece("history"), Bar(None)
        self.bar.setFixedWidth(BAR_WIDTH)
        self.bar.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 8, 2)
        row.setSpacing(18)
        row.addWidget(self.waiting)
        row.addWidget(self.last)
        row.addWidget(self.bar)
        for child in (self.waiting, self.last, self.bar):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._say_last: Callable[[], None] = lambda: None
        self._waits = False
        self.set_waiting(0)
        self.set_last(None)

    def set_waiting(self, packages: int, size: int = 0, changes: int = 0) -> None:
        """How many packages wait, and their bytes; else how many changes are in no package yet."""
        words = waiting_words(packages, size, changes)
        self._waits = bool(words)
        self.waiting.setVisible(self._waits and self.bar.isHidden())
        self.waiting.say(words)
        self._name()

    def set_last(self, moment: datetime | None, failed: Failed | None = None) -> None:
        """The last good exchange; or what the last one failed of."""

        def say() -> None:
            if failed is not None:
                words, more = failed_words(failed)
                self.last.icon.set_icon("alert-circle", "bad")
                self.last.say(words, "\n".join((words, more, last_words(moment))))
            else:
                self.last.icon.set_icon("history", "text2")
                self.last.say(last_words(moment))

        self._say_last = say
        if self.bar.isHidden():
            say()
        self._name()

    def set_going(self, now: Now | None) -> None:
        """What goes on; None: nothing."""
        self.bar.setVisible(now is not None)
        self.waiting.setVisible(self._waits and now is None)  # what goes on says how much
        if now is None:
            self._say_last()
        else:
            self.bar.set_share(now.done / now.bytes if now.bytes else None)
            self.last.icon.set_icon("arrows-exchange", "accent_text")
            self.last.say(going_words(now))
        self._name()

    def give_way(self, pixels: int) -> None:
        """Be narrower than the words are long: those on the last exchange are cut, and the tooltip says them whole."""
        words = self.last.words
        words.setMaximumWidth(max(LEAST_WORDS, words.sizeHint().width() - pixels) if pixels else _ENDLESS)
        self.last.measure_anew()
        self.layout().invalidate()
        self.updateGeometry()

    def _name(self) -> None:
        parts = [piece.accessibleName() for piece in (self.waiting, self.last) if not piece.isHidden()]
        self.setAccessibleName(". ".join((_("Exchange"), *parts)))
        self.setToolTip(self.last.toolTip() or " · ".join(parts))

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
