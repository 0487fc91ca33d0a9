"""What happened at the lock while nobody was in, told to whoever opens; and what the panic key can say afterwards."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from clinic_app.errors import ClinicError
from clinic_app.keys.tries import Tries, forget_tries, read_tries
from clinic_app.store.vault import Vault
from clinic_app.use_cases.desk import Desk

_NOTED = "wrong_tries"
_MOST_NOTED = 20


@dataclass(frozen=True)
class WrongTries:
    """`count` wrong tries between two moments of this laptop's clock; `told`: somebody has seen it."""

    count: int
    since: datetime
    until: datetime
    told: bool = False


@dataclass(frozen=True)
class Afterwards:
    """What remains when only the recovery code opens: the last backup and where it lies (a name, never a path), and how
    many changes nobody else has (None: this laptop is in no network). `recovery_confirmed`: somebody had the sheet.
    """

    backup_at: datetime | None
    backup_place: str
    unacknowledged: int | None
    recovery_confirmed: bool


def take_news(desk: Desk) -> Tries:
    """Move what was kept at the lock into the vault and its trail, once somebody is in; gives what there was.

    It keeps nobody out: where the disk is full or another program writes, the next opening does it.
    """
    vault = desk.vault
    tries = read_tries(vault.folder)
    if tries == Tries():
        return tries
    with suppress(ClinicError):
        with vault.changing():
            if tries.wrong:
                row = {"count": tries.wrong, "since": tries.since, "until": tries.last, "told": False}
                vault.remember(_NOTED, [*vault.recall(_NOTED, []), row][-_MOST_NOTED:])
                desk.trail.note("wrong_tries", tries=tries.wrong)
            if tries.panic:
                desk.trail.note("panic")
        forget_tries(vault.folder)
    return tries


class Locks:
    """The lock's own memory in an open vault."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    @property
    def folder(self) -> Path:
        return self._vault.folder

    def wrong_tries(self) -> list[WrongTries]:
        """The wrong tries of the last times, newest first."""
        return [_read(row) for row in reversed(self._vault.recall(_NOTED, []))]

    def untold(self) -> WrongTries | None:
        """Wrong tries that nobody was told of yet, taken together; they count as told from now on."""
        kept = self._vault.recall(_NOTED, [])
        news = [_read(row) for row in kept if not row["told"]]
        if not news:
            return None
        self._vault.remember(_NOTED, [row | {"told": True} for row in kept])
        return WrongTries(sum(one.count for one in news), news[0].since, news[-1].until)

    def afterwards(self, unacknowledged: int | None) -> Afterwards:
        """What to say at the second step of the panic key; read before the case book is closed."""
        backups = self._vault.recall("backups", [])
        verified = [one for one in backups if one.get("verified", one["at"])]  # older programs opened each copy, too
        last: dict[str, Any] = verified[-1] if verified else {}
        chosen = self._vault.recall("backup_place") or {}
        here = bool(last.get("place")) and last["place"] == chosen.get("place")
        place = Path(str(chosen.get("folder", ""))).name if here else ""
        sheet = self._vault.recall("recovery", {})
        return Afterwards(
            datetime.fromisoformat(last["at"]) if last else None,
            place,
            unacknowledged,
            bool(sheet.get("confirmed_at") or sheet.get("tried_at")),
        )


def read_afterwards(clinic: Any) -> Afterwards:
    """The vault's thread: what to say at the second step."""
    waiting, locks = clinic.exchange.waiting(), clinic.locks
    known: Afterwards = locks.afterwards(waiting.entries + waiting.unsealed if clinic.identity.network_id else None)
    return known


def _read(row: dict[str, Any]) -> WrongTries:
    since, until = (datetime.fromtimestamp(row[name], UTC) for name in ("since", "until"))
    return WrongTries(row["count"], since, until, row["told"])
