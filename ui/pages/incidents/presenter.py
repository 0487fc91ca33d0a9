"""What the pages of incidents say, where no Qt is needed: the ladder, the gate's verdict, what was given out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from clinic_app.reference import lists
from clinic_app.use_cases.identity import Identity
from clinic_app.wording.dates import date_time, short_date
from clinic_app.wording.words import _
from ui.forms.narrowing import Filter, Narrow, codes, dates_filter, lawyer_choices, shelf_filter
from ui.widgets.lines import ListLine

# level -> (icon, tone): a word always stands beside them
_LEVELS = {
    "claim": ("circle-dashed", "neutral"),
    "one_source": ("user", "neutral"),
    "two_sources": ("users", "info"),
    "document": ("file-text", "info"),
    "confirmed": ("circle-check", "ok"),
    "not_confirmed": ("alert-circle", "bad"),
    "may_be_published": ("send", "ok"),
}


@dataclass(frozen=True)
class ListRow:
    """An incident in the list."""

    id: str
    record: Any
    lawyer: str = ""
    office: str = ""


@dataclass(frozen=True)
class IncidentFacts:
    """All the page of an incident shows, read at once."""

    record: Any
    ladder: Sequence[Any]
    verdicts: Mapping[str, Any]
    given: Sequence[Any]
    cases: Sequence[tuple[str, str]]  # id, number and title
    persons: Mapping[str, str]
    names: Mapping[str, str]  # of members
    next_levels: Sequence[str] = field(default_factory=tuple)


def read_incident(clinic: Any, id: str) -> IncidentFacts:
    """Vault's thread: an incident with its ladder, the gate's verdicts and what left. NoSuchRecord."""
    from clinic_app.use_cases.incidents import next_levels

    record = clinic.incidents.load(id)
    ladder, given = clinic.incidents.ladder(id), clinic.publishing.given_out("incident", id)
    cases = clinic.casework.load_many("journalist_case", sorted(record.case_ids))
    persons = clinic.casework.titles("person", sorted(record.person_ids | record.suspected_ids))
    members = {one.decided_by for one in ladder} | {one.by for one in given} | {record.lawyer_id}
    return IncidentFacts(
        record=record,
        ladder=ladder,
        verdicts=clinic.publishing.open_modes("incident", id),
        given=given,
        cases=[(one.id, " · ".join(part for part in (one.record_no, one.title) if part)) for one in cases],
        persons=persons,
        names=clinic.casework.titles("member", sorted(members - {None, ""})),
        next_levels=next_levels(record.verification or "claim"),
    )


def level_looks(level: str | None) -> tuple[str, str, str]:
    """(icon, word, tone) of a level of verification."""
    code = level or "claim"
    icon, tone = _LEVELS.get(code, ("circle-dashed", "neutral"))
    return icon, lists.label("verification_level", code), tone


def partial_words(on: str | None) -> str:
    """22.11.2026, 11.2026, 2026, with ≈ where it is about."""
    if not on:
        return ""
    about, bare = ("≈ " if on.startswith("~") else ""), on.lstrip("~")
    return about + ".".join(reversed(bare.split("-")))


def label(name: str, code: str | None) -> str:
    """The label of a code, "" for none."""
    return lists.label(name, code) if code else ""


def labels(name: str, chosen: Any) -> list[str]:
    """The words of several codes in the list's order."""
    known = {code: place for place, code in enumerate(lists.items(name))}
    return [lists.label(name, code) for code in sorted(chosen, key=lambda code: known.get(code, len(known)))]


def place_words(record: Any) -> str:
    """Where it happened."""
    parts = [
        lists.label("divisions", record.division_id) if record.division_id else "",
        record.place_note,
        _("on the internet") if record.online else "",
    ]
    return " · ".join(part for part in parts if part)


def when_words(record: Any) -> str:
    """When it happened: perhaps only the month, perhaps until when."""
    began = partial_words(record.occurred_on)
    if record.occurred_at:
        began = f"{began}, {record.occurred_at:%H:%M}"
    ended = partial_words(record.ended_on)
    return f"{began} – {ended}" if ended else began


# --- the ladder -----------------------------------------------------------------------------------------------------


def rung_lines(ladder: Sequence[Any], names: Mapping[str, str]) -> list[ListLine]:
    """The rungs climbed, newest first: who, when, on what."""
    found = []
    for step in reversed(ladder):
        icon, word, tone = level_looks(step.level)
        parts = [
            ", ".join(labels("verification_basis", step.basis)),
            _("sources: {n}").format(n=step.sources) if step.sources else "",
            names.get(step.decided_by or "", ""),
            step.note,
        ]
        found.append(
            ListLine(
                step.id,
                word,
                " · ".join(part for part in parts if part),
                icon=icon,
                icon_tone={"ok": "ok", "bad": "bad", "info": "accent_text"}.get(tone, "text2"),
                note=short_date(step.decided_on) if step.decided_on else "",
                data=step,
            )
        )
    return found


# --- the gate -------------------------------------------------------------------------------------------------------


def verdict_words(verdicts: Mapping[str, Any]) -> tuple[str, str, str, list[str]]:
    """(tone, icon, sentence, why not more) of what may leave: the fullest mode that is open."""
    open_modes = [mode for mode, verdict in verdicts.items() if verdict.allowed]
    shut = next((verdict for verdict in verdicts.values() if not verdict.allowed), None)
    why = list(dict.fromkeys(one.words for one in shut.why)) if shut else []
    if not open_modes:
        return "warn", "lock", _("Nothing may be given out now"), why
    most = lists.label("publication_consent", open_modes[-1])
    return "info", "send", _("At most: {mode}").format(mode=most), why


def given_lines(given: Sequence[Any], names: Mapping[str, str]) -> list[ListLine]:
    """What left the clinic, newest first; what was taken back says so."""
    found = []
    for one in given:
        back = one.recalled_at is not None
        parts = [
            lists.label("publication_consent", one.mode) if one.mode else "",
            names.get(one.by or "", ""),
            one.note,
        ]
        form = lists.label("disclosure_form", one.form) if one.form else ""
        found.append(
            ListLine(
                one.id,
                ": ".join(part for part in (form, one.to_whom) if part),
                " · ".join(part for part in parts if part),
                icon="arrow-back-up" if back else "send",
                pill=_("Taken back {date}").format(date=short_date(one.recalled_at)) if back else "",
                pill_icon="check",
                tone="ok",
                note=date_time(one.at) if one.at else "",
                data=one,
            )
        )
    return found


# --- the list -------------------------------------------------------------------------------------------------------


def filters_of(today: date, me: Identity) -> list[Filter]:
    """Verification, type of attack, what it is about, days, lawyer; behind "More" office and archive."""
    office = [Filter("office", _("Office"), more=True, late=True)] if me.coordinator else []
    reported = dates_filter(_("Reported on"), "reported_on", today)
    attacks = [Narrow(one.id, one.label(), {"attack_types": one.id}) for one in lists.items("attack_types").values()]
    return [
        Filter("verification", _("Verification"), codes("verification_level", "verification")),
        Filter("about", _("About"), codes("incident_about", "about")),
        Filter("lawyer", _("Lawyer"), lawyer_choices(me.member_id, []), late=True),
        Filter(reported.id, reported.word, reported.choices, more=True, dated=reported.dated),
        Filter("attack", _("Types of attack"), attacks, more=True),
        *office,
        shelf_filter(),
    ]
