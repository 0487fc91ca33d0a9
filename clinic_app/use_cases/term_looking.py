"""Reading deadlines: records with the record they belong to and the rule behind them, as rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, time
from typing import Any

from clinic_app.records.deadline import Deadline
from clinic_app.records.record import Record
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.term_book import TermBook
from clinic_app.use_cases.term_rows import DeadlineRow, row_of

PARENTS = frozenset({"journalist_case", "incident", "consultation"})


class TermLooking:
    """The deadlines of an open vault, as they are read now."""

    def __init__(self, casework: Casework, rules: TermBook) -> None:
        self._casework = casework
        self._rules = rules

    def records(self, where: dict[str, Any]) -> list[Deadline]:
        """Deadlines by fields (see Looking.ids)."""
        return self.loaded(self._casework.ids("deadline", where=where))

    def loaded(self, ids: Sequence[str]) -> list[Deadline]:
        return [one for one in self._casework.load_many("deadline", ids) if isinstance(one, Deadline)]

    def rows(self, records: Sequence[Deadline], today: date | None = None) -> list[DeadlineRow]:
        """The rows of records, by day."""
        rules = {rule.id: rule for rule in self._rules.rules()}
        parents, day = self._parents(records), today or date.today()
        found = [
            row_of(one, parents.get((one.parent_type, one.parent_id or "")), rules.get(one.rule), day)
            for one in records
        ]
        return sorted(found, key=_order)

    def _parents(self, records: Collection[Deadline]) -> dict[tuple[str, str], Record]:
        found: dict[tuple[str, str], Record] = {}
        for kind in sorted({one.parent_type for one in records} & PARENTS):
            ids = sorted({one.parent_id for one in records if one.parent_type == kind and one.parent_id})
            found |= {(kind, parent.id): parent for parent in self._casework.load_many(kind, ids)}
        return found


def _order(row: DeadlineRow) -> tuple[date, time, str]:
    return row.record.due_on or date.max, row.record.due_at or time(), row.title
