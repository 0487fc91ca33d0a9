"""`attach`, `attachments`, `attachment export`: as CLI.md has them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.laptop import Laptop, consultation


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Laptop]:
    yield Laptop(tmp_path / "a").founded("NAR1")


def test_a_file_goes_in_and_comes_out(office: Laptop, tmp_path: Path) -> None:
    data = os.urandom(100_000)
    file = tmp_path / "Сүрөт.bin"
    file.write_bytes(data)
    (id,) = office.add("consultation", consultation())
    made = office.doc("attach", "consultation", id, file)
    assert (made["sha256"], made["size"], made["name"]) == (hashlib.sha256(data).hexdigest(), len(data), file.name)
    assert made["added_on"] and made["added_by"]
    (listed,) = office.doc("attachments", "consultation", id)
    assert {**made, "tells": []} == {name: listed[name] for name in made.keys() - {"tells"}} | {"tells": []}
    assert (listed["here"], [one["kind"] for one in listed["custody"]]) == (True, ["added"])
    office.run("attachment", "export", made["sha256"], "--out", tmp_path / "out", "--to-whom", "Сот")
    assert (tmp_path / "out").read_bytes() == data
    assert office.doc("attachment", "check", made["sha256"])["intact"] is True
    assert [one["kind"] for one in office.doc("attachments", "consultation", id)[0]["custody"]] == [
        "added",
        "exported",
        "checked",
    ]
    assert office.is_whole()
    shown = office.show("attachment", made["id"], "--history")
    assert "AGE-SECRET-KEY" not in str(shown) and "sealed_key" not in str(shown)


def test_what_cannot_be_is_refused(office: Laptop, tmp_path: Path) -> None:
    (id,) = office.add("consultation", consultation())
    file = tmp_path / "x"
    file.write_bytes(b"x")
    office.refused("attach", "consultation", id, tmp_path / "nothing")
    office.refused("attach", "consultation", "nobody", file)
    office.refused("attach", "member", id, file)
    office.refused("attachment", "export", "0" * 64, "--out", tmp_path / "out")
    made = office.doc("attach", "consultation", id, file)
    office.refused("attachment", "export", made["sha256"], "--out", tmp_path / "no folder" / "out")
    assert not (tmp_path / "out").exists()


def test_nobody_enters_evidence_or_its_custody_by_hand(office: Laptop, tmp_path: Path) -> None:
    """An attachment without a sealed file would claim evidence that is not there."""
    (id,) = office.add("consultation", consultation())
    told = f'{{"parent_type": "consultation", "parent_id": "{id}", "name": "x.pdf", "size": 1, "sha256": "{"0" * 64}"}}'
    for kind in ("attachment", "custody_event"):
        office.refused("record", "add", kind, "--from", "-", give=told)
    file = tmp_path / "x"
    file.write_bytes(b"x")
    made = office.doc("attach", "consultation", id, file)
    office.refused("record", "edit", "attachment", made["id"], "--set", f"sha256={'0' * 64}")
    office.run("record", "edit", "attachment", made["id"], "--set", "note=Түп нускасы")
    log = office.doc("record", "list", "custody_event")[0]["id"]
    office.refused("record", "edit", "custody_event", log, "--set", "to_whom=Эч ким")
