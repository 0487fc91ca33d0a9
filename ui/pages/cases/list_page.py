"""The cases: number and title, never the journalist's name, for a list may be seen over a shoulder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from clinic_app.reference import lists
from clinic_app.wording.dates import short_date
from clinic_app.wording.words import _, ngettext
from ui.forms.facts import Fact, FactGrid
from ui.forms.listing import Filter, Found, ListPage, Narrow
from ui.forms.presenter import is_draft_of, short_number
from ui.pages.cases.presenter import CLOSED, RISKS, URGENCIES, Row, days_words, step_tone
from ui.widgets.buttons import Button, IconButton, PrimaryButton, TintButton
from ui.widgets.flow import FlowLayout
from ui.widgets.frames import EmptyState, SidePanel
from ui.widgets.labels import Label
from ui.widgets.pill import Pill
from ui.widgets.rows_model import Cell, Column


class CasesPage(ListPage):
    """The cases of the office."""

    kind = "journalist_case"

    def title(self) -> str:
        return _("Cases")

    def actions(self) -> list[QWidget]:
        new = TintButton(_("New case"), "plus")
        new.clicked.connect(lambda: self.new_requested.emit(self.kind, {}))
        return [new]

    def columns(self) -> list[Column]:
        return [
            Column("record_no", _("No."), self._number),
            Column("title", _("Title"), _title, width="stretch"),
            Column("stage", _("Stage"), lambda row: _label("case_stage", row.record.stage)),
            Column("risk_level", _("Risk"), _risk),
            Column("next_step_on", _("Next step"), _step),
        ]

    def _number(self, row: Row) -> Cell:
        me, number = self.identity, row.record.record_no
        return Cell(short_number(number, me.office_id, me.laptop, date.today().year), quiet=True, tip=number)

    def filters(self) -> list[Filter]:
        stages = lists.items("case_stage")
        still = Narrow("open", _("Open ones"), {"stage": set(stages) - CLOSED})
        risks = [Narrow(i.id, i.label(), {"risk_level": i.id}) for i in lists.items("risk_level").values()]
        me = Narrow("me", _("mine"), {"lawyer_id": self.identity.member_id}, _("Lawyer: me"))
        return [
            Filter(
                "stage", _("Stage"), [still, None, *(Narrow(i.id, i.label(), {"stage": i.id}) for i in stages.values())]
            ),
            Filter("risk", _("Risk"), risks),
            Filter("lawyer", _("Lawyer"), [me]),
        ]

    def empty(self) -> EmptyState:
        new = PrimaryButton(_("New case"), "plus")
        new.clicked.connect(lambda: self.new_requested.emit(self.kind, {}))
        said = _(
            "A case keeps everything about one journalist's matter together: events, hearings, next steps, papers."
        )
        return EmptyState("folder", _("No case yet"), said, [new])

    def look(self, words: str, where: Mapping[str, Any], newest_first: bool) -> Found:
        found = super().look(words, where, newest_first)
        still = self.clinic.casework.count(self.kind, {"stage": set(lists.items("case_stage")) - CLOSED})
        said = ngettext("{n} open case", "{n} open cases", still).format(n=still)
        facts = _("{office} · {facts}").format(office=self.identity.office_name, facts=said)
        drafts = [d for d in self.clinic.drafts.all() if is_draft_of(d.content, self.kind) and not d.content["id"]]
        rows = [_draft_row(self.clinic, draft) for draft in drafts] if not words else []
        return Found(found.ids, found.total, facts, rows)

    def rows(self, ids: Sequence[str]) -> list[Row]:
        records = self.clinic.casework.load_many(self.kind, ids)
        lawyers = self.clinic.casework.titles("member", [r.lawyer_id or "" for r in records])
        return [Row(record.id, record, lawyers.get(record.lawyer_id or "", "")) for record in records]

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


def _draft_row(clinic: Any, draft: Any) -> Row:
    record = clinic.casework.blank("journalist_case", title=str(draft.content.get("title", "")))
    return Row(draft.key, record)
