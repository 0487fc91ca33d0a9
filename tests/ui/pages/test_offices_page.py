"""Offices: the silent ones stand on top, a level is told by word and sign, and Enter leads to what came.

Tried: sorting by name, which buries the silent ones; a level by colour alone; both found.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from clinic_app.settings import Settings
from tests.ui.pages.fake_places import FakeOutbox
from ui.pages.offices import presenter
from ui.pages.offices.page import OfficesPage
from ui.tasks import InlineTasks
from ui.theme.theme import Theme

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Laptop:
    letter: str
    newest: str
    missing: tuple[str, ...] = ()
    held: int = 0


@dataclass(frozen=True)
class Heard:
    office: str
    name: str
    level: str
    last_heard: datetime | None
    laptops: tuple[Laptop, ...]
    waiting: int = 0
    waiting_bytes: int = 0


def heard(office: str, level: str, days: int | None, *laptops: Laptop, waiting: int = 0) -> Heard:
    at = None if days is None else NOW - timedelta(days=days)
    own = laptops or (Laptop("A", f"{office}-A-000017.clinic"),)
    return Heard(office, f"Office {office}", level, at, own, waiting, waiting * 90_000)


EVERYBODY = [
    heard("ALA1", "fine", 0),
    heard("BAT1", "late", 15),
    heard("NAR1", "fine", 1, Laptop("A", "NAR1-A-000031.clinic"), Laptop("B", "", ("NAR1-B-000013.clinic",))),
    heard("TOK1", "silent", 34, waiting=3),
    heard("AKS1", "silent", None),
]


def rows() -> list[presenter.Row]:
    return presenter.rows(EVERYBODY, date(2026, 11, 23))


def test_the_silent_ones_stand_on_top_the_longest_first() -> None:
    assert [row.id for row in rows()] == ["AKS1", "TOK1", "BAT1", "NAR1", "ALA1"]


def test_a_level_is_told_by_word_and_sign() -> None:
    said = {row.id: (row.icon, row.word) for row in rows()}
    assert said["TOK1"] == ("antenna-bars-off", "silent for 34 days")
    assert said["BAT1"] == ("clock-exclamation", "late: 15 days ago")
    assert said["NAR1"] == ("circle-check", "yesterday")
    by_level: dict[str, set[str]] = {}
    for row in rows():
        by_level.setdefault(row.level, set()).add(row.icon)
    assert all(not one & other for one in by_level.values() for other in by_level.values() if one is not other)


def test_gaps_numbers_and_what_waits_are_told_per_laptop() -> None:
    naryn, toktogul = (next(row for row in rows() if row.id == id) for id in ("NAR1", "TOK1"))
    assert naryn.newest == "A: No. 31, B: —"
    assert naryn.gaps == "B: 13"
    assert "package 13 has not come" in naryn.advice
    assert toktogul.newest == "No. 17"
    assert toktogul.waiting.startswith("3 · 270")
    assert presenter.facts(rows()) == "5 offices · 2 silent · 1 late · 1 with a gap"


@pytest.fixture
def page(qtbot: Any, dressed: Theme, settings: Settings) -> Any:
    clinic = SimpleNamespace(outbox=FakeOutbox(heard=list(EVERYBODY)))
    made = OfficesPage(clinic, InlineTasks(), dressed, settings)
    qtbot.addWidget(made)
    made.resize(1100, 640)
    made.show()
    return made


def test_enter_shows_what_came(page: Any) -> None:
    asked: list[tuple[str, dict[str, str]]] = []
    page.list_requested.connect(lambda name, what: asked.append((name, what)))
    assert page.first_focus() is page.table
    assert page.table.chosen_row().id == "AKS1"
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert "Office TOK1: call them" in page.said.text()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert asked == [("merge", {"tab": "inbox"})]


def test_without_offices_it_says_what_to_do(page: Any) -> None:
    page._clinic.outbox.heard = []
    page.refresh()
    asked: list[str] = []
    page.list_requested.connect(lambda name, _what: asked.append(name))
    assert page.first_focus() is page.first
    page.first.click()
    assert asked == ["exchange"]
    assert page.foot.isHidden()
