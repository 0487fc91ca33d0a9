"""Merges as they were kept: what each brought, office by office. Names and counts, never values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path

from clinic_app.errors import NoSuchRun
from clinic_app.reports.merge_sheet import MergeTold, OfficeLine, PackageLine, merge_sheet
from clinic_app.reports.sheet import Sheet
from clinic_app.reports.writing import card_bytes
from clinic_app.store.run_tables import Run
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.packages import Counts, PackageTaken, office_names
from clinic_app.use_cases.files import leave_whole

MOST_RECORDS = 2000  # of one run that are named


@dataclass(frozen=True)
class RunReport:
    """One merge: its packages (merged, held and refused), counts by office (id), and `names` of these offices.

    `records` are (type, record) of what it brought, at most MOST_RECORDS, and only where one run was asked for; so is
    `aside`, how many of all its records are set aside here now, undone or left out.
    """

    id: int
    at: datetime
    undone_at: datetime | None
    packages: tuple[PackageTaken, ...]
    offices: Mapping[str, Counts]
    left_out: int
    names: Mapping[str, str]
    records: tuple[tuple[str, str], ...] = ()
    aside: int = 0

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
        self._desk = desk
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
            found = self._report(run, tuple(self._runs.records(id, MOST_RECORDS)))
            return replace(found, aside=self._runs.records_aside(id))

    def sheet(self, id: int) -> Sheet:
        """One merge on paper, in the language in use. NoSuchRun."""
        run, me = self.one(id), self._desk.identity
        names = office_names(self._desk) | dict(run.names)
        told = MergeTold(
            at=run.at,
            undone_at=run.undone_at,
            offices=[
                OfficeLine(names.get(office, office) or me.network_name, **asdict(counts))
                for office, counts in run.offices.items()
            ],
            packages=[_line(one, names) for one in run.packages],
            left_out=run.left_out,
            settles=me.decides,
        )
        return merge_sheet(told, office_name=me.office_name, made_on=date.today(), demo=me.demo)

    def write(self, id: int, out: Path) -> Path:
        """One merge as PDF, into the file a person chose. NoSuchRun, FileUnwritable, DiskFull."""
        leave_whole(out, card_bytes(self.sheet(id)))
        return out

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


def _line(one: PackageTaken, names: Mapping[str, str]) -> PackageLine:
    sender = names.get(one.office, one.office)
    return PackageLine(
        one.package, one.file, sender, one.letter, one.status, one.reason, one.missing, one.new, one.changed
    )


def _counts(offices: Mapping[str, Mapping[str, int]]) -> dict[str, Counts]:
    return {office: Counts(**some) for office, some in offices.items()}


def _of_packages(packages: tuple[PackageTaken, ...]) -> dict[str, Counts]:
    """Merges of an older program told their counts by package alone; the sender's office is as good as it gets."""
    return {one.office: Counts(one.new, one.changed, one.conflicts) for one in packages if one.new or one.changed}
