"""What the room of backups says: how it stands, each backup's line, its pill. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from clinic_app.use_cases.backing_up.checking import CHANGED, GONE, UNFINISHED, UNKNOWN, Backup
from clinic_app.use_cases.backups import BackupPlace, State
from clinic_app.wording.dates import short_date
from clinic_app.wording.words import N_, _, ngettext
from ui.backup_words import last_backup, moment
from ui.size_words import size_words

EVERY = (("hours", N_("Every 4 hours")), ("day", N_("Daily")), ("week", N_("Weekly")), ("hand", N_("By hand")))
_PILLS = {
    CHANGED: ("alert-triangle", N_("Changed"), "bad"),
    GONE: ("circle-dashed", N_("Not there"), "neutral"),
    UNFINISHED: ("circle-dashed", N_("Not finished"), "neutral"),
    UNKNOWN: ("alert-circle", N_("Of another lock"), "warn"),
}


@dataclass(frozen=True)
class Line:
    """One backup: when it was made, what it holds, how it is, and what can be done with it: try, remove or nothing."""

    title: str
    text: str
    icon: str
    word: str
    tone: str
    act: str
    path: Path


def state_words(state: State) -> tuple[str, str, str]:
    """(tone, icon, sentence) about the last backup that was opened."""
    if state.verified is None:
        return "warn", "alert-triangle", _("No backup was ever made and opened.")
    if state.days > 7:
        return "warn", "alert-triangle", last_backup(state)
    return "ok", "circle-check", last_backup(state)


def place_words(place: BackupPlace) -> list[tuple[str, str]]:
    """(icon, sentence): what is to be known of the chosen place."""
    said: list[tuple[str, str]] = []
    if place.same_disk:
        words = _("This folder is on the same disk as the case book: whoever takes the laptop takes both.")
        said.append(("alert-triangle", words))
    if place.service:
        words = _("{service} sees how many backups there are, their sizes and times, nothing else.")
        said.append(("cloud-up", words.format(service=place.service)))
    return said


def lines(rows: list[Backup]) -> list[Line]:
    """The backups of the place, newest first."""
    return [_line(row) for row in rows]


def _line(row: Backup) -> Line:
    title = moment(row.made) if row.made is not None else row.name
    told = [size_words(row.size)]
    if row.files:
        told.append(ngettext("{n} file of evidence", "{n} files of evidence", row.files).format(n=row.files))
    if row.absent:
        told.append(ngettext("{n} was not here", "{n} were not here", row.absent).format(n=row.absent))
    icon, word, tone = _pill(row)
    act = "try" if row.state == "verified" else "remove" if row.state == UNFINISHED else ""
    return Line(title, " · ".join(told), icon, word, tone, act, row.path)


def _pill(row: Backup) -> tuple[str, str, str]:
    if row.state in _PILLS:
        icon, word, tone = _PILLS[row.state]
        return icon, _(word), tone
    if row.verified is None:
        return "alert-triangle", _("Could not be opened"), "bad"
    return "circle-check", _("Opened {date}").format(date=short_date(row.verified.astimezone().date())), "ok"
