"""The paper trail: whatever is noted stays as it was noted, and whoever changes it is found out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import BadInput
from clinic_app.journal.trail import TrailRow, beginning, link, seal_is_good, seal_text
from clinic_app.store.trail_table import Wanted
from clinic_app.use_cases.trail import SEAL_EVERY, Trail
from clinic_app.use_cases.trail_acts import ABOUT, ACTS
from tests.founding import PASSPHRASE, found

SAMPLE = Path(__file__).parent.parent / "samples" / "trail-v1" / "trail.json"
RECORD, OTHER = "01a206e5-0dc4-7623-bf5d-0a26b8c1cc9b", "01a206e5-11d7-7183-9633-c05721059fbe"


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    made, _ = found(tmp_path / "book", "NAR1", "Нарын", "Жылдыз Асанова")
    with made:
        for table in ("trail", "trail_head"):  # without the row of this opening
            made._desk.vault.sql.run(f"delete from {table}")
        yield made


@pytest.fixture
def trail(clinic: Clinic) -> Trail:
    """A trail of an opening, an export and two more."""
    trail = clinic._desk.trail
    trail.note("opened", "consultation", RECORD)
    trail.note("list_exported", list="consultation", format="csv", count=12)
    trail.note("printed", "journalist_case", OTHER, kind="card", pages=2)
    trail.note("erased", "consultation", RECORD)
    return trail


def test_what_was_done_is_told_in_order_and_the_chain_holds(clinic: Clinic, trail: Trail) -> None:
    rows = trail.rows(Wanted())
    assert [row.act for row in rows] == ["erased", "printed", "list_exported", "opened", "begun"]
    assert [row.number for row in rows] == [5, 4, 3, 2, 1]
    assert {row.member for row in rows} == {clinic.identity.member_id}
    assert rows[2].about == {"list": "consultation", "format": "csv", "count": 12}
    assert [row.act for row in trail.rows(Wanted(record=RECORD))] == ["erased", "opened"]
    assert [row.act for row in trail.rows(Wanted(), 2, before=4)] == ["list_exported", "opened"]
    assert (trail.count(Wanted(act="printed")), trail.count(Wanted(member="nobody"))) == (1, 0)
    assert clinic.keeping.problems() == []


TAMPERED = {
    "a row told otherwise": (["update trail set member = 'x' where number = 3"], ["trail row 3"]),
    "what it tells besides": (["update trail set about = '{}' where number = 3"], ["trail row 3"]),
    "no words where words stood": (["update trail set about = 'nonsense' where number = 3"], ["trail row 3"]),
    "a chain that is no hash": (["update trail set chain = 'x' where number = 3"], ["trail row 3", "trail row 4"]),
    "the newest row cut off": (["delete from trail where number >= 5"], ["trail head"]),
    "all rows cut off": (["delete from trail"], ["trail head"]),
    "the head put back with it": (
        [
            "delete from trail where number >= 5",
            "update trail_head set number = 4, chain = (select chain from trail where number = 4)",
        ],
        ["trail seal 5"],
    ),
    "the seal taken away with them": (
        [
            "delete from trail where number >= 5",
            "update trail_head set number = 4, chain = (select chain from trail where number = 4)",
            "delete from trail_seal",
        ],
        ["trail backup 5"],
    ),
    "a row taken out of the middle": (["delete from trail where number = 3"], ["trail row 3"]),
    "two rows changed with one another": (
        [
            "update trail set number = 99 where number = 3",
            "update trail set number = 3 where number = 4",
            "update trail set number = 4 where number = 99",
        ],
        ["trail row 3", "trail row 4", "trail row 5"],
    ),
    "a signature spoilt": (["update trail_seal set signature = zeroblob(64)"], ["trail seal 5"]),
    "somebody else's key": (["update trail_seal set key = zeroblob(32)"], ["trail seal 5"]),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_whoever_changes_the_trail_is_found_out(clinic: Clinic, trail: Trail, tmp_path: Path, how: str) -> None:
    """With the chain taken over the row alone (`link` without `before`) a row taken out of the middle was not missed;
    with the head left out of `problems` a tail cut off was not missed.
    """
    clinic.keeping.backup(tmp_path / "copy")
    assert clinic.keeping.problems() == []
    statements, found = TAMPERED[how]
    with clinic.in_one_change():
        for statement in statements:
            clinic._desk.vault.sql.run(statement)
    assert set(found) <= set(clinic.keeping.problems())


def test_an_act_that_was_taken_back_left_no_row(clinic: Clinic, trail: Trail) -> None:
    before = trail.count(Wanted())
    with pytest.raises(KeyError), clinic.in_one_change():
        trail.note("exported", "consultation", RECORD)
        raise KeyError
    with clinic._desk.vault.trying():
        trail.note("merged", count=3)
    assert trail.count(Wanted()) == before
    trail.note("merged", count=3)
    assert clinic.keeping.problems() == []


def test_opened_is_noted_once_an_hour_and_waits_for_nobody(clinic: Clinic, trail: Trail, tmp_path: Path) -> None:
    """Told without `not_waiting` this stood still for ten seconds."""
    trail.opened("journalist_case", OTHER)
    trail.opened("journalist_case", OTHER)
    trail.opened("consultation", RECORD)  # noted a moment ago
    assert trail.count(Wanted(act="opened")) == 2
    with Clinic.open(clinic.folder, PASSPHRASE) as other, other.in_one_change():
        trail.opened("person", RECORD)
        trail.opened("person", RECORD)
        assert trail.count(Wanted(act="opened", type="person")) == 0
    trail.note("printed", "person", OTHER)
    assert trail.count(Wanted(act="opened", type="person")) == 1
    assert clinic.keeping.problems() == []


def test_what_waited_is_written_when_the_case_book_is_closed(clinic: Clinic, tmp_path: Path) -> None:
    second = Clinic.open(clinic.folder, PASSPHRASE)
    with clinic.in_one_change():
        second._desk.trail.opened("person", RECORD)
    second.close()
    assert [row.record for row in clinic._desk.trail.rows(Wanted(act="opened"))] == [RECORD]


WORDS = ("Айгүл", "Aigul Toktomatova", "/home/aigul", "a\\b", "", "x" * 81, "дело.pdf", "line\nline")


@pytest.mark.parametrize("act", sorted(ACTS))
def test_no_act_takes_words_a_path_or_a_name(clinic: Clinic, act: str) -> None:
    """With the pattern of `trail_acts` opened for blanks a name went in, and this failed."""
    trail = clinic._desk.trail
    for name in ABOUT.keys() - {"suffix"}:
        for words in WORDS:
            with pytest.raises(ValueError, match="no code"):
                trail.note(act, "", "", **{name: words})
        for value in (-1, 1 << 53, True):
            with pytest.raises(ValueError, match="number"):
                trail.note(act, "", "", **{name: value})
    for wrong in ("Айгүл", "two words", "a/b"):
        with pytest.raises(ValueError, match="type and an id"):
            trail.note(act, "person", wrong)
    with pytest.raises(ValueError, match="tells nothing"):
        trail.note(act, title="x")
    trail.note(act, "consultation", RECORD, count=1)
    assert trail.problems() == []


def test_an_act_nobody_knows_is_refused(clinic: Clinic) -> None:
    with pytest.raises(ValueError, match="no act"):
        clinic._desk.trail.note("looked")


def test_it_is_sealed_now_and_then_and_a_new_key_is_named_before_it_signs(clinic: Clinic) -> None:
    """With `_tell_key` left out the seal by the new key would be nobody's."""
    desk, trail = clinic._desk, clinic._desk.trail
    with clinic.in_one_change():
        for _ in range(SEAL_EVERY):
            trail.note("opened", "consultation", RECORD)
    assert [one.number for one in desk.vault.trail.seals()] == [SEAL_EVERY]
    with trail.changing_keys():
        desk.vault.remember("device_keys", desk.vault.recall("device_keys") | {"sign_seed": "11" * 32})
        trail.note("keys_changed", kind="sign")
    trail.seal()
    numbers = [one.number for one in desk.vault.trail.seals()]
    assert numbers == [SEAL_EVERY, SEAL_EVERY + 1, SEAL_EVERY + 3]
    assert [row.act for row in trail.rows(Wanted(), 2)] == ["trail_key", "keys_changed"]
    assert trail.problems() == []


def test_a_restored_case_book_goes_on_with_the_chain_in_its_new_life(
    clinic: Clinic, trail: Trail, tmp_path: Path
) -> None:
    clinic.keeping.backup(tmp_path / "copy")
    trail.note("exported", "consultation", RECORD)
    Clinic.restore(tmp_path / "copy", tmp_path / "again", PASSPHRASE)
    with Clinic.open(tmp_path / "again", PASSPHRASE) as again:
        assert again.keeping.problems() == []
        rows = [row for row in again._desk.trail.rows(Wanted()) if row.act != "unlocked"]
        assert [row.act for row in rows[:2]] == ["restored", "erased"]
        assert rows[0].life != rows[1].life


def test_chain_and_seal_of_format_1_are_what_they_were() -> None:
    """Rows of the first format, their chain and a seal, kept for ever."""
    kept = json.loads(SAMPLE.read_text("utf-8"))
    chain = beginning(bytes.fromhex(kept["start"]))
    for told, after in zip(kept["rows"], kept["chain"], strict=True):
        row = TrailRow(**told)
        assert row.told.decode() == json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        chain = link(chain, row)
        assert chain.hex() == after
    seal = kept["seal"]
    text = seal_text(seal["vault"], seal["device"], len(kept["rows"]), chain)
    assert text == seal["text"].encode()
    assert seal_is_good(text, bytes.fromhex(seal["signature"]), bytes.fromhex(seal["key"]))
    assert not seal_is_good(text + b" ", bytes.fromhex(seal["signature"]), bytes.fromhex(seal["key"]))


def test_the_suffix_of_a_file_that_is_no_code_is_told_as_other(clinic: Clinic) -> None:
    clinic.trail.note("opened_outside", "attachment", RECORD, suffix="дока")
    clinic.trail.note("opened_outside", "attachment", RECORD, suffix="pdf")
    assert [row.about["suffix"] for row in clinic.trail.rows(Wanted(act="opened_outside"))] == ["pdf", "other"]


def test_a_signature_that_names_no_row_is_no_signature(clinic: Clinic, tmp_path: Path) -> None:
    """Seen to fail: a number too large for the file's rows was "something went wrong"."""
    out = tmp_path / "trail.csv"
    clinic.trail_reading.export(out)
    signature = tmp_path / "trail.csv.minisig"
    good = signature.read_text(encoding="utf-8")
    assert clinic.trail_reading.problems(signature) == []
    for number in ("99999999999999999999", "-1", "\u0661"):
        signature.write_text(re.sub(r"to=[0-9]+", f"to={number}", good), encoding="utf-8")
        with pytest.raises(BadInput):
            clinic.trail_reading.problems(signature)
