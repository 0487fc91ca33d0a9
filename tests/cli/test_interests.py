"""Conflicts of interest from scripts: told with the record's number, decided with a reason, listed while they wait."""

from __future__ import annotations

from pathlib import Path

from clinic_app.clinic import Clinic
from tests.cli.laptop import WORDS, Laptop, consultation


def test_what_a_script_adds_is_checked_and_decided(tmp_path: Path) -> None:
    """A mistake it is meant for: `record edit` that saves past the check."""
    naryn = Laptop(tmp_path / "n").founded("NAR1")
    old, calm = naryn.add(
        "consultation",
        consultation(name_display="Петров Сергей", opponent_ids=["Асанов Үсөн"]),
        consultation(name_display="Жумабеков Чыңгыз"),
    )
    (hit,) = naryn.doc("people", "check", "Asanov Uson")
    number = naryn.show("consultation", old)["record_no"]
    assert hit["roles"] == ["opponent"] and number in hit["why"]
    assert hit["records"] == [{"type": "consultation", "id": old, "record_no": number, "side": "opponent"}]
    assert naryn.doc("interests") == {"waiting": [], "total": 0}
    naryn.run("record", "edit", "consultation", calm, "--set", f"person_id={hit['id']}")
    told = naryn.doc("interests", "consultation", calm)
    assert told["verdict"] == "not_done" and number in told["findings"][0]["line"]
    assert {one["id"] for one in naryn.doc("interests")["waiting"]} == {old, calm}
    naryn.refused("interests", "consultation", calm, "--decide", "clear")
    done = naryn.doc("interests", "consultation", calm, "--decide", "conflict", "--reason", "Биз ага каршыбыз")
    assert done["verdict"] == "conflict" and [one["reason"] for one in done["decisions"]] == ["Биз ага каршыбыз"]
    assert [one["id"] for one in naryn.doc("interests")["waiting"]] == [old]  # the other record has its own answer


def test_vault_check_names_a_record_whose_check_failed(tmp_path: Path) -> None:
    """The case book is whole all the same: nobody is told to restore a backup."""
    naryn = Laptop(tmp_path / "n").founded("NAR1")
    (bad,) = naryn.add("consultation", consultation())
    clinic = Clinic.open(naryn.vault, WORDS)
    vault = clinic._desk.vault
    with vault.changing():
        vault.to_look.put_back("consultation", bad, 0.0)
    clinic.close()
    assert naryn.doc("vault", "check") == {"ok": True, "problems": [], "unchecked": [f"consultation {bad}"]}
    naryn.doc("interests")  # it is looked at again, and there is nothing
    assert naryn.doc("vault", "check")["unchecked"] == []
