"""The rows of the day's cards: each is one button that opens its record."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from clinic_app.use_cases.today import CallBack
from clinic_app.wording.words import _
from ui.forms.facts import must_not_call
from ui.pages.today.presenter import Line
from ui.theme.theme import current_theme
from ui.widgets.beyond import Beyond
from ui.widgets.buttons import IconButton, LinkButton
from ui.widgets.labels import ElidedLabel, IconLabel, Label
from ui.widgets.people import Avatar
from ui.widgets.pill import Pill

BEYOND = 8  # a row reaches over the card's margin, so that its words stand on it and its ring outside


class PressedRow(QAbstractButton):
    """A row that can be pressed anywhere; a ring shows where the keyboard is."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def let_through(self) -> None:
        """Labels must not catch the mouse."""
        for label in self.findChildren(QLabel):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        return self.layout().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.layout().minimumSize()

    def hasHeightForWidth(self) -> bool:
        return self.layout().hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        return self.layout().heightForWidth(width)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = current_theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.rect().adjusted(1, 1, -1, -1)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent_text"), 2))
            painter.drawRoundedRect(box, 4, 4)
        elif self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("raised"))
            painter.drawRoundedRect(box, 4, 4)


class LineRow(PressedRow):
    """A day, what must be done, where it belongs, and how pressing it is."""

    step_wanted = Signal()

    def __init__(self, line: Line, day_width: int) -> None:
        super().__init__(", ".join(p for p in (line.top, line.low, line.title, line.second, line.pill) if p))
        row = QHBoxLayout(self)
        row.setContentsMargins(BEYOND, 4, BEYOND, 4)
        row.setSpacing(12)
        day = QVBoxLayout()
        day.setSpacing(0)
        top = Label(line.top, "bold", "bad" if line.late else "text")
        low = Label(line.low, "small", "text2")
        top.setMinimumWidth(day_width)
        day.addWidget(top)
        day.addWidget(low)
        row.addLayout(day)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(line.title, "bold"))
        words.addWidget(ElidedLabel(line.second, "small", "text2"))
        row.addLayout(words, 1)
        if line.pill:
            row.addWidget(Pill(line.icon, line.pill, line.tone))
        if line.still:
            link = LinkButton(_("Set a step"), "plus", name=_("Set a step: {title}").format(title=line.title))
            link.clicked.connect(self.step_wanted)
            row.addLayout(Beyond(link, 8, 4))
        self.let_through()


def day_width(lines: Sequence[Line]) -> int:
    """How wide the days of all cards are, so that they stand in line."""
    bold, small = QFontMetrics(current_theme().font("bold")), QFontMetrics(current_theme().font("small"))
    tops = [bold.horizontalAdvance(line.top) for line in lines]
    return max([*tops, *(small.horizontalAdvance(line.low) for line in lines)], default=0) + 4


class CallRow(QWidget):
    """Somebody to be contacted: the name, what about, how it is safe. `opened` opens the consultation."""

    opened = Signal()

    def __init__(self, call: CallBack, name: str, about: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(12)
        face = Avatar(name, 32) if call.name else IconLabel("user-question", "text2", 32)
        row.addWidget(face, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(Label(name, "bold", wrap=True))
        if about:
            words.addWidget(ElidedLabel(about, "small", "text2"))
        silent = must_not_call(call.safe_contact)
        if call.safe_contact:
            safe = QHBoxLayout()
            safe.setSpacing(6)
            tone = "bad" if silent else "text2"
            safe.addWidget(IconLabel("shield-lock" if silent else "clock", tone, 14), 0, Qt.AlignmentFlag.AlignTop)
            safe.addWidget(Label(call.safe_contact, "small", tone, wrap=True), 1)
            words.addLayout(safe)
        elif call.phone:
            words.addWidget(Label(call.phone, "small", "text2"))
        row.addLayout(words, 1)
        # Where nobody must call, there is no telephone to press.
        told = _("Write to {name}") if silent else _("Call {name}") if call.phone else _("Open: {name}")
        icon = "message-circle" if silent else "phone-call" if call.phone else "eye"
        open_it = IconButton(icon, told.format(name=name))
        open_it.clicked.connect(self.opened)
        row.addLayout(Beyond(open_it, 8))
