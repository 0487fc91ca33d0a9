"""What a record puts on the timeline of its case: an event one row, a request to a public body a row for each step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import Any

from clinic_app.records.record import Record
from clinic_app.reference import lists
from clinic_app.wording.dates import number, short_date
from clinic_app.wording.words import N_, in_language

COURT, SAFETY, PAPERS, CONTACT, EVIDENCE, DEADLINES = "court", "safety", "papers", "contact", "evidence", "deadlines"
GROUPS: Mapping[str, str] = {
    COURT: N_("Courts"),
    SAFETY: N_("Safety"),
    PAPERS: N_("Papers"),
    CONTACT: N_("Contacts"),
    EVIDENCE: N_("Evidence"),
    DEADLINES: N_("Deadlines"),
}

_OF_EVENTS = {
    **dict.fromkeys(
        ("summons", "interrogation", "measure", "extension", "motion", "expert", "hearing", "postponed", "decision"),
        COURT,
    ),
    **dict.fromkeys(("verdict", "decision_copy", "appeal_filed", "enforcement"), COURT),
    **dict.fromkeys(("incident", "search", "seizure", "detention", "safety_check"), SAFETY),
    **dict.fromkeys(("contact", "support", "closed"), CONTACT),
    "appeal_due": DEADLINES,
}  # every other kind of event is a paper


@dataclass(frozen=True)
class TimelineRow:
    """One row: `on` is an ISO date, whole or partial ("2026-11", "~2026"), or nothing where no day is known.

    `kind` is the event's code, or a step such as "asked"; `label` says it in words. A record may give several rows:
    `key` tells them apart. `planned`: it has not happened yet. `moved_to`: the day a hearing was postponed to. `torn`:
    the record has a field with two values. `internal`: it is the clinic's own affair, no step of the case itself.
    `facts` may be shown to whoever may see the row, `notes` are privileged.
    """

    id: str
    type: str
    kind: str
    label: str
    on: str
    at: time | None
    title: str
    facts: str
    notes: str
    group: str
    author: str = ""
    attachments: int = 0
    torn: bool = False
    planned: bool = False
    moved_to: date | None = None
    internal: bool = False
    proceeding_id: str = ""
    about_id: str = ""
    by_kind: str | None = None  # the title without what a person typed; None: nothing of it was typed

    @property
    def untyped(self) -> str:
        """The title as far as it is made of codes: no name that somebody typed stands in it."""
        return self.title if self.by_kind is None else self.by_kind

    @property
    def text(self) -> str:
        """Facts and notes."""
        return _lines(self.facts, self.notes)

    @property
    def key(self) -> str:
        return f"{self.id}/{self.kind}"

    @property
    def order(self) -> tuple[str, str, str, str]:
        """Oldest first; a month stands before its days, what has no day at the very beginning."""
        return (self.on.lstrip("~"), f"{self.at:%H:%M}" if self.at else "", self.type, self.key)


@dataclass(frozen=True)
class Telling:
    """What rows are told with: the language, and what day it is."""

    language: str
    today: date

    def say(self, message: str) -> str:
        return in_language(self.language, message)

    def code(self, listed: str, code: Any) -> str:
        return lists.label(listed, str(code), self.language) if code else ""

    def codes(self, listed: str, some: Any) -> str:
        order = list(lists.items(listed))
        known = sorted(some, key=lambda code: (order.index(code) if code in order else len(order), code))
        return "; ".join(self.code(listed, code) for code in known)

    def is_ahead(self, on: str) -> bool:
        """Whether a day, or the whole of a month or year, is yet to come."""
        bare = on.lstrip("~")
        return bool(bare) and bare > self.today.isoformat()[: len(bare)]


def rows_of(record: Any, telling: Telling) -> Iterator[TimelineRow]:
    """The rows of a record; none of a type that has no place on a timeline."""
    make = _OF_TYPES.get(record.type.name)
    yield from make(record, telling) if make else ()


def _row(
    record: Record, telling: Telling, kind: str, label: str, on: Any, title: str, notes: str, group: str, **more: Any
) -> TimelineRow:
    day, at, facts = on, more.pop("at", None), more.pop("facts", "")
    if isinstance(on, datetime):
        day, at = on.date(), on.time()
    told = day.isoformat() if isinstance(day, date) else str(day or "")
    more.setdefault("planned", telling.is_ahead(told))
    return TimelineRow(
        record.id,
        record.type.name,
        kind,
        label,
        told,
        at,
        title,
        facts,
        notes,
        group,
        torn=bool(record.conflicts),
        **more,
    )


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _event(one: Any, telling: Telling) -> Iterator[TimelineRow]:
    kind, court = one.kind or "", telling.code("courts", one.court_id)
    yield _row(
        one,
        telling,
        kind,
        telling.code("timeline_event", kind),
        one.on,
        _joined(one.title, court),
        one.notes,
        _OF_EVENTS.get(kind, PAPERS),
        at=one.at,
        facts=_learned(one, telling),
        moved_to=one.postponed_to,
        internal=kind in ("safety_check", "contact", "consent_change"),
        proceeding_id=one.proceeding_id or "",
        about_id=one.about_id or "",
        by_kind=court,
    )


def _learned(one: Any, telling: Telling) -> str:
    if not one.learned_on:
        return ""
    return telling.say(N_("Learned of on {date}")).format(date=short_date(one.learned_on))


def _incident(one: Any, telling: Telling) -> Iterator[TimelineRow]:
    attacks = telling.codes("attack_types", one.attack_types)
    row = partial(_row, one, telling, "incident", telling.say(N_("Incident")), one.occurred_on or one.reported_on)
    yield row(_joined(one.title, attacks), one.description, SAFETY, at=one.occurred_at, by_kind=attacks)


def _verification(one: Any, telling: Telling) -> Iterator[TimelineRow]:
    title = _joined(telling.code("verification_level", one.level), telling.codes("verification_basis", one.basis))
    label = telling.say(N_("Verification"))
    yield _row(one, telling, "verified", label, one.decided_on, title, one.note, EVIDENCE, internal=True)


def _proceeding(one: Any, telling: Telling) -> Iterator[TimelineRow]:
    row = partial(_row, one, telling, group=COURT, proceeding_id=one.id)
    title = proceeding_title(one, telling.language)
    if one.began_on:
        yield row("began", telling.say(N_("Proceeding begins")), one.began_on, title, one.note)
    outcome = telling.code("case_outcome", one.outcome)
    if one.decided_on:
        sums = _sums(one, telling)
        yield row("decided", telling.say(N_("Decided")), one.decided_on, _joined(outcome, title), "", facts=sums)
    if one.in_force_on:
        yield row("in_force", telling.say(N_("In force")), one.in_force_on, _joined(outcome, title), "")


def _sums(one: Any, telling: Telling) -> str:
    told = (
        (N_("Amount awarded (som)"), one.awarded_amount),
        (N_("Moral damages awarded (som)"), one.awarded_damages),
    )
    return "\n".join(f"{telling.say(label)}: {number(sum)}" for label, sum in told if sum is not None)


def proceeding_title(one: Any, language: str = "") -> str:
    """What a proceeding is called: procedure, instance, court and number, as far as they are known."""
    body = lists.label("courts", one.court_id, language) if one.court_id else one.body_name
    parts = [
        lists.label("proceedings", one.procedure, language) if one.procedure else "",
        lists.label("court_instance", one.instance, language) if one.instance else "",
        body,
        one.case_number,
    ]
    return _joined(*parts)


def _request(one: Any, telling: Telling) -> Iterator[TimelineRow]:
    kind = telling.code("request_kind", one.kind)
    title = _joined(kind, one.body_name, one.subject)
    row = partial(_row, one, telling, title=title, group=PAPERS, by_kind=_joined(kind, one.body_name))
    yield row("asked", telling.say(N_("Asked")), one.asked_on, facts=one.number, notes=one.note)
    if one.extension_on:
        yield row("extended", telling.say(N_("Term extended")), one.extension_on, notes="")
    if one.answered_on:
        answer = telling.code("request_answer", one.answer)
        yield row(
            "answered", answer or telling.say(N_("Answered")), one.answered_on, facts=one.refusal_ground, notes=""
        )
    if one.appealed_on:
        yield row("appealed", telling.say(N_("Appealed")), one.appealed_on, facts=one.appealed_to, notes="")
    if one.complied_on:
        yield row("complied", telling.say(N_("Complied with")), one.complied_on, notes="")


def _seizure(one: Any, telling: Telling) -> Iterator[TimelineRow]:
    back = telling.code("return_state", one.return_state)
    label = telling.say(N_("Search or seizure"))
    notes = _lines(one.place, one.note)  # the place is often somebody's home
    title = _joined(one.authority, back)
    yield _row(one, telling, "seizure", label, one.on, title, notes, SAFETY, at=one.at, by_kind=back)


def _returned_item(one: Any, telling: Telling) -> Iterator[TimelineRow]:
    if one.returned_on:
        back = telling.code("return_state", one.return_state)
        row = partial(_row, one, telling, "item_back", telling.say(N_("Returned")), one.returned_on)
        yield row(_joined(one.item, back), one.note, SAFETY, by_kind=back)


def _assessment(one: Any, telling: Telling) -> Iterator[TimelineRow]:
    level = telling.code("risk_level", one.risk_level)
    measures = telling.codes("safety_measure", one.measures)  # the plan itself is read on the safety page alone
    label = telling.say(N_("Risk assessment"))
    yield _row(one, telling, "assessed", label, one.assessed_on, level, "", SAFETY, facts=measures, internal=True)


def _deadline(one: Any, telling: Telling) -> Iterator[TimelineRow]:
    """One row: where it will end, or where it ended."""
    of = one.proceeding_id or ""
    row = partial(_row, one, telling, title=one.title, group=DEADLINES, proceeding_id=of, by_kind="")
    own = one.owner in (None, "us", "client")
    if not one.ended:
        label = telling.say(N_("Deadline"))
        yield row("due", label, one.due_on, notes=one.note, at=one.due_at, internal=own, planned=True)
        return
    due = telling.say(N_("Due on {date}")).format(date=short_date(one.due_on)) if one.due_on else ""
    ended = telling.code("deadline_ended", one.ended)
    yield row("ended", ended, one.ended_on or one.due_on, facts=due, notes=one.note, internal=own)


def _attachment(one: Any, telling: Telling) -> Iterator[TimelineRow]:
    title = _joined(one.name, telling.code("attachment_kind", one.kind))
    yield _row(one, telling, "attached", telling.say(N_("Evidence")), one.added_on, title, one.note, EVIDENCE,
               attachments=1, internal=True)  # fmt: skip


def _disclosure(one: Any, telling: Telling) -> Iterator[TimelineRow]:
    title = _joined(telling.code("disclosure_form", one.form), one.to_whom)
    row = partial(_row, one, telling, title=title, group=PAPERS, internal=True)
    yield row("given_out", telling.say(N_("Given out")), one.at, notes=one.note)
    if one.recalled_at:
        yield row("taken_back", telling.say(N_("Taken back")), one.recalled_at, notes="")


_OF_TYPES: Mapping[str, Callable[[Any, Telling], Iterator[TimelineRow]]] = {
    "case_event": _event,
    "incident": _incident,
    "verification_step": _verification,
    "proceeding": _proceeding,
    "duty_request": _request,
    "seizure": _seizure,
    "seized_item": _returned_item,
    "risk_assessment": _assessment,
    "deadline": _deadline,
    "attachment": _attachment,
    "disclosure": _disclosure,
}
ON_A_TIMELINE = tuple(_OF_TYPES)
