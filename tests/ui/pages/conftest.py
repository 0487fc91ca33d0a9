"""A real case book on the disk, the real look, and tasks done at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from clinic_app.clinic import Clinic
from clinic_app.records.values import Consent
from clinic_app.settings import Settings
from tests.founding import found
from ui.tasks import InlineTasks
from ui.theme.theme import Theme, current_theme


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    """The case book of the Naryn office."""
    made, _code = found(tmp_path / "vault", "NAR1", "Нарын кеңсеси", "Айгүл Токтосунова")
    yield made
    made.close()


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    """The light look, worn by the application."""
    look = current_theme()
    look.apply(qapp, dark=False)
    return look


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of nobody."""
    return Settings(tmp_path / "settings.json")


@pytest.fixture
def show(qtbot: Any, clinic: Clinic, theme: Theme, settings: Settings) -> Callable[..., Any]:
    """Builds a page with everything a page is given, at a laptop's size, and shows it."""

    def build(page: type[QWidget], width: int = 1302, height: int = 697) -> Any:
        made = page(clinic, InlineTasks(), theme, settings)
        qtbot.addWidget(made)
        made.resize(width, height)
        made.show()
        with qtbot.waitActive(made):
            made.activateWindow()
        if hasattr(made, "room_changed"):
            made.room_changed(True)
        return made

    return build


@pytest.fixture
def consultation(clinic: Clinic) -> Callable[..., Any]:
    """Saves a whole consultation, changed as told; `person` comes with it."""

    def save(person: dict[str, Any] | None = None, **changed: Any) -> Any:
        record = clinic.casework.blank(
            "consultation",
            channel="hotline",
            language="ky",
            anonymous=person is None,
            first_time="yes",
            age_group="25_34",
            sex="f",
            division_id="41711",
            vulnerability=frozenset({"none"}),
            topic="LAB.WAG",
            advice="Арыз жазуу сунушталды.",
            service_kind=frozenset({"oral"}),
            duration_min=20,
            outcome="advised",
            consents=(Consent("processing", "oral", date(2026, 11, 20)),),
            received_at=datetime.fromisoformat("2026-11-20T10:00"),
        )
        return clinic.intake.save(replace(record, **changed), person).record

    return save


@pytest.fixture
def case(clinic: Clinic) -> Callable[..., Any]:
    """Saves a journalist's case, changed as told."""

    def save(name: str = "Сатыбалдиева Мээрим", **changed: Any) -> Any:
        record = clinic.casework.blank(
            "journalist_case",
            title="Жалаа боюнча доо",
            attack_types=frozenset({"P.ATT"}),
            stage="court",
            urgency="U1",
            risk_level="R2",
            publication_consent="C0",
        )
        person = {"name_display": name, "phone": "+996 700 111 222", "safe_contact": "Чалбаңыз, Signal аркылуу"}
        return clinic.intake.save(replace(record, **changed), person).record

    return save
