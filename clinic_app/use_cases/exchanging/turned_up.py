"""What was given up as lost and turns up after all: it is sent to everyone who reads on over the hole it left.

An acknowledgement says how far a stream was read, and over a lost stretch one reads on. So a manifest tells the holes
below its heads too; whoever has places of one sends them, once to each reader, and waits until the hole is gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clinic_app.exchange.manifest import MOST_HOLES, Hole, Manifest
from clinic_app.journal.audience import NETWORK
from clinic_app.journal.stream import Stream
from clinic_app.use_cases.desk import Desk

Run = tuple[Stream, int, int]  # places of a stream: behind the first number, up to the second
_Told = dict[str, dict[str, Any]]  # audience it was told to -> {"number": of the package, "holes": as below}
_Holes = Iterator[tuple[str, int, int]]  # stream, first, last

FILLS = "fills"  # in the vault's memory: package -> {"readers": ids, "runs": {stream: [[after, last]]}}


class TurnedUp:
    """The holes of an open vault, those that others told, and what is owed for them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._vault = desk.vault

    def holes(self, audience: str) -> tuple[Hole, ...]:
        """Places of this audience's streams, and of the network's, that are read over here."""
        bridges = self._desk.stream_rules().bridges
        if not bridges:
            return ()
        found: list[Hole] = []
        for of in {audience, NETWORK}:
            for stream, _, read_to, _ in self._vault.journal.streams(of):
                for first, last in bridges.get(stream.id, ()):
                    found += self._holes_in(stream.id, first, min(last, read_to))
        return tuple(sorted(set(found), key=lambda hole: (hole.stream, hole.first))[:MOST_HOLES])

    def _holes_in(self, stream: str, first: int, last: int) -> Iterator[Hole]:
        for after, end in self._vault.journal.unbroken(stream, first - 1, last):
            if first <= after:
                yield Hole(stream, first, after)
            first = end + 1
        if first <= last:
            yield Hole(stream, first, last)

    def hear(self, manifest: Manifest) -> None:
        """Note which holes a laptop had when it sealed this: in this audience and in the network's streams."""
        kept = self._told_by(manifest.sender)
        if manifest.number <= kept.get(manifest.audience, {}).get("number", 0):
            return  # an older package, come again
        holes: dict[str, list[list[int]]] = {}
        for hole in manifest.holes:
            stream = self._vault.journal.stream(hole.stream)
            if stream is not None and stream[0].audience in (manifest.audience, NETWORK):
                holes.setdefault(hole.stream, []).append([hole.first, hole.last])
        if holes or manifest.audience in kept:
            told = kept | {manifest.audience: {"number": manifest.number, "holes": holes}}
            self._vault.remember(_holes_of(manifest.sender), told)

    def forget(self, device: str) -> None:
        """A laptop was restored: what it told of its holes holds no more."""
        self._vault.remember(_holes_of(device), None)

    def owed(self, audience: str, readers: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, list[Run]]]:
        """(reader, what is here of its holes and in no package that waits for it).

        `readers`: id -> the laptops whose holes count for it; the network is one reader.
        """
        waiting = self._vault.exchange.names_waiting()
        for reader, devices in readers.items():
            on_the_way = {
                (stream, *run)
                for name, package in self._fills().items()
                if name in waiting and reader in package["readers"]
                for stream, runs in package["runs"].items()
                for run in runs
            }
            owed = {(run[0].id, *run[1:]): run for device in devices for run in self._here_of(device, audience)}
            if owed.keys() - on_the_way:
                yield reader, [run for key, run in sorted(owed.items()) if key not in on_the_way]

    def _here_of(self, device: str, audience: str) -> Iterator[Run]:
        """What is here of the holes that a laptop told of an audience."""
        for id, first, last in self._holes_told_by(device):
            found = self._vault.journal.stream(id)
            if found is not None and found[0].audience == audience:
                for after, end in self._vault.journal.unbroken(id, first - 1, last):
                    yield found[0], after, end

    def note_sealed(self, package: str, reader: str, runs: list[Run]) -> None:
        """These runs are on their way."""
        told: dict[str, list[list[int]]] = {}
        for stream, after, last in runs:
            told.setdefault(stream.id, []).append([after, last])
        self._vault.remember(FILLS, self._fills() | {package: {"readers": [reader], "runs": told}})

    def still_lacked(self) -> set[str]:
        """Packages whose reader tells the hole still, whatever its heads say; the others are forgotten."""
        fills = self._fills()
        devices = frozenset(self._desk.roster().laptops) if fills else frozenset()
        lacked = {name: package for name, package in fills.items() if self._is_lacked(package, devices)}
        if lacked != fills:
            self._vault.remember(FILLS, lacked or None)
        return set(lacked)

    def _is_lacked(self, package: Mapping[str, Any], devices: frozenset[str]) -> bool:
        told_by = devices if self._desk.identity.network_id in package["readers"] else package["readers"]
        return any(
            first <= end and after < last
            for device in told_by
            for id, first, last in self._holes_told_by(device)
            for after, end in package["runs"].get(id, ())
        )

    def _holes_told_by(self, device: str) -> _Holes:
        for told in self._told_by(device).values():
            for stream, holes in told["holes"].items():
                for first, last in holes:
                    yield stream, first, last

    def _told_by(self, device: str) -> _Told:
        told: _Told = self._vault.recall(_holes_of(device), {})
        return told

    def _fills(self) -> dict[str, Any]:
        fills: dict[str, Any] = self._vault.recall(FILLS, {})
        return fills


def fills_a_hole(desk: Desk, manifest: Manifest) -> bool:
    """Whether a package holds places that were given up: its sender waits to hear that they came, be it twice."""
    bridges = desk.stream_rules().bridges
    return any(
        first <= stretch.last and stretch.first <= last
        for stretch in manifest.stretches
        for first, last in bridges.get(stretch.stream, ())
    )


def _holes_of(device: str) -> str:
    """Under which name it is remembered which holes a laptop told."""
    return f"holes:{device}"
