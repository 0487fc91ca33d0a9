"""A piece of evidence looked at inside the program: PDF, picture or text, from memory; nothing goes to the disk."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.evidence.drawing import pdf_page, picture
from ui.evidence.presenter import PDF, PICTURE, TEXT, shape_of, text_of, why_not_shown
from ui.tasks import WorksFor
from ui.theme.theme import current_theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, IconButton
from ui.widgets.frames import EmptyState
from ui.widgets.labels import ElidedLabel, Label

ZOOMS = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0)  # of the width of the window
_SHARPEST = 3000  # pixels of a page's width


class Viewer(QWidget):
    """Shows the bytes of one file. `shown` when something stands on the screen, `failed` when it cannot be drawn."""

    shown = Signal()
    failed = Signal(object)

    def __init__(self, tasks: WorksFor) -> None:
        super().__init__()
        self._tasks = tasks
        self._content, self.shape = b"", ""
        self._at, self._pages, self._zoom, self._round = 0, 0, 1.0, 0
        self._again = QTimer(self, singleShot=True, interval=120)
        self._again.timeout.connect(self._draw)
        self.stack = QStackedWidget()
        self._paper = _Paper()
        self._scroll = QScrollArea()
        self._scroll.setWidget(self._paper)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setAccessibleName(_("The file"))
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setProperty("kind", "text")  # the edge that shows the focus
        self.text.setAccessibleName(_("The file"))
        self._none = EmptyState("eye-off", _("It cannot be shown here"), "")
        for page in (self._scroll, self.text, self._none):
            self.stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addWidget(self.stack, 1)
        self._tell()

    def _head(self) -> QHBoxLayout:
        self.where = Label("", "small", "text2")
        self.before = IconButton("arrow-left", _("Page before"))
        self.after = IconButton("arrow-right", _("Next page"))
        self.smaller = IconButton("minus", _("Smaller"))
        self.larger = IconButton("plus", _("Larger"))
        self.share = Label("", "small", "text2")
        self.before.clicked.connect(lambda: self.turn(-1))
        self.after.clicked.connect(lambda: self.turn(1))
        self.smaller.clicked.connect(lambda: self.zoom(-1))
        self.larger.clicked.connect(lambda: self.zoom(1))
        row = QHBoxLayout()
        row.setContentsMargins(MARGIN, 4, MARGIN, 4)
        row.setSpacing(8)
        row.addWidget(self.where)
        row.addStretch(1)
        for widget in (self.before, self.after, self.smaller, self.share, self.larger):
            row.addWidget(widget)
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, step in (("Ctrl++", 1), ("Ctrl+=", 1), ("Ctrl+-", -1)):
            QShortcut(QKeySequence(keys), self, activated=lambda step=step: self.zoom(step), context=here)
        return row

    # --- what is shown ------------------------------------------------------------------------------------------

    def show_bytes(self, content: bytes) -> None:
        """Show these: what they are is told by themselves, not by a name."""
        self._content, self.shape = content, shape_of(content)
        self._at, self._pages, self._zoom = 0, 0, 1.0
        refused = why_not_shown(len(content), self.shape)
        if refused:
            self.refuse(refused)
        elif self.shape == TEXT:
            self.text.setPlainText(text_of(content) or "")
            self.stack.setCurrentWidget(self.text)
            self._zoom_text()
            self._tell()
            self.shown.emit()
        else:
            self.stack.setCurrentWidget(self._scroll)
            self._draw()

    def refuse(self, why: str) -> None:
        """Show nothing but the reason."""
        self._content, self.shape = b"", ""
        empty = EmptyState("eye-off", _("It cannot be shown here"), why)
        self.stack.removeWidget(self._none)
        self._none.deleteLater()
        self._none = empty
        self.stack.addWidget(empty)
        self.stack.setCurrentWidget(empty)
        self._tell()

    def clear(self) -> None:
        """Forget the bytes."""
        self._round += 1
        self._content, self.shape = b"", ""
        self._paper.show_image(QImage(), 0)
        self.text.clear()

    def page_count(self) -> int:
        """Pages of a PDF, 1 of anything else that is shown."""
        return self._pages

    def image(self) -> QImage:
        """What is drawn now."""
        return self._paper.image

    def turn(self, step: int) -> None:
        """To another page."""
        at = max(0, min(self._at + step, self._pages - 1))
        if at != self._at:
            self._at = at
            self._scroll.verticalScrollBar().setValue(0)
            self._draw()

    def zoom(self, step: int) -> None:
        """Larger or smaller by one step."""
        place = min(range(len(ZOOMS)), key=lambda one: abs(ZOOMS[one] - self._zoom))
        self._zoom = ZOOMS[max(0, min(place + step, len(ZOOMS) - 1))]
        if self.shape == TEXT:
            self._zoom_text()
        elif self.shape == PDF:
            self._draw()
        else:
            self._paper.show_image(self._paper.image, self._wanted())
        self._tell()

    def _zoom_text(self) -> None:
        font = current_theme().font("body")
        font.setPointSizeF(font.pointSizeF() * self._zoom)
        self.text.setFont(font)

    def _wanted(self) -> int:
        return max(80, round((self._scroll.viewport().width() - 2 * MARGIN) * self._zoom))

    def _draw(self) -> None:
        if not self._content:
            return
        self._round += 1
        turn, content, at, wide = self._round, self._content, self._at, self._wanted()
        pixels = min(_SHARPEST, round(wide * self.devicePixelRatioF()))

        def draw() -> tuple[QImage, int]:
            return pdf_page(content, at, pixels) if self_shape == PDF else (picture(content), 1)

        self_shape = self.shape
        self._tasks.in_background(draw, lambda made: self._drawn(turn, *made), self._not_drawn, owner=self)

    def _drawn(self, turn: int, image: QImage, pages: int) -> None:
        if turn != self._round:
            return
        self._pages = pages
        if self.shape == PICTURE and self._zoom == 1.0:
            room = self._scroll.viewport()
            high = image.height() * self._wanted() / max(1, image.width())
            if high > room.height() - 24 > 0:  # a picture is first seen whole
                whole = self._wanted() * (room.height() - 24) / high
                self._paper.show_image(image, max(80, min(round(whole), image.width())))
                self._tell()
                self.shown.emit()
                return
        wide = min(self._wanted(), image.width()) if self.shape == PICTURE and self._zoom == 1.0 else self._wanted()
        self._paper.show_image(image, wide)
        self._tell()
        self.shown.emit()

    def _not_drawn(self, error: Exception) -> None:
        self.refuse(_("The file is damaged, or it is not what it seems to be."))
        self.failed.emit(error)

    def _tell(self) -> None:
        many = self._pages > 1
        self.where.setText(_("Page {n} of {of}").format(n=self._at + 1, of=self._pages) if many else "")
        self.share.setText(f"{round(self._zoom * 100)} %" if self.shape else "")
        for button in (self.before, self.after):
            button.setVisible(many)
        for button in (self.smaller, self.larger):
            button.setVisible(bool(self.shape))
        self.before.setEnabled(self._at > 0)
        self.after.setEnabled(self._at + 1 < self._pages)
        self.smaller.setEnabled(self._zoom > ZOOMS[0])
        self.larger.setEnabled(self._zoom < ZOOMS[-1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._content and self.shape in (PDF, PICTURE):
            self._again.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        if event.key() in steps and self._pages > 1:
            self.turn(steps[Qt.Key(event.key())])
            return
        super().keyPressEvent(event)


class _Paper(QWidget):
    """The picture itself, on the ground of the window, with a hairline round it."""

    def __init__(self) -> None:
        super().__init__()
        self.image, self._wide = QImage(), 0

    def show_image(self, image: QImage, wide: int) -> None:
        self.image, self._wide = image, wide
        size = self._size()
        self.setMinimumSize(size + QSize(16, 16) if size.isValid() else QSize(0, 0))
        self.update()

    def _size(self) -> QSize:
        if self.image.isNull() or not self._wide:
            return QSize()
        return QSize(self._wide, max(1, round(self._wide * self.image.height() / self.image.width())))

    def paintEvent(self, _event: QPaintEvent) -> None:
        size = self._size()
        if not size.isValid():
            return
        box = QRect((self.width() - size.width()) // 2, 8, size.width(), size.height())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(box, self.image)
        painter.setPen(current_theme().colour("line"))
        painter.drawRect(box.adjusted(0, 0, -1, -1))


class ViewerDialog(QDialog):
    """One file in front of the window; when it closes, its bytes are forgotten."""

    def __init__(self, tasks: WorksFor, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Evidence"))
        whole: Any = parent.window()
        self.resize(
            min(current_theme().px(1000), whole.width() - 40), min(current_theme().px(820), whole.height() - 20)
        )
        self.viewer = Viewer(tasks)
        self.close_button = Button(_("Close"))
        self.close_button.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setContentsMargins(MARGIN, 8, MARGIN, 12)
        foot.addWidget(ElidedLabel(name, "bold"), 1)
        foot.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.viewer, 1)
        column.addLayout(foot)
        self.finished.connect(lambda _result: self.viewer.clear())
        self.close_button.setFocus()
