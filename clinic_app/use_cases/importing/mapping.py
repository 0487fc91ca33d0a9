"""Which heading of a sheet is which field, what its words mean, and what stands where a sheet says nothing.

A mapping is what the person confirms and what is remembered. In a file it is JSON:
{"headings": {"Дата": "received_at"}, "values": {"topic": {"развод": "FAM.DIV"}}, "defaults": {"channel": "hotline"}}.
Two headings may name one field where a value has two parts: date and time, oblast and district, family and given name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from clinic_app.errors import BadInput, UnknownMapping, file_error
from clinic_app.names.folding import fold
from clinic_app.records.declared import record_type
from clinic_app.records.record import Field, RecordType
from clinic_app.records.values import ConsentList, Elements, Kept, Ref, Text, WrongValue
from clinic_app.use_cases.people import WITH_CONSULTATION
from clinic_app.wording.words import N_

_LARGEST = 2**20
_OF_MEMBER = ("member", "office_id")  # of everything else the office is the one that imports
_ID = Field(name="id", label=N_("Id in the case book"), kind=Text(longest=64))


@dataclass(frozen=True)
class Mapping_:  # noqa: N801 - `Mapping` is taken
    """headings -> field id ("" leaves it out); values: field -> {written text -> code}; defaults: field -> value."""

    headings: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)

    def with_heading(self, heading: str, field_id: str) -> Mapping_:
        """The same with one heading settled; UnknownMapping when the sheet has no such heading.

        Small and capital letters and ң ө ү aside, as people type headings.
        """
        found = [known for known in self.headings if fold(known) == fold(heading.strip())]
        if len(found) != 1:
            raise UnknownMapping(heading=heading)
        return replace(self, headings={**self.headings, found[0]: field_id})

    def with_word(self, field_id: str, written: str, code: str) -> Mapping_:
        """The same, with what a word of a list means."""
        words = {**self.values.get(field_id, {}), written: code}
        return replace(self, values={**self.values, field_id: words})

    def with_defaults(self, proposed: Mapping[str, str]) -> Mapping_:
        """The same, with `proposed` where it says nothing itself."""
        return replace(self, defaults={**proposed, **self.defaults})

    def over(self, headings: tuple[str, ...]) -> Mapping_:
        """The same for a sheet with `headings`: missing ones are left out; UnknownMapping for one it does not have."""
        for heading in self.headings:
            if heading not in headings:
                raise UnknownMapping(heading=heading)
        return replace(self, headings={heading: self.headings.get(heading, "") for heading in headings})

    def as_json(self) -> dict[str, Any]:
        return {
            "headings": dict(self.headings),
            "values": {name: dict(words) for name, words in self.values.items()},
            "defaults": dict(self.defaults),
        }


def from_json(given: Any, file: str = "") -> Mapping_:
    """The mapping behind a JSON object; BadInput(file, line, why) when it is none."""
    if not isinstance(given, dict) or not given.keys() <= {"headings", "values", "defaults"}:
        raise BadInput(file=file, line=1, why="not_a_mapping")
    headings, values, defaults = (given.get(part) or {} for part in ("headings", "values", "defaults"))
    if not all(isinstance(part, dict) for part in (headings, values, defaults)):
        raise BadInput(file=file, line=1, why="not_a_mapping")
    if not all(isinstance(words, dict) for words in values.values()):
        raise BadInput(file=file, line=1, why="not_a_mapping")
    return Mapping_(
        headings={str(heading): _text(name, file) for heading, name in headings.items()},
        values={str(name): {str(k): _text(v, file) for k, v in words.items()} for name, words in values.items()},
        defaults={str(name): _text(value, file) for name, value in defaults.items()},
    )


def from_file(path: Path) -> Mapping_:
    """The mapping in the JSON file at `path`; BadInput or FileUnreadable."""
    try:
        if path.stat().st_size > _LARGEST:
            raise BadInput(file=path.name, line=1, why="too_large")
        content = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(file=path.name, line=1, why="encoding") from None
    except OSError as problem:
        raise file_error(problem, path, writing=False) from None
    try:
        given = json.loads(content)
    except (json.JSONDecodeError, RecursionError) as problem:
        raise BadInput(file=path.name, line=getattr(problem, "lineno", 1), why="not_json") from None
    return from_json(given, path.name)


def target(kind: str, name: str) -> Field:
    """The field `name` that a column of a `kind` may fill: its own, or its person's; UnknownMapping otherwise."""
    spec = fillable(kind).get(name)
    if spec is None:
        raise UnknownMapping(field=name)
    return spec


def fillable(kind: str) -> dict[str, Field]:
    """Every field a sheet of `kind` may fill, by id. The office is always the one that imports."""
    own = record_type(kind)
    found = {spec.name: spec for spec in own.fields if _may_stand_in_a_sheet(spec) or (kind, spec.name) == _OF_MEMBER}
    found["id"] = _ID
    if _has_a_client(own):
        person = record_type("person")
        found.pop("person_id", None)  # a sheet names the client; the id is found or made
        found |= {name: person.field(name) for name in WITH_CONSULTATION}
    return found


def is_persons(kind: str, name: str) -> bool:
    """Whether the column is about the record's person, not the record itself."""
    own = record_type(kind)
    return name in WITH_CONSULTATION and name not in own.by_name and _has_a_client(own)


def _has_a_client(own: RecordType) -> bool:
    return "person_id" in own.by_name and own.parent_field != "person_id"


def checked(mapping: Mapping_, kind: str) -> Mapping_:
    """The mapping, after every field, code and default in it is known; UnknownMapping(heading= or field=) otherwise."""
    taken: dict[str, str] = {}
    for heading, name in mapping.headings.items():
        if not name:
            continue
        spec = target(kind, name)
        if name in taken and not may_be_joined(spec):
            raise UnknownMapping(heading=heading, field=name)
        taken[name] = heading
    for name, words in mapping.values.items():
        for code in words.values():
            _read(target(kind, name), code)
    for name, value in mapping.defaults.items():
        _read(target(kind, name), value)
    return mapping


def may_be_joined(spec: Field) -> bool:
    """Whether two columns may make one value: text, date and time, oblast and district, a set."""
    return (
        spec.kind.name in ("text", "moment", "choices", "elements")
        or getattr(spec.kind, "list", None) == "divisions"
        or spec.kind.in_elements
    )


def _read(spec: Field, written: str) -> Any:
    try:
        return spec.kind.read_text(written)
    except WrongValue:
        raise UnknownMapping(field=spec.name, value=written) from None


def _may_stand_in_a_sheet(spec: Field) -> bool:
    if spec.hidden or spec.by_step:
        return False
    if isinstance(spec.kind, Ref):
        return spec.kind.to not in ("office", "")
    if isinstance(spec.kind, Elements) and spec.kind.to:
        return spec.kind.to == "person"  # opponents: a name finds or makes a person
    return not isinstance(spec.kind, (Kept, ConsentList)) and not getattr(spec.kind, "to", "")


def _text(given: Any, file: str) -> str:
    """A value of the file as typed text: lists as codes with commas, null as nothing."""
    if given is None:
        return ""
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, (str, int)):
        return str(given)
    if isinstance(given, list) and all(isinstance(part, str) for part in given):
        return ",".join(given)
    raise BadInput(file=file, line=1, why="not_a_mapping")
