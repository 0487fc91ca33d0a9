"""Search where two laptops disagree: what either of them wrote is found until somebody has decided. Two real vaults."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clinic_app.clinic import Clinic
from clinic_app.records.record import Record
from clinic_app.use_cases.searching import Narrowed
from tests.stories.clinics import Clinics, consult, edit, person


@pytest.fixture
def clinics(tmp_path: Path) -> Iterator[Clinics]:
    made = Clinics(tmp_path)
    yield made
    made.close_all()


@pytest.fixture
def torn(clinics: Clinics) -> tuple[Clinic, Clinic, Record, Record]:
    """(coordinator, office, a person and a consultation whose name, telephone, advice and topic each has changed)."""
    coordinator = clinics.coordinator()
    office = clinics.joined(coordinator, clinics.office("NAR1"))
    client = person(office, "Токтоматова Айгүл", phone="0700 111111")
    told = consult(office, advice="эски кеңеш", topic="FAM.ALI", person_id=client.id)
    clinics.exchange_all(coordinator, office)
    edit(office, client, name_display="Асанова Айгүл", phone="0700 222222")
    edit(office, told, advice="Жер участогу бөлүнсүн", topic="LAN.BOU")
    edit(coordinator, client, name_display="Щербакова Айгүл", phone="0700 333333")
    edit(coordinator, told, advice="Компенсация өндүрүлсүн", topic="LAB.DIS")
    clinics.exchange_all(coordinator, office)
    assert coordinator.settling.conflicts()
    return coordinator, office, client, told


def found(clinic: Clinic, words: str, **narrowed: str) -> set[str]:
    return {hit.id for hit in clinic.searching.search(words, 20, Narrowed(**narrowed))}  # type: ignore[arg-type]


def test_both_values_are_found_on_both_sides(torn: tuple[Clinic, Clinic, Record, Record]) -> None:
    """With `beside` left out of `WordIndex.put` only the value that is shown was found, and this failed."""
    coordinator, office, client, told = torn
    for clinic in (coordinator, office):
        for words in ("Асанова", "Asanova", "Щербакова", "Shcherbakova", "0700 222222", "0700 333333"):
            assert found(clinic, words) == {client.id}, words
        for words in ("участогу", "өндүрүлсүн"):
            assert found(clinic, words) == {told.id}, words
        assert found(clinic, "", topic="LAN") == found(clinic, "", topic="LAB") == {told.id}
        assert found(clinic, "Токтоматова") == found(clinic, "эски") == found(clinic, "", topic="FAM") == set()


def test_a_hit_in_what_is_not_shown_shows_it(torn: tuple[Clinic, Clinic, Record, Record]) -> None:
    coordinator = torn[0]
    for words, marked in (
        ("участогу", "участогу"), ("өндүрүлсүн", "өндүрүлсүн"), ("асанова", "Асанова"), ("щербакова", "Щербакова"),
    ):  # fmt: skip
        (hit,) = coordinator.searching.search(words)
        at = [(hit.title, one) for one in hit.title_marks] + [(hit.snippet, one) for one in hit.marks]
        assert [text[start:end] for text, (start, end) in at] == [marked]


def test_what_was_decided_against_is_found_no_more(
    clinics: Clinics, torn: tuple[Clinic, Clinic, Record, Record]
) -> None:
    coordinator, office, client, told = torn
    for conflict in coordinator.settling.conflicts():
        wanted = {"Асанова Айгүл", "0700 222222", "LAN.BOU", "Жер участогу бөлүнсүн"}
        (take,) = [one.dot for one in conflict.values if one.value in wanted]
        coordinator.settling.resolve(conflict.id, take=take)
    clinics.exchange_all(coordinator, office)
    for clinic in (coordinator, office):
        assert found(clinic, "Асанова") == found(clinic, "0700 222222") == {client.id}
        assert found(clinic, "участогу") == found(clinic, "", topic="LAN") == {told.id}
        for words in ("Щербакова", "0700 333333", "өндүрүлсүн"):
            assert found(clinic, words) == set(), words
        assert clinic.keeping.problems() == []


def test_a_vault_of_a_program_that_did_not_know_is_put_right_as_it_opens(
    clinics: Clinics, torn: tuple[Clinic, Clinic, Record, Record]
) -> None:
    """With `_LEAVES` left out of `Vault._prepare` nothing was read again, and this failed."""
    coordinator, _, client, _ = torn
    vault = coordinator._desk.vault
    with vault.changing():
        shown = vault.records.load("person", [client.id])
        vault._words.put(shown, {("person", client.id)})
        vault.remember("shapes", {k: v for k, v in vault.recall("shapes").items() if k != "leaves"})
    assert {bool(found(coordinator, words)) for words in ("Асанова", "Щербакова")} == {True, False}
    again = clinics.reopened(coordinator)
    assert found(again, "Асанова") == found(again, "Щербакова") == {client.id}
