"""Deadlines over offices: a coordinator changes a rule or a day, it travels, and nothing moves in silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from clinic_app.clinic import Clinic
from clinic_app.deadlines.rules import Period
from clinic_app.errors import ExtensionTooLate, NoExtension, NotCoordinator, NotTwice, RuleNotCounted
from clinic_app.records.deadline import CalendarDay
from clinic_app.records.record import Record
from clinic_app.use_cases.term_rows import DeadlineRow, Moved
from tests.stories.clinics import Clinics, edit, form, meant, open_case, person

DECIDED = date(2026, 4, 1)  # a decision in final form; thirty days later is 1 May, which moves to 11 May
TODAY = date(2026, 4, 2)


def a_case(clinic: Clinic, **values: Any) -> Record:
    return open_case(clinic, person(clinic).id, **values)


def row(clinic: Clinic, id: str) -> DeadlineRow:
    return next(one for one in clinic.deadlines.list(ended=True, today=TODAY) if one.record.id == id)


def due_on(clinic: Clinic, id: str) -> date | None:
    return row(clinic, id).record.due_on


def told(moves: list[Moved]) -> list[tuple[str, date, date]]:
    return [(one.row.record.id, one.was, one.now) for one in moves]


def day_off(on: date, scope: str = "", **values: Any) -> CalendarDay:
    return CalendarDay(
        on=on, kind="day_off", scope=scope, name_ky="Эс алуу", name_ru="Выходной", enabled=True, **values
    )


def test_a_changed_rule_travels_and_each_office_hears_what_it_moved(clinics: Clinics) -> None:
    """Planted and caught: deadlines counted anew by the coordinator, in whose case book they are guests; a typed date
    that moved with the rule; a list of moves that was gone after the next merge.
    """
    coordinator = clinics.coordinator()
    naryn, talas = (clinics.joined(coordinator, clinics.office(code)) for code in ("NAR1", "TAL1"))
    appeals = {}
    for office in (naryn, talas):
        case = a_case(office)
        counted = office.deadlines.add(case, rule="civ.appeal", start=DECIDED, today=TODAY).record
        typed = office.deadlines.add(case, rule="civ.appeal", start=DECIDED, due_on=date(2026, 5, 4)).record
        ended = office.deadlines.add(case, rule="civ.appeal", start=DECIDED, today=TODAY).record
        office.deadlines.end(ended, "met", TODAY)
        appeals[office.identity.office_id] = (counted.id, typed.id, ended.id)
        assert due_on(office, counted.id) == date(2026, 5, 11)
    clinics.exchange_all(coordinator, naryn, talas)

    rule = coordinator.rules.rule("civ.appeal")
    verified = replace(rule, period=Period(15, "calendar_day"), verified_on=TODAY, verified_by="Б. Осмонов")
    changes = coordinator.rules.save_rule(verified)
    assert changes.include("deadline_rule") and not changes.include("deadline")
    assert coordinator.deadlines.moved() == []
    for office in (naryn, talas):
        counted_id, typed_id, ended_id = appeals[office.identity.office_id]
        merged = clinics.carry(coordinator, office)
        assert merged.changes.include("deadline")
        assert told(office.deadlines.moved()) == [(counted_id, date(2026, 5, 11), date(2026, 4, 16))]
        assert (due_on(office, typed_id), due_on(office, ended_id)) == (date(2026, 5, 4), date(2026, 5, 11))
        assert (row(office, counted_id).verified, row(office, counted_id).badge) == (True, "verified")
        assert (row(office, typed_id).verified, row(office, typed_id).badge) == (False, "typed")
        assert office.deadlines.recompute() == []  # doing it twice moves nothing
    clinics.exchange_all(coordinator, naryn, talas)
    naryn_again = clinics.reopened(naryn)
    assert len(naryn_again.deadlines.moved()) == len(talas.deadlines.moved()) == 1
    assert len(coordinator.deadlines.moved()) == 2  # it reads what moved in both
    naryn_again.deadlines.acknowledge_moved()
    clinics.exchange_all(coordinator, naryn_again, talas)
    assert naryn_again.deadlines.moved() == []
    assert [one[0] for one in told(coordinator.deadlines.moved())] == [appeals["TAL1"][0]]
    assert all(clinic.settling.conflicts() == [] for clinic in (coordinator, naryn_again, talas))


def test_a_day_off_moves_what_ends_on_it_and_there_and_back_is_no_move(clinics: Clinics) -> None:
    coordinator = clinics.coordinator()
    case = a_case(coordinator)
    id = coordinator.deadlines.add(case, rule="civ.appeal", start=DECIDED, today=TODAY).record.id
    coordinator.rules.save_day(day_off(date(2026, 5, 11)))
    assert told(coordinator.deadlines.moved()) == [(id, date(2026, 5, 11), date(2026, 5, 12))]
    coordinator.rules.save_day(day_off(date(2026, 5, 12)))
    assert told(coordinator.deadlines.moved()) == [(id, date(2026, 5, 11), date(2026, 5, 13))]
    for day in (11, 12):
        coordinator.rules.save_day(replace(day_off(date(2026, 5, day)), enabled=False))
    assert due_on(coordinator, id) == date(2026, 5, 11) and coordinator.deadlines.moved() == []


def test_a_closed_court_moves_the_terms_before_that_court_alone(clinics: Clinics) -> None:
    coordinator = clinics.coordinator()
    case = a_case(coordinator)
    here, there = (
        coordinator.deadlines.add(case, rule="civ.appeal", start=DECIDED, court_id=court, today=TODAY).record.id
        for court in ("ADM-41711", "ADM-41708")
    )
    coordinator.rules.save_day(day_off(date(2026, 5, 11), "ADM-41711"))
    coordinator.rules.save_day(day_off(date(2026, 5, 12), "41711"))  # and the day after all of Bishkek
    assert (due_on(coordinator, here), due_on(coordinator, there)) == (date(2026, 5, 13), date(2026, 5, 11))


def test_only_coordinators_change_rules_and_days(clinics: Clinics) -> None:
    coordinator = clinics.coordinator()
    naryn = clinics.joined(coordinator, clinics.office("NAR1"))
    with pytest.raises(NotCoordinator):
        naryn.rules.save_rule(naryn.rules.rule("civ.appeal"))
    with pytest.raises(NotCoordinator):
        naryn.rules.save_day(day_off(date(2026, 5, 11)))


def test_an_office_that_forges_a_rule_in_its_own_audience_is_refused(clinics: Clinics) -> None:
    """Planted and caught: `calendar_day` missing among ROSTER_TYPES."""
    coordinator = clinics.coordinator()
    naryn = clinics.joined(coordinator, clinics.office("NAR1"))
    clinics.exchange_all(coordinator, naryn)
    forged = replace(day_off(date(2026, 5, 11)), id="day-" + "0" * 32, home="NAR1")
    with naryn._desk.vault.changing():
        naryn.casework._enter(naryn.casework._first_content(forged), forged, ["shared:NAR1"])
    taken = meant(clinics.carry(naryn, coordinator))
    assert [(one.status, one.reason) for one in taken] == [("refused", "bad_entries")]
    assert coordinator.rules.calendar().is_working(date(2026, 5, 11))


def test_two_laptops_of_one_office_that_count_anew_agree(clinics: Clinics) -> None:
    """Planted and caught: the next of a row under an id of its own on each laptop, which made two of one."""
    coordinator = clinics.coordinator()
    first = clinics.joined(coordinator, clinics.office("NAR1"))
    second = clinics.joined(coordinator, clinics.office("NAR1", "Азамат Турдуев"))
    clinics.exchange_all(coordinator, first, second)
    id = first.deadlines.add(a_case(first), rule="civ.appeal", start=DECIDED, today=TODAY).record.id
    weekly = first.deadlines.add(a_case(first), title="Report", due_on=date(2026, 4, 6), repeats="weekly").record.id
    clinics.exchange_all(coordinator, first, second)
    coordinator.rules.save_day(day_off(date(2026, 5, 11)))
    stick = clinics.packages(coordinator)
    for laptop in (first, second):
        laptop.exchange.merge(stick)
        laptop.deadlines.end(weekly, "met", date(2026, 4, 6))
    clinics.exchange_all(coordinator, first, second)
    for laptop in (first, second):
        assert told(laptop.deadlines.moved()) == [(id, date(2026, 5, 11), date(2026, 5, 12))]
        assert laptop.settling.conflicts() == []
        assert [one.record.due_on for one in laptop.deadlines.list() if one.title == "Report"] == [date(2026, 4, 13)]


def test_no_answer_starts_a_deadline_of_ours_and_an_answer_starts_none(clinics: Clinics) -> None:
    """Ten working days from 2 March end on 16 March. Planted and caught: begun on the last day itself; begun again at
    each call; begun although the body had answered.
    """
    office = clinics.coordinator()
    case = a_case(office)
    silent, answered = (
        office.deadlines.add(case, rule="ati.answer", start=date(2026, 3, 2), today=TODAY).record for _ in range(2)
    )
    office.deadlines.end(answered, "met", date(2026, 3, 10))
    assert silent.due_on == date(2026, 3, 16)  # type: ignore[attr-defined]
    office.deadlines.carry_on(date(2026, 3, 16))
    assert [one.record.id for one in office.deadlines.of(case.id) if not one.record.ended] == [silent.id]
    for day in (17, 18):
        office.deadlines.carry_on(date(2026, 3, day))
    (check,) = [one for one in office.deadlines.of(case.id) if one.record.rule == "ati.silence_check"]
    assert (check.record.due_on, check.record.owner, check.record.trigger_id) == (date(2026, 3, 17), "us", silent.id)
    # The body had written in time that it needs longer; the letter came late: the deadline of ours follows.
    office.deadlines.extend(silent.id, date(2026, 3, 13))
    assert (due_on(office, silent.id), due_on(office, check.record.id)) == (date(2026, 3, 31), date(2026, 4, 1))


def test_a_term_of_appeal_that_was_let_go_starts_the_execution(clinics: Clinics) -> None:
    office = clinics.coordinator()
    case = a_case(office)
    used, let_go = (
        office.deadlines.add(case, rule="lab.ktc_appeal", start=date(2026, 6, 1), today=TODAY).record for _ in range(2)
    )
    office.deadlines.end(used, "met", date(2026, 6, 5))
    office.deadlines.end(let_go, "not_needed", date(2026, 6, 5))
    office.deadlines.carry_on(date(2026, 6, 30))
    found = [one.record for one in office.deadlines.of(case.id) if one.record.rule == "lab.ktc_exec"]
    assert [(one.trigger_id, one.due_on) for one in found] == [(let_go.id, date(2026, 6, 14))]


def test_an_extension_needs_a_notice_in_time(clinics: Clinics) -> None:
    office = clinics.coordinator()
    case = a_case(office)
    answer = office.deadlines.add(case, rule="ati.answer", start=date(2026, 4, 24), today=TODAY).record
    with pytest.raises(ExtensionTooLate):
        office.deadlines.extend(answer, date(2026, 5, 19))
    office.deadlines.extend(answer, date(2026, 5, 15))
    assert due_on(office, answer.id) == date(2026, 6, 2)  # 27 May is Kurman ait
    with pytest.raises(NotTwice):
        office.deadlines.extend(answer.id, date(2026, 5, 15))
    typed = office.deadlines.add(case, title="Кат жазуу", due_on=date(2026, 5, 4)).record
    with pytest.raises(NoExtension):
        office.deadlines.extend(typed, date(2026, 5, 1))


def test_a_rule_no_lawyer_confirmed_asks_for_a_date(clinics: Clinics) -> None:
    office = clinics.coordinator()
    case = a_case(office)
    with pytest.raises(RuleNotCounted):
        office.deadlines.add(case, rule="off.complaint", start=DECIDED)
    kept = office.deadlines.add(case, rule="off.complaint", start=DECIDED, due_on=date(2026, 4, 13)).record
    assert (row(office, kept.id).badge, due_on(office, kept.id)) == ("typed", date(2026, 4, 13))
    proposed = {one.rule.id: one for one in office.deadlines.proposals("appeal_act_issued", DECIDED, procedure="civil")}
    assert set(proposed) == {"civ.cassation"} and proposed["civ.cassation"].badge == "medium"
    (asked,) = office.deadlines.proposals("ruling_copy_received", DECIDED)
    assert (asked.due_on, asked.badge, type(asked.problem)) == (None, "ask", RuleNotCounted)


def test_a_repeated_deadline_has_one_next_and_stops_on_its_day(clinics: Clinics) -> None:
    """Planted and caught: months counted from the last one, so that the 31st stayed the 28th for ever."""
    office = clinics.coordinator()
    case = a_case(office)
    monthly = {"repeats": "monthly", "repeats_until": date(2026, 4, 30)}
    first = office.deadlines.add(case, title="Отчёт", due_on=date(2026, 1, 31), **monthly).record
    days = []
    current: Record | str = first
    while True:
        office.deadlines.end(current, "met", date(2026, 1, 1))
        still = [one.record for one in office.deadlines.of(case.id) if not one.record.ended]
        if not still:
            break
        (current,) = still
        days.append(current.due_on)
    assert days == [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
    with pytest.raises(NotTwice):
        office.deadlines.end(first.id, "met")
    late = office.deadlines.add(case, title="Чалуу", due_on=date(2026, 1, 5), repeats="weekly").record
    office.deadlines.end(late, "missed", date(2026, 1, 20))
    (after,) = [one.record for one in office.deadlines.of(case.id) if not one.record.ended]
    assert after.due_on == date(2026, 1, 26)  # still a Monday, and not behind


def test_the_calendar_shows_all_that_is_on_and_who_is_booked_twice(clinics: Clinics) -> None:
    office = clinics.coordinator()
    one, other = (a_case(office, title=title) for title in ("A", "B"))
    on = date(2026, 6, 10)
    office.deadlines.add(one, title="Жооп жазуу", due_on=on, due_at=time(18, 0))
    edit(office, one, next_step="Сотко кайрылуу", next_step_on=on)

    def hearing(case: Record, at: time | None, **values: Any) -> Record:
        blank = office.casework.blank("case_event", case_id=case.id, kind="hearing", on=on.isoformat(), at=at, **values)
        return office.casework.save(blank).record

    hearing(one, time(10, 0), court_id="ADM-41711")
    second = hearing(other, time(10, 30), court_id="ADM-41708", title="Экинчи")
    third = hearing(other, time(15, 0), court_id="ADM-41708")
    office.casework.save(
        office.casework.blank(
            "risk_assessment",
            case_id=other.id,
            assessed_on=on - timedelta(days=1),
            risk_level="R2",
            check_in_hours=24,
            next_review_on=on + timedelta(days=1),
        )
    )
    entries = office.deadlines.calendar(on, on)
    assert [(entry.kind, entry.at) for entry in entries] == [
        ("check_in", time(0, 0)),
        ("next_step", None),
        ("hearing", time(10, 0)),
        ("hearing", time(10, 30)),
        ("hearing", time(15, 0)),
        ("deadline", time(18, 0)),
    ]
    assert [entry.kind for entry in office.deadlines.calendar(on + timedelta(days=1), on + timedelta(days=1))] == [
        "risk_review"
    ]
    (clash,) = office.deadlines.clashes(on)
    assert (clash.sure, {clash.first.at, clash.second.at}) == (True, {time(10, 0), time(10, 30)})
    edit(office, form(office, second), postponed_to=on + timedelta(days=7))
    assert office.deadlines.clashes(on) == []
    (moved,) = office.deadlines.calendar(on + timedelta(days=7), on + timedelta(days=7))
    assert (moved.id, moved.at) == (second.id, None)
    edit(office, form(office, third), at=time(11, 15))
    (close,) = office.deadlines.clashes(on)  # an hour is not enough from one court to another
    assert not close.sure
    assert office.deadlines.calendar(on, on, member="nobody") == []


def test_reminders_and_the_calendar_file_say_nothing_of_the_case(clinics: Clinics) -> None:
    """Planted and caught: titles, and the place of a hearing, in the file that is to say nothing."""
    from icalendar import Calendar

    office = clinics.coordinator()
    case = a_case(office, title="Иш Токтоматовой")
    office.deadlines.add(case, rule="civ.appeal", start=DECIDED, today=TODAY)
    blank = office.casework.blank("case_event", case_id=case.id, kind="hearing", on="2026-05-05", at=time(10, 0))
    office.casework.save(replace(blank, title="Үч күн", court_id="ADM-41711"))  # type: ignore[call-arg]
    now = datetime.fromisoformat("2026-04-02T12:00:00+06:00")
    file = office.deadlines.ics(TODAY, date(2026, 6, 1), now=now)
    number = case.record_no  # type: ignore[attr-defined]
    events = Calendar.from_ical(file).walk("VEVENT")
    assert {str(event["SUMMARY"]) for event in events} == {f"Deadline · {number}", f"Hearing · {number}"}
    for secret in ("Токтомат", "Үч", "Appeal", case.id, "ADM-41711", "LOCATION"):
        assert secret not in file.decode()
    whole = office.deadlines.ics(TODAY, date(2026, 6, 1), neutral=False, now=now).decode()
    assert "Үч күн" in whole and "LOCATION" in whole
    ids = [str(event["UID"]) for event in events]
    again = Calendar.from_ical(office.deadlines.ics(TODAY, date(2026, 6, 1), now=now)).walk("VEVENT")
    assert [str(event["UID"]) for event in again] == ids and len(set(ids)) == 2
    alarms = {event["SUMMARY"].split(" ")[0]: len(event.walk("VALARM")) for event in events}
    assert alarms == {"Deadline": 3, "Hearing": 2}
    day = datetime.fromisoformat("2026-04-29T00:00")
    told = office.deadlines.reminders(day, day + timedelta(days=1))
    assert [(one.at, one.entry.kind) for one in told] == [(datetime.fromisoformat("2026-04-29T09:00"), "deadline")]
    assert office.deadlines.reminders(told[0].at, told[0].at + timedelta(hours=1)) == []


def test_a_year_is_begun_with_the_feasts_of_fixed_date(clinics: Clinics) -> None:
    coordinator = clinics.coordinator()
    coordinator.rules.begin_year(2029)
    calendar = coordinator.rules.calendar()
    off = [date(2029, 1, 5), date(2029, 3, 21), date(2029, 5, 9), date(2029, 8, 31)]
    assert calendar.last_day == date(2029, 12, 31) and not any(map(calendar.is_working, off))
    assert calendar.is_working(date(2029, 2, 26)) and calendar.is_working(date(2029, 11, 7))
    with pytest.raises(ValueError):
        coordinator.rules.begin_year(2031)
