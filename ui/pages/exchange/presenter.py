"""What the exchange page says, without Qt: one package's fate, what waits, how long an office has been silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from clinic_app.wording.dates import date_time, number
from clinic_app.wording.words import _, ngettext

SILENT_DAYS = 14
LONG_SILENT_DAYS = 30


@dataclass(frozen=True)
class Told:
    """A state in a pill, and a sentence."""

    icon: str
    word: str
    tone: str
    sentence: str = ""


def told_of_package(taken: Any, refusal: str = "") -> Told:
    """What became of a package; `refusal` is the sentence on why it was not believed."""
    if taken.status == "merged":
        return Told("circle-check", _("Merged"), "ok", counts(taken.new, taken.changed, taken.conflicts))
    if taken.status == "held":
        return Told(
            "hourglass",
            _("Waits"),
            "warn",
            _("It is kept and waits for {packages}").format(
                packages=", ".join(taken.missing) or _("an earlier package")
            ),
        )
    if taken.status == "nothing_new":
        if taken.reason == "own":
            return Told("check", _("Nothing new"), "neutral", _("This laptop has written it itself"))
        return Told("check", _("Nothing new"), "neutral", _("Everything in it was here already"))
    return Told("alert-circle", _("Refused"), "bad", refusal)


def counts(new: int, changed: int, conflicts: int) -> str:
    """new: 12 · changed: 3 · in conflict: 1"""
    parts = [_("new: {n}").format(n=number(new)), _("changed: {n}").format(n=number(changed))]
    if conflicts:
        parts.append(_("in conflict: {n}").format(n=number(conflicts)))
    return " · ".join(parts)


def missing_of(packages: Sequence[Any]) -> list[str]:
    """The packages that must come before others can be read, each once."""
    came = {one.package for one in packages if one.status in ("merged", "held", "nothing_new")}
    return [name for name in dict.fromkeys(m for one in packages for m in one.missing) if name not in came]


def sum_of_merge(packages: Sequence[Any]) -> str:
    """One line on a whole merge."""
    merged = [one for one in packages if one.status == "merged"]
    told = ngettext("{n} package merged", "{n} packages merged", len(merged)).format(n=len(merged))
    if not merged or len(packages) == 1:
        return told  # the one row below says the rest
    sums = counts(*(sum(getattr(one, part) for one in merged) for part in ("new", "changed", "conflicts")))
    return f"{told} · {sums}"


def file_name(path: str) -> str:
    """The name of a file without its folder."""
    return Path(path).name


def last_words(last: Any, now: datetime | None = None) -> str:
    """Last exchange: today, 09:58"""
    if last is None:
        return _("No exchange yet")
    at = last.at.astimezone()
    today = (now or datetime.now(at.tzinfo)).date()
    if at.date() == today:
        return _("Last exchange: today, {time}").format(time=f"{at:%H:%M}")
    return _("Last exchange: {when}").format(when=date_time(at))


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
        told = ngettext(
            "{n} package is not acknowledged yet", "{n} packages are not acknowledged yet", waiting.packages
        )
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


def gap_words(gaps: Sequence[str]) -> str:
    """Which packages have not come."""
    if not gaps:
        return ""
    if len(gaps) == 1:
        return _("{package} has not come").format(package=gaps[0])
    return ngettext("{n} package has not come: {names}", "{n} packages have not come: {names}", len(gaps)).format(
        n=len(gaps), names=", ".join(gaps[:3]) + ("…" if len(gaps) > 3 else "")
    )
