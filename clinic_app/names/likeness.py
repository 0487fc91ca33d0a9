"""Who in the case book may be the person of this name: in Kyrgyz, Russian or Latin letters, any order, with typos.

Its rule: it only proposes, best first, with the reason; a person decides.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Generic, TypeVar

from clinic_app.names import skeleton
from clinic_app.names.name_parts import Part, name_parts
from clinic_app.names.person_names import is_nameless
from clinic_app.names.reasons import ALIAS, OTHER_YEAR, SAME_YEAR
from clinic_app.names.scoring import SAME, Pair, is_renamed, is_worth, name_reasons, pairs_of, score_of

Id = TypeVar("Id", bound=Hashable)

SURE_SCORE = 88  # from here it may well be the same person
_LEAST_WINKLER = 0.72
_LEAST_LIKE = 0.60
_SHORTLIST = 150
_MOST_WORDS = 200  # of the words like an asked part
_YEAR_POINTS = {0: 4.0, 1: 1.0}
_OTHER_YEAR_POINTS = -6.0


@dataclass(frozen=True)
class Likeness(Generic[Id]):
    """One person who may be meant: `score` 0 to 100, `why` the reason codes (see `reasons.reason_words`)."""

    id: Id
    score: float
    why: tuple[str, ...]


@dataclass(frozen=True)
class _Slot(Generic[Id]):
    id: Id
    parts: tuple[Part, ...]
    is_alias: bool


class NameIndex(Generic[Id]):
    """The names of everybody in the case book, in memory only; `check` ranks those like a given one."""

    def __init__(self) -> None:
        self._slots: dict[int, _Slot[Id]] = {}
        self._slots_of: dict[Id, list[int]] = {}
        self._born: dict[Id, int] = {}
        self._with_root: defaultdict[str, set[int]] = defaultdict(set)
        self._lone: set[int] = set()  # slots of one word only
        self._roots: list[str] | None = None
        self._next = 0

    def __len__(self) -> int:
        return len(self._slots_of)

    @property
    def words(self) -> int:
        """How many different words all the names are made of."""
        return len(self._with_root)

    def add(self, person: Id, names: Iterable[str], born: int | None = None) -> None:
        """Take in a person, or take them in anew; the first name is the main one, the rest are aliases."""
        self.remove(person)
        self._slots_of[person] = []
        if born is not None:
            self._born[person] = born
        for is_alias, name in enumerate(names):
            parts = () if is_nameless(name) else name_parts(name)
            if not parts:
                continue
            self._slots[self._next] = _Slot(person, parts, bool(is_alias))
            self._slots_of[person].append(self._next)
            if len(parts) == 1:
                self._lone.add(self._next)
            for part in parts:
                self._with_root[part.root].add(self._next)
            self._next += 1
        self._roots = None

    def remove(self, person: Id) -> None:
        """Forget a person; nothing happens when they are not here."""
        self._born.pop(person, None)
        for number in self._slots_of.pop(person, ()):
            self._lone.discard(number)
            for root in {part.root for part in self._slots.pop(number).parts}:
                self._with_root[root].discard(number)
                if not self._with_root[root]:
                    del self._with_root[root]
        self._roots = None

    def check(self, name: str, born: int | None = None, limit: int = 20) -> list[Likeness[Id]]:
        """At most `limit` people whose name is like `name`, the likest first; a birth year only moves them a little."""
        asked = () if is_nameless(name) else name_parts(name)
        if not asked:
            return []
        like = {part.root: self._like(part.root) for part in asked}
        numbers = dict.fromkeys([*self._shortlist(asked, like), *self._of_family_and_year(asked, like, born)])
        best = self._scored(asked, like, born, numbers)
        ranked = heapq.nlargest(limit, best.items(), key=lambda item: (item[1][0], -item[1][1]))
        return [
            Likeness(person, min(100.0, round(score, 1)), self._why(asked, self._slots[number], pairs, born))
            for person, (score, number, pairs) in ranked
        ]

    def check_all(self, name: str, born: int | None, least: float, wanted: Callable[[Id], bool]) -> list[Likeness[Id]]:
        """Everybody who is `wanted` and whose name is like `name` by `least` or more, in no order: nobody is crowded
        out by namesakes. `least` is 80 or more: then two parts are alike, or there is only one.
        """
        asked = () if is_nameless(name) else name_parts(name)
        if not asked:
            return []
        like = {part.root: self._like(part.root) for part in asked}
        numbers = [number for number in self._two_alike(asked, like) if wanted(self._slots[number].id)]
        best = self._scored(asked, like, born, numbers)
        return [
            Likeness(person, min(100.0, round(score, 1)), self._why(asked, self._slots[number], pairs, born))
            for person, (score, number, pairs) in best.items()
            if round(score, 1) >= least
        ]

    def _two_alike(self, asked: tuple[Part, ...], like: dict[str, dict[str, float]]) -> Iterable[int]:
        """Every name slot that is like two asked parts, or like the only one: what may score 80 at all."""
        bests = [
            self._best(like[p.root], again=p.root in {q.root for q in asked[:i]}, most=None)
            for i, p in enumerate(asked)
        ]
        if len(bests) == 1:
            return self._lone & bests[0].keys()
        found: set[int] = set()
        for one, other in combinations(bests, 2):
            found |= one.keys() & other.keys()
        return found

    def _scored(
        self, asked: tuple[Part, ...], like: dict[str, dict[str, float]], born: int | None, numbers: Iterable[int]
    ) -> dict[Id, tuple[float, int, list[Pair]]]:
        """person -> (score, name slot, pairs) by the best of their names, of those worth a look."""
        best: dict[Id, tuple[float, int, list[Pair]]] = {}
        for number in numbers:
            slot = self._slots[number]
            pairs = pairs_of(asked, slot.parts, like)
            same_year = born is not None and self._born.get(slot.id) == born
            score = score_of(pairs, len(asked), len(slot.parts)) + self._year_points(slot.id, born)
            if same_year and is_renamed(asked, slot.parts, pairs):
                score = max(score, SURE_SCORE)
            if not is_worth(score, asked, slot.parts, pairs, same_year):
                continue
            if slot.id not in best or score > best[slot.id][0]:
                best[slot.id] = (score, number, pairs)
        return best

    def _like(self, root: str) -> dict[str, float]:
        """Every known root like this one: half Jaro-Winkler (beginnings), half OSA (slips of the hand)."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA, JaroWinkler

        if self._roots is None:
            self._roots = list(self._with_root)
        near = process.extract(
            root,
            self._roots,
            scorer=JaroWinkler.normalized_similarity,
            processor=None,
            limit=None,
            score_cutoff=_LEAST_WINKLER,
        )
        scored = ((other, (winkler + OSA.normalized_similarity(root, other)) / 2) for other, winkler, _at in near)
        return {other: score for other, score in scored if score >= _LEAST_LIKE}

    def _shortlist(self, asked: tuple[Part, ...], like: dict[str, dict[str, float]]) -> Iterable[int]:
        """The name slots worth pairing: those like at least two asked parts, then names of one word, then the rest.

        Sets and dicts are crossed as wholes: a loop over every holder of common names would cost tens of milliseconds.
        """
        bests = [self._best(like[p.root], again=p.root in {q.root for q in asked[:i]}) for i, p in enumerate(asked)]
        wanted: set[int] = set(bests[0]) if len(bests) == 1 else set()
        for one, other in combinations(bests, 2):
            wanted |= one.keys() & other.keys()
        for best in bests:
            wanted |= self._lone & best.keys()
        ranked = heapq.nlargest(_SHORTLIST, wanted, key=lambda n: sum(best.get(n, 0.0) for best in bests))
        for best in bests if len(ranked) < _SHORTLIST else ():
            ranked += heapq.nlargest(_SHORTLIST, best.keys() - wanted, key=best.__getitem__)
        return dict.fromkeys(ranked)

    def _of_family_and_year(
        self, asked: tuple[Part, ...], like: dict[str, dict[str, float]], born: int | None
    ) -> Iterable[int]:
        """The name slots of the same family name whose people were born in that year: few, and easily crowded out."""
        if born is None:
            return
        for part in asked:
            if not skeleton.is_family(part.key):
                continue
            for root, score in like[part.root].items():
                if score >= SAME:
                    yield from (n for n in self._with_root[root] if self._born.get(self._slots[n].id) == born)

    def _best(self, like: dict[str, float], again: bool, most: int | None = _MOST_WORDS) -> dict[int, float]:
        """Name slots with their best likeness to one asked part; `again` (Асан уулу Асан): only those that have two."""
        best: dict[int, float] = {}
        words = sorted(like, key=like.__getitem__)
        for other in words if most is None else words[-most:]:
            best.update(dict.fromkeys(self._with_root[other], like[other]))
        if not again:
            return best
        return {n: s for n, s in best.items() if sum(p.root in like for p in self._slots[n].parts) > 1}

    def _year_points(self, person: Id, born: int | None) -> float:
        known = self._born.get(person)
        if born is None or known is None:
            return 0.0
        return _YEAR_POINTS.get(abs(born - known), _OTHER_YEAR_POINTS)

    def _why(self, asked: tuple[Part, ...], slot: _Slot[Id], pairs: list[Pair], born: int | None) -> tuple[str, ...]:
        why = list(name_reasons(asked, slot.parts, pairs))
        if slot.is_alias:
            why.append(ALIAS)
        known = self._born.get(slot.id)
        if born is not None and known is not None:
            why.append(SAME_YEAR if born == known else OTHER_YEAR)
        return tuple(why)
