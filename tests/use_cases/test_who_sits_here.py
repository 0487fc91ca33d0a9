"""Who works here is the person whose slot opened the case book; what is the laptop's stays the laptop's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import AccountClosed, NotCoordinator, UnknownSlot, WrongPassphrase
from clinic_app.keys import slots
from clinic_app.keys.sealing import FLOOR
from clinic_app.records.staff import Member
from clinic_app.use_cases.seats import ACCOUNTS
from tests.founding import PASSPHRASE, found, stretch_once

STUDENT = "a passphrase of the student"


@pytest.fixture(autouse=True)
def _quick() -> None:
    stretch_once()


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Callable[[str], Clinic]]:
    opened: list[Clinic] = []

    def make(role: str) -> Clinic:
        opened.append(found(tmp_path / "book", "NAR1", "Naryn", "Айгүл", role)[0])
        return opened[-1]

    yield make
    for clinic in opened:
        clinic.close()


def seat(clinic: Clinic, name: str, role: str, passphrase: str = STUDENT, active: bool = True) -> tuple[str, str]:
    """(member, slot) of one more person."""
    member = clinic.casework.save(Member(name=name, role=role, office_id="NAR1", active=active)).record.id
    slot = slots.add_slot(clinic.folder, clinic._master, passphrase, use_keyring=False, stretching=FLOOR)
    vault = clinic._desk.vault
    vault.remember(ACCOUNTS, vault.recall(ACCOUNTS, {}) | {slot: member})
    return member, slot


def test_the_person_is_whose_slot_it_was_and_the_laptop_stays(book: Callable[[str], Clinic]) -> None:
    founder = book("coordinator")
    member, slot = seat(founder, "Нурбек", "student")
    with Clinic.open(founder.folder, STUDENT) as other:
        me = other.identity
        assert (me.member_id, me.person, me.role) == (member, "Нурбек", "student")
        assert (me.coordinator, me.decides, me.manages) == (True, False, False)
        assert me.device_id == founder.identity.device_id
    assert founder.identity.decides and founder.identity.manages
    with pytest.raises(WrongPassphrase):
        Clinic.open(founder.folder, PASSPHRASE, slot)
    with pytest.raises(UnknownSlot):
        Clinic.open(founder.folder, PASSPHRASE, "0" * 16)


def test_renewing_the_laptop_never_writes_the_person_over_its_founder(book: Callable[[str], Clinic]) -> None:
    """Planted: `remember("identity", asdict(self.identity))` in `renew` makes the founder a student for ever."""
    founder = book("lawyer")
    seat(founder, "Нурбек", "student")
    with Clinic.open(founder.folder, STUDENT) as other:
        other._desk.renew(letter="C")
        other.casework.save(other.casework.blank("person", name_display="Асан"))
        assert (other.identity.person, other.identity.letter) == ("Нурбек", "C")
    founder.look_again()
    assert (founder.identity.person, founder.identity.role, founder.identity.letter) == ("Айгүл", "lawyer", "C")


def test_a_changed_role_shows_at_the_next_look(book: Callable[[str], Clinic]) -> None:
    founder = book("lawyer")
    member, _ = seat(founder, "Нурбек", "student")
    with Clinic.open(founder.folder, STUDENT) as other:
        shown = founder.casework.load("member", member)
        founder.casework.save(replace(shown, role="lawyer", name="Нурбек Асанов"))  # type: ignore[call-arg]  # a member
        other.look_again()
        assert (other.identity.person, other.identity.role, other.identity.manages) == ("Нурбек Асанов", "lawyer", True)


def test_who_is_inactive_stays_outside_unless_nobody_else_could_manage(book: Callable[[str], Clinic]) -> None:
    founder = book("lawyer")
    seat(founder, "Нурбек", "lawyer", active=False)
    with pytest.raises(AccountClosed):
        Clinic.open(founder.folder, STUDENT)
    own = founder.casework.load("member", founder.identity.member_id)
    founder.casework.save(replace(own, active=False))  # type: ignore[call-arg]  # a member
    with Clinic.open(founder.folder, PASSPHRASE) as again:
        assert again.identity.person == "Айгүл", "the last who manages is never shut out by what a record says"


def test_on_a_coordinators_laptop_only_a_coordinator_decides(book: Callable[[str], Clinic], tmp_path: Path) -> None:
    founder = book("coordinator")
    seat(founder, "Нурбек", "lawyer")
    with Clinic.open(founder.folder, STUDENT) as other:
        with pytest.raises(NotCoordinator):
            other.network.create("Network")
        founder.network.create("Network")
        other.look_again()
        with pytest.raises(NotCoordinator):
            other.network.admit(tmp_path / "request", "OSH", tmp_path / "invitation")
        with pytest.raises(NotCoordinator):
            other.network.remove("x")
        for act in (other.streams.give_up, other.streams.both_ours, other.streams.settle_told):
            with pytest.raises(NotCoordinator):
                act("x")


def test_an_older_case_book_has_its_founders_role_as_the_laptops(book: Callable[[str], Clinic]) -> None:
    founder = book("coordinator")
    vault = founder._desk.vault
    vault.remember("identity", {k: v for k, v in vault.recall("identity").items() if k != "laptop_role"})
    seat(founder, "Нурбек", "student")
    with Clinic.open(founder.folder, STUDENT) as other:
        assert other.identity.coordinator, "the laptop goes on reading and writing what it did"
