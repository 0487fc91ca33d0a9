"""What this laptop owes each place: what is still to be left there, and what nobody needs there any more.

What is to be removed is owed here, not in the outbox: a package that a removed laptop could open leaves the outbox at
once, and the place with the next errand. Planted once: with what was acknowledged by one reader of two counted as free,
the second found nothing a week later, and tests/stories/test_places_leaving.py failed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from clinic_app.exchange.index import ATTACHMENT, PACKAGE
from clinic_app.exchange.package import read_package_name
from clinic_app.store.exchange_tables import PackageHead
from clinic_app.store.place_tables import CANCELLED, REMOVING, THERE, WAITING, ObjectRow
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.addresses import life_mark
from clinic_app.use_cases.exchanging.objects import OBJECT, Objects


class Owing:
    """What is owed to the places of an open vault; every method runs inside the caller's transaction."""

    def __init__(self, desk: Desk, objects: Objects) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._tables = desk.vault.exchange.places
        self._objects = objects
        self._keep = timedelta()

    def bring_up_to_date(self, places: Sequence[str], now: datetime, keep_days: int) -> None:
        """Compare what lies at each place, or is to be left, with the outbox and with what others lack.

        What everybody has acknowledged stays for `keep_days` after that was noticed.
        """
        self._keep = timedelta(days=keep_days)
        heads = self._vault.exchange.heads()
        files = self._files()
        for place in places:
            self._one(place, heads, files, now)

    def _one(self, place: str, heads: Sequence[PackageHead], files: Mapping[str, ObjectRow], now: datetime) -> None:
        at = now.isoformat(timespec="seconds")
        life = life_mark(self._desk.identity)
        if any(row.life != life for row in self._tables.objects(place) if row.state != REMOVING):
            self._tables.leave_again(place, life, at)  # another life's index names it: in ours it is not there yet
        rows = {row.sha256: row for row in self._tables.objects(place)}
        needed = {one.sha256: _package(one) for one in heads if not one.acknowledged_at} | dict(files)
        for sha256, row in needed.items():
            self._need(place, row, rows.get(sha256), life, at)
        answered = {one.sha256 for one in heads if one.acknowledged_at}
        removed = {one.id for one in self._desk.roster().laptops.values() if one.removed}
        for sha256, known in rows.items():
            if sha256 in needed or known.state == REMOVING:
                continue
            if known.state == THERE and removed & _ids(known):
                self._tables.mark(place, sha256, REMOVING, at)  # whoever stole that laptop could open it
            else:
                self._no_longer(known, sha256 in answered, rows, now)

    def _need(self, place: str, row: ObjectRow, known: ObjectRow | None, life: str, at: str) -> None:
        """An object is to lie there; one that was about to be removed is left anew."""
        if known is not None and known.state == REMOVING:
            self._tables.drop(place, row.sha256)
            known = None
        if known is None or known.free_since or known.readers != row.readers:
            self._tables.plan(_at(row, place, life, at))

    def _no_longer(self, row: ObjectRow, answered: bool, rows: Mapping[str, ObjectRow], now: datetime) -> None:
        """An object that nobody waits for: everybody has it, or it was taken back, or it was a receipt."""
        place, at = row.place, now.isoformat(timespec="seconds")
        if row.state in (WAITING, CANCELLED):
            begun = bool(self._tables.parts(place, row.sha256))
            self._tables.mark(place, row.sha256, REMOVING, at) if begun else self._tables.drop(place, row.sha256)
            return
        if row.kind == PACKAGE and not answered:
            if not row.receipt or _is_superseded(row, rows.values()):
                self._tables.mark(place, row.sha256, REMOVING, at)
        elif not row.free_since:
            self._tables.free(place, row.sha256, at)
        elif datetime.fromisoformat(row.free_since) + self._keep <= now:
            self._tables.mark(place, row.sha256, REMOVING, at)

    def _files(self) -> dict[str, ObjectRow]:
        """The sealed files that are due somewhere and are here, with the laptops that read them."""
        me, roster = self._desk.identity.device_id, self._desk.roster()
        found: dict[str, ObjectRow] = {}
        for name, audiences in self._objects.due().items():
            path = self._vault.blobs.path(name)
            told = {one: tuple(r.id for r in roster.readers(one) if r.id != me) for one in sorted(audiences)}
            readers = {one: some for one, some in told.items() if some}
            if path is not None and readers:
                found[name] = _row(name, f"{name}{OBJECT}", ATTACHMENT, readers, path.stat().st_size)
        return found


def _is_superseded(receipt: ObjectRow, rows: Iterable[ObjectRow]) -> bool:
    """Whether newer packages of ours to the same audience are there, for all who were to read this one."""
    (audience,) = receipt.readers
    newer = [
        row
        for row in rows
        if row.kind == PACKAGE and row.state == THERE and audience in row.readers and _number(row) > _number(receipt)
    ]
    return _ids(receipt) <= set().union(*map(_ids, newer))


def _ids(row: ObjectRow) -> set[str]:
    """For whom an object is."""
    return {id for some in row.readers.values() for id in some}


def _number(row: ObjectRow) -> int:
    """The running number in a package's name, also where other bytes had that name in a folder."""
    stem, _, beside = row.name.removesuffix(".clinic").rpartition("-")
    try:
        return read_package_name(row.name)[2]
    except ValueError:
        return read_package_name(f"{stem}.clinic")[2] if len(beside) == 8 else 0


def _package(one: PackageHead) -> ObjectRow:
    return _row(one.sha256, one.name, PACKAGE, {one.audience: one.recipients}, one.bytes, receipt=not one.entries)


def _row(
    sha256: str, name: str, kind: str, readers: Mapping[str, tuple[str, ...]], size: int, *, receipt: bool = False
) -> ObjectRow:
    return ObjectRow("", sha256, name, kind, readers, size, receipt, "", WAITING, "", 0, "", "", "", "", 0)


def _at(row: ObjectRow, place: str, life: str, at: str) -> ObjectRow:
    return replace(row, place=place, life=life, at=at)
