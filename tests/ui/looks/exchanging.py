"""Places, an outbox and silent offices for the looks: everything that can be seen of an exchange, standing still."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import QObject, Signal

from clinic_app.errors import PlaceFailed, Trouble
from tests.ui.looks.stage import Stage
from tests.ui.pages.fake_places import FakeOutbox, FakePlaces, FakeRow, FakeTold

CLOUD, STICK, SFTP = "Nextcloud: cloud.klinika.example", "Флешка «КООРДИНАТОР»", "SFTP: arhiv.klinika.example"
TO = "Нарын жана Баткенге чечимдер"


@dataclass(frozen=True)
class Now:
    """An errand under way."""

    place: str = CLOUD
    doing: str = "leaving"
    name: str = "1" * 64
    done: int = 121_000
    bytes: int = 184_000
    seconds_left: int | None = 95


@dataclass(frozen=True)
class Laptop:
    letter: str
    newest: str
    missing: tuple[str, ...] = ()
    held: int = 0


@dataclass(frozen=True)
class Heard:
    office: str
    name: str
    level: str
    last_heard: datetime | None
    laptops: tuple[Laptop, ...]
    waiting: int = 0
    waiting_bytes: int = 0


class StandingStill(QObject):
    """An exchange in the middle of sending."""

    stepped, noted = Signal(), Signal()
    ended = Signal(object)

    def now(self) -> Now:
        return Now()

    def begin(self, _place: str = "") -> None:
        """Nothing moves here."""

    def stop(self) -> None:
        """Nothing moves here."""

    def online(self) -> bool:
        return True

    def metered(self) -> bool:
        return False


def places() -> FakePlaces:
    """One that answers, a stick that never came, one whose key nobody knows."""
    soon = datetime.now().astimezone() + timedelta(minutes=12)
    wrong = PlaceFailed(SFTP, Trouble.HOST_KEY, "SHA256:k5x0Z1+h2Xg7o3X0c1V4A1s5b3D4e5F6g7H8i9J0k1L")
    made = (
        FakeTold(
            CLOUD, "webdav", {"url": "https://cloud.klinika.example/dav/clinic", "user": "coord"}, last_good=_ago(0)
        ),
        FakeTold(STICK, "folder", {"path": "/media/KOORDINATOR"}, last_good=_ago(3)),
        FakeTold(
            SFTP,
            "sftp",
            {"host": "arhiv.klinika.example", "port": "22", "user": "clinic", "path": "packages"},
            last_good=_ago(9),
            problem=wrong,
            next_try=soon,
        ),
    )
    return FakePlaces({one.name: one for one in made}, {CLOUD: {"password": "x"}, SFTP: {"password": "x"}})


def outbox() -> FakeOutbox:
    """One of each state."""
    soon = datetime.now().astimezone() + timedelta(minutes=12)
    rows = [
        FakeRow(CLOUD, "COORD-000114.clinic", "1" * 64, audience_label="реестр жана эки алынган түзмөк", bytes=184_000),
        FakeRow(CLOUD, "COORD-000115.clinic", "2" * 64, audience_label=TO),
        FakeRow(SFTP, "COORD-000113.clinic", "3" * 64, state="failed", why="password", bytes=142_000, next_try=soon),
        FakeRow(
            CLOUD, "COORD-000111.clinic", "4" * 64, state="failed", why="cut", bytes=142_000, done=40_000, next_try=soon
        ),
        FakeRow(CLOUD, "COORD-000112.clinic", "5" * 64, state="there", bytes=96_000, done=96_000),
        FakeRow(CLOUD, "c0ffee.age", "6" * 64, kind="attachment", bytes=21_400_000),
        FakeRow(CLOUD, "COORD-000110.clinic", "7" * 64, state="received", bytes=96_000, done=96_000),
    ]
    return FakeOutbox(rows, heard=_heard())


def _heard() -> list[Heard]:
    told = (
        ("TOK1", "Токтогул", "silent", 34, ("A",), ()),
        ("LEI1", "Лейлек", "late", 19, ("A",), ()),
        ("AKS1", "Аксы (Кербен)", "silent", None, ("A", "B"), ()),
        ("BAL1", "Балыкчы", "fine", 4, ("A",), ()),
        ("NAR1", "Нарын", "fine", 1, ("A", "B"), ("NAR1-B-000013.clinic",)),
        ("OSH1", "Ош", "fine", 0, ("A", "B", "C"), ()),
    )
    return [
        Heard(
            office,
            name,
            level,
            None if days is None else _ago(days),
            tuple(
                Laptop(letter, "" if days is None else f"{office}-{letter}-00001{at}.clinic", missing if at else ())
                for at, letter in enumerate(letters)
            ),
            waiting=3 if level == "silent" else 0,
            waiting_bytes=389_000,
        )
        for office, name, level, days, letters, missing in told
    ]


def _ago(days: int) -> datetime:
    return datetime.now().astimezone() - timedelta(days=days)


@contextmanager
def exchanging(stage: Stage, who: str) -> Iterator[StandingStill]:
    """While it lasts, somebody's case book has places and an outbox, and something is being sent."""
    clinic: Any = stage.clinic(who)
    before = {name: getattr(clinic, name, None) for name in ("places", "outbox")}
    clinic.places, clinic.outbox = places(), outbox()
    line = StandingStill()
    try:
        yield line
    finally:
        for name, value in before.items():
            if value is None:
                delattr(clinic, name)
            else:
                setattr(clinic, name, value)
        page = stage.window(who).page("exchange")
        if page is not None:
            page._exchanging = None
        line.deleteLater()
