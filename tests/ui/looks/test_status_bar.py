"""What the status bar says of the exchange, and the banner of a stick: whole or with a tooltip, in every look."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from clinic_app.settings import Settings
from clinic_app.wording.words import N_
from tests.ui.far_places import SteeredLine
from tests.ui.looks.ink import faint_words, unseen_focus
from tests.ui.looks.reach import astray, not_back, out_of_reach, regions_astray, tab_round
from tests.ui.looks.room import cut_words
from tests.ui.looks.stage import LAPTOP, SMALL, Look, settle
from tests.ui.looks.voices import english_in, unnamed
from tests.ui.whole_window import speaking
from ui.going import FETCHING, LEAVING, SEALING, Failed, Now
from ui.opened_window import OpenedWindow
from ui.outward import Outward
from ui.shell.spec import Identity, PageSpec
from ui.sticks import Found, Volume
from ui.tasks import InlineTasks
from ui.theme.theme import Theme
from ui.widgets.buttons import Button

NOON = datetime(2026, 11, 23, 12, 0).astimezone()
STATES: dict[str, dict[str, Any]] = {
    "nothing": {"line": (True,), "waiting": (0,), "last": (NOON,), "going": None},
    "offline": {"line": (False,), "waiting": (31, 389_000), "last": (NOON,), "going": None},
    "sending": {"line": (True,), "waiting": (3,), "last": (NOON,), "going": Now("Nextcloud", LEAVING, "a", 1, 9, 125)},
    "fetching": {"line": (True,), "waiting": (0,), "last": (None,), "going": Now("SFTP", FETCHING)},
    "sealing": {"line": (True,), "waiting": (0,), "last": (None,), "going": Now("SFTP", SEALING)},
    "silent": {"line": (True, True), "waiting": (12, 3_890_000), "last": (NOON, Failed("S3", "silent", NOON))},
    "password": {"line": (True,), "waiting": (0, 0, 7), "last": (None, Failed("SFTP: ARHIV", "expired"))},
}


class Page(QWidget):
    """A page of one button."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        button = Button("—", name="DEMO")
        column.addWidget(button)


@contextmanager
def shown(look: Look, theme: Theme, folder: Path, patch: pytest.MonkeyPatch) -> Iterator[tuple[OpenedWindow, Outward]]:
    """A window in a look, with a stick offered."""
    app: Any = QApplication.instance()
    with speaking(look.language, patch, longer=look.longer):
        theme.apply(app, look.dark, look.scale)
        settings, tasks = Settings(folder / "settings.json"), InlineTasks()
        pages = [PageSpec("today", N_("Today"), "calendar-event", Page)]
        window = OpenedWindow(settings, theme, tasks, Identity("Нарын", "B", "Айгүл", "lawyer"), pages)
        outward = Outward(tasks, settings, SteeredLine(), lambda _changes: None, window, list)
        window.resize(*look.size)
        window.show()
        outward._window = window
        outward.sticks._offer = (Volume("a", folder), Found((folder,), 3, "mark"))
        outward._offer(outward.sticks.offer())
        try:
            yield window, outward
        finally:
            window.hide()
            window.deleteLater()
            settle()
            theme.apply(app, dark=False)


def put(window: OpenedWindow, state: dict[str, Any]) -> None:
    window.set_connection(*state["line"])
    window.set_waiting(*state["waiting"])
    window.set_last_exchange(*state["last"])
    window.set_going(state.get("going"))
    settle()


LOOKS = [
    Look("ky", longer=True, dark=True),
    Look("ky", 1.5, longer=True),
    Look("ru", 1.5, SMALL),
    Look("en", size=SMALL),
    Look("ru", size=LAPTOP),
]


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_every_state_has_room(look: Look, dressed: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with shown(look, dressed, tmp_path, monkeypatch) as (window, _outward):
        for name, state in STATES.items():
            put(window, state)
            said = cut_words(window) + (faint_words(window) if look.dark else [])
            assert not said, f"{name}: {said}"
            assert window.width() == look.size[0], name


def test_it_has_a_name_a_kind_and_a_place_in_the_keyboards_way(
    dressed: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with shown(Look(), dressed, tmp_path, monkeypatch) as (window, _outward):
        known: set[tuple[type, str]] = set()
        for name, state in STATES.items():
            put(window, state)
            said = unnamed(window) + english_in(window) + faint_words(window)
            stops = tab_round(window)
            assert window.status.exchange in stops
            said += not_back(window, stops) + out_of_reach(window, stops) + astray(window, stops)
            said += regions_astray(window, stops) + unseen_focus(window, stops, known)
            assert not said, f"{name}: {said}"


def test_an_offer_is_answered_once(dressed: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with shown(Look("en"), dressed, tmp_path, monkeypatch) as (window, outward):
        (banner,) = [window.notices.itemAt(at).widget() for at in range(window.notices.count())]
        banner.buttons[1].click()
        settle()
        assert window.notices.count() == 0
        assert outward.sticks.offer() is None
