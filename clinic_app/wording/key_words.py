"""Laptops and their keys in words: what a removed laptop already has, what is to be done about a copy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Protocol

from clinic_app.wording.dates import short_date
from clinic_app.wording.words import _, ngettext


class AgeFacts(Protocol):
    """What is told of the key that opens packages: since when, about when the next comes, whether the roster shows it,
    how many came before.
    """

    @property
    def since(self) -> date: ...
    @property
    def next(self) -> date: ...
    @property
    def shown(self) -> bool: ...
    @property
    def past(self) -> int: ...
    @property
    def destroyed(self) -> int: ...


def age_lines(own: AgeFacts | None) -> list[str]:
    """What is known of the key that opens packages here."""
    if own is None:
        return []
    lines = [
        _("In use since {date}; the next one comes by itself about {next}.").format(
            date=short_date(own.since), next=short_date(own.next)
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


def signing_lines(since: date | None, pending: bool) -> list[str]:
    """What is known of the key that signs; `since`: None while the first one is in use."""
    lines = [_("In use since {date}.").format(date=short_date(since)) if since else _("In use since the beginning.")]
    if pending:
        lines.append(_("Not all coordinators have heard of it yet; exchange with them."))
    return lines


def had_lines(
    records: Mapping[str, int],
    others: int,
    on_the_way: int,
    last_heard: datetime | None,
    silent_days: int | None,
    colleagues: int,
    own_office_too: bool,
    coordinator: bool,
) -> list[str]:
    """What a laptop already has, which removing it cannot take back; a sentence a line. `records`: by their names."""
    some = [f"{name}: {count}" for name, count in records.items() if count]
    if some:
        lines = [_("It has, as far as is known here: {records}.").format(records=", ".join(some))]
    else:
        lines = [_("Of no record is it known here that it has it.")]
    if others:
        lines.append(
            ngettext("{n} record more belongs to these.", "{n} records more belong to these.", others).format(n=others)
        )
    if on_the_way:
        lines.append(
            ngettext(
                "{n} record more was sealed for it and may still be on its way.",
                "{n} records more were sealed for it and may still be on their way.",
                on_the_way,
            ).format(n=on_the_way)
        )
    if coordinator:
        lines.append(_("It is a coordinator's laptop: it has what all offices share."))
    if own_office_too:
        lines.append(_("It also has what its office keeps to itself; that is not known here."))
    if last_heard is None or silent_days is None:
        lines.append(_("Nothing has ever come from it."))
    else:
        lines.append(_("Last heard of on {date}.").format(date=short_date(last_heard.date())))
    lines.append(
        ngettext(
            "Its office has {n} other laptop: its records stay there.",
            "Its office has {n} other laptops: its records stay there.",
            colleagues,
        ).format(n=colleagues)
        if colleagues
        else _("It is its office's only laptop: what it has not sent is on it alone.")
    )
    return lines
