"""One cell, or the cells of one value, read by the kind of its field. A doubtful cell is a fault, never a guess."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from clinic_app.names.folding import fold
from clinic_app.records.record import Field
from clinic_app.records.values import (
    LONGEST_ELEMENT,
    Choice,
    Clock,
    Country,
    Day,
    Elements,
    Moment,
    PartialDay,
    Phone,
    Ref,
    Text,
    Whole,
    WrongValue,
    YesNo,
)
from clinic_app.use_cases.importing.ages import read_age_group
from clinic_app.use_cases.importing.dates import in_reach, read_day, read_moment, read_time
from clinic_app.use_cases.importing.faults import NotRead, Trouble, of_fault
from clinic_app.use_cases.importing.guesses import is_repeat
from clinic_app.use_cases.importing.places import read_place
from clinic_app.use_cases.importing.soundness import sound
from clinic_app.use_cases.importing.texts import plain
from clinic_app.use_cases.importing.words_of_lists import code_of

Cells = list[tuple[str, str]]  # (heading, text), texts stripped, none of them empty
Told = Mapping[str, str]  # folded text -> what the person said it means

NOTHING = frozenset({"-", "–", "—", "--", "---", "?", "нет данных", "н/д", "белгисиз", "n/a"})
_NOBODY = ("нет", "жок", "no", "none", "никто", "эч ким")
_WHOLE = re.compile(
    r"(-?)(\d{1,3}(?:[ \u00a0]\d{3})+|\d{1,12})(?:[.,]0+)?\s*(?:мин\w*|min\w*|мүн\w*|сом\w*|som\w*|kgs|')?\.?"
)
_LOST_LETTER = re.compile(r"[^\W\d_]\?[^\W\d_]")  # Ө, Ү and Ң where they were saved as Windows-1251: "Т?л?г?н"
_COUNTRIES = {"KG": "кыргызстан кыргыз кр kyrgyzstan", "RU": "россия рф орусия russia", "UZ": "узбекистан өзбекстан",
              "KZ": "казахстан казакстан", "TJ": "таджикистан тажикстан", "CN": "китай кытай",
              "TR": "турция түркия"}  # fmt: skip
_COUNTRY = {fold(word): code for code, words in _COUNTRIES.items() for word in words.split()}
_INVERTED = {"yes": "no", "no": "yes"}


def read_cells(spec: Field, cells: Cells, told: Told, year: int | None = None) -> Any:
    """The value of the field `spec` behind its non-empty cells; NotRead names the cell that is wrong.

    `year` is that of the contact (a year of birth becomes an age by it).
    """
    try:
        return _read(spec, [(heading, sound(text, heading)) for heading, text in cells], told, year)
    except NotRead as problem:
        heading, text = cells[-1]
        raise NotRead(problem.why, problem.heading or heading, problem.value or text, problem.word) from None
    except WrongValue as problem:
        raise NotRead(of_fault(problem.fault), *cells[-1]) from None


def _read(spec: Field, cells: Cells, told: Told, year: int | None) -> Any:
    kind = spec.kind
    text = " ".join(text for _, text in cells)
    settled = told.get(fold(text)) if told else None
    if settled is not None:
        return kind.read_text(settled)
    if isinstance(kind, Choice):
        return _read_choice(kind, cells, told, year)
    if isinstance(kind, Elements) and kind.to:
        return _read_names(cells)
    if isinstance(kind, Elements):
        return _read_elements(kind, cells, told)
    if isinstance(kind, Text):
        return _read_text(kind, cells)
    if isinstance(kind, (Moment, Day)):
        moment = read_moment(cells)
        in_reach(moment.date())
        return moment if isinstance(kind, Moment) else moment.date()
    return _SIMPLE[type(kind)](spec, text)


def _read_choice(kind: Choice, cells: Cells, told: Told, year: int | None) -> str | None:
    if kind.list == "divisions":
        return read_place(cells, told)
    heading, text = cells[0]
    if kind.list == "age_group":
        return None if text in NOTHING else read_age_group(text, year)
    code = code_of(kind.list, text)
    if code is None and fold(text) in NOTHING:
        return None
    if code is None:
        raise NotRead(Trouble.UNKNOWN_WORD)
    return _INVERTED.get(code, code) if kind.list == "yes_no_unknown" and is_repeat(heading) else code


def _read_elements(kind: Elements, cells: Cells, told: Told) -> frozenset[str]:
    found: set[str] = set()
    for heading, text in cells:
        for part in _elements(kind, text, told):
            if part in told.values() or not kind.list:
                found |= {part}
                continue
            code = code_of(kind.list, part)
            if code is None and fold(part) not in NOTHING:
                raise NotRead(Trouble.UNKNOWN_WORD, heading, text, part)
            found |= {code} if code else set()
    value: frozenset[str] = kind.read(sorted(found))
    return value


def _read_names(cells: Cells) -> frozenset[str]:
    """Names of persons, or their ids; who they are, `Opponents` finds out."""
    found: set[str] = set()
    for heading, text in cells:
        for part in re.split(r"[,;\n]", text):
            name = " ".join(part.split())
            if not name or fold(name) in NOTHING or plain(name) in _NOBODY:
                continue
            if len(name) > LONGEST_ELEMENT:
                raise NotRead(Trouble.TOO_LONG, heading, text)
            if _LOST_LETTER.search(name):
                raise NotRead(Trouble.BROKEN_LETTERS, heading, text)
            found.add(name)
    return frozenset(found)


def _elements(kind: Elements, text: str, told: Told) -> list[str]:
    """The parts of a cell with several values; a label that has a comma in it is one part."""
    if fold(text) in told:
        return [part.strip() for part in told[fold(text)].split(",")]
    if kind.list and code_of(kind.list, text):
        return [text]
    parts = [part.strip() for part in re.split(r"[,;/+\n]", text) if part.strip()]
    return [told.get(fold(part), part) for part in parts]


def _read_text(kind: Text, cells: Cells) -> str:
    joined = ("\n" if kind.long else " ").join(text for _, text in cells)
    if isinstance(kind, Phone) and not re.search(r"\d", joined):
        if fold(joined) in NOTHING or plain(joined) in ("нет", "жок", "no", "none"):
            return ""
        raise NotRead(Trouble.NOT_A_PHONE)
    if not kind.long and _LOST_LETTER.search(joined):
        raise NotRead(Trouble.BROKEN_LETTERS)
    if isinstance(kind, Country):
        joined = _COUNTRY.get(fold(joined), joined)
    value: str = kind.read(joined)
    return value


def _read_whole(spec: Field, text: str) -> int | None:
    if text in NOTHING:
        return None
    found = _WHOLE.fullmatch(text.lower())
    if not found:
        if spec.kind.name == "year":
            return read_day(text).year  # a date of birth where a year is wanted
        raise NotRead(Trouble.NOT_A_NUMBER)
    value: int | None = spec.kind.read(int(found[1] + re.sub(r"\D", "", found[2])))
    return value


def _read_yes_no(_: Field, text: str) -> bool | None:
    code = code_of("yes_no_unknown", text)
    if code is None:
        raise NotRead(Trouble.NOT_YES_NO)
    return {"yes": True, "no": False}.get(code)


def _read_partial(_: Field, text: str) -> Any:
    return text if re.fullmatch(r"~?\d{4}(-\d\d(-\d\d)?)?", text) else in_reach(read_day(text)).isoformat()


def _read_named(_: Field, text: str) -> str:
    """A name or a number of another record; whose it is, `References` finds out."""
    if len(text) > LONGEST_ELEMENT:
        raise NotRead(Trouble.TOO_LONG)
    return text


_SIMPLE: dict[type, Callable[[Field, str], Any]] = {
    Whole: _read_whole,
    YesNo: _read_yes_no,
    Clock: lambda _, text: read_time(text),
    PartialDay: _read_partial,
    Ref: _read_named,
}
