"""The rows of the day's cards: each is one button that opens its record."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from clinic_app.use_cases.today_facts import CallBack
from clinic_app.wording.words import _
from ui.forms.facts import must_not_call
from ui.forms.safe_phone import SafePhones
from ui.pages.today.presenter import Line, answers
from ui.theme.theme import current_theme
from ui.widgets.beyond import Beyond
from ui.widgets.buttons import IconButton, LinkButton
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import ElidedLabel, IconLabel, Label
from ui.widgets.people import Avatar
from ui.widgets.pill import Pill

_STEPS = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
            return
        super().keyPressEvent(event)

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
        if line.top or line.low:
            row.addLayout(_day(line, day_width))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(line.title, "bold"))
        if line.second:
            words.addWidget(ElidedLabel(line.second, "small", "text2"))
        row.addLayout(words, 1)
        if line.pill:
            row.addWidget(Pill(line.icon, line.pill, line.tone))
        if line.still:
            link = LinkButton(_("Set a step"), "plus", name=_("Set a step: {title}").format(title=line.title))
            link.clicked.connect(self.step_wanted)
            row.addLayout(Beyond(link, 8, 4))
        self.let_through()


def _day(line: Line, wide: int) -> QVBoxLayout:
    day = QVBoxLayout()
    day.setSpacing(0)
    top = Label(line.top, "bold", "bad" if line.late else "text")
    top.setMinimumWidth(wide)
    day.addWidget(top)
    day.addWidget(Label(line.low, "small", "text2"))
    return day


def day_width(lines: Sequence[Line]) -> int:
    """How wide the days of all cards are, so that they stand in line."""
    bold, small = QFontMetrics(current_theme().font("bold")), QFontMetrics(current_theme().font("small"))
    tops = [bold.horizontalAdvance(line.top) for line in lines]
    return max([*tops, *(small.horizontalAdvance(line.low) for line in lines)], default=0) + 4


class CallRow(QWidget):
    """Somebody to be contacted: the name, what about, how it is safe, and the answer in one key.

    `opened` opens the consultation, `answered(code)` says how it went.
    """

    opened = Signal()
    answered = Signal(str)

    def __init__(self, call: CallBack, name: str, about: str) -> None:
        super().__init__()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 4, 0, 4)
        whole.setSpacing(1)
        row = QHBoxLayout()
        row.setSpacing(12)
        whole.addLayout(row)
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
        phones = [one for one in (call.phone, *call.phones_more) if one]
        if phones:
            words.addWidget(SafePhones(phones, call.safe_contact))
        words.addWidget(Label(_("Did this solve it?"), "small", "text2"))
        row.addLayout(words, 1)
        # Where nobody must call, there is no telephone to press.
        told = _("Write to {name}") if silent else _("Call {name}") if call.phone else _("Open: {name}")
        icon = "message-circle" if silent else "phone-call" if call.phone else "eye"
        open_it = IconButton(icon, told.format(name=name))
        open_it.clicked.connect(self.opened)
        row.addLayout(Beyond(open_it, 8))
        self.answers = AnswerBar(name)
        self.answers.chosen.connect(self.answered)
        under = QHBoxLayout()
        under.setContentsMargins(current_theme().px(32) + 12, 0, 0, 0)  # in line with the words
        under.addWidget(self.answers)
        whole.addLayout(under)


class AnswerBar(QWidget):
    """ "Did this solve it?" with its answers: one tab stop, arrows move and choose nothing, Enter or Space answers."""

    chosen = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        flow = FlowLayout(self, gap=6, line_gap=2)
        asked = _("Did this solve it?")
        self.setAccessibleName(asked)
        self.links: dict[str, LinkButton] = {}
        for code, word in answers():
            link = LinkButton(word, name=f"{name}, {asked} {word}")
            link.setProperty("place", "inline")
            link.clicked.connect(lambda _on=False, code=code: self.chosen.emit(code))
            link.setFocusPolicy(Qt.FocusPolicy.ClickFocus if self.links else Qt.FocusPolicy.StrongFocus)
            link.installEventFilter(self)
            self.links[code] = link
            flow.addWidget(link)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not event.modifiers():
            step = _STEPS.get(event.key(), 0)
            links = list(self.links.values())
            if step and watched in links:
                links[(links.index(watched) + step) % len(links)].setFocus(Qt.FocusReason.TabFocusReason)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(watched, LinkButton):
                watched.click()
                return True
        return super().eventFilter(watched, event)


class NumberButton(PressedRow):
    """A number with its word; a press opens the list it counts."""

    def __init__(self, count: str, word: str) -> None:
        super().__init__(f"{count} {word}")
        column = QVBoxLayout(self)
        column.setContentsMargins(BEYOND, 2, BEYOND, 2)
        column.setSpacing(0)
        column.addWidget(Label(count, "number"))
        column.addWidget(Label(word, "small", "text2", wrap=True))
        self.let_through()
