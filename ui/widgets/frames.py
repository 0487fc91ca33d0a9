"""Frames that hold other things: cards, banners, side panels, empty states, separators."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.theme.theme import current_theme
from ui.theme.tokens import PANEL_LEAST, PANEL_MOST, TONES
from ui.widgets.beyond import Beyond
from ui.widgets.buttons import Button, IconButton, LinkButton
from ui.widgets.labels import IconLabel, Label


class Separator(QWidget):
    """A hairline."""

    def __init__(self, orientation: Qt.Orientation = Qt.Orientation.Horizontal, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        if orientation == Qt.Orientation.Horizontal:
            self.setFixedHeight(1)
        else:
            self.setFixedWidth(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), current_theme().colour("line"))


class Card(QFrame):
    """A white card: bold title, a count, a link at the right; things go into `body` (a QVBoxLayout)."""

    link_activated = Signal()

    def __init__(
        self, title: str = "", count: int | None = None, link: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.setAccessibleName(title)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 14, 16, 14)
        outer.setSpacing(8)
        self._count = Label("", "body", "text3")
        self.title = Label(title, "section")
        if title:
            head = QHBoxLayout()
            head.setSpacing(8)
            head.addWidget(self.title)
            head.addWidget(self._count)
            head.addStretch(1)
            if link:
                self.link = LinkButton(link, name=f"{title}: {link}")
                self.link.clicked.connect(self.link_activated)
                head.addLayout(Beyond(self.link, 8, 4))  # the word ends on the margin, the line stays a title's
            outer.addLayout(head)
        self.set_count(count)
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        outer.addLayout(self.body)

    def set_count(self, count: int | None) -> None:
        """Show how many there are; None hides it."""
        self._count.setText("" if count is None else str(count))
        self._count.setVisible(count is not None)

    def add(self, widget: QWidget, *, ruled: bool = False, beyond: int = 0) -> None:
        """Append `widget`, with a hairline before it if `ruled`; it reaches `beyond` pixels over the card's margin."""
        if ruled and self.body.count():
            self.body.addWidget(Separator())
        if beyond:
            self.body.addLayout(Beyond(widget, beyond))
        else:
            self.body.addWidget(widget)


Action = tuple[str, Callable[[], object]]


class Banner(QFrame):
    """A tint, an icon, a bold sentence, what follows from it, at most two actions. Never modal."""

    closed = Signal()

    def __init__(
        self,
        tone: str,
        icon: str,
        title: str,
        text: str = "",
        actions: Sequence[Action] = (),
        *,
        closable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("tinted", tone)
        self.setAccessibleName(f"{title} {text}".strip())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(10)
        self.icon = IconLabel(icon, TONES[tone][0], 18)
        self.title = Label(title, "section", wrap=True)
        self.text = Label(text, "body", wrap=True)
        if not text:  # and never shown from here: without a parent it would be a window, and take the cursor away
            self.text.hide()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.text)
        if text:
            row.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        else:
            row.addWidget(self.icon)
            row.setContentsMargins(12, 8, 12, 8)
        row.addLayout(words, 1)
        self.buttons: list[Button] = []
        for place, (label, act) in enumerate(actions[:2]):
            button = Button(label) if place == 0 else LinkButton(label)
            button.clicked.connect(lambda _on=False, act=act: act())
            self.buttons.append(button)
            row.addWidget(button)
        if closable:
            close = IconButton("x", _("Close"), tone=TONES[tone][0])
            close.clicked.connect(self.dismiss)
            row.addWidget(close)

    def dismiss(self) -> None:
        """Go away."""
        self.hide()
        self.closed.emit()
        self.deleteLater()


class SidePanel(QFrame):
    """White, a hairline at its left, scrolls alone; things go into `body` (a QVBoxLayout), fixed ones into `foot`."""

    def __init__(self, width: int = PANEL_LEAST, *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "panel")
        self.setAccessibleName(name)
        self._least = min(max(width, PANEL_LEAST), PANEL_MOST)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        column.addLayout(self.body)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(scrolling(inside), 1)
        self.foot = QHBoxLayout()
        self.foot.setContentsMargins(20, 10, 20, 16)
        self.foot.setSpacing(8)
        outer.addLayout(self.foot)

    def _wide(self) -> int:
        # Its width grows with the letters, never with the longest word in it; only what is at its foot must be whole.
        return max(current_theme().px(self._least), self.foot.minimumSize().width())

    def sizeHint(self) -> QSize:
        return QSize(self._wide(), 400)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._wide(), 100)


class EmptyState(QWidget):
    """An icon, what is missing, what to do about it, one or two buttons."""

    def __init__(
        self, icon: str, title: str, text: str, buttons: Sequence[Button] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addStretch(2)
        middle = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(_Disc(icon), 0, middle)
        column.addSpacing(8)
        column.addWidget(Label(title, "record"), 0, middle)
        words = Label(text, "body", "text2", wrap=True)
        words.setAlignment(middle)
        words.setMaximumWidth(current_theme().px(460))
        held = QHBoxLayout()
        held.addStretch(1)
        held.addWidget(words, 100)
        held.addStretch(1)
        column.addLayout(held)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addStretch(1)
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        column.addSpacing(12)
        column.addLayout(row)
        column.addStretch(4)


class _Disc(QWidget):
    """A tinted disc with a 32 px icon."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self._icon = icon
        side = current_theme().px(64)
        self.setFixedSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("tint"))
        painter.drawEllipse(self.rect())
        side = theme.px(32)
        at = (self.width() - side) // 2
        painter.drawPixmap(at, at, theme.pixmap(self._icon, "accent_text", 32, self.devicePixelRatioF()))


def at_left(*widgets: QWidget) -> QHBoxLayout:
    """`widgets` beside one another, not wider than they need."""
    row = QHBoxLayout()
    row.setSpacing(12)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row


def link_at_left(link: QWidget) -> QHBoxLayout:
    """A link whose first letter stands where the words above and below it do; for what has a margin at its left."""
    row = QHBoxLayout()
    row.addLayout(Beyond(link, 8))
    row.addStretch(1)
    return row


def icon_line(icon: str, said: str, tone: str = "text2") -> QWidget:
    """A sentence that may wrap, its icon beside the first line."""
    held = QWidget()
    row = QHBoxLayout(held)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10)
    row.addWidget(IconLabel(icon, tone, 18), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(Label(said, "body", wrap=True), 1)
    return held


def scrolling(inside: QWidget) -> QScrollArea:
    """`inside` in a scroll area that scrolls up and down only and shows the ground beneath it."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    area.viewport().setAutoFillBackground(False)
    inside.setAutoFillBackground(False)
    return area


def clear_layout(layout: QLayout) -> None:
    """Take everything out of a layout and away, inner layouts too.

    Nothing is gone before the event is over in which this happens: it may be the click of one of these buttons.
    """
    while item := layout.takeAt(0):
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()
        elif inner := item.layout():
            clear_layout(inner)
            inner.deleteLater()
