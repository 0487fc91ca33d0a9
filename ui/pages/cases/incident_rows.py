"""The incidents a case is about, and the searches and seizures with what was taken. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clinic_app.wording.words import _, ngettext
from ui.pages.cases.entries import Badge, Entry, day, heading, label, labels, newest, told
from ui.pages.cases.presenter import plain_day

_RUNGS = {"confirmed": "ok", "may_be_published": "ok", "document": "info", "not_confirmed": "bad"}
_RETURNED = {"full": "ok", "part": "warn", "in_custody": "bad", "damaged": "bad", "destroyed": "bad"}


def incident_rows(incidents: Sequence[Any], seizures: Sequence[Any], items: Sequence[Any]) -> list[Entry]:
    """Incidents, the newest first; then searches and seizures with their items below each."""
    found = [_incident(one) for one in newest(incidents, "occurred_on")]
    if seizures:
        found.append(heading(_("Searches and seizures")))
    for one in newest(seizures, "on"):
        taken = [item for item in items if item.seizure_id == one.id]
        found.append(_seizure(one, taken))
        found += [_item(item) for item in sorted(taken, key=lambda item: item.id)]
    return found


def _incident(one: Any) -> Entry:
    badges = []
    if one.verification:
        tone = _RUNGS.get(one.verification, "neutral")
        icon = "circle-check" if tone == "ok" else "circle-dashed"
        badges.append(Badge(icon, label("verification_level", one.verification), tone))
    if one.publication_consent:
        tone = "bad" if one.publication_consent == "C0" else "neutral"
        badges.append(Badge("shield-lock", label("publication_consent", one.publication_consent), tone))
    place = told(label("divisions", one.division_id), one.place_note)
    when = told(plain_day(one.occurred_on), f"{one.occurred_at:%H:%M}" if one.occurred_at else "")
    return Entry(
        title=one.title,
        kind="incident",
        id=one.id,
        icon="alert-triangle",
        tone="bad",
        badges=badges,
        facts=told(
            one.record_no, when or day(one.reported_on), place, ", ".join(labels("attack_types", one.attack_types))
        ),
        text=one.description,
        acts=("open",),
        torn=bool(one.conflicts),
    )


def _seizure(one: Any, taken: Sequence[Any]) -> Entry:
    badges = []
    if one.warrant_seen == "no":
        badges.append(Badge("alert-triangle", _("No warrant shown"), "bad"))
    if one.protocol_given == "no":
        badges.append(Badge("alert-triangle", _("No copy of the protocol given"), "bad"))
    if one.lawyer_present == "no":
        badges.append(Badge("alert-triangle", _("No lawyer present"), "warn"))
    if one.return_state:
        badges.append(
            Badge("package", label("return_state", one.return_state), _RETURNED.get(one.return_state, "neutral"))
        )
    when = told(plain_day(one.on), f"{one.at:%H:%M}" if one.at else "")
    counted = ngettext("{n} item taken", "{n} items taken", len(taken)).format(n=len(taken)) if taken else ""
    return Entry(
        title=told(when, one.authority or _("Search or seizure")),
        kind="seizure",
        id=one.id,
        icon="package",
        tone="warn",
        badges=badges,
        facts=told(one.place, one.protocol_number, counted),
        text=one.note,
        acts=("open", "item", "sheet", "bin"),
        torn=bool(one.conflicts),
    )


def _item(one: Any) -> Entry:
    state = one.return_state or ""
    tone = _RETURNED.get(state, "neutral")
    badges = [Badge("package", told(label("return_state", state), day(one.returned_on)), tone)] if state else []
    many = f"× {one.quantity}" if one.quantity and one.quantity > 1 else ""
    return Entry(
        title=f"{one.item} {many}".strip(),
        kind="seized_item",
        id=one.id,
        icon="device-laptop" if one.kind in ("computer", "laptop") else "package",
        badges=badges,
        facts=told(label("seized_kind", one.kind), one.serial, one.owner, one.condition),
        text=one.note,
        depth=1,
        acts=("open", "bin") if state == "full" else ("open", "given_back", "bin"),
        torn=bool(one.conflicts),
    )
