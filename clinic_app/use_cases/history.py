"""The readable history of a record: who, when, which field, from, to; oldest first. What is written is never changed.

Restoring an old value is one more entry. Clocks are shown, never trusted: the order is that of what was seen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from clinic_app.changes import Changes
from clinic_app.errors import InvalidRecord, NotOurs, UnknownField, UnknownVersion
from clinic_app.journal import reading
from clinic_app.journal.content import Content
from clinic_app.journal.rules import CONFIRMED
from clinic_app.records.declared import is_hidden
from clinic_app.records.record import Record
from clinic_app.records.values import Kept
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.value_words import label_of, references_of

SHORTEST_DOT = 8


@dataclass(frozen=True)
class Change:
    """One register of one entry. `dot` is the entry's name; `before` is what its author had seen.

    `package` names the package that brought it; "" was written here. `missing`: something its author had seen has not
    been received, so that `before` may not be all. `lost`: the same, but it was erased on request.
    """

    dot: str
    at: str
    author: str
    office: str
    laptop: str
    field: str
    label: str
    before: Any
    after: Any
    set_aside: bool = False
    carried_by: str = ""
    package: str = ""
    missing: bool = False
    lost: bool = False

    @property
    def register(self) -> str:
        """The register in full: `vulnerability/hiv`."""
        return self.field


@dataclass(frozen=True)
class Blank:
    """A place of the record of which nothing is left, or whose content has not come; whose it is, is known."""

    dot: str
    office: str
    laptop: str
    erased: bool


class Authors:
    """Names behind member and device ids, looked up once."""

    def __init__(self, desk: Desk, casework: Casework) -> None:
        self._desk = desk
        self._casework = casework
        self._laptops = desk.roster().laptops
        self._names: dict[str, str] = {}

    def of(self, content: Content) -> tuple[str, str, str]:
        """(person, office id, laptop letter) of whoever wrote an entry."""
        me = self._desk.identity
        laptop = self._laptops.get(content.device)
        if content.device == me.device_id:
            return self._name(content.author) or me.person, me.office_id, me.letter
        if laptop is None:
            return self._name(content.author) or content.author, "", ""
        return self._name(content.author) or laptop.person, laptop.office, laptop.letter

    def laptop(self, device: str) -> str:
        """NAR1-B for a device of the roster."""
        found = self._laptops.get(device)
        return f"{found.office}-{found.letter}" if found else ""

    def _name(self, member: str) -> str:
        if member not in self._names:
            self._names[member] = self._casework.titles("member", [member]).get(member, "")
        return self._names[member]


class History:
    """Looking back in an open vault."""

    def __init__(self, desk: Desk, casework: Casework) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._seen = casework.seen
        self._casework = casework

    def of(self, kind: str, id: str) -> list[Change]:
        """Every change of every field, oldest first; NoSuchRecord."""
        record = self._casework.load(kind, id)
        with self._vault.looking():
            entries, aside = self._seen.entries(kind, id)
            packages = self._vault.journal.history.packages(id)
        put_aside = {entry.name for entry in aside}
        by_name = {entry.name: entry for entry in [*entries, *aside]}
        titles = self.titles(kind, [(register, None) for entry in by_name.values() for register in entry.fields])
        authors = Authors(self._desk, self._casework)
        found: list[Change] = []
        for entry in reading.in_order(by_name.values()):
            author, office, letter = authors.of(entry)
            carried = self._carried_by(entry, authors)
            for register, after in sorted(entry.fields.items()):
                if is_hidden(kind, register):
                    continue
                unknown = any(name not in by_name for name in entry.seen.get(register, ()))
                found.append(
                    Change(
                        dot=entry.name,
                        at=entry.at,
                        author=author,
                        office=office,
                        laptop=letter,
                        field=register,
                        label=label_of(kind, register, titles),
                        before=_before(entry, register, by_name),
                        after=after,
                        set_aside=entry.name in put_aside,
                        carried_by=carried,
                        package=packages.get(entry.name, ""),
                        missing=unknown and record.erased != CONFIRMED,
                        lost=unknown and record.erased == CONFIRMED,
                    )
                )
        return found

    def blanks(self, kind: str, id: str) -> list[Blank]:
        """The places of a record that hold nothing to read: erased on request, or not received yet."""
        record = self._casework.load(kind, id)
        laptops = self._desk.roster().laptops
        found = []
        with self._vault.looking():
            for name in self._vault.journal.history.blanks(id):
                written = [device for device, _ in self._vault.journal.carriers(name) if device in laptops]
                laptop = laptops[written[0]] if len(written) == 1 else None
                office, letter = (laptop.office, laptop.letter) if laptop else ("", "")
                found.append(Blank(name, office, letter, record.erased == CONFIRMED))
        return found

    def titles(self, kind: str, told: Iterable[tuple[str, Any]]) -> dict[str, str]:
        """The titles that labels and words of these (register, value) need."""
        wanted = references_of((kind, register, value) for register, value in told)
        found: dict[str, str] = {}
        for to, ids in wanted.items():
            found |= self._casework.titles(to, sorted(ids))
        return found

    def may_restore(self, record: Record) -> bool:
        """Whether old values of a record may be written again here."""
        me = self._desk.identity
        return not record.erased and (me.coordinator or record.home in ("", me.office_id))

    def restore(self, kind: str, id: str, dot: str, register: str, version: str = "") -> Changes:
        """Write a register's value of an earlier entry again, as a new entry; nothing changes where it is shown alone.

        It overwrites what `version` of the record showed; without a version what is live now. What came since stays
        beside it as a conflict. NoSuchRecord, NotOurs, UnknownField, UnknownVersion, InvalidRecord.
        """
        record = self._casework.load(kind, id)
        if not self.may_restore(record):
            raise NotOurs(home=record.home)
        name = register.partition("/")[0]
        if name != "archived" and (isinstance(record.type.field(name).kind, Kept) or is_hidden(kind, name)):
            raise UnknownField(type=kind, field=name)
        with self._vault.changing():
            value = self._value(kind, id, dot, register)
            if version:
                shown = self._casework.at_version(record, version)
                live = self._seen.leaves(kind, id).get(register, {})
                seen = self._written(kind, id, register, shown.seen.get(register, ()))
            else:
                live = self._seen.leaves(kind, id).get(register, {})
                seen = tuple(sorted(live))
            if not (set(live) == set(seen) and all(one == value for one, _ in live.values())):
                self._refuse_faults(record, register, value)
                return self._casework.decide(kind, id, register, value, seen)
        return Changes()

    # --- inside -----------------------------------------------------------------------------------------------------

    def _carried_by(self, entry: Content, authors: Authors) -> str:
        carriers = {device for device, _ in self._vault.journal.carriers(entry.name)}
        return "" if entry.device in carriers else ", ".join(filter(None, map(authors.laptop, sorted(carriers))))

    def _value(self, kind: str, id: str, dot: str, register: str) -> Any:
        entries, aside = self._seen.entries(kind, id)
        found = [one for one in [*entries, *aside] if one.name.startswith(dot) and register in one.fields]
        if len(dot) < SHORTEST_DOT or len(found) != 1:
            raise UnknownVersion(version=dot)
        return found[0].fields[register]

    def _written(self, kind: str, id: str, register: str, names: Iterable[str]) -> tuple[str, ...]:
        """Those of the names whose entries wrote the register."""
        entries, aside = self._seen.entries(kind, id)
        wrote = {entry.name for entry in [*entries, *aside] if register in entry.fields}
        return tuple(sorted(wrote.intersection(names)))

    def _refuse_faults(self, record: Record, register: str, value: Any) -> None:
        """An old value may not fit any more: a required field that was empty, a name beside "anonymous"."""
        registers = {**record.registers(), register: value}
        told = {key: body for key, body in registers.items() if body is not None}
        faults = self._casework.faults(record.type.from_registers("", told))
        name = register.partition("/")[0]
        if name in faults:
            raise InvalidRecord(type=record.type.name, faults={name: faults[name]})


def _before(entry: Content, register: str, by_name: dict[str, Content]) -> Any:
    values = {name: by_name[name].fields.get(register) for name in entry.seen.get(register, ()) if name in by_name}
    return reading.choose(register, values)[0]
