"""PDF bytes as pictures of their pages, in memory alone. Runs on the background pool: nothing here touches a widget."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtPdf import QPdfDocument, QPdfDocumentRenderOptions

MOST_PAGES = 60


def page_images(pdf: bytes, width: int, most: int = MOST_PAGES) -> list[QImage]:
    """The pages of `pdf` as pictures, `width` pixels wide, on white; at most `most` of them. ValueError: no PDF."""
    held = QBuffer()
    held.setData(QByteArray(pdf))
    held.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    try:
        document.load(held)
        if document.status() != QPdfDocument.Status.Ready:
            raise ValueError("not a PDF")
        return [_page(document, at, width) for at in range(min(document.pageCount(), most))]
    finally:
        document.close()


def _page(document: QPdfDocument, at: int, width: int) -> QImage:
    size = document.pagePointSize(at)
    whole = QSize(width, round(width * size.height() / size.width()))
    drawn = document.render(at, whole, QPdfDocumentRenderOptions())
    page = QImage(whole, QImage.Format.Format_RGB32)
    page.fill(QColor("white"))
    painter = QPainter(page)
    painter.drawImage(0, 0, drawn)
    painter.end()
    return page


def print_images(images: Sequence[QImage], printer: object) -> None:
    """Put ready pictures on paper, one per page, as large as the paper allows."""
    painter = QPainter(printer)  # type: ignore[call-overload]  # a QPrinter is a paint device
    for at, image in enumerate(images):
        if at:
            printer.newPage()  # type: ignore[attr-defined]  # it is a QPrinter
        room = painter.viewport()
        size = image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        painter.drawImage(QRect((room.width() - size.width()) // 2, 0, size.width(), size.height()), image)
    painter.end()
