"""Undoing a merge here: what a package brought is set aside, as if it had not come. A private mark, never exported."""

from __future__ import annotations

from dataclasses import dataclass

from clinic_app.changes import Changes
from clinic_app.errors import NoSuchPackage
from clinic_app.store.journal_tables import UNDONE
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.judging import ROSTER_TYPES


@dataclass(frozen=True)
class BuiltOn:
    """An entry that saw something the package brought: a person should know before it is taken back."""

    type: str
    record: str
    field: str
    author: str
    at: str
    dot: str


class Undoing:
    """Takes merges back in an open vault."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._vault = desk.vault

    def built_on(self, package: str) -> list[BuiltOn]:
        """What was edited since on top of a package, oldest first. NoSuchPackage."""
        brought = self._brought(package)
        names = brought.keys()
        found: list[BuiltOn] = []
        for (_, record), (entries, _) in self._vault.entries_of(sorted({id for _, id in brought.values()})).items():
            for entry in entries:
                if entry.name in names:
                    continue
                for register, seen in entry.seen.items():
                    if not names.isdisjoint(seen):
                        found.append(BuiltOn(entry.type, record, register, entry.author, entry.at, entry.name))
        return sorted(found, key=lambda one: (one.at, one.dot, one.field))

    def undo(self, package: str) -> tuple[list[BuiltOn], Changes]:
        """Set aside what a package brought: (what was built on it, what was touched).

        One's own entries, the roster, hand-overs and erasures are never set aside. Merging the package again takes it
        in.
        """
        with self._vault.changing():
            built = self.built_on(package)
            names = [name for name in self._brought(package) if self._may(name)]
            told = self._vault.read_again(self._vault.journal.set_aside(names, UNDONE))
        return built, Changes.of_many((kind, id) for id, (kind, _) in told.items()) | Changes.everything()

    def _may(self, name: str) -> bool:
        content = self._vault.journal.content(name)
        if content is None or content.device == self._desk.identity.device_id or content.type in ROSTER_TYPES:
            return False
        return not (content.fields.keys() & {"erased"} or content.seen.get("home"))

    def _brought(self, package: str) -> dict[str, tuple[str, str]]:
        """name -> (type, record) of the entries that lie here through a package."""
        with self._vault.looking():
            rows = self._vault.exchange.runs.rows_of(package)
            if not rows:
                raise NoSuchPackage(package=package)
            return self._vault.exchange.runs.brought(rows)
