"""The one contract of all places, tried against real servers."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from clinic_app.errors import AlreadyThere, NotThere, PlaceFailed
from clinic_app.transport.place import MIB, Listed, Place
from clinic_app.transport.trial import FOLDER, try_it

Open = Callable[[], Place]


def test_what_is_written_is_listed_and_read_by_another_laptop(open_one: Open) -> None:
    data = bytes(range(256)) * 300
    open_one().write("NAR1-B-000017.clinic", data)
    other = open_one()
    assert other.list().files == (Listed("NAR1-B-000017.clinic", len(data)),)
    assert other.read("NAR1-B-000017.clinic") == data


def test_an_empty_file_and_the_largest_one_go_over(place: Place) -> None:
    large = bytes(251) * (4 * MIB // 251) + b"end"
    place.write("empty.clinic", b"")
    place.write("large.clinic", large)
    assert place.read("empty.clinic") == b""
    assert place.read("large.clinic") == large
    with pytest.raises(ValueError, match="more than one write"):
        place.write("too-large.clinic", bytes(place.whole_most + 1))
    assert [one.name for one in place.list().files] == ["empty.clinic", "large.clinic"]


def test_nothing_is_ever_overwritten(open_one: Open) -> None:
    """Planted once in every kind: writing straight to the name, which this test and the race below find."""
    place = open_one()
    place.write("a.clinic", b"first")
    for again in (place, open_one()):
        with pytest.raises(AlreadyThere):
            again.write("a.clinic", b"second")
        with pytest.raises(AlreadyThere):
            again.write("a.clinic", b"first")
    assert place.read("a.clinic") == b"first"
    assert [one.name for one in place.list().files] == ["a.clinic"]


def test_of_two_laptops_writing_one_name_at_once_one_is_refused(
    open_one: Open, told_of_one: tuple[str, object]
) -> None:
    """WebDAV servers look first and move then: on a busy machine Apache tells two of four that theirs lies there, and
    WsgiDAV stumbles. No two laptops ever write one name, and each reads back what it left.
    """
    laptops = [open_one() for _ in range(4)]
    is_webdav = told_of_one[0] == "webdav"

    def write(at: int) -> bytes | None:
        data = bytes([at]) * 30_000
        try:
            laptops[at].write("race.clinic", data)
        except AlreadyThere:
            return None
        except PlaceFailed:
            assert is_webdav
            return None
        return data

    with ThreadPoolExecutor(4) as pool:
        left = [data for data in pool.map(write, range(4)) if data is not None]
    assert len(left) == 1 or (is_webdav and left)
    assert laptops[0].read("race.clinic") in left


def test_folders_are_made_and_listed_each_for_itself(place: Place) -> None:
    place.write("index/NAR1/one.index", b"1")
    place.write("index/NAR1/two.index", b"22")
    place.write("index/all/three.index", b"333")
    place.write("four.clinic", b"4444")
    assert place.list("index/NAR1").files == (Listed("one.index", 1), Listed("two.index", 2))
    assert place.list("index/all").files == (Listed("three.index", 3),)
    assert place.list("index").files == ()
    assert place.list().files == (Listed("four.clinic", 4),)
    assert place.read("index/NAR1/two.index") == b"22"


def test_a_folder_that_is_not_there_is_empty(place: Place) -> None:
    assert place.list().files == ()
    listing = place.list("index/OSH2")
    assert (listing.files, listing.more) == ((), False)


def test_what_is_not_there_is_not_read_and_need_not_be_removed(place: Place) -> None:
    for name in ("a.clinic", "index/NAR1/a.index"):
        with pytest.raises(NotThere):
            place.read(name)
        with pytest.raises(NotThere):
            place.read(name, 5, 5)
        place.remove(name)
    place.write("index/NAR1/a.index", b"1")
    place.remove("index/NAR1/a.index")
    place.remove("index/NAR1/a.index")
    assert place.list("index/NAR1").files == ()
    with pytest.raises(NotThere):
        place.read("index/NAR1/a.index")
    place.write("index/NAR1/a.index", b"2")
    assert place.read("index/NAR1/a.index") == b"2"


def test_a_range_is_read(place: Place) -> None:
    data = bytes(i % 251 for i in range(200_000))
    place.write("a.piece", data)
    for start, most in ((0, 10), (0, None), (1, None), (150_000, 3), (199_990, 500), (70_000, 100_000), (5, 0)):
        assert place.read("a.piece", start, most) == data[start:][: len(data) if most is None else most]
    assert place.read("a.piece", len(data)) == b""
    assert place.read("a.piece", len(data) + 5, 5) == b""


def test_blocks_are_given_as_they_come(place: Place) -> None:
    data = bytes(i % 251 for i in range(2 * MIB))
    place.write("a.piece", data)
    blocks: list[bytes] = []
    assert place.read("a.piece", 100, 2 * MIB - 200, blocks.append) == b""
    assert b"".join(blocks) == data[100:-100]
    assert len(blocks) > 1


def test_whoever_takes_the_blocks_may_stop(place: Place) -> None:
    """What fails there is not the place's trouble, and nothing of the broken reading is left in the line."""

    class EnoughError(OSError):
        pass

    def take(_block: bytes) -> None:
        raise EnoughError

    place.write("a.piece", bytes(2 * MIB))
    with pytest.raises(EnoughError):
        place.read("a.piece", 0, None, take)
    assert place.read("a.piece", 0, 3) == bytes(3)


def test_a_long_listing_is_cut(place: Place) -> None:
    for number in range(7):
        place.write(f"index/all/{number}.index", bytes(number))
    cut = place.list("index/all", most=3)
    assert (len(cut.files), cut.more) == (3, True)
    whole = place.list("index/all", most=7)
    assert ([one.bytes for one in whole.files], whole.more) == (list(range(7)), False)


@pytest.mark.parametrize(
    "name", ["../up.clinic", "/etc/passwd", "a/../../b", ".clinic-12", "a b", "x\r\nHost: y", "a?b"]
)
def test_a_name_that_is_none_goes_nowhere(place: Place, name: str) -> None:
    for do in (place.read, place.remove, place.list, lambda name: place.write(name, b"1")):
        with pytest.raises(ValueError, match="not a name"):
            do(name)


def test_a_trial_leaves_nothing_behind(place: Place) -> None:
    try_it(place)
    assert place.list().files == ()
    assert place.list(FOLDER).files == ()


def test_a_closed_place_opens_again(place: Place) -> None:
    place.write("a.clinic", b"1")
    place.close()
    assert place.read("a.clinic") == b"1"
    place.close()
    place.close()
