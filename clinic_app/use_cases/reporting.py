"""Reports and cards out of the case book: the records are gathered here, the paper is made in `reports`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from clinic_app.records.counting import COUNTS, WITHDRAWN
from clinic_app.records.declared import record_type
from clinic_app.records.record import Record
from clinic_app.records.values import Elements, Ref
from clinic_app.reports import registry
from clinic_app.reports.card import sheet_of
from clinic_app.reports.report import Report
from clinic_app.reports.sheet import Sheet
from clinic_app.reports.writing import card_bytes, report_bytes
from clinic_app.use_cases import one_person
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.counted_rows import is_secret
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.files import leave_whole
from clinic_app.wording.words import catalog, spoken

DueDays = Callable[[Iterable[Any]], Mapping[str, date | None]]
MakesSheet = Callable[[str, str], Sheet]  # (id, language)


class Reporting:
    """Paper from an open vault."""

    def __init__(
        self,
        desk: Desk,
        casework: Casework,
        *,
        due_days: DueDays = lambda _requests: {},
        sheets: Mapping[str, MakesSheet] = MappingProxyType({}),
    ) -> None:
        """`due_days`: when the answers to requests are due; `sheets`: types whose card is a paper of its own."""
        self._desk = desk
        self._casework = casework
        self._whole = casework.whole  # a report counts everything; it has numbers, no persons
        self._due_days = due_days
        self._sheets = sheets

    def build(
        self,
        name: str,
        start: date,
        end: date,
        *,
        office: str | None = None,
        profile: str = "internal",
        language: str | None = None,
    ) -> Report:
        """The report `name` over what was received from `start` to `end`, both included. UnknownReport."""
        kind = registry.report_kind(name)
        where: dict[str, object] = {kind.date_field: (start.isoformat(), f"{end.isoformat()}T99")}
        if office:
            where["office_id" if "office_id" in record_type(kind.record_type).by_name else "home"] = office
        records = self._counted(kind.record_type, where)
        me = self._desk.identity
        offices = self._casework.titles("office", sorted({getattr(r, "office_id", None) or "" for r in records}))
        return kind.make(
            records,
            start=start,
            end=end,
            profile=profile,
            language=language or spoken(),
            office_name=me.network_name or me.office_name,
            offices=_office_words(list(offices.values()), language or spoken()),
            made_on=date.today(),
            demo=me.demo,
            same=one_person.representatives(self._desk.vault),
            **self._also(kind, records),
        )

    def _also(self, kind: registry.ReportKind, records: list[Record]) -> dict[str, Any]:
        return {"due": self._due_days(records).get} if kind.record_type == "duty_request" else {}

    def _counted(self, kind: str, where: Mapping[str, object]) -> list[Record]:
        """What a report counts: the records, and rows for those that other offices keep to themselves."""
        me = self._desk.identity
        records = self._whole.load_many(kind, self._whole.ids(kind, where=where))
        if me.coordinator:  # what was shared once and is no longer has a row instead
            records = [one for one in records if one.home == me.office_id or not is_secret(one)]
        if kind not in COUNTS:
            return records
        counted = COUNTS[kind].name
        rows = self._whole.load_many(counted, self._whole.ids(counted, where={**where, WITHDRAWN: None}))
        return records + [row for row in rows if row.home != me.office_id]

    def write(self, report: Report, out: Path) -> Path:
        """Write a report as PDF, XLSX or CSV by the name of the file."""
        leave_whole(out, report_bytes(report, out.suffix.lower(), out.name))
        self.note_report(report, out.suffix.lower().lstrip("."))
        return out

    def note_report(self, report: Report, format: str) -> None:
        """Note in the paper trail that a report left the case book: as `pdf`, `xlsx`, `csv`, or on `paper`."""
        period = {"from": report.start.isoformat(), "to": report.end.isoformat()}
        self._desk.trail.note("report", kind=report.name, format=format, way=report.profile, **period)

    def card(self, kind: str, id: str, language: str | None = None) -> Sheet:
        """The card of one record, with what belongs to it. NoSuchRecord."""
        if kind in self._sheets:
            return self._sheets[kind](id, language or spoken())
        record = self._casework.load(kind, id)
        also: list[Record] = []
        person = getattr(record, "person_id", None)
        if person and kind == "consultation":
            also += self._casework.load_many("person", [person])
        if kind == "journalist_case":
            also += reversed(self._casework.children("case_event", id))
        me = self._desk.identity
        return sheet_of(
            record,
            names=self._names([record, *also]),
            language=language or spoken(),
            office_name=me.office_name,
            demo=me.demo,
            made_on=date.today(),
            also=also,
        )

    def print_card(self, kind: str, id: str, out: Path) -> Path:
        """Write a record's card as PDF to the file a person chose."""
        leave_whole(out, card_bytes(self.card(kind, id)))
        self._desk.trail.note("exported", kind, id, kind="card", format="pdf")
        return out

    def _names(self, records: list[Record]) -> Mapping[str, str]:
        wanted: dict[str, set[str]] = {}
        for record in records:
            for spec in record.type.fields:
                to = getattr(spec.kind, "to", "")
                value = getattr(record, spec.name)
                if not to or not value:
                    continue
                if isinstance(spec.kind, Ref):
                    wanted.setdefault(to, set()).add(value)
                elif isinstance(spec.kind, Elements):
                    wanted.setdefault(to, set()).update(value)
        names: dict[str, str] = {}
        for kind, ids in wanted.items():
            names |= self._casework.titles(kind, sorted(ids))
        return names


def _office_words(names: list[str], language: str) -> str:
    """Up to three offices by name, more by their number."""
    if len(names) <= 3:
        return ", ".join(names)
    return catalog(language).ngettext("{n} office", "{n} offices", len(names)).format(n=len(names))
