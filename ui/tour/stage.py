"""The stage of the tour: two case books and their windows, the vault's thread, and a camera."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from clinic_app.settings import Settings
from clinic_app.wording.words import speak
from ui.casebook_window import CasebookWindow
from ui.qt_words import install_qt_words
from ui.tasks import Tasks
from ui.theme.theme import current_theme
from ui.tour.hand import TourStopped, choose, click, settle, until
from ui.widgets.typeahead import Typeahead

WIDTH, HEIGHT = 1366, 768
WORDS = "тынч тоо 4071 булак"
CONTROL = Qt.KeyboardModifier.ControlModifier


class Stage:
    """The office's and the coordinator's windows; pictures go under `to`."""

    def __init__(self, room: Path, to: Path, language: str, dark: bool) -> None:
        self._room, self._to = room, to
        self._app = QApplication.instance() or QApplication(["clinic"])
        self._settings = Settings(room / "settings.json")
        self._settings.put("language", language)
        self._settings.put("dark", dark)
        speak(language)
        install_qt_words(self._app)
        current_theme().apply(self._app, dark)
        self._tasks = Tasks()
        self.pictures: list[Path] = []
        self.office = self._casebook("office")
        self.coordinator = self._casebook("coordinator")
        self._number = ""

    def _casebook(self, name: str) -> CasebookWindow:
        return CasebookWindow(
            self._room / name,
            self._settings,
            current_theme(),
            self._tasks,
            kdf_floor=True,
            use_keyring=False,
            practice=True,
        )

    def end(self) -> None:
        """Close everything."""
        for casebook in (self.office, self.coordinator):
            casebook.leave()
            for window in (casebook.window, casebook.entrance):
                if window is not None:
                    window.hide()
        self._tasks.finish()
        self._app.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _exchange(self, casebook: CasebookWindow) -> Any:
        casebook.window.show_page("exchange")
        settle(self._tasks, "exchange")
        return casebook.window.page()

    def _me(self) -> str:
        return self.office.clinic.identity.member_id

    def _count(self, kind: str) -> int:
        return self._on_vault(lambda: self.office.clinic.casework.count(kind))

    def _on_vault(self, work: Callable[[], Any]) -> Any:
        """What `work` gives on the vault's thread."""
        done: list[Any] = []
        failed: list[BaseException] = []
        self._tasks.on_vault(work, done.append, failed.append, owner=self.office)
        until(lambda: done or failed, "the vault")
        if failed:
            raise TourStopped(type(failed[0]).__name__)
        return done[0]

    def _picture(self, name: str, casebook: CasebookWindow) -> None:
        window = casebook.front()
        if window.size().width() != WIDTH or window.size().height() != HEIGHT:
            window.resize(WIDTH, HEIGHT)
        window.show()
        window.activateWindow()
        settle(self._tasks, name)
        file = self._to / f"{name}.png"
        if not window.grab().save(str(file)):
            raise OSError(str(file))
        self.pictures.append(file)


def entrance_page(casebook: CasebookWindow) -> Any:
    """The page at the entrance."""
    shown = casebook.entrance.page()
    return shown if shown is not None and casebook.window is None else None


def page_is(casebook: CasebookWindow, name: str) -> Any:
    page = casebook.window.page()
    return page if type(page).__name__ == name else None


def listed(list_: str, code: str) -> str:
    from clinic_app.reference.lists import label

    return label(list_, code)


def take(widget: Any, list_: str, code: str) -> None:
    """Choose a code, whatever kind of control holds it."""
    if hasattr(widget, "button"):
        click(widget.button(code))
    elif hasattr(widget, "chip"):
        if widget.chip(code) is None:
            widget.unfold()
        click(widget.chip(code))
    else:
        line = widget if isinstance(widget, Typeahead) else widget.findChild(Typeahead)
        choose(line, listed(list_, code))
