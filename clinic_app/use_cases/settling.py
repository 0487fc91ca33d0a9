"""Conflicts as data: every live value side by side, and the decision, which is an ordinary entry that saw them all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from clinic_app.changes import Changes
from clinic_app.errors import InvalidValue, NoSuchConflict
from clinic_app.records.declared import record_type
from clinic_app.records.values import ConsentList, WrongValue, YesNo
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.history import Authors


@dataclass(frozen=True)
class Candidate:
    """One live value: its dot (the name of its entry), who wrote it, where and when by that laptop's clock."""

    dot: str
    value: Any
    author: str
    office: str
    laptop: str
    at: str


@dataclass(frozen=True)
class Conflict:
    """A field whose live values differ; `id` is `<record>:<register>`, `before` the value that all had seen."""

    id: str
    type: str
    record: str
    title: str
    register: str
    field: str
    label: str
    values: tuple[Candidate, ...]
    before: Any = None


class Settling:
    """The conflicts of an open vault."""

    def __init__(self, desk: Desk, casework: Casework) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._casework = casework

    def conflicts(self) -> list[Conflict]:
        """All open conflicts, by record."""
        authors = Authors(self._desk, self._casework)
        found: list[Conflict] = []
        for kind, record, registers in self._vault.in_conflict():
            with self._vault.looking():
                leaves = self._vault.leaves(kind, record)
            found += [
                self._conflict(kind, record, register, leaves[register], authors) for register in sorted(registers)
            ]
        return found

    def resolve(self, conflict: str, *, take: str | None = None, value: Any = None) -> Changes:
        """Settle a conflict by one candidate's dot, or by a value of one's own (JSON). Raises NoSuchConflict,
        InvalidValue.
        """
        record, _, register = conflict.partition(":")
        kind = next((k for k, id, registers in self._vault.in_conflict() if id == record and register in registers), "")
        if not kind:
            raise NoSuchConflict(conflict=conflict)
        leaves = self._vault.leaves(kind, record)[register]
        if take is not None:
            chosen = [name for name in leaves if name.startswith(take)] if len(take) >= 8 else []
            if len(chosen) != 1:
                raise NoSuchConflict(conflict=take)
            value = leaves[chosen[0]][0]
        else:
            value = self._checked(kind, register, value)
        return self._casework.decide(kind, record, register, value, tuple(sorted(leaves)))

    def _checked(self, kind: str, register: str, value: Any) -> Any:
        name, _, element = register.partition("/")
        declared = record_type(kind)
        if name not in declared.by_name:
            return value
        spec = declared.by_name[name]
        try:
            if isinstance(spec.kind, ConsentList):
                given = spec.kind.read([{"kind": element, **value}] if isinstance(value, dict) else value)
                return spec.kind.elements(given).get(element)
            if spec.kind.in_elements:
                return YesNo().read(value) or None
            return spec.kind.write(spec.kind.read(value))
        except WrongValue as wrong:
            raise InvalidValue(type=kind, field=name, value=value, why=wrong.fault) from None

    def _conflict(self, kind: str, record: str, register: str, leaves: dict[str, Any], authors: Authors) -> Conflict:
        name = register.partition("/")[0]
        declared = record_type(kind)
        values = tuple(
            Candidate(dot, value, *authors.of(content), content.at)
            for dot, (value, content) in sorted(leaves.items(), key=lambda item: (item[1][1].at, item[0]))
        )
        label = declared.by_name[name].label if name in declared.by_name else name
        title = self._casework.titles(kind, [record]).get(record, record)
        made = Conflict(f"{record}:{register}", kind, record, title, register, name, label, values)
        return replace(made, before=self._seen_by_all(register, leaves))

    def _seen_by_all(self, register: str, leaves: dict[str, Any]) -> Any:
        """The last value that all candidates' authors had seen."""
        seen = [set(content.seen.get(register, ())) for _, content in leaves.values()]
        common = set.intersection(*seen) if seen else set()
        for name in sorted(common):
            content = self._vault.journal.content(name)
            if content and register in content.fields:
                return content.fields[register]
        return None
