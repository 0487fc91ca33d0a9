"""Merges as they were kept: what each brought, office by office. Names and counts, never values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from clinic_app.errors import NoSuchRun
from clinic_app.store.run_tables import Run
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.packages import Counts, PackageTaken

MOST_RECORDS = 2000  # of one run that are named


@dataclass(frozen=True)
class RunReport:
    """One merge: its packages (merged, held and refused), counts by office (id), and `names` of these offices.

    `records` are (type, record) of what it brought, at most MOST_RECORDS, and only where one run was asked for.
    """

    id: int
    at: datetime
    undone_at: datetime | None
    packages: tuple[PackageTaken, ...]
    offices: Mapping[str, Counts]
    left_out: int
    names: Mapping[str, str]
    records: tuple[tuple[str, str], ...] = ()

    @property
    def counts(self) -> Counts:
        """All offices together."""
        some = self.offices.values()
        return Counts(
            sum(one.new for one in some),
            sum(one.changed for one in some),
            sum(one.conflicts for one in some),
            sum(one.archived for one in some),
            sum(one.erased for one in some),
        )


class Runs:
    """The kept merges of an open vault."""

    def __init__(self, desk: Desk) -> None:
        self._vault = desk.vault
        self._runs = desk.vault.exchange.runs

    def all(self, limit: int = 200) -> list[RunReport]:
        """Newest first."""
        with self._vault.looking():
            return [self._report(run, ()) for run in self._runs.runs(limit)]

    def one(self, id: int) -> RunReport:
        """NoSuchRun."""
        with self._vault.looking():
            run = self._runs.run(id)
            if run is None:
                raise NoSuchRun(run=id)
            return self._report(run, tuple(self._runs.records(id, MOST_RECORDS)))

    def _report(self, run: Run, records: tuple[tuple[str, str], ...]) -> RunReport:
        packages = tuple(PackageTaken.recalled(row.told) for row in self._runs.packages(run.id) if row.told)
        offices = run.told.get("offices")
        return RunReport(
            id=run.id,
            at=datetime.fromisoformat(run.at),
            undone_at=datetime.fromisoformat(run.undone_at) if run.undone_at else None,
            packages=packages,
            offices=_counts(offices) if isinstance(offices, dict) else _of_packages(packages),
            left_out=int(run.told.get("left_out", 0)),
            names=dict(run.told.get("names", {})),
            records=records,
        )


def _counts(offices: Mapping[str, Mapping[str, int]]) -> dict[str, Counts]:
    return {office: Counts(**some) for office, some in offices.items()}


def _of_packages(packages: tuple[PackageTaken, ...]) -> dict[str, Counts]:
    """Merges of an older program told their counts by package alone; the sender's office is as good as it gets."""
    return {one.office: Counts(one.new, one.changed, one.conflicts) for one in packages if one.new or one.changed}
