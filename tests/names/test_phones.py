"""One telephone typed in many ways is one number; what is no number is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_app.names.phones import normal, same_phone, shown

NUMBERS = [
    ("996000008686", "+996000008686"), ("0(000)700-074", "+996000700074"), ("0000 045078", "+996000045078"),
    ("+996 000 698 546", "+996000698546"), ("000 045 078", "+996000045078"), ("+996(0)700 12-34-56", "+996700123456"),
    ("00996700123456", "+996700123456"), ("0700 12 34 56", "+996700123456"), ("0700123456", "+996700123456"),
    ("700123456", "+996700123456"), ("тел. 0700 123456", "+996700123456"), ("0312 66‑44‑33", "+996312664433"),
    ("\u202a+996 700 123 456\u202c", "+996700123456"), ("112", "112"), ("115", "115"), ("1414", "1414"), ("03", "03"),
    ("+7 916 123-45-67", "+79161234567"), ("8 916 123 45 67", "+79161234567"), ("+90 532 123 45 67", "+905321234567"),
    ("00 90 532 123 45 67", "+905321234567"),
    ("", None), ("нет", None), ("1", None), ("66-44-33", None), ("+996 700 12", None), ("07001234567890123", None),
    ("0700 123456, 0555 123456", None), ("+123", None),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "expected"), NUMBERS)
def test_numbers_as_typed(typed: str, expected: str | None) -> None:
    assert normal(typed) == expected


@given(st.from_regex(r"[0-9]{9}", fullmatch=True))
def test_every_shape_of_one_number_is_the_same_number(nine: str) -> None:
    shapes = [f"996{nine}", f"0({nine[:3]}){nine[3:6]}-{nine[6:]}", f"0{nine[:3]} {nine[3:]}", f"+996 {nine}", nine]
    assert {normal(s) for s in shapes} == {f"+996{nine}"}
    assert normal(shown(nine)) == f"+996{nine}"


@given(st.text(max_size=25))
def test_reading_a_number_twice_changes_nothing(typed: str) -> None:
    once = normal(typed)
    assert once is None or normal(once) == once


def test_numbers_are_shown_as_people_read_them() -> None:
    assert shown("0(000)700-074") == "+996 000 700 074"
    assert shown("112") == "112"
    assert shown(" у соседки ") == "у соседки"


def test_two_missing_numbers_are_not_the_same() -> None:
    assert same_phone("0000 045078", "+996000045078")
    assert not same_phone("", "")
