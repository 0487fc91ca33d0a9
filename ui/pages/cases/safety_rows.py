"""Safety in a case: how it was judged last, who checks in, whom to call, where somebody is and until when. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from clinic_app.names.phones import shown
from clinic_app.wording.dates import date_time
from clinic_app.wording.words import _
from ui.forms.facts import must_not_call
from ui.pages.cases.entries import Badge, Entry, day, heading, label, labels, newest, told
from ui.pages.cases.presenter import RISKS, days_words, step_tone


def safety_rows(
    assessments: Sequence[Any],
    contacts: Sequence[Any],
    whereabouts: Sequence[Any],
    check_in: Any,
    names: Mapping[str, str],
    today: date,
) -> list[Entry]:
    """The latest assessment, whom to call, whereabouts, earlier assessments. `names` of members by id."""
    judged = newest(assessments, "assessed_on")
    found: list[Entry] = []
    if judged:
        found += [heading(_("The latest assessment")), _assessment(judged[0], names, today, latest=True)]
    if check_in is not None:
        found += [heading(_("Checking in")), _check_in(check_in, names)]
    if contacts:
        found.append(heading(_("Whom to call in an emergency")))
        found += [_contact(one) for one in sorted(contacts, key=lambda one: (one.name, one.id))]
    if whereabouts:
        found.append(heading(_("Whereabouts, on this laptop only")))
        found += [_place(one) for one in whereabouts]
    if judged[1:]:
        found += [heading(_("Earlier assessments")), *(_assessment(one, names, today) for one in judged[1:])]
    return found


def latest(assessments: Sequence[Any]) -> Any:
    """The assessment that holds, None before the first."""
    return next(iter(newest(assessments, "assessed_on")), None)


def review_overdue(assessment: Any, today: date) -> bool:
    """Whether the danger should have been looked at again."""
    return assessment is not None and assessment.next_review_on is not None and assessment.next_review_on < today


def _assessment(one: Any, names: Mapping[str, str], today: date, *, latest: bool = False) -> Entry:
    risk = label("risk_level", one.risk_level)
    badges = [Badge("alert-triangle", risk, RISKS.get(one.risk_level or "", "neutral"))]
    if latest and one.next_review_on:
        tone = step_tone(one.next_review_on, today)
        icon = "alert-circle" if tone == "bad" else "calendar-event"
        said = _("Review: {date}, {near}").format(
            date=day(one.next_review_on), near=days_words(one.next_review_on, today)
        )
        badges.append(Badge(icon, said, tone))
    if latest and one.check_in_hours:
        who = names.get(one.check_in_by or "", "")
        said = _("Check in every {n} h").format(n=one.check_in_hours)
        badges.append(Badge("phone-call", told(said, who), "info"))
    lines = [
        _line(_("What makes it dangerous"), ", ".join(labels("risk_factor", one.factors))),
        _line(_("What is done against it"), ", ".join(labels("safety_measure", one.measures))),
        _line(_("Safe channels"), ", ".join(labels("safe_channel", one.safe_channels))),
        _line(_("Safety plan"), one.plan if latest else ""),
        _line(_("If there is no answer"), one.if_silent if latest else ""),
    ]
    return Entry(
        title=_("Assessed on {date}").format(date=day(one.assessed_on)) if one.assessed_on else _("Risk assessment"),
        kind="risk_assessment",
        id=one.id,
        icon="shield-check",
        tone=RISKS.get(one.risk_level or "", "neutral") if latest else "neutral",
        badges=badges,
        facts=told(label("threat_level_of_actor", one.actor_level)),
        text="\n".join(line for line in lines if line),
        right=names.get(one.assessed_by or "", ""),
        acts=("open", "review", "bin") if latest else ("open", "bin"),
        torn=bool(one.conflicts),
    )


def _line(title: str, words: str) -> str:
    return f"{title}: {words}" if words else ""


def _contact(one: Any) -> Entry:
    silent = must_not_call(one.safe_contact)
    badges = [Badge("shield-lock", one.safe_contact, "bad" if silent else "warn")] if one.safe_contact else []
    return Entry(
        title=told(one.name, one.relation),
        kind="emergency_contact",
        id=one.id,
        icon="message-circle" if silent else "phone-call",
        tone="neutral",
        badges=badges,
        facts=told(shown(one.phone) if one.phone else "", label("language", one.language)),
        text=one.note,
        acts=("open", "bin"),
        torn=bool(one.conflicts),
    )


def _place(one: Any) -> Entry:
    """A note of where somebody is; its hour is written whole, for then it goes."""
    until = datetime.fromisoformat(one.until)
    said = _("Forgotten on {date}").format(date=date_time(until))
    soon = until - datetime.now() < timedelta(days=1)
    return Entry(
        title=one.words,
        kind="whereabouts",
        id=one.id,
        icon="map-pin",
        tone="neutral",
        badges=[Badge("hourglass", said, "warn" if soon else "neutral")],
        facts=told(label("whereabouts_kind", one.kind), _("also when the case is closed") if one.kept else ""),
        acts=("forget",),
    )


def _check_in(one: Any, names: Mapping[str, str]) -> Entry:
    """Whether somebody was reached in time."""
    late = one.is_overdue(datetime.now())
    said = _("Call by {moment}").format(moment=date_time(one.due))
    badges = [Badge("alert-circle" if late else "phone-call", said, "bad" if late else "ok")]
    last = _("last reached: {moment}").format(moment=date_time(one.last)) if one.last else _("not reached yet")
    return Entry(
        title=_("Check-in every {n} h").format(n=one.hours),
        kind="check_in",
        id=one.case_id,
        icon="phone-call",
        tone="bad" if late else "ok",
        badges=badges,
        facts=told(last, names.get(one.member, "")),
        acts=("reached",),
    )
