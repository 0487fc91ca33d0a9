"""The table of bodies that owe answers: asked, due, answered, complied, disciplined, over all cases of a period.

What leaves the office hides small numbers: one request to one body can tell whose it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from clinic_app.records.proceeding import DutyRequest
from clinic_app.reports import suppression
from clinic_app.reports.report import Cell, Line, Report, Suppressed, Table
from clinic_app.wording.words import N_, in_language

NAME = "duty-bearers"
TITLE = N_("Who owes answers")
REFUSALS = frozenset({"refused", "formal"})  # an answer without substance is fought as a refusal is
SILENCE = "silence"  # written as an answer where nothing came
COMPLIED_WITH = frozenset({"yes", "partly"})
COLUMNS: Mapping[str, str] = {  # short words: seven columns stand beside the name
    "asked": N_("Asked for"),
    "due": N_("Fell due"),
    "answered": N_("Replies"),
    "refused": N_("Refusals"),
    "overdue": N_("Not in time"),
    "complied": N_("Complied"),
    "disciplined": N_("Punished"),
}
WIDTHS = (0.25, *(0.75 / len(COLUMNS) for _ in COLUMNS))


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


def has_answer(request: DutyRequest) -> bool:
    """Whether the body answered at all, be it by a refusal."""
    return request.answered_on is not None and request.answer != SILENCE


def lines(requests: Iterable[DutyRequest], due: Callable[[str], date | None], today: date) -> list[DutyLine]:
    """The lines of the table, most asked first; `due` tells by a request's id when its answer is or was due.

    One body is one line however its name was typed: case, spaces and quotation marks make no other body.
    """
    by_body: dict[str, list[DutyRequest]] = {}
    for one in requests:
        by_body.setdefault(_folded(one.body_name), []).append(one)
    told = [_line(some, due, today) for some in by_body.values()]
    return sorted(told, key=lambda line: (-line.asked, _folded(line.body)))


def duty_report(
    requests: Sequence[DutyRequest],
    *,
    start: date,
    end: date,
    profile: str,
    language: str,
    office_name: str,
    made_on: date,
    offices: str = "",
    demo: bool = False,
    due: Callable[[str], date | None],
    **_of_others: object,
) -> Report:
    """The report on requests sent from `start` to `end`. UnknownReport for an unknown profile."""
    say = partial(in_language, language)
    rules = suppression.profile(profile)
    told = lines(requests, due, made_on)
    table, suppressed = _table(told, rules, language)
    notes = [say(N_("Fell due: the term to answer has ended, or the answer came before.")),
             say(N_("Not in time: no answer within the term. Punished: an official was disciplined."))]  # fmt: skip
    if suppressed:
        notes.insert(0, say(N_("“{hidden}”: under {least}, or could be worked out from other numbers.")).format(
            hidden=say(N_("hidden")), least=rules.least))  # fmt: skip
    return Report(
        name=NAME,
        title=say(TITLE),
        language=language,
        start=start,
        end=end,
        profile=profile,
        stamp=rules.label(language),
        issuer=office_name,
        offices=offices,
        made_on=made_on,
        headline=(
            (say(N_("Public bodies")), len(told)),
            *zip(table.columns[1:4], table.rows[-1].cells[1:4], strict=True),
        ),
        tables=(table,),
        charts=(),
        notes=tuple(notes),
        rows=len(requests),
        suppressed=suppressed,
        demo=demo,
    )


def _table(told: Sequence[DutyLine], rules: suppression.Profile, language: str) -> tuple[Table, int]:
    say = partial(in_language, language)
    counts = {(place, name): int(getattr(one, name)) for place, one in enumerate(told) for name in COLUMNS}
    sums = []
    for name in COLUMNS:
        parts = tuple((place, name) for place in range(len(told)))
        counts[-1, name] = sum(counts[part] for part in parts)
        sums.append(suppression.Sum((-1, name), parts))
    hidden = (
        suppression.hidden_cells(counts, sums, dict.fromkeys(counts, rules.least)) if rules.least > 1 else frozenset()
    )

    def cells(place: int) -> tuple[Cell, ...]:
        return tuple(Suppressed(rules.least) if (place, n) in hidden else counts[place, n] for n in COLUMNS)

    rows = [Line((one.body or "—", *cells(place))) for place, one in enumerate(told)]
    rows.append(Line((say(N_("Total")), *cells(-1)), total=True))
    columns = (say(N_("Public body")), *(say(label) for label in COLUMNS.values()))
    return Table(say(TITLE), columns, tuple(rows), WIDTHS), len(hidden)


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
