"""Packages that came and packages that wait: merge reports, outbox, what was sent and what was heard."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from clinic_app.store.aside_tables import AsideTables
from clinic_app.store.database import EncryptedDatabase
from clinic_app.store.place_tables import PlaceTables
from clinic_app.store.run_tables import RunTables

FILLS = "fills"  # in the vault's memory: package -> whom it brings which places that were given up as lost
KEPT_RECEIPTS = "kept_receipts"  # in the vault's memory: package -> why it stays


@dataclass(frozen=True)
class Waiting:
    """A sealed package in the outbox; its bytes are kept until every reader has acknowledged them."""

    id: int
    audience: str
    number: int
    name: str
    recipients: tuple[str, ...]
    entries: int
    sealed: bytes
    made_at: str


@dataclass(frozen=True)
class PackageHead:
    """A sealed package without its bytes; `acknowledged_at` is empty while it waits for somebody."""

    name: str
    audience: str
    recipients: tuple[str, ...]
    entries: int
    bytes: int
    sha256: str
    acknowledged_at: str


@dataclass(frozen=True)
class Report:
    """What one package's merge did, as it was told then."""

    package: str
    sender: str
    audience: str
    number: int
    status: str
    at: str
    told: Mapping[str, object]
    run: int = 0


@dataclass(frozen=True)
class ToldIn:
    """An entry's place: in which stream of which device and audience, and its content."""

    stream: str
    device: str
    audience: str
    number: int
    content: bytes


class ExchangeTables:
    """One vault's exchange; every method runs inside the caller's transaction or look."""

    def __init__(self, db: EncryptedDatabase) -> None:
        self._db = db
        self.runs = RunTables(db)
        self.aside = AsideTables(db)
        self.places = PlaceTables(db)

    def reports(self, limit: int = 200) -> list[Report]:
        """The merge reports, newest first."""
        rows = self._db.all(
            "select package, sender, audience, number, status, at, report, run from taken order by id desc limit ?",
            limit,
        )
        return [
            Report(package, sender, audience, number, status, at, json.loads(told), run)
            for package, sender, audience, number, status, at, told, run in rows
        ]

    def package_names(self, sender: str, audience: str) -> set[str]:
        """The names of the packages that came from a laptop to an audience."""
        return {
            row[0]
            for row in self._db.all("select package from taken where sender = ? and audience = ?", sender, audience)
        }

    def put_in_outbox(
        self, audience: str, number: int, name: str, recipients: list[str], entries: int, sealed: bytes, heads: str
    ) -> None:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self._db.run(
            "insert into outbox (audience, number, package, recipients, entries, sealed, heads, made_at, sha256)"
            " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            audience,
            number,
            name,
            json.dumps(recipients),
            entries,
            sealed,
            heads,
            now,
            hashlib.sha256(sealed).hexdigest(),
        )

    def outbox(self) -> list[Waiting]:
        """What waits, the roster first, then in order of making."""
        rows = self._db.all(
            "select id, audience, number, package, recipients, entries, sealed, made_at from outbox"
            " where acknowledged_at is null order by audience <> 'net', id"
        )
        return [
            Waiting(id, audience, number, name, tuple(json.loads(recipients)), entries, bytes(sealed), made_at)
            for id, audience, number, name, recipients, entries, sealed, made_at in rows
        ]

    def sealed_packages(self, limit: int) -> list[tuple[int, str, str, int, int, str, str | None, str]]:
        """(id, name, audience, entries, bytes, made at, acknowledged at, hash) of what was sealed, newest first."""
        return self._db.all(
            "select id, package, audience, entries, coalesce(length(sealed), 0), made_at, acknowledged_at, sha256"
            " from outbox where entries > 0 order by id desc limit ?",
            limit,
        )

    def heads(self) -> list[PackageHead]:
        """Every package of the outbox without its bytes, acknowledged ones too, in order of making."""
        for id, sealed in self._db.all("select id, sealed from outbox where sha256 = '' and sealed is not null"):
            told = hashlib.sha256(bytes(sealed)).hexdigest()  # an older program kept none
            self._db.run("update outbox set sha256 = ? where id = ?", told, id)
        rows = self._db.all(
            "select package, audience, recipients, entries, coalesce(length(sealed), 0), sha256, acknowledged_at"
            " from outbox where sha256 <> '' order by id"
        )
        return [
            PackageHead(row[0], row[1], tuple(json.loads(row[2])), row[3], row[4], row[5], row[6] or "") for row in rows
        ]

    def heads_waiting(self) -> list[PackageHead]:
        """Those that wait for somebody."""
        rows = self._db.all(
            "select package, audience, recipients, entries, length(sealed), sha256 from outbox"
            " where acknowledged_at is null order by id"
        )
        return [PackageHead(row[0], row[1], tuple(json.loads(row[2])), row[3], row[4], row[5], "") for row in rows]

    def hashes_waiting(self) -> frozenset[str]:
        """The hashes of the packages that wait for somebody."""
        rows = self._db.all("select sha256 from outbox where acknowledged_at is null")
        return frozenset(row[0] for row in rows)

    def sealed(self, sha256: str) -> bytes | None:
        """The bytes of a package that waits."""
        row = self._db.one("select sealed from outbox where sha256 = ? and sealed is not null", sha256)
        return bytes(row[0]) if row else None

    def last_of(self, names: Sequence[str]) -> int:
        """The newest of these packages of the outbox, by id; 0 when none is there."""
        marks = ",".join("?" * len(names))
        row = self._db.one(f"select coalesce(max(id), 0) from outbox where package in ({marks})", *names)
        return int(row[0]) if row else 0

    def names_waiting(self) -> set[str]:
        """The names of the packages that wait."""
        return {row[0] for row in self._db.all("select package from outbox where acknowledged_at is null")}

    def outbox_size(self) -> tuple[int, int, int]:
        """(packages, entries, bytes) that wait."""
        row = self._db.one(
            "select count(*), coalesce(sum(entries), 0), coalesce(sum(length(sealed)), 0) from outbox"
            " where acknowledged_at is null"
        )
        return (int(row[0]), int(row[1]), int(row[2])) if row else (0, 0, 0)

    def outbox_audiences(self) -> list[str]:
        return [row[0] for row in self._db.all("select distinct audience from outbox where acknowledged_at is null")]

    def free_outbox(self, readers: Mapping[str, list[str]]) -> None:
        """Free the packages whose every stretch each of `readers` (per audience) has acknowledged, but those that fill
        holes: of these an acknowledgement says nothing. Receipts alone wait for nobody.
        """
        fills = self._fills()
        rows = self._db.all("select id, audience, heads, entries, package from outbox where acknowledged_at is null")
        now = datetime.now(UTC).isoformat(timespec="seconds")
        for id, audience, heads, entries, package in rows:
            wanted = json.loads(heads)
            if not entries or package in fills:
                continue
            if all(
                self._heard(device, stream) >= last
                for device in readers.get(audience, [])
                for stream, last in wanted.items()
            ):
                self._db.run("update outbox set acknowledged_at = ?, sealed = null where id = ?", now, id)

    def withdraw(self, removed: set[str]) -> None:
        """Take back what a removed laptop could open; the other readers are to be sent those contents again."""
        for id, recipients, heads in self._db.all(
            "select id, recipients, heads from outbox where acknowledged_at is null"
        ):
            readers = set(json.loads(recipients))
            if not readers & removed:
                continue
            for reader in readers - removed:
                self.send_again(reader, {stream: self._heard(reader, stream) for stream in json.loads(heads)})
            self._db.run("delete from outbox where id = ?", id)

    def withdraw_holding(self, records: Sequence[str]) -> None:
        """Take back packages that wait and carry what was destroyed of these records: what is sealed next for the same
        readers carries their names alone. Packages to the whole network hold no client's words.
        """
        last: dict[str, int] = {}  # stream -> its last place of these records
        for record in set(records):
            for stream, number in self._db.all(
                "select p.stream, max(p.number) from entry e join place p on p.name = e.name"
                " where e.record = ? and e.content is null group by p.stream",
                record,
            ):
                last[stream] = max(last.get(stream, 0), number)
        rows = self._db.all(
            "select id, recipients, heads, package from outbox"
            " where acknowledged_at is null and entries > 0 and audience <> 'net'"
        )
        fills = self._fills() if last else set()
        for id, recipients, heads, package in rows if last else ():
            readers, told = json.loads(recipients), json.loads(heads)
            if package in fills:  # owed, and sealed anew, as long as the hole is told
                if any(stream in last for stream in told):
                    self._db.run("delete from outbox where id = ?", id)
                continue
            had = {one: {stream: self._heard(one, stream) for stream in told} for one in readers}
            if not any(had[one][stream] < last.get(stream, 0) for one in readers for stream in told):
                continue
            for reader in readers:
                self.send_again(reader, had[reader])
            self._db.run("delete from outbox where id = ?", id)

    def seal_again(self, package: str, reader: str) -> None:
        """A reader could not open a package that waits for it: its contents are to be sealed for that reader anew."""
        row = self._db.one(
            "select id, recipients, heads from outbox where package = ? and acknowledged_at is null and entries > 0",
            package,
        )
        readers = set(json.loads(row[1])) if row else set()
        if row is None or reader not in readers:
            return
        self.send_again(reader, {stream: self._heard(reader, stream) for stream in json.loads(row[2])})
        if left := sorted(readers - {reader}):
            self._db.run("update outbox set recipients = ? where id = ?", json.dumps(left), row[0])
        else:
            self._db.run("delete from outbox where id = ?", row[0])

    def unanswered(self, audience: str, reader: str, most: int, network: str = "") -> list[str]:
        """The newest packages sealed for a reader whose contents they have not acknowledged, by name, ascending.

        `network`: its id, where those to its key are for the reader too.
        """
        rows = self._db.all(
            "select package, heads from outbox o where audience = ? and acknowledged_at is null and entries > 0"
            " and exists (select 1 from json_each(o.recipients) r where r.value in (?, ?)) order by id desc limit ?",
            *(audience, reader, network or reader, most),
        )
        fills = self._fills()
        return sorted(
            package
            for package, heads in rows
            if package in fills or any(self._heard(reader, stream) < last for stream, last in json.loads(heads).items())
        )

    def drop_receipts(self) -> None:
        """A package that carried nothing but receipts is not kept once it was left everywhere it is to be left; unless
        it tells of keys that nobody has heeded yet.
        """
        self._db.run(
            "delete from outbox where entries = 0 and not exists"
            " (select 1 from place_object o where o.sha256 = outbox.sha256 and o.state = 'waiting')"
            " and package not in (select j.key from memory m, json_each(m.value) j where m.name = ?)",
            KEPT_RECEIPTS,
        )

    def told_of(self, record: str) -> list[ToldIn]:
        """Where the entries of a record stand whose content is here."""
        rows = self._db.all(
            "select p.stream, s.device, s.audience, p.number, e.content from entry e join place p on p.name = e.name"
            " join stream s on s.id = p.stream where e.record = ? and e.content is not null",
            record,
        )
        return [ToldIn(row[0], row[1], row[2], row[3], bytes(row[4])) for row in rows]

    def heard_to(self, stream: str, number: int) -> set[str]:
        """The devices that have said they have a stream up to this place."""
        rows = self._db.all("select device from heard where stream = ? and number >= ?", stream, number)
        return {row[0] for row in rows}

    def _fills(self) -> set[str]:
        """Names of the packages that fill holes which are told still."""
        rows = self._db.all("select j.key from memory m, json_each(m.value) j where m.name = ?", FILLS)
        return {str(row[0]) for row in rows}

    def _heard(self, device: str, stream: str) -> int:
        row = self._db.one("select number from heard where device = ? and stream = ?", device, stream)
        return int(row[0]) if row else 0

    def heard_of(self, device: str) -> dict[str, int]:
        """stream -> how far a laptop says it has it."""
        rows = self._db.all("select stream, number from heard where device = ?", device)
        return {stream: int(number) for stream, number in rows}

    def hear(self, device: str, stream: str, number: int, chain: str) -> None:
        """A laptop says how far it has a stream."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self._db.run(
            "insert into heard (device, stream, number, chain, at) values (?, ?, ?, ?, ?) on conflict (device, stream)"
            " do update set number = excluded.number, chain = excluded.chain, at = excluded.at"
            " where excluded.number > heard.number",
            device,
            stream,
            number,
            chain,
            now,
        )

    def sent_to(self, reader: str) -> dict[str, int]:
        """stream -> last place sealed to a reader, or acknowledged by them."""
        rows = self._db.all(
            "select stream, max(number) from (select stream, number from sent where recipient = ? union all"
            " select stream, number from heard where device = ?) group by stream",
            reader,
            reader,
        )
        return {stream: int(number) for stream, number in rows}

    def mark_sent(self, reader: str, last: Mapping[str, int]) -> None:
        self._db.many(
            "insert into sent (recipient, stream, number) values (?, ?, ?) on conflict (recipient, stream)"
            " do update set number = max(number, excluded.number)",
            [(reader, stream, number) for stream, number in last.items()],
        )

    def send_again(self, reader: str, after: Mapping[str, int]) -> None:
        """Take back what was sent to a reader to at most these places (per stream)."""
        self._db.many(
            "update sent set number = min(number, ?) where recipient = ? and stream = ?",
            [(number, reader, stream) for stream, number in after.items()],
        )

    def forget(self, device: str) -> None:
        """Forget what a laptop was sent and said to have: it was restored from an old copy."""
        self._db.run("delete from sent where recipient = ?", device)
        self._db.run("delete from heard where device = ?", device)

    def unsealed(self, device: str, audiences: Sequence[str]) -> int:
        """How many of one's own places to these audiences were never sealed to anybody."""
        marks = ",".join("?" * len(audiences))
        row = self._db.one(
            "select coalesce(sum(s.read_to - coalesce((select max(number) from sent where stream = s.id), 0)), 0)"
            f" from stream s where s.device = ? and s.audience in ({marks})",
            device,
            *audiences,
        )
        return int(row[0]) if row else 0
