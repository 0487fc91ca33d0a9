"""What the bin says, where no Qt is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clinic_app.records.declared import record_type
from clinic_app.use_cases.bin import KEPT_DAYS, Binned, Following
from clinic_app.use_cases.erasure_receipts import Receipt
from clinic_app.wording.dates import date_time
from clinic_app.wording.words import _, ngettext

ICONS = {"consultation": "messages", "journalist_case": "folder", "person": "user", "incident": "alert-triangle"}
MOST_NAMED = 5


@dataclass(frozen=True)
class Wish:
    """What a person is about to erase: how they are called, what follows, whether it happens at once."""

    records: Sequence[Binned]
    following: Following
    at_once: bool


def kind_words(row: Binned) -> str:
    """Consultation, Journalist's case, Person."""
    return _(record_type(row.type).title)


def name_words(row: Binned) -> str:
    """NAR1-2026-A-0012 · Асанов Кубан"""
    return f"{row.title} · {row.second}" if row.second else row.title


def when_words(row: Binned) -> str:
    """22.11.2026 10:15, by the clock of the laptop that archived it."""
    return date_time(row.at) if row.at else _("not known")


def left_words(row: Binned) -> str:
    """How long the bin still shows it."""
    if row.days_left < 0:
        return _("in the archive")
    return ngettext("{n} more day", "{n} more days", row.days_left).format(n=row.days_left)


def facts_words(rows: Sequence[Binned], older: bool) -> str:
    """The small line: how many, and that nothing is destroyed by time."""
    n = len(rows)
    if older:
        return ngettext("{n} archived record", "{n} archived records", n).format(n=n)
    said = ngettext("{n} record of the last {days} days", "{n} records of the last {days} days", n)
    return said.format(n=n, days=KEPT_DAYS)


def wish_title(wish: Wish) -> str:
    """What is asked."""
    n = len(wish.records)
    if wish.at_once:
        return ngettext("Erase {n} record for good?", "Erase {n} records for good?", n).format(n=n)
    return ngettext("Ask for {n} record to be erased?", "Ask for {n} records to be erased?", n).format(n=n)


def wish_names(wish: Wish) -> list[str]:
    """The first few by name, and how many more."""
    named = [f"{kind_words(one)}: {name_words(one)}" for one in wish.records[:MOST_NAMED]]
    more = len(wish.records) - len(named)
    return [*named, ngettext("and {n} more", "and {n} more", more).format(n=more)] if more else named


def wish_follows(wish: Wish) -> list[str]:
    """What follows from it, sentence by sentence."""
    said = []
    if n := len(wish.following.belonging):
        said.append(
            ngettext(
                "{n} record that belongs to them (an event, a relation) goes with them.",
                "{n} records that belong to them (events, relations) go with them.",
                n,
            ).format(n=n)
        )
    if n := wish.following.naming:
        said.append(
            ngettext(
                "{n} record names them. It stays and will show no name there.",
                "{n} records name them. They stay and will show no name there.",
                n,
            ).format(n=n)
        )
    said.append(_("People are kept, unless they themselves are erased."))
    if wish.at_once:
        said.append(
            _("It is destroyed here now, and on other laptops when the news reaches them. Nobody can bring it back.")
        )
    else:
        said.append(
            _("They are hidden here now. Once a coordinator confirms, they are destroyed. Nobody can bring them back.")
        )
    return said


def empty_words() -> str:
    """What the empty bin says."""
    return _(
        "What you put into the bin stands here for {days} days and can be restored at once. "
        "After that it stays in the archive: nothing is ever destroyed by time."
    ).format(days=KEPT_DAYS)


def receipt_words(one: Receipt) -> str:
    """22.11.2026, 14:05 · Consultation · destroyed here; it names no content."""
    state = _("Destroyed on this laptop") if one.done else _("Hidden here; a coordinator has yet to confirm it")
    return " · ".join((date_time(one.asked_at.astimezone()), _(record_type(one.type).title), state))
