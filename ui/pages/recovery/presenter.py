"""What the room of the recovery sheet says, where no Qt is needed."""

from __future__ import annotations

from dataclasses import dataclass

from clinic_app.use_cases.recovering import SheetFacts
from clinic_app.wording.dates import short_date
from clinic_app.wording.recovery_words import sheet_reminder
from clinic_app.wording.words import _


@dataclass(frozen=True)
class Notice:
    """A banner: tone, icon, bold sentence, what follows from it."""

    tone: str
    icon: str
    title: str
    text: str


def rows(facts: SheetFacts) -> list[tuple[str, str]]:
    """Label and value of what is known of the sheet."""
    return [
        (_("Number on the sheet"), facts.book),
        (_("Confirmed"), short_date(facts.confirmed_on) if facts.confirmed_on else _("not yet")),
        (_("Last tried"), short_date(facts.tried_on) if facts.tried_on else _("never")),
    ]


def notice(facts: SheetFacts) -> Notice | None:
    """What needs somebody now."""
    if facts.both_open:
        return Notice(
            "warn",
            "key",
            _("A new sheet was made and not confirmed"),
            _("Both sheets open the case book. Make another new one and type two of its groups back."),
        )
    if words := sheet_reminder(facts.remind):
        return Notice("info", "key", *words)
    return None
