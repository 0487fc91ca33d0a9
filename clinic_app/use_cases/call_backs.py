"""Calling back: "did this solve it?" answered in a word, or asked again later; an answer can be taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from clinic_app.changes import Changes
from clinic_app.use_cases.casework import Casework

NOT_REACHED = "not_reached"
ANSWERS = ("yes", "partly", "no", NOT_REACHED)  # the first three are codes of the list `resolved`
AGAIN_AFTER = 3  # days until somebody who was not reached is called once more


@dataclass(frozen=True)
class Answered:
    """What was answered, and what stood there before: enough to take it back."""

    consultation: str
    said: str
    resolved: tuple[str | None, str | None]  # before, after
    followup_on: tuple[date | None, date | None]
    changes: Changes


class CallBacks:
    """Answers call-backs in an open case book."""

    def __init__(self, casework: Casework) -> None:
        self._casework = casework

    def answer(self, consultation: str, said: str, today: date | None = None) -> Answered:
        """Write one of ANSWERS: an answer closes the call-back, "not reached" moves it by AGAIN_AFTER days from today.

        NoSuchRecord; FieldInConflict where the answer has two values already; ValueError for anything else said.
        """
        if said not in ANSWERS:
            raise ValueError(said)
        record: Any = self._casework.load("consultation", consultation)
        later = (today or date.today()) + timedelta(days=AGAIN_AFTER)
        told: dict[str, Any] = {"followup_on": later} if said == NOT_REACHED else {"resolved": said}
        after: Any = replace(record, **told)
        changes = self._casework.save(after).changes
        return Answered(
            consultation,
            said,
            (record.resolved, after.resolved),
            (record.followup_on, after.followup_on),
            changes,
        )

    def take_back(self, given: Answered) -> Changes:
        """Write what stood there before; a field that somebody changed since stays as they left it."""
        record: Any = self._casework.load("consultation", given.consultation)
        told = {
            name: before
            for name, (before, after) in (("resolved", given.resolved), ("followup_on", given.followup_on))
            if before != after and getattr(record, name) == after
        }
        return self._casework.save(replace(record, **told)).changes if told else Changes()
