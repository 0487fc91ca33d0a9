"""Where the window stood and how large it was, remembered from one opening to the next."""

from __future__ import annotations

import base64

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QMainWindow

from ui.shell.spec import Keeps

_KEY = "window/geometry"


def restore_place(window: QMainWindow, settings: Keeps) -> bool:
    """Put `window` where the last one stood; False when that is not known."""
    kept = settings.get(_KEY, "")
    try:
        return bool(kept) and window.restoreGeometry(QByteArray(base64.b64decode(kept)))
    except ValueError:
        return False


def remember_place(window: QMainWindow, settings: Keeps) -> None:
    """Keep size and place for the next window."""
    settings.put(_KEY, base64.b64encode(window.saveGeometry().data()).decode())
