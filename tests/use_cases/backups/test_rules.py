"""When a backup is due, when somebody is reminded, which stay; slips, lists and tar files that strangers made."""

from __future__ import annotations

import io
import tarfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_app.errors import BackupBusy, BackupPlaceMissing
from clinic_app.use_cases import backups
from clinic_app.use_cases.backing_up import checking, layout
from clinic_app.use_cases.backing_up.checking import Verified, verify
from clinic_app.use_cases.backing_up.layout import Slip, read_erased, read_slip, write_erased, write_slip
from clinic_app.use_cases.backing_up.rotation import NEWEST, Keep, kept
from clinic_app.use_cases.backing_up.tar_file import ending, header_of, padding, read_members
from tests.stories.clinics import Clinics
from tests.use_cases.backups.shelf import DAY, MONDAY, back_up, placed

KEY = b"k" * 32
SLIP = Slip(
    vault="0123abcd",
    life="a" * 32,
    name="2026-11-23T0910-A.clinic-backup",
    turn=3,
    made=MONDAY,
    size=10_240,
    sha256="0" * 64,
    files=("1" * 64,),
    absent=0,
)


@dataclass(frozen=True)
class One:
    turn: int
    made: datetime
    life: str = "a"


# --- rotation -----------------------------------------------------------------------------------------------------


def test_seven_days_four_weeks_twelve_months_stay() -> None:
    made = [One(turn, MONDAY + turn * DAY) for turn in range(800)]
    stay = kept(made, Keep())
    days = [800 - 1 - n for n in range(7)]
    assert set(days) <= stay and len(stay) <= 7 + 4 + 12
    assert min(stay) < 800 - 300
    assert kept(made[:5], Keep()) == {0, 1, 2, 3, 4}


@given(st.lists(st.integers(0, 4_000_000_000), min_size=1, max_size=60), st.integers(0, 9))
def test_whatever_the_clock_says_the_newest_stay(clocks: list[int], days: int) -> None:
    """With the clock for the order, a laptop whose clock fell back to 1970 threw its newest backup away: planted."""
    made = [One(turn, datetime.fromtimestamp(at, UTC)) for turn, at in enumerate(clocks)]
    stay = kept(made, Keep(days, 0, 0))
    assert {one.turn for one in made[-NEWEST:]} <= stay <= {one.turn for one in made}


def test_a_wrong_clock_in_between_costs_one_day_only() -> None:
    days = [MONDAY + n * DAY for n in range(30)]
    days[20] = datetime(2099, 1, 1, tzinfo=UTC)
    days[25] = datetime(1970, 1, 1, tzinfo=UTC)
    stay = kept([One(turn, at) for turn, at in enumerate(days)], Keep(7, 4, 12))
    assert {23, 24, 25, 26, 27, 28, 29} <= stay and len(stay) >= 9


# --- when ---------------------------------------------------------------------------------------------------------


def test_due_and_reminded_by_clocks_that_jump(clinics: Clinics, tmp_path: Path) -> None:
    clinic = clinics.office("NAR1")
    founded = datetime.now(UTC)
    assert not clinic.backups.is_due(founded) and not clinic.backups.state(founded).remind
    assert clinic.backups.state(founded + 8 * DAY).remind
    clinic.backups.snooze(founded + 8 * DAY)
    assert not clinic.backups.state(founded + 8 * DAY + timedelta(hours=20)).remind
    assert clinic.backups.state(founded + 9 * DAY + timedelta(minutes=1)).remind
    placed(clinic, tmp_path / "stick")
    assert clinic.backups.is_due(founded)
    back_up(clinic, founded)
    assert not clinic.backups.is_due(founded + timedelta(hours=19))
    assert clinic.backups.is_due(founded + timedelta(hours=21))
    assert clinic.backups.is_due(founded - DAY)  # the clock was set back: better one too many
    assert not clinic.backups.state(founded + 6 * DAY).remind and clinic.backups.state(founded + 20 * DAY).remind
    back_up(clinic, founded + 3000 * DAY)  # a clock in the far future
    assert clinic.backups.is_due(founded + DAY) and not clinic.backups.state(founded + DAY).remind
    back_up(clinic, founded + DAY)
    assert not clinic.backups.is_due(founded + DAY)
    clinic.backups.change(backups.BY_HAND)
    assert not clinic.backups.is_due(founded + 9000 * DAY)


def test_a_whole_file_counts_as_a_backup(clinics: Clinics, tmp_path: Path) -> None:
    clinic = clinics.office("NAR1")
    clinic.keeping.backup(tmp_path / "one.clinic-backup")
    assert clinic.backups.state(datetime.now(UTC)).days == 0 and len(clinic.backups.made()) == 1
    assert clinic.keeping.problems() == []


def test_old_backups_are_read_again_one_at_a_time(clinics: Clinics, tmp_path: Path) -> None:
    """Planted: a byte of the oldest one has turned over meanwhile."""
    clinic = clinics.office("NAR1")
    folder = placed(clinic, tmp_path / "stick")
    back_up(clinic)
    back_up(clinic, MONDAY + DAY)
    older, newer = sorted(folder.glob("*.clinic-backup"))
    spoiled = bytearray(older.read_bytes())
    spoiled[9_000] ^= 4
    older.write_bytes(spoiled)
    came = back_up(clinic, MONDAY + 40 * DAY)
    assert came.spoiled == (older.name,) and came.verified == ()
    came = back_up(clinic, MONDAY + 41 * DAY)
    assert [one.name for one in came.verified] == [newer.name]
    told = {one.name: one.verified for one in clinic.backups.made()}
    assert told[older.name] is None and told[newer.name] == MONDAY + 41 * DAY


def test_an_old_backup_read_again_is_no_new_one(clinics: Clinics, tmp_path: Path) -> None:
    """Before, reading one of forty days ago again said that the last backup was less than a day old."""
    clinic = clinics.office("NAR1")
    placed(clinic, tmp_path / "stick", backups.BY_HAND)
    back_up(clinic)
    later = MONDAY + 40 * DAY
    came = backups.run(clinic.backups.due(later), later, clinic.backups.source(later))
    clinic.backups.note(came)
    (one,) = clinic.backups.made()
    assert one.verified == later
    state = clinic.backups.state(later)
    assert (state.verified, state.days, state.remind) == (MONDAY, 40, True)


def test_whatever_keeps_an_old_one_from_being_read_the_new_one_is_told(
    clinics: Clinics, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen to fail: with another program at it, or a stick pulled out, nobody knew of the new one, and the old was
    called spoiled for ever."""
    clinic = clinics.office("NAR1")
    stick = tmp_path / "stick"
    placed(clinic, stick)
    back_up(clinic)
    later = MONDAY + 40 * DAY
    due, source = clinic.backups.due(later, at_once=True), clinic.backups.source(later)
    assert len(due.again) == 1

    def busy(*_told: object) -> Verified:
        raise BackupBusy

    monkeypatch.setattr(checking, "verify", busy)
    came = backups.run(due, later, source)
    assert came.made is not None and not came.verified and not came.spoiled
    monkeypatch.undo()

    def pulled_out(*told: Any) -> Verified:
        stick.rename(tmp_path / "pulled out")
        return verify(*told)

    monkeypatch.setattr(checking, "verify", pulled_out)
    with pytest.raises(BackupPlaceMissing):
        backups.run(replace(due, errand=None), later, source)


# --- slips and lists ----------------------------------------------------------------------------------------------


def test_a_slip_comes_back_and_with_one_bit_changed_does_not() -> None:
    data = write_slip(SLIP, KEY)
    assert read_slip(data, KEY) == SLIP and read_slip(data, None) == SLIP
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1
        with pytest.raises(ValueError):
            read_slip(bytes(changed), KEY)


@given(st.binary(max_size=300))
def test_no_bytes_of_a_stranger_are_a_slip_or_a_list(data: bytes) -> None:
    with pytest.raises(ValueError):
        read_slip(data, KEY)
    with pytest.raises(ValueError):
        read_erased(data, KEY, "v")


@pytest.mark.parametrize(
    "bad",
    [
        {"files": ("../" * 20 + "x",)},
        {"name": "../x.clinic-backup"},
        {"name": "/etc/passwd"},
        {"turn": -1},
        {"sha256": "A" * 64},
    ],
)
def test_a_sealed_slip_still_says_only_what_a_slip_may(bad: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        read_slip(write_slip(replace(SLIP, **bad), KEY), KEY)  # type: ignore[arg-type]


def test_deep_and_huge_json_is_no_slip() -> None:
    for data in (b"[" * 100_000, b'{"a":' * 50_000, b'{"turn":' + b"9" * 5_000 + b"}", b'"' + b"x" * (17 << 20) + b'"'):
        with pytest.raises(ValueError):
            read_slip(data, KEY)


def test_the_list_of_erasures_tells_nobody_even_how_many_there_are() -> None:
    few = write_erased([("person", "a", "asked")], KEY, "vault")
    many = write_erased([("person", str(n), "confirmed") for n in range(60)], KEY, "vault")
    assert len(few) == len(many) and read_erased(few, KEY, "vault") == [("person", "a", "asked")]
    with pytest.raises(ValueError):
        read_erased(few, KEY, "another")


# --- tar files ----------------------------------------------------------------------------------------------------


def packed(*members: tuple[str, bytes]) -> bytes:
    body = b"".join(header_of(name, len(data)) + data + padding(len(data)) for name, data in members)
    return body + ending(len(body))


def members_of(tmp_path: Path, data: bytes) -> list[str]:
    (tmp_path / "x").write_bytes(data)
    with (tmp_path / "x").open("rb") as file:
        return [one.name for one in read_members(file)]


GOOD = (("slots.json", b"{}"), ("vault.db", b"x" * 5000), (f"blobs/{'a' * 64}", b"y" * 512))


def test_what_we_write_standard_tar_reads_and_the_other_way_round(tmp_path: Path) -> None:
    data = packed(*GOOD)
    assert len(data) % 10_240 == 0
    with tarfile.open(fileobj=io.BytesIO(data)) as read:
        assert read.getnames() == [name for name, _ in GOOD]
    assert members_of(tmp_path, data) == [name for name, _ in GOOD]
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as made:  # as older programs wrote it
        for name, content in GOOD:
            info = tarfile.TarInfo(name)
            info.size, info.mode = len(content), 0o600
            made.addfile(info, io.BytesIO(content))
    assert members_of(tmp_path, out.getvalue()) == [name for name, _ in GOOD]


def test_a_bomb_a_link_a_hole_and_wild_names_are_no_backup(tmp_path: Path) -> None:
    """`tarfile` unfolds a sparse member: one kilobyte becomes eight gigabytes."""
    sparse = tarfile.TarInfo("vault.db")
    sparse.type = tarfile.GNUTYPE_SPARSE
    bad = [packed(GOOD[0]) + sparse.tobuf(tarfile.GNU_FORMAT)]
    for kind in (
        tarfile.SYMTYPE,
        tarfile.LNKTYPE,
        tarfile.FIFOTYPE,
        tarfile.DIRTYPE,
        tarfile.CONTTYPE,
        b"x",
        b"L",
        b"S",
    ):
        odd = tarfile.TarInfo("slots.json")
        odd.type, odd.linkname = kind, "vault.db" if kind in (tarfile.SYMTYPE, tarfile.LNKTYPE) else ""
        bad.append(odd.tobuf(tarfile.USTAR_FORMAT) + packed(GOOD[1]))
    bad += [packed(GOOD[1], GOOD[0]), packed(GOOD[0]), packed(*GOOD, GOOD[2]), packed(*GOOD, ("blobs/../x", b""))]
    bad += [
        packed(*GOOD)[:-6000],
        packed(*GOOD)[:-512],
        packed(*GOOD) + b"more",
        packed(*GOOD) + bytes(512),
        b"",
        b"\0" * 20_480,
        packed(*GOOD, ("evil", b"")),
    ]
    huge = bytearray(packed(*GOOD))
    huge[124:136] = b"77777777777\0"
    bad.append(bytes(huge))
    for data in bad:
        with pytest.raises(ValueError):
            members_of(tmp_path, data)


def test_the_names_in_a_folder_say_nothing() -> None:
    assert layout.is_snapshot("2026-11-23T0910-A2.clinic-backup") and layout.is_slip("2026-11-23T0910-B-12.slip")
    assert not layout.is_snapshot("NAR1-A-2026-11-23.clinic-backup") and not layout.is_snapshot("../x.clinic-backup")
