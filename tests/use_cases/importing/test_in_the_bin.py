"""After an undo the rows of the register are here already, in the bin: the dry run and the result say which."""

from __future__ import annotations

from pathlib import Path

from clinic_app.clinic import Clinic
from clinic_app.use_cases.importing.importing import would_be
from tests.use_cases.importing.test_updates import ROW, sheet, take_in

OTHER = ["2", "02.05.2024", "Эшматов Бакыт", "0700 333444", *ROW[4:]]
THIRD = ["3", "03.05.2024", "Жолдошев Нурбек", "0700 555666", *ROW[4:]]


def test_rows_whose_record_lies_in_the_bin_are_told(clinic: Clinic, tmp_path: Path) -> None:
    """Planted: counting the skipped rows only; a row that says something else was then told as a taken number alone."""
    ids = take_in(clinic, sheet(tmp_path, [ROW, OTHER])).ids
    assert clinic.importing.plan(sheet(tmp_path, [ROW, OTHER]), "consultation").in_bin == ()
    clinic.several.archive("consultation", ids)
    numbers = [clinic.casework.load("consultation", id).record_no for id in ids]
    changed = [*OTHER[:5], "Развод", *OTHER[6:]]
    file = sheet(tmp_path, [ROW, changed, THIRD])
    plan = clinic.importing.plan(file, "consultation")
    assert (plan.added, plan.skipped, len(plan.errors)) == (1, 1, 1)
    told = [
        {"row": 2, "id": ids[0], "record_no": numbers[0]},
        {"row": 3, "id": ids[1], "record_no": numbers[1]},
    ]
    assert would_be(plan).as_json()["in_bin"] == told
    assert clinic.importing.carry_out(plan).as_json()["in_bin"] == told
    updated = clinic.importing.plan(file, "consultation", update=True)
    assert [one.row for one in updated.in_bin][:2] == [2, 3]


def test_a_person_in_the_bin(clinic: Clinic, tmp_path: Path) -> None:
    file = sheet(tmp_path, [["Асанова Айгүл", "0700 111222"]], ["ФИО", "Телефон"])
    (id,) = take_in(clinic, file, "person").ids
    clinic.several.archive("person", [id])
    (binned,) = clinic.importing.plan(file, "person").in_bin
    assert (binned.row, binned.id, binned.number) == (2, id, "")
