"""The status bar: the last exchange, what waits, what goes on, what failed and what to do. A click opens the page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from clinic_app.errors import PlaceFailed, Trouble
from clinic_app.wording.words import LANGUAGES, speak
from tests.ui.far_places import FarExchange, FarPlace, clinic_of
from tests.ui.looks.stage import settle
from ui.exchange_status import read_status
from ui.going import FETCHING, LEAVING, LOOKING, SEALING, TAKING, Failed, Now
from ui.shell.status_bar import StatusBar
from ui.shell.status_words import going_words, last_words, time_left
from ui.theme.theme import Theme
from ui.trouble_words import short_trouble, what_to_do

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def row(place: str, name: str, state: str, **more: Any) -> Any:
    """A row of the outbox."""
    told = {"kind": "package", "bytes": 1000, "next_try": None, "sha256": name} | more
    return SimpleNamespace(place=place, state=state, **told)


class Book(FarExchange):
    """An exchange with an outbox."""

    def __init__(self, places: list[FarPlace], rows: list[Any], unsealed: int = 0) -> None:
        super().__init__(places)
        self._rows, self._unsealed = rows, unsealed

    def rows(self) -> list[Any]:
        return self._rows

    def waiting(self) -> Any:
        return SimpleNamespace(packages=5, bytes=5000, unsealed=self._unsealed, entries=0)


def status_of(places: list[FarPlace], *rows: Any, unsealed: int = 0) -> Any:
    return read_status(clinic_of(Book(places, list(rows), unsealed)))


def test_what_lies_somewhere_waits_for_no_line() -> None:
    """What is cancelled, and a receipt alone, wait for nobody; the same package at two places is one."""
    status = status_of(
        [FarPlace("cloud"), FarPlace("stick", "folder")],
        row("cloud", "a", "sealed"),
        row("stick", "a", "there"),
        row("cloud", "b", "failed"),
        row("stick", "b", "sending"),
        row("cloud", "c", "sealed", kind="attachment"),
        row("cloud", "d", "sealed", kind="receipt"),
        row("cloud", "e", "cancelled"),
    )
    assert (status.packages, status.bytes) == (1, 2000)


def test_carried_by_hand_everything_unanswered_waits() -> None:
    status = status_of([], unsealed=3)
    assert (status.packages, status.bytes, status.changes) == (5, 5000, 3)


def test_the_last_good_exchange_is_that_of_any_place() -> None:
    status = status_of([FarPlace("a", last_good=NOON - timedelta(days=2)), FarPlace("b", last_good=NOON)])
    assert status.last_good == NOON


def test_the_latest_trouble_is_told_but_no_stick_that_is_not_plugged_in() -> None:
    silent = PlaceFailed("cloud", Trouble.SILENT)
    gone = PlaceFailed("stick", Trouble.NO_FOLDER)
    places = [
        FarPlace("cloud", problem=silent, problem_at=NOON, next_try=NOON + timedelta(minutes=5)),
        FarPlace("stick", "folder", problem=gone, problem_at=NOON + timedelta(minutes=1)),
        FarPlace("old", problem=PlaceFailed("old", Trouble.CUT), problem_at=NOON - timedelta(days=1)),
    ]
    status = status_of(places)
    assert status.failed == Failed("cloud", "silent", NOON + timedelta(minutes=5))
    assert status_of(places[1:2]).failed is None


# --- words ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("why", list(Trouble))
def test_every_trouble_has_its_words_and_somebody_to_act(why: Trouble, language: str) -> None:
    """Where it does not pass by itself, a person is told what to do; where it does, nobody is bothered."""
    speak(language)
    said = short_trouble(why, "Nextcloud")
    assert said != short_trouble("something new", "Nextcloud")
    assert "{" not in said
    assert "_" not in said
    assert bool(what_to_do(why)) == (not why.passing or why is Trouble.PORTAL)
    assert len(said) < 70


def test_what_goes_on_is_said_in_words_and_bytes() -> None:
    assert going_words(Now("Nextcloud", LEAVING, "a", 121_000, 184_000, 125)) == (
        "Sending to Nextcloud · 121\N{NO-BREAK SPACE}KB of 184\N{NO-BREAK SPACE}KB · about 2 min left"
    )
    assert going_words(Now("Nextcloud", FETCHING)) == "Fetching from Nextcloud"
    for doing in (LOOKING, TAKING, SEALING):
        assert going_words(Now("Nextcloud", doing, "", 1, 2))
    assert [time_left(seconds) for seconds in (None, 5, 3600, 9000)] == [
        "",
        "less than a minute left",
        "about 60 min left",
        "about 2 h left",
    ]


def test_the_last_exchange_is_said_with_its_day() -> None:
    today = NOON.date()
    assert last_words(NOON, today) == "Last exchange: today, 12:00"
    assert last_words(NOON - timedelta(days=3), today) == "Last exchange: 20.11.2026, 12:00"
    assert last_words(None) == "No exchange yet"


# --- the bar itself -------------------------------------------------------------------------------------------------


@pytest.fixture
def bar(qtbot, dressed: Theme) -> Iterator[StatusBar]:
    """A status bar as wide as a laptop's, in a window of its own."""
    whole = QWidget()
    row_ = QHBoxLayout(whole)
    row_.setContentsMargins(0, 0, 0, 0)
    made = StatusBar()
    row_.addWidget(made)
    whole.resize(1134, 30)
    qtbot.addWidget(whole)
    whole.show()
    yield made


def test_progress_takes_the_place_of_what_was(bar: StatusBar) -> None:
    bar.set_waiting(3, 389_000)
    bar.set_last_exchange(None, Failed("Nextcloud", "silent", NOON))
    line = bar.exchange
    assert line.waiting.isVisible()
    assert "does not answer" in line.failed.words.text()
    assert "Nothing is lost" in line.toolTip()
    bar.set_going(Now("Nextcloud", LEAVING, "a", 50, 100, None))
    assert line.bar.isVisible()
    assert line.bar.accessibleDescription() == "50 %"
    bar.set_last_exchange(NOON)
    assert "Sending" in line.going.words.text()
    assert not line.last.isVisible()
    bar.set_going(None)
    assert not line.bar.isVisible()
    assert not line.failed.isVisible()
    assert line.last.isVisible()
    assert line.last.words.text() == last_words(NOON)
    assert "3 packages are waiting" in line.accessibleName()


def test_changes_wait_where_no_package_does(bar: StatusBar) -> None:
    bar.set_waiting(0, 0, 7)
    assert bar.exchange.waiting.words.text() == "7 changes are waiting"
    bar.set_waiting(0, 0, 0)
    assert not bar.exchange.waiting.isVisible()


@pytest.mark.parametrize("way", ["mouse", "space"])
def test_a_click_opens_the_exchange(qtbot, bar: StatusBar, way: str) -> None:
    with qtbot.waitSignal(bar.exchange_wanted):
        if way == "mouse":
            qtbot.mouseClick(bar.exchange, Qt.MouseButton.LeftButton)
        else:
            bar.exchange.setFocus()
            qtbot.keyClick(bar.exchange, Qt.Key.Key_Space)


@pytest.mark.parametrize("width", [1134, 960, 760])
def test_what_waits_stays_whole_and_the_rest_gives_way(bar: StatusBar, width: int) -> None:
    """Planted: without `give_way` all words lost letters at once, and none could be read."""
    bar.window().resize(width, 30)
    bar.set_connection(True)
    bar.set_waiting(12, 3_890_000)
    bar.set_last_exchange(NOON, Failed("SFTP: arhiv.klinika.example", "password"))
    settle()
    assert bar.exchange.last.isVisible() == (width > 1100), "what failed is said before what went well"
    for words in (bar.line.words, bar.exchange.waiting.words):
        assert words.fontMetrics().horizontalAdvance(words.text()) <= words.contentsRect().width()
    assert bar.window().width() == width, "the bar never makes a window wider"
    saved = bar._saved
    assert not saved.isVisible() or saved.width() >= saved.sizeHint().width()
