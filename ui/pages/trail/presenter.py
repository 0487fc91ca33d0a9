"""What the paper trail's room shows, where no Qt is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from clinic_app.records.declared import record_type
from clinic_app.store.trail_table import Wanted
from clinic_app.use_cases.trail_reading import Shown, period
from clinic_app.wording.alphabet import alphabet_key
from clinic_app.wording.dates import date_time, number
from clinic_app.wording.words import N_, _, ngettext

ICONS = {
    "opened": "eye",
    "exported": "download",
    "list_exported": "download",
    "attachment_given_out": "download",
    "trail_exported": "download",
    "package_made": "package",
    "printed": "printer",
    "report": "chart-bar",
    "erased": "trash",
    "erasure_asked": "trash",
    "receipt_made": "file-text",
    "imported": "file-text",
    "merged": "git-merge",
    "merge_undone": "git-merge",
    "settled": "git-merge",
}
DAYS = {"": N_("Any time"), "0": N_("Today"), "7": N_("Last 7 days"), "30": N_("Last 30 days"), "365": N_("Last year")}


@dataclass(frozen=True)
class Narrowed:
    """What the rows are narrowed by; `days` is a key of DAYS, `record` (type, id)."""

    member: str = ""
    act: str = ""
    days: str = ""
    record: tuple[str, str] = ("", "")

    def wanted(self, today: date) -> Wanted:
        since = today - timedelta(days=int(self.days)) if self.days else None
        type, id = self.record
        return Wanted(member=self.member, act=self.act, type=type, record=id, since=period(since, None)[0])


@dataclass(frozen=True)
class Found:
    """How many rows answer, up to which number, and what they can be narrowed by."""

    count: int
    newest: int
    people: Sequence[tuple[str, str]]
    acts: Sequence[tuple[str, str]]
    sees_all: bool
    record: str = field(default="")


def look(clinic: Any, narrowed: Narrowed, today: date) -> Found:
    """Vault's thread: what there is to be shown."""
    reading, head = clinic.trail_reading, clinic.trail.head()
    kind, id = narrowed.record
    title = clinic.casework.titles(kind, [id]).get(id, "") if id else ""
    return Found(
        count=reading.count(narrowed.wanted(today)),
        newest=head.number if head else 0,
        people=sorted(reading.people(), key=lambda one: alphabet_key(one[1])),
        acts=sorted(reading.acts(), key=lambda one: alphabet_key(one[1])),
        sees_all=reading.sees_all,
        record=" · ".join(filter(None, (_(record_type(kind).title) if id else "", title or id))),
    )


def rows(clinic: Any, narrowed: Narrowed, today: date, newest: int, first: int, count: int) -> list[Shown]:
    """Vault's thread: `count` rows from place `first`; what was noted since `newest` does not push them down."""
    found: list[Shown] = clinic.trail_reading.shown(narrowed.wanted(today), count, before=newest + 1, skip=first)
    return found


def facts(found: Found) -> str:
    """The small line below the title."""
    said = ngettext("{n} row", "{n} rows", found.count).format(n=number(found.count))
    return said if found.sees_all else " · ".join((said, _("only what you did yourself")))


def when_words(row: Shown) -> str:
    return date_time(row.at)


def record_words(row: Shown) -> str:
    """Which record: its kind and what it is called now; of what is gone the beginning of its id."""
    if not row.row.record:
        return ""
    return " · ".join(filter(None, (row.kind, row.title or f"{row.row.record[:13]}…")))


def icon(row: Shown) -> str:
    return ICONS.get(row.row.act, "lock")


def without_record(narrowed: Narrowed) -> Narrowed:
    return replace(narrowed, record=("", ""))
