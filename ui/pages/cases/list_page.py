"""The cases: number and title, never the journalist's name, for a list may be seen over a shoulder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from clinic_app.reference import lists
from clinic_app.use_cases.listing import Order
from clinic_app.wording.dates import short_date
from clinic_app.wording.words import _, ngettext
from ui.forms.facts import Fact, FactGrid
from ui.forms.listed import late_choices, lawyer_and_office, office_column
from ui.forms.listing import Filter, ListPage, Narrow
from ui.forms.presenter import is_draft_of, short_number
from ui.pages.cases.filters import filters_of, open_stages
from ui.pages.cases.presenter import CLOSED, RISKS, URGENCIES, Row, days_words, step_tone
from ui.widgets.buttons import Button, IconButton, PrimaryButton, TintButton
from ui.widgets.flow import FlowLayout
from ui.widgets.frames import EmptyState, SidePanel
from ui.widgets.labels import Label
from ui.widgets.pill import Pill
from ui.widgets.rows_model import Cell, Column
from ui.widgets.segments import Segments


@dataclass(frozen=True)
class ListRow(Row):
    """A row with what may be chosen as a column."""

    office: str = ""


class CasesPage(ListPage):
    """The cases of the office."""

    kind = "journalist_case"
    first_order = Order("opened_on", True)
    page_requested = Signal(str)

    def title(self) -> str:
        return _("Cases")

    def actions(self) -> list[QWidget]:
        new = TintButton(_("New case"), "plus")
        new.clicked.connect(lambda: self.new_requested.emit(self.kind, {}))
        return [self._which(), new]

    def _which(self) -> Segments:
        """Cases, or the incidents beside them."""
        which = Segments([("cases", _("Cases")), ("incidents", _("Incidents"))], "cases", name=_("Which list"))
        which.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

        def go(page: str) -> None:
            which.set_value("cases")
            if page != "cases":
                self.page_requested.emit(page)

        which.changed.connect(go)
        return which

    def columns(self) -> list[Column]:
        return [
            Column("record_no", _("No."), self._number, sortable=True),
            Column("title", _("Title"), _title, width="stretch", sortable=True),
            Column("stage", _("Stage"), lambda row: _label("case_stage", row.record.stage), sortable=True),
            Column("risk_level", _("Risk"), _risk, sortable=True),
            Column("next_step_on", _("Next step"), _step, sortable=True),
            Column("opened_on", _("Opened on"), lambda row: _day(row.record.opened_on), sortable=True, hidden=True),
            Column("urgency", _("Urgency"), _code("urgency"), sortable=True, hidden=True),
            Column("medium_name", _("Media outlet"), lambda row: row.record.medium_name, sortable=True, hidden=True),
            Column(
                "outcome",
                _("Outcome"),
                lambda row: _label("case_outcome", row.record.outcome),
                sortable=True,
                hidden=True,
            ),
            Column("closed_on", _("Closed on"), lambda row: _day(row.record.closed_on), sortable=True, hidden=True),
            Column("lawyer_id", _("Lawyer"), lambda row: row.lawyer, sortable=True, hidden=True),
            *office_column(self.identity),
        ]

    def _number(self, row: Row) -> Cell:
        me, number = self.identity, row.record.record_no
        return Cell(short_number(number, me.office_id, me.laptop, date.today().year), quiet=True, tip=number)

    def filters(self) -> list[Filter]:
        return filters_of(date.today(), self.identity)

    def late_choices(self) -> Mapping[str, Sequence[Narrow | None]]:
        return late_choices(self.clinic)

    def empty(self) -> EmptyState:
        new = PrimaryButton(_("New case"), "plus")
        new.clicked.connect(lambda: self.new_requested.emit(self.kind, {}))
        said = _(
            "A case keeps everything about one journalist's matter together: events, hearings, next steps, papers."
        )
        return EmptyState("folder", _("No case yet"), said, [new])

    def facts(self) -> str:
        still = self.clinic.casework.count(self.kind, {"stage": open_stages()})
        said = ngettext("{n} open case", "{n} open cases", still).format(n=still)
        return _("{office} · {facts}").format(office=self.identity.office_name, facts=said)

    def drafts(self) -> Sequence[Row]:
        drafts = [d for d in self.clinic.drafts.all() if is_draft_of(d.content, self.kind) and not d.content["id"]]
        return [_draft_row(self.clinic, draft) for draft in drafts]

    def rows(self, ids: Sequence[str]) -> list[ListRow]:
        records = self.clinic.casework.load_many(self.kind, ids)
        named = lawyer_and_office(self.clinic, records)
        return [ListRow(record.id, record, *named[record.id]) for record in records]

    def show_preview(self, panel: SidePanel, row: Row) -> None:
        record = row.record
        panel.body.addWidget(Label(record.record_no, "small", "text2"))
        panel.body.addWidget(Label(record.title or _("Draft"), "record", wrap=True))
        pills = QWidget()
        flow = FlowLayout(pills, gap=6, line_gap=6)
        for pill in pills_of(record):
            flow.addWidget(pill)
        panel.body.addWidget(pills)
        if record.next_step:
            panel.body.addWidget(Fact(_("Next step"), record.next_step))
        lengths = [
            (_("Opened on"), short_date(record.opened_on) if record.opened_on else ""),
            (_("Next step on"), short_date(record.next_step_on) if record.next_step_on else ""),
            (_("Lawyer"), row.lawyer),
            (_("Media outlet"), record.medium_name),
        ]
        panel.body.addWidget(FactGrid(lengths))
        if record.summary:
            panel.body.addWidget(Fact(_("Summary"), record.summary))
        first = PrimaryButton(_("Continue") if row.lawyer == "" and not row.record.id else _("Open"))
        first.clicked.connect(lambda: self.open_row(row))
        panel.foot.addWidget(first, 1)
        if record.id:
            change = Button(_("Edit"), "pencil")
            change.clicked.connect(lambda: self.new_requested.emit(self.kind, {"id": row.id}))
            out = IconButton("printer", _("Print the card"))
            out.clicked.connect(lambda: self.print_requested.emit(self.kind, row.id))
            panel.foot.addWidget(change)
            panel.foot.addWidget(out)

    def open_row(self, row: Row) -> None:
        if not row.record.id:
            self.new_requested.emit(self.kind, {"draft": row.id})
        else:
            self.open_requested.emit(self.kind, row.id)


def pills_of(record: Any) -> list[Pill]:
    """Stage, risk and urgency as pills."""
    found = []
    if record.stage:
        found.append(Pill("gavel" if record.stage == "court" else "folder", _stage(record.stage), "info"))
    if record.risk_level:
        words = _("Risk: {level}").format(level=_label("risk_level", record.risk_level).lower())
        found.append(Pill("alert-triangle", words, RISKS.get(record.risk_level, "neutral")))
    if record.urgency:
        words = _("Urgency: {level}").format(level=_label("urgency", record.urgency).lower())
        found.append(Pill("flame", words, URGENCIES.get(record.urgency, "neutral")))
    return found


def _stage(code: str) -> str:
    return _("Stage: {stage}").format(stage=_label("case_stage", code).lower())


def _title(row: Row) -> Cell:
    torn = bool(row.record.conflicts)
    if not row.record.id:
        return Cell(row.record.title or _("Draft"), icon="pencil", italic=True, quiet=True)
    return Cell(row.record.title, icon="git-merge" if torn else "", icon_tone="warn")


def _risk(row: Row) -> Cell:
    code = row.record.risk_level or ""
    return (
        Cell(_label("risk_level", code), icon="alert-triangle" if code in ("R2", "R3") else "", pill=RISKS[code])
        if (code in RISKS)
        else Cell("")
    )


def _step(row: Row) -> Cell:
    on = row.record.next_step_on
    if row.record.stage in CLOSED or not row.record.id:
        return Cell("")
    if on is None:
        return Cell(_("no next step"), icon="circle-dashed", pill="warn")
    today = date.today()
    tone = step_tone(on, today)
    icon = {"bad": "alert-circle", "warn": "clock-exclamation"}.get(tone, "clock")
    return Cell(days_words(on, today), icon=icon, pill=tone, tip=f"{short_date(on)}: {row.record.next_step}")


def _label(name: str, code: str | None) -> str:
    return lists.label(name, code) if code else ""


def _code(field: str, listed: str = "") -> Callable[[Row], str]:
    return lambda row: _label(listed or field, getattr(row.record, field))


def _day(day: date | None) -> Cell:
    return Cell(short_date(day) if day else "", quiet=True)


def _draft_row(clinic: Any, draft: Any) -> ListRow:
    record = clinic.casework.blank("journalist_case", title=str(draft.content.get("title", "")))
    return ListRow(draft.key, record)
