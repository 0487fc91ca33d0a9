"""The recovery sheet's slot renewed without ever being locked out: the new one is put beside the former, which goes
only when somebody has shown that the new sheet is on paper. In between both open.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from clinic_app.errors import LastWayIn, UnknownSlot
from clinic_app.keys.machine import stretching_after
from clinic_app.keys.master_key import MasterKey
from clinic_app.keys.recovery_code import new_code, read_code
from clinic_app.keys.sealing import SealBroken
from clinic_app.keys.slot_file import MOST_SLOTS, PASSPHRASE, RECOVERY, Slot, SlotFile
from clinic_app.keys.slot_folder import change_slots, read_slots
from clinic_app.keys.slot_seals import device_secret_by_master, label_of, recovery_slot, unsealed


@dataclass(frozen=True)
class WhoseSlot:
    """A person's way in, as the code's owner may see it: whose it is ("" where nobody wrote it down)."""

    slot: str
    person: str


def recovery_slot_ids(folder: Path) -> list[str]:
    """The slots that a sheet opens, oldest first; two while a new sheet waits to be confirmed."""
    return [slot.id for slot in read_slots(folder).slots if slot.kind == RECOVERY]


def slot_in_force(folder: Path, told: str) -> str:
    """The slot of the sheet that people have: that of the id `told`, else the oldest; "" where there is none."""
    return next((slot.id for slot in _in_force(read_slots(folder), told)), "")


def add_recovery_code(folder: Path, master: MasterKey, in_force: str = "") -> tuple[str, str]:
    """A new code beside the one `in_force` (a slot id; "": the oldest): (code, its slot). Both open from now on.

    Sheets that were made and never confirmed go, so there are never more than two. Raises VaultDamaged, DiskFull,
    FileUnwritable, each with the former slots as they were.
    """
    file = read_slots(folder)
    device_secret_by_master(file, master)
    code = new_code()
    made = recovery_slot(master, code, stretching_after((_in_force(file, in_force) or file.slots)[0].stretching))

    def beside(file: SlotFile) -> SlotFile:
        others, kept = _of_people(file), _in_force(file, in_force)
        if len(others) + len(kept) >= MOST_SLOTS:
            raise ValueError("too many slots")
        return replace(file, slots=(*others, *kept, made))

    change_slots(folder, beside)
    return code, made.id


def keep_recovery_slot(folder: Path, master: MasterKey, slot_id: str) -> None:
    """From now on only the sheet of `slot_id` opens; UnknownSlot when there is none."""

    def alone(file: SlotFile) -> SlotFile:
        device_secret_by_master(file, master)
        kept = [slot for slot in file.slots if slot.kind == RECOVERY and slot.id == slot_id]
        if not kept:
            raise UnknownSlot(slot=slot_id)
        return replace(file, slots=tuple(slot for slot in file.slots if slot.kind == PASSPHRASE or slot in kept))

    change_slots(folder, alone)


def drop_recovery_slot(folder: Path, master: MasterKey, slot_id: str) -> None:
    """The sheet of `slot_id` opens nothing any more; LastWayIn when it is the only one. Not there is fine."""

    def without(file: SlotFile) -> SlotFile:
        device_secret_by_master(file, master)
        if not [slot for slot in file.slots if slot.kind == RECOVERY and slot.id != slot_id]:
            raise LastWayIn(slot=slot_id)
        return file.without(slot_id)

    change_slots(folder, without)


def _of_people(file: SlotFile) -> list[Slot]:
    return [slot for slot in file.slots if slot.kind == PASSPHRASE]


def _in_force(file: SlotFile, slot_id: str) -> list[Slot]:
    """The recovery slot of that id, else the oldest; none where there is none."""
    former = [slot for slot in file.slots if slot.kind == RECOVERY]
    return [slot for slot in former if slot.id == slot_id] or former[:1]


def slot_of_code(folder: Path, code: str, slots: tuple[str, ...] = ()) -> str | None:
    """Which slot (of `slots`, else of all) `code` opens; None for none. WrongRecoveryCode names a mistyped group."""
    known, file = read_code(code), read_slots(folder)
    for slot in file.slots:
        if slot.kind != RECOVERY or (slots and slot.id not in slots):
            continue
        try:
            unsealed(file.vault_id, slot, known, None)
        except SealBroken:
            continue
        return slot.id
    return None


def people_behind(folder: Path, master: MasterKey) -> tuple[WhoseSlot, ...]:
    """Whose passphrases there are, in the order of the slots; none after the panic key."""
    file = read_slots(folder)
    secret = device_secret_by_master(file, master)
    theirs = _of_people(file)
    names = [label_of(file.vault_id, slot, secret) or b"" for slot in theirs]
    return tuple(WhoseSlot(slot.id, name.decode("utf-8", "replace")) for slot, name in zip(theirs, names, strict=True))
