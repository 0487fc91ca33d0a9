"""A screen reader can name everything the keyboard can reach, on every page and at the entrance.

Tried with a line edit without label or placeholder on the reports page: found.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QWidget

from clinic_app.clinic import Clinic
from clinic_app.settings import Settings
from tests.ui.whole_window import every_page, lay_out, small_case_book, speaking, window_over
from ui.casebook_window import CasebookWindow
from ui.tasks import InlineTasks
from ui.theme.theme import Theme

SPEAKS = QAccessible.Text.Name


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """One case book for all of it: nothing here writes."""
    clinic = small_case_book(tmp_path_factory.mktemp("book") / "vault")
    yield clinic
    clinic.close()


@pytest.mark.parametrize("language", ["ky", "en"])
def test_everything_that_takes_the_keyboard_has_a_name(
    book: Clinic, dressed: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    nameless, named = [], 0
    with speaking(language, monkeypatch), window_over(book, tmp_path, dressed) as window:
        for name, _page in every_page(book, window):
            for said, what in focusable(window):
                named += 1
                if not said.strip():
                    nameless.append(f"{name}: {what}")
    assert not nameless, "\n".join(sorted(set(nameless)))
    assert named > 200


def test_the_entrance_has_names(dressed: Theme, tmp_path: Path) -> None:
    book = CasebookWindow(
        tmp_path / "none", Settings(tmp_path / "s.json"), dressed, InlineTasks(), kdf_floor=True, use_keyring=False
    )
    book.start()
    lay_out(book.entrance)
    told = list(focusable(book.entrance))
    first = book.entrance.page()
    first.choice["new"].click()
    lay_out(book.entrance)
    told += list(focusable(book.entrance))
    assert len(told) > 12
    assert [what for said, what in told if not said.strip()] == []
    book.leave()
    book.entrance.close()
    book.entrance.deleteLater()
    book.deleteLater()


def focusable(window: QWidget) -> Iterator[tuple[str, str]]:
    """(name, what it is) of everything in sight that takes the keyboard, as a screen reader walks."""
    waiting = [QAccessible.queryAccessibleInterface(window)]
    while waiting:
        one: QAccessibleInterface = waiting.pop()
        state = one.state()
        if state.invisible:
            continue
        thing = one.object()
        if state.focusable and isinstance(thing, QWidget) and thing is not window and thing.isVisible():
            yield one.text(SPEAKS), f"{type(thing).__name__} in {type(thing.parent()).__name__}"
        if isinstance(thing, QWidget):  # the cells of a list are not widgets; their table has the name
            waiting += [child for at in range(one.childCount()) if (child := one.child(at)) is not None]
