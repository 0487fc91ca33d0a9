"""The conflicts as a queue: which one is on the desk, which come later, how far one has come. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any


class Queue:
    """Conflicts in their order, those put off at the end; `office` and `field` narrow it."""

    def __init__(self) -> None:
        self._all: list[Any] = []
        self.office = ""
        self.field = ""
        self._id = ""
        self._settled = 0

    def fill(self, conflicts: Sequence[Any]) -> None:
        """Take the open conflicts; the one on the desk stays there if it is still open."""
        self._all = list(conflicts)
        self._stay()

    def everything(self) -> list[Any]:
        """All open conflicts, whatever is narrowed."""
        return list(self._all)

    def shown(self) -> list[Any]:
        """The conflicts of the chosen office and field, or all."""
        return [one for one in self._all if self._is_wanted(one)]

    def present(self) -> Any | None:
        """The conflict on the desk."""
        return next((one for one in self.shown() if one.id == self._id), None)

    def place(self) -> tuple[int, int]:
        """(which, of how many), counting those settled here: 3 of 17."""
        shown = self.shown()
        at = next((place for place, one in enumerate(shown) if one.id == self._id), 0)
        return self._settled + at + 1, self._settled + len(shown)

    def settled(self) -> int:
        """How many were settled since the queue was narrowed."""
        return self._settled

    def narrow(self, office: str = "", field: str = "") -> None:
        """Show the conflicts of an office and a field; "" shows all."""
        if (office, field) != (self.office, self.field):
            self.office, self.field, self._settled = office, field, 0
        self._stay()

    def choose(self, id: str) -> None:
        """Put a conflict on the desk."""
        if any(one.id == id for one in self.shown()):
            self._id = id

    def settle(self, id: str) -> None:
        """A conflict is settled: if it lies on the desk, the next one comes."""
        if self._id == id:
            self._id = self._following()
        if any(one.id == id for one in self._all):
            self._all = [one for one in self._all if one.id != id]
            self._settled += 1
        self._stay()

    def put_off(self, id: str, note: str) -> None:
        """To the end of the queue, marked as put off."""
        found = [replace(one, postponed=True, note=note) for one in self._all if one.id == id]
        if self._id == id:
            self._id = self._following()
        self._all = [one for one in self._all if one.id != id] + found

    def take_up(self, id: str) -> None:
        """Before those that are put off, and no longer one of them; it stays on the desk."""
        found = [replace(one, postponed=False, note="") for one in self._all if one.id == id]
        rest = [one for one in self._all if one.id != id]
        self._all = [one for one in rest if not one.postponed] + found + [one for one in rest if one.postponed]

    def skip(self) -> None:
        """To the next, round and round."""
        self._id = self._following()

    def _is_wanted(self, one: Any) -> bool:
        return (not self.office or self.office in offices_of(one)) and self.field in ("", field_of(one))

    def _following(self) -> str:
        shown = self.shown()
        at = next((place for place, one in enumerate(shown) if one.id == self._id), -1)
        return shown[(at + 1) % len(shown)].id if shown else ""

    def _stay(self) -> None:
        shown = self.shown()
        if not any(one.id == self._id for one in shown):
            self._id = shown[0].id if shown else ""


def offices_of(conflict: Any) -> set[str]:
    """The record's office, and those whose people wrote the values."""
    return {one.office for one in conflict.values if one.office} | ({conflict.home} if conflict.home else set())


def field_of(conflict: Any) -> str:
    """The field as a filter names it: `type.field`."""
    return f"{conflict.type}.{conflict.field}"
