"""The journal on disk: entries, streams, places and seals; writing one's own, taking others', keeping gaps and forks.

An entry is read when its content is here and its stream is unbroken up to its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from clinic_app.journal.content import Content, Erased, read_line, recall_line
from clinic_app.journal.stream import Place, Stream, link, new_stream
from clinic_app.store.database import EncryptedDatabase

CHUNK = 400


@dataclass(frozen=True)
class Head:
    """How far a stream has come: its last place of the unbroken beginning, and the chain hash there."""

    stream: str
    number: int
    chain: str


@dataclass(frozen=True)
class Taken:
    """What taking a stretch did: how many contents are new, whether it forked, whether it waits for a missing one
    before it.
    """

    new: int
    forked: bool
    held: bool


@dataclass(frozen=True)
class Piece:
    """A stretch as it lies in the vault, ready to travel: lines are contents in canonical bytes."""

    stream: Stream
    first: int
    last: int
    before: str
    chain: str
    seal: str
    lines: tuple[bytes, ...]

    @property
    def bytes(self) -> int:
        """The size of its lines."""
        return sum(map(len, self.lines))


class JournalTables:
    """The journal of one vault; every method runs inside the caller's transaction."""

    def __init__(self, db: EncryptedDatabase) -> None:
        self._db = db

    # --- one's own ----------------------------------------------------------------------------------------------

    def write(self, content: Content, audiences: Sequence[str], device: str, life: str) -> None:
        """Enter one's own save, with a place in one's stream to each of `audiences`."""
        self._enter([(content.name, content.type, content.id, content.line)], read=1)
        for audience in audiences:
            self.place([(content.id, content.name)], audience, device, life)

    def write_many(self, contents: Sequence[Content], audience: str, device: str, life: str) -> None:
        """Enter many saves to one audience."""
        self._enter([(c.name, c.type, c.id, c.line) for c in contents], read=1)
        self.place([(c.id, c.name) for c in contents], audience, device, life)

    def place(self, named: Sequence[tuple[str, str]], audience: str, device: str, life: str) -> None:
        """Give entries (record, name) the next places of one's own stream to `audience`; carrying is nothing else."""
        stream = self._own_stream(audience, device, life)
        row = self._db.one("select head from stream where id = ?", stream.id)
        head = int(row[0]) if row else 0
        chain = self._chain_at(stream, head)
        rows = []
        for number, (record, name) in enumerate(named, start=head + 1):
            chain = link(chain, number, record, name)
            rows.append((stream.id, number, bytes.fromhex(name), bytes.fromhex(chain)))
        self._db.many("insert into place (stream, number, name, chain) values (?, ?, ?, ?)", rows)
        last = head + len(rows)
        self._db.run("update stream set head = ?, read_to = ? where id = ?", last, last, stream.id)
        self._stand({record for record, _ in named}, audience)

    def _own_stream(self, audience: str, device: str, life: str) -> Stream:
        row = self._db.one(
            "select id from stream where device = ? and audience = ? and life = ?", device, audience, life
        )
        if row:
            return Stream(row[0], device, audience)
        stream = new_stream(device, audience)
        self._db.run(
            "insert into stream (id, device, audience, life) values (?, ?, ?, ?)", stream.id, device, audience, life
        )
        return stream

    # --- others' ------------------------------------------------------------------------------------------------

    def take(self, stream: Stream, places: Sequence[Place], seal: str, carrier: str) -> Taken:
        """Keep a verified stretch. What differs from places we have goes to quarantine, as does all that follows it."""
        self._db.run(
            "insert or ignore into stream (id, device, audience) values (?, ?, ?)",
            stream.id,
            stream.device,
            stream.audience,
        )
        fork = self._fork_in(stream, places)
        if fork is not None:
            self._quarantine(stream, [place for place in places if place.number >= fork], carrier)
            return Taken(0, forked=True, held=False)
        have = {
            row[0]
            for row in self._db.all(
                "select number from place where stream = ? and number between ? and ?",
                stream.id,
                places[0].number,
                places[-1].number,
            )
        }
        fresh = [place for place in places if place.number not in have]
        known = self.known_contents([place.name for place in fresh])
        contents = [p.entry for p in fresh if isinstance(p.entry, Content) and p.name not in known]
        self._enter([(c.name, c.type, c.id, c.line) for c in contents], read=0)
        self._enter(
            [(p.name, "", p.record, None) for p in fresh if isinstance(p.entry, Erased) and p.name not in known], read=0
        )
        self._db.many(
            "insert into place (stream, number, name, chain) values (?, ?, ?, ?)",
            [(stream.id, p.number, bytes.fromhex(p.name), bytes.fromhex(p.chain)) for p in fresh],
        )
        last = places[-1]
        self.keep_seal(stream.id, last.number, last.chain, seal)
        self._db.run("update stream set head = max(head, ?) where id = ?", last.number, stream.id)
        self._stand({place.record for place in fresh}, stream.audience)
        row = self._db.one("select read_to from stream where id = ?", stream.id)
        held = bool(fresh) and self._unbroken_to(stream, int(row[0]) if row else 0) < places[0].number
        return Taken(len(contents), forked=False, held=held)

    def _fork_in(self, stream: Stream, places: Sequence[Place]) -> int | None:
        """The first number where the stretch says otherwise than what lies here, before, in or behind it."""
        first, last = places[0].number, places[-1].number
        here = dict(
            self._db.all(
                "select number, chain from place where stream = ? and number between ? and ?",
                stream.id,
                first,
                last + 1,
            )
        )
        for place in places:
            if place.number in here and here[place.number].hex() != place.chain:
                return place.number
        before = self._chain_at(stream, first - 1) if first == 1 or self._has(stream.id, first - 1) else ""
        if before and link(before, first, places[0].record, places[0].name) != places[0].chain:
            return first
        after = self._db.one("select name, chain from place where stream = ? and number = ?", stream.id, last + 1)
        if after is not None and last not in here:
            record = self.record_of(after[0].hex())
            if link(places[-1].chain, last + 1, record, after[0].hex()) != after[1].hex():
                return first
        return None

    def _quarantine(self, stream: Stream, places: Iterable[Place], carrier: str) -> None:
        now = _now()
        self._db.many(
            "insert or ignore into quarantine (stream, number, name, chain, content, carrier, arrived)"
            " values (?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    stream.id,
                    p.number,
                    bytes.fromhex(p.name),
                    bytes.fromhex(p.chain),
                    p.entry.line if p.entry else b"",
                    carrier,
                    now,
                )
                for p in places
            ],
        )

    def forked_streams(self) -> list[str]:
        """Streams of which a second branch lies in quarantine."""
        return [row[0] for row in self._db.all("select distinct stream from quarantine order by stream")]

    def advance(self, last_places: dict[str, int] | None = None) -> set[str]:
        """Read what has become unbroken, in every stream; `last_places` are the ends set for removed devices' streams
        (stream -> number). Returns the records touched."""
        ends = last_places or {}
        touched: set[str] = set()
        rows = self._db.all("select id, device, audience, head, read_to from stream where head > read_to")
        for id, device, audience, _head, read_to in rows:
            stream = Stream(id, device, audience)
            to = self._unbroken_to(stream, read_to)
            if id in ends:
                to = min(to, ends[id])
            if to <= read_to:
                continue
            self._db.run(
                "update entry set read = 1 where read = 0 and name in"
                " (select name from place where stream = ? and number between ? and ?)",
                id,
                read_to + 1,
                to,
            )
            touched |= {
                row[0]
                for row in self._db.all(
                    "select distinct e.record from entry e join place p on p.name = e.name"
                    " where p.stream = ? and p.number between ? and ?",
                    id,
                    read_to + 1,
                    to,
                )
            }
            self._db.run("update stream set read_to = ? where id = ?", to, id)
        return touched

    def cut(self, stream: str, last: int) -> set[str]:
        """Stop reading a removed device's stream behind `last`; returns the records to read again."""
        row = self._db.one("select read_to from stream where id = ?", stream)
        if row is None or int(row[0]) <= last:
            return set()
        beyond = "select name from place where stream = ? and number > ?"
        touched = {row[0] for row in self._db.all(f"select record from entry where name in ({beyond})", stream, last)}
        self._db.run(
            f"update entry set read = 0 where name in ({beyond}) and not exists (select 1 from place p join stream s"
            " on s.id = p.stream where p.name = entry.name and (s.id <> ? and p.number <= s.read_to"
            " or s.id = ? and p.number <= ?))",
            stream,
            last,
            stream,
            stream,
            last,
        )
        self._db.run("update stream set read_to = ? where id = ?", last, stream)
        return touched

    # --- what lies here -----------------------------------------------------------------------------------------

    def keep_seal(self, stream: str, number: int, chain: str, signature: str) -> None:
        self._db.run(
            "insert or ignore into seal (stream, number, chain, signature) values (?, ?, ?, ?)",
            stream,
            number,
            bytes.fromhex(chain),
            bytes.fromhex(signature),
        )

    def heads(self, audience: str) -> list[Head]:
        """How far every stream of `audience` has come here, unbroken."""
        rows = self._db.all(
            "select s.id, s.read_to, p.chain from stream s join place p on p.stream = s.id and p.number = s.read_to"
            " where s.audience = ? order by s.id",
            audience,
        )
        return [Head(id, number, chain.hex()) for id, number, chain in rows]

    def streams(self, audience: str = "") -> list[tuple[Stream, int, int, str]]:
        """(stream, head, read to, life) of all streams, or those of one audience."""
        rows = self._db.all(
            "select id, device, audience, head, read_to, life from stream where audience = ? or ? = '' order by id",
            audience,
            audience,
        )
        return [(Stream(id, device, of), head, read_to, life) for id, device, of, head, read_to, life in rows]

    def stream(self, id: str) -> tuple[Stream, int, int] | None:
        row = self._db.one("select id, device, audience, head, read_to from stream where id = ?", id)
        return (Stream(row[0], row[1], row[2]), row[3], row[4]) if row else None

    def life_of(self, stream: str) -> str:
        """The life in which this laptop wrote a stream; nothing for others' streams."""
        row = self._db.one("select life from stream where id = ?", stream)
        return str(row[0]) if row else ""

    def is_anothers(self, stream: Stream) -> bool:
        """Whether a stream of that id is here, but of another device or audience."""
        row = self._db.one("select device, audience from stream where id = ?", stream.id)
        return row is not None and (row[0], row[1]) != (stream.device, stream.audience)

    def audiences(self) -> list[str]:
        return [row[0] for row in self._db.all("select distinct audience from stream order by audience")]

    def piece(self, stream: Stream, after: int, last: int, seal: str) -> Piece:
        """The stretch behind place `after` up to `last`, with its lines; an erased content goes by its name."""
        rows = self._db.all(
            "select p.number, p.chain, e.content, e.name, e.record from place p join entry e on e.name = p.name"
            " where p.stream = ? and p.number > ? and p.number <= ? order by p.number",
            stream.id,
            after,
            last,
        )
        lines = tuple(
            bytes(content) if content is not None else Erased(name.hex(), record).line
            for _, _, content, name, record in rows
        )
        return Piece(stream, after + 1, last, self._chain_at(stream, after), rows[-1][1].hex(), seal, lines)

    def comfortable_end(self, stream: str, after: int, last: int, most: int) -> int:
        """The place up to which the contents behind `after` hold at most `most` bytes (at least one place)."""
        rows = self._db.all(
            "select p.number, coalesce(length(e.content), 100) from place p join entry e on e.name = p.name"
            " where p.stream = ? and p.number > ? and p.number <= ? order by p.number",
            stream,
            after,
            last,
        )
        size, end = 0, after + 1
        for number, length in rows:
            size += length
            if size > most:
                break
            end = number
        return end

    def chain_at(self, stream: Stream, number: int) -> str:
        """The chain hash after place `number` (0: the beginning)."""
        return self._chain_at(stream, number)

    def chain_here(self, stream: str, number: int) -> str:
        """The chain hash after place `number` of a stream, or nothing when that place is not here."""
        row = self._db.one("select chain from place where stream = ? and number = ?", stream, number)
        return row[0].hex() if row else ""

    def seals(self, stream: str, after: int, up_to: int) -> list[tuple[int, str]]:
        """(number, signature) of the seals kept for a stream behind `after`, not beyond `up_to`, in order."""
        rows = self._db.all(
            "select number, signature from seal where stream = ? and number > ? and number <= ? order by number",
            stream,
            after,
            up_to,
        )
        return [(int(number), signature.hex()) for number, signature in rows]

    def last_seal(self, stream: str, up_to: int) -> tuple[int, str] | None:
        """(number, signature) of the newest seal kept for a stream, not beyond `up_to`."""
        row = self._db.one(
            "select number, signature from seal where stream = ? and number <= ? order by number desc limit 1",
            stream,
            up_to,
        )
        return (int(row[0]), row[1].hex()) if row else None

    def known_contents(self, names: Sequence[str]) -> set[str]:
        """Which of these contents are here; one that is known by name alone is not."""
        found: set[str] = set()
        for start in range(0, len(names), CHUNK):
            some = [bytes.fromhex(name) for name in names[start : start + CHUNK]]
            marks = ",".join("?" * len(some))
            found |= {
                row[0].hex()
                for row in self._db.all(
                    f"select name from entry where name in ({marks}) and content is not null", *some
                )
            }
        return found

    def contents(self, records: Sequence[str]) -> dict[str, tuple[list[Content], list[Content]]]:
        """record -> (contents that are read, contents set aside)."""
        found: dict[str, tuple[list[Content], list[Content]]] = {record: ([], []) for record in records}
        for start in range(0, len(records), CHUNK):
            some = list(records[start : start + CHUNK])
            marks = ",".join("?" * len(some))
            rows = self._db.all(
                f"select record, content, aside from entry where record in ({marks}) and read = 1"
                " and content is not null order by seq",
                *some,
            )
            for record, line, aside in rows:
                content = recall_line(bytes(line))
                if isinstance(content, Content) and content.readable:
                    found[record][1 if aside else 0].append(content)
        return found

    def content(self, name: str) -> Content | None:
        row = self._db.one("select content from entry where name = ? and content is not null", bytes.fromhex(name))
        read = read_line(bytes(row[0])) if row else None
        return read if isinstance(read, Content) else None

    def record_of(self, name: str) -> str:
        row = self._db.one("select record from entry where name = ?", bytes.fromhex(name))
        return str(row[0]) if row else ""

    def names_lacking(self, record: str, audience: str) -> list[str]:
        """The read entries of a record that have no place in any stream of `audience`, oldest arrival first."""
        rows = self._db.all(
            "select e.name from entry e where e.record = ? and e.read = 1 and not exists (select 1 from place p"
            " join stream s on s.id = p.stream where p.name = e.name and s.audience = ?) order by e.seq",
            record,
            audience,
        )
        return [row[0].hex() for row in rows]

    def carriers(self, name: str) -> list[tuple[str, str]]:
        """(device, audience) of every stream in which an entry has a place."""
        return [
            (row[0], row[1])
            for row in self._db.all(
                "select s.device, s.audience from place p join stream s on s.id = p.stream where p.name = ?"
                " order by s.device, s.audience",
                bytes.fromhex(name),
            )
        ]

    def entered(self, type: str, records: Sequence[str]) -> set[str]:
        """Which of `records` have an entry of this type here, read or not."""
        found: set[str] = set()
        for start in range(0, len(records), CHUNK):
            some = list(records[start : start + CHUNK])
            marks = ",".join("?" * len(some))
            rows = self._db.all(
                f"select distinct record from entry where type = ? and record in ({marks})", type, *some
            )
            found |= {row[0] for row in rows}
        return found

    def stands_in(self, record: str) -> set[str]:
        """The audiences in which anything about a record stands."""
        return {row[0] for row in self._db.all("select audience from standing where record = ?", record)}

    def standing_in(self, records: Sequence[str], audience: str) -> set[str]:
        """Which of `records` stand in `audience`."""
        found: set[str] = set()
        for start in range(0, len(records), CHUNK):
            some = list(records[start : start + CHUNK])
            marks = ",".join("?" * len(some))
            found |= {
                row[0]
                for row in self._db.all(
                    f"select record from standing where audience = ? and record in ({marks})", audience, *some
                )
            }
        return found

    def count(self) -> int:
        return int((self._db.one("select count(*) from entry") or (0,))[0])

    def broken_places(self) -> list[str]:
        """Streams whose places or contents do not lead to their chain hashes; an honest vault has none."""
        bad: list[str] = []
        for stream, _head, read_to, _life in self.streams():
            chain = stream.beginning
            rows = self._db.all(
                "select p.number, p.name, p.chain, e.record, e.content from place p"
                " left join entry e on e.name = p.name where p.stream = ? and p.number <= ? order by p.number",
                stream.id,
                read_to,
            )
            for number, name, kept, record, content in rows:
                chain = link(chain, number, record or "", name.hex())
                if chain != kept.hex() or (content is not None and read_line(bytes(content)).name != name.hex()):
                    break
            else:
                if len(rows) == read_to:
                    continue
            bad.append(stream.id)
        return bad

    # --- inside -------------------------------------------------------------------------------------------------

    def _enter(self, rows: Sequence[tuple[str, str, str, bytes | None]], read: int) -> None:
        now = _now()
        self._db.many(
            "insert into entry (name, type, record, content, read, arrived) values (?, ?, ?, ?, ?, ?)"
            " on conflict (name) do update set type = excluded.type, record = excluded.record,"
            " content = excluded.content where entry.content is null and excluded.content is not null",
            [(bytes.fromhex(name), type, record, line, read, now) for name, type, record, line in rows],
        )

    def _stand(self, records: Iterable[str], audience: str) -> None:
        self._db.many(
            "insert or ignore into standing (record, audience) values (?, ?)", [(one, audience) for one in records]
        )

    def _has(self, stream: str, number: int) -> bool:
        return self._db.one("select 1 from place where stream = ? and number = ?", stream, number) is not None

    def _chain_at(self, stream: Stream, number: int) -> str:
        if number == 0:
            return stream.beginning
        row = self._db.one("select chain from place where stream = ? and number = ?", stream.id, number)
        return row[0].hex() if row else ""

    def _unbroken_to(self, stream: Stream, read_to: int) -> int:
        """The last place reachable from `read_to` without a gap."""
        to = read_to
        rows = self._db.all(
            "select number from place where stream = ? and number > ? order by number", stream.id, read_to
        )
        for (number,) in rows:
            if number != to + 1:
                break
            to = number
        return to


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
