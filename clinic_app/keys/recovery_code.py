"""The recovery code on paper: eight groups of five digits, the fifth a check digit that names a mistyped group.

32 random digits are 106 bits. The check digit is Damm's over the group's place and its four digits: it finds every
single wrong digit, every swap of neighbours, and two groups written in each other's place.
"""

from __future__ import annotations

import re
import secrets
import unicodedata

from clinic_app.errors import WrongRecoveryCode

GROUPS = 8
GROUP_DIGITS = 5

# Damm's quasigroup of order ten (H. M. Damm, 2004).
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def new_code() -> str:
    """A fresh code as it is printed: "12345 67890 ..."; it is shown once and kept nowhere."""
    groups = (f"{secrets.randbelow(10_000):04d}" for _ in range(GROUPS))
    return " ".join(group + check_digit(place, group) for place, group in enumerate(groups, start=1))


def check_digit(place: int, digits: str) -> str:
    """The check digit of the four `digits` of group `place` (1 to 8)."""
    state = 0
    for digit in (place, *map(int, digits)):
        state = _DAMM[state][digit]
    return str(state)


def group_is_right(place: int, group: str) -> bool:
    """Whether `group` is five digits whose check digit fits `place` (1 to 8): for checking while it is typed."""
    if len(group) != GROUP_DIGITS or not (group.isascii() and group.isdecimal()):
        return False
    return check_digit(place, group[:-1]) == group[-1]


def read_code(typed: str) -> bytes:
    """The 40 digits of a typed or scanned code, whatever stands between the groups.

    Raises WrongRecoveryCode with the first mistyped group (1 to 8), or none when there are not eight groups at all.
    """
    groups = [plain_digits(word) for word in re.split(r"[\s\-–—.,;]+", typed) if word]
    if len(groups) != GROUPS:
        joined = "".join(groups)
        if len(joined) != GROUPS * GROUP_DIGITS:
            raise WrongRecoveryCode(group=None)
        groups = [joined[at : at + GROUP_DIGITS] for at in range(0, len(joined), GROUP_DIGITS)]
    for place, group in enumerate(groups, start=1):
        if not group_is_right(place, group):
            raise WrongRecoveryCode(group=place)
    return "".join(groups).encode("ascii")


def plain_digits(word: str) -> str:
    """Digits of any script as 0-9; anything else stays and is found wrong."""
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in word)
