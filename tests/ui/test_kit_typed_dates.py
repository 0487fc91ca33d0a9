"""Dates are understood as people type them, in three languages, whatever the window speaks."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt

from tests.ui.typing import press, type_text
from ui.theme.theme import Theme
from ui.widgets.date_edit import DateEdit, MomentEdit
from ui.widgets.typed_dates import read_date, read_moment, write_date

SUNDAY = date(2026, 11, 22)


def at(*parts: int) -> datetime:
    """A moment of the tests' one zone."""
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("22.11", date(2026, 11, 22)),
        ("1.2", date(2026, 2, 1)),
        ("22.11.2025", date(2025, 11, 22)),
        ("22.11.25", date(2025, 11, 22)),
        ("22/11/2025", date(2025, 11, 22)),
        ("2025-11-22", date(2025, 11, 22)),
        ("+14", date(2026, 12, 6)),
        ("-1", date(2026, 11, 21)),
        ("пт", date(2026, 11, 27)),
        ("Пятница", date(2026, 11, 27)),
        ("жума", date(2026, 11, 27)),
        ("fri", date(2026, 11, 27)),
        ("дүйшөмбү", date(2026, 11, 23)),
        ("дуйшомбу", date(2026, 11, 23)),
        ("вс", date(2026, 11, 29)),
        ("эртең", date(2026, 11, 23)),
        ("сегодня", SUNDAY),
    ],
)
def test_what_people_type_is_understood(typed: str, meant: date) -> None:
    read = read_date(typed, SUNDAY)
    assert read is not None
    assert read.day == meant


@pytest.mark.parametrize("typed", ["", "31.02", "32.1", "0.0", "завт ра", "ж", "t", "99999999", "2026", "+99999"])
def test_nonsense_is_no_date(typed: str) -> None:
    assert read_date(typed, SUNDAY) is None


@pytest.mark.parametrize(
    ("typed", "iso", "first", "last"),
    [
        ("2026", "2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-02", "2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("02.2026", "2026-02", date(2026, 2, 1), date(2026, 2, 28)),
    ],
)
def test_a_year_or_a_month_is_kept_as_what_it_is(typed: str, iso: str, first: date, last: date) -> None:
    read = read_date(typed, SUNDAY, partial=True)
    assert read is not None
    assert (read.iso, read.first, read.last, read.day) == (iso, first, last, None)
    assert read_date(write_date(iso), SUNDAY, partial=True) == read


def test_a_day_of_the_week_is_never_today() -> None:
    read = read_date("жекшемби", SUNDAY)
    assert read is not None
    assert read.day == date(2026, 11, 29)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("22.11 14:05", at(2026, 11, 22, 14, 5)),
        ("21.11.2026  9:30", at(2026, 11, 21, 9, 30)),
        ("14:05", at(2026, 11, 22, 14, 5)),
        ("22.11", None),
        ("22.11 25:00", None),
    ],
)
def test_a_moment_needs_its_time(typed: str, meant: datetime | None) -> None:
    assert read_moment(typed, at(2026, 11, 22, 8, 0)) == meant


def test_a_typed_date_is_written_out_when_the_field_is_left(qtbot, dressed: Theme) -> None:
    field = DateEdit(today=lambda: SUNDAY)
    qtbot.addWidget(field)
    with qtbot.waitSignal(field.changed):
        type_text(field, "+14")
    assert field.value() == date(2026, 12, 6)
    press(field, Qt.Key.Key_Return)
    assert field.text() == "06.12.2026"
    assert not field.is_wrong()


def test_words_that_are_no_date_stay_as_they_were_typed(qtbot, dressed: Theme) -> None:
    field = DateEdit(today=lambda: SUNDAY)
    qtbot.addWidget(field)
    type_text(field, "кийин")
    press(field, Qt.Key.Key_Return)
    assert (field.text(), field.value(), field.is_wrong()) == ("кийин", None, True)


def test_a_moment_survives_being_shown_and_read(qtbot, dressed: Theme) -> None:
    field = MomentEdit(now=lambda: at(2026, 11, 22, 8, 0))
    qtbot.addWidget(field)
    field.set_value(at(2026, 11, 20, 14, 5))
    assert field.text() == "20.11.2026  14:05"
    assert field.value() == at(2026, 11, 20, 14, 5)
