"""What several pages say of backups. No Qt."""

from __future__ import annotations

from datetime import datetime

from clinic_app.use_cases.backups import State
from clinic_app.wording.dates import short_date
from clinic_app.wording.words import _, ngettext


def last_backup(state: State) -> str:
    """How old the last backup is that was opened."""
    if state.verified is None:
        return _("No backup was ever made and opened.")
    if not state.days:
        return _("The last backup is less than a day old, and was opened.")
    said = ngettext(
        "The last backup that was opened is {n} day old.",
        "The last backup that was opened is {n} days old.",
        state.days,
    )
    return said.format(n=state.days)


def moment(at: datetime) -> str:
    """23.11.2026 09:10, by this laptop's clock."""
    here = at.astimezone()
    return f"{short_date(here.date())} {here:%H:%M}"


def reminder(state: State) -> tuple[str, str] | None:
    """(title, text) of the calm line of the day; None when there is nothing to say."""
    if not state.remind:
        return None
    title = _("No backup yet") if state.verified is None else last_backup(state)
    if state.place is None:
        return title, _("Choose a folder on another disk or a stick; the rest happens by itself.")
    return title, _("Plug the stick in, or look what keeps it from being made.")


def restored_words(of: datetime | None) -> tuple[str, str]:
    """(title, text) for whoever opens a case book that was put back."""
    if of is None:
        title = _("This case book was put back from a backup")
    else:
        title = _("This case book was put back from a backup of {moment}").format(moment=moment(of))
    text = _(
        "What was written later is not in it. What the network has comes with the next exchange, erasures among it:"
        " until then somebody may stand here who was erased."
    )
    return title, text
