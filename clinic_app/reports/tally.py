"""Counts consultations and people, apart: a person who came five times is five consultations and one person.

People = distinct clients + anonymous callers at their first contact (reference/indicators.json, `people`). Sex, age and
vulnerability of a person are those of the last consultation in the period, so that every person is counted once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from clinic_app.records.consultation import Consultation
from clinic_app.records.counting import PERSON_COUNTED
from clinic_app.reports.suppression import Sum

MEASURES = ("consultations", "people", "women", "men", "unstated")
ALL = ("all", "")

NOBODY_LINKED: Mapping[str, str] = MappingProxyType({})

Row = tuple[str, str]  # dimension, code
Place = tuple[str, str, str]  # dimension, code, measure


@dataclass(frozen=True)
class Dimension:
    """How consultations fall into rows. `of_person`: a property of the person, not of the single consultation."""

    name: str
    codes: Callable[[Consultation], Iterable[str]]
    of_person: bool = False


@dataclass(frozen=True)
class Tally:
    """The counts of all places, and the sums a reader knows about them."""

    counts: Mapping[Place, int]
    sums: tuple[Sum[Place], ...]
    rows: Mapping[str, tuple[str, ...]]  # dimension -> its codes with at least one consultation

    def place(self, dimension: str, code: str, measure: str) -> Place:
        """Where a number stands: people of one sex are the women and men of the total."""
        if dimension == "sex" and measure == "people":
            return (*ALL, {"f": "women", "m": "men"}.get(code, "unstated"))
        return dimension, code, measure


def person_key(one: Consultation, same: Mapping[str, str] = NOBODY_LINKED) -> str | None:
    """Who is counted as one person; None where nobody can be told (an anonymous caller's later calls).

    `same`: the id that stands for each of several records of one person.
    """
    if one.type.by_program and getattr(one, PERSON_COUNTED, None):
        return f"row {one.id}"  # a row says that its person is counted here, never who it is
    if not one.type.by_program and one.person_id:
        return same.get(one.person_id, one.person_id)
    return f"anonymous {one.id}" if one.anonymous and one.first_time == "yes" else None


def tally(
    consultations: Sequence[Consultation], dimensions: Sequence[Dimension], same: Mapping[str, str] = NOBODY_LINKED
) -> Tally:
    """Count `consultations` along `dimensions`; a code "parent/child" is counted in its parent's row as well.

    Counting rows of consultations count as consultations do.
    """
    keys = {one.id: person_key(one, same) for one in consultations}
    last: dict[str, Consultation] = {}
    for one in sorted(consultations, key=_when):
        if key := keys[one.id]:
            last[key] = one
    calls: dict[Row, int] = {ALL: len(consultations)}
    people: dict[Row, set[str]] = {ALL: set(last)}
    for dimension in dimensions:
        for one in consultations:
            key = keys[one.id]
            counted = key is not None and (not dimension.of_person or last[key] is one)
            for row in _rows(dimension, one):
                calls[row] = calls.get(row, 0) + 1
                people.setdefault(row, set())
                if key is not None and counted:
                    people[row].add(key)
    counts: dict[Place, int] = {}
    for row, number in calls.items():
        by_sex = [sum(last[key].sex == sex for key in people[row]) for sex in ("f", "m")]
        numbers = (number, len(people[row]), *by_sex, len(people[row]) - sum(by_sex))
        counts |= {(*row, measure): count for measure, count in zip(MEASURES, numbers, strict=True)}
    codes = {d.name: tuple(code for name, code in calls if name == d.name) for d in dimensions}
    return Tally(counts, tuple(_sums(codes)), codes)


def _when(one: Consultation) -> tuple[str, str]:
    """When a consultation was; a counting row tells the month only."""
    return str(one.received_at), one.id


def _rows(dimension: Dimension, one: Consultation) -> set[Row]:
    rows = set()
    for code in dimension.codes(one):
        rows |= {(dimension.name, code), (dimension.name, code.partition("/")[0])}
    return rows


def _sums(codes: Mapping[str, Sequence[str]]) -> Iterable[Sum[Place]]:
    """All sums, also where people may stand in several rows: a reader who takes them for one must not find out more."""
    rows: list[Row] = [ALL, *((name, code) for name, all_codes in codes.items() if name != "sex" for code in all_codes)]
    for row in rows:
        yield Sum((*row, "people"), tuple((*row, measure) for measure in ("women", "men", "unstated")))
    for name, all_codes in codes.items():
        for measure in MEASURES if name != "sex" else MEASURES[:1]:
            tops = [code for code in all_codes if "/" not in code]
            if tops:
                yield Sum((*ALL, measure), tuple((name, code, measure) for code in tops))
            for top in tops:
                if parts := tuple((name, code, measure) for code in all_codes if code.startswith(f"{top}/")):
                    yield Sum((name, top, measure), parts)
