"""The whole story of a case on one line of time: events, hearings, papers, requests, deadlines, evidence, safety."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from clinic_app.journal.content import Content
from clinic_app.records.declared import record_type
from clinic_app.records.record import Record
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.history import Authors
from clinic_app.use_cases.timeline_rows import GROUPS, ON_A_TIMELINE, Telling, TimelineRow, rows_of
from clinic_app.wording.words import spoken

__all__ = ["GROUPS", "ON_A_TIMELINE", "Timeline", "TimelineRow"]


class Timeline:
    """Reads the timelines of cases and incidents in an open vault: a fixed number of questions, however long it is."""

    def __init__(self, desk: Desk, casework: Casework) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._casework = casework

    def of(
        self, case_id: str, *, groups: Collection[str] = (), language: str = "", today: date | None = None
    ) -> list[TimelineRow]:
        """Everything in a case, newest first; `groups`: only rows of these (see GROUPS). NoSuchRecord."""
        self._casework.load("journalist_case", case_id)
        with self._vault.looking():
            incidents = self._casework.ids("incident", where={"case_ids": case_id}, archived=False)
            kinds = dict.fromkeys(incidents, "incident") | {case_id: "journalist_case"}
            found = [*self._casework.load_many("incident", incidents), *self._children(kinds)]
        return self._told(found, groups, language, today)

    def of_incident(
        self, incident_id: str, *, groups: Collection[str] = (), language: str = "", today: date | None = None
    ) -> list[TimelineRow]:
        """What belongs to one incident, newest first. NoSuchRecord."""
        incident = self._casework.load("incident", incident_id)
        with self._vault.looking():
            found = [incident, *self._children({incident_id: "incident"})]
        return self._told(found, groups, language, today)

    def counts(self, rows: Iterable[TimelineRow]) -> Mapping[str, int]:
        """group -> how many rows, every group named: what stands beside the filters."""
        counted = Counter(row.group for row in rows)
        return {group: counted[group] for group in GROUPS}

    # --- inside -------------------------------------------------------------------------------------------------

    def _children(self, parents: Mapping[str, str]) -> list[Record]:
        """The children of records (id -> type); what names another type under the same id is not theirs."""
        found: list[Record] = []
        for kind in ON_A_TIMELINE:
            field = record_type(kind).parent_field
            if field:
                some = self._casework.load_many(kind, self._casework.ids(kind, where={field: list(parents)}))
                found += [one for one in some if _names(one, parents[getattr(one, field)])]
        return found

    def _told(
        self, found: Sequence[Record], groups: Collection[str], language: str, today: date | None
    ) -> list[TimelineRow]:
        authors = self._authors(found)
        pieces = self._pieces(found)
        telling = Telling(language or spoken(), today or date.today())
        rows = [
            replace(row, author=authors.get((row.type, row.id), ""), attachments=row.attachments + pieces[row.id])
            for record in found
            for row in rows_of(record, telling)
            if not groups or row.group in groups
        ]
        return sorted(rows, key=lambda row: row.order, reverse=True)

    def _pieces(self, found: Sequence[Record]) -> Counter[str]:
        """How many pieces of evidence a record rests on: those attached to it, and those it names."""
        counted: Counter[str] = Counter()
        for record in found:
            if record.type.name == "attachment":
                counted[str(getattr(record, "parent_id", ""))] += 1
            counted[record.id] += len(getattr(record, "attachment_ids", ()))
        return counted

    def _authors(self, found: Sequence[Record]) -> dict[tuple[str, str], str]:
        """(type, id) -> who entered it; all entries are read at once."""
        names = Authors(self._desk, self._casework)
        with self._vault.looking():
            entries = self._vault.entries_of([record.id for record in found])
            return {key: names.of(_first(read or aside))[0] for key, (read, aside) in entries.items() if read or aside}


def _names(child: Record, parent: str) -> bool:
    return getattr(child, "parent_type", parent) == parent


def _first(entries: Sequence[Content]) -> Content:
    """The entry with which a record began, as far as it has come."""
    return next((one for one in entries if "home" in one.fields and not one.seen.get("home")), entries[0])


def whole_day(on: Any) -> date | None:
    """The day of a partial date that names one."""
    bare = str(on or "").lstrip("~")
    return date.fromisoformat(bare) if len(bare) == 10 else None
