"""What a coordinator settles about streams: a lost package is given up, both branches of a fork are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import NoSuchStream, NotCoordinator
from tests.stories.clinics import Clinics, consult, edit, form, readings, statuses


def next_package(clinics: Clinics, clinic: Clinic) -> Path:
    """The newest package of `clinic` to the coordinators."""
    made = [Path(one.file) for one in clinic.exchange.export(clinics.stick()) if one.audience.startswith("shared:")]
    return max(made, key=lambda file: file.name)


def test_a_lost_package_is_given_up_and_what_follows_is_read_everywhere(clinics: Clinics) -> None:
    """The mistake "a bridge is forgotten in readable_to" was planted (`_bridged` always no): this failed."""
    bishkek = clinics.coordinator()
    osh = clinics.joined(bishkek, clinics.office("OSH"))
    second = clinics.joined(bishkek, clinics.office("OSH"))
    clinics.exchange_all(osh, second, bishkek)
    record = consult(osh, advice="one")
    first = next_package(clinics, osh)
    edit(osh, record, facts="of the lost package")
    lost = next_package(clinics, osh)
    edit(osh, record, advice="three")
    third = next_package(clinics, osh)
    for reader in (bishkek, second):
        reader.exchange.merge([first])
        assert statuses(reader.exchange.merge([third])) == ["held"]
        assert form(reader, record).advice == "one"  # type: ignore[attr-defined]
    (gap,) = bishkek.streams.gaps()
    with pytest.raises(NotCoordinator):
        second.streams.give_up(gap.stream)
    with pytest.raises(NoSuchStream):
        bishkek.streams.give_up("0" * 32)
    bishkek.streams.give_up(gap.stream)
    assert bishkek.streams.gaps() == []
    assert form(bishkek, record).advice == "three"  # type: ignore[attr-defined]
    clinics.carry(bishkek, second)
    assert form(second, record).advice == "three"  # type: ignore[attr-defined]
    assert bishkek.keeping.problems() == second.keeping.problems() == []
    for reader in (bishkek, second):
        assert form(reader, record).facts == ""  # type: ignore[attr-defined]
        assert statuses(reader.exchange.merge([lost])) == ["merged"]
        assert form(reader, record).facts == "of the lost package"  # type: ignore[attr-defined]
        assert reader.keeping.problems() == []
    assert readings(bishkek)["consultation", record.id] == readings(osh)["consultation", record.id]


def test_a_settled_fork_is_read_with_both_branches_everywhere(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    colleague = clinics.joined(bishkek, clinics.office("NAR1"))
    clinics.exchange_all(naryn, colleague, bishkek)
    naryn, twin = clinics.copied(naryn)
    ours = consult(naryn, advice="ours after the copy")
    theirs = consult(twin, advice="of the twin")
    clinics.carry(naryn, bishkek, colleague)
    assert clinics.carry(twin, bishkek, colleague).refused
    (stream,) = bishkek.streams.forked()
    with pytest.raises(NotCoordinator):
        colleague.streams.both_ours(stream)
    bishkek.streams.both_ours(stream)
    assert bishkek.streams.forked() == []
    assert (form(bishkek, ours).advice, form(bishkek, theirs).advice) == (  # type: ignore[attr-defined]
        "ours after the copy",
        "of the twin",
    )
    clinics.carry(bishkek, colleague, naryn, twin)
    for reader in (colleague, naryn, twin):
        assert form(reader, ours).advice == "ours after the copy"  # type: ignore[attr-defined]
        assert form(reader, theirs).advice == "of the twin"  # type: ignore[attr-defined]
        assert reader.keeping.problems() == []
    late = consult(twin, advice="later, of the twin")
    clinics.carry(twin, bishkek, colleague)
    assert form(colleague, late).advice == form(bishkek, late).advice == "later, of the twin"  # type: ignore[attr-defined]
    assert bishkek.keeping.problems() == []


def test_a_settled_fork_takes_what_the_twin_had_written_before_it_heard(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    clinics.exchange_all(naryn, bishkek)
    naryn, twin = clinics.copied(naryn)
    consult(naryn, advice="ours after the copy")
    consult(twin, advice="of the twin")
    clinics.carry(naryn, bishkek)
    clinics.carry(twin, bishkek)
    bishkek.streams.read_both()
    more = consult(twin, advice="more of the twin")
    done = clinics.carry(twin, bishkek)
    assert not done.refused
    assert form(bishkek, more).advice == "more of the twin"  # type: ignore[attr-defined]
    assert bishkek.streams.forked() == []
