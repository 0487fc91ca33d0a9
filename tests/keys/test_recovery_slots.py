"""The recovery sheet's slot is renewed beside the former one; in between both open, and never is there none."""

from __future__ import annotations

from pathlib import Path

import pytest

from clinic_app.errors import DiskFull, LastWayIn, UnknownSlot, WrongRecoveryCode
from clinic_app.keys import recovery_slots, slot_folder, slots
from clinic_app.keys.machine import most_stretching_memory, stretching_after
from clinic_app.keys.sealing import DEFAULT, FLOOR, MIB, Stretching
from tests.keys.test_slots import PASSPHRASE, QUICK, VAULT


@pytest.fixture
def made(tmp_path: Path) -> tuple[slots.MasterKey, str]:
    return slots.create_slots(tmp_path, VAULT, PASSPHRASE, use_keyring=False, stretching=QUICK)


def opens(folder: Path, code: str) -> bool:
    return recovery_slots.slot_of_code(folder, code) is not None


def test_a_new_sheet_opens_beside_the_former_until_it_is_kept(tmp_path: Path, made: tuple) -> None:
    """Were the former slot left out of what `add_recovery_code` writes, the old sheet would open nothing."""
    master, old = made
    code, slot = recovery_slots.add_recovery_code(tmp_path, master)
    assert slots.open_with_code(tmp_path, old).raw() == slots.open_with_code(tmp_path, code).raw() == master.raw()
    recovery_slots.keep_recovery_slot(tmp_path, master, slot)
    assert opens(tmp_path, code)
    assert not opens(tmp_path, old)
    with pytest.raises(WrongRecoveryCode):
        slots.open_with_code(tmp_path, old)
    assert slots.open_with_passphrase(tmp_path, PASSPHRASE).raw() == master.raw()


def test_sheets_that_were_never_confirmed_go_and_the_one_in_force_stays(tmp_path: Path, made: tuple) -> None:
    master, old = made
    [in_force] = recovery_slots.recovery_slot_ids(tmp_path)
    first, _ = recovery_slots.add_recovery_code(tmp_path, master, in_force)
    second, slot = recovery_slots.add_recovery_code(tmp_path, master, in_force)
    assert [opens(tmp_path, code) for code in (old, first, second)] == [True, False, True]
    recovery_slots.drop_recovery_slot(tmp_path, master, slot)
    assert [opens(tmp_path, code) for code in (old, second)] == [True, False]


def test_the_only_sheet_is_never_dropped(tmp_path: Path, made: tuple) -> None:
    master, old = made
    [only] = recovery_slots.recovery_slot_ids(tmp_path)
    with pytest.raises(LastWayIn):
        recovery_slots.drop_recovery_slot(tmp_path, master, only)
    with pytest.raises(UnknownSlot):
        recovery_slots.keep_recovery_slot(tmp_path, master, master.slot_id)
    assert opens(tmp_path, old)


def test_a_full_disk_leaves_the_former_sheet(tmp_path: Path, made: tuple, monkeypatch: pytest.MonkeyPatch) -> None:
    master, old = made

    def full(*_given: object) -> None:
        raise DiskFull(where="here")

    monkeypatch.setattr(slot_folder, "write_slots", full)
    with pytest.raises(DiskFull):
        recovery_slots.add_recovery_code(tmp_path, master)
    assert opens(tmp_path, old)
    assert len(recovery_slots.recovery_slot_ids(tmp_path)) == 1


def test_a_memory_of_a_slot_that_is_gone_keeps_the_oldest(tmp_path: Path, made: tuple) -> None:
    """Killed between slots and memory: the memory names a slot nobody has any more."""
    master, old = made
    code, _ = recovery_slots.add_recovery_code(tmp_path, master, in_force="0" * 16)
    assert opens(tmp_path, old)
    assert opens(tmp_path, code)


def test_stretching_fits_the_memory_of_the_machine() -> None:
    sizes = {gigabytes: most_stretching_memory(gigabytes << 30) // MIB for gigabytes in (0, 1, 2, 4, 8, 64)}
    assert sizes == {0: 64, 1: 64, 2: 128, 4: 256, 8: 512, 64: 512}
    assert most_stretching_memory(None) == DEFAULT.mem_bytes


def test_a_slot_made_anew_is_never_weaker(monkeypatch: pytest.MonkeyPatch) -> None:
    from clinic_app.keys import machine

    weak, strong = Stretching(3, 128 * MIB), Stretching(4, 256 * MIB)
    monkeypatch.setattr(machine, "fitting_stretching", lambda: weak)
    assert stretching_after(strong) == strong
    monkeypatch.setattr(machine, "fitting_stretching", lambda: strong)
    assert stretching_after(weak) == strong
    assert stretching_after(FLOOR) == FLOOR
