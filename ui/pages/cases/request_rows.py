"""Requests to public bodies: asked, due, answered, complied, each with its clock. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from clinic_app.use_cases.duty_rows import has_answer
from clinic_app.use_cases.term_rows import badge_words
from clinic_app.wording.words import _
from ui.pages.cases.entries import Badge, Entry, day, label, told
from ui.pages.cases.presenter import days_words, step_tone

_ANSWERS = {"full": "ok", "partial": "warn", "forwarded": "info"}
# state -> (icon, tone)
_STATES = {
    "asked": ("send", "neutral"),
    "due": ("hourglass", "info"),
    "extended": ("hourglass", "info"),
    "overdue": ("alert-circle", "bad"),
    "answered": ("file-text", "ok"),
    "refused": ("alert-circle", "bad"),
    "appealed": ("gavel", "info"),
    "complied": ("circle-check", "ok"),
}


def request_rows(rows: Sequence[Any], today: date) -> list[Entry]:
    """`rows` as DutyRequests.of gives them, the newest first."""
    return [_request(row, today) for row in rows]


def _request(row: Any, today: date) -> Entry:
    one = row.record
    sent = _("Sent on {date}").format(date=day(one.asked_on)) if one.asked_on else ""
    way = label("request_way", one.way).lower()
    received = _("received on {date}").format(date=day(one.received_on)) if one.received_on else ""
    extended = _("extended by notice of {date}").format(date=day(one.extension_on)) if one.extension_on else ""
    number = _("No. {number}").format(number=one.number) if one.number else ""
    return Entry(
        title=told(one.body_name, one.subject),
        kind="duty_request",
        id=one.id,
        icon="send",
        tone={"overdue": "bad", "refused": "bad"}.get(row.state, "neutral" if one.answered_on else "info"),
        badges=_badges(row, today),
        facts=told(label("request_kind", one.kind), sent, way, number, received, extended),
        text="\n".join(line for line in (_refused(one), _appealed(one), one.note) if line),
        acts=("open", "bin") if has_answer(one) else ("open", "answered", "bin"),
        torn=bool(one.conflicts),
    )


def _badges(row: Any, today: date) -> list[Badge]:
    one, clock = row.record, row.clock
    icon, tone = _STATES.get(row.state, ("hourglass", "neutral"))
    found = [Badge(icon, row.words, tone)]
    if not has_answer(one) and clock.due_on is not None:
        said = _("Answer due on {date}: {near}").format(date=day(clock.due_on), near=days_words(clock.due_on, today))
        found.append(Badge("clock", said, step_tone(clock.due_on, today)))
        if clock.badge != "verified":
            found.append(Badge("circle-dashed", badge_words(clock.badge), "warn"))
    if clock.problem is not None and not has_answer(one):
        found.append(Badge("pencil", _("No date can be counted: type it"), "warn"))
    if clock.late_notice:
        found.append(Badge("alert-circle", _("The notice of extension came too late"), "warn"))
    if one.answer:
        said = told(label("request_answer", one.answer), day(one.answered_on))
        found.append(Badge("file-text", said, _ANSWERS.get(one.answer, "bad")))
    if one.complied:
        tone = {"yes": "ok", "partly": "warn", "no": "bad"}.get(one.complied, "neutral")
        said = _("Complied with: {how}").format(how=label("resolved", one.complied).lower())
        found.append(Badge("circle-check" if one.complied == "yes" else "alert-circle", said, tone))
    if one.disciplined:
        found.append(Badge("user-check", _("An official was disciplined"), "ok"))
    return found


def _refused(one: Any) -> str:
    return _("Ground of the refusal: {words}").format(words=one.refusal_ground) if one.refusal_ground else ""


def _appealed(one: Any) -> str:
    if not one.appealed_on:
        return ""
    said = _("Appealed on {date}").format(date=day(one.appealed_on))
    return told(said, one.appealed_to)
