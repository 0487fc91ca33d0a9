"""What is left at a place and what leaves it again: through every failure, in order, and never too early."""

from __future__ import annotations

from pathlib import Path

import pytest

from clinic_app.errors import Trouble
from clinic_app.transport.parts import PART
from tests.stories.clinics import Clinics, consult
from tests.stories.places import Cloud, Later, sync, told_by_indexes, use_cloud, use_stick
from tests.stories.test_places import DATA, Network, network, states
from tests.transport.fake_place import Fault, Killed

__all__ = ["network"]

KILL = Fault("after", None)


@pytest.mark.parametrize("fault", [Fault("during", half=True), KILL], ids=str)
def test_a_line_that_breaks_at_any_call_loses_nothing_and_announces_nothing_that_is_not_there(
    network: Network, tmp_path: Path, fault: Fault
) -> None:
    """Planted: with a rung's index left before its objects, an index named what was not there."""
    leave_with_a_fault_at_every_call(network, tmp_path, fault)


def leave_with_a_fault_at_every_call(network: Network, tmp_path: Path, fault: Fault) -> None:
    """A sync for each call that it makes, which goes wrong there; tests/long has the other faults."""
    network.rounds()
    everybody = [network.naryn, network.bishkek]
    (tmp_path / "letter.pdf").write_bytes(b"letter " * 3000)
    number, calls = 0, 99
    while number <= calls:
        record = consult(network.naryn, advice=f"broken at call {number}")
        if number % 4 == 0:
            network.naryn.evidence.attach("consultation", record.id, tmp_path / "letter.pdf")
        network.cloud.begin_count()
        network.cloud.go_wrong([*[None] * number, fault])
        try:
            if sync(network.naryn).problem is None:
                calls = len(network.cloud.calls)  # it came through: the fault struck behind the last call
        except Killed:
            pass
        network.cloud.go_wrong([])
        for named in told_by_indexes(network.cloud, everybody).values():
            assert named <= {one.removesuffix(".parts") for one in network.cloud.objects}
        assert sync(network.naryn).problem is None
        taken = sync(network.bishkek)
        assert taken.problem is None and taken.oddities == ()
        assert record.id in network.bishkek.casework.ids("consultation")
        number += 1
    assert calls > 8 and len(network.cloud.indexes) == 2, "no halves lie about"
    assert network.bishkek.keeping.problems() == [] and network.bishkek.streams.gaps() == []


def test_a_reader_whose_line_breaks_at_any_call_has_all_in_the_end(network: Network) -> None:
    read_with_a_fault_at_every_call(network, Fault("during"))


def read_with_a_fault_at_every_call(network: Network, fault: Fault) -> None:
    """A sync for each call that it makes, which goes wrong there; tests/long has the other faults."""
    network.rounds()
    number, calls = 0, 99
    while number <= calls:
        record = consult(network.naryn, advice=f"broken at call {number}")
        assert sync(network.naryn).problem is None
        network.cloud.begin_count()
        network.cloud.go_wrong([*[None] * number, fault])
        try:
            if sync(network.bishkek).problem is None:
                calls = len(network.cloud.calls)
        except Killed:
            pass
        network.cloud.go_wrong([])
        done = sync(network.bishkek)
        assert done.problem is None and done.oddities == ()
        assert record.id in network.bishkek.casework.ids("consultation")
        number += 1
    assert calls > 3


def test_the_roster_goes_first_then_small_before_large_and_files_last(network: Network, tmp_path: Path) -> None:
    network.rounds()
    large = consult(network.bishkek, advice="long " * 40_000)
    (tmp_path / "small.txt").write_bytes(b"tiny")
    (tmp_path / "large.pdf").write_bytes(DATA[:50_000])
    for name in ("large.pdf", "small.txt"):
        network.bishkek.evidence.attach("consultation", large.id, tmp_path / name)
    network.clinics.joined(network.bishkek, network.clinics.office("BIS", "Айбек", "coordinator"))
    network.cloud.begin_count()
    assert sync(network.bishkek).problem is None
    rows = {row.sha256: row for row in network.bishkek.outbox.rows()}
    order = [name.rpartition("/")[2] for call, name in network.cloud.calls if call == "write"]
    kinds = ["index" if one not in rows else rows[one].kind for one in order]
    audiences = [rows[one].audience_label for one in order if one in rows]
    assert audiences[0] == "Everyone"
    packages = [rows[one].bytes for one in order if one in rows and rows[one].kind == "package"][1:]
    files = [rows[one].bytes for one in order if one in rows and rows[one].kind == "attachment"]
    assert packages == sorted(packages) and files == sorted(files) and len(files) == 2
    assert kinds.index("attachment") > max(place for place, kind in enumerate(kinds) if kind == "package")
    assert kinds[-1] == "index"


def test_what_everybody_has_leaves_the_place_a_week_later_and_not_before(network: Network, tmp_path: Path) -> None:
    """Planted: with one reader's word taken for everybody's, the other coordinator found nothing after a week."""
    other = network.clinics.joined(network.bishkek, network.clinics.office("BIS", "Айбек", "coordinator"))
    use_cloud(other, network.cloud)
    clocks = {clinic: Later() for clinic in (network.naryn, network.bishkek, other)}
    for clinic, clock in clocks.items():
        clinic.places.clock = clock
    network.rounds()
    sync(other)
    network.rounds()
    record = consult(network.naryn)
    (tmp_path / "letter.pdf").write_bytes(DATA)
    made = network.naryn.evidence.attach("consultation", record.id, tmp_path / "letter.pdf")
    sync(network.naryn)
    (package,) = [row for row in network.naryn.outbox.rows() if row.kind == "package" and row.state == "there"]
    network.rounds()
    for clock in clocks.values():
        clock.days(30)
    network.rounds()
    large = {f"{made.sealed_name}.parts", made.sealed_name}
    assert package.sha256 in network.cloud.objects and large & network.cloud.objects, "one of two has it"
    assert sync(other).oddities == () and other.evidence.open_bytes(made.id) == DATA
    network.rounds()
    assert states(network.naryn)[package.name] == "received"
    for clock in clocks.values():
        clock.days(6.9)
    network.rounds()
    assert package.sha256 in network.cloud.objects
    for clock in clocks.values():
        clock.days(0.2)
    for _ in range(2):
        network.rounds()
    for clock in clocks.values():
        clock.days(8)
    network.rounds()
    assert not {package.sha256, *large} & network.cloud.objects
    assert not {one for one in network.cloud.objects if one.endswith(PART)}, "its parts are gone too"
    for clinic in (network.bishkek, other, network.naryn):
        assert sync(clinic).oddities == ()


def test_receipts_do_not_heap_up_and_an_index_is_one_file(network: Network) -> None:
    network.rounds()
    for day in range(5):
        consult(network.naryn, advice=f"day {day}")
        network.rounds(1)
    assert len(network.cloud.indexes) == 2  # one of each laptop, in the office's group
    receipts = [row for row in network.bishkek._desk.vault.exchange.places.objects() if row.receipt]
    assert len(receipts) <= 2
    assert network.bishkek.exchange.waiting().packages == 0


def test_what_a_removed_laptop_could_open_leaves_the_place_at_once(network: Network) -> None:
    second = network.clinics.joined(network.bishkek, network.clinics.office("NAR1", "Нурлан"))
    use_cloud(second, network.cloud)
    for _ in range(2):
        network.rounds()
        sync(second)
    record = consult(network.naryn, advice="sealed for both, before the theft")
    sync(network.naryn)
    (stolen,) = [row for row in network.naryn.outbox.rows() if row.state == "there"]
    network.bishkek.network.remove(second.identity.device_id)
    sync(network.bishkek)
    assert sync(network.naryn).problem is None
    assert stolen.sha256 not in network.cloud.objects
    sync(second)
    assert record.id not in second.casework.ids("consultation")
    assert sync(network.bishkek).oddities == ()
    assert record.id in network.bishkek.casework.ids("consultation")


def test_a_place_that_was_emptied_gets_again_what_nobody_has_yet(network: Network, clinics: Clinics) -> None:
    """Another stick under the same letter, a cloud that was tidied up: one's own index is not there any more."""
    network.rounds()
    stick = clinics.stick()
    for clinic in (network.naryn, network.bishkek):
        use_stick(clinic, stick)
    record = consult(network.naryn)
    sync(network.naryn)
    network.cloud.files.clear()
    for path in [*stick.rglob("*")]:
        if path.is_file():
            path.unlink()
    assert len(sync(network.naryn).published) == 2
    assert sync(network.bishkek).fetched == 1 and record.id in network.bishkek.casework.ids("consultation")
    assert sync(network.bishkek).oddities == ()


def test_a_name_that_is_taken_in_a_folder_stops_nothing(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    stick = clinics.stick()
    for clinic in (naryn, bishkek):
        use_stick(clinic, stick)
    (stick / "NAR1-A-000001.clinic").write_bytes(b"somebody's letter")
    record = consult(naryn)
    assert sync(naryn).problem is None
    assert (stick / "NAR1-A-000001.clinic").read_bytes() == b"somebody's letter"
    assert len(list(stick.glob("NAR1-A-000001-*.clinic"))) == 1
    sync(bishkek)
    assert record.id in bishkek.casework.ids("consultation")


def test_a_laptop_that_was_restored_leaves_under_a_new_life(network: Network, tmp_path: Path) -> None:
    """Its old index lies there and is known to nobody here: nothing is put back, nothing withheld, all arrives."""
    network.rounds()
    network.naryn.keeping.backup(tmp_path / "copy")
    consult(network.naryn, advice="after the backup")
    network.rounds(1)
    network.clinics.close(network.naryn)
    from clinic_app.clinic import Clinic
    from tests.stories.clinics import PASSPHRASE

    Clinic.restore(tmp_path / "copy", tmp_path / "restored", PASSPHRASE)
    network.naryn = network.clinics.opened(tmp_path / "restored")
    use_cloud(network.naryn, network.cloud)
    record = consult(network.naryn, advice="after the restoring")
    for _ in range(3):
        for clinic in (network.naryn, network.bishkek):
            done = sync(clinic)
            assert done.problem is None and done.oddities == ()
    assert record.id in network.bishkek.casework.ids("consultation")
    assert len(network.naryn.casework.ids("consultation")) == 2
    assert Trouble.CUT.passing
    assert isinstance(network.cloud, Cloud)
