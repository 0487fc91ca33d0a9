"""Real case books on a real (off-screen) window; keys stretched with the least permitted, and no keyring."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from clinic_app.clinic import Clinic
from clinic_app.settings import Settings
from clinic_app.use_cases.demo import believable
from tests import founding
from ui.casebook_window import CasebookWindow
from ui.tasks import InlineTasks
from ui.theme.theme import Theme

Found = Callable[..., tuple[Clinic, str]]
Opens = Callable[..., CasebookWindow]


@pytest.fixture
def found(tmp_path: Path) -> Iterator[Found]:
    """Makes case books in folders of their own: found("NAR1", role) -> (Clinic, recovery code)."""
    made: list[Clinic] = []

    def found_one(code: str = "NAR1", role: str = "lawyer", person: str = "Aigul Toktosunova") -> tuple[Clinic, str]:
        clinic, recovery = founding.found(tmp_path / code, code, f"Office {code}", person, role, nth=len(made))
        made.append(clinic)
        return clinic, recovery

    yield found_one
    for clinic in made:
        clinic.close()


@pytest.fixture
def casebook(dressed: Theme, tmp_path: Path) -> Iterator[Opens]:
    """Opens the window on a folder: casebook("NAR1") shows its entrance."""
    made: list[CasebookWindow] = []

    def open_one(code: str = "NAR1") -> CasebookWindow:
        settings = Settings(tmp_path / "settings.json")
        book = CasebookWindow(tmp_path / code, settings, dressed, InlineTasks(), kdf_floor=True, use_keyring=False)
        made.append(book)
        return book

    yield open_one
    for book in made:
        window = book.window
        book.leave()
        for top in (window, book.entrance):
            if top is not None:
                top.close()
                top.deleteLater()
        book.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def some_work(clinic: Clinic, consultations: int = 3, seed: int = 1) -> list[str]:
    """Believable records; returns the ids of the consultations, newest first."""
    office = clinic.identity.office_id
    members = [clinic.identity.member_id]
    records = believable("NAR1", seed=seed, consultations=consultations, today=date(2026, 11, 22), members=members)
    clinic.casework.save_many([_of_office(record, office) for record in records])
    return clinic.casework.ids("consultation")


def _of_office(record: Any, office: str) -> Any:
    home = replace(record, home=office)
    return replace(home, office_id=office) if "office_id" in record.type.by_name else home


def joined(coordinator: Clinic, clinic: Clinic, folder: Path) -> None:
    """Let a laptop into the coordinator's network."""
    code = clinic.identity.office_id
    request, invitation = folder / f"{code}.request", folder / f"{code}.invitation"
    clinic.network.request(request)
    coordinator.network.admit(request, code, invitation)
    clinic.network.join(invitation)
