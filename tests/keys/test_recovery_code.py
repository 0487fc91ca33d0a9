"""The code on the sheet of paper: what a frightened person may get wrong, and what is then said."""

from __future__ import annotations

import pytest

from clinic_app.errors import WrongRecoveryCode
from clinic_app.keys.recovery_code import _DAMM, check_digit, group_is_right, new_code, read_code


def test_a_code_is_eight_groups_of_five_digits_and_never_twice_the_same() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    for code in codes:
        groups = code.split(" ")
        assert len(groups) == 8
        assert all(group_is_right(place, group) for place, group in enumerate(groups, start=1))
        assert read_code(code) == "".join(groups).encode()


def test_the_check_digits_are_damms() -> None:
    """572 has the check digit 4 in Damm's own example; the table is a weakly totally anti-symmetric quasigroup."""
    assert check_digit(5, "72") == "4"
    for line in range(10):
        assert sorted(_DAMM[line]) == list(range(10))
        assert sorted(_DAMM[row][line] for row in range(10)) == list(range(10))
    for state in range(10):
        for a in range(10):
            for b in range(a):
                assert _DAMM[_DAMM[state][a]][b] != _DAMM[_DAMM[state][b]][a]


def test_every_wrong_digit_and_every_swap_of_neighbours_is_found_in_its_group() -> None:
    for code in (new_code() for _ in range(20)):
        groups = code.split(" ")
        for place, group in enumerate(groups, start=1):
            wrong = {group[:at] + digit + group[at + 1 :] for at in range(5) for digit in "0123456789"}
            wrong |= {group[:at] + group[at + 1] + group[at] + group[at + 2 :] for at in range(4)}
            for typed in wrong - {group}:
                with pytest.raises(WrongRecoveryCode) as raised:
                    read_code(" ".join([*groups[: place - 1], typed, *groups[place:]]))
                assert raised.value.data == {"group": place}


def test_two_groups_in_each_others_place_are_found() -> None:
    groups = new_code().split(" ")
    for first in range(8):
        for second in range(first):
            swapped = list(groups)
            swapped[first], swapped[second] = groups[second], groups[first]
            if swapped == groups:
                continue
            with pytest.raises(WrongRecoveryCode) as raised:
                read_code(" ".join(swapped))
            assert raised.value.data == {"group": second + 1}


@pytest.mark.parametrize("between", ["", " ", "-", "\n", " – ", "\t", ", ", "\u00a0", "\r\n"])
def test_what_stands_between_groups_does_not_matter(between: str) -> None:
    groups = new_code().split(" ")
    assert read_code(f"  {between.join(groups)}\n") == "".join(groups).encode()


def test_digits_of_another_keyboard_are_digits() -> None:
    code = new_code()
    arabic = code.translate({ord(str(digit)): chr(0x0660 + digit) for digit in range(10)})
    assert read_code(arabic) == read_code(code)


@pytest.mark.parametrize(("typed", "group"), [("", None), ("12345", None), ("abc", None), ("1" * 39, None)])
def test_what_is_no_code_at_all_names_no_group(typed: str, group: None) -> None:
    with pytest.raises(WrongRecoveryCode) as raised:
        read_code(typed)
    assert raised.value.data == {"group": group}


@pytest.mark.parametrize("bad", ["1234", "123456", "12 45", "O2345", "²2345"])
def test_a_group_that_is_not_five_digits_is_named(bad: str) -> None:
    groups = new_code().split(" ")
    groups[2] = bad.replace(" ", "x")
    with pytest.raises(WrongRecoveryCode) as raised:
        read_code(" ".join(groups))
    assert raised.value.data == {"group": 3}
