"""Places: what goes out there and comes from there, through a stick and a cloud, and what is said of it."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import ExchangeBusy, NothingWaits, PlaceFailed, Trouble, UnknownPlace
from tests.stories.clinics import Clinics, consult, form, readings
from tests.stories.places import SECRET, SETTINGS, Cloud, Later, sync, use_cloud, use_stick
from tests.transport.fake_place import Fault

DATA = "коркутуу каты ".encode() * 20_000


class Network:
    """A coordinator and an office that share a cloud and a stick."""

    def __init__(self, clinics: Clinics) -> None:
        self.clinics = clinics
        self.cloud = Cloud()
        self.bishkek = clinics.coordinator()
        self.naryn = clinics.joined(self.bishkek, clinics.office("NAR1"))
        for clinic in (self.bishkek, self.naryn):
            use_cloud(clinic, self.cloud)

    def rounds(self, number: int = 2) -> None:
        for _ in range(number):
            for clinic in (self.naryn, self.bishkek):
                assert sync(clinic, "cloud").problem is None


@pytest.fixture
def network(clinics: Clinics) -> Network:
    return Network(clinics)


def states(clinic: Clinic, place: str = "cloud") -> dict[str, str]:
    return {row.name: row.state for row in clinic.outbox.rows() if row.place == place}


def test_a_consultation_and_its_file_come_through_the_cloud(network: Network, tmp_path: Path) -> None:
    record = consult(network.naryn, advice="through the cloud")
    (tmp_path / "letter.pdf").write_bytes(DATA)
    made = network.naryn.evidence.attach("consultation", record.id, tmp_path / "letter.pdf")
    done = sync(network.naryn)
    assert [one.audience for one in done.published] == ["shared:NAR1"] and done.problem is None
    assert set(states(network.naryn).values()) == {"there"}
    taken = sync(network.bishkek)
    assert taken.fetched >= 1 and taken.oddities == ()
    assert form(network.bishkek, record).advice == "through the cloud"  # type: ignore[attr-defined]
    assert network.bishkek.evidence.open_bytes(made.id) == DATA
    assert list((network.bishkek.folder / "incoming").iterdir()) == []
    network.rounds()
    told = states(network.naryn)
    assert told["NAR1-A-000001.clinic"] == "received"
    names = " ".join(network.cloud.files)
    assert "NAR1" not in names and "shared" not in names, "a provider learns no office code from names"


def test_what_a_stick_brought_is_not_loaded_from_the_cloud_again(network: Network, clinics: Clinics) -> None:
    """Planted: with `see_packages` left out the cloud's copy was loaded and merged again."""
    network.rounds()
    stick = clinics.stick()
    for clinic in (network.naryn, network.bishkek):
        use_stick(clinic, stick)
    record = consult(network.naryn, advice="twice on its way")
    assert sync(network.naryn).problem is None
    (package,) = {row.sha256 for row in network.naryn.outbox.rows() if row.state == "there"}
    assert {row.place for row in network.naryn.outbox.rows() if row.sha256 == package} == {"cloud", "stick"}
    assert [one.status for one in sync(network.bishkek, "stick").merged] == ["merged"]
    network.cloud.begin_count()
    assert sync(network.bishkek, "cloud").merged == ()
    assert not [name for call, name in network.cloud.calls if call == "read" and package in name]
    assert form(network.bishkek, record).advice == "twice on its way"  # type: ignore[attr-defined]


def test_what_was_merged_by_hand_does_not_come_again(network: Network, clinics: Clinics) -> None:
    network.rounds()
    consult(network.naryn)
    packages = clinics.packages(network.naryn)
    sync(network.naryn)
    network.bishkek.exchange.merge(packages)
    assert sync(network.bishkek).merged == ()


def test_a_folder_is_as_it_always_was_for_who_has_no_places(clinics: Clinics, tmp_path: Path) -> None:
    """`sync` leaves packages and sealed files flat, `merge FOLDER` takes them; and flat ones carried by hand come."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    stick = clinics.stick()
    use_stick(naryn, stick)
    record = consult(naryn)
    (tmp_path / "letter.pdf").write_bytes(DATA)
    made = naryn.evidence.attach("consultation", record.id, tmp_path / "letter.pdf")
    (package,) = sync(naryn).published
    assert {path.name for path in stick.iterdir() if path.is_file()} == {
        "NAR1-A-000001.clinic",
        f"{made.sealed_name}.age",
    }
    assert Path(package.file).is_file() and package.objects == 1
    done = bishkek.exchange.merge([stick])
    assert [one.status for one in done.packages] == ["merged"] and bishkek.evidence.open_bytes(made.id) == DATA
    own = consult(bishkek)
    bishkek.exchange.export(stick)
    assert sync(naryn).problem is None
    assert {one.state for one in naryn.exchange.outgoing() if one.name == package.name} == {"answered"}
    other = clinics.joined(bishkek, clinics.office("OSH1"))
    brought = consult(other)
    other.exchange.export(stick)
    use_stick(bishkek, stick)
    assert sync(bishkek).fetched >= 1 and brought.id in bishkek.casework.ids("consultation")
    assert own.id not in naryn.casework.ids("consultation")


def test_there_is_never_said_of_what_a_place_threw_away(network: Network) -> None:
    """Planted: with the read back left out of `leave` this said "there" of what the place had thrown away."""
    network.rounds()
    consult(network.naryn)
    network.cloud.write = lambda *_told: None  # type: ignore[assignment]
    done = sync(network.naryn)
    assert isinstance(done.problem, PlaceFailed) and done.published == ()
    assert "there" not in states(network.naryn).values() and "failed" in states(network.naryn).values()
    assert network.naryn.exchange.outgoing()[0].state == "waits"
    del network.cloud.write
    assert sync(network.naryn).problem is None
    assert network.naryn.exchange.outgoing()[0].state == "sent"


def test_a_place_says_when_it_was_well_last_and_why_it_is_not(network: Network) -> None:
    clock = Later()
    network.naryn.places.clock = clock
    sync(network.naryn)
    good = network.naryn.places.one("cloud").last_good
    assert good is not None and network.naryn.places.one("cloud").problem is None
    consult(network.naryn)
    pauses = []
    for _ in range(4):
        clock.days(0.5)
        network.cloud.go_wrong([Fault("before", Trouble.NAME)])
        assert sync(network.naryn).problem is not None
        told = network.naryn.places.one("cloud")
        assert told.problem and told.next_try and (told.problem.why, told.last_good) == (Trouble.NAME, good)
        pauses.append((told.next_try - clock.now).total_seconds())
    assert pauses == sorted(pauses) and pauses[-1] > 1000, "each time a little later"
    network.naryn.outbox.send_now("cloud")
    assert network.naryn.places.one("cloud").next_try is None
    assert sync(network.naryn).problem is None
    told = network.naryn.places.one("cloud")
    assert told.problem is None and told.last_good == clock.now.replace(microsecond=0)


def test_a_setting_that_is_missing_is_told_where_people_look(network: Network) -> None:
    """A place of an older program lacks what this one must know; no errand is made, so none could come back to tell.

    Planted: with the trouble only raised, the status bar went on saying that all was well.
    """
    sync(network.naryn)
    network.naryn._desk.vault.remember("places", {"cloud": {"kind": "webdav", "user": "anna"}})
    with pytest.raises(PlaceFailed):
        network.naryn.exchange.begin_fetch("cloud")
    told = network.naryn.places.one("cloud")
    assert told.problem is not None and (told.problem.why, told.problem.detail) == (Trouble.SETTING, "url")
    assert sync(network.naryn).problem is not None


def test_secrets_stay_in_the_vault(network: Network) -> None:
    naryn = network.naryn
    (told,) = naryn.places.all()
    assert told.settings == SETTINGS and told.kept_secrets == ("password",)
    errands = [naryn.exchange.begin_fetch("cloud"), naryn.exchange.begin_leaving("cloud")]
    for shown in (told, errands, naryn.outbox.rows(), naryn.places.door("cloud")):
        assert SECRET not in repr(shown)
    for elsewhere in ({"user": "bakyt"}, {"url": "https://other.example/dav"}):  # planted once: it went to any server
        with pytest.raises(PlaceFailed):
            naryn.places.change("cloud", "webdav", {**SETTINGS, **elsewhere})
    naryn.places.change("cloud", "webdav", SETTINGS, renamed="sky")
    assert naryn.places.settings_for("webdav", SETTINGS, {}, kept_from="sky").password == SECRET  # type: ignore[attr-defined]
    assert naryn.places.names() == ["sky"]
    naryn.places.remove("sky")
    assert SECRET not in json.dumps(naryn._desk.vault.sql.all("select value from memory"))
    with pytest.raises(PlaceFailed):
        naryn.places.add("cloud", "webdav", {**SETTINGS, "password": SECRET})
    with pytest.raises(UnknownPlace):
        naryn.places.add("cloud", "carrier pigeon", {})


def test_cancelled_stays_here_and_goes_when_it_is_told_to(network: Network) -> None:
    network.rounds()
    record = consult(network.naryn)
    network.naryn.exchange.begin_leaving("cloud")
    (row,) = [row for row in network.naryn.outbox.rows() if row.state == "sealed"]
    network.naryn.outbox.cancel("cloud", row.sha256)
    assert sync(network.naryn).published == () and row.sha256 not in network.cloud.objects
    assert states(network.naryn)[row.name] == "cancelled"
    with pytest.raises(NothingWaits):
        network.naryn.outbox.cancel("cloud", "f" * 64)
    network.naryn.outbox.send_now("cloud", row.sha256)
    assert len(sync(network.naryn).published) == 1
    sync(network.bishkek)
    assert record.id in network.bishkek.casework.ids("consultation")


def test_one_exchange_at_a_time(network: Network) -> None:
    with network.naryn.exchange.hold(), pytest.raises(ExchangeBusy):
        sync(network.naryn)
    assert sync(network.naryn).problem is None


def test_a_newcomer_and_what_he_wrote_come_in_one_sync(clinics: Clinics) -> None:
    """Two coordinators: one takes a laptop in, the other hears of it, and of its words, from the same cloud at once."""
    network = Network(clinics)
    osh = clinics.joined(network.bishkek, clinics.office("OSH1", "Айбек", "coordinator"))
    use_cloud(osh, network.cloud)
    network.rounds()
    assert sync(osh).problem is None
    talas = clinics.joined(network.bishkek, clinics.office("TAL1"))
    use_cloud(talas, network.cloud)
    record = consult(talas, advice="from the newcomer")
    assert sync(talas).problem is None
    assert sync(network.bishkek).problem is None
    before = readings(osh)
    assert ("consultation", record.id) not in before
    for _ in range(2):
        assert sync(osh).oddities == ()
    assert form(osh, record).advice == "from the newcomer"  # type: ignore[attr-defined]


def test_two_places_one_of_them_gone(network: Network, clinics: Clinics) -> None:
    network.rounds()
    stick = clinics.stick()
    for clinic in (network.naryn, network.bishkek):
        use_stick(clinic, stick)
    record = consult(network.naryn)
    network.cloud.go_wrong([Fault("before", Trouble.UNREACHABLE)] * 50)
    done = sync(network.naryn)
    assert isinstance(done.problem, PlaceFailed) and done.problem.why is Trouble.UNREACHABLE
    assert [(one.name, one.problem is None) for one in done.places] == [("cloud", False), ("stick", True)]
    assert len(done.published) == 1
    assert sync(network.bishkek, "stick").fetched == 1
    assert record.id in network.bishkek.casework.ids("consultation")


def test_the_half_of_what_came_by_a_stick_meanwhile_is_cleared_away(network: Network, clinics: Clinics) -> None:
    network.rounds()
    record = consult(network.naryn, advice=" ".join(secrets.token_hex(4) for _ in range(8000)))
    packages = clinics.packages(network.naryn)
    sync(network.naryn)
    network.cloud.begin_count()
    network.cloud.go_wrong([*[None] * 2, Fault("during", Trouble.CUT)])
    assert sync(network.bishkek).problem is not None
    incoming = network.bishkek.folder / "incoming"
    assert list(incoming.iterdir()) != []
    network.bishkek.exchange.merge(packages)
    assert sync(network.bishkek).problem is None
    assert list(incoming.iterdir()) == []
    assert record.id in network.bishkek.casework.ids("consultation")
