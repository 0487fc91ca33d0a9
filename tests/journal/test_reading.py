"""Reading over random histories with stale forms. Each was seen to fail on the mistake its docstring names."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from clinic_app.journal import content, reading
from clinic_app.journal.content import Content

REGISTERS = ("advice", "facts", "tags/a", "tags/b")


@dataclass
class Desk:
    """One laptop of a history: what it has, and a form that may have been opened long ago."""

    has: list[Content]
    form: dict[str, tuple[str, ...]]


def history(seed: int, steps: int = 30, laptops: int = 4) -> list[Content]:
    """Entries of one record, written by laptops that open forms, let them grow stale, save and exchange in part."""
    luck = Random(seed)
    desks = [Desk([], {}) for _ in range(laptops)]
    found: list[Content] = []
    for step in range(steps):
        desk = luck.choice(desks)
        match luck.randrange(4):
            case 0:  # a form is opened
                desk.form = {register: tuple(sorted(live)) for register, live in reading.live(desk.has).items()}
            case 1:  # some of another's entries arrive, in any order
                other = luck.choice(desks)
                known = {entry.name for entry in desk.has}
                news = [entry for entry in other.has if entry.name not in known and luck.random() < 0.7]
                luck.shuffle(news)
                desk.has += news
            case _:  # the form is saved as it was opened
                registers = luck.sample(REGISTERS, luck.randint(1, 3))
                fields: dict[str, Any] = {r: luck.choice([True, None]) if "/" in r else f"v{step}" for r in registers}
                clock = f"{luck.randint(1990, 2040)}-01-01T00:00:00+06:00"
                made = content.write("person", "p", fields, desk.form, author="m", device="d", at=clock)
                desk.has.append(made)
                found.append(made)
                if luck.random() < 0.5:
                    desk.form = desk.form | dict.fromkeys(registers, (made.name,))
    return found


def overwritten(entries: list[Content], register: str) -> set[str]:
    return {name for entry in entries for name in entry.seen.get(register, ())}


@given(st.integers(0, 10**9))
@settings(max_examples=150, deadline=None)
def test_a_value_disappears_if_and_only_if_someone_who_saw_it_overwrote_it(seed: int) -> None:
    """The mistake "last writer wins" was planted in `reading.live` (of all values only the newest clock's): fails."""
    entries = history(seed)
    live = reading.live(entries)
    for register in REGISTERS:
        wrote = {entry.name for entry in entries if register in entry.fields}
        assert set(live.get(register, {})) == wrote - overwritten(entries, register)


@given(st.integers(0, 10**9), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_a_reading_is_no_matter_of_order(seed: int, luck: Random) -> None:
    """The mistake "the first leaf that arrived is shown" was planted in `reading.choose`: fails."""
    entries = history(seed)
    wanted = reading.read(entries)
    shuffled = list(entries)
    luck.shuffle(shuffled)
    found = reading.read(shuffled)
    assert (found.shown, found.leaves, found.conflicts) == (wanted.shown, wanted.leaves, wanted.conflicts)


@given(st.integers(0, 10**9))
@settings(max_examples=100, deadline=None)
def test_a_decision_that_saw_all_settles_all(seed: int) -> None:
    """And it does so whatever the clocks say; nothing else changes."""
    entries = history(seed)
    before = reading.read(entries)
    fields = dict.fromkeys(before.leaves, "decided")
    seen = {register: tuple(names) for register, names in before.leaves.items()}
    if not fields:
        return
    made = content.write("person", "p", fields, seen, author="m", device="d", at="1970-01-01T00:00:00+00:00")
    after = reading.read([*entries, made])
    assert after.conflicts == frozenset()
    assert set(after.shown.values()) == {"decided"}


@given(st.integers(0, 10**9))
@settings(max_examples=100, deadline=None)
def test_in_order_puts_what_was_seen_before_what_saw_it(seed: int) -> None:
    entries = history(seed)
    place = {entry.name: n for n, entry in enumerate(reading.in_order(reversed(entries)))}
    assert len(place) == len(entries)
    for entry in entries:
        assert all(place[seen] < place[entry.name] for names in entry.seen.values() for seen in names)


@given(st.integers(0, 10**9), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_what_is_set_aside_still_passes_on_what_it_had_seen(seed: int, luck: Random) -> None:
    """The mistake "an undo that does not look through" was planted in `reading.live`: an old value was back."""
    entries = history(seed)
    aside = [entry for entry in entries if luck.random() < 0.3]
    kept = [entry for entry in entries if entry not in aside]
    by_name = {entry.name: entry for entry in entries}
    live = reading.live(kept, aside)
    for register in REGISTERS:
        gone: set[str] = set()
        for entry in kept:
            waiting = list(entry.seen.get(register, ()))
            while waiting:
                name = waiting.pop()
                gone.add(name)
                if by_name[name] in aside:
                    waiting += by_name[name].seen.get(register, ())
        assert set(live.get(register, {})) == {e.name for e in kept if register in e.fields} - gone


def one(register: str, value: Any, seen: tuple[str, ...] = ()) -> Content:
    return content.write("person", "p", {register: value}, {register: seen}, author="m", device="d", at="2026")


def test_the_most_careful_value_is_shown_while_in_conflict() -> None:
    for register, careful, other in (
        ("confidentiality", "lawyer", "coord"),
        ("confidentiality", "office", "aggregate"),
        ("publication_consent", "C0", "C5"),
        ("conflict_check", "conflict", "clear"),
        ("role", "lawyer", "coordinator"),
        ("next_step_on", "2026-01-01", "2027-01-01"),
        ("confidentiality", "newer-than-we-know", "coord"),
    ):
        for pair in ([careful, other], [other, careful]):
            found = reading.read([one(register, value) for value in pair])
            assert found.shown[register] == careful
            assert found.conflicts == {register}


def test_in_and_out_of_a_set_reads_in_and_bothers_nobody() -> None:
    found = reading.read([one("tags/x", True), one("tags/x", None)])
    assert found.shown == {"tags/x": True}
    assert not found.conflicts


def test_equal_values_bother_nobody_and_true_is_not_one() -> None:
    assert not reading.read([one("a", "x"), one("a", "x")]).conflicts
    assert not reading.read([one("a", ""), one("a", None)]).conflicts
    assert reading.read([one("a", 1), one("a", True)]).conflicts == {"a"}
    assert reading.read([one("a", 0), one("a", None)]).conflicts == {"a"}
    assert reading.read([one("a", False), one("a", None)]).conflicts == {"a"}
    assert not reading.read([one("tags/a", False), one("tags/a", None)]).conflicts


def test_a_withdrawn_consent_is_shown_before_one_that_stands() -> None:
    stands = {"form": "written", "on": "2026-01-01"}
    withdrawn = stands | {"withdrawn_on": "2026-02-01"}
    for pair in ([stands, withdrawn], [withdrawn, stands]):
        found = reading.read([one("consents/publication", value) for value in pair])
        assert found.shown["consents/publication"] == withdrawn
