"""Papers of a case: its chronology, for the office, the client or a court, and the sheet of a search or seizure.

What goes to others is called by the record number and holds no privileged note; whoever prints it may choose otherwise.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from clinic_app.records.seizure import SeizedItem
from clinic_app.reference import lists
from clinic_app.reports.chronology import CLIENT, COURT, OFFICE, READERS, Step, chronology_of
from clinic_app.reports.seizure_sheet import seizure_sheet
from clinic_app.reports.sheet import Sheet
from clinic_app.reports.writing import card_bytes
from clinic_app.use_cases import timeline_rows
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.files import leave_whole
from clinic_app.use_cases.forbidden_words import forbidden_words
from clinic_app.use_cases.named_in_words import naming_words
from clinic_app.use_cases.timeline import Timeline
from clinic_app.use_cases.timeline_rows import GROUPS, TimelineRow
from clinic_app.wording.words import N_, in_language, spoken

__all__ = ["CLIENT", "COURT", "OFFICE", "READERS", "CasePaper"]

# What a reader is shown where nobody chooses: a court what is before the courts, not how safe the client is.
_USUAL = {
    OFFICE: tuple(GROUPS),
    CLIENT: (timeline_rows.COURT, timeline_rows.PAPERS, timeline_rows.SAFETY, timeline_rows.DEADLINES),
    COURT: (timeline_rows.COURT, timeline_rows.PAPERS),
}


class CasePaper:
    """Papers of the cases of an open vault."""

    def __init__(self, desk: Desk, casework: Casework, timeline: Timeline) -> None:
        self._desk = desk
        self._casework = casework
        self._timeline = timeline

    def chronology(
        self,
        case_id: str,
        *,
        reader: str = OFFICE,
        groups: Collection[str] = (),
        since: date | None = None,
        until: date | None = None,
        notes: bool | None = None,
        names: bool | None = None,
        by_kind: bool = False,
        language: str = "",
        today: date | None = None,
    ) -> Sheet:
        """The chronology of a case, oldest first. NoSuchRecord.

        `reader` is one of READERS; `groups`: of GROUPS, else what that reader is usually shown; `notes` and `names`:
        whether privileged notes, and the title with the journalist's name, stand on it (usually in the office only);
        `by_kind`: each step is called by what it is, without what somebody typed.
        The clinic's own affairs, such as check-ins and what was given out, stand on the office's alone.
        """
        case: Any = self._casework.load("journalist_case", case_id)
        lang, day = language or spoken(), today or date.today()
        inside = reader == OFFICE
        chosen = tuple(group for group in GROUPS if group in (groups or _USUAL[reader]))
        rows = [row for row in self._rows(case_id, reader, chosen, lang, day) if _is_within(row, since, until)]
        with_notes = inside if notes is None else notes
        me = self._desk.identity
        return chronology_of(
            [_step(row, with_notes, by_kind) for row in rows],
            number=case.record_no,
            named=self._named(case, lang) if (inside if names is None else names) else (),
            narrowed=_narrowed(chosen, lang),
            reader=reader,
            language=lang,
            office_name=me.office_name,
            demo=me.demo,
            made_on=day,
        )

    def names_on(self, case_id: str, reader: str) -> list[str]:
        """What stands in the titles of a usual chronology and may tell too much: names of the journalist and of whom to
        call, and what looks like a password or a source. NoSuchRecord.
        """
        case: Any = self._casework.load("journalist_case", case_id)
        rows = self._rows(case_id, reader, _USUAL[reader], spoken(), date.today())
        texts = [text for row in rows for text in (row.title, row.facts) if text]
        contacts = [str(getattr(one, "name", "")) for one in self._casework.children("emergency_contact", case_id)]
        names = [*self._casework.titles("person", [case.person_id or ""]).values(), *contacts]
        told = (one.found for text in texts for one in forbidden_words(text))
        return list(dict.fromkeys([*naming_words(texts, names), *told]))

    def _rows(
        self, case_id: str, reader: str, groups: Collection[str], language: str, today: date
    ) -> list[TimelineRow]:
        """The steps that a reader may see, oldest first."""
        found = self._timeline.of(case_id, groups=groups, language=language, today=today)
        return [row for row in reversed(found) if reader == OFFICE or not row.internal]

    def seizure(self, seizure_id: str, language: str = "", today: date | None = None) -> Sheet:
        """The sheet of a search or seizure with what was taken, as an annex. NoSuchRecord."""
        seizure: Any = self._casework.load("seizure", seizure_id)
        found = self._casework.load_many(
            "seized_item", self._casework.ids("seized_item", where={"seizure_id": seizure_id})
        )
        case = self._casework.load_many("journalist_case", [seizure.case_id] if seizure.case_id else [])
        me = self._desk.identity
        return seizure_sheet(
            seizure,
            sorted((one for one in found if isinstance(one, SeizedItem)), key=lambda one: one.id),
            case_no=str(getattr(case[0], "record_no", "")) if case else "",
            language=language or spoken(),
            office_name=me.office_name,
            demo=me.demo,
            made_on=today or date.today(),
        )

    def write(self, sheet: Sheet, case_id: str, out: Path) -> Path:
        """Write the chronology of a case as PDF to the file a person chose."""
        leave_whole(out, card_bytes(sheet))
        self._desk.trail.note("exported", "journalist_case", case_id, kind="chronology", format="pdf")
        return out

    def _named(self, case: Any, language: str) -> Sequence[tuple[str, str]]:
        name = self._casework.titles("person", [case.person_id or ""]).get(case.person_id or "", "")
        told = (
            (case.type.field("title").label, case.title),
            (case.type.field("person_id").label, name),
            (case.type.field("medium_name").label, case.medium_name),
            (case.type.field("stage").label, lists.label("case_stage", case.stage or "", language)),
        )
        return [(in_language(language, label), text) for label, text in told if text]


def _step(row: TimelineRow, notes: bool, by_kind: bool) -> Step:
    what = " · ".join(part for part in (row.label, row.untyped if by_kind else row.title) if part)
    typed = row.type == "duty_request"  # numbers, grounds and addressees of its facts are written by hand
    facts = "" if by_kind and typed else row.facts
    text = "\n".join(part for part in (facts, row.notes if notes and not by_kind else "") if part)
    return Step(row.on, row.at, what, text, row.moved_to, row.planned)


def _is_within(row: TimelineRow, since: date | None, until: date | None) -> bool:
    """Whether a day lies in a period; a month or a year that touches it does."""
    bare = row.on.lstrip("~")
    first, last = (day.isoformat()[: len(bare)] if day else "" for day in (since, until))
    return (not first or bare >= first) and (not last or bare <= last)


def _narrowed(chosen: Sequence[str], language: str) -> str:
    """The groups in words, where they are not all."""
    if len(chosen) == len(GROUPS):
        return ""
    shown = ", ".join(in_language(language, GROUPS[group]) for group in chosen)
    return in_language(language, N_("only: {what}")).format(what=shown)
