"""The filters of the list of cases. No Qt here."""

from __future__ import annotations

from datetime import date, timedelta

from clinic_app.reference import lists
from clinic_app.use_cases.identity import Identity
from clinic_app.use_cases.today import CLOSED_STAGES, SOON
from clinic_app.wording.words import _
from ui.forms.narrowing import BEGINNING, Filter, Narrow, codes, dates_filter, lawyer_choices, shelf_filter


def open_stages() -> frozenset[str]:
    """The stages of a case that somebody works on."""
    return frozenset(lists.items("case_stage")) - CLOSED_STAGES


def filters_of(today: date, me: Identity) -> list[Filter]:
    """Stage, next step, risk, lawyer; behind "More" days, office (coordinators) and outcome."""
    still = Narrow("open", _("Open ones"), {"stage": open_stages()})
    no_outcome = Narrow("none", _("not said"), {"outcome": None})
    office = [Filter("office", _("Office"), more=True, late=True)] if me.coordinator else []
    opened = dates_filter(_("Opened on"), "opened_on", today)
    return [
        Filter("stage", _("Stage"), [still, None, *codes("case_stage", "stage")]),
        Filter("step", _("Next step"), _steps(today)),
        Filter("risk", _("Risk"), codes("risk_level", "risk_level")),
        Filter("lawyer", _("Lawyer"), lawyer_choices(me.member_id, []), late=True),
        Filter(opened.id, opened.word, opened.choices, more=True, dated=opened.dated),
        *office,
        Filter("outcome", _("Outcome"), [*codes("case_outcome", "outcome"), None, no_outcome], more=True),
        shelf_filter(),
    ]


def _steps(today: date) -> list[Narrow]:
    """Of open cases: those nobody has planned anything for, and those whose step is due."""
    still = {"stage": open_stages()}
    soon, yesterday = today + timedelta(days=SOON), today - timedelta(days=1)
    return [
        Narrow("none", _("no next step"), {**still, "next_step_on": None, "next_step": None}),
        Narrow("due", _("Within 14 days"), {**still, "next_step_on": (BEGINNING, soon.isoformat())}),
        Narrow("overdue", _("Overdue"), {**still, "next_step_on": (BEGINNING, yesterday.isoformat())}),
    ]
