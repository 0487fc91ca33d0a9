"""The chronology of a case on paper: what happened, oldest first, year by year; for the office, the client or a court.

What leaves the office is called by its number: no title and no name stand on it unless somebody chose so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import partial
from itertools import groupby

from clinic_app.reports.sheet import Entry, Section, Sheet
from clinic_app.wording.dates import short_date
from clinic_app.wording.words import N_, in_language

OFFICE, CLIENT, COURT = "office", "client", "court"
READERS = (OFFICE, CLIENT, COURT)


@dataclass(frozen=True)
class Step:
    """One step: an ISO date, whole or partial or none, and words in the language of the page."""

    on: str
    at: time | None
    what: str
    text: str = ""
    moved_to: date | None = None
    ahead: bool = False


def chronology_of(
    steps: Sequence[Step],
    *,
    number: str,
    named: Sequence[tuple[str, str]] = (),
    narrowed: str = "",
    reader: str = OFFICE,
    language: str,
    office_name: str,
    demo: bool,
    made_on: date,
) -> Sheet:
    """The chronology in `language`, `steps` oldest first. `named`: (label, text) of whom it names, if anybody;
    `narrowed`: in words, what of the case it shows; `reader` is one of READERS.
    """
    say = partial(in_language, language)
    behind = [step for step in steps if not step.ahead]
    sections = [Section(say(N_("Details")), tuple(named))] if named else []
    sections += [
        Section(year or say(N_("Day not known")), entries=tuple(_entry(step, language) for step in some))
        for year, some in groupby(behind, key=lambda step: step.on.lstrip("~")[:4])
    ]
    ahead = tuple(_entry(step, language) for step in steps if step.ahead)
    if ahead:
        sections.append(Section(say(N_("Ahead")), entries=ahead))
    if not steps:
        sections.append(Section("", (("", say(N_("Nothing has been written down."))),)))
    printed = say(N_("printed on {date}")).format(date=short_date(made_on))
    return Sheet(
        title=say(N_("Chronology of the case")),
        number=number,
        subtitle=" · ".join(part for part in (_period(steps), narrowed) if part),
        stamp="" if reader == COURT else say(N_("Confidential")),
        sections=tuple(sections),
        footer=" · ".join((office_name, printed)),
        language=language,
        demo=demo,
    )


def partial_day(on: str, language: str) -> str:
    """22.11.2026, 11.2026, 2026, with "about" before what is not certain."""
    day = ".".join(reversed(on.lstrip("~").split("-")))
    return in_language(language, N_("about {date}")).format(date=day) if on.startswith("~") else day


def _entry(step: Step, language: str) -> Entry:
    when = partial_day(step.on, language)
    if step.at is not None:
        when = f"{when}, {step.at:%H:%M}"
    moved = ""
    if step.moved_to is not None:
        moved = in_language(language, N_("Postponed to {date}")).format(date=short_date(step.moved_to))
    return Entry(when, step.what, "\n".join(part for part in (moved, step.text) if part), quiet=step.ahead)


def _period(steps: Iterable[Step]) -> str:
    days = [step.on for step in steps if len(step.on) == 10 and not step.ahead]
    if not days:
        return ""
    first, last = (short_date(date.fromisoformat(day)) for day in (min(days), max(days)))
    return first if first == last else f"{first} – {last}"
