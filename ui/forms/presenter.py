"""What a form says and does where no Qt is needed: reading what was written, faults, drafts, options."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from clinic_app.records.record import Field, Record, RecordType
from clinic_app.records.values import Choice, Elements, Fault, Kept, Kind, Ref, Text, WrongValue
from clinic_app.reference import lists
from clinic_app.wording.alphabet import alphabet_key
from clinic_app.wording.words import spoken

FEW = 5  # a list of up to so many codes is shown whole
CHIPS_SHOWN = 4


@dataclass(frozen=True)
class Written:
    """What a form holds: the record as far as it can be read, and what cannot be read."""

    record: Record
    wrong: Mapping[str, Fault]


def read_form(record: Record, given: Mapping[str, Any]) -> Written:
    """`record` with the JSON values of `given`; those that cannot be read keep their old value and are named."""
    values: dict[str, Any] = {}
    wrong: dict[str, Fault] = {}
    for name, value in given.items():
        spec = record.type.field(name)
        if isinstance(value, Fault):
            wrong[name] = value
            continue
        try:
            read = spec.kind.read(value)
        except WrongValue as fault:
            # A code of a newer program's list stays as it is while nobody touches it.
            if spec.kind.write(getattr(record, name)) != value:
                wrong[name] = fault.fault
            continue
        if read != getattr(record, name):
            values[name] = read
    return Written(replace(record, **values), wrong)


def fault_of(spec: Field, value: Any) -> Fault | None:
    """What is wrong with one field as it stands, looked at alone."""
    if isinstance(value, Fault):
        return value
    try:
        read = spec.kind.read(value)
    except WrongValue as wrong:
        return wrong.fault
    missing = spec.required and not spec.program_fills and read == spec.kind.empty
    return Fault.REQUIRED if missing else None


def fault_sentence(fault: Fault) -> str:
    """The fault in the words of the language in use."""
    from clinic_app.wording.sentences import fault_words

    return fault_words(fault)


def fields_in_conflict(record: Record) -> frozenset[str]:
    """The fields that hold several values which nobody has chosen between."""
    return frozenset(register.partition("/")[0] for register in record.conflicts)


def left_over(kind: RecordType, placed: Iterable[str]) -> list[Field]:
    """The fields a form has not placed itself, in the order they are declared, without what nobody types."""
    taken = {*placed, kind.parent_field}
    return [spec for spec in kind.fields if spec.name not in taken and _typed(spec)]


def _typed(spec: Field) -> bool:
    if spec.hidden or spec.by_step or isinstance(spec.kind, Kept):
        return False
    if isinstance(spec.kind, Ref) and spec.kind.to in ("", "office"):
        return False
    return not (spec.program_fills and isinstance(spec.kind, Text))  # numbers are given by the program


def references(kind: RecordType) -> frozenset[str]:
    """The record types (persons aside) that fields of `kind` point to, whose titles a form must know."""
    return frozenset(spec.kind.to for spec in kind.fields if isinstance(spec.kind, Ref) and spec.kind.to in ("member",))


@dataclass(frozen=True)
class Code:
    """One value to choose: its label, where it belongs, and everything else it may be called."""

    id: str
    label: str
    second: str = ""
    names: tuple[str, ...] = ()


def codes(name: str, day: date | None = None) -> list[Code]:
    """The values of a list that may be chosen on `day`, in their order, ready for typing."""
    known = lists.items(name)
    on = (day or date.today()).isoformat()
    found = []
    for item in known.values():
        if not lists.open_on(item, on) or item.id == "KG":
            continue
        parent = known.get(item.parent)
        group = parent.label() if parent and parent.id != "KG" else ""
        others = tuple(label for label in (*item.labels.values(), *item.aliases) if label)
        found.append(Code(item.id, item.label(), group, others))
    # A list with parents is a long one: its groups stand together in the alphabet's order.
    return found if name in _ORDERED or not any(code.second for code in found) else _grouped(found)


_ORDERED = frozenset({"legal_topics", "attack_types"})


def _grouped(found: list[Code]) -> list[Code]:
    return sorted(found, key=lambda code: alphabet_key(f"{code.second} {code.label}"))


def code_of(spec: Field) -> str:
    """The reference list of a choice field."""
    kind: Kind = spec.kind
    return (kind.list or "") if isinstance(kind, (Choice, Elements)) else ""


# --- drafts -----------------------------------------------------------------------------------------------------


def draft_content(
    kind: str, id: str, version: str, states: Mapping[str, Any], title: str = "", mode: str = ""
) -> dict[str, Any]:
    """A form as a draft keeps it: what was written, on top of which version of the record, in which way of the form."""
    kept = {"type": kind, "id": id, "version": version, "states": dict(states), "title": title, "spoken": spoken()}
    return kept | ({"mode": mode} if mode else {})


def is_draft_of(content: Mapping[str, Any], kind: str) -> bool:
    return content.get("type") == kind and isinstance(content.get("states"), dict)


# --- consents ---------------------------------------------------------------------------------------------------


def consents_after(
    before: Iterable[Mapping[str, Any]], ticked: Iterable[str], form: str, on: date, text_version: str = ""
) -> list[dict[str, Any]]:
    """The consents after ticking: new ones get `form`, `on` and the version of the text that was shown; one taken back
    is withdrawn today, never forgotten.
    """
    known = {body["kind"]: dict(body) for body in before}
    wanted = set(ticked)
    found: list[dict[str, Any]] = []
    for item in lists.items("consent_kind").values():
        body = known.pop(item.id, None)
        if item.id in wanted:
            stands = body is not None and body.get("form", "none") != "none" and not body.get("withdrawn_on")
            given = {"kind": item.id, "form": form, "on": on.isoformat(), "text_version": text_version}
            found.append(body if stands and body else given)
        elif body is not None:
            if body.get("form", "none") != "none" and not body.get("withdrawn_on"):
                body["withdrawn_on"] = date.today().isoformat()
            found.append(body)
    return [*found, *known.values()]  # kinds of a newer program stay


def consents_standing(bodies: Iterable[Mapping[str, Any]]) -> list[str]:
    """The kinds of the consents that hold."""
    return [b["kind"] for b in bodies if b.get("form", "none") != "none" and not b.get("withdrawn_on")]


def short_number(number: str, office: str, laptop: str, year: int) -> str:
    """What of a record number differs from one's own: 0342, A-0342, 2025-B-0031, or all of it."""
    own = f"{office}-"
    if not number.startswith(own):
        return number
    rest = number.removeprefix(own)
    if rest.startswith(f"{year}-"):
        rest = rest.removeprefix(f"{year}-")
        return rest.removeprefix(f"{laptop}-")
    return rest
