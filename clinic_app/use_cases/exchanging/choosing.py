"""Leaving records of a merge out, and taking them in again: private marks of this vault, never exported.

A record that is left out takes its child records (events, attachments) with it: they would hang in the air. Later news
of either waits with them. The roster, hand-overs, erasures, narrowings and one's own words cannot be left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from clinic_app.journal.content import Content
from clinic_app.journal.rules import ERASED
from clinic_app.records.record import TYPES
from clinic_app.store.journal_tables import IN, LEFT_OUT
from clinic_app.use_cases.counted_rows import SHARED
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.judging import KEY_TYPES, ROSTER_TYPES


class Choosing:
    """What one merge takes in and leaves out, package by package, inside its transaction."""

    def __init__(self, desk: Desk, only: Collection[str] | None, leave_out: Collection[str]) -> None:
        self._own_device = desk.identity.device_id
        self._journal = desk.vault.journal
        self._aside = desk.vault.exchange.aside
        self._runs = desk.vault.exchange.runs
        self._only = frozenset(only) if only is not None else None
        self._out = set(leave_out)
        self._parents: dict[str, str] = {}  # child record -> parent, of what this merge touched
        self._touched: set[str] = set()
        self._since = self._aside.last_arrival() if leave_out else 0
        self._unread = self._aside.unread() if leave_out else set()
        self.left_out: set[str] = set()

    def choose(
        self, contents: Iterable[Content], names: Collection[str], touched: Collection[str], package: int
    ) -> set[str]:
        """Set aside what was not chosen, and later news of it; take in what was, or what comes again without a choice.

        `contents`: what the package holds, `names`: those it brought; `touched`: the records read anew through it;
        `package`: its row. Returns the records whose marks have changed.
        """
        found = self._by_only(contents, names, package)
        return found | self._leave_out({*touched, *found})

    def _by_only(self, contents: Iterable[Content], names: Collection[str], package: int) -> set[str]:
        left_out = self._journal.left_out()
        if self._only is None and names and not left_out:
            return set()  # the usual merge: nothing was or is left out by name
        free = [(c.id, c.name, _parent(c)) for c in contents if is_free(c, self._own_device)]
        if self._only is None and names:  # fresh news of a left-out record, and of its children, waits with it
            fresh = [(record, name) for record, name, parent in free if name in names and {record, parent} & left_out]
            self._journal.leave_out({record for record, _ in fresh}, True)
            return self._journal.set_aside([name for _, name in fresh], LEFT_OUT)
        wanted = {record for record, _, _ in free if self._only is None or record in self._only} - self._out
        touched = self._take_in(wanted, left_out, [name for record, name, _ in free if record in wanted], package)
        out = [(record, name) for record, name, _ in free if record not in wanted and name in names]
        self._journal.leave_out({record for record, _ in out}, True)
        self.left_out |= {record for record, _ in out}
        return touched | self._journal.set_aside([name for _, name in out], LEFT_OUT)

    def _take_in(self, wanted: set[str], left_out: set[str], names: list[str], package: int) -> set[str]:
        """Take records in again, with all that waited, their children too; it lies here through this package now."""
        again = wanted & left_out
        if again:
            children = {
                content.id
                for content in self._aside.contents(sorted(left_out), _child_types())
                if _parent(content) in again and content.id not in self._out
            }
            again |= children & left_out
        back = self._aside.put_aside(names) + self._aside.waiting(sorted(again), LEFT_OUT)
        self._journal.leave_out(again, False)
        touched = self._journal.take_in(again)
        touched |= self._journal.set_aside(names, IN)
        self._runs.bring(back, package)
        return touched

    def _leave_out(self, touched: Collection[str]) -> set[str]:
        """Set aside the news of what is left out, also what earlier packages of this merge have brought of it."""
        if not self._out:
            return set()
        self._touched |= set(touched)
        for content in self._aside.contents(sorted(touched), _child_types()):
            if parent := _parent(content):
                self._parents[content.id] = parent
        while more := {child for child, parent in self._parents.items() if parent in self._out} - self._out:
            self._out |= more
        news = self._aside.news(sorted(self._out & self._touched), self._since, self._unread)
        free = [content for content in news if is_free(content, self._own_device)]
        records = {content.id for content in free}
        self._journal.leave_out(records, True)
        self.left_out |= records
        return self._journal.set_aside([content.name for content in free], LEFT_OUT)


def is_free(content: Content, own_device: str) -> bool:
    """Whether an entry may be set aside: nobody's own words, not the roster, no hand-over, no erasure, no narrowing."""
    if content.type in (*ROSTER_TYPES, *KEY_TYPES) or content.device == own_device or ERASED in content.fields:
        return False
    # A record whose narrowing was left out would be counted beside the row that stands for it.
    if content.seen.get("confidentiality") and content.fields.get("confidentiality") != SHARED:
        return False
    return not ("home" in content.fields and content.seen.get("home"))


def _parent(content: Content) -> str:
    declared = TYPES.get(content.type)
    return str(content.fields.get(declared.parent_field) or "") if declared and declared.parent_field else ""


def _child_types() -> list[str]:
    return [kind.name for kind in TYPES.values() if kind.parent_field]
