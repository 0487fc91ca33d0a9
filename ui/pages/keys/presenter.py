"""The page of keys and laptops without Qt: what stands in a row, what is wrong, what a button does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from clinic_app.wording.dates import short_date
from clinic_app.wording.words import _, ngettext

EVERY_DAYS = 30


def state_of(row: Any) -> tuple[str, str, str]:
    """(icon, word, tone) of a laptop."""
    if row.removed:
        return "x", _("removed"), "neutral"
    if row.disputed:
        return "alert-triangle", _("two keys"), "bad"
    if row.copied:
        return "copy", _("copied"), "warn"
    if row.own:
        return "device-laptop", _("this laptop"), "info"
    return "check", _("coordinator") if row.role == "coordinator" else _("office"), "neutral"


def heard_of(row: Any) -> str:
    """When anything of it last came."""
    return short_date(row.last_heard.astimezone()) if row.last_heard else "—"


def age_lines(view: Any) -> list[str]:
    """What is known of the key that opens packages here."""
    own = view.age
    if own is None:
        return []
    lines = [
        _("In use since {date}; the next one comes by itself about {next}.").format(
            date=short_date(own.since), next=short_date(own.since + timedelta(days=EVERY_DAYS))
        )
    ]
    if not own.shown:
        lines.append(_("The coordinators have not written the new one into the roster yet; both are in use."))
    if own.past:
        lines.append(
            ngettext(
                "{n} old key is kept until nothing sealed to it can still come.",
                "{n} old keys are kept until nothing sealed to them can still come.",
                own.past,
            ).format(n=own.past)
        )
    if own.destroyed:
        lines.append(
            ngettext(
                "{n} old key was destroyed here; backups made before still hold it.",
                "{n} old keys were destroyed here; backups made before still hold them.",
                own.destroyed,
            ).format(n=own.destroyed)
        )
    return lines


def signing_lines(view: Any) -> list[str]:
    """What is known of the key that signs."""
    day = view.signing_day
    lines = [_("In use since {date}.").format(date=short_date(day)) if day else _("In use since the beginning.")]
    if view.pending:
        lines.append(_("Not all coordinators have heard of it yet; exchange with them."))
    return lines


def removal_warning(row: Any) -> str:
    """What removing means, beside what the laptop already has."""
    if row.own:
        return _("It is this laptop: nothing it writes would be taken in any more.")
    return _("From then on nothing more is sealed for it, and nothing new of it is taken in. This cannot be undone.")
