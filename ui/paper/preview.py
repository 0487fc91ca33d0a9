"""A PDF in the window: one page at a time, drawn in the background, with its page number and two arrows."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.paper.rendering import page_images
from ui.tasks import WorksFor
from ui.theme.theme import current_theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import IconButton
from ui.widgets.frames import scrolling
from ui.widgets.labels import Label

PAGE_WIDTH = 640
_MOST_WIDTH = 900


class PaperView(QWidget):
    """Shows PDF bytes. `failed(error)` when they cannot be drawn; `drawn` when the page is on the screen."""

    failed = Signal(object)
    drawn = Signal()

    def __init__(self, tasks: WorksFor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._pdf = b""
        self._round = 0
        self._at = 0
        self._again = QTimer(self, singleShot=True, interval=150)
        self._again.timeout.connect(self._draw)
        self._where = Label("", "small", "text2")
        self.before = IconButton("arrow-left", _("Page before"))
        self.after = IconButton("arrow-right", _("Next page"))
        self.before.clicked.connect(lambda: self.turn(-1))
        self.after.clicked.connect(lambda: self.turn(1))
        head = QHBoxLayout()
        head.setContentsMargins(MARGIN, 8, MARGIN, 4)
        head.setSpacing(8)
        head.addWidget(self._where)
        head.addStretch(1)
        head.addWidget(self.before)
        head.addWidget(self.after)
        self._sheet = _Sheet()
        self._scroll: QScrollArea = scrolling(self._sheet)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._scroll, 1)
        self._tell()

    def show_pdf(self, pdf: bytes) -> None:
        """Draw these bytes from their first page."""
        self._pdf, self._at = pdf, 0
        self._draw()

    def clear(self) -> None:
        """Show nothing."""
        self._round += 1
        self._pdf = b""
        self._sheet.images = []
        self._sheet.show_page(0)
        self._tell()

    def page_count(self) -> int:
        """How many pages are drawn."""
        return len(self._sheet.images)

    def image(self) -> QImage | None:
        """The page in sight."""
        images = self._sheet.images
        return images[self._at] if images else None

    def turn(self, step: int) -> None:
        """To another page."""
        self._at = max(0, min(self._at + step, self.page_count() - 1))
        self._sheet.show_page(self._at)
        self._scroll.verticalScrollBar().setValue(0)
        self._tell()

    def _draw(self) -> None:
        if not self._pdf:
            return
        self._round += 1
        pdf, turn, wide = self._pdf, self._round, self._wanted()
        self._sheet.wide = wide
        pixels = round(wide * self.devicePixelRatioF())
        self._tasks.in_background(
            lambda: page_images(pdf, pixels), lambda images: self._show(turn, images), self._fail, owner=self
        )

    def _wanted(self) -> int:
        room = self._scroll.viewport().width() - 2 * MARGIN
        return max(320, min(room, current_theme().px(_MOST_WIDTH)))

    def _show(self, turn: int, images: list[QImage]) -> None:
        if turn != self._round:
            return  # other bytes came meanwhile
        self._sheet.images = images
        self._at = min(self._at, len(images) - 1)
        self._sheet.show_page(self._at)
        self._tell()
        self.drawn.emit()

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)

    def _tell(self) -> None:
        count = self.page_count()
        self._where.setText(_("Page {n} of {of}").format(n=self._at + 1, of=count) if count else "")
        self.before.setVisible(count > 1)
        self.after.setVisible(count > 1)
        self.before.setEnabled(self._at > 0)
        self.after.setEnabled(self._at + 1 < count)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._pdf and self._wanted() != self._sheet.wide:
            self._again.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        if event.key() in steps:
            self.turn(steps[Qt.Key(event.key())])
            return
        super().keyPressEvent(event)


class _Sheet(QWidget):
    """The page itself, on the ground of the window, with a hairline round it."""

    def __init__(self) -> None:
        super().__init__()
        self.images: list[QImage] = []
        self.wide = PAGE_WIDTH
        self._at = 0

    def show_page(self, at: int) -> None:
        self._at = at
        self.setMinimumHeight(self._box().height() + 24 if self.images else 0)
        self.update()

    def _box(self) -> QRect:
        image = self.images[self._at]
        size = QSize(self.wide, round(self.wide * image.height() / image.width()))
        return QRect((self.width() - size.width()) // 2, 4, size.width(), size.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self.images:
            return
        box, painter = self._box(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(box, self.images[self._at])
        painter.setPen(current_theme().colour("line"))
        painter.drawRect(box.adjusted(0, 0, -1, -1))
