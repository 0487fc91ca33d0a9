"""What the rules of `sight` mean in one vault at one moment: which ids a person is not shown, or is shown alone.

Everything is asked of small indexes and only when it is needed: who has nothing to be kept from them pays one look.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from clinic_app.records.confidentiality import CHOSEN_BY_LEVEL, LEAD
from clinic_app.records.declared import naming_fields, record_type
from clinic_app.records.record import TYPES, RecordType
from clinic_app.records.values import Ref
from clinic_app.store.narrowing import Bound
from clinic_app.store.vault import Vault
from clinic_app.use_cases.sight import Sight

# Persons somebody entered whom no record names yet, by member: whoever reads nothing else reads these all the same.
BEGUN = "begun"

Bounds = tuple[Bound, ...]


class Scope:
    """One person's sight of an open vault as it is now; what is asked of it is remembered as long as it lives."""

    def __init__(self, vault: Vault, sight: Sight) -> None:
        self.sight = sight
        self._vault = vault
        self._narrow: dict[str, frozenset[str]] = {}
        self._led: dict[tuple[str, frozenset[str]], frozenset[str]] = {}
        self._bounds: dict[str, Bounds] = {}

    def bounds(self, kind: str) -> Bounds:
        """What of a type is shown; nothing where everything is."""
        if kind not in self._bounds:
            self._bounds[kind] = tuple(b for b in self._bounds_of(record_type(kind)) if b.only is not None or b.but)
        return self._bounds[kind]

    def own(self, kind: str, bounds_too: bool = False) -> Bounds:
        """The bounds of a type's records that are this person's own."""
        declared = record_type(kind)
        mine: Bounds = ()
        if declared.audience == CHOSEN_BY_LEVEL:
            mine = (Bound("id", self._led_by(kind, frozenset({self.sight.me}))),)
        elif kind == "person":
            mine = (Bound("id", self.own_persons),)
        elif declared.parent_field:
            mine = (Bound(declared.parent_field, self._own_parents(declared)),)
        return (*mine, *(self.bounds(kind) if bounds_too else ()))

    def allowed(self, kind: str, ids: Sequence[str], bounds: Bounds | None = None) -> set[str]:
        """Which of `ids` are shown; of what is not here it says nothing."""
        found = set(ids)
        for bound in self.bounds(kind) if bounds is None else bounds:
            if bound.column == "id":
                found = {id for id in found if bound.allows(id)}
            else:
                told = self._vault.records.column(kind, bound.column, sorted(found))
                found = {id for id in found if id not in told or bound.allows(told[id])}
        return found

    @cached_property
    def own_persons(self) -> frozenset[str]:
        """Who is named in this person's own records."""
        return frozenset(self._named({kind: self._led_by(kind, frozenset({self.sight.me})) for kind in _levelled()}))

    def hides(self, id: str) -> bool:
        """Whether something of this id, be it person or record, is here and not shown."""
        return any(
            id not in self.allowed(kind, [id])
            for kind in (*_levelled(), "person")
            if self.bounds(kind) and self._vault.records.column(kind, "id", [id])
        )

    # --- inside -----------------------------------------------------------------------------------------------------

    def _bounds_of(self, kind: RecordType) -> Iterator[Bound]:
        if kind.by_program:
            return
        if kind.audience == CHOSEN_BY_LEVEL:
            yield self._levels("id", [kind.name])
        elif kind.name == "person":
            yield self._persons("id")
        elif kind.name in ("link", "relation"):
            for spec in kind.fields:
                if isinstance(spec.kind, Ref) and spec.kind.to == "person":
                    yield self._persons(spec.name)
        elif kind.parent_field:
            yield self._levels(kind.parent_field, _parents(kind))
            if self.sight.reads_open and "parent_type" in kind.by_name:
                yield self._persons(kind.parent_field)

    def _levels(self, column: str, kinds: Iterable[str]) -> Bound:
        if self.sight.reads_open:
            return Bound(column, None, frozenset().union(*(self._narrow_of(kind) for kind in kinds)))
        return Bound(column, frozenset().union(*(self._led_by(kind, self.sight.leads) for kind in kinds)))

    def _persons(self, column: str) -> Bound:
        if self.sight.reads_open:
            return Bound(column, None, self._hidden_persons)
        return Bound(column, self._shown_persons)

    def _narrow_of(self, kind: str) -> frozenset[str]:
        """The records of a type that this person, who reads what is open, is not shown."""
        if kind not in self._narrow:
            leads = self.sight.leads
            self._narrow[kind] = frozenset(id for id, lead in self._vault.records.narrow(kind) if lead not in leads)
        return self._narrow[kind]

    def _led_by(self, kind: str, leads: frozenset[str]) -> frozenset[str]:
        if (kind, leads) not in self._led:
            ids = self._vault.records.ids(kind, {LEAD: leads}, archived=None)
            self._led[kind, leads] = frozenset(ids)
        return self._led[kind, leads]

    def _own_parents(self, kind: RecordType) -> frozenset[str]:
        if kind.name == "relation":
            return self.own_persons
        mine = frozenset({self.sight.me})
        return frozenset().union(*(self._led_by(parent, mine) for parent in _parents(kind)))

    @cached_property
    def _shown_persons(self) -> frozenset[str]:
        """Whom somebody is shown who reads nothing but records of `leads`."""
        begun = self._vault.recall(f"{BEGUN}:{self.sight.me}", [])
        return frozenset({*self._named({kind: self._led_by(kind, self.sight.leads) for kind in _levelled()}), *begun})

    @cached_property
    def _hidden_persons(self) -> frozenset[str]:
        """Whom nothing names that this person may read, though something names them."""
        hidden = {kind: self._narrow_of(kind) for kind in _levelled()}
        named = self._named(hidden, kept_too=True) if any(hidden.values()) else set()
        for kind, field in naming_fields():
            if self._is_kept(kind, field, own=False):
                _ids, values = self._vault.records.told(kind, field, archived=None)
                named |= {person for value in values for person in _persons_in(value)}
        return frozenset(named - self._named_where_shown(named)) if named else frozenset()

    def _named_where_shown(self, persons: set[str]) -> set[str]:
        """Which of `persons` a record names that is shown, in a field that is."""
        found: set[str] = set()
        for kind, field in naming_fields():
            left = persons - found
            if not left or self._is_kept(kind, field, own=True):
                continue
            pairs = self._vault.records.naming(kind, field, left)
            bounds = self.own(kind, True) if self._is_kept(kind, field, own=False) else None
            shown = self.allowed(kind, sorted({id for _person, id in pairs}), bounds)
            found |= {person for person, id in pairs if id in shown}
        return found

    def _named(self, records: dict[str, frozenset[str]], *, kept_too: bool = False) -> set[str]:
        """Whom these records and their children name; `kept_too`: in fields as well that this person does not see."""
        found: set[str] = set()
        for kind, field in naming_fields():
            if self._is_kept(kind, field, own=True) and not kept_too:
                continue
            declared = record_type(kind)
            ids = sorted(records.get(kind, ()))
            if declared.parent_field:
                parents = frozenset().union(*(records.get(parent, frozenset()) for parent in _parents(declared)))
                theirs = (Bound(declared.parent_field, parents),)
                ids = self._vault.records.ids(kind, archived=None, bounds=theirs) if parents else []
            for value in self._vault.records.column(kind, field, ids).values():
                found |= set(_persons_in(value))
        return found

    def _is_kept(self, kind: str, field: str, *, own: bool) -> bool:
        """Whether a field by which persons are named is kept from this person, in their own records or in others'."""
        return self.sight.keeps(kind, field, own)


def _levelled() -> list[str]:
    """The types that have a confidentiality and a lead lawyer of their own."""
    return [kind.name for kind in TYPES.values() if kind.audience == CHOSEN_BY_LEVEL]


def _parents(kind: RecordType) -> list[str]:
    """The types to which a record of that type may belong."""
    to = str(getattr(kind.by_name[kind.parent_field].kind, "to", ""))
    return [to] if to else _levelled()


def _persons_in(stored: object) -> list[str]:
    """The one id or the several that a column holds."""
    told = str(stored or "")
    return [str(one) for one in json.loads(told)] if told.startswith("[") else [told] if told else []
