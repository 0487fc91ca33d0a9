"""The ladder of a leave errand: which objects go in which order, and the index that is signed for every rung.

The roster goes first, for it says whom to believe and whom no longer; then packages, the small before the large; then
sealed files likewise. Every rung's index names what lies there and everything up to the rung.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from clinic_app.exchange.envelope import Signer
from clinic_app.exchange.index import ATTACHMENT, MOST_OBJECTS, Index, IndexEntry, index_name, write_index
from clinic_app.journal.audience import NETWORK
from clinic_app.store.place_tables import THERE, WAITING, IndexRow, ObjectRow, PartRow
from clinic_app.transport.pieces import PartLeft, Piece
from clinic_app.use_cases.exchanging.addresses import index_folder
from clinic_app.use_cases.exchanging.rungs import Rung, Signed

MOST_BYTES = 64 << 20  # of packages in one errand, for they are held in memory
MOST_RUNGS = {0: 1, 1: 6, 2: 9}  # roster, packages, sealed files


@dataclass(frozen=True)
class Writer:
    """Who signs: this laptop in its network and life."""

    network: str
    device: str
    life: str
    signer: Signer


@dataclass(frozen=True)
class Ladder:
    """The rungs, in order; `more`: something waits for the next errand."""

    rungs: tuple[Rung, ...]
    more: bool


class LadderMaker:
    """Builds one ladder for one place. `next_count` gives a group's next count, committed before anything is sent."""

    def __init__(
        self,
        writer: Writer,
        rows: Sequence[ObjectRow],
        own: Sequence[IndexRow],
        group_of: Callable[[str], str],
        next_count: Callable[[str], int],
        at: str,
    ) -> None:
        self._writer = writer
        self._rows = rows
        self._group_of = group_of
        self._next_count = next_count
        self._at = at
        self._last = {row.under: row for row in own}
        self._there = {row.sha256: row for row in rows if row.state == THERE}

    def make(
        self,
        data_of: Callable[[ObjectRow], bytes | Path | None],
        parts_of: Callable[[str], Sequence[PartRow]],
        *,
        flat: bool,
    ) -> Ladder:
        """The ladder. `data_of`: the bytes of a package, the path of a sealed file, or nothing when it is gone here."""
        waiting = sorted((row for row in self._rows if row.state == WAITING), key=_order)
        chosen, more = self._that_fit(waiting)
        rungs: list[Rung] = []
        for some in _rungs(chosen):
            pieces: list[Piece] = []
            groups: dict[str, None] = {}
            for row in some:
                data = data_of(row)
                if data is None:
                    continue
                name = row.name if flat else row.sha256
                left = tuple(PartLeft(one.start, one.bytes, one.sha256, one.checked) for one in parts_of(row.sha256))
                pieces.append(Piece(name, row.sha256, row.bytes, data, left))
                self._there[row.sha256] = row
                groups |= dict.fromkeys(self._groups(row))
            if pieces:
                rungs.append(Rung(tuple(pieces), tuple(self._sign(group) for group in groups)))
        stale = [group for group in self._all_groups() if self._is_stale(group)]
        if stale:  # something is going, or the index that named it is lost
            rungs.append(Rung((), tuple(self._sign(group) for group in stale)))
        return Ladder(tuple(rungs), more)

    def _that_fit(self, waiting: Sequence[ObjectRow]) -> tuple[list[ObjectRow], bool]:
        """What goes with this errand: as much as fits into memory, and into each group's index."""
        room = {group: MOST_OBJECTS - len(self._named(group)) for group in self._all_groups()}
        chosen: list[ObjectRow] = []
        size, more = 0, False
        for row in waiting:
            groups = self._groups(row)
            held = row.bytes if row.kind != ATTACHMENT else 0
            if any(room[group] <= 0 for group in groups):
                continue  # it waits until something that was acknowledged has gone
            if chosen and size + held > MOST_BYTES:
                more = True
                continue
            size += held
            chosen.append(row)
            for group in groups:
                room[group] -= 1
        return chosen, more

    def _groups(self, row: ObjectRow) -> list[str]:
        return list(dict.fromkeys(self._group_of(audience) for audience in row.readers))

    def _all_groups(self) -> list[str]:
        return list(dict.fromkeys([*self._last, *(group for row in self._rows for group in self._groups(row))]))

    def _named(self, group: str) -> list[IndexEntry]:
        found = []
        for row in self._there.values():
            readers = {id for audience, some in row.readers.items() if self._group_of(audience) == group for id in some}
            if readers:
                found.append(IndexEntry(row.sha256, row.bytes, row.kind, tuple(sorted(readers))))
        return found

    def _is_stale(self, group: str) -> bool:
        """Whether the newest index of a group names other objects than lie there."""
        told = {one.sha256 for one in self._named(group)}
        last = self._last.get(group)
        return bool(told) if last is None else told != set(last.objects)

    def _sign(self, group: str) -> Signed:
        writer, before = self._writer, self._last.get(group)
        objects = self._named(group)
        index = Index(writer.network, writer.device, group, writer.life, self._next_count(group), tuple(objects))
        data = write_index(index, writer.signer)
        name = index_name(index, data)
        told = tuple(one.sha256 for one in objects)
        row = IndexRow(group, writer.device, writer.life, index.count, name, told, self._at)
        self._last[group] = row
        return Signed(f"{index_folder(writer.network, group)}/{name}", data, row, before.name if before else "")


def _order(row: ObjectRow) -> tuple[int, int, str]:
    return (_rank(row), row.bytes, row.sha256)


def _rank(row: ObjectRow) -> int:
    """What goes before what: the roster, packages, sealed files."""
    return 2 if row.kind == ATTACHMENT else 0 if NETWORK in row.readers else 1


def _rungs(rows: Iterable[ObjectRow]) -> list[list[ObjectRow]]:
    """The rows in order, in rungs of about the same number of bytes, no more of each rank than it may have."""
    by_rank: dict[int, list[ObjectRow]] = {}
    for row in rows:
        by_rank.setdefault(_rank(row), []).append(row)
    rungs: list[list[ObjectRow]] = []
    for rank, some in by_rank.items():
        each, size = sum(row.bytes for row in some) / MOST_RUNGS[rank], 0
        rungs.append([])
        for row in some:
            if rungs[-1] and size >= each:
                rungs.append([])
                size = 0
            rungs[-1].append(row)
            size += row.bytes
    return rungs
