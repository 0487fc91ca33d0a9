"""The courts of a case: each instance with its hearings, amounts and outcome, and who takes part. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from clinic_app.reference import lists
from clinic_app.wording.words import _
from ui.pages.cases.entries import Badge, Entry, day, heading, label, soms, told
from ui.pages.cases.presenter import days_words, hearing_day, plain_day, step_tone

_INSTANCES = ("pretrial", "first", "appeal", "cassation", "new_circumstances", "constitutional", "international")
# Whether a claim granted is good news depends on who brought it; these are good or bad for everybody we help.
_GOOD = frozenset({"settled", "acquitted", "released", "perp_sanction", "info_given", "safe"})
_BAD = frozenset({"convicted", "impunity"})


def court_rows(
    proceedings: Sequence[Any], parties: Sequence[Any], events: Sequence[Any], names: Mapping[str, str], today: date
) -> list[Entry]:
    """Proceedings from the first instance up, each with its hearings; then the parties. `names` by person id."""
    found: list[Entry] = []
    if proceedings:
        found.append(heading(_("Proceedings")))
    for one in sorted(proceedings, key=_order):
        found.append(_proceeding(one, names))
        own = [event for event in events if event.proceeding_id == one.id]
        hearings = [event for event in own if event.kind in ("hearing", "postponed")]
        found += [_hearing(event, today) for event in sorted(hearings, key=lambda event: str(event.on))]
    if parties:
        found.append(heading(_("Parties")))
    of = {one.id: _instance(one) for one in proceedings}
    sides = list(lists.items("party_side"))
    found += [
        _party(one, names, of)
        for one in sorted(parties, key=lambda one: (sides.index(one.side) if one.side in sides else 9, one.id))
    ]
    return found


def _order(one: Any) -> tuple[int, str, str]:
    place = _INSTANCES.index(one.instance) if one.instance in _INSTANCES else len(_INSTANCES)
    return place, str(one.began_on or "9"), one.id


def _instance(one: Any) -> str:
    return label("court_instance", one.instance) or label("proceedings", one.procedure)


def _proceeding(one: Any, names: Mapping[str, str]) -> Entry:
    court = label("courts", one.court_id) or one.body_name
    judges = ", ".join(sorted(names[id] for id in one.judge_ids if id in names))
    badges = [Badge("gavel", label("proceedings_stages", one.stage), "info")] if one.stage else []
    if one.outcome:
        badges.append(Badge("circle-check", label("case_outcome", one.outcome), outcome_tone(one.outcome)))
    if one.interpreter:
        badges.append(Badge("language", _("Interpreter needed"), "warn"))
    began = _("since {date}").format(date=day(one.began_on)) if one.began_on else ""
    side = _("our client: {role}").format(role=label("party_role", one.our_side).lower()) if one.our_side else ""
    facts = told(label("proceedings", one.procedure), one.case_number, began, side, label("language", one.language))
    return Entry(
        title=told(_instance(one), court),
        kind="proceeding",
        id=one.id,
        icon="gavel",
        tone="info",
        badges=badges,
        facts=facts,
        text="\n".join(line for line in (_judges(judges), amounts(one), _decided(one), one.note) if line),
        acts=("open", "hearing", "next_instance", "bin"),
        torn=bool(one.conflicts),
    )


def _judges(names: str) -> str:
    return _("Judges: {names}").format(names=names) if names else ""


def _decided(one: Any) -> str:
    decided = _("Decided on {date}").format(date=day(one.decided_on)) if one.decided_on else ""
    in_force = _("in force since {date}").format(date=day(one.in_force_on)) if one.in_force_on else ""
    return told(decided, in_force)


def amounts(one: Any) -> str:
    """Claimed and awarded, in soms."""
    asked = soms(one.claim_amount), soms(one.moral_damages)
    given = soms(one.awarded_amount), soms(one.awarded_damages)
    found = []
    if asked[0]:
        found.append(_("Claimed: {sum} som").format(sum=asked[0]))
    if asked[1]:
        found.append(_("moral damages claimed: {sum} som").format(sum=asked[1]))
    if given[0]:
        found.append(_("awarded: {sum} som").format(sum=given[0]))
    if given[1]:
        found.append(_("moral damages awarded: {sum} som").format(sum=given[1]))
    return told(*found)


def outcome_tone(code: str) -> str:
    """How an outcome looks: good, bad or plain."""
    return "ok" if code in _GOOD else "bad" if code in _BAD else "neutral"


def _hearing(event: Any, today: date) -> Entry:
    on = hearing_day(event)
    ahead = on is not None and on >= today
    tone = step_tone(on, today) if on and ahead else "neutral"
    badges = [Badge("calendar-event", days_words(on, today), tone)] if on and ahead else []
    if event.postponed_to:
        badges.append(Badge("arrow-right", _("Postponed to {date}").format(date=day(event.postponed_to)), "warn"))
    if event.interpreter:
        badges.append(Badge("language", _("Interpreter needed"), "warn"))
    when = told(plain_day(event.on), f"{event.at:%H:%M}" if event.at else "")
    acts = ("open", "postpone", "bin") if event.kind == "hearing" and not event.postponed_to else ("open", "bin")
    return Entry(
        title=told(label("timeline_event", event.kind), when),
        kind="case_event",
        id=event.id,
        icon="calendar-event",
        tone="warn" if tone in ("warn", "bad") else "neutral",
        badges=badges,
        facts=event.title,
        text=event.notes,
        depth=1,
        acts=acts,
        torn=bool(event.conflicts),
    )


def _party(one: Any, names: Mapping[str, str], proceedings: Mapping[str, str]) -> Entry:
    tone = {"ours": "ok", "theirs": "bad"}.get(one.side or "", "neutral")
    counsel = names.get(one.counsel_id or "", "")
    return Entry(
        title=names.get(one.person_id or "", _("Unknown")),
        kind="party",
        id=one.id,
        icon="user",
        tone="neutral",
        badges=[Badge("", label("party_side", one.side), tone)] if one.side else [],
        facts=told(
            label("party_role", one.role),
            proceedings.get(one.proceeding_id or "", ""),
            _("lawyer: {name}").format(name=counsel) if counsel else "",
        ),
        text=one.note,
        acts=("open", "bin"),
        torn=bool(one.conflicts),
    )
