"""The second step of the panic key: only the recovery code opens, nothing else was lost, and a way in always remains.

Seen to fail: overwriting the old bytes before the new file stands, which a kill in between turns into a lock for ever.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import KeyringEntryMissing, LastWayIn, WrongPassphrase
from clinic_app.keys import panic, slots
from clinic_app.keys.panic import leave_recovery_only
from clinic_app.keys.slot_file import RECOVERY
from clinic_app.keys.slot_folder import COPY_NAME, read_slots, write_slots
from clinic_app.keys.slot_folder import FILE_NAME as SLOTS
from clinic_app.keys.tries import read_tries
from clinic_app.use_cases.backing_up.copying import WORK
from tests.founding import PASSPHRASE, found, stretch_once

NEW = "толкун таш кум шамал"


@pytest.fixture
def book(tmp_path: Path) -> tuple[Path, str]:
    stretch_once()
    clinic, code = found(tmp_path / "NAR1", "NAR1", "Нарын", "Айгүл")
    clinic.close()
    return tmp_path / "NAR1", code


def test_only_the_recovery_code_opens_afterwards(book: tuple[Path, str]) -> None:
    folder, code = book
    assert leave_recovery_only(folder).removed == 1
    assert [slot.kind for slot in read_slots(folder).slots] == [RECOVERY]
    with pytest.raises((KeyringEntryMissing, WrongPassphrase)):
        slots.open_with_passphrase(folder, PASSPHRASE)
    Clinic.recover(folder, code, NEW).close()
    with Clinic.open(folder, NEW) as clinic:
        assert clinic.casework.ids("member")
    assert read_tries(folder).panic == 0


def test_both_copies_forget_and_no_old_bytes_keep_a_name(book: tuple[Path, str]) -> None:
    folder, _code = book
    sealed = next(slot for slot in read_slots(folder).slots if slot.kind != RECOVERY).sealed
    leave_recovery_only(folder)
    assert (folder / SLOTS).read_bytes() == (folder / COPY_NAME).read_bytes()
    import base64

    kept = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    assert not any(base64.b64encode(sealed) in content for content in kept)
    assert sorted(path.name for path in folder.iterdir() if path.name.startswith(".")) == []


def test_what_killed_programs_left_of_the_locks_goes_too(book: tuple[Path, str]) -> None:
    """Seen to fail: a half-written slots file and the copy of a killed backup still opened with the passphrase."""
    folder, _code = book
    trial = folder / WORK / "trial"
    trial.mkdir(parents=True)
    left = [folder / ".slots-k1ll3d", trial / SLOTS, trial / COPY_NAME]
    for path in left:
        path.write_bytes((folder / SLOTS).read_bytes())
    with left[1].open("rb") as still_open:
        leave_recovery_only(folder)
        still_open.seek(0)
        assert b"clinic-vault-slots" not in still_open.read()
    assert not any(path.exists() for path in left)


def test_the_old_bytes_are_overwritten(book: tuple[Path, str]) -> None:
    folder, _code = book
    with (folder / SLOTS).open("rb") as old, (folder / COPY_NAME).open("rb") as copy:
        before = [old.read(), copy.read()]
        leave_recovery_only(folder)
        for file, content in zip((old, copy), before, strict=True):
            file.seek(0)
            now = file.read()
            assert len(now) == len(content) and now != content
            assert b"clinic-vault-slots" not in now


def test_without_a_recovery_slot_nothing_is_taken_away(book: tuple[Path, str]) -> None:
    folder, _code = book
    file = read_slots(folder)
    recovery = next(slot for slot in file.slots if slot.kind == RECOVERY)
    write_slots(folder, file.without(recovery.id))
    before = (folder / SLOTS).read_bytes()
    with pytest.raises(LastWayIn):
        leave_recovery_only(folder)
    assert (folder / SLOTS).read_bytes() == before
    slots.open_with_passphrase(folder, PASSPHRASE).forget()


def test_a_kill_at_any_step_leaves_a_way_in(book: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    folder, code = book

    class Killed(BaseException):
        pass

    def kill(*_given: object) -> None:
        raise Killed

    for name in ("_held_back", "write_slots", "_overwrite"):
        with monkeypatch.context() as patch:
            patch.setattr(panic, name, kill)
            with pytest.raises(Killed):
                leave_recovery_only(folder)
        slots.open_with_code(folder, code).forget()
    leave_recovery_only(folder)
    slots.open_with_code(folder, code).forget()
    assert not list(folder.glob(".slots-old-*"))


def test_twice_is_harmless(book: tuple[Path, str]) -> None:
    folder, code = book
    leave_recovery_only(folder)
    assert leave_recovery_only(folder).removed == 0
    slots.open_with_code(folder, code).forget()


def test_a_disk_without_second_names_still_forgets(book: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    folder, code = book

    def refuse(*_given: object, **_named: object) -> None:  # the library of the lock may ask, too
        raise OSError

    monkeypatch.setattr(os, "link", refuse)
    leave_recovery_only(folder)
    slots.open_with_code(folder, code).forget()
    assert [slot.kind for slot in read_slots(folder).slots] == [RECOVERY]
