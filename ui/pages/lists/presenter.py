"""What the page of lists says: which lists a clinic may add to, their values in order, and who may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from clinic_app.records.declared import all_types
from clinic_app.reference import lists
from clinic_app.reference.lists import Item
from clinic_app.use_cases.identity import Identity
from clinic_app.wording.dates import short_date
from clinic_app.wording.words import _


@dataclass(frozen=True)
class Row:
    """One value as the table shows it: children stand under their parent."""

    item: Item
    depth: int
    own: bool  # added or changed by the clinic

    @property
    def closed(self) -> bool:
        return bool(self.item.valid_to)


def open_lists() -> list[tuple[str, str]]:
    """(list, what a form calls it) of the lists a clinic may add to."""
    labels: dict[str, str] = {}
    for declared in all_types().values():
        for field in declared.fields:
            named = getattr(field.kind, "list", "")
            if named in lists.OPEN_LISTS:
                labels.setdefault(named, field.label)
    return [(name, _(labels[name])) for name in lists.OPEN_LISTS if name in labels]


def rows_of(name: str, items: Sequence[Item]) -> list[Row]:
    """The values in the list's order, each behind its parent."""
    filed = lists.filed(name)
    known = {item.id for item in items}
    under: dict[str, list[Item]] = {}
    for item in items:
        under.setdefault(item.parent if item.parent in known else "", []).append(item)
    found: list[Row] = []

    def add(parent: str, depth: int) -> None:
        for item in under.get(parent, []):
            found.append(Row(item, depth, filed.get(item.id) != item))
            add(item.id, depth + 1)

    add("", 0)
    return found


def parents_of(items: Sequence[Item]) -> list[Item]:
    """Under which values another may stand; none when the list has one level."""
    known = {item.id for item in items}
    if not any(item.parent in known for item in items):
        return []
    return [item for item in items if item.parent not in known]


def may_change(me: Identity) -> bool:
    """Whether who works here writes to the lists: a coordinator, in a network."""
    return bool(me.network_id) and me.decides


def why_not(me: Identity) -> str:
    """Why the lists can only be read here."""
    if not me.network_id:
        return _("Lists can be changed once this case book is in a network.")
    return _("A coordinator changes the lists, for all offices.")


def state_words(row: Row) -> str:
    """Until when a value may be chosen, and whether it is the clinic's own."""
    if row.item.valid_to:
        first = date.fromisoformat(row.item.valid_to) + timedelta(days=1)
        return _("closed from {date}").format(date=short_date(first))
    return _("added by the clinic") if row.own else ""
