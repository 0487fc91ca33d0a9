"""What a person must hear of keys before anything else: a copied case book, a key nobody believes. Without Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clinic_app.wording.dates import short_date
from clinic_app.wording.words import _


@dataclass(frozen=True)
class Notice:
    """A banner: its tone, icon, title and text; `act` is what its button does, "" for none."""

    tone: str
    icon: str
    title: str
    text: str
    act: str = ""


def name_of(row: Any) -> str:
    """Naryn · B"""
    return str(_("{office} · {letter}").format(office=row.office_name, letter=row.letter))


def notices(view: Any) -> list[Notice]:
    """What must be said before anything else."""
    found = []
    if view.copied is not None:
        found.append(
            Notice(
                "warn",
                "copy",
                _("Another copy of this case book is writing"),
                _(
                    "Since {date} things have come that this case book never wrote: its folder was copied, or put back"
                    " from an old copy. Find out who uses the other copy. Keep one of them; on the other laptop write"
                    " down what only it has, then tell a coordinator: it must be removed and join anew."
                ).format(date=short_date(view.copied.at.astimezone())),
                "settle",
            )
        )
    if view.lost:
        found.append(
            Notice(
                "bad",
                "alert-triangle",
                _("Nothing of this laptop is believed any more"),
                _(
                    "It was put back to a time before its signing key was changed. Tell a coordinator: this laptop must"
                    " be removed and join anew. What you write stays here until then."
                ),
            )
        )
    for row in view.laptops:
        if row.disputed:
            found.append(
                Notice(
                    "bad",
                    "alert-triangle",
                    _("Two keys claim to be {laptop}").format(laptop=name_of(row)),
                    _("Somebody else has its old key. Nothing new of it is taken in; remove it and let it join anew."),
                )
            )
    return found
