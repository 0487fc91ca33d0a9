"""A piece of evidence as a picture, in memory alone. Runs on the background pool: nothing here touches a widget."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter
from PySide6.QtPdf import QPdfDocument, QPdfDocumentRenderOptions

MOST_PIXELS = 40_000_000  # of a picture as it is drawn; a larger one is read smaller
_FORMATS = frozenset({b"png", b"jpg", b"jpeg", b"gif", b"bmp", b"webp"})  # never SVG, which may ask for other files


def pdf_page(content: bytes, at: int, width: int) -> tuple[QImage, int]:
    """Page `at` (from 0) on white, `width` pixels wide, and how many pages there are. ValueError: no PDF."""
    held = QBuffer()
    held.setData(QByteArray(content))
    held.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    try:
        document.load(held)
        if document.status() != QPdfDocument.Status.Ready or not document.pageCount():
            raise ValueError("not a PDF that can be read")
        at = max(0, min(at, document.pageCount() - 1))
        size = document.pagePointSize(at)
        whole = QSize(width, max(1, round(width * size.height() / max(size.width(), 1))))
        if whole.width() * whole.height() > MOST_PIXELS:
            whole.scale(QSize(6000, 6000), Qt.AspectRatioMode.KeepAspectRatio)
        page = QImage(whole, QImage.Format.Format_RGB32)
        page.fill(QColor("white"))
        painter = QPainter(page)
        painter.drawImage(0, 0, document.render(at, whole, QPdfDocumentRenderOptions()))
        painter.end()
        return page, document.pageCount()
    finally:
        document.close()


def picture(content: bytes) -> QImage:
    """A photo or a scan, turned as its camera says; read smaller when it is huge. ValueError: no picture."""
    held = QBuffer()
    held.setData(QByteArray(content))
    held.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(held)
    reader.setAutoTransform(True)
    size = reader.size()
    if bytes(reader.format().data()) not in _FORMATS or not size.isValid():
        raise ValueError("not a picture that can be read")
    if size.width() * size.height() > MOST_PIXELS:
        size.scale(QSize(6000, 6000), Qt.AspectRatioMode.KeepAspectRatio)
        reader.setScaledSize(size)
    image = reader.read()
    if image.isNull():
        raise ValueError("not a picture that can be read")
    return image
