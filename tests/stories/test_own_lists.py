"""What coordinators add to the lists reaches everyone, and nobody else can add to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import NotCoordinator, UnknownList
from clinic_app.records.list_item import ListItem
from clinic_app.reference import lists
from tests.stories.clinics import Clinics, consult, form, meant

NAMES = {"ky": "Чек ара талаштары", "ru": "Приграничные споры", "en": "Border disputes"}


@pytest.fixture(autouse=True)
def _lists_of_the_files() -> Iterator[None]:
    yield
    lists.keep_own({})


def at(clinic: Clinic) -> None:
    """From here on the lists are those of this case book, as in a program that has only this one open."""
    clinic.look_again()


def test_a_value_a_coordinator_adds_reaches_every_office_and_a_late_joiner(clinics: Clinics) -> None:
    """Left out of what an invitation carries (a network stretch), the late joiner showed the bare code."""
    coordinator = clinics.coordinator()
    naryn = clinics.joined(coordinator, clinics.office("NAR1"))
    clinics.exchange_all(coordinator, naryn)
    at(coordinator)
    code, changes = coordinator.lists.add("legal_topics", NAMES, parent="FAM")
    assert changes.include("list_item") and code.startswith("FAM.X")
    at(naryn)
    assert lists.label("legal_topics", code, "ky") == code  # not there yet
    clinics.carry(coordinator, naryn)
    assert lists.label("legal_topics", code, "ky") == "Чек ара талаштары"
    assert lists.ancestor("legal_topics", code) == "FAM"
    told = consult(naryn, topic=code)
    late = clinics.joined(coordinator, clinics.office("TAL1"))
    at(late)
    assert lists.label("legal_topics", code, "ru") == "Приграничные споры"
    clinics.carry(naryn, coordinator)
    assert form(coordinator, told).topic == code  # type: ignore[attr-defined]


def test_a_closed_value_is_not_offered_any_more_and_stays_where_it_was_chosen(clinics: Clinics) -> None:
    coordinator = clinics.coordinator()
    code, _ = coordinator.lists.add("referral_to", NAMES)
    coordinator.lists.close("referral_to", code, date(2026, 6, 30))
    item = lists.items("referral_to")[code]
    assert item.labels == NAMES
    assert (lists.open_on(item, "2026-06-30"), lists.open_on(item, "2026-07-01")) == (True, False)
    old = consult(coordinator, referral_to=frozenset({code}))
    assert form(coordinator, old).referral_to == {code}  # type: ignore[attr-defined]


def test_two_coordinators_who_add_the_same_make_one_record(clinics: Clinics) -> None:
    first = clinics.coordinator()
    second = clinics.joined(first, clinics.office("OSH", "Канат Эсенов", "coordinator"))
    clinics.exchange_all(first, second)
    for one in (first, second):
        at(one)
        one.lists.add("help_kind", NAMES)
    clinics.exchange_all(first, second)
    for one in (first, second):
        assert one.casework.count("list_item") == 1
        assert one.settling.conflicts() == []


def test_only_coordinators_add_and_a_list_the_program_reckons_with_is_closed(clinics: Clinics) -> None:
    coordinator = clinics.coordinator()
    naryn = clinics.joined(coordinator, clinics.office("NAR1"))
    with pytest.raises(NotCoordinator):
        naryn.lists.add("help_kind", NAMES)
    with pytest.raises(UnknownList):
        coordinator.lists.add("risk_level", NAMES)
    with pytest.raises(UnknownList):
        coordinator.lists.add("legal_topics", NAMES, parent="NO_SUCH")


def test_an_office_that_forges_a_value_in_its_own_audience_is_refused(clinics: Clinics) -> None:
    """With `list_item` missing among ROSTER_TYPES the coordinator took the office's value for everyone's."""
    coordinator = clinics.coordinator()
    naryn = clinics.joined(coordinator, clinics.office("NAR1"))
    clinics.exchange_all(coordinator, naryn)
    forged = ListItem(id="list-" + "0" * 32, list="help_kind", code="P.X", name_ky="x", name_ru="x", home="NAR1")
    with naryn._desk.vault.changing():
        naryn.casework._enter(naryn.casework._first_content(replace(forged)), forged, ["shared:NAR1"])
    at(coordinator)
    taken = meant(clinics.carry(naryn, coordinator))
    assert [(one.status, one.reason) for one in taken] == [("refused", "bad_entries")]
    assert "P.X" not in lists.items("help_kind")
