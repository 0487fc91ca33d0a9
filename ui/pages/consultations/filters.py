"""The filters of the consultation list. No Qt here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from clinic_app.reference import lists
from clinic_app.use_cases.identity import Identity
from clinic_app.use_cases.today import CALLS_AHEAD
from clinic_app.wording.words import _
from ui.forms.narrowing import BEGINNING, END, Filter, Narrow, codes, dates_filter, lawyer_choices, shelf_filter


def in_month(year: int, month: int) -> Mapping[str, Any]:
    """What a month asks of the records."""
    return {"received_at": (f"{year:04}-{month:02}-01", f"{year:04}-{month:02}-31T99")}


def filters_of(today: date, me: Identity) -> list[Filter]:
    """Dates, topic, state, lawyer; behind "More" the office (coordinators), decision, conflict check, next contact."""
    undecided = Narrow("none", _("not said"), {"decision": None})
    office = [Filter("office", _("Office"), more=True, late=True)] if me.coordinator else []
    return [
        dates_filter(_("Date"), "received_at", today),
        Filter("topic", _("Topic"), _topics()),
        Filter("outcome", _("State"), codes("outcome", "outcome")),
        Filter("lawyer", _("Lawyer"), lawyer_choices(me.member_id, []), late=True),
        *office,
        Filter("followup", _("Next contact"), _follow_ups(today), more=True, dated="followup_on"),
        Filter(
            "check",
            _("Conflict check"),
            codes("conflict_check", "conflict_check"),
            more=True,
            alias={"undone": "not_done"},
        ),
        Filter("decision", _("Decision"), [*codes("intake_decision", "decision"), None, undecided], more=True),
        shelf_filter(),
    ]


def _topics() -> list[Narrow]:
    """The topics without a parent, each with all under it."""
    found = []
    for item in lists.items("legal_topics").values():
        under = {code for code in lists.items("legal_topics") if lists.ancestor("legal_topics", code) == item.id}
        if not item.parent:
            found.append(Narrow(item.id, item.label(), {"topic": frozenset(under | {item.id})}))
    return found


def _follow_ups(today: date) -> list[Narrow]:
    def until(id: str, word: str, start: str, end: str) -> Narrow:
        return Narrow(id, word, {"followup_on": (start, end), "resolved": None})

    soon, yesterday = today + timedelta(days=CALLS_AHEAD), today - timedelta(days=1)
    return [
        until("due", _("To call back now"), BEGINNING, soon.isoformat()),
        until("overdue", _("Overdue"), BEGINNING, yesterday.isoformat()),
        until("ahead", _("Ahead"), today.isoformat(), END),
    ]
