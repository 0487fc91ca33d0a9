"""What was given up as lost and turns up after all: it is sent to everyone who reads on over the hole it left.

An acknowledgement says how far a stream was read, and over a lost stretch one reads on. So a manifest tells the holes
below its heads too; whoever has places of one sends them, once to each reader, and waits until the hole is gone.
Nothing is believed of a hole but what lies within a bridge: else a member could have everything sent for ever.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from clinic_app.exchange.manifest import MOST_HOLES, Hole, Manifest
from clinic_app.journal.audience import NETWORK, shared
from clinic_app.journal.rules import disjoint
from clinic_app.journal.stream import Stream
from clinic_app.store.exchange_tables import FILLS
from clinic_app.store.journal_tables import Piece
from clinic_app.use_cases.desk import Desk

Run = tuple[int, int]  # places: behind the first number, up to the second
_Told = dict[str, dict[str, Any]]  # audience it was told to -> {"number": of the package, "holes": as below}
_Holes = dict[str, list[list[int]]]  # stream -> [first, last] of each


class TurnedUp:
    """The holes of an open vault, those that others told, and what is owed for them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._vault = desk.vault

    def holes(self, audience: str) -> tuple[Hole, ...]:
        """Places of this audience's streams that are read over here; those of the network are told to one's office."""
        bridges = self._bridges()
        if not bridges or audience == NETWORK:
            return ()
        found: list[Hole] = []
        for of in (audience, NETWORK) if audience == shared(self._desk.identity.office_id) else (audience,):
            for stream, _, read_to, _ in self._vault.journal.streams(of):
                for first, last in bridges.get(stream.id, ()):
                    found += self._holes_in(stream.id, first, min(last, read_to))
        return tuple(sorted(found, key=lambda hole: (hole.stream, hole.first))[:MOST_HOLES])

    def _holes_in(self, stream: str, first: int, last: int) -> Iterator[Hole]:
        for after, end in self._vault.journal.unbroken(stream, first - 1, last):
            if first <= after:
                yield Hole(stream, first, after)
            first = end + 1
        if first <= last:
            yield Hole(stream, first, last)

    def hear(self, manifest: Manifest) -> None:
        """Note which holes a laptop had when it sealed this."""
        kept = self._told_by(manifest.sender)
        if manifest.number <= kept.get(manifest.audience, {}).get("number", 0):
            return  # an older package, come again
        holes: _Holes = {}
        for hole in manifest.holes:
            holes.setdefault(hole.stream, []).append([hole.first, hole.last])
        if holes or manifest.audience in kept:
            told = kept | {manifest.audience: {"number": manifest.number, "holes": holes}}
            self._vault.remember(_holes_of(manifest.sender), told)

    def forget(self, device: str) -> None:
        """A laptop was restored: what it told of its holes holds no more."""
        self._vault.remember(_holes_of(device), None)

    def owed(
        self, audience: str, readers: Mapping[str, Collection[str]]
    ) -> Iterator[tuple[str, list[tuple[Stream, Run]]]]:
        """(reader, what is here of its holes and in no package that waits for it).

        `readers`: id -> the laptops whose holes count for it; the network is one reader.
        """
        bridges = self._bridges()
        if not bridges:
            return
        waiting = self._vault.exchange.names_waiting()
        fills = [package for name, package in self._fills().items() if name in waiting]
        for reader, devices in readers.items():
            owed: list[tuple[Stream, Run]] = []
            asked = holes_of(self._told_by(device) for device in devices)
            for id in sorted(asked.keys() & bridges.keys()):
                stream = self._vault.journal.stream(id)
                if stream is None or stream[0].audience != audience:
                    continue
                sent = [(a, b) for one in fills if one["reader"] == reader for a, b in one["runs"].get(id, ())]
                here = self._here_of(stream[0], stream[2], asked[id], bridges[id])
                owed += [(stream[0], left) for run in here for left in without(run, sent)]
            if owed:
                yield reader, owed

    def _here_of(
        self, stream: Stream, read_to: int, holes: Iterable[Run], spans: Sequence[tuple[int, int]]
    ) -> list[Run]:
        """What is here of holes that lie within bridges, each up to the next seal: what is unsealed nobody can send."""
        found: list[Run] = []
        for after, last in holes:
            for a, b in spans:
                begin, end = max(after, a - 1), min(last, b, read_to)
                found += self._vault.journal.unbroken(stream.id, begin, end) if begin < end else []
        return joined([(after, self._sealed_end(stream, end, read_to)) for after, end in found])

    def _sealed_end(self, stream: Stream, end: int, read_to: int) -> int:
        """The next place with a seal, if nothing is missing up to it."""
        if stream.device == self._desk.identity.device_id:
            return end
        goes_on = [last for after, last in self._vault.journal.unbroken(stream.id, end - 1, read_to) if after < end]
        seals = self._vault.journal.seals(stream.id, end - 1, goes_on[0] if goes_on else end)
        return seals[0][0] if seals else end

    def note_sealed(self, package: str, reader: str, pieces: Sequence[Piece]) -> None:
        """These pieces are on their way."""
        told: _Holes = {}
        for piece in pieces:
            told.setdefault(piece.stream.id, []).append([piece.first - 1, piece.last])
        self._vault.remember(FILLS, self._fills() | {package: {"reader": reader, "runs": told}})

    def look_again(self) -> None:
        """Forget the packages whose hole is told no more: they wait like any other."""
        if not (fills := self._fills()):
            return
        present = {laptop.id for laptop in self._desk.roster().laptops.values() if not laptop.removed}
        waiting = self._vault.exchange.names_waiting()
        lacked = {
            name: package for name, package in fills.items() if name in waiting and self._is_lacked(package, present)
        }
        if lacked != fills:
            self._vault.remember(FILLS, lacked or None)

    def _is_lacked(self, package: Mapping[str, Any], present: set[str]) -> bool:
        reader = package["reader"]
        told_by = present if reader == self._desk.identity.network_id else present & {reader}
        asked = holes_of(self._told_by(device) for device in told_by)
        return any(
            after < end and begin < last
            for id, holes in asked.items()
            for after, last in holes
            for begin, end in package["runs"].get(id, ())
        )

    def _bridges(self) -> Mapping[str, Sequence[tuple[int, int]]]:
        return self._vault.rules({}).bridges

    def _told_by(self, device: str) -> _Told:
        told: _Told = self._vault.recall(_holes_of(device), {})
        return told

    def _fills(self) -> dict[str, Any]:
        fills: dict[str, Any] = self._vault.recall(FILLS, {})
        return fills


def fills_a_hole(desk: Desk, manifest: Manifest) -> bool:
    """Whether a package holds places that were given up: its sender waits to hear that they came, be it twice."""
    if not manifest.stretches:
        return False
    bridges = desk.vault.rules({}).bridges
    return any(
        first <= stretch.last and stretch.first <= last
        for stretch in manifest.stretches
        for first, last in bridges.get(stretch.stream, ())
    )


def holes_of(told: Iterable[_Told]) -> dict[str, list[Run]]:
    """stream -> the holes that laptops told, as runs."""
    found: dict[str, list[Run]] = {}
    for one in told:
        for of in one.values():
            for stream, holes in of["holes"].items():
                found.setdefault(stream, []).extend((first - 1, last) for first, last in holes)
    return {stream: joined(runs) for stream, runs in found.items()}


def joined(runs: Iterable[Run]) -> list[Run]:
    """The same places in ascending runs that do not meet."""
    return [(first - 1, last) for first, last in disjoint((after + 1, last) for after, last in runs)]


def without(run: Run, others: Iterable[Run]) -> list[Run]:
    """What is left of a run."""
    left, (after, last) = [], run
    for begin, end in joined(others):
        if after < min(begin, last):
            left.append((after, min(begin, last)))
        after = max(after, end)
    return [*left, (after, last)] if after < last else left


def _holes_of(device: str) -> str:
    """Under which name it is remembered which holes a laptop told."""
    return f"holes:{device}"
