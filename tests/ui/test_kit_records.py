"""The record list stays light with many rows, remembers widths, and is worked from the keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from clinic_app.settings import Settings
from tests.ui.typing import press
from ui.theme.theme import Theme
from ui.widgets.column_widths import shared_out
from ui.widgets.record_table import RecordTable
from ui.widgets.rows_model import PAGE, Cell, Column, RowsModel


class Counted(Sequence[int]):
    """A long list that counts how often it is asked."""

    def __init__(self, length: int) -> None:
        self.length, self.asked = length, 0

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, place: Any) -> Any:
        self.asked += 1
        return place


def columns() -> list[Column]:
    return [
        Column("number", "№", lambda n: f"{n:04}", sort=lambda n: n),
        Column("client", "Client", lambda n: f"Client {n}", "stretch"),
        Column("state", "State", lambda _n: Cell("Ongoing", "progress", pill="info"), sortable=True),
    ]


def table_of(qtbot, rows: Sequence[Any], settings: Settings | None = None) -> RecordTable:
    model = RowsModel(columns())
    model.set_rows(rows)
    table = RecordTable(model, name="test", title="Consultations", settings=settings)
    qtbot.addWidget(table)
    table.resize(700, 400)
    table.show()
    return table


def test_only_rows_in_sight_are_looked_at(qtbot, dressed: Theme) -> None:
    rows = Counted(100_000)
    table = table_of(qtbot, rows)
    table.choose(99_999)
    table.grab()
    assert table.chosen_row() == 99_999
    assert rows.asked < 5_000


def test_enter_opens_the_chosen_row_and_arrows_choose(qtbot, dressed: Theme) -> None:
    table = table_of(qtbot, [1, 2, 3])
    table.choose(0)
    with qtbot.waitSignal(table.row_chosen) as chosen:
        press(table, Qt.Key.Key_Down)
    assert chosen.args == [2]
    with qtbot.waitSignal(table.row_opened) as opened:
        press(table, Qt.Key.Key_Return)
    assert opened.args == [2]


def test_a_heading_sorts_by_its_key_and_back(qtbot, dressed: Theme) -> None:
    table = table_of(qtbot, [2, 3, 1])
    table.horizontalHeader().sectionClicked.emit(0)
    assert [table.model().row(place) for place in range(3)] == [1, 2, 3]
    table.horizontalHeader().sectionClicked.emit(0)
    assert [table.model().row(place) for place in range(3)] == [3, 2, 1]


def test_a_heading_without_a_key_asks_the_owner(qtbot, dressed: Theme) -> None:
    table = table_of(qtbot, [1])
    with qtbot.waitSignal(table.sort_asked) as asked:
        table.horizontalHeader().sectionClicked.emit(2)
    assert asked.args == ["state", False]


def test_widths_a_person_dragged_come_back(qtbot, dressed: Theme, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.json")
    table = table_of(qtbot, [1, 2], settings)
    table.horizontalHeader().resizeSection(0, 133)
    again = table_of(qtbot, [1, 2], Settings(tmp_path / "settings.json"))
    assert again.columnWidth(0) == 133
    again.forget_widths()
    assert again.columnWidth(0) != 133


def test_widths_never_overflow_while_there_is_room_to_give(qtbot, dressed: Theme) -> None:
    table = table_of(qtbot, [1, 2])
    for width in (340, 500, 1200):
        table.resize(width, 300)
        table.fit_columns()
        assert sum(table.columnWidth(i) for i in range(3)) <= table.viewport().width() + 2


def test_sharing_out() -> None:
    assert shared_out(100, [20, 30], [10, 10], [False, True]) == [20, 80]
    assert shared_out(100, [20, 30], [10, 10], [False, False]) == [20, 80]
    assert shared_out(40, [20, 30], [10, 10], [False, True]) == [20, 20]
    assert sum(shared_out(24, [20, 30], [10, 10], [False, True])) <= 24
    assert shared_out(5, [20, 90], [10, 10], [False, True]) == [20, 30]  # it scrolls sideways: none is squeezed


def test_rows_come_by_pages_as_they_are_wanted(qtbot, dressed: Theme) -> None:
    asked: list[tuple[int, int]] = []
    model = RowsModel(columns())
    table = RecordTable(model, name="pages")
    qtbot.addWidget(table)
    model.set_source(450, lambda first, count: asked.append((first, count)))
    table.resize(600, 300)
    table.show()
    table.grab()
    qtbot.waitUntil(lambda: (0, PAGE) in asked)
    assert model.row(0) is None
    model.give(0, list(range(PAGE)))
    assert model.row(0) == 0
    table.choose(449)
    table.grab()
    qtbot.waitUntil(lambda: (2 * PAGE, 50) in asked)
    assert model.place_of(lambda row: row == 7) == 7


def test_a_screen_reader_hears_the_words_of_a_pill(qtbot, dressed: Theme) -> None:
    table = table_of(qtbot, [1])
    assert table.model().index(0, 2).data(Qt.ItemDataRole.AccessibleTextRole) == "Ongoing"
