"""Where a request to a public body stands: its clock, its state in words, the line of a body that owes answers.

A state follows from the dates of the request and the end of its term alone; nobody writes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from clinic_app.records.proceeding import DutyRequest
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
    REFUSED: N_("Refused"),
    APPEALED: N_("Appealed"),
    COMPLIED: N_("Complied with"),
}
REFUSALS = frozenset({"refused", "formal"})  # an answer without substance is fought as a refusal is
SILENCE = "silence"  # written as an answer where nothing came
COMPLIED_WITH = frozenset({"yes", "partly"})


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


@dataclass(frozen=True)
class DutyLine:
    """One public body over many requests. `due`: the term of so many has ended, or was met; `overdue`: unanswered or
    answered late; `complied`: in full or in part.
    """

    body: str
    asked: int = 0
    due: int = 0
    answered: int = 0
    refused: int = 0
    overdue: int = 0
    complied: int = 0
    disciplined: int = 0


def state_words(state: str, language: str = "") -> str:
    """A state in words."""
    return in_language(language or spoken(), STATES[state])


def has_answer(request: DutyRequest) -> bool:
    """Whether the body answered at all, be it by a refusal."""
    return request.answered_on is not None and request.answer != SILENCE


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


def lines(requests: Iterable[DutyRequest], due: Callable[[str], date | None], today: date) -> list[DutyLine]:
    """The table of duty bearers, by name; `due` tells by a request's id when its answer is or was due.

    One body is one line however its name was typed: case, spaces and quotation marks make no other body.
    """
    by_body: dict[str, list[DutyRequest]] = {}
    for one in requests:
        by_body.setdefault(_folded(one.body_name), []).append(one)
    told = [_line(some, due, today) for some in by_body.values()]
    return sorted(told, key=lambda line: (-line.asked, _folded(line.body)))


def _line(some: list[DutyRequest], due: Callable[[str], date | None], today: date) -> DutyLine:
    ends = {one.id: due(one.id) for one in some}
    return DutyLine(
        body=some[0].body_name.strip(),
        asked=len(some),
        due=sum(_was_due(one, ends[one.id], today) for one in some),
        answered=sum(map(has_answer, some)),
        refused=sum(has_answer(one) and one.answer in REFUSALS for one in some),
        overdue=sum(_is_late(one, ends[one.id], today) for one in some),
        complied=sum(one.complied in COMPLIED_WITH for one in some),
        disciplined=sum(one.disciplined is True for one in some),
    )


def _was_due(one: DutyRequest, end: date | None, today: date) -> bool:
    return has_answer(one) or one.answer == SILENCE or (end is not None and end < today)


def _is_late(one: DutyRequest, end: date | None, today: date) -> bool:
    if has_answer(one):
        return end is not None and one.answered_on is not None and one.answered_on > end
    return one.answer == SILENCE or (end is not None and end < today)


def _folded(name: str) -> str:
    return " ".join("".join(c for c in name.casefold() if c not in "«»\"'“”„").split())
