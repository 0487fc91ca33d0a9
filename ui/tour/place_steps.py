"""The tour without a hand between: a place for packages is added, tried, exchanged by; which office has gone silent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ui.casebook_window import CasebookWindow
from ui.tasks import Tasks
from ui.tour.hand import click, settle, until, write

Picture = Callable[[str, CasebookWindow], None]
NAME = "Жалпы папка"


def exchange_by_a_place(
    office: CasebookWindow, coordinator: CasebookWindow, folder: Path, tasks: Tasks, picture: Picture
) -> None:
    """Both add the same shared folder; what the office leaves there the coordinator takes in, and answers."""
    folder.mkdir()
    _add_place(office, folder, tasks, lambda name: picture(name, office))
    _exchange(office, tasks)
    until(lambda: "there" in _states(office), "there")
    picture("21c-left-and-read-back", office)
    _add_place(coordinator, folder, tasks)
    _exchange(coordinator, tasks)
    coordinator.window.show_page("offices")
    settle(tasks, "offices")
    picture("21d-offices", coordinator)
    _exchange(office, tasks)
    until(lambda: "received" in _states(office), "received")
    picture("21e-received", office)
    _remove_place(office, tasks)


def _add_place(
    casebook: CasebookWindow, folder: Path, tasks: Tasks, picture: Callable[[str], None] | None = None
) -> None:
    window: Any = casebook.window
    page: Any = window.show_page("places")
    settle(tasks, "places")
    if picture:
        picture("21a-no-place-yet")
    click(page.first if page.first.isVisible() else page.add)
    write(page.panel.name, NAME)
    write(page.panel.whole_form().lines["path"], str(folder))
    click(page.panel.trial)
    until(lambda: page.notices.count() and page.panel.trial.isEnabled(), "tried")
    if picture:
        picture("21b-place-works")
    click(page.panel.save)
    until(lambda: page.list.line() is not None, "place kept")
    settle(tasks, "place kept")


def _remove_place(casebook: CasebookWindow, tasks: Tasks) -> None:
    page: Any = casebook.window.show_page("places", place=NAME)
    settle(tasks, "places")
    click(page.panel.remove)
    click(until(lambda: page.notices.itemAt(0), "asked").widget().buttons[0])
    until(lambda: NAME not in [line.id for line in page.list.lines()], "removed")
    settle(tasks, "removed")


def _exchange(casebook: CasebookWindow, tasks: Tasks) -> None:
    """Exchange at this place alone, which needs no line, and wait for the end of the round."""
    page: Any = casebook.window.show_page("exchange")
    settle(tasks, "exchange")
    until(lambda: page.status.begin.isEnabled(), "nothing is going on")
    ended: list[object] = []
    casebook.exchanging.ended.connect(ended.append)
    casebook.exchanging.begin(NAME)
    until(lambda: ended, "exchanged")
    casebook.exchanging.ended.disconnect(ended.append)
    settle(tasks, "exchanged")


def _states(casebook: CasebookWindow) -> set[str]:
    page: Any = casebook.window.page("exchange")
    return {line.state for line in page.outgoing.view.lines()} if page is not None else set()
