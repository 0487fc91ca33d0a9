"""Lists of records in the order a person asked for. Codes and references stand in the order of what is shown for them,
text in the Kyrgyz alphabet's.

Only ids come from here; the rows behind them are loaded as they come into sight.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clinic_app.records.declared import record_type
from clinic_app.records.values import Choice, Ref, Text
from clinic_app.reference import lists
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.wording.alphabet import alphabet_key, alphabet_keys

# Lists whose own order says more than the alphabet: from little to much, from the beginning to the end.
_STEPS = frozenset({"risk_level", "urgency", "case_stage", "age_group", "aid_level", "income_band", "resolved"})
_FEW = 1000  # a shelf for each of so many places; of more, sorting is quicker
CHECK, NOT_DONE = "conflict_check", "not_done"
_HOME = "home"  # sorted by the office's name, like a reference


@dataclass(frozen=True)
class Moment:
    """How far the case book had come when a list was read: what moved after it, the list has not shown."""

    arrived: int
    merges: tuple[int, ...]


@dataclass(frozen=True)
class Order:
    """By which column, and whether the last comes first; "" is the type's own date, newest first if descending."""

    column: str = ""
    descending: bool = True


class Listing:
    """The lists of an open vault. It only reads."""

    def __init__(
        self, desk: Desk, casework: Casework, undecided: Callable[[str], Collection[str]] = lambda _kind: ()
    ) -> None:
        self._undecided = undecided  # records of a type whose check is not done, whatever was written of it before
        self._vault = desk.vault
        self._casework = casework
        self._records = casework.seen.records
        self._ranks: dict[str, dict[str, int]] = {}  # type -> id -> place by its title
        self._mark: tuple[int, tuple[int, ...]] = (0, ())

    def moment(self) -> Moment:
        """Now; taken before a list is read, so that nothing slips in between."""
        with self._vault.looking():
            history = self._vault.journal.history
            return Moment(history.newest(), history.merges())

    def ids(
        self,
        kind: str,
        order: Order | None = None,
        *,
        words: str = "",
        where: Mapping[str, Any] | None = None,
        archived: bool | None = False,
        only: Sequence[str] | None = None,
    ) -> list[str]:
        """Ids of the records that `words` find and `where` asks for (as Casework.ids), in order; what has nothing in
        the column comes last, equals come newest first. `only`: none but these, in the order given without a column.
        UnknownField.
        """
        by = order or Order()
        declared = record_type(kind)
        with self._vault.looking():
            asked, where = where, self._without_check(kind, where)
            if not by.column or by.column == declared.date_field:
                found = self._records.ids(kind, where, newest_first=by.descending, archived=archived)
            else:
                found = self._sorted(kind, by, where, archived)
            if asked and where != asked:
                checked = self._checked(kind, asked, archived)
                found = [id for id in found if id in checked]
            if words.strip():
                hits = self._casework.matching(kind, words)
                found = [id for id in found if id in hits]
        if only is None:
            return found
        if by.column:
            wanted = set(only)
            return [id for id in found if id in wanted]
        here = set(found)
        return [id for id in dict.fromkeys(only) if id in here]

    def _without_check(self, kind: str, where: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
        """What the list is narrowed by, less the check where some wait for it: see `_checked`."""
        if not where or CHECK not in where or not self._undecided(kind):
            return where
        return {name: value for name, value in where.items() if name != CHECK}

    def _checked(self, kind: str, where: Mapping[str, Any], archived: bool | None) -> set[str]:
        """Those of the check asked for: what waits for a decision counts as not done though it still says "clear"."""
        waiting = set(self._undecided(kind))
        found = set(self._records.ids(kind, where, archived=archived)) - waiting
        return found | waiting if where[CHECK] == NOT_DONE else found

    def _sorted(self, kind: str, by: Order, where: Mapping[str, Any] | None, archived: bool | None) -> list[str]:
        spec = record_type(kind).by_name.get(by.column)
        if spec is not None and isinstance(spec.kind, Text) and spec.name == record_type(kind).title_field:
            ids, _values = self._records.told(kind, spec.name, where, archived=archived)
            return _by_place(ids, ids, self._titles(kind), by.descending)
        if spec is not None and isinstance(spec.kind, Text) and spec.program_fills:  # a number: its letters are Latin
            ids, values = self._records.told(kind, spec.name, where, archived=archived)
            return _sorted_by(ids, values, "", by.descending)
        if spec is not None and isinstance(spec.kind, Text):
            ids, values = self._records.told(kind, spec.name, where, archived=archived)
            return _by_place(ids, values, _places(sorted(set(values) - {""}, key=alphabet_key)), by.descending)
        if by.column == _HOME or (spec is not None and isinstance(spec.kind, (Choice, Ref))):
            ids, values = self._records.told(kind, by.column, where, archived=archived)
            return _by_place(ids, values, self._ranked(by.column, spec.kind if spec else None), by.descending)
        return self._records.sorted_ids(kind, by.column, where, descending=by.descending, archived=archived)

    def _ranked(self, column: str, kind: Any) -> Mapping[str, int]:
        """Code or id -> its place by what is shown for it."""
        if column == _HOME:
            return self._titles("office")
        if isinstance(kind, Ref):
            return self._titles(kind.to)
        codes = list(lists.items(kind.list).values())
        return _places(
            [item.id for item in codes]
            if kind.list in _STEPS
            else [item.id for item in sorted(codes, key=lambda item: alphabet_key(item.label()))]
        )

    def _titles(self, kind: str) -> dict[str, int]:
        """Id -> place of every record of a type by its title; kept until one of that type is written."""
        self._forget_what_moved()
        if kind not in self._ranks:
            ids, titles = self._records.told(kind, record_type(kind).title_field, archived=None)
            keys = alphabet_keys(titles) if titles else []
            named = sorted((key, title, id) for key, title, id in zip(keys, titles, ids, strict=True))
            self._ranks[kind] = _places([id for _, title, id in named if title])
        return self._ranks[kind]

    def _forget_what_moved(self) -> None:
        history = self._vault.journal.history
        last, merges = self._mark
        # Nothing is kept before the first look, so what came earlier need not be looked through.
        newest, types = history.types_after(last) if last else (history.newest(), frozenset[str]())
        now = history.merges()
        if now != merges:
            self._ranks.clear()
        for kind in types:
            self._ranks.pop(kind, None)
        self._mark = (newest, now)


def _places(ids: Sequence[str]) -> dict[str, int]:
    return {id: place for place, id in enumerate(ids)}


def _by_place(ids: Sequence[str], values: Sequence[str], places: Mapping[str, int], descending: bool) -> list[str]:
    """Ids by the place of each one's value; those without a place last. Equals stay as they are."""
    nowhere = len(places)
    found = [places.get(value, nowhere) for value in values]
    if nowhere > _FEW:
        return _sorted_by(ids, found, nowhere, descending)
    shelves: list[list[str]] = [[] for _ in range(nowhere + 1)]
    for id, place in zip(ids, found, strict=True):
        shelves[place].append(id)
    without = shelves.pop()
    if descending:
        shelves.reverse()
    return [id for shelf in shelves for id in shelf] + without


def _sorted_by(ids: Sequence[str], keys: Sequence[Any], nothing: Any, descending: bool) -> list[str]:
    """Ids by key, those whose key is `nothing` last. Equals stay as they are, also in descending order."""
    order = sorted(range(len(ids)), key=keys.__getitem__, reverse=descending)
    last = [at for at in order if keys[at] == nothing]
    if not last:
        return [ids[at] for at in order]
    return [ids[at] for at in order if keys[at] != nothing] + [ids[at] for at in last]
