"""What the status bar says of the exchange. No Qt."""

from __future__ import annotations

from datetime import date, datetime

from clinic_app.wording.dates import date_time
from clinic_app.wording.words import _, ngettext
from ui.going import FETCHING, LEAVING, LOOKING, SEALING, TAKING, Failed, Now
from ui.size_words import size_words
from ui.trouble_words import short_trouble, what_to_do


def line_words(online: bool, metered: bool) -> tuple[str, str]:
    """(Online, what that means where it is not plain)"""
    if not online:
        return _("Offline"), _("Everything works; what shall go out waits here.")
    if metered:
        return _("Online, metered"), _("On this line nothing is sent by itself.")
    return _("Online"), ""


def waiting_words(packages: int, size: int, changes: int = 0) -> str:
    """3 packages are waiting · 389 KB; "" when nothing waits."""
    if packages:
        words = ngettext("{n} package is waiting", "{n} packages are waiting", packages).format(n=packages)
        return f"{words} · {size_words(size)}" if size else words
    if changes:
        return ngettext("{n} change is waiting", "{n} changes are waiting", changes).format(n=changes)
    return ""


def last_words(moment: datetime | None, today: date | None = None) -> str:
    """Last exchange: today, 09:58"""
    if moment is None:
        return _("No exchange yet")
    if moment.date() == (today or datetime.now(moment.tzinfo).date()):
        return _("Last exchange: today, {time}").format(time=f"{moment:%H:%M}")
    return _("Last exchange: {when}").format(when=date_time(moment))


def failed_words(failed: Failed) -> tuple[str, str]:
    """(what failed and what to do, in short; the same whole, for whoever points at it)"""
    what = short_trouble(failed.why, failed.place)
    todo = what_to_do(failed.why)
    if not todo:
        todo = _("next try at {time}").format(time=f"{failed.next_try.astimezone():%H:%M}") if failed.next_try else ""
    return " · ".join(part for part in (what, todo) if part), _("Nothing is lost: it waits here and is tried again.")


def going_words(now: Now) -> str:
    """Sending: 45 KB of 184 KB · about 2 min left"""
    doing = {
        LOOKING: _("Looking at {place}"),
        FETCHING: _("Fetching from {place}"),
        TAKING: _("Taking in what came"),
        SEALING: _("Sealing what is new"),
        LEAVING: _("Sending to {place}"),
    }[now.doing].format(place=now.place)
    if now.doing not in (FETCHING, LEAVING) or not now.bytes:
        return doing
    done = size_words(now.done) if now.done else "0"
    how_far = _("{done} of {all}").format(done=done, all=size_words(now.bytes))
    return " · ".join(part for part in (doing, how_far, time_left(now.seconds_left)) if part)


def time_left(seconds: int | None) -> str:
    """about 2 min left; "" when nothing is foretold."""
    if seconds is None:
        return ""
    if seconds < 60:
        return _("less than a minute left")
    minutes = round(seconds / 60)
    if minutes < 90:
        return _("about {n} min left").format(n=minutes)
    return _("about {n} h left").format(n=round(minutes / 60))
