"""The room of keys and laptops: removing in two steps, one's own keys, and a copied case book, with real case books."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clinic_app.clinic import Clinic
from clinic_app.settings import Settings
from clinic_app.use_cases.exchanging.copies import note_copy
from tests.stories.clinics import Clinics, consult
from ui.key_notices import notices
from ui.pages.keys.page import KeysPage
from ui.pages.today.key_notice import KeyNotice
from ui.tasks import InlineTasks
from ui.theme.theme import Theme
from ui.widgets.frames import Banner
from ui.widgets.labels import Label


@pytest.fixture
def clinics(tmp_path: Path) -> Iterator[Clinics]:
    made = Clinics(tmp_path)
    yield made
    made.close_all()


@pytest.fixture
def two(clinics: Clinics) -> tuple[Clinic, Clinic]:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    consult(naryn)
    clinics.exchange_all(bishkek, naryn)
    return bishkek, naryn


def page_of(qtbot: Any, clinic: Clinic, tmp_path: Path) -> KeysPage:
    page = KeysPage(clinic, InlineTasks(), Theme(), Settings(tmp_path / "settings.json"))
    qtbot.addWidget(page)
    return page


def told_in(widget: Any) -> str:
    return " ".join(label.text() for label in widget.findChildren(Label))


def choose(page: KeysPage, clinic: Clinic) -> None:
    laptops = page._view.laptops
    page.table.choose(next(at for at, row in enumerate(laptops) if row.id == clinic.identity.device_id))


def test_a_laptop_is_removed_in_two_steps_and_what_it_has_is_said_before_and_after(
    qtbot: Any, two: tuple[Clinic, Clinic], tmp_path: Path
) -> None:
    bishkek, naryn = two
    page = page_of(qtbot, bishkek, tmp_path)
    choose(page, naryn)
    page.panel.buttons["remove"].click()
    assert "Consultations: 1" in told_in(page.panel)
    page.panel.buttons["keep"].click()
    assert not any(one.removed for one in bishkek.network.roster())
    page.panel.buttons["remove"].click()
    page.panel.buttons["sure"].click()
    assert [one.office for one in bishkek.network.roster() if one.removed] == ["NAR1"]
    (banner,) = [one for one in page.findChildren(Banner) if "NAR1" in one.accessibleName()]
    assert "Consultations: 1" in banner.accessibleName()
    choose(page, naryn)
    assert "remove" not in page.panel.buttons


def test_the_last_coordinators_laptop_stays_and_an_office_removes_nobody(
    qtbot: Any, two: tuple[Clinic, Clinic], tmp_path: Path
) -> None:
    bishkek, naryn = two
    page = page_of(qtbot, bishkek, tmp_path)
    choose(page, bishkek)
    page.panel.buttons["remove"].click()
    page.panel.buttons["sure"].click()
    assert not any(one.removed for one in bishkek.network.roster())
    assert "last coordinator" in told_in(page)
    page = page_of(qtbot, naryn, tmp_path)
    choose(page, bishkek)
    assert page.panel.buttons == {}


def test_own_keys_are_changed_here_and_the_digits_are_the_same_on_both_laptops(
    qtbot: Any, two: tuple[Clinic, Clinic], clinics: Clinics, tmp_path: Path
) -> None:
    bishkek, naryn = two
    page = page_of(qtbot, naryn, tmp_path)
    before = naryn.keeping.facts().public_keys
    page.panel.buttons["age"].click()
    assert naryn.keeping.facts().public_keys["age"] != before["age"]
    assert "both are in use" in told_in(page.panel)
    page.panel.buttons["signing"].click()
    page.panel.buttons["sure"].click()
    assert naryn.keeping.facts().public_keys["minisign"] != before["minisign"]
    assert not page.panel.buttons["signing"].isEnabled()  # until the coordinators have heard
    clinics.exchange_all(naryn, bishkek)
    page.refresh()
    assert page.panel.buttons["signing"].isEnabled()
    theirs = {one.id: one.digits for one in bishkek.network.view().laptops}
    assert theirs == {one.id: one.digits for one in naryn.network.view().laptops}
    acts = [row.act for row, _ in naryn._desk.trail.chained()]
    assert acts.count("keys_changed") == 2 and "trail_key" in acts and naryn.keeping.problems() == []


def test_a_copied_case_book_is_told_until_somebody_says_it_is_settled(
    qtbot: Any, two: tuple[Clinic, Clinic], tmp_path: Path
) -> None:
    _, naryn = two
    today = KeyNotice(naryn, InlineTasks())
    qtbot.addWidget(today)
    today.refresh()
    assert today.isHidden() and today.banner is None
    note_copy(naryn._desk, "a stream")
    today.refresh()
    assert not today.isHidden() and today.banner is not None
    page = page_of(qtbot, naryn, tmp_path)
    (banner,) = page.findChildren(Banner)
    banner.buttons[0].click()
    today.refresh()
    assert today.isHidden() and notices(naryn.network.view()) == []


def test_two_keys_and_a_laptop_nobody_believes_are_shown_in_the_room_and_on_the_days_page(
    qtbot: Any, two: tuple[Clinic, Clinic], tmp_path: Path
) -> None:
    """Both had a tone that no banner knows: the room and the day's page did not open just when they were needed."""
    bishkek, _naryn = two
    page = page_of(qtbot, bishkek, tmp_path)
    view = bishkek.network.view()
    page._show(replace(view, lost=True, laptops=[replace(row, disputed=not row.own) for row in view.laptops]))
    said = told_in(page)
    assert "believed any more" in said and "Two keys claim to be" in said
    drawn = page.table.grab().toImage()  # the pill of each state is painted
    assert not drawn.isNull()
    day = KeyNotice(bishkek, InlineTasks())
    qtbot.addWidget(day)
    day._show(page._view)
    assert "believed any more" in told_in(day)
