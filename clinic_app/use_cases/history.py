"""The readable history of a record: who, when, which field, from, to; oldest first. It is read, never written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clinic_app.journal import reading
from clinic_app.journal.content import Content
from clinic_app.records.declared import record_type
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk


@dataclass(frozen=True)
class Change:
    """One field of one entry. `dot` is the entry's name; `before` is what its author had seen."""

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
        self._casework = casework

    def of(self, kind: str, id: str) -> list[Change]:
        """Every change of every field, oldest first; NoSuchRecord."""
        self._casework.load(kind, id)
        authors = Authors(self._desk, self._casework)
        with self._vault.looking():
            entries, aside = self._vault.entries(kind, id)
        put_aside = {entry.name for entry in aside}
        by_name = {entry.name: entry for entry in [*entries, *aside]}
        found: list[Change] = []
        for entry in reading.in_order([*entries, *aside]):
            author, office, letter = authors.of(entry)
            carriers = {device for device, _ in self._vault.journal.carriers(entry.name)}
            carried = "" if entry.device in carriers else ", ".join(filter(None, map(authors.laptop, sorted(carriers))))
            for register, after in sorted(entry.fields.items()):
                found.append(
                    Change(
                        dot=entry.name,
                        at=entry.at,
                        author=author,
                        office=office,
                        laptop=letter,
                        field=register,
                        label=_label(kind, register),
                        before=_before(entry, register, by_name),
                        after=after,
                        set_aside=entry.name in put_aside,
                        carried_by=carried,
                    )
                )
        return found


def _before(entry: Content, register: str, by_name: dict[str, Content]) -> Any:
    values = {name: by_name[name].fields.get(register) for name in entry.seen.get(register, ()) if name in by_name}
    return reading.choose(register, values)[0]


def _label(kind: str, register: str) -> str:
    name = register.partition("/")[0]
    fields = record_type(kind).by_name
    return fields[name].label if name in fields else name
