"""What repeats: when a deadline of a row has ended, which one comes next."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from clinic_app.deadlines.counting import add_months
from clinic_app.records.deadline import Deadline
from clinic_app.use_cases.term_moves import made_id

_KEPT_ON = (
    *("parent_type", "parent_id", "title", "due_at", "proceeding_id", "owner", "severity", "member_id", "court_id"),
    *("repeats", "repeats_until", "note"),
)
_STEPS = {"daily": 1, "weekly": 7}
_MONTHS = {"monthly": 1, "yearly": 12}


def next_of(record: Deadline, after: date) -> date | None:
    """The next day of a repeated deadline that lies after its own day and not before `after`; None when it stops.

    Months are counted from the first of the row, so that the 31st comes back after a February.
    """
    on, first = record.due_on, record.trigger_on or record.due_on
    if not record.repeats or on is None or first is None:
        return None
    least = max(on + timedelta(days=1), after)
    if record.repeats in _STEPS:
        step = _STEPS[record.repeats]
        found = on + timedelta(days=step * max(1, -((on - least).days // step)))
    else:
        step, place = _MONTHS.get(record.repeats, 1), 0
        found = first
        while found < least:
            place += 1
            found = add_months(first, step * place)
    return found if record.repeats_until is None or found <= record.repeats_until else None


def following(record: Deadline, ended: date) -> Deadline | None:
    """The deadline that comes after one that ended on `ended`; None where the row stops."""
    on = next_of(record, ended)
    if on is None:
        return None
    told: dict[str, Any] = {name: getattr(record, name) for name in _KEPT_ON}
    told |= {"trigger_on": record.trigger_on or record.due_on, "due_on": on, "typed": True}
    return Deadline(id=made_id(record.id, on.isoformat()), home=record.home, **told)
