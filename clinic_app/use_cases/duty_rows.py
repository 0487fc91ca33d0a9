"""Where a request to a public body stands: its clock, and its state in words.

A state follows from the dates of the request and the end of its term alone; nobody writes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from clinic_app.records.proceeding import DutyRequest
from clinic_app.reports.duty_table import COMPLIED_WITH, REFUSALS, SILENCE, has_answer
from clinic_app.wording.words import N_, in_language, spoken

ASKED, DUE, EXTENDED, OVERDUE, ANSWERED, REFUSED, APPEALED, COMPLIED = (
    "asked", "due", "extended", "overdue", "answered", "refused", "appealed", "complied",
)  # fmt: skip
STATES: Mapping[str, str] = {
    ASKED: N_("Asked; not known to be received"),
    DUE: N_("The term to answer runs"),
    EXTENDED: N_("The term was extended"),
    OVERDUE: N_("No answer in time"),
    ANSWERED: N_("Answered"),
    REFUSED: N_("The body refused"),
    APPEALED: N_("Appealed"),
    COMPLIED: N_("Complied with"),
}


@dataclass(frozen=True)
class Clock:
    """The term to answer. `due_on` is None where it has not begun, or a lawyer must type it (`problem` says why).

    `rule`: the rule's id; `verified`: whether the clinic has verified it. `late_notice`: a notice of extension came
    when the term was over, so nothing was extended.
    """

    due_on: date | None = None
    rule: str = ""
    verified: bool = False
    badge: str = ""
    extended: bool = False
    late_notice: bool = False
    days_left: int | None = None
    problem: Exception | None = None


@dataclass(frozen=True)
class DutyRow:
    """A request with its clock and state."""

    record: DutyRequest
    clock: Clock
    state: str

    @property
    def words(self) -> str:
        """The state in the language in use."""
        return state_words(self.state)


def state_words(state: str, language: str = "") -> str:
    """A state in words."""
    return in_language(language or spoken(), STATES[state])


def state_of(request: DutyRequest, clock: Clock, today: date) -> str:
    """Where a request stands on a day."""
    if request.complied in COMPLIED_WITH or request.complied_on is not None:
        return COMPLIED
    if request.appealed_on is not None:
        return APPEALED
    if has_answer(request):
        return REFUSED if request.answer in REFUSALS else ANSWERED
    if request.answer == SILENCE or (clock.due_on is not None and clock.due_on < today):
        return OVERDUE
    if clock.due_on is None and clock.problem is None:
        return ASKED
    return EXTENDED if clock.extended else DUE
