"""`clinic deadlines …`: what is due, a term counted by a rule, what moved, one's own calendar as a file."""

from __future__ import annotations

import argparse
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from clinic_app.cli.asking import open_clinic
from clinic_app.cli.output import Voice
from clinic_app.errors import BadInput

AHEAD = 366  # days of the calendar file, unless told


def list_(told: argparse.Namespace, voice: Voice) -> int:
    until = _day(told.until) if told.until else None
    with open_clinic(told) as clinic:
        clinic.deadlines.carry_on()  # what passed in the night has begun others
        rows = clinic.deadlines.list(until=until, ended=told.ended)
    voice.give([_row(row) for row in rows], [_line(row) for row in rows])
    return 0


def compute(told: argparse.Namespace, voice: Voice) -> int:
    from clinic_app.use_cases.term_rows import badge_words, remarks, source_words

    start = _start(told.since)
    with open_clinic(told) as clinic:
        found = clinic.deadlines.compute(told.rule, start, court=told.court, extended=told.extended)
    document = {
        "due": _due(found.due_on, found.due_at),
        "rule": found.rule.id,
        "days_left": found.days_left,
        "verified": found.verified,
        "badge": found.badge,
        "confidence": found.rule.confidence,
        "source": found.rule.source,
        "title": found.rule.label(),
        "rolled_from": found.rolled_from.isoformat() if found.rolled_from else None,
        "from_midnight": found.from_midnight,
        "estimated": found.estimated,
    }
    badge = badge_words(found.badge, found.rule)
    said = f"{_shown(found.due_on, found.due_at)}  {found.rule.label()}  [{found.rule.id}]"
    voice.give(document, [said, badge, source_words(found.rule), *remarks(found)])
    return 0


def moved(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        clinic.deadlines.recompute()
        rows = clinic.deadlines.moved()
        if told.acknowledge:
            clinic.deadlines.acknowledge_moved()
    document = [_row(one.row) | {"was": one.was.isoformat(), "now": one.now.isoformat()} for one in rows]
    voice.give(
        document, [f"{_shown(one.was)} → {_shown(one.now)}  {one.row.title}  {one.row.parent_no}" for one in rows]
    )
    return 0


def ics(told: argparse.Namespace, voice: Voice) -> int:
    from clinic_app.use_cases.files import leave_whole

    since = _day(told.since) if told.since else date.today()
    until = _day(told.until) if told.until else since + timedelta(days=AHEAD)
    with open_clinic(told) as clinic:
        written = clinic.deadlines.ics(since, until, neutral=not told.titles, member="" if told.office else None)
    leave_whole(Path(told.out), written, private=True)
    voice.give({"file": told.out, "entries": written.count(b"BEGIN:VEVENT")}, [told.out])
    return 0


def _row(row: Any) -> dict[str, Any]:
    record = row.record
    return {
        "id": record.id,
        "due": _due(record.due_on, record.due_at),
        "title": row.title,
        "rule": record.rule or None,
        "days_left": row.days_left,
        "verified": row.verified,
        "badge": row.badge,
        "typed": bool(record.typed),
        "owner": record.owner,
        "severity": record.severity,
        "parent_type": row.parent_type,
        "parent_id": row.parent_id,
        "record_no": row.parent_no,
        "ended": record.ended,
    }


def _line(row: Any) -> str:
    from clinic_app.use_cases.term_rows import badge_words

    due = _shown(row.record.due_on, row.record.due_at)
    return "  ".join([due, row.title, row.label, f"({badge_words(row.badge, row.rule)})"])


def _due(on: date | None, at: time | None) -> str | None:
    if on is None:
        return None
    return datetime.combine(on, at).isoformat() if at else on.isoformat()


def _shown(on: date | None, at: time | None = None) -> str:
    from clinic_app.wording.dates import date_time, short_date

    if on is None:
        return "—"
    return date_time(datetime.combine(on, at)) if at else short_date(on)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(file=text, line=0, why="date") from None


def _start(text: str) -> date:
    """A day, or a day with a time of day: 2026-05-01T22:30."""
    if len(text) <= 10:
        return _day(text)
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise BadInput(file=text, line=0, why="date") from None
