"""Requests to public bodies: asked, due, answered, complied, each with its clock. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from clinic_app.wording.words import _
from ui.pages.cases.entries import Badge, Entry, day, label, newest, told
from ui.pages.cases.presenter import days_words, step_tone

_GOOD = {"full": "ok", "partial": "warn", "forwarded": "info"}


def request_rows(requests: Sequence[Any], due: Mapping[str, Sequence[Any]], today: date) -> list[Entry]:
    """The newest first; `due`: request id -> the open deadlines counted from it."""
    return [_request(one, due.get(one.id, ()), today) for one in newest(requests, "asked_on")]


def _request(one: Any, deadlines: Sequence[Any], today: date) -> Entry:
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
        tone="neutral" if one.answered_on else "info",
        badges=_badges(one, deadlines, today),
        facts=told(label("request_kind", one.kind), sent, way, number, received, extended),
        text="\n".join(line for line in (_refused(one), _appealed(one), one.note) if line),
        acts=("open", "bin") if one.answered_on else ("open", "answered", "bin"),
        torn=bool(one.conflicts),
    )


def _badges(one: Any, deadlines: Sequence[Any], today: date) -> list[Badge]:
    found = []
    if one.answer:
        said = told(label("request_answer", one.answer), day(one.answered_on))
        found.append(Badge("file-text", said, _GOOD.get(one.answer, "bad")))
    elif one.answered_on:
        found.append(Badge("file-text", _("Answered on {date}").format(date=day(one.answered_on)), "ok"))
    else:
        found.append(Badge("hourglass", _("No answer yet"), "neutral"))
    if one.complied:
        tone = {"yes": "ok", "partly": "warn", "no": "bad"}.get(one.complied, "neutral")
        said = _("Complied with: {how}").format(how=label("resolved", one.complied).lower())
        found.append(Badge("circle-check" if one.complied == "yes" else "alert-circle", said, tone))
    if one.disciplined:
        found.append(Badge("user-check", _("An official was disciplined"), "ok"))
    for row in sorted(deadlines, key=lambda row: str(row.due_on)):
        if row.due_on:
            said = told(row.title, day(row.due_on), days_words(row.due_on, today))
            found.append(Badge("clock", said, step_tone(row.due_on, today)))
    return found


def _refused(one: Any) -> str:
    return _("Ground of the refusal: {words}").format(words=one.refusal_ground) if one.refusal_ground else ""


def _appealed(one: Any) -> str:
    if not one.appealed_on:
        return ""
    said = _("Appealed on {date}").format(date=day(one.appealed_on))
    return told(said, one.appealed_to)
