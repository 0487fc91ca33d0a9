"""Codes of four other collections, and the table that shows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import FileUnwritable
from clinic_app.reference import lists
from clinic_app.reports.listed import listed_bytes
from clinic_app.use_cases.incident_codes import SCHEMES, codes_of
from clinic_app.use_cases.list_export import Leaving, ready_table
from tests.stories.clinics import Clinics
from tests.use_cases.test_incidents import WRITTEN, case, climb, incident

USPFT = {
    "arrest-criminal-charge",
    "border-stop",
    "subpoena",
    "leak-case",
    "equipment-search-seizure-or-damage",
    "equipment-damage",
    "assault",
    "denial-access",
    "prior-restraint",
}
HURIDOCS = {
    f"04-{one}"
    for one in ("liberty", "privacy", "information", "expression", "association", "reputation", "rights-of-accused")
}


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    clinics = Clinics(tmp_path)
    yield clinics.office("NAR1")
    clinics.close_all()


def codes(scheme: str, *attacks: str) -> list[str]:
    return [one.code for one in codes_of(attacks, scheme)]


def test_only_known_codes_and_known_types_are_mapped_and_nothing_is_surer_than_medium() -> None:
    attacks = set(lists.items("attack_types"))
    assert set(lists.items("uspft_types")) == USPFT
    assert set(lists.items("huridocs_types")) == HURIDOCS
    for name in ("uspft_types", "huridocs_types"):
        for item in lists.items(name).values():
            assert set(item.more.get("attacks", "").split()) <= attacks, item.id
            assert item.more["confidence"] in ("medium", "low")
            assert all(item.labels[language] for language in ("ky", "ru", "en"))


def test_every_type_is_told_to_the_first_collection_and_every_name_of_the_second_is_known() -> None:
    for attack, item in lists.items("attack_types").items():
        assert codes("coe", attack), attack
        assert bool(codes("mmf", attack)) == bool(item.more.get("map_mmf")), attack
        told = [name for name in item.more.get("map_mmf", "").split(";") if name.strip()]
        assert len(codes("mmf", attack)) == len(told), attack


def test_several_types_give_each_code_once_in_the_collections_order() -> None:
    assert codes("coe", "J.ARR", "P.NFB", "P.MUR") == ["COE.A", "COE.B"]
    assert codes("mmf", "P.NFB", "J.SEA") == [
        "MMF.PHYSICALASSA",
        "MMF.INJURY",
        "MMF.ATTACKTOPROP",
        "MMF.LEGALMEASURE",
    ]
    assert codes("uspft", "J.SEA", "N.PRO") == ["equipment-search-seizure-or-damage", "equipment-damage"]
    assert codes("huridocs", "J.SEN") == ["04-liberty", "04-rights-of-accused"]
    assert codes("uspft", "a newer program's type") == []


def test_the_schemes_own_name_is_nowhere_printed() -> None:
    for language in ("ky", "ru", "en"):
        for scheme, (listed, label) in SCHEMES.items():
            said = " ".join([label, *(one.label(language) for one in lists.items(listed).values())])
            assert "ATT" not in said.replace("Attack", ""), scheme
            assert "foundation" not in said.lower()
            assert "фонд" not in said.lower()


def test_inside_the_table_tells_all_and_outward_only_what_passes_the_gate(clinic: Clinic, tmp_path: Path) -> None:
    """The mistake "outward is only narrower, not gated" was planted (all ids kept): this test failed."""
    whole, silent = case(clinic), case(clinic, title="silent", publication_consent="C1")
    open_ = incident(
        clinic,
        attack_types=frozenset({"J.SEA"}),
        case_ids=frozenset({whole.id}),
        division_id="41702",
        occurred_on="2026-03-04",
        consents=(WRITTEN,),
    )
    shut = incident(clinic, attack_types=frozenset({"P.NFB"}), case_ids=frozenset({silent.id}))
    claimed = incident(clinic, title="only a claim")
    for one in (open_, shut):
        climb(clinic, one.id, "document", "may_be_published")
    inside = clinic.incident_table.build()
    assert len(inside.rows) == 3
    assert {row[1] for row in inside.rows} == {open_.record_no, shut.record_no, claimed.record_no}
    drawn = clinic.incident_table.draw(profile="outward", to_whom="A platform")
    outward = drawn.table
    assert clinic.publishing.given_out("incident", open_.id) == []  # looked at, not given out
    clinic.incident_table.hand_out(drawn, tmp_path / "outward.csv")
    assert len(outward.rows) == 1
    (row,) = outward.rows
    assert row[-4:] == (
        "COE.C",
        "MMF.ATTACKTOPROP, MMF.LEGALMEASURE",
        "equipment-search-seizure-or-damage",
        "04-privacy",
    )
    assert row[0] == f"{date.today():%m.%Y}"
    assert "2" in outward.stamp
    said = listed_bytes(outward, ".csv").decode("utf-8")
    for secret in (open_.record_no, open_.title, "2026-03-04", "04.03.2026", "ATT"):
        assert secret not in said.replace("MMF.ATTACKTOPROP", "")
    (told,) = clinic.publishing.given_out("incident", open_.id)
    assert (told.form, told.to_whom, told.mode) == ("export", "A platform", "C2")
    assert clinic.publishing.given_out("incident", shut.id) == []
    clinic.publishing.withdraw("journalist_case", whole.id)
    assert clinic.incident_table.build(profile="outward").rows == ()
    assert clinic.incident_table.build(date(2020, 1, 1), date(2020, 2, 1)).rows == ()
    out = clinic.incident_table.hand_out(clinic.incident_table.draw(), tmp_path / "incidents.xlsx")
    assert out.stat().st_size > 1000


def test_a_list_without_names_passes_the_same_gate(clinic: Clinic, tmp_path: Path) -> None:
    whole, shut = case(clinic), case(clinic, title="nothing", publication_consent="C0")
    made = incident(clinic, case_ids=frozenset({whole.id}))
    assert clinic.list_export.build("incident", [made.id], "outward").rows == ()
    climb(clinic, made.id, "document", "may_be_published")
    table = clinic.list_export.build("incident", [made.id], "outward")
    clinic.list_export.write("incident", [made.id], "outward", tmp_path / "a.csv", "A donor")
    assert len(table.rows) == 1
    assert made.record_no not in str(table.rows)
    assert [one.to_whom for one in clinic.publishing.given_out("incident", made.id)] == ["A donor"]
    assert len(clinic.list_export.build("journalist_case", [whole.id, shut.id], "outward").rows) == 1
    assert len(clinic.list_export.build("journalist_case", [whole.id, shut.id], "internal").rows) == 2
    clinic.publishing.withdraw("journalist_case", whole.id)
    assert clinic.list_export.build("journalist_case", [whole.id], "outward").rows == ()
    assert clinic.list_export.build("incident", [made.id], "outward").rows == ()


def test_a_table_that_cannot_be_written_has_not_left(clinic: Clinic, tmp_path: Path) -> None:
    """Planted: with the disclosure written before the file it stayed behind; with the file before it, the file stood
    although nothing was written down.
    """
    whole = case(clinic)
    made = incident(clinic, case_ids=frozenset({whole.id}))
    climb(clinic, made.id, "document", "may_be_published")
    taken = tmp_path / "taken.csv"
    taken.mkdir()
    for out in (tmp_path / "no such folder" / "a.csv", taken):
        with pytest.raises(FileUnwritable):
            clinic.list_export.write("incident", [made.id], "outward", out, "A donor")
        with pytest.raises(FileUnwritable):
            clinic.incident_table.hand_out(clinic.incident_table.draw(profile="outward", to_whom="A donor"), out)
    drawn = clinic.list_export.draw("incident", [made.id], "outward", "A donor")
    ready = ready_table(drawn, tmp_path / "never.csv")
    assert len(list(tmp_path.glob(".never.csv.*"))) == 1
    del ready  # its dialog was closed: nobody took it
    unknown = replace(drawn, leaving=Leaving("no such type", (made.id,), "C2", "A donor"))
    with pytest.raises(KeyError):
        clinic.list_export.hand_out(unknown, ready_table(unknown, tmp_path / "unsaid.csv"))
    assert clinic.publishing.given_out("incident", made.id) == []
    assert not [one for one in tmp_path.iterdir() if one.suffix in (".csv", ".part") and one != taken]
