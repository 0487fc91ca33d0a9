"""Through cuts, kills and lies exactly the object's bytes come, and nothing else ever gets its name here."""

from __future__ import annotations

import hashlib
import json
import random
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic_app.errors import Cancelled, ClinicError, DiskFull, FileUnwritable, NotThere, PlaceFailed, Spoiled, Trouble
from clinic_app.journal.canonical import canonical
from clinic_app.transport import coming, trying
from clinic_app.transport.fetching import fetch, read_small
from clinic_app.transport.leaving import PieceProgress
from clinic_app.transport.parts import PART, Cut, list_name, part_name, read_cut, write_cut
from clinic_app.transport.place import Into
from tests.transport.fake_place import FakePlace, Fault, Killed, pace

KIB = 1024
NAME = "NAR1-B-000017.clinic"


class Object:
    """An object that lies at a place, whole or in parts."""

    def __init__(self, place: FakePlace, size: int, parts: list[int] | None = None, seed: int = 1) -> None:
        self.data = random.Random(seed).randbytes(size)
        self.sha256 = hashlib.sha256(self.data).hexdigest()
        self.names: list[str] = []
        if parts is None:
            place.files[NAME] = self.data
            return
        cut, start = [], 0
        while start < size:
            part = self.data[start : start + parts[len(cut) % len(parts)]]
            sha256 = hashlib.sha256(part).hexdigest()
            cut.append((len(part), sha256))
            self.names.append(part_name(sha256))
            place.files[part_name(sha256)] = part
            start += len(part)
        self.cut = Cut(self.sha256, size, tuple(cut))
        place.files[list_name(self.sha256)] = write_cut(self.cut)


class Told:
    def __init__(self) -> None:
        self.done: list[int] = []

    def __call__(self, progress: PieceProgress) -> None:
        self.done.append(progress.done)


def get(
    place: FakePlace, wanted: Object, to: Path, stop: Callable[[], bool] = lambda: False, patience: int = 6
) -> Told:
    told = Told()
    fetch(place, NAME, wanted.sha256, len(wanted.data), to, pace(place, patience=patience), told, stop)
    return told


def alone(to: Path, data: bytes) -> bool:
    """Whether the object lies there, and nothing beside it."""
    return to.read_bytes() == data and [entry.name for entry in to.parent.iterdir()] == [to.name]


TROUBLES = st.sampled_from([Trouble.CUT, Trouble.SILENT, Trouble.SERVER, Trouble.FORBIDDEN, None])
FAULTS = st.one_of(
    st.none(),
    st.builds(Fault, st.sampled_from(["before", "during", "after"]), TROUBLES, st.floats(0, 1)),
    st.builds(Fault, spoils=st.just(True)),
)
SIZES = st.lists(st.integers(1, 100 * KIB), min_size=1, max_size=4)


@settings(max_examples=150)
@given(
    size=st.integers(1, 300 * KIB),
    parts=st.one_of(st.none(), SIZES.map(lambda sizes: [max(size, 8 * KIB) for size in sizes])),
    junk=st.booleans(),
    faults=st.lists(FAULTS, max_size=40),
)
def test_whatever_happens_the_bytes_come(
    size: int, parts: list[int] | None, junk: bool, faults: list[Fault | None]
) -> None:
    """Planted and found: the list trusted without comparing parts and whole; a partial file trusted after a restart;
    the final name given before the comparison; a reading after a cut that begins at zero again.
    """
    place = FakePlace()
    wanted = Object(place, size, parts)
    if junk and parts:
        place.files[NAME] = random.Random(2).randbytes(size)
    place.go_wrong(faults)
    with tempfile.TemporaryDirectory() as folder:
        to = Path(folder) / "wanted"
        for _ in range(100):
            assert not to.exists()
            try:
                get(place, wanted, to)
            except (Killed, PlaceFailed, Spoiled):
                continue
            break
        assert alone(to, wanted.data)


@settings(max_examples=100)
@given(
    parts=st.one_of(st.none(), st.just([40 * KIB])),
    left=st.binary(max_size=200),
    right=st.integers(0, 130 * KIB),
    listed=st.one_of(st.just(b""), st.binary(max_size=300), st.just(b"{")),
)
def test_whatever_lay_here_from_before_is_believed_only_where_it_is_right(
    parts: list[int] | None, left: bytes, right: int, listed: bytes
) -> None:
    """Planted and found: a partial file taken as it is."""
    place = FakePlace()
    wanted = Object(place, 120 * KIB, parts)
    with tempfile.TemporaryDirectory() as folder:
        to = Path(folder) / "wanted"
        to.with_name("wanted.part").write_bytes(wanted.data[:right] + left)
        to.with_name("wanted.parts").write_bytes(listed)
        get(place, wanted, to)
        assert alone(to, wanted.data)


@pytest.mark.parametrize("parts", [None, [40 * KIB]])
def test_a_program_that_is_killed_again_and_again_fetches_nothing_twice(
    parts: list[int] | None, tmp_path: Path
) -> None:
    """Planted: a partial file that is begun anew at each start: it never arrives."""
    place = FakePlace()
    wanted = Object(place, 600 * KIB, parts)
    place.go_wrong([Fault("during", why=None, share=0.2)] * 40 if parts is None else [None, Fault("during", None)] * 40)
    killed = 0
    while killed < 100:
        try:
            get(place, wanted, tmp_path / "wanted")
            break
        except Killed:
            killed += 1
    assert killed > 10 and alone(tmp_path / "wanted", wanted.data)
    assert place.came < 1.05 * len(wanted.data)


def test_progress_never_says_more_than_came(tmp_path: Path) -> None:
    place = FakePlace(speed=100_000)
    wanted = Object(place, 600 * KIB, [100 * KIB])
    told = get(place, wanted, tmp_path / "wanted")
    assert told.done == sorted(told.done) and told.done[-1] == len(wanted.data) and len(told.done) > 5


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    place = FakePlace()
    wanted = Object(place, 100 * KIB, [40 * KIB])
    del place.files[wanted.names[1]]
    with pytest.raises(NotThere) as missing:
        get(place, wanted, tmp_path / "wanted")
    assert missing.value.name == wanted.names[1]
    place.files.clear()
    place.files[wanted.names[0]] = b"?"
    with pytest.raises(NotThere) as missing:
        get(place, Object(FakePlace(), 50, seed=3), tmp_path / "other")
    assert missing.value.name == NAME
    assert not (tmp_path / "other").exists() and not (tmp_path / "other.part").exists()


def test_what_was_cut_anew_since_the_last_time_is_followed(tmp_path: Path) -> None:
    """The sender lost its notes, took the old parts away and left the object again, cut otherwise."""
    place = FakePlace()
    wanted = Object(place, 200 * KIB, [40 * KIB])
    place.go_wrong([None, None, None, Fault(why=Trouble.FORBIDDEN)])
    with pytest.raises(PlaceFailed):
        get(place, wanted, tmp_path / "wanted")
    place.go_wrong([])
    place.files.clear()
    Object(place, 200 * KIB, [64 * KIB])
    came = place.came
    get(place, wanted, tmp_path / "wanted")
    assert alone(tmp_path / "wanted", wanted.data)
    assert place.came - came < 165 * KIB


SWAPS = {
    "a part has other bytes": lambda place, wanted: place.files.update({wanted.names[1]: b"?" * 40 * KIB}),
    "a part is shorter": lambda place, wanted: place.files.update({wanted.names[1]: place.files[wanted.names[1]][:-1]}),
    "a part is empty": lambda place, wanted: place.files.update({wanted.names[1]: b""}),
    "a part is another one": lambda place, wanted: place.files.update({wanted.names[1]: place.files[wanted.names[0]]}),
}


@pytest.mark.parametrize("swap", SWAPS)
def test_a_part_that_was_swapped_names_itself_and_is_fetched_twice_at_most(swap: str, tmp_path: Path) -> None:
    """Planted: parts joined as they come: only the whole is wrong then, and everything is fetched again."""
    place = FakePlace()
    wanted = Object(place, 200 * KIB, [40 * KIB])
    SWAPS[swap](place, wanted)
    with pytest.raises(Spoiled) as spoiled:
        get(place, wanted, tmp_path / "wanted")
    assert spoiled.value.name == wanted.names[1]
    assert place.calls.count(("read", wanted.names[1])) == 2
    assert not (tmp_path / "wanted").exists()
    mended = Object(FakePlace(), 200 * KIB, [40 * KIB])
    place.files[wanted.names[1]] = mended.data[40 * KIB : 80 * KIB]
    came = place.came
    get(place, wanted, tmp_path / "wanted")  # what was right before has stayed
    assert alone(tmp_path / "wanted", wanted.data) and place.came - came < 170 * KIB


def test_parts_that_are_right_in_a_list_that_is_wrong(tmp_path: Path) -> None:
    place = FakePlace()
    wanted = Object(place, 200 * KIB, [40 * KIB])
    swapped = (wanted.cut.parts[1], wanted.cut.parts[0], *wanted.cut.parts[2:])
    place.files[list_name(wanted.sha256)] = write_cut(Cut(wanted.sha256, len(wanted.data), swapped))
    with pytest.raises(Spoiled) as spoiled:
        get(place, wanted, tmp_path / "wanted")
    assert spoiled.value.name == list_name(wanted.sha256) and list(tmp_path.iterdir()) == []


def lists(cut: Cut) -> dict[str, bytes]:
    """Lists that must not be followed."""
    told = json.loads(write_cut(cut))
    size, sha256 = told["parts"][0]

    def but(**change: object) -> bytes:
        return canonical(told | change)

    return {
        "spaces": json.dumps(told, sort_keys=True).encode(),
        "a line end": canonical(told) + b"\n",
        "another version": but(version=2),
        "version true": but(version=True),
        "a key more": but(more=1),
        "a key less": canonical({key: told[key] for key in ("bytes", "parts", "sha256")}),
        "no object": b"[]",
        "another object": but(sha256="0" * 64),
        "fewer bytes": but(bytes=told["bytes"] - 1),
        "no parts": but(parts=[]),
        "parts are words": but(parts="x"),
        "an empty part": but(parts=[*told["parts"], [0, sha256]]),
        "a negative part": but(parts=[[-size, sha256], [2 * size, sha256], *told["parts"]]),
        "a part too large": but(parts=[[5 * 1024 * KIB, sha256]], bytes=5 * 1024 * KIB),
        "a part more": but(parts=[*told["parts"], [1, sha256]]),
        "a part is true": but(parts=[*told["parts"], [True, sha256]]),
        "a hash in capitals": but(parts=[[size, sha256.upper().replace("0", "A")], *told["parts"][1:]]),
        "a name that leads elsewhere": but(parts=[[size, "../" * 21 + "x"], *told["parts"][1:]]),
        "a part of three": but(parts=[[size, sha256, 1], *told["parts"][1:]]),
        "a number as text": but(parts=[[str(size), sha256], *told["parts"][1:]]),
        "too many parts": but(parts=[[1, sha256]] * 20_001, bytes=20_001),
        "too long": canonical(told) + b" " * 3_000_000,
        "deep": b"[" * 100_000,
        "twice": canonical(told)[:-1] + b',"version":1}',
        "nothing": b"",
        "not UTF-8": b"\xff\xfe",
    }


def any_cut() -> tuple[FakePlace, Object]:
    place = FakePlace()
    return place, Object(place, 200 * KIB, [40 * KIB])


@pytest.mark.parametrize("what", lists(any_cut()[1].cut))
def test_bounds_come_before_trust(what: str, tmp_path: Path) -> None:
    """No part is asked for on the word of such a list; what came of the list is no more than its bound."""
    place, wanted = any_cut()
    bad = lists(wanted.cut)[what]
    with pytest.raises(ValueError):
        read_cut(bad, wanted.sha256, len(wanted.data))
    place.files[list_name(wanted.sha256)] = bad
    with pytest.raises(Spoiled) as spoiled:
        get(place, wanted, tmp_path / "wanted")
    assert spoiled.value.name == list_name(wanted.sha256)
    assert not any(name.endswith(PART) for _, name in place.calls)
    assert place.came <= 2 * 2 * 1024 * KIB and list(tmp_path.iterdir()) == []


def test_a_list_is_read_as_it_was_written() -> None:
    cut = any_cut()[1].cut
    assert read_cut(write_cut(cut), cut.sha256, cut.bytes) == cut
    most = Cut("ab" * 32, 20_000 * 4 * 1024 * KIB, tuple((4 * 1024 * KIB, "cd" * 32) for _ in range(20_000)))
    assert read_cut(write_cut(most), most.sha256, most.bytes) == most and len(write_cut(most)) < 2 * 1024 * KIB
    for parts in ([(1, "cd" * 32)] * 20_001, [(5 * 1024 * KIB, "cd" * 32)]):
        beyond = Cut("ab" * 32, sum(part for part, _ in parts), tuple(parts))
        with pytest.raises(ValueError):
            read_cut(write_cut(beyond), beyond.sha256, beyond.bytes)


@pytest.mark.parametrize("junk", [b"", b"?", b"?" * 100 * KIB, b"?" * 10_000 * KIB])
def test_other_bytes_under_the_name_cost_no_more_than_the_object(junk: bytes, tmp_path: Path) -> None:
    """A place where a package's name was taken: its parts are found; without parts it is named."""
    place = FakePlace()
    wanted = Object(place, 100 * KIB, [40 * KIB])
    place.files[NAME] = junk
    get(place, wanted, tmp_path / "wanted")
    assert alone(tmp_path / "wanted", wanted.data) and place.came <= 2.1 * len(wanted.data)
    (tmp_path / "wanted").unlink()
    del place.files[list_name(wanted.sha256)]
    with pytest.raises(Spoiled) as spoiled:
        get(place, wanted, tmp_path / "wanted")
    assert spoiled.value.name == NAME and list(tmp_path.iterdir()) == []


def test_patience_ends_and_what_came_stays(tmp_path: Path) -> None:
    place = FakePlace()
    wanted = Object(place, 200 * KIB)
    place.go_wrong([Fault("during", share=0.5)] + [Fault(why=Trouble.SILENT)] * 100)
    with pytest.raises(PlaceFailed):
        get(place, wanted, tmp_path / "wanted", patience=3)
    assert len(place.calls) == 3 and (tmp_path / "wanted.part").stat().st_size == 100 * KIB
    place.go_wrong([])
    get(place, wanted, tmp_path / "wanted")
    assert alone(tmp_path / "wanted", wanted.data) and place.came == len(wanted.data)


def test_stop_ends_it_in_the_middle_of_a_part(tmp_path: Path) -> None:
    place = FakePlace()
    wanted = Object(place, 600 * KIB)
    with pytest.raises(Cancelled):
        get(place, wanted, tmp_path / "wanted", lambda: place.came > 100 * KIB)
    assert place.came < 130 * KIB and not (tmp_path / "wanted").exists()


class Full:
    """A disk that takes no more."""

    def write(self, data: bytes) -> int:
        raise OSError(28, f"No space left on device for {len(data)} bytes")

    def close(self) -> None: ...


def test_a_full_disk_here_is_not_the_places_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: the operating system's own error, which a place takes for its own: the outbox would wait for ever."""
    place = FakePlace()
    wanted = Object(place, 100 * KIB)
    opened = coming.Coming.__init__

    def full(self: coming.Coming, path: Path) -> None:
        opened(self, path)
        self._file.close()
        self._file = Full()  # type: ignore[assignment]

    monkeypatch.setattr(coming.Coming, "__init__", full)
    with pytest.raises(DiskFull):
        get(place, wanted, tmp_path / "wanted")
    assert len(place.calls) == 1


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises((FileUnwritable, ClinicError)):
        get(FakePlace(), Object(FakePlace(), 10), tmp_path / "file" / "wanted")


def test_a_small_file_is_read_on_after_a_cut_and_never_longer_than_it_may_be() -> None:
    place = FakePlace()
    place.files["index/all/x.index"] = bytes(50_000)
    place.go_wrong([Fault("during"), Fault("before"), Fault("during"), None])
    assert read_small(place, "index/all/x.index", 50_000, pace(place)) == bytes(50_000)
    assert place.came == 50_000
    with pytest.raises(Spoiled):
        read_small(place, "index/all/x.index", 49_999)
    with pytest.raises(NotThere):
        read_small(place, "index/all/y.index", 10)


def test_more_than_was_asked_for_is_not_taken() -> None:
    """A place that sends without end fills neither memory nor disk."""

    class Endless(FakePlace):
        def read(self, name: str, start: int = 0, most: int | None = None, into: Into | None = None) -> bytes:
            self.calls.append((name, f"{start} {most}"))
            for _ in range(100):
                assert into
                into(bytes(10 * KIB))
            return b""

    came: list[bytes] = []
    place = Endless()
    trying.read_on(place, "x", 0, 25 * KIB, came.append, trying.Tries(pace(place), lambda: False))
    assert sum(map(len, came)) == 25 * KIB


def test_a_place_that_drips_is_given_up(tmp_path: Path) -> None:
    """Planted: every byte is progress: a run that never ends, with a connection for every hundred bytes."""
    place = FakePlace()
    wanted = Object(place, 500 * KIB)
    place.go_wrong([Fault("during", share=0.0002)] * 10_000)
    with pytest.raises(PlaceFailed):
        get(place, wanted, tmp_path / "wanted")
    assert len(place.calls) < 10
