"""What a search can be narrowed to: the filters of the palette and their choices. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from clinic_app.reference import lists
from clinic_app.use_cases.searching import EVERYTHING, Narrowed
from clinic_app.wording.alphabet import alphabet_key
from clinic_app.wording.dates import month_name
from clinic_app.wording.words import _
from ui.forms.narrowing import TO, days_of, days_said
from ui.pages.searching.types import TYPES

YEARS = 6
_KEPT = "search"  # beside the lists, whose names are those of records


@dataclass(frozen=True)
class Choice:
    """One choice of a filter: its word, and the values it gives to a `Narrowed`."""

    id: str
    word: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Filter:
    """A filter with its choices; the fields of `Narrowed` that it speaks for."""

    id: str
    word: str
    fields: tuple[str, ...]
    choices: Sequence[Choice]
    dated: bool = False  # any days can be typed too


def filters(clinic: Any, today: date) -> list[Filter]:
    """Vault's thread: every filter that can part anything here."""
    work = clinic.casework
    offices = sorted(work.titles("office", work.ids("office")).items(), key=lambda one: alphabet_key(one[1]))
    members = sorted(work.titles("member", work.ids("member")).items(), key=lambda one: alphabet_key(one[1]))
    found = [
        Filter(
            "type", _("Type"), ("types",), [Choice(k, _(word), {"types": (k,)}) for k, (word, _icon) in TYPES.items()]
        ),
        Filter("days", _("Dates"), ("since", "until"), [*_last_typed(clinic), *days(today)], dated=True),
        Filter("topic", _("Topic"), ("topic",), [Choice(c, word, {"topic": c}) for c, word in topics()]),
        Filter("stage", _("Stage"), ("stage",), [Choice(c, word, {"stage": c}) for c, word in stages()]),
        Filter("lawyer", _("Lawyer"), ("lawyer",), [Choice(c, word, {"lawyer": c}) for c, word in members]),
        Filter("office", _("Office"), ("office",), [Choice(c, word, {"office": c}) for c, word in offices]),
    ]
    return [one for one in found if len(one.choices) > 1]


def typed(start: str, end: str) -> Choice:
    """Days that somebody typed (ISO); an empty end is open."""
    return Choice(f"{start}{TO}{end}", days_said(start, end), {"since": start, "until": end})


def keep_typed(clinic: Any, choice: Choice) -> None:
    """Vault's thread: offer these days again next time. In the case book, for they tell what somebody looked for."""
    clinic.narrowed.put(_KEPT, {"days": choice.id})


def _last_typed(clinic: Any) -> list[Choice]:
    kept = clinic.narrowed.get(_KEPT)
    pair = days_of(kept.get("days")) if isinstance(kept, dict) else None
    return [typed(*pair)] if pair else []


def narrowed_by(chosen: dict[str, Choice]) -> Narrowed:
    """All chosen filters together."""
    found = EVERYTHING
    for choice in chosen.values():
        found = replace(found, **choice.values)
    return found


def topics() -> list[tuple[str, str]]:
    """(code, label) of the topics without a parent."""
    return [(item.id, item.label()) for item in lists.items("legal_topics").values() if not item.parent]


def stages() -> list[tuple[str, str]]:
    """(code, label) of the stages of a case."""
    return [(item.id, item.label()) for item in lists.items("case_stage").values()]


def days(today: date) -> list[Choice]:
    """The last days, months and years."""
    week, month = today - timedelta(days=6), today.replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)

    def span(first: date, last: date) -> dict[str, Any]:
        return {"since": first.isoformat(), "until": last.isoformat()}

    found = [
        Choice("today", _("Today"), span(today, today)),
        Choice("week", _("Last 7 days"), span(week, today)),
        Choice("month", f"{month_name(month.month).capitalize()} {month.year}", span(month, _month_end(month))),
        Choice("before", f"{month_name(before.month).capitalize()} {before.year}", span(before, _month_end(before))),
    ]
    for year in range(today.year, today.year - YEARS, -1):
        found.append(Choice(str(year), str(year), span(date(year, 1, 1), date(year, 12, 31))))
    return found


def _month_end(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
