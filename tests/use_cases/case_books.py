"""A case book with one journalist's case, for tests of what belongs to a case."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from clinic_app.clinic import Clinic
from tests.founding import found


@contextmanager
def founded(folder: Path) -> Iterator[Clinic]:
    made, _code = found(folder / "vault", "NAR1", "Нарын кеңсеси", "Айгүл Токтосунова")
    try:
        yield made
    finally:
        made.close()


def case(clinic: Clinic, title: str = "Ар-намыс доосу", **changed: Any) -> Any:
    record = replace(
        clinic.casework.blank("journalist_case"),
        title=title,
        opened_on=date(2026, 1, 12),
        attack_types=frozenset({"J.HON"}),
        stage="court",
        urgency="U2",
        risk_level="R1",
        publication_consent="C1",
        **changed,
    )
    return clinic.intake.save(record, {"name_display": f"Журналист {title}", "phone": "+996 700 1"}).record


def add(clinic: Clinic, kind: str, /, **told: Any) -> Any:
    """A saved record of a type, whatever act usually makes it."""
    return clinic.casework.save(clinic.casework.blank(kind, **told), by_step=True).record


def person(clinic: Clinic, name: str) -> Any:
    return clinic.casework.save(clinic.casework.blank("person", name_display=name)).record
