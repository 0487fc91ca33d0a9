"""Real case books and real files of every kind that comes from elsewhere: what the mutations are made of.

A ground is one kind of file: the good file, the command it is given to, and the vault whose state must not change.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from clinic_app.use_cases import opening
from tests.founding import PASSPHRASE
from tests.mutations.changes import Forger
from tests.stories.clinics import Clinics, consult, open_case, person

# What a command may write although it refused: that it was asked.
_TOLD = ("taken", "run", "package_seen", "memory", "sqlite_sequence", "trail", "trail_head", "trail_seal")
_OF_VAULT = ("vault.db", "slots.json")
_KEPT_MEMORY = ("identity", "device_keys", "network", "network_identities")


@dataclass
class Ground:
    """`good` is what is mutated, `command` what a mutated file is given to, `vault` whose state is watched ("": none).

    `others` are good files of the same kind, for swaps; `codes` the exits that are a refusal.
    """

    kind: str
    good: Path
    vault: Path | None
    command: Callable[[Path, Path], list[str]]  # (the mutated file, the vault it is given to)
    others: Sequence[Path] = ()
    forger: Forger | None = None
    codes: tuple[int, ...] = (1, 4)


def state_of(folder: Path) -> str:
    """A hash over everything a case book says, but for the notes that something was refused."""
    desk, master = opening.unlock(folder, PASSPHRASE)
    try:
        sql, told = desk.vault.sql, hashlib.sha256()
        names = [row[0] for row in sql.all("select name from sqlite_master where type = 'table' order by name")]
        for name in names:
            if name in _TOLD or name.startswith(("search", "sqlite_")):
                continue
            rows = sorted(repr(row) for row in sql.all(f'select * from "{name}"'))  # names are ours
            told.update(f"{name}:{rows}".encode())
        kept = {name: desk.vault.recall(name) for name in _KEPT_MEMORY}
        told.update(json.dumps(kept, sort_keys=True, default=str).encode())
        return told.hexdigest()
    finally:
        desk.vault.close()
        master.forget()


class Grounds:
    """Two offices and a coordinator, with packages under way, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clinics = Clinics(folder)
        self.passphrase = folder / "passphrase"
        self.passphrase.write_text(PASSPHRASE, encoding="utf-8")
        self.coordinator = self.clinics.coordinator()
        self.office = self.clinics.joined(self.coordinator, self.clinics.office("NAR1"))
        self.second = self.clinics.joined(self.coordinator, self.clinics.office("OSH1"))
        for number in range(3):
            consult(self.office, advice=f"Кеңеш {number}")
        client = person(self.office)
        open_case(self.office, client.id)
        letter = folder / "letter.txt"
        letter.write_text("далил\n" * 2_000, encoding="utf-8")
        self.by_kind = {ground.kind: ground for ground in self._all()}
        self.clinics.close_all()  # what is damaged must not lie whole in a write-ahead log beside it

    def _all(self) -> list[Ground]:
        clinics, k = self.clinics, self.coordinator
        network = [one for one in clinics.packages(k) if "-net-" in one.name]
        office = clinics.packages(self.office)
        other = clinics.packages(self.second)
        fresh = clinics.office("TAL1")
        request, invitation = self.folder / "t.clinic-request", self.folder / "t.clinic-invitation"
        fresh.network.request(request)
        k.network.admit(request, "TAL1", invitation)
        late, again = clinics.office("BAT1"), clinics.office("CHU1")
        requests = [self.folder / f"{name}.clinic-request" for name in ("b", "c")]
        late.network.request(requests[0])
        again.network.request(requests[1])
        backup = self.folder / "one.clinic-backup"
        self.office.keeping.backup(backup)
        shared = [one for one in office if "-own-" not in one.name]

        def merge(file: Path, vault: Path) -> list[str]:
            return ["merge", str(file), *self._of(vault)]

        def join(file: Path, vault: Path) -> list[str]:
            return ["network", "join", str(file), *self._of(vault)]

        def admit(file: Path, vault: Path) -> list[str]:
            told = ["--office", "BAT1", "--out", str(file.with_name("out"))]
            return ["network", "admit", str(file), *told, *self._of(vault)]

        def restore(file: Path, _vault: Path) -> list[str]:
            told = ["--to", str(file.with_name("restored")), "--passphrase-file", str(self.passphrase)]
            return ["vault", "restore", str(file), *told]

        def check(file: Path, _vault: Path) -> list[str]:
            return ["vault", "check", *self._of(file.parent)]

        mine = self.office
        return [
            Ground("package", shared[0], k.folder, merge, [*office, *other], Forger(mine, k, shared[0])),
            Ground("roster", network[0], mine.folder, merge, [*network, *office], Forger(k, mine, network[0])),
            Ground("invitation", invitation, fresh.folder, join, [request, *office]),
            Ground("request", requests[0], k.folder, admit, [requests[1], invitation]),
            Ground("backup", backup, None, restore, office),
            *(Ground(f"vault:{name}", mine.folder / name, mine.folder, check, [backup]) for name in _OF_VAULT),
        ]

    def _of(self, vault: Path) -> list[str]:
        return ["--vault", str(vault), "--passphrase-file", str(self.passphrase)]


def copied(vault: Path, to: Path) -> Path:
    """A vault's folder, copied while nothing writes to it, over whatever lay there."""
    shutil.rmtree(to, ignore_errors=True)
    return Path(shutil.copytree(vault, to))
