"""Values of the journal as words: what a register is called, and what a JSON value of it says.

Preview, desk, history and merge report all speak by these, in the language in use. Whatever a newer program wrote is
shown as it stands, never hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from clinic_app.records.declared import all_types
from clinic_app.records.record import Field
from clinic_app.records.values import Choice, ConsentList, Elements, Kind, Moment, PartialDay, Ref, Whole, WrongValue
from clinic_app.reference import lists
from clinic_app.wording.dates import date_time, number, short_date
from clinic_app.wording.words import N_, _

NOTHING = "—"
NO_TITLES: Mapping[str, str] = MappingProxyType({})

# Registers of every record, which no class declares.
_OWN_LABELS = {
    "archived": N_("Archived"),
    "home": N_("Home office"),
    "moving_to": N_("Hand over to"),
    "erased": N_("Erasure"),
}
_ERASED = {"asked": N_("asked for"), "confirmed": N_("confirmed")}
_OFFICES = ("home", "moving_to")  # their values are ids of offices


def field_of(kind: str, register: str) -> Field | None:
    """The declared field a register belongs to; None for the program's own registers and those of newer programs."""
    declared = all_types().get(kind)
    return declared.by_name.get(register.partition("/")[0]) if declared else None


def label_of(kind: str, register: str, titles: Mapping[str, str] = NO_TITLES) -> str:
    """What a register is called: "Vulnerability: low income" for an element; `titles` name persons in sets."""
    name, _slash, element = register.partition("/")
    spec = field_of(kind, register)
    if spec is None:
        return _(_OWN_LABELS[name]) if name in _OWN_LABELS else register
    if not element:
        return _(spec.label)
    return _("{field}: {what}").format(field=_(spec.label), what=_element(spec.kind, element, titles))


def words_of(kind: str, register: str, value: Any, titles: Mapping[str, str] = NO_TITLES) -> str:
    """What a register's JSON value says; what is cleared or out of the set is a dash.

    `titles` names the records that values point to (see `references_of`); one that is absent was not received yet.
    """
    if value is None or value in ("", []):
        return NOTHING
    spec = field_of(kind, register)
    if spec is None:
        return _own_words(register, value, titles)
    if isinstance(spec.kind, ConsentList):
        return _consent(value)
    if isinstance(spec.kind, Elements):
        return _("is in the list") if value else NOTHING
    if isinstance(spec.kind, Choice):
        return code_words(spec.kind.list, str(value))
    if isinstance(spec.kind, Ref):
        return titles.get(str(value)) or (_("not received yet") if spec.kind.to else str(value))
    if isinstance(spec.kind, PartialDay):
        return _partial_day(str(value))
    return _plain(spec.kind, value)


def references_of(told: Iterable[tuple[str, str, Any]]) -> dict[str, set[str]]:
    """Record type -> ids whose titles the words of these (type, register, value) need."""
    wanted: dict[str, set[str]] = {}
    for kind, register, value in told:
        name, _slash, element = register.partition("/")
        spec = field_of(kind, register)
        if spec is None:
            to, id = ("office", value) if name in _OFFICES else ("", "")
        elif isinstance(spec.kind, Ref):
            to, id = spec.kind.to, value
        elif isinstance(spec.kind, Elements):
            to, id = spec.kind.to, element
        else:
            continue
        if to and id and isinstance(id, str):
            wanted.setdefault(to, set()).add(id)
    return wanted


def code_words(listed: str, code: str) -> str:
    """A code's label, after that of its parent where alone it would be unclear (Naryn: oblast, rayon or city)."""
    if not listed:
        return code
    known = lists.items(listed)
    item = known.get(code)
    parent = known.get(item.parent) if item else None
    if item is None or parent is None or parent.more.get("level") == "0":
        return lists.label(listed, code)
    return f"{parent.label()} › {item.label()}"


def _element(kind: Kind, element: str, titles: Mapping[str, str]) -> str:
    if isinstance(kind, ConsentList):
        return lists.label("consent_kind", element)
    if not isinstance(kind, Elements):
        return element
    if kind.to:
        return titles.get(element) or _("not received yet")
    return code_words(kind.list or "", element)


def _own_words(register: str, value: Any, titles: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if register in _OFFICES:
        return titles.get(str(value)) or str(value)
    if register == "erased":
        return _(_ERASED[value]) if value in _ERASED else str(value)
    return str(value)


def _plain(kind: Kind, value: Any) -> str:
    try:
        typed = kind.read(value)
    except WrongValue:
        return str(value)
    if isinstance(typed, bool):
        return _("Yes") if typed else _("No")
    if isinstance(kind, Moment) and isinstance(typed, datetime):
        return date_time(typed)
    if isinstance(typed, date):
        return short_date(typed)
    return number(typed) if isinstance(kind, Whole) and kind.name != "year" else str(value)


def _partial_day(value: str) -> str:
    day = ".".join(reversed(value.lstrip("~").split("-")))
    return _("about {date}").format(date=day) if value.startswith("~") else day


def _consent(value: Any) -> str:
    """Written, 22.11.2026, text 2, withdrawn on 01.12.2026."""
    if not isinstance(value, Mapping):
        return _("is in the list") if value is True else str(value)
    parts = [lists.label("consent_form", str(value.get("form") or "none"))]
    if value.get("on"):
        parts.append(_day(value["on"]))
    if value.get("text_version"):
        parts.append(_("text {version}").format(version=value["text_version"]))
    if value.get("withdrawn_on"):
        parts.append(_("withdrawn on {date}").format(date=_day(value["withdrawn_on"])))
    return ", ".join(parts)


def _day(value: Any) -> str:
    try:
        return short_date(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)
