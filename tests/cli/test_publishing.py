"""`publish`, `withdraw`, `incidents`, and no way around the ladder by commands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.laptop import Laptop

CONSENT = {"kind": "publication", "form": "written", "on": "2026-03-01", "text_version": "1-ky"}
INCIDENT = {"title": "Threatened on the telephone", "publication_consent": "C3", "consents": [CONSENT]}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Laptop]:
    yield Laptop(tmp_path / "a").founded("NAR1")


def step(office: Laptop, incident: str, level: str) -> None:
    office.add("verification_step", {"incident_id": incident, "level": level, "basis": ["document"]})


def test_publishing_is_refused_with_its_reasons_and_what_left_is_listed(office: Laptop, tmp_path: Path) -> None:
    (id,) = office.add("incident", INCIDENT)
    number = office.show("incident", id)["record_no"]
    refused = office.refused("publish", "incident", id, "--mode", "C2", "--to", "A paper")
    assert number in refused
    step(office, id, "document")
    step(office, id, "may_be_published")
    assert office.show("incident", id)["verification"] == "may_be_published"
    too_much = office.refused("publish", "incident", id, "--mode", "C4", "--to", "A paper")
    assert number in too_much
    told = office.doc("publish", "incident", id, "--mode", "C2", "--to", "A paper", "--form", "alert")
    assert (told["form"], told["to_whom"], told["mode"], told["consent"]) == ("alert", "A paper", "C2", "C3")
    out = tmp_path / "incidents.csv"
    assert office.doc("incidents", "--out", out, "--profile", "outward", "--to", "A platform")["rows"] == 1
    assert number not in out.read_text("utf-8-sig")
    left = office.doc("withdraw", "incident", id, "--on", "2026-06-01")
    assert {one["to_whom"] for one in left["given_out"]} == {"A paper", "A platform"}
    assert left["on"] == "2026-06-01"
    office.refused("publish", "incident", id, "--mode", "C1", "--to", "A paper")
    assert office.doc("incidents", "--out", out, "--profile", "outward")["rows"] == 0
    assert office.is_whole()


def test_no_command_goes_around_the_ladder(office: Laptop) -> None:
    (id,) = office.add("incident", INCIDENT)
    said = office.refused("record", "edit", "incident", id, "--set", "verification=may_be_published")
    assert "verification" in said
    assert office.show("incident", id)["verification"] == "claim"
    assert office.doc("record", "list", "verification_step") == []
