"""The steps of the tour that take packages in: look first, merge, read the report, ask before undoing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from ui.casebook_window import CasebookWindow
from ui.tasks import Tasks
from ui.tour.hand import click, press, settle, until

Picture = Callable[[str], None]


def look(casebook: CasebookWindow, stick: Path, tasks: Tasks) -> Any:
    """Read the packages of a folder through the exchange page and wait for the preview; nothing is changed."""
    exchange: Any = casebook.window.show_page("exchange")
    settle(tasks, "exchange")
    exchange.read([stick])
    page: Any = until(lambda: _merging(casebook), "preview")
    until(lambda: page.desk.preview is not None, "preview")
    settle(tasks, "preview")
    return page


def take_in(casebook: CasebookWindow, stick: Path, tasks: Tasks, picture: Picture | None = None) -> Any:
    """Look, merge, and wait for the report; `picture(name)` is asked for "preview" and "merged"."""
    page = look(casebook, stick, tasks)
    if picture:
        picture("preview")
    click(page.desk.foot.merge)
    until(page.kept.run_shown, "merged")
    settle(tasks, "merged")
    if picture:
        picture("merged")
    return page


def ask_undo(casebook: CasebookWindow, tasks: Tasks, picture: Picture) -> None:
    """On the report of a merge: what was written on top of it and the question (picture "undo"); then leave it."""
    page = casebook.window.page()
    page.kept.ask_undo()
    until(lambda: page.kept.currentWidget() is page.kept.undo, "what was built on it")
    picture("undo")
    press(casebook.window, Qt.Key.Key_Escape)
    settle(tasks, "left as it is")


def _merging(casebook: CasebookWindow) -> Any:
    return casebook.window.page() if casebook.window.page_name() == "merging" else None
