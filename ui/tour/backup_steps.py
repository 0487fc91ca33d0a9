"""The tour without a hand between: a folder for backups is chosen, and the first one is made, opened and listed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ui.casebook_window import CasebookWindow
from ui.tasks import Tasks
from ui.tour.hand import settle, until

Picture = Callable[[str, CasebookWindow], None]


def back_up(office: CasebookWindow, folder: Path, tasks: Tasks, picture: Picture) -> None:
    """The office puts its backups into `folder`."""
    folder.mkdir()
    page: Any = office.window.show_page("backups")
    settle(tasks, "backups")
    ended: list[object] = []
    backing_up = office.outward.backing_up
    backing_up.ended.connect(ended.append)
    page.choose_place(folder)
    until(lambda: ended, "backed up")
    backing_up.ended.disconnect(ended.append)
    until(lambda: page._rows.count() and page.now_button.isEnabled(), "listed")
    settle(tasks, "listed")
    picture("28b-backups", office)
