"""The rows of the paper trail, their head and their seals. Rows are only ever added."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from clinic_app.journal.trail import TrailRow
from clinic_app.store.database import EncryptedDatabase

SLICE = 1000  # rows read at a time
_COLUMNS = "number, at, member, device, life, act, type, record, about, chain"


@dataclass(frozen=True)
class Head:
    """How far the trail has come: the newest row's number and chain, and the key (32 bytes) told last."""

    start: bytes
    number: int
    chain: bytes
    key: bytes


@dataclass(frozen=True)
class TrailSeal:
    """A signature on the trail up to `number`."""

    number: int
    chain: bytes
    device: str
    key: bytes
    signature: bytes
    at: str


@dataclass(frozen=True)
class Wanted:
    """Which rows are asked for; what is empty narrows nothing. `since`, `until`: UTC moments, ISO; `until` excluded."""

    member: str = ""
    act: str = ""
    type: str = ""
    record: str = ""
    since: str = ""
    until: str = ""

    @property
    def where(self) -> tuple[str, list[str]]:
        """The condition, and its values."""
        named = {"member": self.member, "act": self.act, "type": self.type, "record": self.record}
        parts = [f"{name} = ?" for name, value in named.items() if value]
        parts += [part for part, value in (("at >= ?", self.since), ("at < ?", self.until)) if value]
        if self.record:
            parts.append("record <> ''")  # else the index on records is passed over
        values = [value for value in (*named.values(), self.since, self.until) if value]
        return " and ".join(parts) or "1", values


class TrailTable:
    """One vault's trail; every method runs inside the caller's transaction or look."""

    def __init__(self, db: EncryptedDatabase) -> None:
        self._db = db

    def head(self) -> Head | None:
        """How far it has come; None where nothing was ever noted."""
        row = self._db.one("select start, number, chain, key from trail_head")
        return Head(_bytes(row[0]), row[1], _bytes(row[2]), _bytes(row[3])) if row else None

    def add(self, row: TrailRow, head: Head) -> None:
        """Add the next row, after which the trail has come to `head`."""
        about = json.dumps(row.about, sort_keys=True, separators=(",", ":"))
        self._db.run(
            f"insert into trail ({_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(row.number, row.at, row.member, row.device, row.life, row.act, row.type, row.record, about, head.chain),
        )
        self._db.run(
            "insert or replace into trail_head (one, start, number, chain, key) values (1, ?, ?, ?, ?)",
            *(head.start, head.number, head.chain, head.key),
        )

    def noted_since(self, act: str, member: str, type: str, record: str, since: str) -> bool:
        """Whether this was noted of a record at `since` or later."""
        return bool(
            self._db.one(
                "select 1 from trail where record = ? and record <> '' and type = ? and act = ? and member = ?"
                " and at >= ? limit 1",
                *(record, type, act, member, since),
            )
        )

    def rows(self, wanted: Wanted, most: int, *, before: int = 0, skip: int = 0) -> list[TrailRow]:
        """Up to `most` rows, the newest first; `before`: only those with a smaller number."""
        where, values = wanted.where
        if before:
            where, values = f"({where}) and number < {int(before)}", values
        found = self._db.all(
            f"select {_COLUMNS} from trail where {where} order by number desc limit ? offset ?", *values, most, skip
        )
        return [_row(one) for one in found]

    def count(self, wanted: Wanted) -> int:
        where, values = wanted.where
        return int((self._db.one(f"select count(*) from trail where {where}", *values) or (0,))[0])

    def chained(self, first: int = 1) -> Iterator[tuple[TrailRow, bytes]]:
        """Every row from `first` on with the chain that stands beside it, in order, a slice at a time."""
        after = first - 1
        while found := self._db.all(
            f"select {_COLUMNS} from trail where number > ? order by number limit ?", after, SLICE
        ):
            for one in found:
                yield _row(one), _bytes(one[9])
            after = found[-1][0]

    def chain_at(self, number: int) -> bytes:
        """The chain beside a row; empty where there is no such row."""
        row = self._db.one("select chain from trail where number = ?", number)
        return _bytes(row[0]) if row else b""

    def first_since(self, since: str) -> int:
        """The number of the first row at `since` or later; 0 where there is none."""
        return int((self._db.one("select min(number) from trail where at >= ?", since) or (0,))[0] or 0)

    def column(self, name: str) -> list[str]:
        """Every value of one column (`member`, `act`) that rows have."""
        return [row[0] for row in self._db.all(f"select distinct {name} from trail order by 1")]

    def seal(self, seal: TrailSeal) -> None:
        self._db.run(
            "insert or replace into trail_seal (number, chain, device, key, signature, at) values (?, ?, ?, ?, ?, ?)",
            *(seal.number, seal.chain, seal.device, seal.key, seal.signature, seal.at),
        )

    def seals(self) -> list[TrailSeal]:
        """All seals, the oldest first."""
        rows = self._db.all("select number, chain, device, key, signature, at from trail_seal order by number")
        return [TrailSeal(row[0], _bytes(row[1]), row[2], _bytes(row[3]), _bytes(row[4]), row[5]) for row in rows]

    def last_seal(self) -> int:
        """The number up to which the trail is sealed."""
        return int((self._db.one("select max(number) from trail_seal") or (0,))[0] or 0)


def _row(one: tuple[object, ...]) -> TrailRow:
    number, at, member, device, life, act, type, record, about = one[:9]
    return TrailRow(
        int(str(number)), str(at), str(member), str(device), str(life), str(act), str(type), str(record), _about(about)
    )


def _bytes(told: object) -> bytes:
    """A hash as it stands there, or none where somebody wrote something else."""
    return bytes(told) if isinstance(told, bytes | bytearray | memoryview) else b""


def _about(told: object) -> dict[str, str | int]:
    """What stands there, or something that fits no chain: `check` is to name a row that was spoilt, not to fall."""
    try:
        found = json.loads(str(told))
    except ValueError:
        return {"?": 0}
    return found if isinstance(found, dict) else {"?": 0}
