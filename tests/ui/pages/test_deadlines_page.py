"""Deadlines by the keyboard: counted while one types, ended and taken back, moved about in a calendar; what moved.

Planted once: the page counted from the day before; the promise that the panel shows what is then kept failed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt

from clinic_app.clinic import Clinic
from tests.ui.pages.keys import press
from ui.deadline_words import left_words, period_words
from ui.pages.deadlines.page import DeadlinesPage
from ui.pages.deadlines.presenter import cell_words, weeks_of

DAY = timedelta(days=1)


@pytest.fixture
def page(show: Callable[..., Any], clinic: Clinic, case: Callable[..., Any]) -> DeadlinesPage:
    """The page over a case with a deadline overdue, one of today and one in four days."""
    record, today = case(), date.today()
    clinic.deadlines.add(record, title="Пикир берүү", due_on=today - 2 * DAY)
    clinic.deadlines.add(record, title="Апелляция", due_on=today, due_at=time(17))
    clinic.deadlines.add(record, title="Өтүнүч", due_on=today + 4 * DAY)
    made: DeadlinesPage = show(DeadlinesPage)
    made.open(whose="all", view="list")
    return made


def titles(page: DeadlinesPage) -> list[str]:
    return [line.title for line in page.list.lines() if not line.heading]


def test_what_is_overdue_comes_first_and_says_so(page: DeadlinesPage) -> None:
    lines = page.list.lines()
    assert titles(page) == ["Пикир берүү", "Апелляция", "Өтүнүч"]
    assert lines[0].heading and lines[0].late
    assert lines[1].late and lines[1].tone == "bad" and lines[1].pill
    assert page.panel.row.title == "Пикир берүү"


def test_done_by_a_key_and_taken_back_by_a_key(page: DeadlinesPage) -> None:
    page.list.setFocus()
    page.acts.end("met")
    assert titles(page) == ["Апелляция", "Өтүнүч"]
    page.acts.take_back()
    assert titles(page) == ["Пикир берүү", "Апелляция", "Өтүнүч"]


def test_enter_opens_the_case(page: DeadlinesPage) -> None:
    asked: list[tuple[str, str]] = []
    page.open_requested.connect(lambda kind, id: asked.append((kind, id)))
    press(page.list, Qt.Key.Key_Return)
    assert asked and asked[0][0] == "journalist_case"


def test_a_date_is_counted_while_one_types_and_kept_as_it_was_said(page: DeadlinesPage, clinic: Clinic) -> None:
    page.begin()
    panel = page.new_panel
    case_id = clinic.casework.ids("journalist_case")[0]
    panel.parent_edit.set_value(case_id)
    panel.rule.set_value("ati.answer")
    panel.start.set_value(date(2026, 11, 9))
    panel.count()
    said = panel.counted.due_on
    assert said == clinic.deadlines.compute("ati.answer", date(2026, 11, 9)).due_on
    panel.save()
    kept = [row for row in clinic.deadlines.list() if row.rule is not None]
    assert [row.record.due_on for row in kept] == [said] and not kept[0].record.typed
    assert page.new_panel.isHidden()


def test_a_rule_nobody_confirmed_asks_for_a_date(page: DeadlinesPage, clinic: Clinic) -> None:
    rule = next(one for one in clinic.rules.rules() if not one.counts)
    page.begin(clinic.casework.ids("journalist_case")[0])
    panel = page.new_panel
    panel.rule.set_value(rule.id)
    panel.count()
    assert panel.counted is None and panel.answer.count() == 2
    panel.save()
    assert panel.way.value() == "typed" and panel.due.isVisible()


def test_what_is_missing_is_said_beside_its_field(page: DeadlinesPage) -> None:
    page.begin()
    page.new_panel.save()
    assert page.new_panel._parent.fault() and page.new_panel._rule.fault()
    assert page.step_back() and page.new_panel.isHidden() and not page.step_back()


def test_the_calendar_is_walked_by_keys_over_the_end_of_a_month(page: DeadlinesPage) -> None:
    page.open(view="month", day=date(2026, 11, 30))
    grid = page.calendar.grid
    grid.setFocus()
    press(grid, Qt.Key.Key_Right)
    assert page.calendar.day == date(2026, 12, 1) and page.calendar.title.text().endswith("2026")
    press(grid, Qt.Key.Key_PageUp)
    assert page.calendar.day == date(2026, 11, 1)
    press(grid, Qt.Key.Key_Down)
    assert page.calendar.day == date(2026, 11, 8)


def test_a_day_says_what_is_in_it_and_why_nobody_works(page: DeadlinesPage) -> None:
    page.open(view="month", day=date(2026, 12, 31))
    assert page.calendar.period is not None
    new_year = next(cell for cell in page.calendar.period.cells if cell.on == date(2027, 1, 1))
    assert new_year.free and new_year.off and new_year.off in cell_words(new_year)
    page.open(view="week", day=date.today())
    cell = page.calendar.cell()
    assert cell is not None and "Апелляция" in cell_words(cell)


def test_two_hearings_at_once_are_marked(page: DeadlinesPage, clinic: Clinic, case: Callable[..., Any]) -> None:
    day = date.today() + DAY
    for at in (time(10), time(10, 30)):
        hearing = clinic.casework.blank(
            "case_event", case_id=case().id, kind="hearing", on=day.isoformat(), at=at, title="Отурум"
        )
        clinic.casework.save(hearing)
    page.open(view="week", day=day)
    cell = page.calendar.cell()
    assert cell is not None and cell.clash
    assert page.calendar.clashes.count() == 1


def test_a_change_by_hand_makes_the_date_a_lawyers(page: DeadlinesPage, clinic: Clinic) -> None:
    from ui.pages.deadlines.dialogs import ChangeDialog

    page.acts.change()
    dialog = page.findChild(ChangeDialog)
    assert dialog is not None
    dialog.due.set_value(date.today() + 9 * DAY)
    dialog.save()
    assert "Пикир берүү" in titles(page)[-1]
    changed = next(row for row in clinic.deadlines.list() if row.title == "Пикир берүү")
    assert changed.record.typed


def test_the_calendar_file_is_neutral_unless_asked(page: DeadlinesPage) -> None:
    from ui.pages.deadlines.dialogs import CalendarFileDialog

    page.ask_file()
    dialog = page.findChild(CalendarFileDialog)
    assert dialog is not None and dialog.titles.value() == "neutral" and dialog.warning.isHidden()
    dialog.titles.set_value("whole")
    dialog._tell()
    assert not dialog.warning.isHidden()
    dialog.reject()


def test_words_of_terms() -> None:
    assert left_words(-1)[2] == "bad" and left_words(0)[2] == "warn" and left_words(30)[2] == "neutral"
    assert period_words(None, "month") and "10" in period_words(10, "working_day")
    assert len(weeks_of(date(2026, 2, 10), True)) == 35 and weeks_of(date(2026, 2, 10), True)[0] == date(2026, 1, 26)
