"""A place that lies: old objects put back, objects swapped, one withheld, everything rolled back, heaps of junk.

It is noticed and named with the laptop it is about, and nothing of it is taken in; what can be read is.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable

import pytest

from clinic_app.clinic import Clinic
from clinic_app.exchange.index import Index, device_mark, index_name, write_index
from clinic_app.use_cases.exchanging.addresses import group_of, index_folder, life_mark
from clinic_app.use_cases.exchanging.oddities import Odd
from clinic_app.use_cases.exchanging.signing_keys import signer_of
from clinic_app.wording.oddities import oddity_words
from clinic_app.wording.words import LANGUAGES, speak
from tests.stories.clinics import Clinics, consult, readings
from tests.stories.places import Cloud, sync, use_cloud, use_stick
from tests.stories.test_places import Network, network

__all__ = ["network"]


def odd(clinic: Clinic, name: str | None = None) -> set[tuple[str, str, str, str]]:
    """(place, office, letter, what) of an exchange."""
    done = sync(clinic, name)
    assert done.problem is None
    return {(one.place, one.office, one.letter, str(one.what)) for one in done.oddities}


def newest(cloud: Cloud, clinic: Clinic, audience: str = "shared:NAR1") -> str:
    """The name of the newest index of a case book."""
    me = clinic.identity
    start = f"{index_folder(me.network_id, group_of(me, audience))}/{device_mark(me.device_id)}-{life_mark(me)}-"
    return max(name for name in cloud.indexes if name.startswith(start))


def test_everything_put_back_to_last_week_is_noticed_and_harmless(network: Network) -> None:
    """Planted: with counts of indexes not compared nothing was noticed."""
    network.rounds()
    consult(network.naryn, advice="last week")
    network.rounds()
    before = dict(network.cloud.files)
    consult(network.naryn, advice="this week")
    network.rounds()
    known = readings(network.bishkek)
    network.cloud.files = dict(before)
    assert odd(network.bishkek) == {("cloud", "NAR1", "A", "put_back")}
    assert odd(network.bishkek) == {("cloud", "NAR1", "A", "put_back")}, "as long as it lasts"
    assert readings(network.bishkek) == known
    assert [one.what for one in network.bishkek.places.one("cloud").oddities] == [Odd.PUT_BACK]
    sync(network.naryn)  # its own newest index is gone: it leaves again what nobody has acknowledged
    record = consult(network.naryn, advice="goes on")
    sync(network.naryn)
    assert odd(network.bishkek) == set()
    assert record.id in network.bishkek.casework.ids("consultation")


def test_the_roster_put_back_lets_no_removed_laptop_in_again(network: Network) -> None:
    second = network.clinics.joined(network.bishkek, network.clinics.office("NAR1", "Нурлан"))
    use_cloud(second, network.cloud)
    for _ in range(2):
        network.rounds()
        sync(second)
    before = dict(network.cloud.files)
    network.bishkek.network.remove(second.identity.device_id)
    network.rounds()
    consult(second, advice="from the thief")
    sync(second)
    for name in network.cloud.names("index") - before.keys():
        del network.cloud.files[name]
    network.cloud.files |= before
    assert ("cloud", "BIS", "A", "put_back") in odd(network.naryn)
    assert second.identity.device_id not in {
        one.id for one in network.naryn._desk.roster().laptops.values() if not one.removed
    }
    assert not any("thief" in str(shown) for shown in readings(network.naryn).values())


def test_an_object_that_is_withheld_is_named(network: Network) -> None:
    """Planted: with what is not there passed over in silence nobody heard of it."""
    network.rounds()
    record = consult(network.naryn)
    (package,) = (sync(network.naryn), *[row for row in network.naryn.outbox.rows() if row.state == "there"])[1:]
    (name,) = [one for one in network.cloud.files if one.endswith(package.sha256)]
    held = network.cloud.files.pop(name)
    for _ in range(2):
        assert odd(network.bishkek) == {("cloud", "NAR1", "A", "withheld")}
    network.cloud.files[name] = held
    assert odd(network.bishkek) == set()
    assert record.id in network.bishkek.casework.ids("consultation")


def test_objects_swapped_between_names_are_refused_and_named(network: Network) -> None:
    network.rounds()
    for advice in ("first", "second"):
        consult(network.naryn, advice=advice)
        sync(network.naryn)
    rows = [row.sha256 for row in network.naryn.outbox.rows() if row.state == "there" and row.kind == "package"]
    one, other = [next(name for name in network.cloud.files if name.endswith(sha256)) for sha256 in rows[:2]]
    files = network.cloud.files
    files[one], files[other] = files[other], files[one]
    before = readings(network.bishkek)
    assert odd(network.bishkek) == {("cloud", "NAR1", "A", "spoiled")}
    assert readings(network.bishkek) == before
    files[one], files[other] = files[other], files[one]
    assert odd(network.bishkek) == set() and readings(network.bishkek) != before


def test_an_index_in_another_name_is_not_believed(network: Network) -> None:
    """Planted: with an index believed by its name, a member could hide a colleague's packages for ever."""
    network.rounds()
    thief = network.clinics.joined(network.bishkek, network.clinics.office("OSH1"))
    me, audience = network.naryn.identity, "shared:NAR1"
    group = group_of(me, audience)
    for device in (me.device_id, thief.identity.device_id):
        index = Index(me.network_id, device, group, life_mark(me), 99_999_999)
        data = write_index(index, signer_of(thief._desk))
        name = index_name(Index(me.network_id, me.device_id, group, life_mark(me), 99_999_999), data)
        network.cloud.files[f"{index_folder(me.network_id, group)}/{name}"] = data
    network.rounds()
    record = consult(network.naryn)
    sync(network.naryn)
    assert odd(network.bishkek) == {("cloud", "NAR1", "A", "forged")}
    assert record.id in network.bishkek.casework.ids("consultation")


def test_a_copied_case_book_is_noticed_before_it_leaves_anything(network: Network) -> None:
    network.rounds()
    network.naryn, twin = network.clinics.copied(network.naryn)
    for clinic in (network.naryn, twin):
        use_cloud(clinic, network.cloud)
    mine, life = consult(network.naryn, advice="on the first"), life_mark(twin.identity)
    sync(network.naryn)
    assert odd(twin) == {("cloud", "", "", "copied")}
    assert life_mark(twin.identity) != life
    other = consult(twin, advice="on the copy")
    for _ in range(3):
        for clinic in (network.naryn, twin, network.bishkek):
            sync(clinic)
    assert {mine.id, other.id} <= set(network.bishkek.casework.ids("consultation"))


def junk(number: int, me: Clinic) -> Iterable[tuple[str, bytes]]:
    """Names that look like something, and bytes that are nothing."""
    group = index_folder(me.identity.network_id, group_of(me.identity, "shared:NAR1"))
    for one in range(number):
        told = hashlib.sha256(str(one).encode()).hexdigest()
        yield f"{group}/{told[:16]}-{told[16:32]}-{one:08d}-{told[:8]}", b"junk"


def test_a_hundred_thousand_junk_files_are_named_and_cost_little(network: Network, clinics: Clinics) -> None:
    network.rounds()
    stick = clinics.stick()
    for clinic in (network.naryn, network.bishkek):
        use_stick(clinic, stick)
    record = consult(network.naryn)
    sync(network.naryn)
    network.cloud.files |= dict(junk(100_000, network.naryn))
    network.cloud.begin_count()
    assert ("cloud", "", "", "junk") in odd(network.bishkek, "cloud")
    assert network.cloud.requests < 20 and network.cloud.answered < 1_000_000
    for number in range(300):
        (stick / f"junk-{number}.clinic").write_bytes(b"junk")
    told = sync(network.bishkek, "stick")
    assert {one.what for one in told.oddities} == {Odd.JUNK} and told.problem is None
    assert sum(one.status == "refused" for one in told.merged) <= 50
    assert record.id in network.bishkek.casework.ids("consultation")
    assert all(one.status != "refused" for one in sync(network.bishkek, "stick").merged[51:])


def test_the_place_learns_nothing_that_helps_it_to_lie(network: Network) -> None:
    """Bytes of a stranger under a name that announces them: another network's package is refused as ever."""
    network.rounds()
    record = consult(network.naryn)
    sync(network.naryn)
    (row,) = [row for row in network.naryn.outbox.rows() if row.state == "there"]
    name = next(name for name in network.cloud.files if name.endswith(row.sha256))
    network.cloud.files[name] = secrets.token_bytes(len(network.cloud.files[name]))
    assert odd(network.bishkek) == {("cloud", "NAR1", "A", "spoiled")}
    assert record.id not in network.bishkek.casework.ids("consultation")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_oddity_is_a_sentence_that_names_place_and_laptop(language: str) -> None:
    try:
        speak(language)
        told = {what: oddity_words(str(what), "cloud", "NAR1", "B") for what in Odd}
    finally:
        speak("en")
    assert len(set(told.values())) == len(Odd) and all("cloud" in words for words in told.values())
    for what in (Odd.PUT_BACK, Odd.WITHHELD, Odd.SPOILED, Odd.FORGED):
        assert "NAR1" in told[what] and "B" in told[what]
