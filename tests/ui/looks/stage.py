"""Where the scenes are played: windows over the case books, in one language, look, letter size and window size."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

from clinic_app.clinic import Clinic
from clinic_app.settings import Settings
from tests.ui.looks.books import Books
from tests.ui.whole_window import speaking
from ui.casebook_pages import pages_of
from ui.casebook_window import CasebookWindow
from ui.opened_window import OpenedWindow
from ui.shell.spec import Identity, PageSpec
from ui.tasks import InlineTasks
from ui.theme.theme import Theme
from ui.wiring import Wiring

LAPTOP, SMALL = (1366, 768), (1024, 640)


@dataclass(frozen=True)
class Look:
    """How the program stands there. `longer` makes every word 40 % longer, as no language of ours is."""

    language: str = "ky"
    scale: float = 1.0
    size: tuple[int, int] = LAPTOP
    dark: bool = False
    longer: bool = False

    def __str__(self) -> str:
        words = f"{self.language}+40%" if self.longer else self.language
        return f"{words}-{self.scale:.0%}-{self.size[0]}-{'dark' if self.dark else 'light'}"


class Stage:
    """The windows of one look; each is built when a scene first wants it."""

    def __init__(self, books: Books, look: Look, theme: Theme) -> None:
        self.books, self.look = books, look
        self._theme, self._tasks = theme, InlineTasks()
        # What windows remember of one another's columns and places would differ from run to run.
        self._settings = Settings(books.folder / "none" / "settings.json")
        self._windows: dict[str, OpenedWindow] = {}
        self._entrances: list[CasebookWindow] = []

    def clinic(self, who: str) -> Clinic:
        """The case book of `lawyer`, `coordinator` or `newcomer`."""
        clinic: Clinic = getattr(self.books, who)
        return clinic

    def window(self, who: str) -> OpenedWindow:
        """The window over somebody's case book, in front."""
        if who not in self._windows:
            self._windows[who] = self._built(self.clinic(who))
        for other in self._windows.values():
            other.setVisible(other is self._windows[who])
        window = self._windows[who]
        window.activateWindow()
        return window

    def _built(self, clinic: Clinic) -> OpenedWindow:
        host = SimpleNamespace(clinic=clinic, tasks=self._tasks, theme=self._theme, settings=self._settings)
        host.take_changes = host.renew_owner = lambda *_changes: None
        me = clinic.identity
        window = OpenedWindow(
            self._settings,
            self._theme,
            self._tasks,
            Identity(me.office_name, me.laptop, me.person, me.role, demo=True),
            pages_of(host),
        )
        window.wiring = Wiring(host, window)
        window.resize(*self.look.size)
        return window

    def entrance(self, folder: Path) -> CasebookWindow:
        """The way into the case book in `folder`, or to a first one where there is none."""
        for window in self._windows.values():
            window.hide()
        book = CasebookWindow(folder, self._settings, self._theme, self._tasks, kdf_floor=True, use_keyring=False)
        self._entrances.append(book)
        book.start()
        book.entrance.resize(*self.look.size)
        book.entrance.activateWindow()
        return book

    def specs(self, who: str) -> list[PageSpec]:
        """The pages of somebody's window."""
        me = self.clinic(who).identity
        coordinator = me.role == "coordinator"
        host: Any = SimpleNamespace(clinic=self.clinic(who))
        return [spec for spec in pages_of(host) if coordinator or not spec.coordinator_only]

    def close(self) -> None:
        """Take everything off the stage."""
        for book in self._entrances:
            book.leave()
            for top in (book.window, book.entrance):
                if top is not None:
                    top.hide()
                    top.deleteLater()
            book.deleteLater()
        for window in self._windows.values():
            window.hide()
            window.deleteLater()
        self._windows, self._entrances = {}, []
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@contextmanager
def stage_of(books: Books, look: Look, theme: Theme, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """The stage in a look; afterwards the program speaks and looks as before."""
    app: Any = QApplication.instance()
    with speaking(look.language, monkeypatch, longer=look.longer):
        theme.apply(app, look.dark, look.scale)
        stage = Stage(books, look, theme)
        try:
            yield stage
        finally:
            stage.close()
            theme.apply(app, dark=False)


def settle(turns: int = 4) -> None:
    """Let lists ask for their rows, layouts find their places, and what was thrown away go."""
    for _turn in range(turns):
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def in_sight(whole: QWidget) -> list[QWidget]:
    """Everything within `whole` that a person can see, windows of their own apart."""
    return [one for one in whole.findChildren(QWidget) if one.isVisible() and one.window() is whole.window()]
