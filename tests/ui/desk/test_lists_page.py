"""A coordinator adds a value in the window, and an office finds it; an office can only read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from clinic_app.reference import lists
from tests.ui.desk.conftest import Found, Opens, joined
from tests.ui.typing import press, type_text


@pytest.fixture(autouse=True)
def _lists_of_the_files() -> Iterator[None]:
    yield
    lists.keep_own({})


def test_a_coordinator_adds_a_value_and_closes_it_and_an_office_reads_it(
    casebook: Opens, found: Found, tmp_path: Path
) -> None:
    coordinator, _ = found("BIS", "coordinator")
    office, _ = found("NAR1")
    coordinator.network.create("Clinics")
    joined(coordinator, office, tmp_path)
    book = casebook("BIS")
    book.enter(coordinator)
    page = book.window.show_page("lists")
    page.keep.click()
    assert page._fields["ky"].fault() and page._fields["ru"].fault()  # nothing is saved without both names
    type_text(page.names["ky"], "Чек ара талаштары")
    type_text(page.names["ru"], "Приграничные споры")
    page.under.set_value("LAND" if "LAND" in lists.items("legal_topics") else "FAM")
    press(page.keep, Qt.Key.Key_Space)
    (added,) = [row for row in page.rows if row.own]
    assert added.item.labels["ky"] == "Чек ара талаштары"
    assert added.depth == 1
    page.table.choose(page.rows.index(added))
    page.close_it.click()
    (closed,) = [row for row in page.rows if row.own]
    assert closed.closed
    stick = tmp_path / "stick"
    stick.mkdir()
    coordinator.exchange.export(stick)
    lists.keep_own({})
    office.exchange.merge([stick])
    assert lists.items("legal_topics")[added.item.id].valid_to
    reading = casebook("NAR1")
    reading.enter(office)
    page = reading.window.show_page("lists")
    assert not page.panel.isVisible()
    assert any(row.item.id == added.item.id for row in page.rows)
