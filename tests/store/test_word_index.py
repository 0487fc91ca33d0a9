"""The search index: newest first by number alone, whatever comes in what order, is moved, or is destroyed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from random import Random

import pytest

from clinic_app.records.fields import moment, text
from clinic_app.records.record import TYPES, Record, record
from clinic_app.store import numbering, word_index
from clinic_app.store.vault import Vault
from clinic_app.wording.words import N_

KEY = bytes(range(32))


@record("dated_thing", title=N_("Person"), plural=N_("People"), audience="office", date_field="on")
class Dated(Record):
    """Something that bears a moment."""

    on: datetime | None = moment(N_("Date"), share="never")
    said: str = text(N_("Note"), searchable="body", share="never")


@record("other_thing", title=N_("Person"), plural=N_("People"), audience="office")
class Other(Record):
    """Something that bears none."""

    said: str = text(N_("Note"), searchable="body", share="never")


for _kind in (Dated, Other):
    del TYPES[_kind.type.name]


def tokens(record: Record) -> frozenset[str]:
    return frozenset(str(getattr(record, "said", "")).split())


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made = Vault(tmp_path, KEY, {kind.type.name: kind.type for kind in (Dated, Other)}, tokens, new=True)
    yield made
    made.close()


def put(vault: Vault, *records: Record) -> None:
    """As a reading enters them; what is here already is said to be."""
    with vault.changing():
        vault.records.put(records)
        here = {(one.type.name, one.id) for one in records}
        vault._words.put(records, here)


def numbered(vault: Vault) -> int:
    """How many numbers are given."""
    return len(vault.sql.all("select id from document"))


def at(iso: str) -> datetime:
    return datetime.fromisoformat(iso)


def things(count: int, day: str = "") -> list[Dated]:
    """Of any moment, or all of midnight of one day."""
    chance = Random(4)

    def moment_of() -> str:
        some = f"{chance.randint(2019, 2026)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        return f"{some}T{chance.randint(9, 17):02}:{chance.randrange(0, 60, 5):02}"

    return [Dated(id=f"d{n:05}", on=at(day or moment_of()), said=f"common word{n % 7}") for n in range(count)]


def found(vault: Vault, asked: str, *types: str, limit: int = 50, since: str = "", until: str = "") -> list[str]:
    return [id for _, id in vault.search(asked, types, limit, since=since, until=until)]


def test_the_newest_come_first_in_whatever_order_they_came(vault: Vault) -> None:
    """With `order by s.rowid` (no `desc`) this failed."""
    some = things(900)
    for start in range(0, 900, 300):
        put(vault, *some[start : start + 300])
    newest = sorted(some, key=lambda one: str(one.on), reverse=True)
    dates = {one.id: one.on for one in some}
    asked = found(vault, '"common"*', limit=60)
    assert [dates[id] for id in asked] == [one.on for one in newest[:60]]
    asked = found(vault, '"word3"', "dated_thing", limit=20)
    assert [dates[id] for id in asked] == [one.on for one in newest if one.said.endswith("3")][:20]


def test_a_record_moves_with_its_date(vault: Vault) -> None:
    """With `stands` always true the moved record kept its old place, and this failed."""
    some = things(50)
    put(vault, *some)
    oldest = min(some, key=lambda one: str(one.on))
    put(vault, replace(oldest, on=at("2030-01-01T10:00")))
    assert found(vault, '"common"', limit=1) == [oldest.id]
    assert len(found(vault, '"common"', limit=99)) == 50
    assert numbered(vault) == 50
    put(vault, replace(oldest, on=None))
    assert found(vault, '"common"', limit=99)[-1] == oldest.id


def test_thousands_of_one_moment_all_have_numbers(vault: Vault) -> None:
    """What is imported with days alone stands at midnight: numbers give way to each other, also over several merges.
    With `taken.add` left out of `numbering.free` two records got one number, and this failed.
    """
    some = things(3000, "2024-05-06")
    put(vault, *some[:1500])
    put(vault, *some[1500:])
    put(vault, *some[:200])
    newer = Dated(id="newer", on=at("2024-05-20T09:00"), said="common")
    older = Dated(id="older", on=at("2024-05-05T23:59"), said="common")
    put(vault, newer, older)
    asked = found(vault, '"common"', limit=5000)
    assert len(asked) == len(set(asked)) == 3002
    assert (asked[0], asked[-1]) == ("newer", "older")


def test_a_record_that_gives_up_its_place_in_the_same_breath_in_which_another_takes_it(vault: Vault) -> None:
    """With a number kept that another is about to take, a stale row stood in the way, and this failed."""
    early, later = at("2024-05-06T10:00"), at("2024-05-07T10:00")
    one, other = Dated(id="one", on=early, said="common"), Dated(id="other", on=later, said="common")
    put(vault, one, other)
    put(vault, replace(one, on=later), replace(other, on=early))
    assert found(vault, '"common"') == ["one", "other"]
    assert numbered(vault) == 2


def test_a_rare_type_is_found_among_many_of_another(vault: Vault) -> None:
    put(vault, *things(2000))
    put(vault, *(Other(id=f"o{n}", said="common") for n in range(3)))
    assert found(vault, '"common"', "other_thing") == ["o2", "o1", "o0"]
    both = found(vault, '"common"', "dated_thing", "other_thing", limit=3000)
    assert both[-3:] == ["o2", "o1", "o0"]  # what bears no date comes last
    assert len(both) == 2003


def test_days_narrow_by_number(vault: Vault) -> None:
    """With `last + 1440` left out of `numbering.between` the last day itself was missing, and this failed."""
    some = things(400)
    put(vault, *some, Other(id="undated", said="common"))
    for since, until in (("2021-03-05", ""), ("", "2021-03-05"), ("2020-01-01", "2022-12-28")):
        asked = set(found(vault, '"common"', limit=999, since=since, until=until))
        days = {one.id: str(one.on)[:10] for one in some}
        told = {id for id, day in days.items() if (not since or day >= since) and (not until or day <= until)}
        assert asked == told
    day = str(some[7].on)[:10]
    assert some[7].id in found(vault, '"common"', since=day, until=day)


def test_a_day_ends_at_midnight_however_many_come_in_its_last_minute(vault: Vault) -> None:
    """It was so: more than four records of 23:59 stood among the next day's numbers, and were found as its own."""
    late = [Dated(id=f"late{n}", on=at("2024-05-06T23:59"), said="common") for n in range(30)]
    next_day = [Dated(id=f"next{n}", on=at("2024-05-07"), said="common") for n in range(30)]
    put(vault, *late[:15], *next_day, *late[15:])
    assert set(found(vault, '"common"', until="2024-05-06")) == {one.id for one in late}
    assert set(found(vault, '"common"', since="2024-05-07")) == {one.id for one in next_day}
    assert set(found(vault, '"common"', since="2024-05-06", until="2024-05-06", limit=20)) < {one.id for one in late}
    assert all(id.startswith("next") for id in found(vault, '"common"', limit=30))


def test_a_day_of_more_records_than_it_has_room_for_is_found_whole(vault: Vault) -> None:
    """Of 5,760 places; seen to fail without a look at the days themselves, and without going on behind the day."""
    many = things(6500, "2024-05-06")
    put(vault, *many[:3000], Dated(id="before", on=at("2024-05-05T23:59"), said="common"))
    put(vault, *many[3000:], Dated(id="behind", on=at("2024-05-07"), said="common"))
    assert len(found(vault, '"common"', since="2024-05-06", until="2024-05-06", limit=9000)) == 6500
    assert found(vault, '"common"', since="2024-05-07") == ["behind"]
    assert found(vault, '"common"', until="2024-05-05") == ["before"]


def test_numbers_of_an_older_program_beyond_midnight_are_of_their_day(vault: Vault) -> None:
    """It went on from 23:59 into the next day whatever came there."""
    late = [Dated(id=f"late{n}", on=at("2024-05-06T23:59"), said="common") for n in range(6)]
    put(vault, *late)
    midnight = numbering.place(1, "2024-05-07")
    with vault.changing():
        for n, one in enumerate(late[4:]):
            ((old,),) = vault.sql.all("select id from document where record = ?", one.id)
            vault._words.forget("dated_thing", one.id)
            assert old < midnight
            vault.sql.run("insert into document (id, record) values (?, ?)", midnight + n, one.id)
            vault.sql.run("insert into search (rowid, words) values (?, 'common')", midnight + n)
    assert set(found(vault, '"common"', until="2024-05-06")) == {one.id for one in late}
    assert found(vault, '"common"', since="2024-05-07") == []


@pytest.mark.parametrize("most", [0, 3, 1000])
def test_a_beginning_finds_the_same_opened_or_not(vault: Vault, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With `limit ?` at `ENDINGS` words went missing, and this failed."""
    monkeypatch.setattr(word_index, "ENDINGS", most)
    put(vault, *(Dated(id=f"d{n}", on=at(f"2024-01-{1 + n:02}"), said=f"алим{'аб' * n} x") for n in range(12)))
    assert found(vault, '"алим"*') == [f"d{n}" for n in reversed(range(12))]
    assert found(vault, '"алимаба"*') == [f"d{n}" for n in reversed(range(2, 12))]
    assert found(vault, '"алимент"*') == found(vault, '"алимент"* OR "нет"') == []


def test_a_beginning_is_asked_as_a_shorter_one_only_where_no_other_word_has_that(vault: Vault) -> None:
    """With only the first word of those looked at, "докупил" was found by "документ", and this failed."""
    put(vault, *(Dated(id=f"d{n}", on=at(f"2024-01-{1 + n:02}"), said=f"документ{'абв'[n]}") for n in range(3)))
    assert vault._words._same_as("документ") == "док"
    assert found(vault, '"документ"*') == ["d2", "d1", "d0"]
    put(vault, Dated(id="e", on=at("2025-01-01"), said="докупил"))
    assert vault._words._same_as("документ") == "докум"
    put(vault, Dated(id="f", on=at("2025-01-02"), said="докумчу"))
    assert vault._words._same_as("документ") == ""
    assert found(vault, '"документ"*') == ["d2", "d1", "d0"]


def test_what_is_destroyed_leaves_no_word(vault: Vault) -> None:
    """With `forget_words` putting only FTS5's part together anew, the word stayed in `word`, and this failed."""
    put(vault, Dated(id="a", on=at("2024-01-01"), said="common secretword"), Dated(id="b", said="common"))
    assert vault.words(["secr"], 5, 60) == ["secretword"]
    put(vault, Dated(id="a", on=at("2024-01-01"), said="common secretword", erased="confirmed"))
    with vault.changing():
        vault._words.forget_words()
    assert found(vault, '"secretword"') == vault.words(["secr"], 5, 60) == []
    assert vault.words(["comm"], 5, 60) == ["common"]
    vault._words.forget("dated_thing", "b")
    assert found(vault, '"common"') == []


@pytest.mark.parametrize(
    ("earlier", "later"),
    [("", "1907-01-01"), ("1999", "2000-01"), ("~2001", "2001-01-02"), ("2024-05-06", "2024-05-06T00:01"),
     ("2024-05-06T09:59", "2024-05-06T10:00"), ("no day", "2024")],
)  # fmt: skip
def test_a_later_day_has_a_greater_number(earlier: str, later: str) -> None:
    assert numbering.place(3, earlier) < numbering.place(3, later) < numbering.place(4, "")
