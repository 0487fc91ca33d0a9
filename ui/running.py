"""Running the window: one per case book, in the look and language last chosen, until it is closed."""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from clinic_app.settings import Settings
from clinic_app.wording.words import speak
from ui.casebook_window import CasebookWindow
from ui.connection import SystemLine
from ui.locking import system_watch
from ui.qt_words import install_qt_words
from ui.single import Single
from ui.tasks import Tasks
from ui.theme.theme import current_theme

log = logging.getLogger(__name__)
LINE_AFTER_MS = 1000  # asking the system takes a moment that the entrance does not wait for


def catch_unknown(casebook: CasebookWindow) -> None:
    """Whatever nobody caught becomes a calm banner; the log gets the name of its class and nothing else."""

    def caught(kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        log.error("nobody caught: %s", kind.__name__)
        if casebook.window is not None:
            casebook.window.show_error(error)

    sys.excepthook = caught
    threading.excepthook = lambda args: log.error("nobody caught, in a thread: %s", args.exc_type.__name__)


def run(folder: Path, *, demo: bool = False, language: str = "") -> int:
    """Show the window for the case book in `folder` until it is closed."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    app.setApplicationName("Clinic Casebook")
    app.setQuitOnLastWindowClosed(False)
    install_qt_words(app)
    settings = Settings()
    speak(language or settings.language)
    theme = current_theme()
    theme.apply(app, bool(settings.get("dark", False)), float(settings.get("font_scale", 1.0)))
    single = Single(folder if not demo else folder / "demo")
    if not single.is_first():
        return 0
    tasks = Tasks()
    line = SystemLine()
    casebook = CasebookWindow(folder, settings, theme, tasks, demo=demo, line=line, system=system_watch)
    single.raised.connect(lambda: _come_forward(casebook.front()))
    casebook.closed.connect(app.quit)
    catch_unknown(casebook)
    casebook.start()
    QTimer.singleShot(LINE_AFTER_MS, line, line.begin)
    code = app.exec()
    tasks.finish()
    casebook.doors.clean_up()
    single.close()
    return int(code)


def _come_forward(window: QWidget) -> None:
    window.showNormal() if window.isMinimized() else window.show()
    window.raise_()
    window.activateWindow()
