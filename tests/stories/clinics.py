"""Whole case books for stories: real vaults in a folder, real keys, real packages on a stick."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from clinic_app.clinic import Clinic
from clinic_app.records.declared import PUBLIC
from clinic_app.records.record import Record
from clinic_app.use_cases.exchanging.packages import MergeDone, PackageTaken
from clinic_app.use_cases.history import Change
from tests.founding import PASSPHRASE, found

WHOLE_CONSULTATION: dict[str, Any] = {
    "channel": "hotline",
    "language": "ky",
    "anonymous": False,
    "first_time": "yes",
    "age_group": "25_34",
    "sex": "f",
    "division_id": "41702",
    "vulnerability": frozenset({"low_income"}),
    "topic": "FAM.ALI",
    "advice": "Алимент өндүрүү жөнүндө арыз жазуу керек",
    "service_kind": frozenset({"oral"}),
    "duration_min": 25,
    "outcome": "advised",
}

WHOLE_CASE: dict[str, Any] = {
    "title": "Redaction searched",
    "attack_types": frozenset({"P.ATT"}),
    "stage": "active",
    "urgency": "U2",
    "risk_level": "R2",
    "publication_consent": "C1",
}


class Clinics:
    """All case books of one story, in one folder; closed together."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: list[Clinic] = []
        self._numbers = count(1)
        self._founded = count()

    def office(self, code: str, person: str = "Жылдыз Асанова", role: str = "lawyer") -> Clinic:
        """A new case book of an office that has joined nobody."""
        number = next(self._numbers)
        clinic, _ = found(
            self.folder / f"vault-{number}-{code}", code, f"Office {code}", person, role, nth=next(self._founded)
        )
        self._open.append(clinic)
        return clinic

    def coordinator(self, code: str = "BIS", name: str = "Legal clinics") -> Clinic:
        """The first coordinator of a new network."""
        clinic = self.office(code, "Бакыт Осмонов", "coordinator")
        clinic.network.create(name)
        return clinic

    def joined(self, coordinator: Clinic, office: Clinic) -> Clinic:
        """`office`, taken into the coordinator's network by request and invitation, the digits compared both ways."""
        number = next(self._numbers)
        request, invitation = self.folder / f"{number}.clinic-request", self.folder / f"{number}.clinic-invitation"
        shown = office.network.request(request)
        admitted = coordinator.network.admit(request, office.identity.office_id, invitation)
        assert admitted.device_digits == shown
        assert office.network.join(invitation, admitted.network_digits).network_digits == admitted.network_digits
        return office

    def stick(self) -> Path:
        """An empty folder, as a USB stick."""
        folder = self.folder / f"stick-{next(self._numbers)}"
        folder.mkdir()
        return folder

    def packages(self, clinic: Clinic, everything: bool = False) -> list[Path]:
        """What `clinic` leaves on an empty stick."""
        return [Path(made.file) for made in clinic.exchange.export(self.stick(), everything)]

    def carry(self, giver: Clinic, *takers: Clinic) -> MergeDone:
        """What `giver` has not yet sent, on a stick, to each of `takers`; the last one's merge."""
        stick = self.stick()
        giver.exchange.export(stick)
        return [taker.exchange.merge([stick]) for taker in takers][-1]

    def exchange_all(self, *clinics: Clinic, rounds: int = 3) -> None:
        """Everybody's packages to everybody, until all must have all."""
        for _ in range(rounds):
            for giver in clinics:
                self.carry(giver, *[one for one in clinics if one is not giver])

    def close(self, clinic: Clinic) -> None:
        clinic.close()
        self._open.remove(clinic)

    def reopened(self, clinic: Clinic) -> Clinic:
        """The same case book after switching the laptop off and on."""
        self.close(clinic)
        return self.opened(clinic.folder)

    def opened(self, folder: Path) -> Clinic:
        clinic = Clinic.open(folder, PASSPHRASE)
        self._open.append(clinic)
        return clinic

    def close_later(self, clinic: Clinic) -> Clinic:
        """One that was opened elsewhere is closed with the others."""
        self._open.append(clinic)
        return clinic

    def copied(self, clinic: Clinic) -> tuple[Clinic, Clinic]:
        """(the case book, a second one whose folder was copied from it, as by a careless administrator)."""
        twin = self.folder / f"twin-{next(self._numbers)}"
        self.close(clinic)
        shutil.copytree(clinic.folder, twin)
        return self.opened(clinic.folder), self.opened(twin)

    def close_all(self) -> None:
        for clinic in list(self._open):
            self.close(clinic)


def consult(clinic: Clinic, **values: Any) -> Record:
    """A saved consultation."""
    return clinic.casework.save(clinic.casework.blank("consultation", **(WHOLE_CONSULTATION | values))).record


def person(clinic: Clinic, name: str = "Айгүл Токтоматова", **values: Any) -> Record:
    return clinic.casework.save(clinic.casework.blank("person", name_display=name, **values)).record


def open_case(clinic: Clinic, person_id: str, **values: Any) -> Record:
    return clinic.casework.save(
        clinic.casework.blank("journalist_case", person_id=person_id, **(WHOLE_CASE | values))
    ).record


def edit(clinic: Clinic, record: Record, **values: Any) -> Record:
    """Open a form, change fields, save: what is overwritten is what the form showed when it was opened."""
    return save(clinic, form(clinic, record), **values)


def form(clinic: Clinic, record: Record) -> Record:
    """A form opened now; it may grow stale."""
    return clinic.casework.load(record.type.name, record.id)


def save(clinic: Clinic, shown: Record, **values: Any) -> Record:
    return clinic.casework.save(replace(shown, **values)).record


def conflicting(clinic: Clinic) -> set[tuple[str, str, frozenset[Any]]]:
    """(record, register, live values) of all conflicts."""
    return {
        (one.record, one.register, frozenset(str(value.value) for value in one.values))
        for one in clinic.settling.conflicts()
    }


def readings(clinic: Clinic, kinds: Iterable[str] = PUBLIC) -> dict[tuple[str, str], dict[str, Any]]:
    """(type, id) -> every register shown, and what is in conflict: what a case book says, whoever looks."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    whole = clinic.casework.whole
    for kind in kinds:
        for record in whole.load_many(kind, whole.ids(kind, archived=None)):
            found[kind, record.id] = record.registers() | {"?": sorted(record.conflicts)}
    return found


def statuses(done: MergeDone) -> list[str]:
    """The statuses of the packages that were for this laptop."""
    return [package.status for package in meant(done)]


def meant(done: MergeDone) -> list[PackageTaken]:
    return [package for package in done.packages if package.reason not in ("not_for_us", "own")]


def told(history: Iterable[Change], field: str) -> list[Any]:
    """The values a field ever had, oldest first."""
    return [change.after for change in history if change.field == field]


def journal_bytes(clinic: Clinic) -> bytes:
    """Every content that lies in a case book, one after the other: what its owner could ever read."""
    rows = clinic._desk.vault.sql.all("select content from entry where content is not null")
    kept = clinic._desk.vault.sql.all("select content from quarantine")
    return b"\n".join(bytes(row[0]) for row in [*rows, *kept])
