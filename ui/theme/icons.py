"""Tabler icons, drawn in a colour of the theme; read once, rendered once per colour and size."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from clinic_app.paths import RESOURCES

STROKE = "1.75"


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    file = RESOURCES / "icons" / f"{name}.svg"
    return file.read_text(encoding="utf-8").replace('stroke-width="2"', f'stroke-width="{STROKE}"')


@lru_cache(maxsize=1024)
def icon_pixmap(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    """The icon `name` in `colour` (#RRGGBB), `size` device-independent pixels square."""
    real = max(1, round(size * ratio))
    pixmap = QPixmap(real, real)
    pixmap.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, real, real))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def forget() -> None:
    """Drop what was rendered; pixmaps must not outlive their application."""
    icon_pixmap.cache_clear()
