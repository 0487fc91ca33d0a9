"""The reading doors of a vault, as one person sees them: every use case for people reads records through here.

What the program does for itself (merging, sealing, counting, erasing, checking) must see everything: it says so by name
and takes `Casework.whole`, whose doors stand open. Saying less is left to `sight`, finding out whom it concerns to
`scope`; here it is only kept to, at every door alike.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from clinic_app.journal.content import Content
from clinic_app.names.asked import Asked, stands_in
from clinic_app.records.conflict_decision import id_of
from clinic_app.records.declared import record_type
from clinic_app.records.record import TYPES, Record
from clinic_app.store.record_tables import Shown
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.index_words import index_words
from clinic_app.use_cases.scope import Scope
from clinic_app.use_cases.sight import Sight

_DECIDED = frozenset({"names", "found", "reason"})  # what of a decision may name persons of other records
_MORE = 4  # times as much is asked for where what was found is not all shown

Entries = tuple[list[Content], list[Content]]
Where = Mapping[str, Any]


class SeenRecords:
    """The tables of records, less what is not shown. The methods are those of the store's tables."""

    def __init__(self, desk: Desk, *, everything: bool = False) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._everything = everything
        self._state: tuple[object, Scope] | None = None

    @property
    def scope(self) -> Scope | None:
        """What the person sees now; None where nothing is kept from whoever asks."""
        if self._everything:
            return None
        me = self._desk.identity
        history = self._vault.journal.history
        # What is being written may be taken back: in a change every row that was written counts.
        writes = self._vault.writes if self._vault.in_change else -1
        state = (history.end(), history.merges(), me.role, me.member_id, writes)
        if self._state is None or self._state[0] != state:
            students = {id for _, id in self._vault.records.having("member", "supervisor_id", [me.member_id])}
            self._state = (state, Scope(self._vault, Sight(me.role, me.member_id, frozenset(students))))
        return self._state[1]

    # --- which ------------------------------------------------------------------------------------------------------

    def allowed(self, kind: str, ids: Sequence[str]) -> set[str]:
        """Which of `ids` are shown; of what is not here it says nothing."""
        scope = self.scope
        return set(ids) if scope is None else scope.allowed(kind, ids)

    def hides(self, kind: str, id: str) -> bool:
        """Whether a record is here and not shown."""
        return id not in self.allowed(kind, [id]) and bool(self._vault.records.column(kind, "id", [id]))

    def own(self, kind: str, ids: Sequence[str]) -> set[str]:
        """Which of `ids` are this person's own."""
        scope = self.scope
        return set(ids) if scope is None else scope.allowed(kind, ids, scope.own(kind))

    def kept(self, kind: str, id: str) -> frozenset[str]:
        """The fields of a record here that are not shown."""
        scope = self.scope
        if scope is None or scope.sight.reads_all_fields:
            return frozenset()
        return scope.sight.kept_from(kind, bool(id) and bool(self.own(kind, [id])))

    def _bounds(self, kind: str, asked: Iterable[str]) -> Any:
        """What of a type may be asked by these columns: by one that is kept, of one's own records, or of none."""
        scope = self.scope
        if scope is None:
            return ()
        kept = scope.sight.kept_from(kind, False)
        if not kept.intersection(asked):
            return scope.bounds(kind)
        return None if scope.sight.kept_from(kind, True).intersection(asked) else scope.own(kind, True)

    # --- the doors --------------------------------------------------------------------------------------------------

    def load(self, kind: str, ids: Sequence[str]) -> list[Record]:
        """The records of `ids` that are shown, in that order, without the fields that are not."""
        found = self._vault.records.load(kind, ids)
        scope = self.scope
        if scope is None or not found:
            return found
        bounds = scope.bounds(kind)
        shown = [record for record in found if all(bound.allows(getattr(record, bound.column)) for bound in bounds)]
        if kind == "conflict_decision":
            return [_decision(record, scope) for record in shown]
        if scope.sight.reads_all_fields:
            return shown
        own = self.own(kind, [record.id for record in shown])
        return [less(record, scope.sight.kept_from(kind, record.id in own)) for record in shown]

    def ids(
        self,
        kind: str,
        where: Where | None = None,
        *,
        newest_first: bool = True,
        limit: int | None = None,
        archived: bool | None = False,
    ) -> list[str]:
        bounds = self._bounds(kind, where or ())
        if bounds is None:
            return []
        return self._vault.records.ids(
            kind, where, newest_first=newest_first, limit=limit, archived=archived, bounds=bounds
        )

    def told(
        self, kind: str, name: str, where: Where | None = None, *, archived: bool | None = False
    ) -> tuple[list[str], list[str]]:
        bounds = self._bounds(kind, where or ())
        if bounds is None:
            return [], []
        ids, values = self._vault.records.told(kind, name, where, archived=archived, bounds=bounds)
        if self._bounds(kind, [name]) == self._bounds(kind, ()):
            return ids, values
        return ids, [""] * len(ids)  # the order of what is kept would tell it

    def sorted_ids(
        self, kind: str, name: str, where: Where | None = None, *, descending: bool, archived: bool | None = False
    ) -> list[str]:
        bounds = self._bounds(kind, where or ())
        if bounds is None:
            return []
        if self._bounds(kind, [name]) != self._bounds(kind, ()):
            return self._vault.records.ids(kind, where, newest_first=descending, archived=archived, bounds=bounds)
        return self._vault.records.sorted_ids(
            kind, name, where, descending=descending, archived=archived, bounds=bounds
        )

    def count(self, kind: str, where: Where | None = None, archived: bool | None = False) -> int:
        bounds = self._bounds(kind, where or ())
        return 0 if bounds is None else self._vault.records.count(kind, where, archived, bounds)

    def rows(self, kind: str, names: Sequence[str], where: Where | None = None) -> list[tuple[Any, ...]]:
        bounds = self._bounds(kind, [*(where or ()), *names])
        return [] if bounds is None else self._vault.records.rows(kind, names, where, bounds)

    def column(self, kind: str, name: str, ids: Sequence[str]) -> dict[str, Any]:
        found = self._vault.records.column(kind, name, ids)
        scope = self.scope
        if scope is None or not found:
            return found
        bounds = self._bounds(kind, [name])
        shown = set() if bounds is None else scope.allowed(kind, list(found), bounds)
        return {id: value for id, value in found.items() if id in shown}

    def having(self, kind: str, name: str, values: Sequence[Any]) -> list[tuple[Any, str]]:
        found = self._vault.records.having(kind, name, values)
        scope = self.scope
        if scope is None or not found:
            return found
        bounds = self._bounds(kind, [name])
        shown = set() if bounds is None else scope.allowed(kind, [id for _, id in found], bounds)
        return [(value, id) for value, id in found if id in shown]


class Seen:
    """An open vault as one person reads it: its records, the search, entries, and what is in conflict."""

    def __init__(self, desk: Desk, *, everything: bool = False) -> None:
        self._vault = desk.vault
        self.records = SeenRecords(desk, everything=everything)

    def search(
        self, expression: str, types: Sequence[str] = (), limit: int = 50, *, since: str = "", until: str = ""
    ) -> list[tuple[str, str]]:
        """As the vault's; what is not shown is neither found nor counted, nor is anything found by what is kept."""
        days = {"since": since, "until": until}
        scope = self.records.scope
        kinds = types or list(TYPES)
        if scope is None or not (any(map(scope.bounds, kinds)) or not scope.sight.reads_all_fields):
            return self._vault.search(expression, types, limit, **days)
        asked = limit + 20
        while True:
            found = self._vault.search(expression, types, asked, **days)
            shown = self._shown_of(found, expression, scope)
            if len(shown) >= limit or len(found) < asked:
                return shown[:limit]
            asked *= _MORE

    def _shown_of(self, found: Sequence[tuple[str, str]], expression: str, scope: Scope) -> list[tuple[str, str]]:
        by_kind: dict[str, list[str]] = {}
        for kind, id in found:
            by_kind.setdefault(kind, []).append(id)
        shown = {(kind, id) for kind, ids in by_kind.items() for id in self._found_of(kind, ids, expression, scope)}
        return [one for one in found if one in shown]

    def _found_of(self, kind: str, ids: Sequence[str], expression: str, scope: Scope) -> set[str]:
        shown = scope.allowed(kind, ids)
        kept = scope.sight.kept_from(kind, False)
        if not any(name in kept for name, _, _ in record_type(kind).searched):
            return shown
        asked = Asked.of(expression)
        records = self.records.load(kind, sorted(shown))
        return {one.id for one in records if not one.hidden or stands_in(asked, index_words(one))}

    def entries(self, kind: str, id: str) -> Entries:
        """The contents of one record that are read, and those set aside, without what is kept."""
        if id not in self.records.allowed(kind, [id]):
            return [], []
        read, aside = self._vault.entries(kind, id)
        kept = self.records.kept(kind, id)
        return _less(read, kept), _less(aside, kept)

    def entries_of(self, ids: Sequence[str]) -> dict[tuple[str, str], Entries]:
        """(type, record) -> the same."""
        found: dict[tuple[str, str], Entries] = {}
        for (kind, id), (read, aside) in self._vault.entries_of(ids).items():
            if id in self.records.allowed(kind, [id]):
                kept = self.records.kept(kind, id)
                found[kind, id] = _less(read, kept), _less(aside, kept)
        return found

    def leaves(self, kind: str, id: str) -> dict[str, dict[str, tuple[Any, Content]]]:
        """register -> {name: (value, content)} of the live values of one record."""
        if id not in self.records.allowed(kind, [id]):
            return {}
        kept = self.records.kept(kind, id)
        return {
            register: {name: (value, _without(content, kept)) for name, (value, content) in values.items()}
            for register, values in self._vault.leaves(kind, id).items()
            if _field(register) not in kept
        }

    def in_conflict(self) -> list[tuple[str, str, frozenset[str]]]:
        """(type, record, registers) of everything in conflict that is shown; nothing of a type of a newer program."""
        found = []
        for kind, id, registers in self._vault.in_conflict():
            if kind in TYPES and id in self.records.allowed(kind, [id]):
                kept = self.records.kept(kind, id)
                left = frozenset(register for register in registers if _field(register) not in kept)
                found += [(kind, id, left)] if left else []
        return found


def less(record: Record, kept: Collection[str]) -> Record:
    """A record without some of its fields: empty, not among what was seen, and marked."""
    if not kept:
        return record
    fields = frozenset(kept)
    made = object.__new__(type(record))
    made.__dict__.update(record.__dict__)
    made.__dict__.update({name: record.type.by_name[name].kind.empty for name in fields})
    made.__dict__["hidden"] = fields
    made.__dict__["conflicts"] = frozenset(one for one in record.conflicts if _field(one) not in fields)
    if isinstance(record.seen, Shown):
        made.__dict__["seen"] = record.seen.without(fields)
    return made


def _decision(record: Record, scope: Scope) -> Record:
    """What was decided about a record names persons of others: who may not see them all reads only what was decided."""
    kept = set(scope.sight.kept_from("conflict_decision", False)) if not scope.sight.reads_all_fields else set()
    marks = [id_of(mark) for mark in getattr(record, "covers", ())]
    if getattr(record, "decided_by", None) != scope.sight.me and any(id and scope.hides(id) for id in marks):
        kept |= _DECIDED
    return less(record, kept)


def _less(entries: Sequence[Content], kept: frozenset[str]) -> list[Content]:
    return [_without(entry, kept) for entry in entries]


def _without(entry: Content, kept: frozenset[str]) -> Content:
    if not kept:
        return entry
    return replace(entry, fields={name: value for name, value in entry.fields.items() if _field(name) not in kept})


def _field(register: str) -> str:
    return register.partition("/")[0]
