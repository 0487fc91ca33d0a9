"""The signed indexes that lie at a place: of each laptop the newest it signed, and what does not agree with before.

Planted once, and found by tests/stories/test_places_hostile.py: an index believed by its name alone; a smaller count
passed over in silence.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from clinic_app.errors import NotThere, NotTrusted, Spoiled
from clinic_app.exchange.distrust import Distrust
from clinic_app.exchange.index import MOST_BYTES, Index, device_mark, read_index, read_index_name
from clinic_app.journal.minisign import read_public_key
from clinic_app.store.place_tables import IndexRow
from clinic_app.transport.fetching import read_small
from clinic_app.transport.pace import Pace, Stop
from clinic_app.transport.place import Listing, Place
from clinic_app.transport.trying import tried
from clinic_app.use_cases.exchanging.addresses import index_folder
from clinic_app.use_cases.exchanging.oddities import Odd, Oddity

MOST_NAMES = 5000  # of one folder that are looked at
MOST_UNBELIEVED = 3  # files of one laptop that are read in vain in one errand

_Named = dict[tuple[str, str], list[tuple[int, str]]]  # (device mark, life) -> (count, name), newest first


@dataclass(frozen=True)
class Known:
    """A laptop of the roster: its public keys, those given up too (what an index names is judged for itself), and the
    groups (marks) in which its indexes may be believed.
    """

    device: str
    office: str
    letter: str
    sign_keys: tuple[str, ...]
    groups: frozenset[str]


@dataclass(frozen=True)
class Looker:
    """Who looks, and what it knows of a place (its name): `laptops` that may be believed, the indexes `known` there,
    those `signed` here, and the ids under which something is for it (`ours`); `at`: when it looks.
    """

    place: str
    network: str
    device: str
    life: str
    own_keys: tuple[str, ...]
    laptops: tuple[Known, ...]
    known: tuple[IndexRow, ...]
    signed: Mapping[str, Mapping[int, str]]
    ours: frozenset[str]
    at: str = ""


class IndexesThere:
    """What one errand finds in the folders of indexes."""

    def __init__(self, looker: Looker, pace: Pace, stop: Stop) -> None:
        self._looker = looker
        self._pace = pace
        self._stop = stop
        self._laptops = {one.device: one for one in looker.laptops}
        self._again: dict[str, Listing] = {}  # listed once more, when something was not there
        self.read: dict[tuple[str, str, str], IndexRow] = {}
        self.oddities: dict[Oddity, None] = {}
        self.strangers: dict[str, None] = {}
        self.lost = False
        self.copied = False

    def look(self, place: Place, group: str) -> None:
        """List a group's folder once, and read of each laptop and life the newest index that is news."""
        listing = self._list(place, group)
        if listing.more:
            self._odd(Odd.JUNK)
        named = _named(listing)
        known = {device_mark(one.device): one for one in self._looker.laptops if group in one.groups}
        own = device_mark(self._looker.device)
        unbelieved: dict[str, int] = {}
        for (mark, life), some in named.items():
            if mark in known:
                self._read_newest(place, group, known[mark], life, some, unbelieved)
            elif mark != own:
                self.strangers[group] = None
        self._look_at_own(place, group, named, listing)
        if not listing.more:  # a listing cut short proves nothing absent
            names = {one.name for one in listing.files}
            for laptop in known.values():
                self._notice_put_back(group, laptop, names)

    def still_says(self, place: Place, group: str, device: str, life: str) -> bool:
        """Whether the newest index there is still the one we go by: else what it named may rightly have gone."""
        row = self.read.get((group, device, life)) or self._remembered(group, device, life)
        if group not in self._again:
            self._again[group] = self._list(place, group)
        listing = self._again[group]
        counts = [count for count, _ in _named(listing).get((device_mark(device), life), [])]
        return row is not None and not listing.more and max(counts, default=0) == row.count

    def laptop(self, device: str) -> tuple[str, str]:
        """(office, letter) of a laptop."""
        found = self._laptops.get(device)
        return (found.office, found.letter) if found else ("", "")

    def _list(self, place: Place, group: str) -> Listing:
        under = index_folder(self._looker.network, group)
        return tried(lambda: place.list(under, MOST_NAMES), self._pace, self._stop)

    def _read_newest(
        self,
        place: Place,
        group: str,
        laptop: Known,
        life: str,
        some: list[tuple[int, str]],
        unbelieved: dict[str, int],
    ) -> None:
        before = self._remembered(group, laptop.device, life)
        for count, name in some:
            if (before is not None and count <= before.count) or unbelieved.get(laptop.device, 0) == MOST_UNBELIEVED:
                return
            index = self._believed(place, group, name, laptop.device, laptop.sign_keys)
            if index is not None:
                ours = [one for one in index.objects if self._looker.ours.intersection(one.readers)]
                objects = tuple((one.sha256, one.bytes, one.kind) for one in ours)
                row = IndexRow(group, laptop.device, life, count, name, objects, self._looker.at)
                self.read[group, laptop.device, life] = row
                return
            unbelieved[laptop.device] = unbelieved.get(laptop.device, 0) + 1

    def _believed(self, place: Place, group: str, name: str, device: str, keys: tuple[str, ...]) -> Index | None:
        """The index in a file, if its signature and its name agree. Gone again is nobody's fault, all else is odd."""
        path = f"{index_folder(self._looker.network, group)}/{name}"
        mark, life, count, told = read_index_name(name)

        def key_of(claimed: str, key_id: bytes) -> str | None:
            ours = keys if claimed == device else ()
            return next((key for key in ours if read_public_key(key).key_id == key_id), None)

        try:
            data = read_small(place, path, MOST_BYTES, self._pace, self._stop)
            index = read_index(data, self._looker.network, key_of)
            fits = (device_mark(index.device), index.life, index.count, index.group) == (mark, life, count, group)
            if fits and hashlib.sha256(data).hexdigest().startswith(told):
                return index
        except NotThere:
            return None
        except NotTrusted as refused:
            if refused.data.get("why") == Distrust.STRANGER:
                self.strangers[group] = None  # it may have a new key: once the roster says so, it is looked at again
        except Spoiled:
            pass
        self._odd(Odd.FORGED, device)
        return None

    def _look_at_own(self, place: Place, group: str, named: _Named, listing: Listing) -> None:
        """One's own: an index that was never signed here tells of a copy, and the newest one left must still lie there.

        Names older than those that are kept say nothing.
        """
        looker = self._looker
        signed = looker.signed.get(group, {})
        some = named.get((device_mark(looker.device), looker.life), [])
        unknown = [
            (count, name) for count, name in some if signed.get(count) != name and count > min(signed, default=0)
        ]
        for _, name in unknown[:MOST_UNBELIEVED]:
            if self._believed(place, group, name, looker.device, looker.own_keys):
                self.copied = True
                self._odd(Odd.COPIED)
                break
        left = self._remembered(group, looker.device, looker.life)
        if left is None or left.name in {name for _, name in some}:
            self._tidy_up(
                place,
                group,
                [name for count, name in some if left and count < left.count and signed.get(count) == name],
            )
        elif not listing.more:
            self.lost = True

    def _tidy_up(self, place: Place, group: str, names: list[str]) -> None:
        """Older indexes of one's own, known by their whole names: halves, or left over when a line broke."""
        for name in names:
            path = f"{index_folder(self._looker.network, group)}/{name}"
            tried(lambda path=path: place.remove(path), self._pace, self._stop)  # type: ignore[misc]

    def _notice_put_back(self, group: str, laptop: Known, names: set[str]) -> None:
        """The life heard of last must not be told of by less than was read before."""
        if any((under, device) == (group, laptop.device) for under, device, _ in self.read):
            return
        before = [one for one in self._looker.known if (one.under, one.device) == (group, laptop.device)]
        if before and before[-1].name not in names:
            self._odd(Odd.PUT_BACK, laptop.device)

    def _remembered(self, group: str, device: str, life: str) -> IndexRow | None:
        rows = self._looker.known
        return next((one for one in rows if (one.under, one.device, one.life) == (group, device, life)), None)

    def _odd(self, what: Odd, device: str = "") -> None:
        self.oddities[Oddity(self._looker.place, what, *self.laptop(device))] = None


def _named(listing: Listing) -> _Named:
    """The files whose names are those of indexes, by device mark and life; junk is passed over."""
    found: _Named = {}
    for file in listing.files:
        try:
            mark, life, count, _ = read_index_name(file.name)
        except ValueError:
            continue
        if 0 < file.bytes <= MOST_BYTES:
            found.setdefault((mark, life), []).append((count, file.name))
    return {key: sorted(some, reverse=True) for key, some in sorted(found.items())}
