"""Merge runs on disk: what one merge of several packages did, and which package brought which entry.

`entry.taken` names the package (a row of `taken`) through which an entry lies here; 0 is one's own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clinic_app.store.database import EncryptedDatabase

CHUNK = 400


@dataclass(frozen=True)
class Run:
    """One merge as it was kept: `at` and `undone_at` ISO texts ("" while it stands), `told` counts and names."""

    id: int
    at: str
    undone_at: str
    told: Mapping[str, Any]


@dataclass(frozen=True)
class PackageRow:
    """One package of a run; `told` is its report, names and counts only."""

    id: int
    package: str
    status: str
    at: str
    told: dict[str, Any]
    audience: str = ""


class RunTables:
    """The merge runs of one vault; every method runs inside the caller's transaction or look."""

    def __init__(self, db: EncryptedDatabase) -> None:
        self._db = db

    # --- writing ------------------------------------------------------------------------------------------------

    def begin(self, at: str) -> int:
        """A new run; returns its number."""
        return int(self._db.all("insert into run (at) values (?) returning id", at)[0][0])

    def close(self, run: int, told: Mapping[str, Any]) -> None:
        """Keep what a run did."""
        self._db.run("update run set told = ? where id = ?", json.dumps(told, ensure_ascii=False), run)

    def drop(self, run: int) -> None:
        """Forget a run in which nothing was taken in and nothing refused; its packages stay known as come."""
        self._db.run("update taken set run = 0 where run = ?", run)
        self._db.run("delete from run where id = ?", run)

    def undone(self, run: int, at: str) -> None:
        """A run was taken back here."""
        self._db.run("update run set undone_at = ? where id = ?", at, run)

    def enter(self, run: int, package: str, file: str, sender: str, audience: str, number: int, at: str) -> int:
        """A row for a package, before anything of it is kept, so that its entries can name it; returns its id."""
        return int(
            self._db.all(
                "insert into taken (run, package, file, sender, audience, number, status, at, report)"
                " values (?, ?, ?, ?, ?, ?, '', ?, '{}') returning id",
                run,
                package,
                file,
                sender,
                audience,
                number,
                at,
            )[0][0]
        )

    def tell(self, taken: int, status: str, told: Mapping[str, Any]) -> None:
        """What became of a package that was entered."""
        report = json.dumps(told, ensure_ascii=False)
        self._db.run("update taken set status = ?, report = ? where id = ?", status, report, taken)

    def forget(self, taken: int) -> None:
        """Take a package's row back: it said what an earlier row says already."""
        self._db.run("delete from taken where id = ?", taken)

    def bring(self, names: Sequence[str], taken: int) -> None:
        """These entries lie here through this package now: it has taken them back in."""
        self._db.many("update entry set taken = ? where name = ?", [(taken, bytes.fromhex(name)) for name in names])

    # --- looking ------------------------------------------------------------------------------------------------

    def runs(self, limit: int) -> list[Run]:
        """Runs, newest first."""
        rows = self._db.all("select id, at, undone_at, told from run order by id desc limit ?", limit)
        return [Run(id, at, undone_at, json.loads(told)) for id, at, undone_at, told in rows]

    def run(self, id: int) -> Run | None:
        row = self._db.one("select id, at, undone_at, told from run where id = ?", id)
        return Run(row[0], row[1], row[2], json.loads(row[3])) if row else None

    def packages(self, run: int) -> list[PackageRow]:
        """The packages of a run in the order of taking."""
        rows = self._db.all("select id, package, status, at, report from taken where run = ? order by id", run)
        return [PackageRow(id, package, status, at, json.loads(told)) for id, package, status, at, told in rows]

    def records(self, run: int, most: int) -> list[tuple[str, str]]:
        """(type, record) of what the packages of a run brought, at most so many."""
        rows = self._db.all(
            "select distinct e.type, e.record from taken t join entry e on e.taken = t.id where t.run = ? limit ?",
            run,
            most,
        )
        return [(type, record) for type, record in rows]

    def rows_of(self, package: str) -> list[int]:
        """Every row a package of that name has."""
        return [row[0] for row in self._db.all("select id from taken where package = ? order by id", package)]

    def brought(self, taken: Iterable[int]) -> dict[str, tuple[str, str]]:
        """name -> (type, record) of the entries that lie here through these packages."""
        found: dict[str, tuple[str, str]] = {}
        for id in taken:
            rows = self._db.all("select name, type, record from entry where taken = ? order by seq", id)
            found |= {name.hex(): (type, record) for name, type, record in rows}
        return found

    def records_aside(self, run: int) -> int:
        """How many records have something set aside that came through this run."""
        row = self._db.one(
            "select count(distinct record) from entry"
            " where aside <> 0 and taken in (select id from taken where run = ?)",
            run,
        )
        return int(row[0]) if row else 0

    def last_packages(self, sender: str) -> list[PackageRow]:
        """Of each audience the believed package of this sender with the highest number."""
        rows = self._db.all(
            "select id, package, status, at, report, audience, max(number) from taken where sender = ? and number > 0"
            " group by audience",
            sender,
        )
        return [PackageRow(row[0], row[1], row[2], row[3], json.loads(row[4]), row[5]) for row in rows]

    def last_heard(self, sender: str) -> str:
        """When a package of this sender last came; nothing if none did."""
        row = self._db.one("select max(at) from taken where sender = ?", sender)
        return str(row[0] or "") if row else ""

    def still_held(self, sender: str) -> list[PackageRow]:
        """The packages of this sender that came and wait: some of what they brought is not read yet."""
        rows = self._db.all(
            "select id, package, status, at, report, audience from taken t where sender = ? and status = 'held'"
            " and exists (select 1 from entry e where e.taken = t.id and e.taken > 0 and e.read = 0) order by id",
            sender,
        )
        return [PackageRow(row[0], row[1], row[2], row[3], json.loads(row[4]), row[5]) for row in rows]

    def came(self, sender: str) -> set[str]:
        """The names of all packages that came from a laptop and were believed."""
        return {row[0] for row in self._db.all("select package from taken where sender = ?", sender)}

    def readings(self, records: Sequence[str]) -> list[tuple[str, str, str, str | None]]:
        """(type, record, leaves, registers in conflict) of the readings that are here."""
        found: list[tuple[str, str, str, str | None]] = []
        for start in range(0, len(records), CHUNK):
            some = list(records[start : start + CHUNK])
            marks = ",".join("?" * len(some))
            rows = self._db.all(f"select type, record, leaves, conflicts from reading where record in ({marks})", *some)
            found += [(type, record, leaves, conflicts) for type, record, leaves, conflicts in rows]
        return found

    def rows(self, type: str, records: Sequence[str], whole: bool) -> dict[str, tuple[str, int, str, int]]:
        """record -> (home, archived, erased, a hash of its whole row or 0) in the table of a declared type."""
        found: dict[str, tuple[str, int, str, int]] = {}
        for start in range(0, len(records), CHUNK):
            some = list(records[start : start + CHUNK])
            marks = ",".join("?" * len(some))
            more = ", *" if whole else ""
            for row in self._db.all(
                f"select id, home, archived, erased{more} from rec_{type} where id in ({marks})", *some
            ):
                found[row[0]] = (row[1], row[2], row[3], hash(row[4:]) if whole else 0)
        return found

    def last(self, sender: str, audience: str, package: str) -> PackageRow | None:
        """The newest row of this package of this sender."""
        row = self._db.one(
            "select id, package, status, at, report from taken where package = ? and sender = ? and audience = ?"
            " and status <> '' order by id desc limit 1",
            package,
            sender,
            audience,
        )
        return PackageRow(row[0], row[1], row[2], row[3], json.loads(row[4])) if row else None
