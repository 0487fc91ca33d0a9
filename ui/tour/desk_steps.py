"""The merge desk in the tour: a conflict settled by a key, a pair of records decided, the inbox."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt

from ui.casebook_window import CasebookWindow
from ui.tasks import Tasks
from ui.tour.hand import click, press, settle, until


def work_at_the_desk(casebook: CasebookWindow, tasks: Tasks, picture: Callable[[str], None]) -> None:
    """Show each view of the desk; the conflict on it is settled and the first pair decided by keys."""
    window: Any = casebook.window
    window.show_page("merge")
    page: Any = window.page()
    until(lambda: page.desk.queue.present(), "conflict")
    settle(tasks, "conflict")
    picture("22-conflict")
    click(page.desk.bottom.buttons[-1])
    until(page.desk.face.own.is_open, "third value")
    picture("23-third-value")
    press(window.focusWidget(), Qt.Key.Key_Escape)
    page.desk.stop_writing()
    press(window.focusWidget(), Qt.Key.Key_1)
    if page.desk.queue.present() is not None:
        click(page.desk.bottom.buttons[0])
    until(lambda: page.desk.queue.present() is None, "settled")
    picture("24-settled")
    page.tabs.choose("duplicates")
    settle(tasks, "duplicates")
    picture("25-duplicates")
    if page.duplicates.present() is not None:
        click(page.duplicates.bottom.buttons[0])
        settle(tasks, "decided")
    picture("26-decided")
    page.tabs.choose("inbox")
    picture("27-inbox")
