"""The journal on disk: entries, streams, places and seals; writing one's own, taking others', keeping gaps and forks.

An entry is read when its content is here and its stream is unbroken up to its place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from clinic_app.journal.content import Content, Erased, read_line, recall_line
from clinic_app.journal.rules import Stands, StreamRules
from clinic_app.journal.stream import Place, Stream, link, new_stream
from clinic_app.store.database import EncryptedDatabase

CHUNK = 400
IN, UNDONE, LEFT_OUT = 0, 1, 2  # whether an entry is set aside here, and why


@dataclass(frozen=True)
class Head:
    """How far a stream has come: its last place of the unbroken beginning, and the chain hash there."""

    stream: str
    number: int
    chain: str


@dataclass(frozen=True)
class Taken:
    """What taking a stretch did: the names of new contents, and whether it told another story than what lies here."""

    new: tuple[str, ...]
    forked: bool


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

    def take(self, stream: Stream, places: Sequence[Place], seal: str, carrier: str, package: int = 0) -> Taken:
        """Keep a verified stretch. What differs from places we have goes to quarantine, as does all that follows it.

        `package`: the row of `taken` that brings it; new entries name it.
        """
        self._db.run(
            "insert or ignore into stream (id, device, audience) values (?, ?, ?)",
            stream.id,
            stream.device,
            stream.audience,
        )
        fork = self._fork_in(stream, places)
        if fork is not None:
            self._quarantine(stream, [place for place in places if place.number >= fork], carrier)
            return Taken((), forked=True)
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
        # Holes too: a place that is here by its name alone gets its content from whoever still has it.
        known = self.known_contents([place.name for place in places])
        contents = [p.entry for p in places if isinstance(p.entry, Content) and p.name not in known]
        self._enter([(c.name, c.type, c.id, c.line) for c in contents], read=0, package=package)
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
        return Taken(tuple(content.name for content in contents), forked=False)

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

    def advance(self, rules: StreamRules, only: Collection[str] | None = None) -> set[str]:
        """Bring every stream (or those of `only`) to where the rules say it is read; returns the records touched.

        Going forward reads entries, going back un-reads those that stand nowhere else in a read place.
        """
        touched: set[str] = set()
        for stream, _head, read_to, _life in self.streams():
            if only is not None and stream.id not in only:
                continue
            numbers = (
                [row[0] for row in self._db.all("select number from place where stream = ? order by number", stream.id)]
                if self._may_move(stream.id, rules)
                else []
            )
            to = rules.readable_to(stream.id, numbers) if numbers else read_to
            if to < read_to:
                touched |= self._unread(stream.id, to)
            touched |= self._read_up_to(stream.id, to)
        for id in rules.both:
            touched |= self._read_both(id)
        return touched

    def _may_move(self, stream: str, rules: StreamRules) -> bool:
        """Whether a stream has places that are not read, or a rule that may take some back."""
        row = self._db.one("select head > read_to from stream where id = ?", stream)
        return bool(row and row[0]) or stream in rules.ends or stream in rules.bridges

    def _read_up_to(self, stream: str, to: int) -> set[str]:
        news = (
            "select e.name from entry e join place p on p.name = e.name"
            " where p.stream = ? and p.number <= ? and e.read = 0"
        )
        touched = {
            row[0] for row in self._db.all(f"select distinct record from entry where name in ({news})", stream, to)
        }
        if touched:
            self._db.run(f"update entry set read = 1 where name in ({news})", stream, to)
        self._db.run("update stream set read_to = ? where id = ? and read_to <> ?", to, stream, to)
        return touched

    def _unread(self, stream: str, to: int) -> set[str]:
        beyond = "select name from place where stream = ? and number > ?"
        touched = {row[0] for row in self._db.all(f"select record from entry where name in ({beyond})", stream, to)}
        self._db.run("update stream set read_to = ? where id = ?", to, stream)
        self._db.run(
            f"update entry set read = 0 where loose = '' and name in ({beyond}) and not exists (select 1 from place p"
            " join stream s on s.id = p.stream where p.name = entry.name and p.number <= s.read_to)",
            stream,
            to,
        )
        return touched

    def _read_both(self, stream: str) -> set[str]:
        """A fork that a coordinator has settled: the branch in quarantine is read as well."""
        rows = self._db.all("select content from quarantine where stream = ? order by number, name", stream)
        contents = [read_line(bytes(row[0])) for row in rows]
        self._enter([(c.name, c.type, c.id, c.line) for c in contents if isinstance(c, Content)], read=1)
        self._db.many(
            "update entry set read = 1, loose = ? where name = ?", [(stream, bytes.fromhex(c.name)) for c in contents]
        )
        row = self._db.one("select audience from stream where id = ?", stream)
        if row:
            self._stand({c.id for c in contents}, row[0])
        self._db.run("delete from quarantine where stream = ?", stream)
        return {content.id for content in contents}

    def named_from(self, stream: str, first: int) -> list[tuple[str, str]]:
        """(record, name) of a stream's places from `first` on."""
        rows = self._db.all(
            "select e.record, e.name from place p join entry e on e.name = p.name where p.stream = ? and p.number >= ?"
            " order by p.number",
            stream,
            first,
        )
        return [(record, name.hex()) for record, name in rows]

    def quarantined(self, stream: str) -> list[tuple[int, str, str]]:
        """(number, record, name) of the branch in quarantine."""
        rows = self._db.all("select number, name, content from quarantine where stream = ? order by number", stream)
        return [(number, read_line(bytes(line)).id, name.hex()) for number, name, line in rows]

    def gaps(self, rules: StreamRules) -> list[tuple[Stream, int, int]]:
        """(stream, first, last) of every stretch that is missing and not given up."""
        found: list[tuple[Stream, int, int]] = []
        for stream, head, read_to, _ in self.streams():
            if head <= read_to or stream.id in rules.ends:
                continue
            row = self._db.one("select min(number) from place where stream = ? and number > ?", stream.id, read_to)
            if row and row[0] is not None and row[0] > read_to + 1:
                found.append((stream, read_to + 1, int(row[0]) - 1))
        return found

    # --- set aside ----------------------------------------------------------------------------------------------

    def set_aside(self, names: Sequence[str], how: int) -> set[str]:
        """Mark entries as if they had not come (UNDONE, LEFT_OUT), or take them back in (IN); a private mark of this
        vault. Returns the records touched.
        """
        touched: set[str] = set()
        for start in range(0, len(names), CHUNK):
            some = [bytes.fromhex(name) for name in names[start : start + CHUNK]]
            marks = ",".join("?" * len(some))
            changing = f"name in ({marks}) and aside <> ?"
            touched |= {row[0] for row in self._db.all(f"select record from entry where {changing}", *some, how)}
            self._db.run(f"update entry set aside = ? where {changing}", how, *some, how)
        return touched

    def take_in(self, records: Iterable[str]) -> set[str]:
        """Take in what waits because its record was left out; returns the records."""
        wanted = [(record,) for record in records]
        self._db.many(f"update entry set aside = {IN} where record = ? and aside = {LEFT_OUT}", wanted)
        return {record for (record,) in wanted}

    def leave_out(self, records: Iterable[str], out: bool) -> None:
        """Later news of a left-out record waits with it, until it is taken back in."""
        sql = "insert or ignore into left_out (record) values (?)" if out else "delete from left_out where record = ?"
        self._db.many(sql, [(record,) for record in records])

    def left_out(self) -> set[str]:
        return {row[0] for row in self._db.all("select record from left_out")}

    # --- erasure ------------------------------------------------------------------------------------------------

    def destroy(self, type: str, record: str, keep: Collection[str]) -> int:
        """Destroy every content of a record but those named in `keep`; places and names stay. Returns how many."""
        names = [
            row[0]
            for row in self._db.all(
                "select name from entry where record = ? and type = ? and content is not null", record, type
            )
            if row[0].hex() not in keep
        ]
        self._db.many("update entry set content = null where name = ?", [(name,) for name in names])
        return len(names) + self._destroy_in_quarantine(type, record)

    def _destroy_in_quarantine(self, type: str, record: str) -> int:
        destroyed = 0
        for stream, number, name, line in self._db.all("select stream, number, name, content from quarantine"):
            told = read_line(bytes(line))
            if isinstance(told, Content) and (told.type, told.id) == (type, record):
                blank = Erased(told.name, record).line
                self._db.run(
                    "update quarantine set content = ? where stream = ? and number = ? and name = ?",
                    blank,
                    stream,
                    number,
                    name,
                )
                destroyed += 1
        return destroyed

    def lacking_content(self, records: Sequence[str]) -> set[str]:
        """Which of `records` have a content that was destroyed, or has not come."""
        found: set[str] = set()
        for start in range(0, len(records), CHUNK):
            some = list(records[start : start + CHUNK])
            marks = ",".join("?" * len(some))
            rows = self._db.all(
                f"select distinct record from entry where record in ({marks}) and content is null", *some
            )
            found |= {row[0] for row in rows}
        return found

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

    def standing_contents(
        self, records: Sequence[str], *, unreadable: bool = False
    ) -> dict[str, list[tuple[Content, Stands, bool]]]:
        """record -> (content, where it stands, whether it is set aside) of every readable entry.

        `unreadable`: those that need a newer program too.
        """
        found: dict[str, list[tuple[Content, Stands, bool]]] = {}
        for start in range(0, len(records), CHUNK):
            some = list(records[start : start + CHUNK])
            marks = ",".join("?" * len(some))
            rows = self._db.all(
                "select e.record, e.name, e.content, e.aside, s.audience, s.device from entry e"
                " left join place p on p.name = e.name left join stream s on s.id = p.stream and p.number <= s.read_to"
                " or s.id = e.loose"
                f" where e.record in ({marks}) and e.read = 1 and e.content is not null order by e.seq",
                *some,
            )
            lines: dict[bytes, tuple[str, bytes, bool]] = {}
            stands: dict[bytes, list[tuple[str, str]]] = {}
            for record, name, line, aside, audience, device in rows:
                lines[name] = (record, line, bool(aside))
                if audience is not None:
                    stands.setdefault(name, []).append((audience, device))
            for name, (record, line, aside) in lines.items():
                content = recall_line(bytes(line))
                if isinstance(content, Content) and (content.readable or unreadable):
                    found.setdefault(record, []).append((content, tuple(stands.get(name, ())), aside))
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

    def broken_places(self, bridges: Mapping[str, Sequence[tuple[int, int]]]) -> list[str]:
        """Streams whose places or contents do not lead to their chain hashes; an honest vault has none.

        `bridges`: by stream, the stretches given up as lost; over these nothing can be followed.
        """
        bad: list[str] = []
        for stream, _head, read_to, _life in self.streams():
            chain = stream.beginning
            given_up = {n for first, last in bridges.get(stream.id, ()) for n in range(first, min(last, read_to) + 1)}
            rows = self._db.all(
                "select p.number, p.name, p.chain, e.record, e.content from place p"
                " left join entry e on e.name = p.name where p.stream = ? and p.number <= ? order by p.number",
                stream.id,
                read_to,
            )
            expected = 1
            for number, name, kept, record, content in rows:
                told = link(chain, number, record or "", name.hex())
                if number > expected and given_up.issuperset(range(expected, number)):
                    told = kept.hex()  # over a lost stretch nothing leads here; what follows is judged from here on
                elif number != expected:
                    break
                if told != kept.hex() or (content is not None and read_line(bytes(content)).name != name.hex()):
                    break
                chain, expected = told, number + 1
            else:
                if expected == read_to + 1:
                    continue
            bad.append(stream.id)
        return bad

    # --- inside -------------------------------------------------------------------------------------------------

    def _enter(self, rows: Sequence[tuple[str, str, str, bytes | None]], read: int, package: int = 0) -> None:
        now = _now()
        self._db.many(
            "insert into entry (name, type, record, content, read, arrived, taken) values (?, ?, ?, ?, ?, ?, ?)"
            " on conflict (name) do update set type = excluded.type, record = excluded.record,"
            " content = excluded.content, taken = excluded.taken"
            " where entry.content is null and excluded.content is not null",
            [(bytes.fromhex(name), type, record, line, read, now, package) for name, type, record, line in rows],
        )

    def _stand(self, records: Iterable[str], audience: str) -> None:
        self._db.many(
            "insert or ignore into standing (record, audience) values (?, ?)", [(one, audience) for one in records]
        )

    def _has(self, stream: str, number: int) -> bool:
        return self._db.one("select 1 from place where stream = ? and number = ?", stream, number) is not None

    def has_all(self, stream: str, after: int, last: int) -> bool:
        """Whether no place behind `after` up to `last` is missing."""
        row = self._db.one(
            "select count(*) from place where stream = ? and number > ? and number <= ?", stream, after, last
        )
        return row is not None and int(row[0]) == last - after

    def _chain_at(self, stream: Stream, number: int) -> str:
        if number == 0:
            return stream.beginning
        row = self._db.one("select chain from place where stream = ? and number = ?", stream.id, number)
        return row[0].hex() if row else ""


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
