"""A hidden number stays hidden: no row, no column and no combination of them gives it back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_app.errors import UnknownReport
from clinic_app.reports.suppression import (
    Sum,
    hidden_cells,
    hide_in_matrix,
    matrix_sums,
    profile,
    recomputable,
    rounded,
)

Matrix = list[list[int]]


@st.composite
def tables(draw: st.DrawFn) -> Matrix:
    """A table of 1 to 6 rows and columns, with its totals."""
    width = draw(st.integers(1, 6))
    count = st.one_of(st.integers(0, 6), st.integers(0, 40), st.just(0))
    inside = draw(st.lists(st.lists(count, min_size=width, max_size=width), min_size=1, max_size=6))
    wide = [[*row, sum(row)] for row in inside]
    return [*wide, [sum(column) for column in zip(*wide, strict=True)]]


@given(tables(), st.sampled_from([2, 5, 10]))
def test_no_hidden_cell_follows_from_one_row_or_column(table: Matrix, least: int) -> None:
    """Planted: without partners (`return small`) the first small cell follows from its row."""
    hidden = hide_in_matrix(table, least)
    for r, row in enumerate(table):
        assert len([c for c in range(len(row)) if (r, c) in hidden]) != 1
    for c in range(len(table[0])):
        assert len([r for r in range(len(table)) if (r, c) in hidden]) != 1


@given(tables(), st.sampled_from([5, 10]))
def test_no_hidden_cell_follows_from_several_rows_and_columns_together(table: Matrix, least: int) -> None:
    """Planted: with the check of single sums alone, two rows and two columns taken together gave cells back."""
    hidden = hide_in_matrix(table, least)
    told = recomputable(hidden, matrix_sums(len(table), len(table[0])))
    assert [table[r][c] for r, c in told if table[r][c]] == []


@given(tables(), st.sampled_from([5, 10]))
def test_what_is_left_of_a_shown_total_leaves_a_choice(table: Matrix, least: int) -> None:
    """Planted: counting hidden cells alone lets 12 = 10 + hidden + hidden through, which is 1 and 1."""
    hidden = hide_in_matrix(table, least)
    for one in matrix_sums(len(table), len(table[0])):
        covered = [place for place in one.parts if place in hidden]
        if not covered or one.whole in hidden:
            continue
        numbers = [table[r][c] for r, c in covered]
        assert sum(numbers) >= least
        assert 0 in numbers or sum(numbers) > len(numbers)


@given(tables(), st.sampled_from([5, 10]))
def test_every_small_number_is_hidden_and_zeros_alone_hide_nothing(table: Matrix, least: int) -> None:
    hidden = hide_in_matrix(table, least)
    small = {(r, c) for r, row in enumerate(table) for c, count in enumerate(row) if 0 < count < least}
    assert small <= hidden
    assert small or not hidden


@given(tables())
def test_a_threshold_of_one_hides_nothing(table: Matrix) -> None:
    assert hide_in_matrix(table, 1) == frozenset()


def test_two_ones_beside_a_known_number_are_not_enough() -> None:
    counts = {"whole": 32, "a": 10, "b": 1, "c": 1, "d": 20}
    hidden = hidden_cells(counts, [Sum("whole", ("a", "b", "c", "d"))], dict.fromkeys(counts, 5))
    assert hidden == {"a", "b", "c"}


def test_the_partner_is_the_smallest_number_and_not_the_total() -> None:
    counts = {"whole": 47, "a": 3, "b": 30, "c": 14, "d": 0}
    hidden = hidden_cells(counts, [Sum("whole", ("a", "b", "c", "d"))], dict.fromkeys(counts, 5))
    assert hidden == {"a", "c"}


def test_a_combination_of_sums_is_found() -> None:
    """x + y and x + y + z are both known: so is z, although each sum has two hidden cells or more."""
    sums = [Sum("s", ("x", "y")), Sum("t", ("x", "y", "z"))]
    assert recomputable({"x", "y", "z"}, sums) == ["z"]
    assert recomputable({"x", "y"}, sums) == []


@pytest.mark.parametrize(("count", "to", "shown"), [(0, 5, 0), (12, 5, 10), (13, 5, 15), (1598, 5, 1600), (7, 1, 7)])
def test_rounding(count: int, to: int, shown: int) -> None:
    assert rounded(count, to) == shown


def test_the_profiles_are_those_of_the_rules() -> None:
    assert (profile("internal").least, profile("donor").least, profile("public").least) == (1, 5, 10)
    assert profile("donor").least_of("vulnerability", "hiv") == 10
    assert profile("donor").least_of("vulnerability", "older") == 5
    assert profile("donor").least_of("ethnicity", "uzbek") == 10
    assert profile("internal").least_of("vulnerability", "hiv") == 1
    assert profile("public").round_to == 5
    with pytest.raises(UnknownReport):
        profile("everyone")
