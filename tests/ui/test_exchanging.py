"""When packages are exchanged: by the clock, after saving, when a line comes back; once at a time, in nobody's way."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from clinic_app.changes import Changes
from clinic_app.errors import Cancelled, ExchangeBusy, PlaceFailed, Trouble
from clinic_app.settings import Settings
from tests.ui.far_places import FarExchange, FarPlace, SteeredLine, clinic_of
from tests.ui.looks.stage import settle
from ui.exchange_status import read_status
from ui.exchanging import BY_HAND, EVERY, METERED, QUIET_AFTER_SAVING, Exchanging
from ui.going import FETCHING, LEAVING, Meter
from ui.tasks import InlineTasks, Tasks

MINUTE = timedelta(minutes=1)
ROUND = ["fetch", "leave"]


class Desk:
    """An exchange over places that are none, with a clock and a line that the test moves."""

    def __init__(self, folder: Path, places: list[FarPlace], tasks: Any, **more: bool) -> None:
        self.time = datetime(2026, 11, 23, 9, 0).astimezone()
        self.line = SteeredLine()
        self.settings = Settings(folder / "settings.json")
        self.moved: list[Changes] = []
        self.ended: list[Exception | None] = []
        self.tasks = tasks
        self.places = places
        self.far = FarExchange(places, **more)
        self.clinic = clinic_of(self.far, folder / "book")
        self.exchanging = Exchanging(
            tasks, self.settings, self.line, self.moved.append, clock=lambda: self.time, hold=self.far.hold_of
        )
        self.exchanging.ended.connect(self.ended.append)

    def opened(self) -> Desk:
        self.exchanging.open(self.clinic)
        self.exchanging.hear(read_status(self.clinic))
        return self

    def gone(self) -> None:
        """Leave nothing behind that another thread could trip over: timers die where they were born."""
        for thread in self.tasks._far._threads if isinstance(self.tasks, Tasks) else ():
            if thread.is_alive():
                thread.join(10)
        gc.enable()
        self.exchanging.deleteLater()
        self.line.deleteLater()
        settle()

    def after(self, passed: timedelta) -> list[str]:
        """Let time pass, look, and say what was done at the first place meanwhile."""
        before = len(self.places[0].seen)
        self.time += passed
        self.exchanging.look()
        self.exchanging.hear(read_status(self.clinic))
        return [what for what, _thread in self.places[0].seen[before:]]


Makes = Callable[..., Desk]


@pytest.fixture
def desk(qapp, tmp_path: Path) -> Iterator[Makes]:
    """An open exchange whose pools work at once."""
    made: list[Desk] = []

    def make(*places: FarPlace, **more: bool) -> Desk:
        made.append(Desk(tmp_path, list(places) or [FarPlace("cloud")], InlineTasks(), **more).opened())
        return made[-1]

    yield make
    for one in made:
        one.gone()


@pytest.fixture
def threaded(qapp, tmp_path: Path) -> Iterator[Makes]:
    """The same with the real pools."""
    made: list[Desk] = []

    def make(*places: FarPlace, **more: bool) -> Desk:
        made.append(Desk(tmp_path, list(places), Tasks(), **more).opened())
        return made[-1]

    yield make
    for one in made:
        for place in one.places:
            if place.gate is not None:
                place.gate.set()
        one.exchanging.leave()
        one.tasks.finish()
        one.gone()


# --- when -----------------------------------------------------------------------------------------------------------


def test_whoever_opens_works_first_and_then_it_goes_by_the_clock(desk: Makes) -> None:
    one = desk()
    assert one.after(timedelta()) == []
    assert one.after(MINUTE) == ROUND
    assert one.after(MINUTE * 58) == []
    assert one.after(MINUTE * 3) == ROUND


@pytest.mark.parametrize(("every", "minutes"), [("quarter", 15), ("hour", 60), ("day", 24 * 60)])
def test_the_setting_says_how_often(desk: Makes, every: str, minutes: int) -> None:
    one = desk()
    one.settings.put(EVERY, every)
    assert one.after(MINUTE) == ROUND
    assert one.after(MINUTE * (minutes - 1)) == []
    assert one.after(MINUTE) == ROUND


def test_a_clock_that_was_set_back_keeps_nothing_here(desk: Makes) -> None:
    """Planted: compared with the last try alone, nothing was sent for a year."""
    one = desk()
    assert one.after(MINUTE) == ROUND
    one.time -= timedelta(days=365)
    assert one.after(MINUTE) == []
    assert one.after(MINUTE * 61) == ROUND


def test_by_hand_means_by_hand(desk: Makes) -> None:
    one = desk()
    one.settings.put(EVERY, BY_HAND)
    one.exchanging.saved()
    one.line.turn(online=False)
    one.line.turn(online=True)
    assert one.after(MINUTE * 60 * 48) == []
    one.exchanging.begin()
    assert [what for what, _ in one.places[0].seen] == ROUND


def test_what_was_saved_goes_out_when_the_person_has_paused(desk: Makes) -> None:
    one = desk()
    one.after(MINUTE)
    for _saving in range(4):
        one.exchanging.saved()
        assert one.after(MINUTE) == []
    assert one.after(QUIET_AFTER_SAVING) == ROUND
    assert one.after(QUIET_AFTER_SAVING) == []


def test_a_metered_line_is_left_alone_unless_wanted(desk: Makes) -> None:
    cloud, stick = FarPlace("cloud"), FarPlace("stick", "folder")
    one = desk(cloud, stick)
    one.line.turn(online=True, metered=True)
    assert one.after(MINUTE * 61) == []
    assert [what for what, _ in stick.seen] == ROUND, "a folder costs nothing"
    one.exchanging.begin("cloud")
    assert [what for what, _ in cloud.seen] == ROUND, "a person may always"
    one.settings.put(METERED, True)
    assert one.after(MINUTE * 61) == ROUND


def test_offline_only_what_is_at_hand_is_looked_at(desk: Makes) -> None:
    cloud, stick = FarPlace("cloud"), FarPlace("stick", "folder")
    one = desk(cloud, stick)
    one.line.turn(online=False)
    assert one.after(MINUTE * 61) == []
    assert [what for what, _ in stick.seen] == ROUND


def test_a_line_that_comes_back_begins_one(qtbot, desk: Makes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: without `_line_changed` nothing was sent before the hour was over."""
    monkeypatch.setattr("ui.exchanging.LINE_SETTLES_MS", 1)
    one = desk()
    one.line.turn(online=False)
    assert one.after(MINUTE) == []
    one.line.turn(online=True)
    qtbot.waitUntil(lambda: [what for what, _ in one.places[0].seen] == ROUND, timeout=2000)


def test_without_places_or_without_a_network_nothing_happens(desk: Makes, tmp_path: Path) -> None:
    nowhere = Desk(tmp_path, [], InlineTasks()).opened()
    nowhere.time += MINUTE * 61
    nowhere.exchanging.look()
    assert nowhere.far.done("hold") == []
    nowhere.gone()
    alone = desk()
    alone.clinic.identity.network_id = ""
    assert alone.after(MINUTE * 61) == []
    assert alone.ended == [None]


# --- how ------------------------------------------------------------------------------------------------------------


def test_a_round_goes_from_place_to_place(desk: Makes) -> None:
    one = desk(FarPlace("cloud"), FarPlace("server"), files=True)
    one.exchanging.begin()
    assert [what for what, _ in one.places[0].seen] == ["fetch", "leave", "files"]
    names = [(name, what) for name, what in one.far.calls if name in ("begin_fetch", "begin_leaving")]
    assert names == [(n, p) for p in ("cloud", "server") for n in ("begin_fetch", "begin_leaving")]
    assert one.far.most_held == 1
    assert one.far.held == 0
    assert [changes.include("consultation") for changes in one.moved if changes.records] == [True, True]
    assert one.ended == [None]


def test_a_place_that_fails_keeps_the_next_from_nothing(desk: Makes) -> None:
    one = desk(FarPlace("cloud", trouble=Trouble.SILENT), FarPlace("server"))
    one.exchanging.begin()
    assert [what for what, _ in one.places[1].seen] == ROUND
    assert [what for what, _ in one.places[0].seen] == ["fetch"], "nobody knocks twice at a door that does not open"
    (error,) = one.ended
    assert isinstance(error, PlaceFailed)
    assert error.why is Trouble.SILENT
    assert one.far.held == 0


def test_another_program_at_it_is_no_trouble(desk: Makes) -> None:
    one = desk()
    one.far.elsewhere = True
    assert one.after(MINUTE) == []
    (error,) = one.ended
    assert isinstance(error, ExchangeBusy)
    one.far.elsewhere = False
    assert one.after(MINUTE) == [], "after a while only"
    one.exchanging.begin()
    assert [what for what, _ in one.places[0].seen] == ROUND


def test_each_step_is_done_where_it_belongs(qtbot, threaded: Makes) -> None:
    one = threaded(FarPlace("cloud"), files=True)
    with qtbot.waitSignal(one.exchanging.ended, timeout=5000):
        one.exchanging.begin()
    assert {thread[:4] for _what, thread in one.places[0].seen} == {"far_"}
    assert {thread[:5] for thread in one.far.threads - {threading.current_thread().name}} == {"vault"}
    assert [step.done for step in one.far.noted if hasattr(step, "part")] == [4, 12], "what lies there is written down"


def test_never_two_at_once(qtbot, threaded: Makes) -> None:
    """Planted: a `begin` that did not look whether one is under way fetched twice."""
    gate = threading.Event()
    one = threaded(FarPlace("cloud", gate=gate))
    for _press in range(3):
        one.exchanging.begin()
    one.exchanging.look()
    qtbot.waitUntil(lambda: len(one.places[0].seen) == 1, timeout=5000)
    assert one.far.done("hold") == [None]
    gate.set()
    qtbot.waitUntil(lambda: len(one.ended) == 2, timeout=5000)
    assert [what for what, _ in one.places[0].seen] == ROUND * 2, "once more, for whoever pressed meanwhile"


@pytest.mark.parametrize("deaf", [False, True])
def test_stop_works_within_a_second(qtbot, threaded: Makes, deaf: bool) -> None:
    """Also when the far call hangs and hears nothing; what comes of it later disturbs nobody."""
    gate = threading.Event()
    one = threaded(FarPlace("cloud", gate=gate, deaf=deaf))
    one.exchanging.begin()
    qtbot.waitUntil(lambda: bool(one.places[0].seen), timeout=5000)
    assert one.exchanging.now() is not None
    pressed = time.monotonic()
    with qtbot.waitSignal(one.exchanging.ended, timeout=1000) as ended:
        one.exchanging.stop()
    assert time.monotonic() - pressed < 1.0
    assert isinstance(ended.args[0], Cancelled)
    assert one.exchanging.now() is None
    one.exchanging.begin()
    gate.set()
    qtbot.waitUntil(lambda: len(one.ended) == 2, timeout=5000)
    assert one.ended[1] is None
    qtbot.waitUntil(lambda: one.far.held == 0, timeout=5000)
    assert one.far.most_held == 1


def test_progress_comes_at_most_ten_times_a_second(qtbot, threaded: Makes) -> None:
    gate = threading.Event()
    one = threaded(FarPlace("cloud", gate=gate))
    told: list[Any] = []
    one.exchanging.stepped.connect(lambda: told.append(one.exchanging.now()))
    one.exchanging.begin()
    qtbot.waitUntil(lambda: one.exchanging.now() is not None and bool(one.places[0].seen), timeout=5000)
    round_ = one.exchanging._round
    round_._meter = meter = Meter("cloud", FETCHING, 10**9)
    told.clear()
    until, n = time.monotonic() + 0.5, 0

    def flood() -> None:
        nonlocal n
        while time.monotonic() < until:
            n += 1
            meter.tell(type("Step", (), {"sha256": "b", "done": n})())
            time.sleep(0.001)

    thread = threading.Thread(target=flood)
    thread.start()
    qtbot.wait(500)
    thread.join()
    assert n > 50
    assert 2 <= len(told) <= 6
    assert told[-1].place == "cloud"


def test_how_long_it_takes_is_foretold_from_the_last_while() -> None:
    now = [0.0]
    meter = Meter("cloud", LEAVING, 1000, clock=lambda: now[0])
    step = type("Step", (), {})
    for second in range(1, 9):
        now[0] = float(second)
        one = step()
        one.sha256, one.done = "a", second * 50
        meter.tell(one)
        if second < 3:
            assert meter.now().seconds_left is None
    assert meter.now().done == 400
    assert meter.now().seconds_left == 12
    now[0] = 60.0  # stalled: the longer it lasts, the longer it takes
    left = meter.now().seconds_left
    assert left is not None
    assert left > 60


# --- behind the lock ------------------------------------------------------------------------------------------------


def locked(one: Desk) -> None:
    """As the window does it: the closing comes next on the vault's thread."""
    one.exchanging.lock()
    one.tasks.on_vault(lambda: setattr(one.far, "closed", True), owner=one.exchanging)


def test_what_is_being_left_goes_on_behind_the_lock(qtbot, threaded: Makes) -> None:
    """The other place's turn comes too, with what lies sealed; nothing touches the vault before it is open again.

    Planted: a round that went on with its story behind the lock asked the closed case book.
    """
    gate = threading.Event()
    cloud, server = FarPlace("cloud", gate=gate, gated=("leave",)), FarPlace("server", packages=2)
    one = threaded(cloud, server)
    one.exchanging.begin()
    qtbot.waitUntil(lambda: len(cloud.seen) == 2, timeout=5000)
    locked(one)
    qtbot.waitUntil(lambda: one.far.closed, timeout=5000)
    before = len(one.far.calls)
    assert one.far.done("begin_leaving_sealed") == ["server"]
    gate.set()
    qtbot.waitUntil(lambda: one.exchanging._behind is None, timeout=5000)
    assert [what for what, _ in server.seen] == ["leave"]
    assert len(one.far.calls) == before
    assert one.far.late == []
    qtbot.waitUntil(lambda: one.far.held == 0, timeout=5000)
    one.far.closed = False
    one.exchanging.open(one.clinic)
    qtbot.waitUntil(lambda: {getattr(n, "place", "") for n in one.far.noted} >= {"cloud", "server"}, timeout=5000)


def test_a_fetch_ends_with_the_lock(qtbot, threaded: Makes) -> None:
    gate = threading.Event()
    one = threaded(FarPlace("cloud", gate=gate, packages=0))
    one.exchanging.begin()
    qtbot.waitUntil(lambda: bool(one.places[0].seen), timeout=5000)
    locked(one)
    qtbot.waitUntil(lambda: one.exchanging._behind is None, timeout=5000)
    assert [what for what, _ in one.places[0].seen] == ["fetch"]
    assert one.far.done("take_fetched") == []
    qtbot.waitUntil(lambda: one.far.held == 0, timeout=5000)


def test_behind_the_lock_a_lost_line_is_waited_for(qtbot, threaded: Makes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.exchanging.LINE_SETTLES_MS", 1)
    one = threaded(FarPlace("cloud"))
    one.line.turn(online=False)
    locked(one)
    qtbot.waitUntil(lambda: one.far.closed, timeout=5000)
    qtbot.wait(50)
    assert one.places[0].seen == []
    one.line.turn(online=True)
    qtbot.waitUntil(lambda: one.exchanging._behind is None, timeout=5000)
    assert [what for what, _ in one.places[0].seen] == ["leave"]


def test_behind_the_lock_what_fails_is_tried_again(qtbot, threaded: Makes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.exchange_behind_lock.LEAST_PAUSE_MS", 10)
    one = threaded(FarPlace("cloud", trouble=Trouble.CUT))
    locked(one)
    qtbot.waitUntil(lambda: len(one.places[0].seen) > 1, timeout=5000)
    one.places[0].trouble = Trouble.PASSWORD
    qtbot.waitUntil(lambda: one.exchanging._behind is None, timeout=5000)
    assert one.far.held == 0, "what a person must mend is not tried again"


def test_a_case_book_that_was_never_open_sends_nothing(qtbot, qapp, tmp_path: Path) -> None:
    one = Desk(tmp_path, [FarPlace("cloud")], InlineTasks())
    one.exchanging.look()
    one.exchanging.begin()
    one.exchanging.lock()
    one.line.turn(online=True)
    one.exchanging.look()
    assert one.places[0].seen == []
    assert one.far.calls == []
    one.gone()


def test_by_hand_nothing_begins_behind_the_lock(desk: Makes) -> None:
    one = desk()
    one.settings.put(EVERY, BY_HAND)
    one.exchanging.lock()
    assert one.places[0].seen == []


def test_another_case_book_is_told_nothing_of_it(qtbot, threaded: Makes, tmp_path: Path) -> None:
    """Practice data opened over a locked case book gets none of its notes."""
    one = threaded(FarPlace("cloud"))
    locked(one)
    qtbot.waitUntil(lambda: one.exchanging._behind is None, timeout=5000)
    practice = FarExchange([])
    one.exchanging.open(clinic_of(practice, tmp_path / "practice"))
    qtbot.waitUntil(lambda: not one.tasks.is_busy(), timeout=5000)
    assert practice.noted == []
    one.exchanging.lock()
    one.far.closed = False
    one.exchanging.open(one.clinic)
    qtbot.waitUntil(lambda: bool(one.far.noted), timeout=5000)


@pytest.mark.parametrize("deaf", [False, True])
def test_leaving_waits_a_few_seconds_and_loses_nothing(
    qtbot, qapp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deaf: bool
) -> None:
    """A call that hangs is left behind; what had been left until then is in the case book."""
    monkeypatch.setattr("ui.exchange_behind_lock.PARTING_SECONDS", 0.3)
    monkeypatch.setattr("ui.tasks.PARTING_SECONDS", 0.5)
    gate = threading.Event()
    one = Desk(tmp_path, [FarPlace("cloud", gate=gate, gated=("leave",), deaf=deaf)], Tasks()).opened()
    one.exchanging.begin()
    qtbot.waitUntil(lambda: len(one.places[0].seen) == 2, timeout=5000)
    begun = time.monotonic()
    one.exchanging.leave()
    one.tasks.on_vault(lambda: setattr(one.far, "closed", True), owner=one.exchanging)
    one.tasks.finish()
    assert time.monotonic() - begun < 3.0
    assert one.far.closed
    assert [step.done for step in one.far.noted if hasattr(step, "part")] == [4]
    gate.set()
    one.gone()
