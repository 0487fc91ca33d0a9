"""The way in: a quiet panel with what the program promises, language and look on top, one page of what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from clinic_app.version import VERSION
from clinic_app.wording.words import LANGUAGES, OWN_NAMES, _, spoken
from ui.theme.theme import current_theme
from ui.widgets.buttons import IconButton
from ui.widgets.frames import scrolling
from ui.widgets.labels import ElidedLabel, IconLabel, Label
from ui.widgets.segments import Segments

SIDE = 520
COLUMN = 460
_ROOM = 960  # narrower than this there is no panel


@dataclass(frozen=True)
class Promise:
    """One thing the panel says: icon, what is so, what follows from it."""

    icon: str
    title: str
    text: str


def promises() -> list[Promise]:
    """What is true of every case book."""
    return [
        Promise(
            "shield-lock",
            _("The records on this computer are encrypted"),
            _("Nobody can read them without the passphrase."),
        ),
        Promise(
            "cloud-off",
            _("Works without internet"),
            _("What you write stays here until you hand a package over."),
        ),
        Promise(
            "pencil",
            _("Nothing typed is lost"),
            _("Drafts are kept encrypted and come back after the lock is opened."),
        ),
    ]


class Entrance(QWidget):
    """The panel and a page. `language_chosen` carries ky, ru, en; the owner then builds the entrance anew."""

    language_chosen = Signal(str)
    dark_wanted = Signal(bool)

    def __init__(self, page: QWidget, *, wide: int = COLUMN, where: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page = page
        self._panel = _Panel(promises(), where)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._panel)
        row.addWidget(self._right(page, wide), 1)

    def _right(self, page: QWidget, wide: int) -> QWidget:
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(16)
        self.languages = Segments([(key, OWN_NAMES[key]) for key in LANGUAGES], spoken(), name=_("Language"))
        self.languages.setMaximumWidth(current_theme().px(300))
        self.languages.changed.connect(self.language_chosen)
        dark = current_theme().dark
        self.look = IconButton("sun" if dark else "moon", _("Light look") if dark else _("Dark look"))
        self.look.clicked.connect(self._turn)
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addStretch(1)
        top.addWidget(self.languages, 2)
        top.addWidget(self.look)
        page.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        column.addWidget(_Middle(top, wide))
        middle = QVBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.addStretch(2)
        middle.addWidget(page)
        middle.addStretch(3)
        column.addWidget(scrolling(_Middle(middle, wide)), 1)
        return held

    def _turn(self) -> None:
        self.dark_wanted.emit(not current_theme().dark)
        dark = current_theme().dark
        self.look.set_icon("sun" if dark else "moon")
        self.look.setToolTip(_("Light look") if dark else _("Dark look"))
        self.look.setAccessibleName(self.look.toolTip())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() / current_theme().scale
        self._panel.setVisible(room >= _ROOM)
        self._panel.setFixedWidth(min(current_theme().px(SIDE), round(self.width() * 0.38)))


class _Middle(QWidget):
    """A column in the middle, never wider than `wide`."""

    def __init__(self, inside: QHBoxLayout | QVBoxLayout, wide: int) -> None:
        super().__init__()
        held = QWidget()
        held.setLayout(inside)
        inside.setContentsMargins(0, 0, 0, 0)
        held.setMaximumWidth(current_theme().px(wide))
        held.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 0, 2, 0)
        row.addStretch(1)
        row.addWidget(held, 100)
        row.addStretch(1)


class _Panel(QFrame):
    """Logo, promises, and at the foot where this is and which version."""

    def __init__(self, told: Sequence[Promise], where: str) -> None:
        super().__init__()
        self.setProperty("kind", "sidebar")
        self.setAccessibleName("Clinic Casebook")
        column = QVBoxLayout(self)
        column.setContentsMargins(48, 40, 40, 28)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(Logo(40))
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(Label("Clinic Casebook", "record"))
        names.addWidget(ElidedLabel(_("The case book of a legal clinic"), "small", "text2"))
        head.addLayout(names, 1)
        column.addLayout(head)
        column.addStretch(1)
        for promise in told:
            column.addLayout(self._promise(promise))
            column.addSpacing(22)
        column.addStretch(1)
        column.addLayout(self._foot(where))

    def _promise(self, promise: Promise) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(IconLabel(promise.icon, "accent_text", 20), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label(promise.title, "section", wrap=True))
        words.addWidget(Label(promise.text, "body", "text2", wrap=True))
        row.addLayout(words, 1)
        return row

    def _foot(self, where: str) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        if where:
            foot.addWidget(IconLabel("device-laptop", "text2", 16))
            foot.addWidget(ElidedLabel(where, "small", "text2"), 1)
        else:
            foot.addStretch(1)
        foot.addWidget(Label(_("Version {version}").format(version=VERSION), "small", "text2"))
        return foot


class Logo(QWidget):
    """The program's sign."""

    def __init__(self, side: int) -> None:
        super().__init__()
        self._side = side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return current_theme().icon_size(self._side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent"))
        painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        inner = round(self._side * 0.6)
        at = (self.width() - theme.px(inner)) // 2
        painter.drawPixmap(at, at, theme.pixmap("notebook", "on_accent", inner, self.devicePixelRatioF()))


class Heading(QWidget):
    """The title of an entrance page and one sentence."""

    def __init__(self, title: str, text: str = "") -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(4)
        column.addWidget(Label(title, "page", wrap=True))
        if text:
            column.addWidget(Label(text, "body", "text2", wrap=True))


class Steps(QWidget):
    """One step at a time, as tall as that step alone (a QStackedWidget would be as tall as its tallest)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._present: QWidget | None = None

    def add(self, step: QWidget) -> None:
        """Take a step in; the first one is shown."""
        # Not Maximum: that is the height its words would have in one line, and they wrap.
        step.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._column.addWidget(step)
        step.setVisible(self._present is None)
        self._present = self._present or step

    def go(self, step: QWidget) -> None:
        """Show this step."""
        if self._column.indexOf(step) < 0:
            self.add(step)
        if self._present is not None and self._present is not step:
            self._present.hide()
        self._present = step
        step.show()

    def drop(self, step: QWidget) -> None:
        """Forget a step."""
        self._column.removeWidget(step)
        step.hide()
        step.deleteLater()

    def present(self) -> QWidget | None:
        """The step in sight."""
        return self._present
