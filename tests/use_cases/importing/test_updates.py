"""Updates by record number: only on demand, only what cells say, never over a conflict, and shown before."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import Cancelled
from clinic_app.progress import Stoppable
from clinic_app.use_cases.importing.faults import Trouble
from clinic_app.use_cases.importing.importing import would_be

HEAD = ["№", "Дата", "ФИО", "Телефон", "Район", "Тема", "Консультация", "Мин."]
ROW = ["1", "01.05.2024", "Асанова Айгүл", "0700 111222", "город Нарын", "Алименты", "Сотко кайрылсын", "20"]


def sheet(folder: Path, rows: Sequence[Sequence[str]], head: Sequence[str] = HEAD) -> Path:
    file = folder / "sheet.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        csv.writer(opened, delimiter=";").writerows([head, *rows])
    return file


def take_in(clinic: Clinic, file: Path, kind: str = "consultation", **more: Any) -> Any:
    return clinic.importing.carry_out(clinic.importing.plan(file, kind, **more))


def the_one(clinic: Clinic) -> Any:
    (id,) = clinic.casework.ids("consultation")
    return clinic.casework.load("consultation", id)


def test_without_update_a_changed_row_is_reported_and_with_it_only_what_differs_changes(
    clinic: Clinic, tmp_path: Path
) -> None:
    """Planted: clearing what the row leaves empty took the minutes away; this saw it."""
    take_in(clinic, sheet(tmp_path, [ROW]))
    before = the_one(clinic)
    reported = clinic.importing.plan(sheet(tmp_path, [[*ROW[:7], "25"]]), "consultation")
    assert (reported.updated, [e.why for e in reported.errors]) == (0, [Trouble.NUMBER_TAKEN])
    file = sheet(tmp_path, [[*ROW[:5], "Развод", "Башка кеңеш", ""]])
    plan = clinic.importing.plan(file, "consultation", update=True)
    assert (plan.added, plan.updated, plan.errors) == (0, 1, ())
    told = {one["field"]: (one["before"], one["after"]) for one in would_be(plan).as_json()["changes"]}
    assert told == {"topic": ("FAM.ALI", "FAM.DIV"), "advice": ("Сотко кайрылсын", "Башка кеңеш")}
    done = clinic.importing.carry_out(plan)
    assert done.as_json() == would_be(plan).as_json()
    assert the_one(clinic) == replace(before, topic="FAM.DIV", advice="Башка кеңеш")
    assert take_in(clinic, file, update=True).skipped == 1


def test_the_whole_number_of_a_record_names_it(clinic: Clinic, tmp_path: Path) -> None:
    """As in a list exported from this case book; the other columns may be few."""
    take_in(clinic, sheet(tmp_path, [ROW]))
    number = the_one(clinic).record_no
    file = sheet(tmp_path, [[number, "45"]], ["№", "Мин."])
    assert [e.why for e in clinic.importing.plan(file, "consultation").errors] != []
    done = take_in(clinic, file, update=True)
    assert (done.added, done.updated, done.errors) == (0, 1, ())
    assert the_one(clinic).duration_min == 45


def test_a_field_in_conflict_is_refused_by_row(clinic: Clinic, tmp_path: Path) -> None:
    """Two saves that had not seen each other, then an update: the row stays out, both values stay."""
    take_in(clinic, sheet(tmp_path, [ROW]))
    seen = the_one(clinic)
    clinic.casework.save(replace(seen, advice="бири"))
    clinic.casework.save(replace(seen, advice="экинчиси"))
    assert the_one(clinic).conflicts
    file = sheet(tmp_path, [[*ROW[:6], "үчүнчүсү", "25"]])
    plan = clinic.importing.plan(file, "consultation", update=True)
    (error,) = plan.errors
    assert (error.row, error.column, error.value, error.why) == (2, "advice", "үчүнчүсү", Trouble.IN_CONFLICT)
    assert clinic.importing.carry_out(plan).updated == 0
    assert the_one(clinic).duration_min == 20


def test_what_changed_since_the_preview_stays_beside_it(clinic: Clinic, tmp_path: Path) -> None:
    """Planted: a save that saw what lies there now overwrote the colleague's words unseen; this saw it."""
    take_in(clinic, sheet(tmp_path, [ROW]))
    plan = clinic.importing.plan(sheet(tmp_path, [[*ROW[:6], "таблицадан", "20"]]), "consultation", update=True)
    clinic.casework.save(replace(the_one(clinic), advice="кесиптеш жазды"))
    clinic.importing.carry_out(plan)
    assert the_one(clinic).conflicts == {"advice"}


def test_no_update_puts_another_client_into_a_record(clinic: Clinic, tmp_path: Path) -> None:
    take_in(clinic, sheet(tmp_path, [ROW]))
    plan = clinic.importing.plan(sheet(tmp_path, [["1", ROW[1], "Ким Олег", *ROW[3:]]]), "consultation", update=True)
    assert [(e.column, e.value, e.why) for e in plan.errors] == [("name_display", "Ким Олег", Trouble.OTHER_CLIENT)]
    done = take_in(clinic, sheet(tmp_path, [[*ROW[:3], "0700 999888", *ROW[4:]]]), update=True)
    assert done.updated == 1
    person = clinic.casework.load("person", the_one(clinic).person_id)
    assert person.phone == "+996 700 999 888"
    assert clinic.casework.count("person") == 1


def test_the_same_number_twice_in_one_sheet_changes_once(clinic: Clinic, tmp_path: Path) -> None:
    take_in(clinic, sheet(tmp_path, [ROW]))
    rows = [[*ROW[:6], "бир", "20"], [*ROW[:6], "эки", "20"]]
    plan = clinic.importing.plan(sheet(tmp_path, rows), "consultation", update=True)
    assert (plan.updated, [(e.row, e.why) for e in plan.errors]) == (1, [(3, Trouble.NUMBER_TWICE)])


def test_a_stopped_update_changes_nothing(clinic: Clinic, tmp_path: Path) -> None:
    take_in(clinic, sheet(tmp_path, [ROW]))
    before = the_one(clinic)
    plan = clinic.importing.plan(sheet(tmp_path, [[*ROW[:6], "бир", "20"]]), "consultation", update=True)
    watch = Stoppable()
    watch.stop()
    with pytest.raises(Cancelled):
        clinic.importing.carry_out(plan, watch)
    assert the_one(clinic) == before


def test_an_appeal_of_a_chat_bot_is_known_by_the_id_of_its_source(clinic: Clinic, tmp_path: Path) -> None:
    """Planted: not looked up by source and id, a second export with one more column doubled the appeal; this saw it."""
    head = ["ID обращения", *HEAD[1:], "Канал"]
    bot = ["tg-501", *ROW[1:], "Telegram"]
    assert take_in(clinic, sheet(tmp_path, [bot], head)).added == 1
    assert the_one(clinic).source_ref == "tg-501"
    later = [[*bot[:6], "жооп толукталды", *bot[7:], "x"], ["tg-502", *bot[1:], "y"]]
    done = take_in(clinic, sheet(tmp_path, later, [*head, "Статус бота"]))
    assert (done.added, done.skipped, done.errors) == (1, 1, ())
    other = take_in(clinic, sheet(tmp_path, [["tg-501", *ROW[1:], "горячая линия"]], [*head, "Дежурный"]))
    assert other.added == 1  # another source may use the same ids


def test_events_name_their_case_by_its_number(clinic: Clinic, tmp_path: Path) -> None:
    head = ["№", "Title", "Opened on", "Journalist", "Types of attack", "Urgency", "Risk level"]
    row = ["7", "Иш", "05.10.2024", "Бекова Н.", "Штраф", "U1", "R2"]
    take_in(clinic, sheet(tmp_path, [row], head), "journalist_case")
    (case,) = clinic.casework.load_many("journalist_case", clinic.casework.ids("journalist_case"))
    rows = [[case.record_no, "Hearing", "12.11.2024", "Биринчи"], ["NAR1-2020-B-9999", "Hearing", "12.11.2024", "Жок"]]
    done = take_in(clinic, sheet(tmp_path, rows, ["Дело", "Вид события", "Дата", "Название"]), "case_event")
    assert done.added == 1
    assert [(e.row, e.column, e.why) for e in done.errors] == [(3, "case_id", Trouble.NO_SUCH_RECORD)]
    (event,) = clinic.casework.children("case_event", case.id)
    assert (event.case_id, event.on, event.title) == (case.id, "2024-11-12", "Биринчи")


def test_offices_and_members_of_a_network(clinic: Clinic, tmp_path: Path) -> None:
    head = ["Код", "Название", "Адрес"]
    done = take_in(clinic, sheet(tmp_path, [["OSH1", "Ош кеңсеси", "Ленин 1"]], head), "office")
    assert (done.added, clinic.casework.load("office", "OSH1").name) == (1, "Ош кеңсеси")
    changed = sheet(tmp_path, [["OSH1", "Ош кеңсеси", "Курманжан 2"]], head)
    assert [e.why for e in clinic.importing.plan(changed, "office").errors] == [Trouble.NUMBER_TAKEN]
    assert take_in(clinic, changed, "office", update=True).updated == 1
    assert clinic.casework.load("office", "OSH1").address == "Курманжан 2"
    people = sheet(tmp_path, [["Нурлан Бек", "юрист", "OSH1"]], ["Имя", "Роль", "Офис"])
    assert take_in(clinic, people, "member").added == 1
    members = clinic.casework.load_many("member", clinic.casework.ids("member"))
    assert {one.office_id for one in members if one.name == "Нурлан Бек"} == {"OSH1"}


def test_relations_name_people_and_a_name_of_two_is_refused(clinic: Clinic, tmp_path: Path) -> None:
    names = ["Асанова Айгүл", "Асанов Темир", "Ким Олег", "Ким  Олег "]
    take_in(clinic, sheet(tmp_path, [[name] for name in names], ["ФИО"]), "person")
    rows = [["Асанова Айгүл", "супруг", "Асанов Темир"], ["Асанова Айгүл", "супруг", "Ким Олег"]]
    plan = clinic.importing.plan(sheet(tmp_path, rows, ["Человек", "Кем приходится", "Кто"]), "relation")
    assert [(e.row, e.column) for e in plan.errors if e.why is Trouble.SEVERAL_RECORDS] == [(3, "other_id")]
