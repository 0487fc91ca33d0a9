"""Undoing an import takes its changes back too: as ordinary entries, and nothing of what was edited since."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from clinic_app.clinic import Clinic
from tests.use_cases.importing.test_opponents import HEAD, ROW, names
from tests.use_cases.importing.test_updates import sheet, take_in, the_one


def changed(clinic: Clinic, folder: Path) -> object:
    """The consultation of a register, changed by a second look at it."""
    take_in(clinic, sheet(folder, [ROW], HEAD))
    return take_in(
        clinic, sheet(folder, [[*ROW[:4], "Садыков Нурлан", "город Нарын", "Развод", "Башка кеңеш"]], HEAD), update=True
    )


def test_the_former_values_are_written_again(clinic: Clinic, tmp_path: Path) -> None:
    """With only `update.fields` compared by name the added opponent stayed, and this failed."""
    done = changed(clinic, tmp_path)
    assert (the_one(clinic).topic, the_one(clinic).advice) == ("FAM.DIV", "Башка кеңеш")
    back = clinic.importing.take_back(done)  # type: ignore[arg-type]
    assert (len(back.ids), back.edited) == (1, ())
    now = the_one(clinic)
    assert (now.topic, now.advice) == ("FAM.ALI", "Сотко кайрылсын")
    assert names(clinic, now.opponent_ids) == {"Усенов Бакыт", "ОсОО «Ромашка»"}
    assert not now.conflicts
    told = [one.after for one in clinic.history.of("consultation", now.id) if one.field == "topic"]
    assert told == ["FAM.ALI", "FAM.DIV", "FAM.ALI"], "an entry like any other"
    again = clinic.importing.take_back(done)  # type: ignore[arg-type]
    assert (again.ids, len(again.edited)) == ((), 1), "a second time there is nothing to take back"


def test_what_was_edited_since_stays_and_is_named(clinic: Clinic, tmp_path: Path) -> None:
    """With the check left out the lawyer's own words went, and this failed."""
    done = changed(clinic, tmp_path)
    clinic.casework.save(replace(the_one(clinic), advice="Юрист өзү жазган"))
    back = clinic.importing.take_back(done)  # type: ignore[arg-type]
    assert back.ids == ()
    assert [one.before.id for one in back.edited] == [the_one(clinic).id]
    assert (the_one(clinic).advice, the_one(clinic).topic) == ("Юрист өзү жазган", "FAM.DIV")


def test_another_field_edited_since_is_no_reason_to_refuse(clinic: Clinic, tmp_path: Path) -> None:
    done = changed(clinic, tmp_path)
    clinic.casework.save(replace(the_one(clinic), duration_min=55))
    assert len(clinic.importing.take_back(done).ids) == 1  # type: ignore[arg-type]
    assert (the_one(clinic).topic, the_one(clinic).duration_min) == ("FAM.ALI", 55)
