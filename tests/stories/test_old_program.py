"""An older program among newer ones: what it does not know it keeps, forwards, and shows once it is updated.

Real processes, real case books and packages both ways; the builds are those of `programs`. Planted once, these
mistakes failed here: a save that writes the whole record; an update that does not read again what lies here (or does so
only where fields were added, not where entries need it); contents of unknown types passed over; only what is readable
carried to a wider audience; a queue of conflicts that looks up the type of every record.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.laptop import ForkServer, Laptop, consultation, join
from tests.stories.programs import UNREADABLE

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="other builds are forked from one process")

KNOWN_TO_NEW = {"source_ref": "чат 112-7", "referral_to": ["ombudsman", "police"]}


@pytest.fixture(scope="module")
def older() -> Iterator[ForkServer]:
    server = ForkServer((sys.executable, "-m", "tests.stories.programs", "older"))
    yield server
    server.close()


@pytest.fixture(scope="module")
def newer() -> Iterator[ForkServer]:
    server = ForkServer((sys.executable, "-m", "tests.stories.programs", "newer"))
    yield server
    server.close()


class Office:
    """A coordinator and an office of three laptops: A works with the older program, B and C with the newer one."""

    def __init__(self, folder: Path, older: ForkServer, newer: ForkServer) -> None:
        self.k, self.a, self.b, self.c = (Laptop(folder / name) for name in "kabc")
        self.newer, self.sticks = newer, 0
        self.a.server, self.k.server, self.b.server, self.c.server = older, newer, newer, newer
        self.k.founded("BISH", "coordinator")
        for laptop in (self.a, self.b, self.c):
            laptop.founded("NAR1")
        join(self.k, (self.a, "NAR1"), (self.b, "NAR1"))
        self.carry(self.k, self.a, self.b)

    def carry(self, giver: Laptop, *takers: Laptop) -> None:
        """What `giver` has not yet sent, to `takers`: nothing of it is refused or held."""
        self.sticks += 1
        stick = giver.exported(f"stick-{self.sticks}")
        for taker in takers:
            told = taker.doc("merge", stick)["packages"]
            assert {one["status"] for one in told} <= {"merged", "nothing_new"}, told

    def update(self, laptop: Laptop) -> None:
        """The newer program is installed; the case book stays."""
        laptop.server = self.newer


@pytest.fixture
def office(tmp_path: Path, older: ForkServer, newer: ForkServer) -> Office:
    return Office(tmp_path, older, newer)


def edit(laptop: Laptop, id: str, *told: str, kind: str = "consultation") -> None:
    laptop.run("record", "edit", kind, id, *[word for one in told for word in ("--set", one)])


def new_fields(laptop: Laptop, id: str) -> dict[str, Any]:
    shown = laptop.show("consultation", id)
    return {name: shown[name] for name in KNOWN_TO_NEW}


def live(laptop: Laptop) -> set[tuple[str, str, frozenset[str]]]:
    """(type, field, live values) of every conflict."""
    return {
        (one["type"], one["field"], frozenset(str(value["value"]) for value in one["values"]))
        for one in laptop.doc("conflicts")
    }


def everything(laptop: Laptop) -> dict[str, Any]:
    """All that a newer program shows of every record."""
    kinds = ("consultation", "visit", "person", "journalist_case")
    return {
        kind: {one["id"]: laptop.show(kind, one["id"], "--history") for one in laptop.doc("record", "list", kind)}
        for kind in kinds
    }


def plain(shown: dict[str, Any]) -> dict[str, Any]:
    """Without what each case book says in its own words: who carried what, with which package it came."""
    return {
        kind: {
            id: {
                **{name: value for name, value in one.items() if name not in ("history", "version")},
                "history": sorted(
                    (change["at"], change["field"], str(change["from"]), str(change["to"])) for change in one["history"]
                ),
            }
            for id, one in some.items()
        }
        for kind, some in shown.items()
    }


def test_receives_edits_forwards_and_is_updated(office: Office) -> None:
    k, a, b, c = office.k, office.a, office.b, office.c
    first, second, third = b.add("consultation", *[consultation(**KNOWN_TO_NEW, facts=f"{n}") for n in range(3)])
    (visit,) = b.add(
        "visit", {"on": "2026-04-02", "words": "айылга барды", "villages": ["Ак-Талаа"], "consultation_id": first}
    )
    edit(b, third, f"facts={UNREADABLE}жаңы маани")
    (person,) = b.add("person", {"name_display": "Асан"})
    edit(b, person, f"name_display={UNREADABLE}Үсөн", kind="person")
    office.carry(b, a)
    assert a.show("person", person)["name_display"] == "Асан"
    shown = a.show("consultation", first)
    assert not shown.keys() & KNOWN_TO_NEW.keys() and shown["facts"] == "0"
    assert a.show("consultation", third)["facts"] == "2"  # what it cannot read it does not guess
    assert "visit" in a.refused("record", "list", "visit")
    assert a.is_whole()

    edit(a, first, "facts=кеңседе", "duration_min=50")
    edit(a, first, "duration_min=55")
    edit(a, third, "duration_min=60")
    a.run("record", "archive", "consultation", second)
    assert a.doc("search", "112-7") == []
    join(k, (c, "NAR1"))
    office.carry(k, a, c)
    office.carry(a, c, k)  # both have heard of B from A alone
    office.carry(k, b)
    office.carry(a, b)
    for laptop in (c, k, b):
        assert new_fields(laptop, first) == KNOWN_TO_NEW and new_fields(laptop, third) == KNOWN_TO_NEW
        assert new_fields(laptop, second) == KNOWN_TO_NEW
        assert laptop.show("consultation", first)["duration_min"] == 55
        assert laptop.show("consultation", third)["facts"] == f"{UNREADABLE}жаңы маани"
        assert laptop.show("visit", visit)["villages"] == ["Ак-Талаа"]
        assert laptop.is_whole()

    office.update(a)
    assert new_fields(a, first) == KNOWN_TO_NEW and a.show("consultation", first)["facts"] == "кеңседе"
    assert a.show("consultation", third)["facts"] == f"{UNREADABLE}жаңы маани"
    assert a.show("person", person)["name_display"] == f"{UNREADABLE}Үсөн"
    assert [one["id"] for one in a.doc("search", "112-7")] == [third, second, first]
    assert a.is_whole() and a.doc("conflicts") == []
    same = plain(everything(a))
    assert plain(everything(b)) == same and plain(everything(c)) == same


def test_a_conflict_about_an_unknown_field_or_record_stays_whole(office: Office) -> None:
    """The older program edits the record beside it, names the conflict, and decides nothing by accident."""
    k, a, b = office.k, office.a, office.b
    (id,) = b.add("consultation", consultation(**KNOWN_TO_NEW))
    (visit,) = b.add("visit", {"on": "2026-04-02", "words": "айылга барды"})
    office.carry(b, k)
    edit(b, id, "source_ref=кеңсенин саны", "referral_to=ombudsman")
    edit(k, id, "source_ref=борбордун саны", "referral_to=ombudsman,prosecutor")
    edit(b, visit, "words=кеңседен", kind="visit")
    edit(k, visit, "words=борбордон", kind="visit")
    office.carry(b, a, k)
    office.carry(k, a)
    torn = {("consultation", "source_ref", frozenset({"кеңсенин саны", "борбордун саны"}))}
    torn_visit = {("visit", "words", frozenset({"кеңседен", "борбордон"}))}
    assert live(a) == torn  # of a record it does not know it does not speak
    assert a.show("consultation", id)["facts"] and a.is_whole()
    edit(a, id, "duration_min=44")
    office.carry(a, b, k)
    office.carry(k, b)
    office.update(a)
    for laptop in (a, b, k):
        assert live(laptop) == torn | torn_visit, laptop.folder
        shown = laptop.show("consultation", id)
        assert shown["duration_min"] == 44 and shown["referral_to"] == ["ombudsman", "prosecutor"]
    (conflict,) = [one for one in a.doc("conflicts") if one["field"] == "source_ref"]
    a.run("resolve", conflict["id"], "--value", "экөө")
    office.carry(a, b, k)
    for laptop in (a, b, k):
        assert laptop.show("consultation", id)["source_ref"] == "экөө" and live(laptop) == torn_visit


def test_an_unknown_field_can_be_decided_by_the_older_program(office: Office) -> None:
    k, a, b = office.k, office.a, office.b
    (id,) = b.add("consultation", consultation(**KNOWN_TO_NEW))
    office.carry(b, k)
    edit(b, id, "source_ref=кеңсенин саны")
    edit(k, id, "source_ref=борбордун саны")
    office.carry(b, a)
    office.carry(k, a)
    (conflict,) = a.doc("conflicts")
    a.run("resolve", conflict["id"], "--take", conflict["values"][0]["dot"])
    assert a.doc("conflicts") == []
    office.carry(a, b, k)
    office.update(a)
    for laptop in (a, b, k):
        assert laptop.show("consultation", id)["source_ref"] == conflict["values"][0]["value"]
        assert live(laptop) == set()


def test_what_it_leaves_out_undoes_and_widens_comes_back_whole(office: Office) -> None:
    """Set aside and taken in again; and a record of the office alone that the older program shares with others."""
    k, a, b = office.k, office.a, office.b
    kept, closed = b.add(
        "consultation", consultation(**KNOWN_TO_NEW), consultation(**KNOWN_TO_NEW, confidentiality="office")
    )
    (visit,) = b.add("visit", {"on": "2026-04-02", "words": "айылга барды"})
    edit(b, closed, f"facts={UNREADABLE}жаңы маани")
    stick = b.exported("all")
    a.run("merge", stick, "--only", closed)
    assert [one["id"] for one in a.doc("record", "list", "consultation")] == [closed]
    edit(a, closed, "confidentiality=coord")
    a.run("merge", stick)
    for file in stick.glob("NAR1-B-*.clinic"):
        a.run("merge-undo", file.name)
    assert [one["id"] for one in a.doc("record", "list", "consultation")] == [closed]
    a.run("merge", stick)
    office.carry(a, k)
    assert new_fields(k, closed) == KNOWN_TO_NEW
    assert k.show("consultation", closed)["facts"] == f"{UNREADABLE}жаңы маани"
    office.update(a)
    assert new_fields(a, kept) == KNOWN_TO_NEW == new_fields(a, closed)
    assert a.show("visit", visit)["words"] == "айылга барды" and a.is_whole() and k.is_whole()


def test_going_back_to_the_older_program_and_forward_again_loses_nothing(office: Office, older: ForkServer) -> None:
    b = office.b
    (id,) = b.add("consultation", consultation(**KNOWN_TO_NEW))
    (visit,) = b.add("visit", {"on": "2026-04-02", "words": "айылга барды"})
    edit(b, id, f"facts={UNREADABLE}жаңы маани")
    b.server = older
    assert not b.show("consultation", id).keys() & KNOWN_TO_NEW.keys()
    edit(b, id, "duration_min=44")
    (more,) = b.add("consultation", consultation())
    assert b.is_whole()
    office.update(b)
    assert new_fields(b, id) == KNOWN_TO_NEW and b.show("consultation", id)["duration_min"] == 44
    assert b.show("consultation", id)["facts"] == f"{UNREADABLE}жаңы маани"
    assert b.show("visit", visit)["words"] == "айылга барды" and b.show("consultation", more)["source_ref"] == ""
    assert b.is_whole()
