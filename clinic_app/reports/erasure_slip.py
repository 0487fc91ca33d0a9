"""The receipt of an erasure for the client: that it was done, when, and where it may still lie; never what it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from clinic_app.reports.sheet import Section, Sheet
from clinic_app.wording.dates import date_time, number, short_date
from clinic_app.wording.words import N_, in_language

MOST_BACKUPS = 12  # by their days; more are counted


@dataclass(frozen=True)
class ErasureTold:
    """An erasure: the kind of record in words, its id, how many records went; `heard`, `waiting`: offices by name whose
    laptops have all said that they know of it, and those that have not.
    """

    kind: str
    record: str
    at: datetime
    records: int
    done: bool
    backups: Sequence[datetime]
    heard: Sequence[str]
    waiting: Sequence[str]


def erasure_slip(told: ErasureTold, *, language: str, office_name: str, made_on: date, demo: bool = False) -> Sheet:
    """The receipt in `language`, ready to be laid out."""
    say = partial(in_language, language)
    state = N_("Destroyed on this laptop") if told.done else N_("Hidden here; a coordinator has yet to confirm it")
    facts = [
        (say(N_("What was erased")), told.kind),
        (say(N_("When")), date_time(told.at.astimezone())),
        (say(N_("State")), say(state)),
        (say(N_("Records that went")), number(told.records)),
        (say(N_("Mark of the record")), told.record),
    ]
    return Sheet(
        title=say(N_("Receipt of an erasure")),
        number="",
        subtitle=say(N_("It says that something was erased. What it was stands nowhere any more.")),
        stamp="",
        sections=(
            Section("", tuple(facts)),
            Section(say(N_("Other offices")), tuple(_offices(told, language))),
            Section(say(N_("Backups made before")), tuple(_backups(told, language))),
            Section("", ((say(N_("Signature")), "____________________"),)),
        ),
        footer=" · ".join((office_name, say(N_("printed on {date}")).format(date=short_date(made_on)))),
        language=language,
        demo=demo,
    )


def _offices(told: ErasureTold, language: str) -> list[tuple[str, str]]:
    say = partial(in_language, language)
    if not told.heard and not told.waiting:
        return [("", say(N_("No other office had it.")))]
    rows = [
        (say(N_("Have confirmed that they know of it")), ", ".join(told.heard)),
        (say(N_("Not heard from yet; they erase it when the news reaches them")), ", ".join(told.waiting)),
    ]
    return [row for row in rows if row[1]]


def _backups(told: ErasureTold, language: str) -> list[tuple[str, str]]:
    say = partial(in_language, language)
    if not told.backups:
        return [("", say(N_("None: no copy of it is known.")))]
    days = list(dict.fromkeys(short_date(one.astimezone()) for one in reversed(told.backups)))
    more = "" if len(days) <= MOST_BACKUPS else " " + say(N_("and {n} more")).format(n=number(len(days) - MOST_BACKUPS))
    still = say(N_("It still lies in these copies, encrypted, until they are deleted. Later copies do not hold it."))
    return [("", ", ".join(days[:MOST_BACKUPS]) + more), ("", still)]
