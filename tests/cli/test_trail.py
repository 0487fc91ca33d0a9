"""The paper trail by command: shown, given to an auditor who checks it with standard tools, found out when changed."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from clinic_app.clinic import Clinic
from tests.cli.laptop import WORDS, Laptop, consultation


@pytest.fixture
def office(tmp_path: Path) -> Laptop:
    return Laptop(tmp_path / "office").founded("NAR1")


def test_who_opened_and_printed_a_record_is_told(office: Laptop, tmp_path: Path) -> None:
    first, second = office.add("consultation", consultation(), consultation())
    office.doc("record", "show", "consultation", first)
    office.doc("record", "show", "consultation", first)
    office.run("print", "consultation", second, "--out", tmp_path / "card.pdf")
    office.doc("record", "list", "consultation")
    rows = office.doc("trail", "--record", "consultation", first)
    assert [(row["act"], row["record"]) for row in rows] == [("opened", first)], "once an hour, and not for a list"
    assert [row["act"] for row in office.doc("trail", "--record", "consultation", second)] == ["exported"]
    assert {row["act"] for row in office.doc("trail")} == {"begun", "unlocked", "opened", "exported"}
    name = rows[0]["person"]
    assert len(office.doc("trail", "--person", name, "--act", "opened")) == 1
    assert office.doc("trail", "--since", "2999-01-01") == []
    assert office.run("trail", "--person", "Nobody", code=1).sentence
    refused = office.refused("trail", "--act", "nonsense")
    assert "nonsense" in refused and "opened" in refused and "recovery_used" in refused
    said = office.refused("trail", "export", "--out", tmp_path / "trail.xlsx")
    assert said.endswith("must end in .pdf or .csv.")


def test_an_auditor_checks_the_export_with_minisign_and_sha256(office: Laptop, tmp_path: Path) -> None:
    if shutil.which("minisign") is None:
        pytest.skip("apt install minisign")
    (id,) = office.add("consultation", consultation())
    office.doc("record", "show", "consultation", id)
    made = office.doc("trail", "export", "--out", tmp_path / "trail.csv")
    verified = subprocess.run(
        ["minisign", "-V", "-Q", "-P", made["key"], "-m", "trail.csv"], cwd=tmp_path, capture_output=True, check=True
    )
    comment = dict(part.split("=") for part in verified.stdout.decode().split() if "=" in part)
    assert (comment["head"], comment["to"]) == (made["head"], str(made["to"]))
    rows = list(csv.DictReader((tmp_path / "trail.csv").read_text("utf-8-sig").splitlines(), delimiter=";"))
    acts = [row["act"] for row in rows]
    assert acts[0] == "begun" and "opened" in acts and acts[-1] == "trail_exported"
    chain = bytes.fromhex(comment["before"])
    for row in rows:
        names = ("at", "member", "device", "life", "act", "type", "record")
        told = {name: row[name] for name in names} | {"number": int(row["number"]), "about": json.loads(row["about"])}
        text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        chain = hashlib.sha256(b"clinic-casebook trail row 1\0" + chain + text).digest()
        assert chain.hex() == row["chain"]
    assert chain.hex() == comment["head"]
    office.run("trail", "export", "--out", tmp_path / "trail.pdf")
    assert (tmp_path / "trail.pdf").read_bytes().startswith(b"%PDF")
    subprocess.run(["minisign", "-V", "-Q", "-P", made["key"], "-m", "trail.pdf"], cwd=tmp_path, check=True)
    assert office.run("trail", "export", "--out", tmp_path / "trail.txt", code=1).sentence


def test_a_trail_that_was_changed_is_damage(office: Laptop, tmp_path: Path) -> None:
    """With `_desk.trail.problems()` left out of `Keeping.problems` the case book would be called whole."""
    (id,) = office.add("consultation", consultation())
    office.doc("record", "show", "consultation", id)
    signature = tmp_path / "trail.csv.minisig"
    last = office.doc("trail", "export", "--out", tmp_path / "trail.csv")["to"]
    assert office.doc("trail", "check", "--against", signature)["ok"] is True
    with Clinic.open(office.vault, WORDS) as clinic, clinic.in_one_change():
        sql = clinic._desk.vault.sql
        sql.run("delete from trail where number >= 2")
        sql.run("update trail_head set number = 1, chain = (select chain from trail where number = 1)")
        sql.run("delete from trail_seal")
    # Whoever redoes everything inside leaves the export as the only witness.
    assert office.doc("trail", "check")["ok"] is True
    told = office.run("trail", "check", "--against", signature, code=1)
    assert told.doc["problems"] == [f"trail export {last}"]
    words = office.run("trail", "check", "--against", signature, code=1, as_json=False).out
    assert f"Row {last} is not what the signature says of it" in words and "trail export" not in words
    with Clinic.open(office.vault, WORDS) as clinic, clinic.in_one_change():
        clinic._desk.vault.sql.run("update trail set act = 'printed'")
    checked = office.run("vault", "check", code=1)
    assert checked.doc["problems"][0] == "trail row 1"


def test_an_erasure_gives_a_receipt_on_paper(office: Laptop, tmp_path: Path) -> None:
    (id,) = office.add("consultation", consultation())
    done = office.doc("record", "erase", "consultation", id, "--receipt", tmp_path / "receipt.pdf")
    assert done["erased"] == "confirmed" and (tmp_path / "receipt.pdf").read_bytes().startswith(b"%PDF")
    (told,) = office.doc("receipts")
    assert (told["record"], told["done"], told["waiting"]) == (id, True, [])
    office.run("receipts", "--record", id, "--out", tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").exists()
    acts = [row["act"] for row in office.doc("trail", "--record", "consultation", id)]
    assert acts == ["receipt_made", "receipt_made", "erased"]
