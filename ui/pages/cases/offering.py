"""Deadlines that events of a case offer: which, until when, by which rule; and keeping the chosen. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from clinic_app.changes import Changes
from clinic_app.use_cases.term_rows import badge_words, source_words
from clinic_app.wording.words import _
from ui.pages.cases.entries import day, label, told
from ui.pages.cases.presenter import days_words, plain_day


@dataclass(frozen=True)
class Offer:
    """One deadline that an event starts; without a date a lawyer types one."""

    event: Any
    computed: Any

    @property
    def title(self) -> str:
        """What must be done."""
        return str(self.computed.rule.label())

    def when(self, today: date) -> str:
        """Until when, as far as it is counted."""
        on, at = self.computed.due_on, self.computed.due_at
        if on is None:
            return _("No date can be counted: type it")
        return told(f"{day(on)} {at:%H:%M}" if at else day(on), days_words(on, today))

    @property
    def badge(self) -> tuple[str, str, str]:
        """(icon, words, tone) of how far the rule may be relied on."""
        verified = self.computed.badge == "verified"
        words = badge_words(self.computed.badge, self.computed.rule)
        return ("circle-check", words, "ok") if verified else ("alert-triangle", words, "warn")

    @property
    def source(self) -> str:
        """Where the rule comes from."""
        return source_words(self.computed.rule)

    @property
    def why(self) -> str:
        """From what it is counted."""
        event = self.event
        counted = plain_day(event.learned_on.isoformat() if event.learned_on else event.on)
        return told(label("deadline_triggers", event.trigger), counted)


def offers_of(clinic: Any, event: Any) -> list[Offer]:
    """Vault's thread: what an event offers and is not kept yet."""
    kept = {one.rule for one in clinic.casework.children("deadline", event.case_id) if one.trigger_id == event.id}
    return [Offer(event, one) for one in clinic.proceedings.offers(event.id) if one.rule.id not in kept]


def offers_of_case(clinic: Any, case_id: str) -> list[Offer]:
    """Vault's thread: what all events of a case offer, the newest event first."""
    events = [one for one in clinic.casework.children("case_event", case_id) if one.trigger]
    events.sort(key=lambda one: str(one.on or "").lstrip("~"), reverse=True)
    return [offer for event in events for offer in offers_of(clinic, event)]


def keep_offers(clinic: Any, case_id: str, chosen: Iterable[tuple[Offer, date | None]]) -> Changes:
    """Vault's thread: keep these; a date beside an offer is a lawyer's."""
    changes = Changes()
    case = clinic.casework.load("journalist_case", case_id)
    with clinic.in_one_change():
        for offer, typed in chosen:
            rule = offer.computed.rule.id
            saved = clinic.deadlines.add(case, rule=rule, trigger=offer.event, due_on=typed)
            changes = changes | saved.changes
    return changes


def first_ticked(offers: Sequence[Offer]) -> list[bool]:
    """Which are ticked at first: those with a date that has not passed."""
    return [one.computed.due_on is not None and one.computed.due_on >= date.today() for one in offers]
