"""Ages as they are written in registers (17, ок. 60, 45 лет, 1975 г.р., 25-34) and the age group they belong to."""

from __future__ import annotations

import re

from clinic_app.reference import lists
from clinic_app.use_cases.importing.faults import NotRead, Trouble

_OLDEST = 120
_GROUPS = ((13, "0_13"), (17, "14_17"), (24, "18_24"), (34, "25_34"), (49, "35_49"), (59, "50_59"))
_ABOUT = r"(?:ок\.?|около|примерно|прим\.?|болжол менен|чамалуу|чамасында|about|ca\.?|c\.|~|≈)?"
_YEARS = r"(?:лет|год|года|г\.?|жаш|жашта|жаста|years?(?: old)?|y\.?o\.?)?"
_AGE = re.compile(rf"{_ABOUT}\s*(\d{{1,3}})\s*\+?\s*{_YEARS}")
_BORN = re.compile(r"(\d{4})\s*(?:г\.?\s*р\.?|года рождения|ж\.?|-?жылы|жылы туулган)?")
_SPAN = re.compile(r"(\d{1,2})\s*[-–—]\s*(\d{1,2})")


def read_age_group(text: str, year: int | None = None) -> str:
    """The age-group code for `text`; a year of birth needs the `year` of the contact. NotRead otherwise."""
    text = text.strip().lower()
    if text in lists.items("age_group"):
        return text
    span = _SPAN.fullmatch(text)
    if span:
        code = f"{int(span[1])}_{int(span[2])}"
        if code in lists.items("age_group"):
            return code
        raise NotRead(Trouble.NOT_AN_AGE)
    born = _BORN.fullmatch(text)
    if born and year:
        return group_of_age(year - int(born[1]))
    found = _AGE.fullmatch(text)
    if not found:
        raise NotRead(Trouble.NOT_AN_AGE)
    return group_of_age(int(found[1]))


def group_of_age(age: int) -> str:
    """The group of an age in whole years; NotRead where nobody is that old."""
    if not 0 <= age <= _OLDEST:
        raise NotRead(Trouble.NOT_AN_AGE)
    return next((code for last, code in _GROUPS if age <= last), "60_plus")
