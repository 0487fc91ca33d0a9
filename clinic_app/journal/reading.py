"""The current reading of a record: which values are live. A function of the entries, never of their order of arrival.

A register's live values (leaves) are those that no entry which *saw* them has overwritten. What was seen wins over
the clock: laptops in the field have wrong dates.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clinic_app.journal.content import Content

# While in conflict everyone shows the same leaf: for these registers the most careful value comes first.
_CAREFUL = {
    "confidentiality": ("lawyer", "office", "aggregate", "coord"),
    "publication_consent": ("C0", "C1", "C2", "C3", "C4", "C5"),
    "conflict_check": ("conflict", "not_done", "clear"),
    "role": ("student", "paralegal", "lawyer", "coordinator"),
    "verdict": ("different", "same"),
    "approval": ("waiting", "returned", "approved"),
    "verification": (
        "claim",
        "not_confirmed",
        "one_source",
        "two_sources",
        "document",
        "confirmed",
        "may_be_published",
    ),
}
_EARLIEST = ("next_step_on", "followup_on", "postponed_to", "retention_until", "due_on", "next_review_on")

_NONE: frozenset[str] = frozenset()

Leaves = Mapping[str, Mapping[str, Any]]  # register -> {entry name: value}


@dataclass(frozen=True)
class Reading:
    """What a record says: `shown` one value per register, `leaves` all live ones, `conflicts` where they differ."""

    type: str
    shown: Mapping[str, Any]
    leaves: Leaves
    conflicts: frozenset[str]


def read(entries: Sequence[Content], aside: Sequence[Content] = ()) -> Reading:
    """The reading of one record from all its readable entries.

    `aside` are entries that were set aside: they still pass on what they had seen when something that is read saw them.
    """
    leaves = live(entries, aside)
    if len(entries) == 1:  # one save, whatever was set aside beside it: nothing to choose between
        only = entries[0]
        told = {register: only.fields[register] if values else None for register, values in leaves.items()}
        return Reading(only.type, told, leaves, _NONE)
    shown: dict[str, Any] = {}
    conflicts: set[str] = set()
    for register, values in leaves.items():
        if len(values) == 1:
            (shown[register],) = values.values()
            continue
        chosen, torn = choose(register, values)
        shown[register] = chosen
        if torn:
            conflicts.add(register)
    kinds = sorted(entry.type for entry in entries)
    return Reading(kinds[0] if kinds else "", shown, leaves, frozenset(conflicts))


def live(entries: Sequence[Content], aside: Sequence[Content] = ()) -> dict[str, dict[str, Any]]:
    """register -> {name: value} of the values nobody who saw them has overwritten."""
    if len(entries) == 1 and not aside:
        only = entries[0]
        return {register: {only.name: value} for register, value in only.fields.items()}
    unread = {entry.name: entry for entry in aside}
    written: dict[str, dict[str, Any]] = {}
    gone: dict[str, set[str]] = {}
    for entry in entries:
        for register, value in entry.fields.items():
            written.setdefault(register, {})[entry.name] = value
        for register, names in entry.seen.items():
            waiting = list(names)
            over = gone.setdefault(register, set())
            while waiting:
                name = waiting.pop()
                if name in over:
                    continue
                over.add(name)
                if name in unread:  # look through what was set aside
                    waiting.extend(unread[name].seen.get(register, ()))
    return {
        register: {name: value for name, value in values.items() if name not in gone.get(register, ())}
        for register, values in written.items()
    }


def choose(register: str, values: Mapping[str, Any]) -> tuple[Any, bool]:
    """The value everyone shows, and whether live values differ. An element both in and out of a set reads in."""
    if not values:
        return None, False
    names = sorted(values)
    first = values[names[0]]
    if all(_same(values[name], first) for name in names):
        return first, False
    if "/" in register and all(isinstance(value, bool) or value is None for value in values.values()):
        return (True if any(values.values()) else first), False
    if register == "erased":  # a confirmed erasure stands, whoever asked for it meanwhile
        return max(values.values(), key=str), False
    if register in _CAREFUL:
        order = _CAREFUL[register]
        return min(values.values(), key=lambda v: (order.index(v) if v in order else -1, str(v))), True
    if register in _EARLIEST:
        return min((v for v in values.values() if v), key=str, default=first), True
    if register.startswith("consents/"):
        return min((values[name] for name in names), key=_how_much_it_allows), True
    return first, True


def in_order(entries: Iterable[Content]) -> list[Content]:
    """Entries oldest first: what was seen comes before what saw it; clocks only break ties."""
    by_name = {entry.name: entry for entry in entries}
    before = {
        name: {seen for names in entry.seen.values() for seen in names if seen in by_name}
        for name, entry in by_name.items()
    }
    after: dict[str, list[str]] = {}
    for name, earlier in before.items():
        for one in earlier:
            after.setdefault(one, []).append(name)
    ready = [(by_name[name].at, name) for name, earlier in before.items() if not earlier]
    heapq.heapify(ready)
    ordered: list[Content] = []
    while ready:
        _, name = heapq.heappop(ready)
        ordered.append(by_name[name])
        for later in after.get(name, ()):
            before[later].discard(name)
            if not before[later]:
                heapq.heappush(ready, (by_name[later].at, later))
    return ordered


def _same(one: Any, other: Any) -> bool:
    """Equal as JSON: True is not 1, "no" and nought are answers; empty text is what was cleared."""
    if one in (None, "") and other in (None, ""):
        return True
    return type(one) is type(other) and bool(one == other)


def _how_much_it_allows(consent: Any) -> tuple[int, str]:
    if not isinstance(consent, dict) or consent.get("withdrawn_on") or consent.get("form") in (None, "none"):
        return 0, str(consent)
    return 1, str(consent)
