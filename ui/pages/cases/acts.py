"""What can be done with a row of the case page: words and icons, and the work on the vault's thread. No Qt."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from clinic_app.changes import Changes
from clinic_app.wording.words import N_

# act -> (icon, word)
WORDS: dict[str, tuple[str, str]] = {
    "open": ("pencil", N_("Open")),
    "postpone": ("arrow-right", N_("Postpone")),
    "returned": ("arrow-back-up", N_("It was returned")),
    "hearing": ("calendar-event", N_("Add a hearing")),
    "next_instance": ("arrow-up", N_("Next instance")),
    "answered": ("file-text", N_("An answer came")),
    "met": ("check", N_("Done")),
    "missed": ("alert-circle", N_("Missed")),
    "not_needed": ("x", N_("Not needed")),
    "extend": ("hourglass", N_("Extend")),
    "reopen": ("arrow-back-up", N_("Open again")),
    "review": ("shield-check", N_("Review now")),
    "item": ("plus", N_("Add an item")),
    "given_back": ("check", N_("Given back")),
    "sheet": ("printer", N_("Print the sheet")),
    "forget": ("x", N_("Forget now")),
    "reached": ("check", N_("Reached just now")),
    "bin": ("trash", N_("To the bin")),
}
NEXT_INSTANCE = {"pretrial": "first", "first": "appeal", "appeal": "cassation", "cassation": "new_circumstances"}


def step_done(clinic: Any, record: Any, today: date) -> Changes:
    """The next step was done: it becomes an event of today, and the case waits for another."""
    casework = clinic.casework
    with clinic.in_one_change():
        event = replace(
            casework.blank("case_event"),
            case_id=record.id,
            kind="support",
            on=today.isoformat(),
            notes=record.next_step,
        )
        first: Changes = casework.save(event).changes
        return first | casework.save(replace(record, next_step="", next_step_on=None)).changes


def step_moved(clinic: Any, record: Any, day: date) -> Changes:
    """The next step waits for another day."""
    saved: Changes = clinic.casework.save(replace(record, next_step_on=day)).changes
    return saved


def reached(clinic: Any, case_id: str, now: datetime) -> Changes:
    """Somebody was reached: a safety check-in of this minute."""
    at = now.time().replace(second=0, microsecond=0)
    told = {"case_id": case_id, "kind": "safety_check", "on": now.date().isoformat(), "at": at}
    saved: Changes = clinic.casework.save(replace(clinic.casework.blank("case_event"), **told)).changes
    return saved


def postponed(clinic: Any, event: Any, day: date, at: time | None, why: str) -> Changes:
    """A hearing was put off: it keeps its day, and a new one stands on the other."""
    moved: Changes = clinic.proceedings.postpone(event.id, day, at, why).changes
    return moved


def returned(clinic: Any, filing: Any, day: date, why: str) -> Changes:
    """A filing came back: an event of its own that names it, and the term to file again begins."""
    came_back: Changes = clinic.proceedings.returned(filing.id, day, why).changes
    return came_back


def deadline_ended(clinic: Any, deadline: Any, how: str, day: date) -> Changes:
    """A deadline was met, missed, or is not needed any more."""
    changes: Changes = clinic.deadlines.end(deadline, how, day)
    return changes


def given_back(clinic: Any, item: Any, day: date) -> Changes:
    """A seized thing was given back whole."""
    saved: Changes = clinic.casework.save(replace(item, return_state="full", returned_on=day)).changes
    return saved


def extended(clinic: Any, deadline: Any, day: date) -> Changes:
    """Whoever owes the answer gave notice that it takes longer: the deadline is counted anew."""
    changes: Changes = clinic.deadlines.extend(deadline, day)
    return changes


def reopened(clinic: Any, deadline: Any) -> Changes:
    """The end of a deadline is taken back."""
    changes: Changes = clinic.deadlines.reopen(deadline)
    return changes
