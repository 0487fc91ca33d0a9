"""The deadlines of a case: the open ones by day, then those that have ended. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from clinic_app.wording.words import _
from ui.pages.cases.entries import Badge, Entry, day, heading, label, told
from ui.pages.cases.presenter import days_words, step_tone

NOT_VERIFIED = "not_verified"


def deadline_rows(
    deadlines: Sequence[Any], rules: Mapping[str, Any], names: Mapping[str, str], today: date
) -> list[Entry]:
    """The open ones, the most pressing first; then the ended, the latest first. `rules` by id, `names` of members."""
    still = sorted(
        (one for one in deadlines if not one.ended), key=lambda one: (str(one.due_on), str(one.due_at), one.id)
    )
    over = sorted(
        (one for one in deadlines if one.ended), key=lambda one: str(one.ended_on or one.due_on), reverse=True
    )
    found = [_open(one, rules.get(one.rule), names, today) for one in still]
    if over:
        found += [heading(_("Ended")), *(_ended(one) for one in over)]
    return found


def title_of(one: Any, rule: Any = None) -> str:
    """What must be done: in the lawyer's words, else in the rule's."""
    return str(one.title or (rule_name(rule) if rule is not None else "") or one.rule or _("Deadline"))


def rule_name(rule: Any) -> str:
    """The rule's name in the language in use."""
    named = getattr(rule, "label", None) or getattr(rule, "name", "")
    return str(named() if callable(named) else named)


def _open(one: Any, rule: Any, names: Mapping[str, str], today: date) -> Entry:
    tone = step_tone(one.due_on, today) if one.due_on else "warn"
    icon = {"bad": "alert-circle", "warn": "clock-exclamation"}.get(tone, "clock")
    badges = [Badge(icon, days_words(one.due_on, today), tone)] if one.due_on else []
    if one.severity == "critical":
        badges.append(Badge("flame", label("deadline_severity", one.severity), "bad"))
    if rule is not None and not getattr(rule, "verified", True):
        badges.append(Badge("circle-dashed", _("Rule not verified by the clinic"), "warn"))
    if one.typed or not one.rule:
        badges.append(Badge("pencil", _("Date typed by a lawyer"), "neutral"))
    if one.extended_on:
        badges.append(Badge("hourglass", _("Extended by notice of {date}").format(date=day(one.extended_on)), "info"))
    at = f"{one.due_at:%H:%M}" if one.due_at else ""
    counted = _("counted from {date}").format(date=day(one.trigger_on)) if one.trigger_on else ""
    return Entry(
        title=told(f"{day(one.due_on)} {at}".strip(), title_of(one, rule)),
        kind="deadline",
        id=one.id,
        icon="clock-hour-4",
        tone=tone,
        badges=badges,
        facts=told(
            label("deadline_owner", one.owner),
            names.get(one.member_id or "", ""),
            rule_name(rule) if rule is not None and one.title else "",
            counted,
            label("courts", one.court_id),
        ),
        text=one.note,
        acts=("met", "open", "extend", "missed", "not_needed", "bin"),
        torn=bool(one.conflicts),
    )


def _ended(one: Any) -> Entry:
    tone = {"met": "ok", "missed": "bad"}.get(one.ended, "neutral")
    icon = {"met": "circle-check", "missed": "alert-circle"}.get(one.ended, "circle-dashed")
    return Entry(
        title=told(day(one.due_on), title_of(one)),
        kind="deadline",
        id=one.id,
        icon=icon,
        tone=tone,
        badges=[Badge(icon, told(label("deadline_ended", one.ended), day(one.ended_on)), tone)],
        text=one.note,
        acts=("open", "bin"),
        torn=bool(one.conflicts),
    )
