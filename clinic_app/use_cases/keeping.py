"""Keeping the case book: what it is, its health, the locks, a backup as one whole file."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from clinic_app.errors import NotManager
from clinic_app.keys import slots
from clinic_app.keys.identity import AgeIdentity, SigningKey
from clinic_app.keys.machine import stretching_after
from clinic_app.keys.master_key import MasterKey
from clinic_app.keys.passphrase import check_strength
from clinic_app.progress import Progress
from clinic_app.records.declared import PUBLIC
from clinic_app.use_cases.backing_up.making import make_whole
from clinic_app.use_cases.backups import Backups
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.file_health import file_problems
from clinic_app.use_cases.opening import prove_passphrase
from clinic_app.use_cases.seats import own_passphrase
from clinic_app.version import VERSION


@dataclass(frozen=True)
class Facts:
    """What `vault info` says: nothing of any record's content."""

    folder: str
    vault_id: str
    device_id: str
    office: str
    letter: str
    person: str
    role: str
    network_id: str
    keyring: bool
    kdf_floor: bool
    version: str
    counts: dict[str, int]
    devices: list[dict[str, Any]]
    public_keys: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Keeping:
    """Looks after an open vault."""

    def __init__(self, desk: Desk, casework: Casework, master: MasterKey) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._casework = casework
        self._master = master

    def facts(self) -> Facts:
        """What this case book is."""
        me = self._desk.identity
        locks = slots.slots_facts(self._vault.folder)
        laptops = self._desk.roster().laptops.values()
        signing = SigningKey(self._desk.keys.sign_seed)
        return Facts(
            folder=str(self._vault.folder),
            vault_id=me.vault_id,
            device_id=me.device_id,
            office=me.office_id,
            letter=me.laptop,
            person=me.person,
            role=me.role,
            network_id=me.network_id,
            keyring=locks.keyring,
            kdf_floor=locks.kdf_floor,
            version=VERSION,
            counts={kind: self._casework.count(kind) for kind in PUBLIC},
            devices=[
                {"device_id": one.id, "office": one.office, "letter": one.letter, "removed": one.removed}
                for one in sorted(laptops, key=lambda one: (one.office, one.letter))
            ]
            or [{"device_id": me.device_id, "office": me.office_id, "letter": me.letter, "removed": False}],
            public_keys={
                "minisign": signing.public,
                "age": AgeIdentity(self._desk.keys.age_identity).recipient,
            },
        )

    def problems(self, *, deep: bool = False, progress: Progress | None = None) -> list[str]:
        """What is wrong with file, streams, index and sealed files; empty when all is well. `deep`: every byte of the
        sealed files is looked at, else a share of them.
        """
        found = self._vault.problems()
        if "file" in found:  # whatever else is asked of it may meet the damaged page
            return found
        with self._vault.looking():
            found += [f"fork {stream}" for stream in self._vault.journal.forked_streams()]
        return [*found, *self._desk.trail.problems(), *file_problems(self._vault, deep=deep, progress=progress)]

    def unchecked(self) -> list[str]:
        """Records, as "type id", whose check for conflicts of interest failed; it is tried again by itself."""
        with self._vault.looking():
            return [f"{type} {id}" for type, id in self._vault.to_look.those_put_back()]

    def change_passphrase(self, new: str, present: str | None = None) -> None:
        """A new passphrase for this person; the recovery code stays. `present`: theirs of now, where a window stands
        open: nobody else's will do. PassphraseTooWeak; WrongPassphrase, TriesSlowedDown, KeyringEntryMissing.
        """
        if present is not None:
            prove_passphrase(self._vault.folder, present, self._master.slot_id)
        me = self._desk.identity
        check_strength(new, (me.person, me.office_name, me.office_id))
        former = slots.stretching_of(self._vault.folder, self._master.slot_id)
        slots.change_passphrase(self._vault.folder, self._master, new, stretching=stretching_after(former))
        with self._vault.changing():
            own_passphrase(self._vault, self._desk.slot)
            self._desk.trail.note("passphrase_changed", "member", self._desk.identity.member_id)

    def age_identity(self) -> str:
        """This laptop's secret age key, for opening its packages with standard tools; it shows what roles keep from
        somebody. NotManager.
        """
        self._desk.look_again()
        if not self._desk.identity.manages:
            raise NotManager
        self._desk.trail.note("identity_shown")
        return self._desk.keys.age_identity

    def backup(self, to: Path, progress: Progress | None = None) -> None:
        """One whole file: consistent, encrypted, taken while in use, and opened again before it gets its name.

        VaultExists, BackupBusy, BackupDamaged, VaultDamaged, DiskFull, FileUnwritable; Cancelled.
        """
        backups = Backups(self._desk, self._master)
        source = backups.source(datetime.now(UTC))
        backups.note_whole(source, make_whole(source, to, progress))
