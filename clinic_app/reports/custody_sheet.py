"""The custody sheet of a piece of evidence: one page for a court, what it is by its hash, and what was done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from clinic_app.reference import lists
from clinic_app.reports.sheet import Section, Sheet
from clinic_app.wording.dates import date_time, number, short_date
from clinic_app.wording.words import N_, catalog, in_language

MOST_LINES = 11  # more would not fit on one page: the first and the newest are told, the rest is counted
_FIRST = 3


@dataclass(frozen=True)
class Entered:
    """One entry of the log: `kind` is a code, `by` a name, `sha256` that of a copy, where one was given."""

    at: datetime | None
    kind: str
    by: str
    to_whom: str = ""
    intact: bool | None = None
    sha256: str = ""
    times: int = 1


def custody_sheet(
    *,
    name: str,
    kind: str,
    size: int,
    sha256: str,
    record: tuple[str, str],
    added: Sequence[tuple[datetime | None, str]],
    log: Sequence[Entered],
    language: str,
    office_name: str,
    demo: bool,
    made_on: date,
) -> Sheet:
    """The sheet in `language`. `record`: (its type in words, its number); `added`: (when, by whom) of each office that
    added the same file; `log`: oldest first.
    """
    say = partial(in_language, language)
    what = [(say(N_("File")), name)]
    if kind:
        what.append((say(N_("What it is")), lists.label("attachment_kind", kind, language)))
    what += [(say(N_("Size (bytes)")), number(size)), (record[0], record[1])]
    what += [(say(N_("Added on")), " · ".join(filter(None, (_when(at), by)))) for at, by in added]
    printed = say(N_("printed on {date}")).format(date=short_date(made_on))
    sections = [
        Section(say(N_("Piece of evidence")), tuple(row for row in what if row[1])),
        Section(say(N_("SHA-256 of the content")), (("", grouped(sha256)),)),
        Section(say(N_("What was done with it")), tuple(_lines(log, language))),
        Section("", ((say(N_("Signature")), "____________________"),)),
    ]
    return Sheet(
        title=say(N_("Custody log of evidence")),
        number=record[1],
        subtitle=say(N_("The program enters each line by itself; whoever has the file can check it by its SHA-256.")),
        stamp=say(N_("Confidential")),
        sections=tuple(sections),
        footer=" · ".join((office_name, printed)),
        language=language,
        demo=demo,
    )


def grouped(sha256: str) -> str:
    """A hash in groups of eight, four to a line, so that it can be compared by eye."""
    groups = [sha256[start : start + 8] for start in range(0, len(sha256), 8)]
    return "\n".join("  ".join(groups[start : start + 4]) for start in range(0, len(groups), 4))


def _lines(log: Sequence[Entered], language: str) -> list[tuple[str, str]]:
    """(when and what, who and for whom) of each entry; what was done again and again on one day is one line."""
    told = [_line(one, language) for one in _together(log)]
    if len(told) <= MOST_LINES:
        return told
    left = len(told) - MOST_LINES
    words = catalog(language).ngettext(
        "{n} more line is in the case book.", "{n} more lines are in the case book.", left
    )
    return [*told[:_FIRST], ("…", words.format(n=number(left))), *told[len(told) - MOST_LINES + _FIRST :]]


def _together(log: Sequence[Entered]) -> list[Entered]:
    found: list[Entered] = []
    for one in log:
        last = found[-1] if found else None
        same = last is not None and (last.kind, last.by, last.to_whom, last.sha256, last.intact, _day(last)) == (
            (one.kind, one.by, one.to_whom, one.sha256, one.intact, _day(one))
        )
        if last is not None and same:
            found[-1] = Entered(last.at, one.kind, one.by, one.to_whom, one.intact, one.sha256, last.times + 1)
        else:
            found.append(one)
    return found


def _line(one: Entered, language: str) -> tuple[str, str]:
    say = partial(in_language, language)
    done = lists.label("custody_kind", one.kind, language) if one.kind else ""
    times = f"× {number(one.times)}" if one.times > 1 else ""
    found = "" if one.intact is None else say(N_("unchanged")) if one.intact else say(N_("CHANGED"))
    to = say(N_("To whom: {name}")).format(name=one.to_whom) if one.to_whom else ""
    copy = say(N_("a copy, SHA-256 {hash}")).format(hash=one.sha256) if one.sha256 else ""
    head = " · ".join(part for part in (_when(one.at), done, times) if part)
    return head, " · ".join(part for part in (one.by, to, found, copy) if part) or "—"


def _when(at: datetime | None) -> str:
    return date_time(at) if at else ""


def _day(one: Entered) -> date | None:
    return one.at.date() if one.at else None
