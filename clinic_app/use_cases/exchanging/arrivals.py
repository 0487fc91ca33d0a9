"""What comes from places into an open vault: errands are made here and what they bring is taken in here.

A package that was taken in is remembered by the hash of its bytes, so that it comes once, whatever ways lead here.
Planted once: with `see_packages` left out, the cloud's copy of what a stick had brought was loaded and merged again,
and tests/stories/test_places.py failed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from clinic_app.changes import Changes
from clinic_app.errors import NoNetwork, PlaceFailed
from clinic_app.exchange.distrust import Distrust
from clinic_app.journal.audience import NETWORK
from clinic_app.journal.canonical import canonical
from clinic_app.store.place_tables import IndexRow
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.addresses import groups_read, life_mark, may_write
from clinic_app.use_cases.exchanging.copies import note_copy
from clinic_app.use_cases.exchanging.fetch_errand import SEALED, Fetched, FetchErrand
from clinic_app.use_cases.exchanging.hearing import begin_new_life
from clinic_app.use_cases.exchanging.indexes_there import Known, Looker
from clinic_app.use_cases.exchanging.objects import Objects
from clinic_app.use_cases.exchanging.oddities import Oddity
from clinic_app.use_cases.exchanging.packages import REFUSED, MergeDone, PackageTaken
from clinic_app.use_cases.exchanging.places import Places
from clinic_app.use_cases.exchanging.signing_keys import own_sign_keys
from clinic_app.version import PROGRAM

INCOMING = "incoming"  # a folder in the vault's: sealed files on their way, gone once they were taken in

Merge = Callable[[list[Path]], MergeDone]


@dataclass(frozen=True)
class Taken:
    """What became of what an errand brought; `wanted`: the next errand to the same place, if there is more to fetch."""

    merged: tuple[PackageTaken, ...] = ()
    changes: Changes = Changes()  # noqa: RUF009 - frozen
    oddities: tuple[Oddity, ...] = ()
    wanted: FetchErrand | None = None


class Arrivals:
    """Errands that fetch, and what they bring."""

    def __init__(self, desk: Desk, places: Places, objects: Objects, merge: Merge) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._tables = desk.vault.exchange.places
        self._places = places
        self._objects = objects
        self._merge = merge

    def begin(self, place: str, patience: int = 6) -> FetchErrand:
        """An errand to a place: everything in it is of now. NoNetwork, UnknownPlace, PlaceFailed(SETTING)."""
        try:
            with self._vault.looking():
                roster = self._desk.roster()
                return self._errand(place, groups_read(self._desk.identity, roster), patience=patience)
        except PlaceFailed as problem:  # no errand will come back to tell it
            self._places.news.failed(place, problem)
            raise

    def take(self, brought: Fetched) -> Taken:
        """Take in what an errand brought; the same thing twice is harmless. What `merge` raises."""
        place = brought.place
        before = judged_by(self._desk)
        done = self._merge(list(brought.packages)) if brought.packages else MergeDone((), Changes())
        with self._vault.changing():
            for row in brought.read:
                self._tables.keep_index(place, row)
            self._tables.keep_flat(place, brought.flat)
            self._tables.forget_flat(place, brought.flat_gone)
            if brought.lost:
                self._begin_again(place)
            if brought.copied:
                note_copy(self._desk, f"place {self._desk.identity.life}")
                begin_new_life(self._desk)
                self._begin_again(place)
            self._places.news.looked(place, brought.oddities)
            self._places.news.keep_pace(place, brought.pace)
            if isinstance(brought.problem, PlaceFailed):
                self._places.news.failed(place, brought.problem)
        changes = done.changes | self._take_files(brought.files)
        self._clear_away([*brought.packages, *brought.files])
        merged = tuple(one for one in done.packages if one.reason not in ("own", Distrust.NOT_FOR_US))
        wanted = None if brought.problem or brought.stopped else self._next(brought, judged_by(self._desk) != before)
        return Taken(merged, changes, brought.oddities, wanted)

    # --- errands ------------------------------------------------------------------------------------------------

    def _next(self, brought: Fetched, roster_changed: bool) -> FetchErrand | None:
        """Laptops that the roster knows only since now are looked at again; after all packages, the sealed files."""
        if roster_changed and brought.strangers:
            return self._errand(brought.place, brought.strangers)
        lacking = self._objects.wanted()
        if not lacking or brought.of_files:
            return None
        errand = self._errand(brought.place, (), files=True)
        if errand.door.folder is not None:
            return errand
        me = self._desk.identity.device_id
        announced = {one[0] for row in errand.looker.known if row.device != me for one in row.objects}
        return errand if announced & lacking.keys() else None

    def _errand(self, place: str, groups: Collection[str], *, files: bool = False, patience: int = 6) -> FetchErrand:
        me, door = self._desk.identity, self._places.door(place)
        if not me.network_id:
            raise NoNetwork
        groups = tuple(groups)
        known = tuple(self._tables.indexes(place))
        if door.folder is not None and not files:  # a look costs nothing there: also whether one's own still lies there
            groups = tuple(dict.fromkeys([*groups, *(row.under for row in known if row.device == me.device_id)]))
        looker = Looker(
            place=place,
            network=me.network_id,
            device=me.device_id,
            life=life_mark(me),
            own_keys=own_sign_keys(self._desk),
            laptops=self._laptops(groups, known),
            known=known,
            signed=self._tables.signed(life_mark(me)),
            ours=frozenset((me.device_id, me.network_id)),
            at=self._places.now_text(),
        )
        return FetchErrand(
            door=door,
            looker=looker,
            groups=groups,
            seen=self._tables.seen(judged_by(self._desk)),
            sealed={name: one.sealed_size for name, one in self._objects.wanted().items()} if files else {},
            to=self._vault.folder / INCOMING,
            flat=tuple(self._tables.flat(place)) if door.folder is not None else (),
            files=files,
            patience=patience,
            pace=self._places.news.pace(place),
        )

    def _laptops(self, groups: Iterable[str], known: Iterable[IndexRow]) -> tuple[Known, ...]:
        """The laptops whose indexes may be believed; a removed one's are not even read."""
        me = self._desk.identity
        groups = {*groups, *(row.under for row in known)}
        return tuple(
            Known(
                one.id,
                one.office,
                one.letter,
                (*(() if one.disputed else (one.sign_key,)), *one.past_keys),
                frozenset(group for group in groups if may_write(one, me.network_id, group)),
            )
            for one in self._desk.roster().laptops.values()
            if not one.removed and one.id != me.device_id
        )

    # --- taking in ----------------------------------------------------------------------------------------------

    def _take_files(self, files: Iterable[Path]) -> Changes:
        taken = self._objects.take_these([(file.name.removesuffix(SEALED), file) for file in files])
        return Changes.of("attachment", ()) if taken.taken else Changes()

    def _begin_again(self, place: str) -> None:
        """What was left there is there no more, or in another life's name: it is left again."""
        me = self._desk.identity
        self._tables.forget_indexes(place, me.device_id)
        self._tables.leave_again(place, life_mark(me), self._places.now_text())

    def _clear_away(self, files: Iterable[Path]) -> None:
        """What came and was taken in, or refused, is needed as a file no more; nor halves of what came otherwise."""
        incoming = self._vault.folder / INCOMING
        gone = [file for file in files if file.parent == incoming]
        with suppress(OSError):
            halves = list(incoming.iterdir()) if incoming.is_dir() else []
            seen = self._tables.seen(judged_by(self._desk)) if halves else frozenset()
            gone += [file for file in halves if self._came_otherwise(file.name.partition(".")[0], seen)]
        for file in gone:
            with suppress(OSError):
                file.unlink(missing_ok=True)

    def _came_otherwise(self, sha256: str, seen: frozenset[str]) -> bool:
        return sha256 in seen or self._vault.blobs.path(sha256) is not None


def see_packages(desk: Desk, packages: Iterable[PackageTaken], at: str) -> None:
    """Remember packages by the hash of their bytes, inside the merge's transaction: refused ones only until program or
    roster change, for then they are judged anew.
    """
    judged = judged_by(desk)
    for one in packages:
        for_good = one.status != REFUSED and one.reason != Distrust.NOT_FOR_US
        kept = for_good or one.reason == Distrust.FORK  # its second branch is kept here
        desk.vault.exchange.places.see(one.sha256, one.package, "" if kept else judged, at)


def judged_by(desk: Desk) -> str:
    """By what a package was judged: the program, the roster, and the network's keys that are here."""
    heads = [(head.stream, head.number, head.chain) for head in desk.vault.journal.heads(NETWORK)]
    keys = [hashlib.sha256(one.encode()).hexdigest() for one in desk.network_identities]
    told = canonical([PROGRAM, sorted(map(list, heads)), keys])
    return hashlib.sha256(told).hexdigest()[:16]
