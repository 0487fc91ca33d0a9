"""Namesakes with one telephone or birth year: found in one pass over tens of thousands of persons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, islice

from clinic_app.names.folding import fold
from clinic_app.names.person_names import same_name
from clinic_app.names.phones import normal

LAST_DIGITS = 6
MOST = 10_000  # pairs looked at: a register full of one name must not hold up the desk


@dataclass(frozen=True)
class Known:
    """One person as namesakes are looked for."""

    id: str
    home: str
    name: str
    phone: str
    born: int | None


def namesakes(persons: Iterable[Known]) -> Iterator[tuple[Known, Known]]:
    """Pairs of the same folded name and the same phone or birth year; a pair may come twice. The nameless never."""
    for one, other in islice(_perhaps(persons), MOST):
        if same_name(one.name, other.name) and any(likeness(one, other)):
            yield one, other


def likeness(one: Known, other: Known) -> tuple[bool, bool]:
    """(same phone, same birth year)."""
    phone = normal(one.phone) if one.phone else None
    return bool(phone) and phone == normal(other.phone), bool(one.born) and one.born == other.born


def rank(one: Known, other: Known) -> int:
    """The likeliest first."""
    phone, born = likeness(one, other)
    return 0 if phone and born else 1 if phone else 2


def _perhaps(persons: Iterable[Known]) -> Iterator[tuple[Known, Known]]:
    """Pairs by the letters of names and the digits of phones alone: quick to tell, and none is missed."""
    groups: dict[tuple[str, object], list[Known]] = {}
    for person in persons:
        letters = _letters(person.name)
        if person.born:
            groups.setdefault((letters, person.born), []).append(person)
        if person.phone:
            groups.setdefault((letters, _digits(person.phone)), []).append(person)
    for group in groups.values():
        if len(group) > 1:
            yield from combinations(sorted(group, key=lambda one: one.id), 2)


@lru_cache(maxsize=100_000)
def _letters(name: str) -> str:
    """The folded letters of a name in order: equal for namesakes, whatever the order of the parts, and quick to make.

    It is kept, because looking for candidates asks for all names again and again.
    """
    return "".join(sorted(filter(str.isalpha, fold(name))))


@lru_cache(maxsize=100_000)
def _digits(phone: str) -> str:
    """The last digits of a telephone as typed: equal for equal numbers, however they are written."""
    return "".join(filter(str.isdigit, phone))[-LAST_DIGITS:]
