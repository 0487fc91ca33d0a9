"""What stands on the day about students' advice: what waits for a supervisor, what was given back. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from clinic_app.reference import lists
from clinic_app.use_cases.approving import Waiting
from clinic_app.wording.words import _
from ui.pages.today.presenter import Line, day_words


@dataclass(frozen=True)
class Approvals:
    """`waiting`: for who works here to judge; `returned`: their own, given back."""

    waiting: tuple[Waiting, ...]
    returned: tuple[Waiting, ...]


def read_approvals(clinic: Any) -> Approvals:
    """Vault's thread: both."""
    return Approvals(tuple(clinic.approving.waiting_for_me()), tuple(clinic.approving.my_own()))


def approval_lines(told: Approvals, today: date) -> list[tuple[str, list[Line]]]:
    """(title, rows) of each card that has anything."""
    cards = [
        (_("Waits for your approval"), [_line(one, today, one.student) for one in told.waiting]),
        (_("Given back by the supervisor"), [_line(one, today, one.record.approval_note) for one in told.returned]),
    ]
    return [(title, lines) for title, lines in cards if lines]


def _line(one: Waiting, today: date, title: str) -> Line:
    record = one.record
    topic = lists.label("legal_topics", record.topic) if record.topic else ""
    day = day_words(record.received_at.date(), today) if record.received_at else ""
    return Line(record.type.name, record.id, day, "", title, " · ".join(p for p in (record.record_no, topic) if p))
