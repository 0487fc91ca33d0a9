"""The incidents: what happened, when and how far it is verified; whom it was done to stands in no list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from clinic_app.use_cases.listing import Order
from clinic_app.wording.dates import short_date
from clinic_app.wording.words import _, ngettext
from ui.forms.facts import Fact, FactGrid, PillsFact
from ui.forms.listed import late_choices, lawyer_and_office, office_column
from ui.forms.listing import Filter, ListPage, Narrow
from ui.forms.presenter import is_draft_of, short_number
from ui.pages.incidents.presenter import (
    ListRow,
    filters_of,
    labels,
    level_looks,
    partial_words,
    place_words,
    when_words,
)
from ui.widgets.buttons import Button, PrimaryButton, TintButton
from ui.widgets.frames import EmptyState, SidePanel
from ui.widgets.labels import Label
from ui.widgets.pill import Pill
from ui.widgets.rows_model import Cell, Column
from ui.widgets.segments import Segments

CASES, INCIDENTS = "cases", "incidents"


class IncidentsPage(ListPage):
    """The incidents of the office. `page_requested("cases")` goes to the cases beside them."""

    kind = "incident"
    also = frozenset({"verification_step"})
    first_order = Order("reported_on", True)
    page_requested = Signal(str)

    def title(self) -> str:
        return _("Incidents")

    def actions(self) -> list[QWidget]:
        self.which = Segments([(CASES, _("Cases")), (INCIDENTS, _("Incidents"))], INCIDENTS, name=_("Which list"))
        self.which.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.which.changed.connect(self._go)
        new = TintButton(_("New incident"), "plus")
        new.clicked.connect(lambda: self.new_requested.emit(self.kind, {}))
        return [self.which, new]

    def _go(self, page: str) -> None:
        self.which.set_value(INCIDENTS)
        if page != INCIDENTS:
            self.page_requested.emit(page)

    def columns(self) -> list[Column]:
        return [
            Column("record_no", _("No."), self._number, sortable=True),
            Column("title", _("What happened"), _title, width="stretch", sortable=True),
            Column("occurred_on", _("When"), lambda row: partial_words(row.record.occurred_on), sortable=True),
            Column("verification", _("Verification"), _level, sortable=True),
            Column("attack_types", _("Types of attack"), _attacks, width=22, hidden=True),
            Column("reported_on", _("Reported on"), _reported, sortable=True, hidden=True),
            Column("medium_name", _("Media outlet"), lambda row: row.record.medium_name, sortable=True, hidden=True),
            Column("lawyer_id", _("Lawyer"), lambda row: row.lawyer, sortable=True, hidden=True),
            *office_column(self.identity),
        ]

    def _number(self, row: ListRow) -> Cell:
        me, number = self.identity, row.record.record_no
        return Cell(short_number(number, me.office_id, me.laptop, date.today().year), quiet=True, tip=number)

    def filters(self) -> list[Filter]:
        return filters_of(date.today(), self.identity)

    def late_choices(self) -> Mapping[str, Sequence[Narrow | None]]:
        return late_choices(self.clinic)

    def empty(self) -> EmptyState:
        new = PrimaryButton(_("New incident"), "plus")
        new.clicked.connect(lambda: self.new_requested.emit(self.kind, {}))
        said = _("An attack, a threat or an appeal about a public body: recorded once, checked step by step.")
        return EmptyState("alert-triangle", _("No incident yet"), said, [new])

    def facts(self) -> str:
        count = self.clinic.casework.count(self.kind)
        said = ngettext("{n} incident", "{n} incidents", count).format(n=count)
        return _("{office} · {facts}").format(office=self.identity.office_name, facts=said)

    def drafts(self) -> Sequence[ListRow]:
        drafts = [d for d in self.clinic.drafts.all() if is_draft_of(d.content, self.kind) and not d.content["id"]]
        blank = self.clinic.casework.blank
        return [ListRow(one.key, blank(self.kind, title=str(one.content.get("title", "")))) for one in drafts]

    def rows(self, ids: Sequence[str]) -> list[ListRow]:
        records = self.clinic.casework.load_many(self.kind, ids)
        named = lawyer_and_office(self.clinic, records)
        return [ListRow(record.id, record, *named[record.id]) for record in records]

    def show_preview(self, panel: SidePanel, row: ListRow) -> None:
        record = row.record
        panel.body.addWidget(Label(record.record_no, "small", "text2"))
        panel.body.addWidget(Label(record.title or _("Draft"), "record", wrap=True))
        if record.id:
            panel.body.addWidget(Pill(*level_looks(record.verification)))
        panel.body.addWidget(FactGrid([(_("When"), when_words(record)), (_("Lawyer"), row.lawyer)]))
        if where := place_words(record):
            panel.body.addWidget(Fact(_("Where it happened"), where))
        if record.attack_types:
            panel.body.addWidget(PillsFact(_("Types of attack"), labels("attack_types", record.attack_types)))
        if record.actor_kinds:
            panel.body.addWidget(PillsFact(_("By whom"), labels("source_of_threat", record.actor_kinds)))
        if record.description:
            panel.body.addWidget(Fact(_("What is known"), record.description))
        first = PrimaryButton(_("Open") if record.id else _("Continue"))
        first.clicked.connect(lambda: self.open_row(row))
        panel.foot.addWidget(first, 1)
        if record.id:
            change = Button(_("Edit"), "pencil")
            change.clicked.connect(lambda: self.new_requested.emit(self.kind, {"id": row.id}))
            panel.foot.addWidget(change)

    def open_row(self, row: ListRow) -> None:
        if not row.record.id:
            self.new_requested.emit(self.kind, {"draft": row.id})
        else:
            self.open_requested.emit(self.kind, row.id)


def _title(row: ListRow) -> Cell:
    if not row.record.id:
        return Cell(row.record.title or _("Draft"), icon="pencil", italic=True, quiet=True)
    return Cell(row.record.title, icon="git-merge" if row.record.conflicts else "", icon_tone="warn")


def _level(row: ListRow) -> Cell:
    if not row.record.id:
        return Cell("")
    icon, word, tone = level_looks(row.record.verification)
    return Cell(word, icon=icon, pill=tone)


def _attacks(row: ListRow) -> str:
    return ", ".join(labels("attack_types", row.record.attack_types))


def _reported(row: ListRow) -> Cell:
    on = row.record.reported_on
    return Cell(short_date(on) if on else "", quiet=True)
