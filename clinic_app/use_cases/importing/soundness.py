"""Cells that a spreadsheet has spoilt before anybody could read them: errors, lost digits, broken letters."""

from __future__ import annotations

import re

from clinic_app.use_cases.importing.faults import NotRead, Trouble

_ERROR = re.compile(
    r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!|ССЫЛКА!|Н/Д|ЗНАЧ!|ИМЯ\?|ДЕЛ/0!|ЧИСЛО!|ПУСТО!)|#{4,}",
    re.IGNORECASE,
)
_SHORTENED = re.compile(r"(\d)[.,](\d+)[eEеЕ]\+?(\d{1,2})")
# UTF-8 read as Windows-1251 or as Latin: "Алименты" has become "РђР»РёРјРµРЅС‚С‹" or "Ð\x90Ð»Ð¸".
_TWICE_READ = re.compile(
    "(?:[РС][°±²³´µ¶·¸¹º»¼½¾¿\u0400-\u040f\u0450-\u045fҐґ‚„…†‡€‰‹‘’“”•–—™›\u00a0¤¦§©«¬\u00ad®]){2,}"
    "|(?:[ÐÑ][\u0080-\u00bf]){2,}"
)


def sound(text: str, heading: str = "") -> str:
    """The text of a cell, a whole number written as 9.96700123456E+11 in its digits; NotRead where it is spoilt."""
    if text.startswith("#") and _ERROR.fullmatch(text):
        raise NotRead(Trouble.SHEET_ERROR, heading, text)
    found = _SHORTENED.fullmatch(text) if text[:1].isdigit() else None
    if found:
        after, power = found[2], int(found[3])
        if len(after) < power:
            raise NotRead(Trouble.DIGITS_LOST, heading, text)
        return found[1] + after[:power] if not after[power:].strip("0") else text
    if _is_broken(text):
        raise NotRead(Trouble.BROKEN_LETTERS, heading, text)
    return text


def _is_broken(text: str) -> bool:
    if text.isascii():
        asked = text.count("?")
        return asked > 3 and asked * 2 > len(text.replace(" ", ""))
    if "\ufffd" in text:
        return True
    # Looking for its first letters by themselves is ten times as fast, and every cell is looked at.
    return any(sign in text for sign in "РСÐÑ") and _TWICE_READ.search(text) is not None
