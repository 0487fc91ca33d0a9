"""Stretches ready to travel: heads, seals, and the lines between two places."""

from __future__ import annotations

from dataclasses import dataclass

from clinic_app.journal.content import Erased
from clinic_app.journal.stream import Stream
from clinic_app.store.journal.base import JournalRoom


@dataclass(frozen=True)
class Head:
    """How far a stream has come: its last place of the unbroken beginning, and the chain hash there."""

    stream: str
    number: int
    chain: str


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


class Pieces(JournalRoom):
    """Stretches ready to travel; every method runs inside the caller's transaction."""

    def heads(self, audience: str) -> list[Head]:
        """How far every stream of `audience` has come here, unbroken."""
        rows = self._db.all(
            "select s.id, s.read_to, p.chain from stream s join place p on p.stream = s.id and p.number = s.read_to"
            " where s.audience = ? order by s.id",
            audience,
        )
        return [Head(id, number, chain.hex()) for id, number, chain in rows]

    def piece(self, stream: Stream, after: int, last: int, seal: str) -> Piece:
        """The stretch behind place `after` up to `last`, with its lines; an erased content goes by its name."""
        rows = self._db.all(
            "select p.number, p.chain, e.content, e.name, e.record, p.told from place p join entry e on e.name = p.name"
            " where p.stream = ? and p.number > ? and p.number <= ? order by p.number",
            stream.id,
            after,
            last,
        )
        lines = tuple(
            bytes(content) if content is not None and told in ("", record) else Erased(name.hex(), told or record).line
            for _, _, content, name, record, told in rows
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

    def unbroken(self, stream: str, after: int, last: int) -> list[tuple[int, int]]:
        """(before its first place, its last place) of every unbroken run of places behind `after` up to `last`."""
        rows = self._db.all(
            "select number from place where stream = ? and number > ? and number <= ? order by number",
            stream,
            after,
            last,
        )
        found: list[tuple[int, int]] = []
        for (number,) in rows:
            if found and found[-1][1] == number - 1:
                found[-1] = (found[-1][0], number)
            else:
                found.append((number - 1, number))
        return found
