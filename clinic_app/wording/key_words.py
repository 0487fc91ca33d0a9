"""Laptops and their keys in words: what a removed laptop already has, what is to be done about a copy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from clinic_app.wording.dates import short_date
from clinic_app.wording.words import _, ngettext


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
    lines = [_("It has, as far as is known here: {records}.").format(records=", ".join(some) or "0")]
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
