"""A coordinator and three offices, and a folder of packages with something of every kind in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from clinic_app.clinic import Clinic
from clinic_app.use_cases.demo import believable
from tests.ui.desk.conftest import Found, joined

HERE, THERE = "A claim to the labour inspection.", "A claim to the inspection and to court."


@dataclass(frozen=True)
class Scene:
    """The coordinator's case book, the offices', the folder, and the records by what must happen to them."""

    coordinator: Clinic
    naryn: Clinic
    osh: Clinic
    batken: Clinic
    folder: Path
    changed: str
    torn: str
    archived: str
    new: str
    held: str
    missing: Path


def three_offices(found: Found, tmp_path: Path) -> Scene:
    """Naryn changes, quarrels, archives and adds; Batken adds; Osh's first package is missing; one file is junk."""
    coordinator, _ = found("COORD", "coordinator", "Bermet Asanova")
    coordinator.network.create("Network")
    offices = []
    for place, code in enumerate(("NAR1", "OSH1", "BAT1")):
        office, _ = found(code, "lawyer", f"Lawyer {code}")
        joined(coordinator, office, tmp_path)
        _work(office, code, seed=place + 1)
        offices.append(office)
    naryn, osh, batken = offices
    early = _export(naryn, tmp_path / "early")
    coordinator.exchange.merge([early])
    changed, torn, archived = _shared(naryn, coordinator)[:3]
    _edit(naryn, changed, duration_min=45, advice=THERE)
    _edit(naryn, torn, advice=THERE)
    _edit(coordinator, torn, advice=HERE)
    naryn.casework.archive("consultation", archived)
    new = _another(naryn, changed)
    folder = _export(naryn, tmp_path / "stick")
    _export(batken, folder)
    missing = _export(osh, tmp_path / "lost")
    held = _reaching(osh, missing, coordinator)
    _edit(osh, held, advice=THERE)
    first = {file.name for file in missing.glob("*.clinic")}
    for file in _export(osh, tmp_path / "later").glob("*.clinic"):
        if file.name not in first:
            file.rename(folder / file.name)
    (folder / "junk.clinic").write_bytes(b"no package at all")
    return Scene(coordinator, naryn, osh, batken, folder, changed, torn, archived, new, held, missing)


def _work(clinic: Clinic, code: str, seed: int) -> None:
    """Four consultations that coordinators may read, with their people."""
    members = [clinic.identity.member_id]
    told = believable(code, seed=seed, consultations=4, today=date(2026, 11, 22), members=members)
    mine = [replace(one, home=clinic.identity.office_id) for one in told]
    clinic.casework.save_many([_open(one, clinic.identity.office_id) for one in mine])


def _open(record: Any, office: str) -> Any:
    if "confidentiality" not in record.type.by_name:
        return record
    return replace(record, office_id=office, confidentiality="coord")


def _export(clinic: Clinic, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    clinic.exchange.export(folder)
    return folder


def _edit(clinic: Clinic, id: str, **values: object) -> None:
    clinic.casework.save(replace(clinic.casework.load("consultation", id), **values))


def _shared(office: Clinic, coordinator: Clinic) -> list[str]:
    """The office's consultations that reached the coordinator, by number."""
    known = coordinator.casework.known("consultation", office.casework.ids("consultation"))
    return sorted(known, key=lambda id: coordinator.casework.load("consultation", id).record_no)


def _reaching(office: Clinic, folder: Path, coordinator: Clinic) -> str:
    """A consultation of the office that its packages in `folder` would bring to the coordinator."""
    return min(coordinator.exchange.preview([folder]).changes.records["consultation"])


def _another(office: Clinic, like: str) -> str:
    """A new consultation like another, of nobody known."""
    record = office.casework.load("consultation", like)
    before = set(office.casework.ids("consultation"))
    office.casework.save(replace(record, id="", seen={}, record_no="", advice="A new matter."))
    (id,) = set(office.casework.ids("consultation")) - before
    return id
