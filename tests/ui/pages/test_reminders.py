"""Reminders say that something is due and never what: once each, off when a person wants it, silent after the lock.

Planted once: the sentence held the title of the deadline; the test that looks for it failed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from unittest.mock import ANY

import pytest
from PySide6.QtCore import QObject

from clinic_app.changes import Changes
from clinic_app.clinic import Clinic
from clinic_app.deadlines.rules import Period
from clinic_app.settings import Settings
from ui.pages.settings.page import SettingsPage
from ui.pages.settings.terms_page import TermsPage
from ui.pages.today.page import TodayPage
from ui.reminders import SETTING, Reminders
from ui.tasks import InlineTasks
from ui.theme.theme import Theme

SECRET = "Сатыбалдиевага каршы доо"


class Clock:
    """The laptop's clock, moved by hand."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def book(clinic: Clinic, case: Callable[..., Any]) -> Clinic:
    """A case with a deadline of today."""
    clinic.deadlines.add(case(), title=SECRET, due_on=date.today())
    return clinic


def reminding(settings: Settings, clock: Clock, parent: QObject) -> tuple[Reminders, list[str], list[Changes]]:
    """Reminders with what they said and what they moved."""
    told: list[str] = []
    moved: list[Changes] = []
    made = Reminders(InlineTasks(), settings, moved.append, parent, clock)
    made.told.connect(told.append)
    return made, told, moved


def test_it_says_that_a_deadline_is_due_and_not_which(book: Clinic, theme: Theme, settings: Settings) -> None:
    parent, clock = QObject(), Clock(datetime.combine(date.today(), time(8, 59)))
    made, told, _moved = reminding(settings, clock, parent)
    made.begin(book)
    made.look()
    assert not told
    clock.at += timedelta(minutes=2)
    made.look()
    made.look()
    assert len(told) == 1 and SECRET not in told[0] and "NAR1" not in told[0]
    made.stop()
    clock.at += timedelta(days=1)
    made.look()
    assert len(told) == 1


def test_it_is_silent_when_a_person_wants_it(
    book: Clinic, theme: Theme, settings: Settings, show: Callable[..., Any]
) -> None:
    page = show(SettingsPage)
    page.reminders.setChecked(False)
    assert settings.get(SETTING) is False
    parent, clock = QObject(), Clock(datetime.combine(date.today(), time(8, 59)))
    made, told, _moved = reminding(settings, clock, parent)
    made.begin(book)
    clock.at += timedelta(minutes=2)
    made.look()
    assert not told
    made.stop()


def test_today_shows_the_deadline_and_its_number_opens_the_list(book: Clinic, show: Callable[..., Any]) -> None:
    page = show(TodayPage)
    asked: list[tuple[str, dict[str, Any]]] = []
    page.list_requested.connect(lambda name, what: asked.append((name, what)))
    titles = [row.accessibleName() for row in page.middle.findChildren(QObject) if hasattr(row, "accessibleName")]
    assert any(SECRET in title for title in titles)
    page.go("deadlines", {"whose": "mine", "view": "list"})
    assert asked == [("deadlines", {"whose": "mine", "view": "list"})]


def test_only_coordinators_change_rules_and_the_others_are_told_why(clinic: Clinic, show: Callable[..., Any]) -> None:
    page = show(TermsPage)
    assert page.notices.count() == 1 and page.rules.panel.keep.isHidden() and page.days.panel.isHidden()
    assert len(page.rules.model.rows if hasattr(page.rules.model, "rows") else page.rules._state.rules) > 20


def test_a_coordinator_verifies_a_rule_and_adds_a_day_off(tmp_path: Any, theme: Theme, qtbot: Any) -> None:
    made, _code = Clinic.found(
        tmp_path / "coordinator",
        office_code="COO1",
        office_name="Бишкек",
        person="Нурлан Асанов",
        role="coordinator",
        passphrase="correct horse battery staple",
        use_keyring=False,
        kdf_floor=True,
    )
    made.network.create("Тармак")
    page = TermsPage(made, InlineTasks(), theme, Settings(tmp_path / "s.json"))
    qtbot.addWidget(page)
    page.show()
    room = page.rules
    room.search.setText("ati.answer")
    rule = room.rule
    panel = room.panel
    panel.checked_on.set_value(date(2026, 11, 1))
    panel.save()
    assert panel._checked_by.fault()  # a verification without a name is none
    panel.checked_by.setText("Н. Асанов")
    panel.save()
    kept = made.rules.rule(rule.id)
    assert kept == replace(rule, verified_on=date(2026, 11, 1), verified_by="Н. Асанов", own=True, source_status=ANY)
    panel.names["ky"].setText("Сурамга жооп мөөнөтү")
    panel.names["ru"].clear()
    panel.alerts.setText("7, soon")
    panel.trigger.set_value("")
    panel.save()
    assert panel._names["ru"].fault() and panel._alerts.fault() and panel._trigger.fault()
    assert made.rules.rule(rule.id) == kept  # half a rule is none
    panel.names["ru"].setText("Ответ на запрос")
    panel.alerts.setText("7, 1 3,3")
    panel.trigger.set_value("filing_returned")
    panel.roll.set_value("next_working_day")
    panel.save()
    changed = made.rules.rule(rule.id)
    assert changed.labels == {**rule.labels, "ky": "Сурамга жооп мөөнөтү", "ru": "Ответ на запрос"}
    assert (changed.trigger, changed.roll) == ("filing_returned", "next_working_day")
    assert changed.alerts == tuple(Period(days, "working_day") for days in (7, 3, 1))
    panel.unit.set_value("hour")
    panel.save()
    assert {one.unit for one in made.rules.rule(rule.id).alerts} == {"hour"}
    panel.back.click()
    assert made.rules.rule(rule.id).trigger == rule.trigger
    days = page.days
    days.on.set_value(date(2026, 12, 30))
    for language, words in (("ky", "Көчүрүлгөн эс алуу"), ("ru", "Перенос")):
        days.names[language].setText(words)
    days.save()
    assert not made.rules.calendar().is_working(date(2026, 12, 30))
    made.close()
