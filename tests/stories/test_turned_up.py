"""What was given up as lost and turns up after all reaches those who read on over it, once, and then nothing waits."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from clinic_app.clinic import Clinic
from clinic_app.exchange.manifest import Hole, Manifest
from clinic_app.journal.audience import shared
from clinic_app.journal.rules import rules_of
from clinic_app.records.record import Record
from clinic_app.records.roster import StreamNote
from clinic_app.store.exchange_tables import FILLS
from clinic_app.use_cases.exchanging.turned_up import TurnedUp, without
from tests.stories.clinics import Clinics, consult, edit, form, journal_bytes, readings, statuses
from tests.stories.test_lost_for_good import next_package

LOST = "of the lost package"


@dataclass
class World:
    """A package of osh is given up as lost, and a newcomer reads on over it."""

    bishkek: Clinic
    osh: Clinic
    newcomer: Clinic
    record: Record
    lost: Path


def given_up(clinics: Clinics) -> World:
    bishkek = clinics.coordinator()
    osh = clinics.joined(bishkek, clinics.office("OSH"))
    clinics.exchange_all(osh, bishkek)
    record = consult(osh, advice="one")
    first = next_package(clinics, osh)
    edit(osh, record, facts=LOST)
    lost = next_package(clinics, osh)
    edit(osh, record, advice="three")
    bishkek.exchange.merge([first, next_package(clinics, osh)])
    bishkek.streams.give_up(bishkek.streams.gaps()[0].stream)
    newcomer = clinics.joined(bishkek, clinics.office("OSH"))
    clinics.exchange_all(bishkek, newcomer)
    assert (form(newcomer, record).advice, form(newcomer, record).facts) == ("three", "")  # type: ignore[attr-defined]
    return World(bishkek, osh, newcomer, record, lost)


def filling(clinic: Clinic) -> list[str]:
    """Packages that wait to hear that a hole is gone."""
    return list(clinic._desk.vault.recall(FILLS, {}))


def test_what_turns_up_reaches_those_who_read_on_over_it(clinics: Clinics) -> None:
    """A newcomer acknowledges places behind the hole: planted, with holes not told, it never got what lay in it."""
    world = given_up(clinics)
    bishkek, osh, newcomer = world.bishkek, world.osh, world.newcomer
    assert statuses(bishkek.exchange.merge([world.lost])) == ["merged"]
    clinics.exchange_all(bishkek, newcomer)
    assert form(newcomer, world.record).facts == LOST  # type: ignore[attr-defined]
    clinics.exchange_all(bishkek, newcomer, osh, rounds=3)
    for clinic in (bishkek, newcomer, osh):
        assert clinic.keeping.problems() == []
        assert filling(clinic) == []
    key = ("consultation", world.record.id)
    assert readings(newcomer)[key] == readings(osh)[key]
    stick = clinics.stick()
    osh.exchange.export(stick, everything=True)
    bishkek.exchange.merge([stick])
    bishkek.exchange.export(clinics.stick())
    bishkek.exchange.merge([stick])  # come again, it is answered no more
    assert not bishkek._desk.vault.recall(f"owes_receipt:{shared('OSH')}")


def test_what_was_erased_meanwhile_fills_its_place_by_name_alone(clinics: Clinics) -> None:
    """Planted, with what fills a hole counted as acknowledged, the words went on waiting in the outbox."""
    world = given_up(clinics)
    world.bishkek.exchange.merge([world.lost])
    world.bishkek.exchange.export(clinics.stick())
    (before,) = filling(world.bishkek)
    newcomer = world.newcomer.identity.device_id
    assert before in world.bishkek._desk.vault.exchange.unanswered(shared("OSH"), newcomer, 50)  # or it is never missed
    world.osh.erasing.erase("consultation", world.record.id)
    clinics.carry(world.osh, world.bishkek)
    assert world.bishkek.casework.load("consultation", world.record.id).erased
    assert before not in {one.name for one in world.bishkek.exchange.export(clinics.stick())}
    clinics.exchange_all(world.bishkek, world.newcomer)
    assert LOST.encode() not in journal_bytes(world.newcomer)
    assert filling(world.bishkek) == [] and world.newcomer.keeping.problems() == []


def test_nothing_waits_for_a_hole_of_a_laptop_that_was_removed(clinics: Clinics) -> None:
    world = given_up(clinics)
    world.bishkek.exchange.merge([world.lost])
    world.bishkek.exchange.export(clinics.stick())
    assert filling(world.bishkek)
    world.bishkek.network.remove(world.newcomer.identity.device_id)
    world.bishkek.exchange.export(clinics.stick())
    assert filling(world.bishkek) == []


def test_of_the_network_too(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    talas = clinics.joined(bishkek, clinics.office("TAL", role="coordinator"))
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    clinics.exchange_all(bishkek, talas, naryn)
    told = []
    for office in ("OSH", "BAT"):
        clinics.joined(talas, clinics.office(office))
        made = [one for one in talas.exchange.export(clinics.stick()) if one.audience == "net"]
        told.append(Path(max(made, key=lambda one: one.name).file))
    assert statuses(bishkek.exchange.merge([told[1]])) == statuses(naryn.exchange.merge([told[1]])) == ["held"]
    (gap,) = [one for one in bishkek.streams.gaps() if one.audience == "net"]
    bishkek.streams.give_up(gap.stream)
    clinics.exchange_all(bishkek, naryn)
    offices = {one.office for one in naryn.network.roster()}
    assert "BAT" in offices and "OSH" not in offices
    assert statuses(bishkek.exchange.merge([told[0]])) == ["merged"]
    clinics.exchange_all(bishkek, naryn)
    assert "OSH" in {one.office for one in naryn.network.roster()}
    assert filling(bishkek) == []


def test_holes_that_nobody_gave_up_are_owed_nothing(clinics: Clinics) -> None:
    """A member may tell what they like: it would have everything sent anew for ever."""
    bishkek = clinics.coordinator()
    osh = clinics.joined(bishkek, clinics.office("OSH"))
    consult(osh, advice="one")
    clinics.exchange_all(osh, bishkek)
    device = osh.identity.device_id
    holes = tuple(Hole(stream.id, 1, 9) for stream, *_ in bishkek._desk.vault.journal.streams())
    turned_up = TurnedUp(bishkek._desk)
    manifest = Manifest(
        bishkek.identity.network_id, device, shared("OSH"), (bishkek.identity.device_id,), 900, "", "", holes=holes
    )
    turned_up.hear(manifest)
    assert list(turned_up.owed(shared("OSH"), {device: [device]})) == []
    assert list(turned_up.owed("net", {bishkek.identity.network_id: [device]})) == []


def test_what_two_coordinators_give_up_is_one_bridge() -> None:
    """Two holes with the same first place made a manifest that nobody may seal."""
    note = StreamNote(id="s", home="", bridged=frozenset({"4-5", "4-4", "8-8", "6-6", "12-20", "14-15"}))
    assert rules_of({}, [note]).bridges == {"s": ((4, 6), (8, 8), (12, 20))}


def test_places_that_are_on_their_way_are_not_sent_again() -> None:
    assert without((2, 9), []) == [(2, 9)]
    assert without((2, 9), [(4, 6), (5, 7)]) == [(2, 4), (7, 9)]
    assert without((2, 9), [(0, 3), (8, 12)]) == [(3, 8)]
    assert without((2, 9), [(9, 12), (0, 2)]) == [(2, 9)]
    assert without((2, 9), [(1, 30)]) == []
