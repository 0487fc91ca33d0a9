"""Taking others' stretches: what is new is kept unread, what tells another story goes to quarantine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clinic_app.journal.content import Content, Erased, read_line
from clinic_app.journal.stream import Place, Stream, link
from clinic_app.store.journal.base import WAITS, JournalRoom, now_text


@dataclass(frozen=True)
class Taken:
    """What taking a stretch did: the names of new contents, and whether it told another story than what lies here."""

    new: tuple[str, ...]
    forked: bool


class ComingEntries(JournalRoom):
    """Taking others' stretches; every method runs inside the caller's transaction."""

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
        if fork is None:
            names = self._keep(stream, places, package)
            self.keep_seal(stream.id, places[-1].number, places[-1].chain, seal)
            return Taken(names, forked=False)
        begins = self._branch_begins(stream.id, places, fork)
        self._quarantine(stream, [place for place in places if place.number >= begins], carrier)
        common = [place for place in places if place.number < begins]
        return Taken(self._keep(stream, common, package) if common else (), forked=True)

    def _branch_begins(self, stream: str, places: Sequence[Place], fork: int) -> int:
        """Where the other branch begins that is seen to be another at `fork`: places before it that are not here are of
        it too, unless what lies here leads on from them.
        """
        begins = fork
        before = [place for place in places if place.number < fork]
        while before and not self._has(stream, before[-1].number):
            if begins == fork and self._leads_to_here(stream, before[-1]):
                break
            begins = before.pop().number
        return begins

    def _leads_to_here(self, stream: str, place: Place) -> bool:
        """Whether the place behind this one that lies here follows from it."""
        after = self._db.one(
            "select name, chain, told from place where stream = ? and number = ?", stream, place.number + 1
        )
        if after is None:
            return False
        record = after[2] or self.record_of(after[0].hex())
        return link(place.chain, place.number + 1, record, after[0].hex()) == str(after[1].hex())

    def _keep(self, stream: Stream, places: Sequence[Place], package: int) -> tuple[str, ...]:
        """Keep places that tell no other story; the names of new contents."""
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
        self._enter(contents, read=0, package=package)
        self._recent |= {bytes.fromhex(content.name): content for content in contents}
        self._enter_names((p.name, p.record) for p in fresh if isinstance(p.entry, Erased) and p.name not in known)
        self._db.many(
            "insert into place (stream, number, name, chain, told) values (?, ?, ?, ?, ?)",
            [
                (
                    stream.id,
                    p.number,
                    bytes.fromhex(p.name),
                    bytes.fromhex(p.chain),
                    p.record if isinstance(p.entry, Erased) else "",
                )
                for p in fresh
            ],
        )
        self._keep_lead(stream.id, places[0])
        self._db.run("update stream set head = max(head, ?) where id = ?", places[-1].number, stream.id)
        self._stand({place.record for place in fresh}, stream.audience)
        return tuple(content.name for content in contents)

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
        if first not in here and self._leads_on_a_branch(stream.id, first - 1, places[0].before):
            return first
        before = self._chain_at(stream, first - 1)
        if before and link(before, first, places[0].record, places[0].name) != places[0].chain:
            return first
        behind = last not in here and self._has(stream.id, last + 1)
        return first if behind and not self._leads_to_here(stream.id, places[-1]) else None

    def _leads_on_a_branch(self, stream: str, number: int, chain: str) -> bool:
        """Whether that is the chain hash of a place of the second branch, settled or not."""
        sql = "select 1 from quarantine where stream = ? and number = ? and chain = ?"
        return bool(chain) and self._db.one(sql, stream, number, bytes.fromhex(chain)) is not None

    def is_settled(self, stream: str, number: int, chain: str) -> bool:
        """Whether a place stands on the second branch of a fork that a coordinator has settled: it is read."""
        return self._leads_on_a_branch(stream, number, chain) and stream not in self.forked_streams()

    def _keep_lead(self, stream: str, first: Place) -> None:
        """Where a stretch begins behind what has not come, keep the chain hash before it: it is as good as sealed."""
        if first.number > 1 and first.before and not self._has(stream, first.number - 1):
            self._db.run(
                "insert or ignore into lead (stream, number, chain) values (?, ?, ?)",
                stream,
                first.number - 1,
                bytes.fromhex(first.before),
            )

    def _quarantine(self, stream: Stream, places: Iterable[Place], carrier: str) -> None:
        now = now_text()
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
        sql = f"select distinct stream from quarantine where {WAITS} order by stream"
        return [row[0] for row in self._db.all(sql)]

    def quarantined(self, stream: str) -> list[tuple[int, str, str]]:
        """(number, record, name) of the branch in quarantine."""
        rows = self._db.all(
            f"select number, name, content from quarantine where stream = ? and {WAITS} order by number", stream
        )
        return [(number, read_line(bytes(line)).id, name.hex()) for number, name, line in rows]

    def named_from(self, stream: str, first: int) -> list[tuple[str, str]]:
        """(record, name) of a stream's places from `first` on."""
        rows = self._db.all(
            "select e.record, e.name from place p join entry e on e.name = p.name where p.stream = ? and p.number >= ?"
            " order by p.number",
            stream,
            first,
        )
        return [(record, name.hex()) for record, name in rows]

    def is_anothers(self, stream: Stream) -> bool:
        """Whether a stream of that id is here, but of another device or audience."""
        row = self._db.one("select device, audience from stream where id = ?", stream.id)
        return row is not None and (row[0], row[1]) != (stream.device, stream.audience)
