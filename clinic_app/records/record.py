"""The class is the registry.

From one line of a record class come column, form row, table column, journal, merge, search, card, import and the
privacy rule.

A `Field` has plain attributes only. A *register* is the smallest thing that is merged: a plain field is one register
named as the field, a field in elements is one register per element, named `field/element`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, ClassVar, TypeVar, dataclass_transform

from clinic_app.errors import UnknownField
from clinic_app.records.values import PHONES, Json, Kind, Phone

SHARES = (
    "full",
    "month_only",
    "age_group",
    "oblast_or_district",
    "group",
    "suppressed_aggregate",
    "pseudonym",
    "never",
)
SENSITIVITIES = ("public", "internal", "sensitive", "confidential", "privileged", "secret", "top")


@dataclass(frozen=True)
class Field:
    """One field of a record type. `label` is English source; `searchable` is name, body or nothing; `share` the
    privacy rule.
    """

    name: str
    label: str
    kind: Kind
    required: bool = False
    in_table: bool = False
    searchable: str = ""
    share: str = "never"
    sensitivity: str = "internal"
    program_fills: bool = False  # empty on a new record means: the program fills it in
    hidden: bool = False  # for the program alone: in no form, card, list, command, import or history
    by_step: bool = False  # never typed: changed by an act of its own, which leaves a record of who and why
    by_manager: bool = False  # once said, changed only by who manages the laptop's people


_OF_EVERY_RECORD = ("home", "archived", "erased", "moving_to")

Seen = Mapping[str, tuple[str, ...]]  # register -> names of the entries whose values were shown
NOTHING_SEEN: Seen = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class Record:
    """What a clinic keeps, frozen. It carries what was shown of it (`seen`), so that a save can say so."""

    id: str = ""
    home: str = ""  # the one office whose record this is
    archived: bool = False
    erased: str = ""  # "asked" by an office hides it; "confirmed" by a coordinator has destroyed it
    moving_to: str = ""  # the office that shall take it, when its own has asked
    seen: Seen = field(default_factory=lambda: NOTHING_SEEN, repr=False, compare=False)
    conflicts: frozenset[str] = field(default=frozenset(), compare=False)  # registers with several live values
    complete: bool = field(default=True, compare=False)  # the entry that began the record is here
    hidden: frozenset[str] = field(default=frozenset(), compare=False)  # fields kept from whoever loaded it: empty here

    type: ClassVar[RecordType]

    def registers(self) -> dict[str, Json]:
        """Every register that holds something, with its JSON value."""
        found: dict[str, Json] = {}
        for spec in self.type.fields:
            value = getattr(self, spec.name)
            if value == spec.kind.empty:
                continue
            if spec.kind.in_elements:
                elements = spec.kind.elements(value)  # type: ignore[attr-defined]  # kinds in elements have it
                found |= {f"{spec.name}/{element}": body for element, body in elements.items()}
            else:
                found[spec.name] = spec.kind.write(value)
        if self.archived:
            found["archived"] = True
        if self.moving_to:
            found["moving_to"] = self.moving_to
        if self.erased:
            found["erased"] = self.erased
        if self.home:
            found["home"] = self.home
        return found

    def as_json(self) -> dict[str, Json]:
        """The flat JSON object of commands: id, every field; empty text is "", an unset field null, a set a list."""
        told = {f.name: f.kind.write(getattr(self, f.name)) for f in self.type.fields if not f.hidden}
        return {"id": self.id} | told


@dataclass(frozen=True)
class RecordType:
    """One type of record: its class, fields and place in the house. `parent_field`: a child follows that record's
    home.
    """

    name: str
    cls: type[Record]
    fields: tuple[Field, ...]
    title: str
    plural: str
    parent_field: str = ""
    audience: str = (
        "office"  # who reads it: office (its laptops alone), confidentiality, person, parent, link, shared, network
    )
    title_field: str = ""
    date_field: str = ""
    by_program: bool = False  # written by the program alone: not listed, not searched, never in conflict for a person
    by_name: Mapping[str, Field] = field(default_factory=dict)

    def field(self, name: str) -> Field:
        """The field `name`; UnknownField otherwise."""
        if name not in self.by_name:
            raise UnknownField(type=self.name, field=name)
        return self.by_name[name]

    def from_registers(self, id: str, registers: Mapping[str, Json], **more: Any) -> Record:
        """The record behind live registers; registers of fields this program does not know are passed over."""
        values = self._empty | more
        elements: dict[str, dict[str, Json]] = {}
        for register, value in registers.items():
            name, slash, element = register.partition("/")
            spec = self.by_name.get(name)
            if spec is None:
                if register in _OF_EVERY_RECORD:
                    values[register] = value is True if register == "archived" else _text(value)
            elif spec.kind.in_elements:
                if slash:
                    elements.setdefault(name, {})[element] = value
            elif value is not None and not slash:
                values[name] = spec.kind.recall(value)
        for name, some in elements.items():
            values[name] = self.by_name[name].kind.assemble(some)  # type: ignore[attr-defined]  # kinds in elements
        values["id"] = id
        made = object.__new__(self.cls)  # as the class would, but for the forty assignments of a frozen value
        made.__dict__.update(values)
        return made

    @cached_property
    def _empty(self) -> dict[str, Any]:
        """Every attribute of an empty record."""
        return dict(self.cls().__dict__)

    @cached_property
    def searched(self) -> tuple[tuple[str, str, bool], ...]:
        """(field, "name" or "body", whether it holds telephones) of the fields that the search index holds."""
        return tuple(
            (f.name, f.searchable, isinstance(f.kind, Phone) or f.kind.name == PHONES)
            for f in self.fields
            if f.searchable
        )


TYPES: dict[str, RecordType] = {}

R = TypeVar("R", bound=type[Record])


@dataclass_transform(kw_only_default=True, frozen_default=True)
def record(
    name: str,
    *,
    title: str,
    plural: str,
    parent_field: str = "",
    audience: str,
    title_field: str = "",
    date_field: str = "",
    by_program: bool = False,
) -> Callable[[R], R]:
    """Declare a record type: freezes the class, gives each annotated line its Field, and enters it in TYPES."""

    def declare(cls: R) -> R:
        specs: list[Field] = []
        for attribute in list(inspect.get_annotations(cls)):
            spec = cls.__dict__[attribute]
            named = replace(spec, name=attribute)
            specs.append(named)
            setattr(cls, attribute, field(default=named.kind.empty))
        made: Any = dataclass(frozen=True, kw_only=True)(cls)
        declared = RecordType(
            name=name,
            cls=made,
            fields=tuple(specs),
            title=title,
            plural=plural,
            parent_field=parent_field,
            audience=audience,
            title_field=title_field,
            date_field=date_field,
            by_program=by_program,
            by_name=MappingProxyType({spec.name: spec for spec in specs}),
        )
        made.type = declared
        TYPES[name] = declared
        return made  # type: ignore[no-any-return]  # `dataclass` gives the class back

    return declare


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def changed_registers(before: Record, after: Record) -> dict[str, Json]:
    """What `after` says differently: register -> new JSON value, None for what was cleared or taken out of a set."""
    old, new = before.registers(), after.registers()
    changed = {register: value for register, value in new.items() if old.get(register) != value}
    return changed | {register: None for register in old if register not in new}
