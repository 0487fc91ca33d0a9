"""The deadlines of a case: the open ones by day, then those that have ended. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from clinic_app.use_cases.term_rows import badge_words, moved_from, source_words
from clinic_app.wording.words import _
from ui.pages.cases.entries import Badge, Entry, day, heading, label, told
from ui.pages.cases.presenter import days_words

_ICONS = {"bad": "alert-circle", "warn": "clock-exclamation"}


def deadline_rows(
    rows: Sequence[Any], names: Mapping[str, str], today: date, came_back: Sequence[Any] = ()
) -> list[Entry]:
    """`rows` as Deadlines.of gives them: the open ones, the most pressing first; then the ended. `names` of members.

    Beside the alarm of a filing that `came_back` stands what ran out meanwhile.
    """
    lost = {one.alarm.id: lost_words(one, rows) for one in came_back if one.alarm is not None}
    still = [row for row in rows if not row.record.ended]
    over = [row for row in rows if row.record.ended]
    over.sort(key=lambda row: str(row.record.ended_on or row.record.due_on), reverse=True)
    found = [_open(row, names, today, lost.get(row.record.id, "")) for row in still]
    if over:
        found += [heading(_("Ended")), *(_ended(row) for row in over)]
    return found


def lost_words(returned: Any, rows: Sequence[Any]) -> str:
    """Which terms ran out before anybody learned that a filing had come back."""
    if not returned.too_late:
        return _("No term of ours ran out meanwhile")
    return _("Ran out meanwhile: {terms}").format(terms=lost_terms(returned, rows))


def lost_terms(returned: Any, rows: Sequence[Any]) -> str:
    """Appeal 11.03.2024, ...; `rows` as Deadlines.of gives them."""
    titles = {row.record.id: row.title for row in rows}
    return ", ".join(f"{titles.get(one.id) or one.title} {day(one.due_on)}" for one in returned.lost)


def _open(row: Any, names: Mapping[str, str], today: date, lost: str) -> Entry:
    one, rule = row.record, row.rule
    badges = []
    if one.due_on:
        tone = "neutral" if row.tone == "info" else row.tone
        badges.append(Badge(_ICONS.get(row.tone, "clock"), days_words(one.due_on, today), tone))
    if one.severity == "critical":
        badges.append(Badge("flame", label("deadline_severity", one.severity), "bad"))
    badges.append(_trust(row))
    if one.extended_on:
        badges.append(Badge("hourglass", _("Extended by notice of {date}").format(date=day(one.extended_on)), "info"))
    if moved_from(one):
        badges.append(Badge("arrow-right", _("Moved from {date}").format(date=day(moved_from(one))), "warn"))
    at = f"{one.due_at:%H:%M}" if one.due_at else ""
    counted = _("counted from {date}").format(date=day(one.trigger_on)) if one.trigger_on and one.rule else ""
    extends = rule is not None and rule.extension is not None and not one.extended_on and not one.typed
    return Entry(
        title=told(f"{day(one.due_on)} {at}".strip(), row.title),
        kind="deadline",
        id=one.id,
        icon="clock-hour-4",
        tone=row.tone,
        badges=badges,
        facts=told(
            label("deadline_owner", one.owner),
            names.get(one.member_id or "", ""),
            counted,
            label("courts", one.court_id),
        ),
        text="\n".join(part for part in (lost, one.note, source_words(rule) if rule is not None else "") if part),
        acts=("met", "open", *(("extend",) if extends else ()), "missed", "not_needed", "bin"),
        torn=bool(one.conflicts),
    )


def _trust(row: Any) -> Badge:
    """How far the date may be relied on: it stands beside every one."""
    words = badge_words(row.badge, row.rule)
    if row.badge == "verified":
        return Badge("circle-check", words, "ok")
    return (
        Badge("pencil", words, "neutral") if row.badge in ("typed", "none") else Badge("circle-dashed", words, "warn")
    )


def _ended(row: Any) -> Entry:
    one = row.record
    tone = {"met": "ok", "missed": "bad"}.get(one.ended, "neutral")
    icon = {"met": "circle-check", "missed": "alert-circle"}.get(one.ended, "circle-dashed")
    return Entry(
        title=told(day(one.due_on), row.title),
        kind="deadline",
        id=one.id,
        icon=icon,
        tone=tone,
        badges=[Badge(icon, told(label("deadline_ended", one.ended), day(one.ended_on)), tone)],
        text=one.note,
        acts=("open", "reopen", "bin"),
        torn=bool(one.conflicts),
    )
