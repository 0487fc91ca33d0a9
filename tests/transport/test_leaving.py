"""Through cuts, kills and lies an object arrives whole, and is never called there before it was read back."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import count, cycle
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clinic_app.errors import Cancelled, EvidenceDamaged, FileUnreadable, PlaceFailed, Trouble
from clinic_app.transport.leaving import PartLeft, Piece, PieceProgress, leave
from clinic_app.transport.pace import LEAST_PART
from clinic_app.transport.parts import PART, Cut, list_name, part_name, write_cut
from tests.transport.fake_place import FakePlace, Fault, Killed, pace

KIB = 1024
NAME = "NAR1-B-000017.clinic"


def piece(size: int, seed: int = 1, **more: object) -> Piece:
    data = random.Random(seed).randbytes(size)
    return Piece(NAME, hashlib.sha256(data).hexdigest(), size, data, **more)  # type: ignore[arg-type]


class Notes:
    """What the vault keeps of the parts; kills the program at the tells it is given, before or after they are kept."""

    def __init__(self, place: FakePlace, kills: set[int] | None = None) -> None:
        self.parts: dict[int, PartLeft] = {}
        self.told: list[PieceProgress] = []
        self._place = place
        self._kills = kills or set()
        self._count = count()

    def __call__(self, progress: PieceProgress) -> None:
        at = next(self._count)
        self._judge(progress)
        if 2 * at in self._kills:
            raise Killed
        self.told.append(progress)
        if progress.part:
            self.parts[progress.part.start] = progress.part
        if 2 * at + 1 in self._kills:
            raise Killed

    def _judge(self, progress: PieceProgress) -> None:
        part = progress.part
        if part and part.checked:
            assert any(
                name == part_name(part.sha256) and hashlib.sha256(data).hexdigest() == part.sha256
                for name, data in self._place.full_reads
            ), "said to be there, and was not read back"


def until_left(place: FakePlace, object_: Piece, notes: Notes, sizes: Iterator[int], forget: Iterator[int]) -> int:
    """Start the program again and again until it says that all is there; how often. Notes get lost on the way."""
    for runs in range(1, 400):
        place.restart()
        for _ in range(min(next(forget), len(notes.parts))):
            notes.parts.popitem()
        known = replace(object_, parts=tuple(notes.parts.values()))
        try:
            leave(place, known, pace(place, next(sizes)), notes)
        except (Killed, PlaceFailed):
            continue
        return runs
    raise AssertionError("it never arrives")


TROUBLES = st.sampled_from([Trouble.CUT, Trouble.SILENT, Trouble.SERVER, Trouble.PASSWORD, Trouble.FULL, None])
FAULTS = st.one_of(
    st.none(),
    st.builds(Fault, st.sampled_from(["before", "during", "after"]), TROUBLES, st.floats(0, 1), half=st.booleans()),
    st.builds(Fault, spoils=st.just(True)),
)
PART_SIZES = st.lists(st.sampled_from([32 * KIB, 64 * KIB, 96 * KIB, 256 * KIB]), min_size=1, max_size=6)


@settings(max_examples=150)
@given(
    size=st.integers(1, 300 * KIB),
    faults=st.lists(FAULTS, max_size=40),
    kills=st.sets(st.integers(0, 40), max_size=6),
    sizes=PART_SIZES,
    forget=st.lists(st.integers(0, 2), min_size=1, max_size=8),
    jitter=st.floats(0, 1),
)
def test_whatever_happens_it_arrives(
    size: int, faults: list[Fault | None], kills: set[int], sizes: list[int], forget: list[int], jitter: float
) -> None:
    """Planted and found: no reading back after a write; a part counted by the bytes that came, not by their hash; notes
    believed without comparing them with the bytes at hand; AlreadyThere believed without a look.
    """
    place, object_ = FakePlace(), piece(size)
    notes = Notes(place, kills)
    place.go_wrong(faults)
    until_left(place, object_, notes, cycle(sizes), iter([*forget, *([0] * 400)]))
    assert place.holds(NAME, object_.sha256) == object_.data
    assert notes.told[-1] == PieceProgress(object_.sha256, size, None, 0)


@settings(max_examples=60)
@given(
    size=st.integers(1, 300 * KIB),
    notes=st.lists(
        st.builds(
            PartLeft,
            st.sampled_from([0, 1, 32 * KIB, 64 * KIB, 10**9]),
            st.sampled_from([-1, 0, 1, 32 * KIB, 64 * KIB, 10**9]),
            st.sampled_from(["", "0" * 64, hashlib.sha256(b"").hexdigest()]),
            st.booleans(),
        ),
        max_size=6,
    ),
)
@example(size=100 * KIB, notes=[PartLeft(0, 32 * KIB, "0" * 64, checked=True)])
@example(size=100 * KIB, notes=[PartLeft(0, 32 * KIB, "0" * 64, checked=False)])
def test_notes_about_other_bytes_are_worth_nothing(size: int, notes: list[PartLeft]) -> None:
    place, object_ = FakePlace(), piece(size, parts=tuple(notes))
    leave(place, object_, pace(place), Notes(place))
    assert place.holds(NAME, object_.sha256) == object_.data


@pytest.mark.parametrize("size", [1, 64 * KIB])
def test_what_fits_a_part_goes_whole(size: int) -> None:
    place, object_ = FakePlace(), piece(size)
    leave(place, object_, pace(place), Notes(place))
    assert place.files == {NAME: object_.data}
    assert [call for call, _ in place.calls] == ["write", "read"]


def test_what_does_not_fit_goes_in_parts_and_its_list_comes_last() -> None:
    place, object_ = FakePlace(), piece(200 * KIB)
    leave(place, object_, pace(place), Notes(place))
    assert NAME not in place.files
    assert [name for call, name in place.calls if call == "write"][-1] == list_name(object_.sha256)
    assert place.sent + place.came < 2.02 * object_.bytes


def test_a_folder_takes_it_whole() -> None:
    place, object_ = FakePlace(whole_most=32 * 1024 * KIB), piece(5_000 * KIB)
    leave(place, object_, pace(place), Notes(place))
    assert list(place.files) == [NAME]


def test_a_line_that_cuts_every_whole_write_gets_parts() -> None:
    place, object_ = FakePlace(), piece(100 * KIB)
    place.go_wrong([Fault("during")])
    leave(place, object_, pace(place, 128 * KIB), Notes(place))
    assert NAME not in place.files and place.holds(NAME, object_.sha256) == object_.data


def test_other_bytes_under_the_name_stay_and_the_object_goes_in_parts() -> None:
    """A package's name is a promise of nobody: what others left under it is never touched."""
    place, object_ = FakePlace(), piece(1000)
    place.files[NAME] = b"somebody else's"
    leave(place, object_, pace(place), Notes(place))
    assert place.files[NAME] == b"somebody else's"
    assert place.holds(NAME, object_.sha256) == object_.data


def test_an_index_is_never_cut_and_a_damaged_one_is_left_anew() -> None:
    place, object_ = FakePlace(), piece(200 * KIB, whole=True)
    place.files[NAME] = object_.data[:70_000]  # type: ignore[index]
    place.go_wrong([None, None, None, Fault("during"), Fault("before")])
    leave(place, object_, pace(place), Notes(place))
    assert place.files == {NAME: object_.data}


def test_the_same_bytes_left_twice_are_left_once() -> None:
    place, object_ = FakePlace(), piece(1000)
    for _ in range(2):
        leave(place, object_, pace(place), Notes(place))
    assert place.files == {NAME: object_.data}


def test_an_answer_that_was_lost_is_looked_for_before_anything_is_sent_again() -> None:
    """Planted: write again at once: every lost answer costs the part once more."""
    place, object_ = FakePlace(), piece(300 * KIB)
    place.go_wrong([None] + [Fault("after"), None] * 30)
    leave(place, object_, pace(place), Notes(place))
    assert place.holds(NAME, object_.sha256) == object_.data
    assert place.sent < 1.02 * object_.bytes


def test_reading_back_goes_on_where_it_was_cut() -> None:
    """Planted: every reading from the part's beginning: many times the bytes."""
    place, object_ = FakePlace(), piece(300 * KIB)
    place.go_wrong([None, None, *[Fault("during", share=0.7)] * 6] * 8)
    leave(place, object_, pace(place, 64 * KIB, patience=50), Notes(place))
    assert place.holds(NAME, object_.sha256) == object_.data
    assert place.came < 1.6 * object_.bytes


def test_a_program_that_is_killed_again_and_again_sends_nothing_twice() -> None:
    """Killed after every third call. Planted: beginning from zero: it never arrives."""
    place, object_ = FakePlace(), piece(600 * KIB)
    notes = Notes(place)
    place.go_wrong([None, None, Fault("after", why=None)] * 60)
    runs = until_left(place, object_, notes, cycle([64 * KIB]), cycle([0]))
    assert runs > 5
    assert place.holds(NAME, object_.sha256) == object_.data
    assert place.sent < 1.02 * object_.bytes and place.came < 2.1 * object_.bytes


def test_without_its_notes_it_goes_by_the_list_that_lies_there() -> None:
    """A vault from a backup, or a colleague's laptop with the same object, cut otherwise: nothing is sent again."""
    place, object_ = FakePlace(), piece(300 * KIB)
    leave(place, object_, pace(place, 64 * KIB), Notes(place))
    before, sent = dict(place.files), place.sent
    place.restart()
    leave(place, object_, pace(place, 96 * KIB), Notes(place))
    assert (place.files, place.sent) == (before, sent)


@pytest.mark.parametrize("planted", ["", "[]", '{"parts":[]}', "not json", "x" * 3_000_000])
def test_a_list_of_nonsense_is_replaced(planted: str) -> None:
    place, object_ = FakePlace(), piece(300 * KIB)
    place.files[list_name(object_.sha256)] = planted.encode()
    leave(place, object_, pace(place), Notes(place))
    assert place.holds(NAME, object_.sha256) == object_.data


def test_a_list_of_other_parts_is_replaced_and_nothing_is_sent_twice() -> None:
    """It looks right: the object's hash, its size, parts that add up. Planted: followed without a look: all twice."""
    place, object_ = FakePlace(), piece(300 * KIB)
    planted = Cut(object_.sha256, object_.bytes, ((100 * KIB, "0" * 64), (200 * KIB, "1" * 64)))
    place.files[list_name(object_.sha256)] = write_cut(planted)
    leave(place, object_, pace(place), Notes(place))
    assert place.holds(NAME, object_.sha256) == object_.data
    assert place.sent + place.came < 2.05 * object_.bytes


def test_a_part_that_was_spoiled_since_is_left_anew() -> None:
    place, object_ = FakePlace(), piece(300 * KIB)
    leave(place, object_, pace(place), Notes(place))
    spoiled = next(name for name in place.files if name.endswith(PART))
    place.files[spoiled] = b"?" + place.files[spoiled][1:]
    place.restart()
    leave(place, object_, pace(place), Notes(place))
    assert place.holds(NAME, object_.sha256) == object_.data


def test_a_place_that_spoils_everything_is_called_wrong() -> None:
    place, object_ = FakePlace(), piece(300 * KIB)
    place.go_wrong([None] + [Fault(spoils=True)] * 1000)
    notes = Notes(place)
    with pytest.raises(PlaceFailed) as caught:
        leave(place, object_, pace(place), notes)
    assert caught.value.why is Trouble.WRONG and len(place.calls) < 20
    assert not any(told.part.checked for told in notes.told if told.part)


def test_a_place_that_swallows_what_it_takes_is_called_wrong() -> None:
    class Swallows(FakePlace):
        def write(self, name: str, data: bytes) -> None:
            self._begin("write", name)
            self.sent += len(data)

    place = Swallows()
    with pytest.raises(PlaceFailed) as caught:
        leave(place, piece(300 * KIB), pace(place), Notes(place))
    assert caught.value.why is Trouble.WRONG


@pytest.mark.parametrize("why", [why for why in Trouble if not why.passing])
def test_what_waiting_does_not_mend_ends_it_at_once(why: Trouble) -> None:
    place = FakePlace()
    place.go_wrong([Fault(why=why)] * 9)
    with pytest.raises(PlaceFailed) as caught:
        leave(place, piece(10), pace(place), Notes(place))
    assert (caught.value.why, len(place.calls), place.clock.now) == (why, 1, 0.0)


def test_patience_ends_and_what_came_before_stays() -> None:
    place, object_ = FakePlace(), piece(300 * KIB)
    notes = Notes(place)
    place.go_wrong([None] * 5 + [Fault(why=Trouble.SILENT)] * 100)
    with pytest.raises(PlaceFailed):
        leave(place, object_, pace(place, patience=4), notes)
    assert len(place.calls) == 9
    assert [told.part.checked for told in notes.told if told.part] == [False, True, False, True, False]
    place.go_wrong([])
    sent = place.sent
    leave(place, replace(object_, parts=tuple(notes.parts.values())), pace(place), notes)
    assert place.holds(NAME, object_.sha256) == object_.data
    assert place.sent - sent < object_.bytes - 128 * KIB + 1000


def test_a_busy_place_gets_its_rest() -> None:
    place = FakePlace()
    place.go_wrong([Fault(why=Trouble.BUSY, retry_after=30)])
    leave(place, piece(10), pace(place), Notes(place))
    assert 30 <= place.clock.now < 32


@pytest.mark.parametrize("after", [0, 1, 3, 5])
def test_stop_ends_it_soon(after: int) -> None:
    place = FakePlace()
    with pytest.raises(Cancelled):
        leave(place, piece(600 * KIB), pace(place), Notes(place), lambda: len(place.calls) > after)
    assert len(place.calls) <= after + 2


def test_a_large_file_goes_without_being_held_in_memory(tmp_path: Path) -> None:
    object_ = piece(3_000 * KIB)
    file = tmp_path / "sealed.age"
    file.write_bytes(object_.data)  # type: ignore[arg-type]
    place, biggest = FakePlace(), 0

    class Measuring(FakePlace):
        def write(self, name: str, data: bytes) -> None:
            nonlocal biggest
            biggest = max(biggest, len(data))
            super().write(name, data)

    place = Measuring()
    leave(place, replace(object_, data=file), pace(place, 64 * KIB), Notes(place))
    assert place.holds(NAME, object_.sha256) == object_.data
    assert biggest <= 1024 * KIB


def damaged(data: bytes) -> dict[str, bytes]:
    return {
        "a bit": data[:5000] + bytes([data[5000] ^ 1]) + data[5001:],
        "its end": data[:-1],
        "something more": data + b"!",
        "everything": b"",
    }


@pytest.mark.parametrize("how", ["a bit", "its end", "something more", "everything"])
@pytest.mark.parametrize("size", [20 * KIB, 200 * KIB])
def test_a_file_that_was_damaged_here_is_not_left(how: str, size: int, tmp_path: Path) -> None:
    object_ = piece(size)
    file = tmp_path / "sealed.age"
    file.write_bytes(damaged(object_.data)[how])  # type: ignore[arg-type]
    place = FakePlace()
    with pytest.raises(EvidenceDamaged):
        leave(place, replace(object_, data=file), pace(place), Notes(place))
    assert place.files == {}


def test_a_file_that_changes_under_way_gets_no_list(tmp_path: Path) -> None:
    object_ = piece(200 * KIB)
    file = tmp_path / "sealed.age"
    file.write_bytes(object_.data)  # type: ignore[arg-type]
    place = FakePlace()

    def change(progress: PieceProgress) -> None:
        file.write_bytes(object_.data[:-1] + b"?")  # type: ignore[index]

    with pytest.raises(EvidenceDamaged):
        leave(place, replace(object_, data=file), pace(place), change)
    assert place.holds(NAME, object_.sha256) is None and list_name(object_.sha256) not in place.files


def test_a_file_that_is_gone_is_told_as_such(tmp_path: Path) -> None:
    place = FakePlace()
    with pytest.raises(FileUnreadable):
        leave(place, replace(piece(10), data=tmp_path / "gone"), pace(place), Notes(place))


def test_parts_adapt_to_the_line() -> None:
    place, object_ = FakePlace(speed=300_000), piece(3_000 * KIB)
    pace_ = pace(place, LEAST_PART)
    notes = Notes(place)
    leave(place, object_, pace_, notes)
    sizes = [told.part.bytes // KIB for told in notes.told if told.part and told.part.checked]
    assert sizes[:4] == [32, 64, 128, 256] and max(sizes) <= 1024
    assert 200_000 < pace_.speed * 2 < 400_000  # sent and read back
    left = [told.seconds_left for told in notes.told if told.seconds_left is not None]
    assert left == sorted(left, reverse=True)


@pytest.mark.parametrize(
    ("size", "speed", "round_trip", "cut_every"),
    [(3_000_000, 30_000, 0.1, 8.0), (20_000_000, 300_000, 0.1, 6.0), (3_000_000, 30_000, 0.2, 7.3)],
)
def test_a_line_cut_at_regular_intervals_costs_little(
    size: int, speed: float, round_trip: float, cut_every: float
) -> None:
    """Planted: write and read in turns: sizes and cuts fall into step, and every cut costs a whole part (1.4 times)."""
    place, object_ = FakePlace(speed=speed, round_trip=round_trip, cut_every=cut_every), piece(size)
    notes = Notes(place)
    leave(place, object_, pace(place), notes)
    assert place.holds(NAME, object_.sha256) == object_.data
    assert place.cuts > 10
    assert place.sent + place.came < 1.12 * 2 * size
    assert place.clock.now < 1.25 * 2 * size / speed
    assert [told.done for told in notes.told] == sorted(told.done for told in notes.told)


@settings(max_examples=40)
@given(st.integers(1, 10**6), st.floats(0, 2), st.floats(4, 40), st.sampled_from([20_000, 30_000, 100_000, 1_000_000]))
def test_any_line_brings_it_in_the_end(seed: int, round_trip: float, cut_every: float, speed: int) -> None:
    """Wherever two parts of the least size pass between two cuts, and be it hardly."""
    least = 2 * (2 * round_trip + LEAST_PART / speed)
    place = FakePlace(speed=speed, round_trip=round_trip, cut_every=max(cut_every, least))
    object_ = piece(200 * KIB, seed)
    leave(place, object_, pace(place, 128 * KIB, patience=30), Notes(place))
    assert place.holds(NAME, object_.sha256) == object_.data
    assert place.sent < 6 * object_.bytes
