"""The top window of the entrance: it shows one page and builds it anew in another language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from clinic_app.settings import Settings
from clinic_app.wording.words import _, speak, spoken
from ui.entrance import COLUMN, Entrance
from ui.problems import show_problem
from ui.shell.tab_order import step
from ui.shell.window_place import restore_place
from ui.theme.theme import Theme


class EntranceWindow(QMainWindow):
    """`closed` when a person closes it, `panic_wanted` at Ctrl+Shift+L. A page may offer `wanted_width`, `first_focus`,
    `step_back`, `keep`, `restore` and `may_rebuild` (False while it shows something that is shown once only).
    """

    closed = Signal()
    panic_wanted = Signal()

    def __init__(self, settings: Settings, theme: Theme) -> None:
        super().__init__()
        self._settings, self._theme = settings, theme
        self._make: Callable[[], QWidget] | None = None
        self._page: Any = None
        self.setMinimumSize(800, 560)
        self.setWindowTitle("Clinic Casebook")
        QShortcut(QKeySequence("Esc"), self, activated=self._step_back)
        QShortcut(QKeySequence("Ctrl+Shift+L"), self, activated=self._panic)

    def show_page(self, make: Callable[[], QWidget]) -> None:
        """Show the page that `make` builds, where the window of the case book stood."""
        self._make = make
        self.setWindowTitle("Clinic Casebook")
        self._stand()
        self._build(make())
        self.show()
        self.raise_()
        self.activateWindow()
        self._focus()

    def page(self) -> Any:
        """The page in sight, None before the first."""
        return self._page

    def clear(self) -> None:
        """Forget the page: nothing typed in it outlives the opening."""
        self._page = None
        self.setCentralWidget(QWidget())

    def _stand(self) -> None:
        if not restore_place(self, self._settings) and not self.isVisible():
            self.resize(1366, 720)

    def _build(self, page: QWidget) -> None:
        self._page = page
        whole = Entrance(page, wide=int(getattr(page, "wanted_width", COLUMN)))
        whole.language_chosen.connect(self._speak)
        whole.dark_wanted.connect(self._dress)
        self.setCentralWidget(whole)
        self._focus()

    def _focus(self) -> None:
        first = getattr(self._page, "first_focus", None)
        (first() if callable(first) else self._page).setFocus()

    def _speak(self, language: str) -> None:
        page = self._page
        if self._make is None or page is None:
            return
        if not getattr(page, "may_rebuild", lambda: True)():
            self.centralWidget().languages.set_value(spoken())  # type: ignore[attr-defined]  # it is an Entrance
            return
        kept = page.keep() if hasattr(page, "keep") else None
        self._settings.put("language", language)
        speak(language)
        self._build(self._make())
        if kept is not None:
            self._page.restore(kept)

    def _dress(self, dark: bool) -> None:
        self._settings.put("dark", dark)
        self._theme.apply(QApplication.instance(), dark, self._theme.scale)

    def say_opening(self) -> None:
        """The practice data is being made, which takes a moment."""
        self.setEnabled(False)
        self.setWindowTitle(_("Preparing practice data…"))
        self._stand()
        self.show()

    def tell(self, error: Exception) -> None:
        """What could not be done here."""
        self.setEnabled(True)
        show_problem(error, None, parent=self)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab and Shift+Tab follow the eye."""
        return step(self, forward)

    def _step_back(self) -> None:
        step = getattr(self._page, "step_back", None)
        if callable(step):
            step()

    def _panic(self) -> None:
        if not hasattr(self._page, "stay"):  # it is being asked already
            self.panic_wanted.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.setEnabled(True)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()
