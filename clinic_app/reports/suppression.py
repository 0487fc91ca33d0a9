"""Small numbers are hidden so that nobody is found by counting, and so that no hidden number follows from the others.

Cells are named by any hashable key. A `Sum` says which cells add up to which: a table's rows to its total, women and
men to people, sub-topics to their topic. Rules and thresholds: reference/suppression_rules.json.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Generic, TypeVar

from clinic_app.errors import UnknownReport
from clinic_app.reference import lists

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Profile:
    """Who will read a report: counts from 1 to `least` - 1 are hidden, `sensitive` rows by `least_sensitive`."""

    id: str
    least: int
    least_sensitive: int
    secondary: bool
    round_to: int
    sensitive: frozenset[str]  # dimension or dimension:code
    labels: tuple[tuple[str, str], ...]  # (language, words)

    def label(self, language: str) -> str:
        """The profile in words."""
        return dict(self.labels)[language]

    def least_of(self, dimension: str, code: str = "") -> int:
        """The smallest count shown for a row of `dimension`."""
        sensitive = dimension in self.sensitive or f"{dimension}:{code}" in self.sensitive
        return max(self.least, self.least_sensitive) if sensitive else self.least


@cache
def profile(name: str) -> Profile:
    """The profile `name` (internal, donor, public); UnknownReport for another name."""
    rules = lists.document("suppression_rules.json")
    for row in rules["profiles"]:
        if row["id"] == name:
            sensitive = rules["sensitive_dimensions"]
            return Profile(
                id=name,
                least=row["min_count"],
                # what stays in the house shows everything: nothing hides behind a threshold of 1
                least_sensitive=sensitive["min_count"] if row["min_count"] > 1 else 1,
                secondary=row["secondary"],
                round_to=row["round_to"],
                sensitive=frozenset(sensitive["dims"]),
                labels=tuple(row["label"].items()),
            )
    raise UnknownReport(name=name)


@dataclass(frozen=True)
class Sum(Generic[Key]):
    """`whole` is the sum of `parts`, and a reader knows it."""

    whole: Key
    parts: tuple[Key, ...]

    @property
    def cells(self) -> tuple[Key, ...]:
        return (self.whole, *self.parts)


def hidden_cells(counts: Mapping[Key, int], sums: Sequence[Sum[Key]], least: Mapping[Key, int]) -> frozenset[Key]:
    """All cells to hide: those of 1 to least - 1, and as few others as keep these from being worked out."""
    small = {cell for cell, count in counts.items() if 0 < count < least[cell]}
    return frozenset(with_partners(counts, sums, small, least))


def with_partners(
    counts: Mapping[Key, int], sums: Sequence[Sum[Key]], small: Iterable[Key], least: Mapping[Key, int]
) -> set[Key]:
    """`small` and the cells hidden for its sake, until no sum and no combination of sums gives one of them away."""
    hidden = set(small)
    # a nothing that is a total, and whatever stands under it, is known anyway: hiding it helps nobody
    known = {cell for one in sums if counts[one.whole] == 0 for cell in one.cells}
    # people who stand in several rows add up to no total: what seems to follow from such sums is wrong
    exact = [one for one in sums if counts[one.whole] == sum(counts[part] for part in one.parts)]
    while True:
        if _close_sums(counts, sums, hidden, least, known):
            continue
        told = next((cell for cell in recomputable(hidden, exact) if counts[cell]), None)
        if told is None:
            return hidden
        own = (one for one in sums if told in one.cells)
        near = (one for one in sums if not hidden.isdisjoint(one.cells))
        partners = (_partner(counts, one, hidden, known) for one in (*own, *near))
        partner = next((found for found in partners if found is not None), None)
        if partner is None:
            return hidden
        hidden.add(partner)


def _close_sums(
    counts: Mapping[Key, int], sums: Sequence[Sum[Key]], hidden: set[Key], least: Mapping[Key, int], known: set[Key]
) -> bool:
    """Hide a partner in every sum that gives its hidden cells away; whether anything was hidden."""
    before = len(hidden)
    for one in sums:
        while _gives_away(counts, one, hidden, least):
            partner = _partner(counts, one, hidden, known)
            if partner is None:
                break
            hidden.add(partner)
    return len(hidden) > before


def _gives_away(counts: Mapping[Key, int], one: Sum[Key], hidden: set[Key], least: Mapping[Key, int]) -> bool:
    covered = [cell for cell in one.cells if cell in hidden]
    if len(covered) < 2:
        return len(covered) == 1
    if one.whole in hidden:
        return False
    # What is left of the whole is known: 6 in six hidden cells are ones, unless zeros may hide among them.
    numbers = [counts[cell] for cell in covered]
    ones = 0 if 0 in numbers else len(numbers)
    return sum(numbers) < max(*(least[cell] for cell in covered), ones + 1)


def _partner(counts: Mapping[Key, int], one: Sum[Key], hidden: set[Key], known: set[Key]) -> Key | None:
    """The cell to hide next in `one`: the smallest part; then a zero; the whole, which other tables show too, last."""
    place = {cell: number for number, cell in enumerate(one.cells)}
    free = [cell for cell in one.cells if cell not in hidden and cell not in known]
    return min(free, key=lambda c: (c == one.whole, counts[c] == 0, counts[c], place[c]), default=None)


def recomputable(hidden: Iterable[Key], sums: Sequence[Sum[Key]]) -> list[Key]:
    """The hidden cells that follow from the shown ones by any combination of sums (Gauss, on the hidden cells)."""
    covered = set(hidden)
    pivots: dict[Key, dict[Key, Fraction]] = {}
    for one in sums:
        row: dict[Key, Fraction] = {}
        for cell, sign in ((one.whole, -1), *((part, 1) for part in one.parts)):
            if cell in covered:
                row[cell] = row.get(cell, Fraction(0)) + sign
        row = {cell: factor for cell, factor in row.items() if factor}
        for cell in [cell for cell in row if cell in pivots]:
            _subtract(row, pivots[cell], row[cell])
        if not row:
            continue
        pivot = next(iter(row))
        row = {cell: factor / row[pivot] for cell, factor in row.items()}
        for other in pivots.values():
            if pivot in other:
                _subtract(other, row, other[pivot])
        pivots[pivot] = row
    return [pivot for pivot, row in pivots.items() if len(row) == 1]


def _subtract(row: dict[Key, Fraction], other: Mapping[Key, Fraction], times: Fraction) -> None:
    for cell, factor in other.items():
        left = row.get(cell, Fraction(0)) - times * factor
        if left:
            row[cell] = left
        else:
            row.pop(cell, None)


def rounded(count: int, to: int) -> int:
    """`count` to the nearest multiple of `to`, halves upwards."""
    return count if to <= 1 else (2 * count + to) // (2 * to) * to


def hide_in_matrix(matrix: Sequence[Sequence[int]], least: int) -> frozenset[tuple[int, int]]:
    """The (row, column) places to hide in a matrix whose last row and last column are its totals."""
    counts = {(r, c): count for r, line in enumerate(matrix) for c, count in enumerate(line)}
    return hidden_cells(counts, matrix_sums(len(matrix), len(matrix[0])), dict.fromkeys(counts, least))


def matrix_sums(rows: int, columns: int) -> list[Sum[tuple[int, int]]]:
    """The sums of a matrix whose last row and last column are totals."""
    across = [Sum((r, columns - 1), tuple((r, c) for c in range(columns - 1))) for r in range(rows)]
    down = [Sum((rows - 1, c), tuple((r, c) for r in range(rows - 1))) for c in range(columns)]
    return across + down
