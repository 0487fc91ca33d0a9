"""Backups by themselves: where they go, when one is due, what was made and when it was last opened.

The vault's thread asks for frozen errands and takes in what they came to; `run` and `look_at` work on any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from clinic_app.errors import BackupDamaged, BackupPlaceMissing, BadInput, ClinicError, FileUnreadable, NoBackupPlace
from clinic_app.keys.master_key import MasterKey
from clinic_app.progress import Progress
from clinic_app.use_cases.backing_up import checking
from clinic_app.use_cases.backing_up.checking import Backup, NewPlace, Remembered, Verified, Wanted
from clinic_app.use_cases.backing_up.copying import Source, source_of
from clinic_app.use_cases.backing_up.making import Done, Errand, make_snapshot
from clinic_app.use_cases.backing_up.restoring import RESTORED
from clinic_app.use_cases.backing_up.rotation import KEEP, Keep
from clinic_app.use_cases.desk import Desk

_MADE, _GONE, _PLACE, _LIVES, _SNOOZED = "backups", "backups_gone", "backup_place", "backup_lives", "backup_snoozed"
MOST_REMEMBERED, MOST_GONE = 500, 2000
BY_HAND = "hand"
EVERY = {"hours": timedelta(hours=4), "day": timedelta(hours=20), "week": timedelta(days=6, hours=12), BY_HAND: None}
TOO_OLD = timedelta(days=7)  # after so long without an opened backup somebody is reminded
READ_AGAIN = timedelta(days=30)  # so old a backup is read again: disks forget
SNOOZE = timedelta(days=1)
CLOCK_SLIP = timedelta(days=1)  # a moment further ahead than this was written by a clock that was wrong


@dataclass(frozen=True)
class BackupPlace:
    """Where backups go and how often; `every`: hours, day, week or hand."""

    folder: Path
    place: str
    every: str = "day"
    same_disk: bool = False
    service: str = ""
    keep: Keep = KEEP


@dataclass(frozen=True)
class State:
    """What there is to say of backups without looking at any disk. `verified`: of which moment the newest is that was
    opened, however often older ones are read again; `remind`: that is too long ago.

    `days`: since then, or since the case book was founded when there was none.
    """

    verified: datetime | None
    days: int
    place: BackupPlace | None
    remind: bool


@dataclass(frozen=True)
class Due:
    """What is to be done at the place: make a snapshot, and read an old one again. It holds keys."""

    errand: Errand | None
    wanted: Wanted
    again: tuple[str, ...] = ()  # names, the one that was read longest ago first


@dataclass(frozen=True)
class Came:
    """What a `Due` came to."""

    made: Done | None
    verified: tuple[Verified, ...] = ()
    spoiled: tuple[str, ...] = ()  # snapshots that are not what was written


class Backups:
    """The backups of an open case book."""

    def __init__(self, desk: Desk, master: MasterKey) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._master = master

    # --- where and how often ------------------------------------------------------------------------------------

    def place(self) -> BackupPlace | None:
        """The folder or stick that was chosen."""
        told = self._vault.recall(_PLACE)
        if not told:
            return None
        return BackupPlace(
            folder=Path(told["folder"]),
            place=told["place"],
            every=told["every"],
            same_disk=told["same_disk"],
            service=told["service"],
            keep=Keep(told["days"], told["weeks"], told["months"]),
        )

    def choose(self, found: NewPlace, every: str = "day", keep: Keep | None = None) -> None:
        """Backups go to a folder that `prepare_place` made ready, so often."""
        if every not in EVERY:
            raise BadInput(file=every, line=0, why="setting")
        kept = keep or Keep()
        self._vault.remember(
            _PLACE,
            {
                "folder": str(found.folder),
                "place": found.place,
                "every": every,
                "same_disk": found.same_disk,
                "service": found.service,
                "days": max(kept.days, 1),
                "weeks": max(kept.weeks, 0),
                "months": max(kept.months, 0),
            },
        )

    def change(self, every: str) -> None:
        """Another rhythm. NoBackupPlace."""
        if every not in EVERY:
            raise BadInput(file=every, line=0, why="setting")
        self._vault.remember(_PLACE, self._told() | {"every": every})

    # --- when ---------------------------------------------------------------------------------------------------

    def is_due(self, now: datetime) -> bool:
        """Whether it is time. A last backup in the future was made while the clock was wrong: then it is."""
        place = self.place()
        every = EVERY.get(place.every) if place is not None else None
        if place is None or every is None:
            return False
        made = [one for one in self.made() if one.place == place.place]
        last = max(made, key=lambda one: one.turn, default=None)  # by turn: one of the future would be due for ever
        return last is None or not timedelta(0) <= now - last.at < every

    def state(self, now: datetime) -> State:
        """How it stands, from memory alone."""
        told = [one.at for one in self.made() if one.verified is not None and one.at - now < CLOCK_SLIP]
        verified = max(told, default=None)
        since = verified or self._begun()
        days = max(0, (now - since).days)
        return State(verified, days, self.place(), now - since > TOO_OLD and not self._snoozed(now))

    def snooze(self, now: datetime) -> None:
        """Remind again tomorrow."""
        self._vault.remember(_SNOOZED, now.isoformat(timespec="seconds"))

    def _snoozed(self, now: datetime) -> bool:
        at = self._vault.recall(_SNOOZED)
        return at is not None and timedelta(0) <= now - datetime.fromisoformat(at) < SNOOZE

    def _begun(self) -> datetime:
        """When the case book was founded, or put back: its id says the hour."""
        restored = self._vault.recall(RESTORED)
        if restored:
            return datetime.fromisoformat(restored["at"])
        return datetime.fromtimestamp((UUID(self._desk.identity.vault_id).int >> 80) / 1000, UTC)

    def restored(self) -> tuple[datetime, datetime | None] | None:
        """(when this case book was put back, from a copy of which moment) until somebody has read it."""
        told = self._vault.recall(RESTORED)
        if not told or told.get("read"):
            return None
        return datetime.fromisoformat(told["at"]), datetime.fromisoformat(told["of"]) if told["of"] else None

    def heed_restored(self) -> None:
        """Somebody has read that this case book was put back."""
        self._vault.remember(RESTORED, self._vault.recall(RESTORED, {}) | {"read": True})

    # --- errands ------------------------------------------------------------------------------------------------

    def source(self, now: datetime) -> Source:
        """The case book as frozen values, keys among them, for work on other threads."""
        return source_of(self._desk, self._master, now)

    def wanted(self) -> Wanted:
        """Which folder backups go to. NoBackupPlace."""
        told = self._told()
        return Wanted(Path(told["folder"]), told["place"], self._desk.identity.vault_id)

    def due(self, now: datetime, *, at_once: bool = False) -> Due:
        """What is to be done at the place now; `at_once`: a snapshot whether it is time or not. NoBackupPlace."""
        place = self.place()
        if place is None:
            raise NoBackupPlace
        errand = self._errand(place, now) if at_once or self.is_due(now) else None
        return Due(errand, self.wanted(), self._to_read_again(place, now))

    def _errand(self, place: BackupPlace, now: datetime) -> Errand:
        me = self._desk.identity
        lives = list(dict.fromkeys([*self._vault.recall(_LIVES, []), me.life]))
        if lives != self._vault.recall(_LIVES, []):
            self._vault.remember(_LIVES, lives)
        turn = max((one.turn for one in self.made()), default=0)
        return Errand(self.source(now), place.folder, place.place, turn, frozenset(lives), place.keep)

    def _to_read_again(self, place: BackupPlace, now: datetime) -> tuple[str, ...]:
        """One old snapshot at a time: all in one go would keep a slow stick busy for hours."""
        old = [
            one
            for one in self.made()
            if one.place == place.place and not one.whole and one.verified and now - one.verified > READ_AGAIN
        ]
        return tuple(one.name for one in sorted(old, key=lambda one: one.verified or one.at)[:1])

    # --- what was made ------------------------------------------------------------------------------------------

    def made(self) -> list[Remembered]:
        """The backups that were made here and not taken away since, oldest first."""
        return [_remembered(told) for told in self._vault.recall(_MADE, [])]

    def note_whole(self, source: Source, size: int) -> None:
        """A backup as one file was made and opened; its name and place are nobody's business."""
        told = {"at": _iso(source.at), "size": size, "verified": _iso(source.at)} | _trail(source.trail)
        with self._vault.changing():
            self._keep([*self._vault.recall(_MADE, []), told])
            self._desk.trail.note("backup_made", kind="file", bytes=size)

    def note(self, came: Came) -> None:
        """Remember what an errand came to."""
        told: list[dict[str, Any]] = list(self._vault.recall(_MADE, []))
        with self._vault.changing():
            if came.made is not None:
                told = self._without(told, came.made)
                told.append(_told_of(came.made))
                self._desk.trail.note("backup_made", kind="snapshot", bytes=came.made.slip.size)
            for one in came.verified:
                told = [t | {"verified": _iso(one.at)} if t.get("name") == one.name else t for t in told]
            for name in came.spoiled:
                told = [t | {"verified": ""} if t.get("name") == name else t for t in told]
            self._keep(told)

    def note_read(self, name: str, of: datetime | None, now: datetime) -> bool:
        """A backup of that name, of that moment, was opened by hand; whether it is one of those made here."""
        here = [one for one in self.made() if one.at == of and (one.whole or one.name == name)]
        if here:
            read = [(one.name, _iso(one.at)) for one in here]
            told: list[dict[str, Any]] = list(self._vault.recall(_MADE, []))
            with self._vault.changing():
                self._keep([t | {"verified": _iso(now)} if (t.get("name", ""), t["at"]) in read else t for t in told])
        return bool(here)

    def _without(self, told: list[dict[str, Any]], made: Done) -> list[dict[str, Any]]:
        """Without what the rotation took away: receipts of erasures list it no more."""
        gone = [one for one in told if one.get("name") in made.removed and one.get("place") == made.place]
        if gone:
            self._vault.remember(_GONE, [*self._vault.recall(_GONE, []), *(one["at"] for one in gone)][-MOST_GONE:])
        return [one for one in told if one not in gone]

    def _keep(self, told: list[dict[str, Any]]) -> None:
        self._vault.remember(_MADE, told[-MOST_REMEMBERED:])

    def _told(self) -> dict[str, Any]:
        told: dict[str, Any] | None = self._vault.recall(_PLACE)
        if not told:
            raise NoBackupPlace
        return told


def run(due: Due, now: datetime, source: Source, progress: Progress | None = None) -> Came:
    """Any thread but the vault's: do what is due. As `make_snapshot`; BackupPlaceMissing: the stick is not in.

    What was made is told whatever keeps an old one from being read again: nobody else knows of it.
    """
    folder = checking.find_place(due.wanted)
    made = make_snapshot(replace(due.errand, folder=folder), progress) if due.errand is not None else None
    verified: list[Verified] = []
    spoiled: list[str] = []
    try:
        for name in due.again:
            if made is not None and name in made.removed:
                continue
            try:
                verified.append(checking.verify(source, folder / name, now, progress))
            except (BackupDamaged, BadInput, FileUnreadable):
                if not checking.is_there(due.wanted, folder):  # a stick pulled out spoils nothing
                    raise BackupPlaceMissing(folder=str(folder)) from None
                spoiled.append(name)
    except ClinicError:
        if made is None:
            raise
    return Came(made, tuple(verified), tuple(spoiled))


def listed(source: Source, wanted: Wanted, made: Sequence[Remembered]) -> list[Backup]:
    """Any thread but the vault's: the backups at the place, newest first. BackupPlaceMissing, FileUnreadable."""
    return checking.look_at(source, wanted, made)


def _told_of(made: Done) -> dict[str, Any]:
    slip = made.slip
    return {
        "at": _iso(slip.made),
        "name": slip.name,
        "turn": slip.turn,
        "sha256": slip.sha256,
        "size": slip.size,
        "files": len(slip.files),
        "place": made.place,
        "verified": _iso(slip.made),
    } | _trail(made.trail)


def _trail(head: tuple[int, str] | None) -> dict[str, Any]:
    """How far the paper trail had come: one that ends earlier was cut."""
    return {"trail": head[0], "chain": head[1]} if head is not None else {}


def _remembered(told: dict[str, Any]) -> Remembered:
    """Older programs remembered the moment alone; they had opened the copy then, too."""
    at = datetime.fromisoformat(told["at"])
    verified = told.get("verified", told["at"])
    return Remembered(
        at=at,
        name=told.get("name", ""),
        turn=told.get("turn", 0),
        sha256=told.get("sha256", ""),
        size=told.get("size", 0),
        files=told.get("files", 0),
        verified=datetime.fromisoformat(verified) if verified else None,
        place=told.get("place", ""),
    )


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
