"""Places where packages are left, in words: how a place stands, what is wrong, which field that concerns. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from clinic_app.errors import PlaceFailed, Trouble
from clinic_app.wording.dates import date_time
from clinic_app.wording.sentences import sentence
from clinic_app.wording.words import _, ngettext
from ui.trouble_words import trouble_word

_OF_ADDRESS = frozenset({Trouble.NAME, Trouble.UNREACHABLE, Trouble.EXPIRED})
_OF_FOLDER = frozenset({Trouble.NO_FOLDER, Trouble.READ_ONLY, Trouble.FULL, Trouble.FORBIDDEN})


@dataclass(frozen=True)
class Standing:
    """How a place stands: a pill (icon, word, tone) and a sentence, "" when there is nothing to say."""

    icon: str
    word: str
    tone: str
    sentence: str = ""


def standing(place: Any) -> Standing:
    """The pill of a place: what is wrong with it, else when it was last reached."""
    if (why := trouble_of(place.problem)) is not None:
        tone = "warn" if why.passing else "bad"
        return Standing("alert-circle", trouble_word(why), tone, trouble_sentence(place.name, place.problem))
    if odd := oddities(place):
        return Standing("alert-triangle", _("Something is odd"), "warn", " ".join(odd))
    if place.last_good is None:
        return Standing("circle-dashed", _("Not tried yet"), "neutral")
    return Standing("circle-check", _("Answers"), "ok")


def oddities(place: Any) -> list[str]:
    """What was odd at a place when it was looked at last, a sentence each; nothing of it was believed."""
    found = getattr(place, "oddities", ())
    if not found:
        return []
    from clinic_app.wording.oddities import oddity_words

    return [oddity_words(str(one.what), place.name, one.office, one.letter) for one in found]


def trouble_of(problem: Any) -> Trouble | None:
    """Why a place failed; None when nothing is wrong."""
    why = getattr(problem, "why", problem)
    return Trouble(why) if why else None


def trouble_sentence(place: str, problem: Any) -> str:
    """The sentence about what is wrong at a place. A fingerprint is left out: no line could be broken in it."""
    why = trouble_of(problem)
    if why is None:
        return ""
    detail = "" if why is Trouble.HOST_KEY else str(getattr(problem, "detail", ""))
    return " ".join(sentence(PlaceFailed(place, why, detail)).split())


def trouble_field(why: Trouble, detail: str, fields: Sequence[Any], typed: Mapping[str, str]) -> str:
    """The name of the setting that a trouble concerns, "" where none can be named.

    `fields` are those of the kind in order, `typed` what stands in them. The first one is the address; what bears an
    example is the address or a folder, so the last of these is the folder. A setting may bear a trouble's own name.
    """
    names = [one.name for one in fields]
    if why is Trouble.SETTING:
        return detail if detail in names else ""
    if why.value in names:
        return why.value
    if why is Trouble.PASSWORD:
        hidden = [one.name for one in fields if one.kind == "secret"]
        return next((name for name in hidden if typed.get(name)), hidden[0] if hidden else "")
    if why is Trouble.CERTIFICATE:
        return next((one.name for one in fields if one.kind == "file"), names[0])
    if why in _OF_FOLDER:
        return (
            [one.name for one in fields if one.example and one.required][-1:][0] if _has_example(fields) else names[0]
        )
    return names[0] if why in _OF_ADDRESS else ""


def _has_example(fields: Sequence[Any]) -> bool:
    return any(one.example and one.required for one in fields)


def address(settings: Mapping[str, Any], fields: Sequence[Any]) -> str:
    """Where a place is, in short: the server's name of an address, or what its first setting says."""
    told = str(settings.get(fields[0].name, "")) if fields else ""
    try:
        return urlsplit(told).hostname or told
    except ValueError:
        return told


def when_words(at: datetime | None, now: datetime | None = None) -> str:
    """today, 09:58; yesterday, 17:40; 20.11.2026, 12:03; never"""
    if at is None:
        return _("never")
    here = at.astimezone()
    today = (now or datetime.now(here.tzinfo)).date()
    if here.date() == today:
        return _("today, {time}").format(time=f"{here:%H:%M}")
    if here.date() == today - timedelta(days=1):
        return _("yesterday, {time}").format(time=f"{here:%H:%M}")
    return date_time(here)


def left_words(seconds: int | None) -> str:
    """about 2 minutes left; "" when nothing can be said"""
    if seconds is None:
        return ""
    if seconds < 60:
        return _("less than a minute left")
    minutes = -(-seconds // 60)
    if minutes < 90:
        return ngettext("about {n} minute left", "about {n} minutes left", minutes).format(n=minutes)
    hours = round(minutes / 60)
    return ngettext("about {n} hour left", "about {n} hours left", hours).format(n=hours)
