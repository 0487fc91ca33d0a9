"""The exchange page without Qt: what waits, what became of what went out, how long an office has been silent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from clinic_app.wording.dates import date_time, number, short_date
from clinic_app.wording.words import _, ngettext
from ui.merge_words import Reader, outcome_words, packages_words, run_pill, when_words
from ui.package_numbers import missing_words, number_words
from ui.size_words import size_words

SILENT_DAYS = 14
LONG_SILENT_DAYS = 30


@dataclass(frozen=True)
class Told:
    """A state in a pill, and a sentence."""

    icon: str
    word: str
    tone: str
    sentence: str = ""


def last_words(at: datetime | None, now: datetime | None = None) -> str:
    """Last exchange: today, 09:58"""
    if at is None:
        return _("No exchange yet")
    here = at.astimezone()
    today = (now or datetime.now(here.tzinfo)).date()
    if here.date() == today:
        return _("Last exchange: today, {time}").format(time=f"{here:%H:%M}")
    return _("Last exchange: {when}").format(when=date_time(here))


def status_words(state: Any) -> str:
    """6 packages were taken in. 3 packages wait for an answer · 389 KB."""
    waits = waiting_words(state.waiting, size_words(state.waiting.bytes))
    if state.last is None and not state.places:
        return last_detail(None)
    detail = f"{last_detail(state.last)}. " if state.last is not None else ""
    return f"{detail}{waits}."


def line_words(exchanging: Any) -> str:
    """Whether there is a line, and whether it costs; "" while nobody knows."""
    if exchanging is None:
        return ""
    if not exchanging.online():
        return _("no line just now")
    return _("there is a line, it costs") if exchanging.metered() else _("there is a line")


def last_detail(last: Any) -> str:
    """What the last exchange was."""
    if last is None:
        return _("Write a package to a stick or a folder, and take the others' packages in.")
    if last.kind == "export":
        return ngettext(
            "{n} package was written and read back", "{n} packages were written and read back", last.packages
        ).format(n=last.packages)
    return ngettext("{n} package was taken in", "{n} packages were taken in", last.packages).format(n=last.packages)


def waiting_words(waiting: Any, size: str) -> str:
    """What has not been acknowledged by all its readers."""
    if not waiting.packages and not waiting.unsealed:
        return _("Nothing waits: the others have everything")
    parts = []
    if waiting.unsealed:
        parts.append(
            ngettext(
                "{n} change is not in a package yet", "{n} changes are not in a package yet", waiting.unsealed
            ).format(n=waiting.unsealed)
        )
    if waiting.packages:
        told = ngettext("{n} package waits for an answer", "{n} packages wait for an answer", waiting.packages)
        parts.append(f"{told.format(n=waiting.packages)} · {size}")
    return "; ".join(parts)


def news_pill(at: datetime | None, today: date | None = None) -> Told:
    """How long ago an office was heard of."""
    if at is None:
        return Told("circle-dashed", _("nothing yet"), "neutral")
    day = today or datetime.now(at.tzinfo).date()
    days = (day - at.astimezone().date()).days
    if days <= 0:
        return Told("circle-check", _("today"), "ok")
    if days == 1:
        return Told("circle-check", _("yesterday"), "ok")
    if days < SILENT_DAYS:
        return Told("clock-hour-4", ngettext("{n} day ago", "{n} days ago", days).format(n=days), "neutral")
    told = ngettext("silent for {n} day", "silent for {n} days", days).format(n=days)
    return Told("antenna-bars-off", told, "bad" if days >= LONG_SILENT_DAYS else "warn")


# --- what goes out ------------------------------------------------------------------------------------------------


def made_words(made: Any) -> str:
    """12 changes · 3 KB"""
    told = ngettext("{n} change", "{n} changes", made.entries).format(n=number(made.entries))
    return f"{told} · {size_words(made.bytes)}"


def outgoing_pill(one: Any) -> Told:
    """It waits, was left and read back, or was answered."""
    return {
        "sent": Told("send", _("Sent"), "info"),
        "answered": Told("circle-check", _("Answered"), "ok"),
    }.get(one.state, Told("hourglass", _("Waits"), "neutral"))


def outgoing_words(one: Any, state: Any) -> str:
    """To the coordinators · 12 changes · 3 KB · left and read back"""
    how = {
        "sent": _("left and read back"),
        "answered": _("answered on {day}").format(day=short_date(one.at.astimezone())),
    }.get(one.state, _("not handed over yet"))
    size = made_words(one) if one.bytes else ngettext("{n} change", "{n} changes", one.entries).format(n=one.entries)
    return " · ".join((to_whom(one.audience, state), size, how))


def to_whom(audience: str, state: Any) -> str:
    """For whom a package is."""
    kind, _colon, office = audience.partition(":")
    if kind == "office":
        return _("to the laptops of this office")
    if kind == "shared" and office != state.me.office_id:
        return _("to {office}").format(office=state.office(office))
    return _("to everyone in the network") if kind == "net" else _("to the coordinators")


# --- merges -------------------------------------------------------------------------------------------------------


def run_words(run: Any, coordinator: bool) -> tuple[str, str, Told]:
    """(when, what it brought, how it ended)"""
    reader = Reader("", coordinator)
    what = " · ".join((packages_words(run.packages), outcome_words(run, reader)))
    return when_words(run), what, Told(*run_pill(run))


# --- offices ------------------------------------------------------------------------------------------------------


def laptop_line(laptop: Any, *, alone: bool) -> tuple[str, str]:
    """(laptop B · No. 17, package 13 has not come)"""
    letter = "" if alone else _("laptop {letter}").format(letter=laptop.letter)
    newest = number_words(laptop.last_package) or _("nothing yet")
    return " · ".join(part for part in (letter, newest) if part), missing_words(laptop.missing)
