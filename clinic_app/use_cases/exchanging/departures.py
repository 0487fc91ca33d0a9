"""What goes out to places from an open vault: errands are made here, and every step of them is noted here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from clinic_app.errors import NoNetwork, PlaceFailed
from clinic_app.exchange.index import ATTACHMENT, PACKAGE
from clinic_app.store.place_tables import CANCELLED, REMOVING, THERE, WAITING, ObjectRow, PartRow
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.addresses import group_of, life_mark, objects_folder
from clinic_app.use_cases.exchanging.ladder import LadderMaker, Writer
from clinic_app.use_cases.exchanging.leave_errand import LeaveErrand
from clinic_app.use_cases.exchanging.objects import Objects
from clinic_app.use_cases.exchanging.owing import Owing
from clinic_app.use_cases.exchanging.place_news import next_try
from clinic_app.use_cases.exchanging.places import Places
from clinic_app.use_cases.exchanging.rungs import (
    FAILED,
    INDEX,
    PART,
    REMOVED,
    Going,
    Left,
    Step,
)
from clinic_app.use_cases.exchanging.rungs import THERE as LIES_THERE
from clinic_app.use_cases.exchanging.sealing import PackageMade, Sealing
from clinic_app.use_cases.exchanging.signing_keys import index_signer


class Departures:
    """Errands that leave, and what became of them."""

    def __init__(
        self,
        desk: Desk,
        places: Places,
        objects: Objects,
        sealing: Sealing,
    ) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._tables = desk.vault.exchange.places
        self._places = places
        self._objects = objects
        self._sealing = sealing
        self._owing = Owing(desk, objects)

    def begin(self, place: str, *, seal: bool = True, patience: int = 6) -> LeaveErrand | None:
        """An errand with everything that is to be left at a place; with `seal`, what is not sealed yet is sealed first.

        Without it nothing is sealed, and None is given when nothing waits there. NoNetwork, UnknownPlace,
        PlaceFailed(SETTING).
        """
        if not self._desk.identity.network_id:
            raise NoNetwork
        door = self._places.door(place)
        if seal:
            self._sealing.seal()
        with self._vault.changing():  # the counts of the indexes are given for good before anything is sent
            self._owing.bring_up_to_date(self._places.names(), self._places.clock(), self._places.keep_days)
            rows = self._tables.objects(place)
            own = [one for one in self._tables.indexes(place) if one.device == self._desk.identity.device_id]
            me = self._desk.identity
            writer = Writer(me.network_id, me.device_id, life_mark(me), index_signer(self._desk))
            at = self._places.now_text()
            own = [one for one in own if one.life == writer.life]
            maker = LadderMaker(writer, rows, own, lambda one: group_of(me, one), self._counting(writer.life), at)
            ladder = maker.make(
                self._data, lambda sha256: self._tables.parts(place, sha256), flat=door.folder is not None
            )
            for rung in ladder.rungs:
                for signed in rung.indexes:
                    self._tables.sign(signed.row.under, signed.row.life, signed.row.count, signed.row.name)
        going = tuple(self._going(row, flat=door.folder is not None) for row in rows if row.state == REMOVING)
        errand = LeaveErrand(
            door, me.network_id, writer.life, ladder.rungs, going, ladder.more, patience, self._places.news.pace(place)
        )
        return errand if seal or not errand.is_empty else None

    def note(self, told: Step | Left) -> None:
        """Note a step, or a whole errand; the same one twice is harmless."""
        with self._vault.changing():
            if isinstance(told, Step):
                if told.what != FAILED:  # that is noted once, with the errand
                    self._note_step(told)
                return
            if told.place not in self._places.names():
                return  # removed meanwhile
            for step in told.steps:
                self._note_step(step)
            self._places.news.keep_pace(told.place, told.pace)
            if isinstance(told.problem, PlaceFailed):
                self._places.news.failed(told.place, told.problem)
            elif not (told.problem or told.stopped or told.more):
                self._places.news.good(told.place)
            self._vault.exchange.drop_receipts()
        self._note_sent(told)

    def prepare(self) -> None:
        """What is owed to every place is brought up to date, inside the caller's transaction."""
        self._owing.bring_up_to_date(self._places.names(), self._places.clock(), self._places.keep_days)

    def waiting(self, place: str) -> int:
        """How many objects are still to be left at a place."""
        with self._vault.looking():
            return sum(row.state == WAITING for row in self._tables.objects(place))

    def made(self, place: str, sha256s: Iterable[str]) -> list[PackageMade]:
        """The packages among these objects of a place; `file` is filled in by whoever knows where it is."""
        with self._vault.looking():
            heads = {one.sha256: one for one in self._vault.exchange.heads()}
            rows = [row for one in sha256s if (row := self._tables.object(place, one)) and row.kind == PACKAGE]
            counts = self._objects.counts()
        return [
            PackageMade(
                "", row.name, next(iter(row.readers)), heads[row.sha256].entries, row.bytes, counts.get(row.name, 0)
            )
            for row in rows
            if row.sha256 in heads
        ]

    # --- making -------------------------------------------------------------------------------------------------

    def _counting(self, life: str) -> Callable[[str], int]:
        """Gives the next count of a group: they only grow; a rung that is never climbed leaves a harmless hole."""
        given: dict[str, int] = {}

        def next_count(group: str) -> int:
            given[group] = given.get(group, self._tables.count(group, life)) + 1
            return given[group]

        return next_count

    def _data(self, row: ObjectRow) -> bytes | Path | None:
        return self._vault.blobs.path(row.sha256) if row.kind == ATTACHMENT else self._vault.exchange.sealed(row.sha256)

    def _going(self, row: ObjectRow, *, flat: bool) -> Going:
        if flat:
            return Going(row.sha256, row.name)
        parts = tuple(one.sha256 for one in self._tables.parts(row.place, row.sha256))
        return Going(row.sha256, row.sha256, objects_folder(self._desk.identity.network_id, row.life), parts)

    # --- noting -------------------------------------------------------------------------------------------------

    def _note_step(self, step: Step) -> None:
        place, at = step.place, self._places.now_text()
        if step.index is not None and step.what == INDEX:
            if place in self._places.names():
                self._tables.keep_index(place, step.index)
            return
        row = self._tables.object(place, step.sha256)
        if row is None:
            return
        if step.what == PART and step.part is not None:
            part = PartRow(step.part.start, step.part.bytes, step.part.sha256, step.part.checked)
            self._tables.keep_part(place, step.sha256, part)
        elif step.what == LIES_THERE:
            self._tables.mark(place, step.sha256, THERE, at)
            if step.name:
                self._tables.name(place, step.sha256, step.name)
        elif step.what == REMOVED and row.state == REMOVING:
            self._tables.drop(place, step.sha256)
        elif step.what == FAILED:
            if step.ours:  # what is damaged here must not hold up what is behind it
                self._tables.mark(place, step.sha256, CANCELLED, at)
            later = next_try(self._places.clock(), row.tries + 1, step.retry_after).isoformat(timespec="seconds")
            self._tables.fail(place, step.sha256, step.why, step.detail, at, "" if step.ours else later)

    def _note_sent(self, told: Left) -> None:
        """The custody log says of sealed files that they were sent, after they were read back."""
        there = [step.sha256 for step in told.steps if step.what == LIES_THERE]
        rows = {sha256: row for sha256 in there if (row := self._tables.object(told.place, sha256))}
        files = {sha256: set(row.readers) for sha256, row in rows.items() if row.kind == ATTACHMENT}
        self._objects.note_sent(sorted(files), files)
