"""Other sheets than the hotline's: mappings, callers, numbers, other record types, three languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clinic_app.errors import BadInput, UnknownMapping, UnknownRecordType
from clinic_app.records.person import Person
from clinic_app.records.staff import Member
from clinic_app.use_cases.importing.faults import Trouble
from clinic_app.use_cases.importing.mapping import Mapping_, from_file, from_json
from tests.use_cases.import_bench import laptop, sheet

ENGLISH = ["Date received", "Client", "Phone", "Sex", "Age", "District or city", "Legal topic", "Summary of facts",
           "Advice given", "Duration, minutes", "Language of advice", "Follow-up date", "First contact"]  # fmt: skip
MEETING = ["2026-11-02", "Asanova Aigul", "+996 000 011 222", "female", "34", "Naryn city", "Child support (alimony)",
           "Asked.", "Advised.", "25", "Kyrgyz", "20.11.2026", "yes"]  # fmt: skip


def test_a_consultation_sheet_in_english(tmp_path: Path) -> None:
    importing, _ = laptop()
    plan = importing.plan(sheet(tmp_path, [ENGLISH, MEETING]), "consultation")
    assert plan.errors == ()
    person, record = plan.records
    assert (person.name_display, person.phone) == ("Asanova Aigul", "+996 000 011 222")
    told = record.as_json()
    assert told["topic"] == "FAM.ALI"
    assert told["division_id"] == "41704400"
    assert (told["sex"], told["age_group"], told["language"], told["duration_min"]) == ("f", "25_34", "ky", 25)
    assert (told["received_at"], told["followup_on"], told["first_time"]) == ("2026-11-02T00:00", "2026-11-20", "yes")
    assert (told["channel"], told["vulnerability"], told["anonymous"]) == ("office", ["not_asked"], False)


def test_a_consultation_sheet_in_kyrgyz(tmp_path: Path) -> None:
    rows = [
        ["Күнү", "Сааты", "Аты-жөнү", "Телефону", "Жынысы", "Жашы", "Облус", "Району", "Тили", "Темасы", "Суроосу",
         "Берилген кеңеш", "Мүнөт", "Биринчи жолу"],
        ["3-ноябрь 2026", "9.05", "Токтогулов Үсөн", "0000 011333", "эркек", "61 жаш", "Нарын облусу", "Жумгал району",
         "кыргызча", "Жер үлүшү", "Сурады", "Айтылды", "15 мүн", "ооба"],
    ]  # fmt: skip
    plan = laptop()[0].plan(sheet(tmp_path, rows), "consultation")
    assert plan.errors == ()
    told = plan.records[-1].as_json()
    assert (told["received_at"], told["division_id"], told["topic"]) == ("2026-11-03T09:05", "41704230", "LAN.PLT")
    assert (told["age_group"], told["sex"], told["first_time"], told["duration_min"]) == ("60_plus", "m", "yes", 15)


def test_a_sheet_of_people(tmp_path: Path) -> None:
    importing, book = laptop()
    book.save_many([Person(id="known", name_display="Асанова Айгүл", phone="+996 000 011 222")])
    rows = [
        ["ФИО", "Дата рождения", "Телефон", "Пол", "Место жительства", "Гражданство", "Примечание"],
        ["Асанова Айгул", "1990", "0000011222", "ж", "г. Токмок", "Кыргызстан", "уже есть"],
        ["Осмонов Темир", "01.02.1985", "0000 011444", "муж", "Сокулукский р-н", "KG", ""],
    ]
    plan = importing.plan(sheet(tmp_path, rows), "person")
    assert (plan.added, plan.skipped, plan.people, plan.errors) == (1, 1, 1, ())
    told = plan.records[0].as_json()
    assert (told["birth_year"], told["sex"], told["division_id"], told["citizenship"]) == (1985, "m", "41708222", "KG")


def test_cases_of_journalists_with_their_own_words(tmp_path: Path) -> None:
    rows = [
        ["Title", "Opened on", "Journalist", "Types of attack", "Urgency", "Risk level"],
        ["Суд 1", "05.10.2026", "Бекова Н.", "Фишинг; Штраф", "U1", "Высокий"],
    ]
    plan = laptop()[0].plan(sheet(tmp_path, rows), "journalist_case")
    assert plan.errors == ()
    told = plan.records[-1].as_json()
    assert told["attack_types"] == ["N.PHI", "J.FIN"]
    assert (told["urgency"], told["risk_level"], told["stage"]) == ("U1", "R2", "alert")
    assert told["person_id"] == plan.records[0].id


def test_a_caller_is_the_same_only_where_name_and_telephone_agree(tmp_path: Path) -> None:
    """Planted: joining by telephone alone made one person of a mother and her son; this saw it."""
    rows = [ENGLISH] + [
        [*MEETING[:1], name, phone, *MEETING[3:], str(place)]
        for place, (name, phone) in enumerate(
            [
                ("Үсөнова Жылдыз", "+996000011555"),
                ("УСОНОВА ЖЫЛДЫЗ", "0000 011 555"),
                ("Үсөнов Темир", "+996000011555"),
                ("Үсөнова Жылдыз", "+996000011556"),
                ("Үсөнова Жылдыз", ""),
                ("Үсөнова Жылдыз", ""),
            ]
        )
    ]
    importing, book = laptop()
    plan = importing.plan(sheet(tmp_path, rows), "consultation")
    importing.carry_out(plan)
    calls = [record.person_id for record in book.of("consultation")]
    assert calls[0] == calls[1]
    assert len(set(calls)) == 5 == plan.people


def test_a_person_of_the_case_book_is_linked(tmp_path: Path) -> None:
    importing, book = laptop()
    book.save_many([Person(id="known", name_display="Асанова Айгул", phone="0000011222")])
    rows = [ENGLISH, [*MEETING[:1], "Асанова Айгүл", *MEETING[2:]]]
    plan = importing.plan(sheet(tmp_path, rows), "consultation")
    assert plan.people == 0
    assert [record.person_id for record in plan.records] == ["known"]


def test_a_member_of_that_name_is_taken_as_they_are(tmp_path: Path) -> None:
    importing, book = laptop()
    book.save_many([Member(id="m7", name="Гүлнара Асанова", role="lawyer", office_id="NAR1", active=True)])
    plan = importing.plan(sheet(tmp_path, [[*ENGLISH, "Lawyer"], [*MEETING, "Гулнара Асанова"]]), "consultation")
    assert [record.type.name for record in plan.records] == ["person", "consultation"]
    assert plan.records[-1].lawyer_id == "m7"


def test_identical_rows_without_a_number_are_two_calls_and_stay_two(tmp_path: Path) -> None:
    importing, _ = laptop()
    file = sheet(tmp_path, [ENGLISH, MEETING, MEETING])
    done = importing.carry_out(importing.plan(file, "consultation"))
    assert (done.added, done.people) == (2, 1)
    again = importing.plan(sheet(tmp_path, [ENGLISH, MEETING, MEETING, MEETING]), "consultation")
    assert (again.added, again.skipped, again.people) == (1, 2, 0)


def test_a_number_written_twice(tmp_path: Path) -> None:
    rows = [["№", *ENGLISH], ["1", *MEETING], ["1", *MEETING], ["01", *MEETING[:-1], "no"]]
    plan = laptop()[0].plan(sheet(tmp_path, rows), "consultation")
    assert (plan.added, plan.skipped) == (1, 1)
    assert [(e.row, e.why, e.value) for e in plan.errors] == [(4, Trouble.NUMBER_TWICE, "01")]


def test_a_named_register_stands_apart(tmp_path: Path) -> None:
    importing, _ = laptop()
    file = sheet(tmp_path, [["№", *ENGLISH], ["1", *MEETING]])
    importing.carry_out(importing.plan(file, "consultation", register="Тетрадь 1"))
    assert importing.plan(file, "consultation", register="тетрадь 1").skipped == 1
    assert importing.plan(file, "consultation", register="Тетрадь 2").added == 1


def test_a_nameless_row_keeps_no_identity(tmp_path: Path) -> None:
    rows = [
        [*ENGLISH, "Address", "Year of birth"],
        [*MEETING[:1], "не представилась", *MEETING[2:], "с. Ат-Башы", "1990"],
    ]
    plan = laptop()[0].plan(sheet(tmp_path, rows), "consultation")
    assert {(note.row, note.heading) for note in plan.left_out} == {(2, "Phone"), (2, "Address"), (2, "Year of birth")}
    assert [record.type.name for record in plan.records] == ["consultation"]
    assert plan.records[0].anonymous


def test_a_mapping_file_settles_all(tmp_path: Path) -> None:
    file = sheet(tmp_path, [["A", "B", "C", "D", "E"], ["01.11.2026", "развод и дети", "Совет", "Нарын", "мало"]])
    given = {
        "headings": {"A": "received_at", "B": "topic", "C": "advice", "D": "division_id", "E": None},
        "values": {"topic": {"Развод и дети": "FAM.DIV"}, "division_id": {"нарын": "41704400"}},
        "defaults": {"language": "ru", "channel": "letter", "duration_min": 10, "service_kind": ["oral", "info"]},
    }
    written = tmp_path / "mapping.json"
    written.write_text(json.dumps(given, ensure_ascii=False), encoding="utf-8")
    mapping = from_file(written)
    assert from_json(mapping.as_json()) == mapping
    plan = laptop()[0].plan(file, "consultation", mapping=mapping)
    assert plan.errors == ()
    told = plan.records[0].as_json()
    assert (told["topic"], told["division_id"], told["channel"]) == ("FAM.DIV", "41704400", "letter")
    assert (told["duration_min"], told["service_kind"], told["language"]) == (10, ["oral", "info"], "ru")


def test_one_heading_settled_by_the_person(tmp_path: Path) -> None:
    rows = [["Колонка", *ENGLISH], ["note", *MEETING]]
    plan = laptop()[0].plan(sheet(tmp_path, rows), "consultation", settled={"колонка": "project_codes"})
    assert plan.records[-1].project_codes == frozenset({"note"})
    plan = laptop()[0].plan(sheet(tmp_path, rows), "consultation", settled={"Sex": ""})
    assert plan.records[-1].sex == "x"


@pytest.mark.parametrize(
    ("settled", "mapping", "named"),
    [
        ({"Нет такой": "topic"}, None, {"heading": "Нет такой"}),
        ({"Sex": "gender"}, None, {"field": "gender"}),
        ({}, Mapping_(headings={"Пол": "sex"}), {"heading": "Пол"}),
        ({}, Mapping_(headings={"Sex": "office_id"}), {"field": "office_id"}),
        ({}, Mapping_(values={"topic": {"x": "NO.SUCH"}}), {"field": "topic", "value": "NO.SUCH"}),
        ({}, Mapping_(headings={"Sex": "sex", "Age": "sex"}), {"heading": "Age", "field": "sex"}),
    ],
)
def test_a_mapping_that_names_what_is_not_there(
    settled: dict[str, str], mapping: Mapping_ | None, named: dict[str, str], tmp_path: Path
) -> None:
    with pytest.raises(UnknownMapping) as caught:
        laptop()[0].plan(sheet(tmp_path, [ENGLISH, MEETING]), "consultation", mapping=mapping, settled=settled)
    assert caught.value.data == named


def test_a_mapping_file_that_is_none(tmp_path: Path) -> None:
    for written, why in (("{", "not_json"), ("[]", "not_a_mapping"), ('{"headings": {"A": 1.5}}', "not_a_mapping")):
        (tmp_path / "mapping.json").write_text(written, encoding="utf-8")
        with pytest.raises(BadInput) as caught:
            from_file(tmp_path / "mapping.json")
        assert caught.value.data["why"] == why


def test_a_confirmed_mapping_is_remembered_for_sheets_with_these_headings(tmp_path: Path) -> None:
    importing, _ = laptop()
    rows = [["Колонка", *ENGLISH], ["GR-1", *MEETING]]
    file = sheet(tmp_path, rows)
    assert importing.remembered(rows[0]) is None
    importing.carry_out(importing.plan(file, "consultation", settled={"Колонка": "project_codes"}))
    kept = importing.remembered(rows[0])
    assert kept is not None
    assert kept.headings["Колонка"] == "project_codes"
    next_file = sheet(tmp_path, [rows[0], ["GR-2", *MEETING]], "next.csv")
    assert importing.guessed(next_file, "consultation") == kept
    assert importing.plan(next_file, "consultation").records[-1].project_codes == frozenset({"GR-2"})


def test_a_field_nobody_fills_is_named(tmp_path: Path) -> None:
    plan = laptop()[0].plan(sheet(tmp_path, [["Дата", "Ответ"], ["01.11.2026", "Совет"]]), "consultation")
    assert plan.without_source == ("division_id",)
    assert [(e.row, e.column, e.why) for e in plan.errors] == [(2, "division_id", Trouble.EMPTY)]


def test_other_types_cannot_be_imported(tmp_path: Path) -> None:
    with pytest.raises(UnknownRecordType):
        laptop()[0].plan(sheet(tmp_path, [["A"], ["1"]]), "attachment")


def test_two_columns_of_one_heading_can_be_told_apart(tmp_path: Path) -> None:
    rows = [["Примечание", "Примечание", *ENGLISH], ["первое", "второе", *MEETING]]
    plan = laptop()[0].plan(sheet(tmp_path, rows), "consultation", settled={"Примечание (2)": "project_codes"})
    assert plan.records[-1].project_codes == frozenset({"второе"})
