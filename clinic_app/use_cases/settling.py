"""Conflicts as data: every live value side by side, and the decision, which is an ordinary entry that saw them all."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from clinic_app.changes import Changes
from clinic_app.errors import InvalidValue, NoSuchConflict, NotOurs
from clinic_app.journal import reading
from clinic_app.journal.content import Content
from clinic_app.records.declared import all_types, record_type
from clinic_app.records.values import ConsentList, WrongValue, YesNo
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.history import Authors

MOST_NOTE = 200  # letters of a note on a conflict that is put off

_Torn = tuple[str, str, frozenset[str]]  # (type, record, registers in conflict)


@dataclass(frozen=True)
class Candidate:
    """One live value: its dot (the name of its entry), who wrote it, where and when by that laptop's clock.

    `had_seen` is the value its author had before them; `saw_nothing`: they found the field empty.
    """

    dot: str
    value: Any
    author: str
    office: str
    laptop: str
    at: str
    had_seen: Any = None
    saw_nothing: bool = True


@dataclass(frozen=True)
class Conflict:
    """A field whose live values differ; `id` is `<record>:<register>`, `before` the value that all had seen.

    `home` is the record's office; what is `postponed` comes last and may bear a `note`.
    """

    id: str
    type: str
    record: str
    title: str
    register: str
    field: str
    label: str
    values: tuple[Candidate, ...]
    before: Any = None
    home: str = ""
    postponed: bool = False
    note: str = ""


@dataclass(frozen=True)
class OtherField:
    """Another field of the record on the desk: `torn` with a value for each candidate, or one value for all."""

    register: str
    values: tuple[Any, ...]
    torn: bool


class Settling:
    """The conflicts of an open vault."""

    def __init__(self, desk: Desk, casework: Casework) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._seen = casework.seen
        self._casework = casework

    # --- looking ------------------------------------------------------------------------------------------------

    def conflicts(self, office: str = "", field: str = "") -> list[Conflict]:
        """The open conflicts, by record, those put off at the end; of one office or field (`type.field`) if named."""
        torn = self._torn()
        with self._vault.looking():
            entries = self._seen.entries_of([record for _, record, _ in torn])
            put_off = self._vault.postponed.all()
        about = self._about(torn)
        authors = Authors(self._desk, self._casework)
        found = [
            _conflict(kind, record, register, entries.get((kind, record), ([], [])), about[record], put_off, authors)
            for kind, record, registers in torn
            for register in sorted(registers)
        ]
        wanted = [one for one in found if office in ("", one.home) or office in {c.office for c in one.values}]
        wanted = [one for one in wanted if field in ("", one.field, f"{one.type}.{one.field}")]
        rank = {id: place for place, id in enumerate(put_off)}
        return sorted(wanted, key=lambda one: rank.get(one.id, -1))

    def count(self) -> int:
        """How many there are, those put off too."""
        return sum(len(registers) for _, _, registers in self._torn())

    def ours(self) -> list[Conflict]:
        """Those that two laptops of the own office made of its own records: any member may settle them."""
        me = self._desk.identity
        if not self.count():
            return []
        return [
            one
            for one in self.conflicts(me.office_id)
            if self.may_settle(one) and one.home == me.office_id and {c.office for c in one.values} == {me.office_id}
        ]

    def may_settle(self, conflict: Conflict) -> bool:
        """A coordinator settles all, an office its own records; what is for everyone is the coordinators'."""
        me = self._desk.identity
        if me.decides or not me.network_id:
            return True
        return conflict.home == me.office_id and record_type(conflict.type).audience != "network"

    def beside(self, conflict: str, most: int = 12) -> list[OtherField]:
        """Other fields of the conflict's record: what else is torn, then what its lists show, up to `most`."""
        kind, record, _register = self._open(conflict)
        leaves = self._leaves(kind, record)
        rows = [
            OtherField(register, tuple(value for value, _ in _by_clock(values)), True)
            for register, values in sorted(leaves.items())
            if f"{record}:{register}" != conflict and self._is_torn(register, values)
        ]
        shown = self._casework.load(kind, record)
        for spec in shown.type.fields:
            told = spec.in_table and spec.name != shown.type.title_field
            value = spec.kind.write(getattr(shown, spec.name)) if told else None
            if value and not isinstance(value, (list, dict)) and not _named(spec.name, rows, conflict):
                rows.append(OtherField(spec.name, (value,), False))
        return rows[:most]

    # --- deciding -----------------------------------------------------------------------------------------------

    def resolve(
        self, conflict: str, *, take: str | None = None, value: Any = None, shown: Collection[str] | None = None
    ) -> Changes:
        """Settle a conflict by one candidate's dot, or by a value of one's own (JSON).

        `shown`: the dots that the person who decides was looking at; a value that came meanwhile stays beside the
        decision. Without it all live values are taken as seen. Raises NoSuchConflict, NotOurs, InvalidValue.
        """
        kind, record, register = self._open(conflict)
        leaves = self._leaves(kind, record)[register]
        home = self._vault.home_of(kind, record)
        if not self.may_settle(Conflict(conflict, kind, record, "", register, "", "", (), home=home)):
            raise NotOurs(home=home)
        if take is not None:
            chosen = [name for name in leaves if name.startswith(take)] if len(take) >= 8 else []
            if len(chosen) != 1:
                raise NoSuchConflict(conflict=take)
            value = leaves[chosen[0]][0]
        else:
            value = self._checked(kind, register, value)
        with self._vault.changing():
            seen = tuple(sorted(leaves if shown is None else shown))
            changes = self._casework.decide(kind, record, register, value, seen)
            self._vault.postponed.take_up(conflict)
            self._desk.trail.note("settled", kind, record)
        return changes

    def postpone(self, conflict: str, note: str = "") -> Changes:
        """Leave a conflict for later, behind the others, also after a restart. NoSuchConflict."""
        kind, record, _register = self._open(conflict)
        with self._vault.changing():
            self._sweep()
            self._vault.postponed.put_off(conflict, datetime.now(UTC).isoformat(), note.strip()[:MOST_NOTE])
        return Changes.of(kind, [record])

    def take_up(self, conflict: str) -> Changes:
        """Put a conflict that was put off among the others again. NoSuchConflict."""
        kind, record, _register = self._open(conflict)
        with self._vault.changing():
            self._sweep()
            self._vault.postponed.take_up(conflict)
        return Changes.of(kind, [record])

    # --- inside -------------------------------------------------------------------------------------------------

    def _torn(self) -> list[_Torn]:
        """What is in conflict, of types that people write."""
        known = all_types()
        return [one for one in self._seen.in_conflict() if one[0] in known and not known[one[0]].by_program]

    def _open(self, conflict: str) -> tuple[str, str, str]:
        """(type, record, register) of an open conflict."""
        record, _, register = conflict.partition(":")
        for kind, id, registers in self._torn():
            if id == record and register in registers:
                return kind, record, register
        raise NoSuchConflict(conflict=conflict)

    def _sweep(self) -> None:
        self._vault.postponed.sweep({f"{id}:{one}" for _, id, some in self._vault.in_conflict() for one in some})

    def _leaves(self, kind: str, record: str) -> dict[str, dict[str, tuple[Any, Content]]]:
        with self._vault.looking():
            return self._seen.leaves(kind, record)

    def _is_torn(self, register: str, values: Mapping[str, tuple[Any, Content]]) -> bool:
        return reading.choose(register, {name: value for name, (value, _) in values.items()})[1]

    def _about(self, torn: Sequence[_Torn]) -> dict[str, tuple[str, str]]:
        """record -> (title, home)."""
        found: dict[str, tuple[str, str]] = {}
        for kind in {kind for kind, _, _ in torn}:
            ids = [record for of, record, _ in torn if of == kind]
            titles = self._casework.titles(kind, ids)
            with self._vault.looking():
                homes = self._seen.records.column(kind, "home", ids)
            found |= {id: (titles.get(id, id), str(homes.get(id) or "")) for id in ids}
        return found

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


def _conflict(
    kind: str,
    record: str,
    register: str,
    entries: tuple[Sequence[Content], Sequence[Content]],
    about: tuple[str, str],
    put_off: Mapping[str, str],
    authors: Authors,
) -> Conflict:
    read, aside = entries
    by_name = {entry.name: entry for entry in [*read, *aside]}
    live = reading.live(read, aside).get(register, {})
    leaves = {name: (value, by_name[name]) for name, value in live.items()}
    name = register.partition("/")[0]
    declared = record_type(kind).by_name
    id, (title, home) = f"{record}:{register}", about
    return Conflict(
        id,
        kind,
        record,
        title,
        register,
        name,
        declared[name].label if name in declared else name,
        tuple(_candidate(value, entry, register, by_name, authors) for value, entry in _by_clock(leaves)),
        before=_seen_by_all(register, [entry for _, entry in leaves.values()], by_name),
        home=home,
        postponed=id in put_off,
        note=put_off.get(id, ""),
    )


def _candidate(
    value: Any, entry: Content, register: str, by_name: Mapping[str, Content], authors: Authors
) -> Candidate:
    names = entry.seen.get(register, ())
    seen = {name: by_name[name].fields[register] for name in names if _says(by_name.get(name), register)}
    had_seen = reading.choose(register, seen)[0]
    author, office, laptop = authors.of(entry)
    return Candidate(entry.name, value, author, office, laptop, entry.at, had_seen, not names)


def _seen_by_all(register: str, entries: Sequence[Content], by_name: Mapping[str, Content]) -> Any:
    """The last value that all candidates' authors had seen."""
    seen = [set(entry.seen.get(register, ())) for entry in entries]
    common = set.intersection(*seen) if seen else set()
    return next((by_name[name].fields[register] for name in sorted(common) if _says(by_name.get(name), register)), None)


def _says(entry: Content | None, register: str) -> bool:
    return entry is not None and register in entry.fields


def _by_clock(leaves: Mapping[str, tuple[Any, Content]]) -> list[tuple[Any, Content]]:
    """By the laptops' clocks: an order to read in, not a ranking."""
    return sorted(leaves.values(), key=lambda one: (one[1].at, one[1].name))


def _named(name: str, rows: Sequence[OtherField], conflict: str) -> bool:
    return conflict.endswith(f":{name}") or any(row.register.partition("/")[0] == name for row in rows)
