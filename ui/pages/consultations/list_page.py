"""The consultations: a list narrowed by month, topic, state and lawyer, with a preview and what can be done next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from clinic_app.reference import lists
from clinic_app.use_cases.listing import Order
from clinic_app.wording.dates import date_time, day_month, month_name, short_date
from clinic_app.wording.words import _, ngettext
from ui.forms.facts import Fact, FactGrid, SafeContact, must_not_call
from ui.forms.listed import late_choices, lawyer_and_office, office_column
from ui.forms.listing import Filter, ListPage, Narrow
from ui.forms.presenter import is_draft_of, short_number
from ui.pages.consultations.filters import filters_of, in_month
from ui.pages.consultations.presenter import STATES, Row, age_of
from ui.widgets.buttons import Button, IconButton, PrimaryButton
from ui.widgets.frames import EmptyState, Separator, SidePanel
from ui.widgets.labels import IconLabel, Label
from ui.widgets.pill import Pill
from ui.widgets.rows_model import Cell, Column


@dataclass(frozen=True)
class ListRow(Row):
    """A row with what may be chosen as columns."""

    lawyer: str = ""
    office: str = ""


class ConsultationsPage(ListPage):
    """A draft is opened by `new_requested` with its key, another consultation of a person with their id."""

    kind = "consultation"
    also = frozenset({"person"})
    first_order = Order("received_at", True)

    def title(self) -> str:
        return _("Consultations")

    def actions(self) -> list[QWidget]:
        take_in = Button(_("Import"), "file-import")
        take_in.clicked.connect(self.import_requested)
        return [take_in]  # a new one is always at hand in the sidebar

    def columns(self) -> list[Column]:
        return [
            Column("received_at", _("Date"), self._when, sortable=True),
            Column("record_no", _("No."), self._number, sortable=True),
            Column("person_id", _("Client"), _client, width="stretch", sortable=True),
            Column("topic", _("Topic"), _topic, width="stretch", sortable=True),
            Column("outcome", _("State"), _state, sortable=True),
            Column("channel", _("Channel"), _code("channel", "channel"), sortable=True, hidden=True),
            Column("decision", _("Decision"), _code("decision", "intake_decision"), sortable=True, hidden=True),
            Column(
                "conflict_check",
                _("Conflict check"),
                _code("conflict_check", "conflict_check"),
                sortable=True,
                hidden=True,
            ),
            Column("followup_on", _("Next contact"), _follows, sortable=True, hidden=True),
            Column("lawyer_id", _("Lawyer"), lambda row: row.lawyer, sortable=True, hidden=True),
            *office_column(self.identity),
        ]

    def filters(self) -> list[Filter]:
        return filters_of(date.today(), self.identity)

    def late_choices(self) -> Mapping[str, Sequence[Narrow | None]]:
        return late_choices(self.clinic)

    def empty(self) -> EmptyState:
        new = PrimaryButton(_("New consultation"), "plus")
        new.clicked.connect(lambda: self.new_requested.emit(self.kind, {}))
        take_in = Button(_("Import from a file"), "file-import")
        take_in.clicked.connect(self.import_requested)
        return EmptyState(
            "messages",
            _("No consultation yet"),
            _(
                "Write the first one, or bring your old register over from an Excel or CSV file. "
                "Every mistake in it is shown before anything is taken in."
            ),
            [new, take_in],
        )

    # --- the vault's thread -------------------------------------------------------------------------------------

    def facts(self) -> str:
        today = date.today()
        month = self.clinic.casework.count(self.kind, in_month(today.year, today.month))
        return _("{office} · {month}: {n}").format(
            office=self.identity.office_name, month=month_name(today.month), n=month
        )

    def drafts(self) -> Sequence[Row]:
        kept = self.clinic.drafts.all()
        drafts = [one for one in kept if is_draft_of(one.content, self.kind) and not one.content["id"]]
        return [_draft_row(self.clinic, draft) for draft in drafts]

    def rows(self, ids: Sequence[str]) -> list[ListRow]:
        records = self.clinic.interests.as_they_stand(self.clinic.casework.load_many(self.kind, ids))
        wanted = sorted({r.person_id for r in records if r.person_id})
        people = {p.id: p for p in self.clinic.casework.load_many("person", wanted)}
        named = lawyer_and_office(self.clinic, records)
        found = []
        for record in records:
            one = people.get(record.person_id or "")
            told = (one.name_display, one.safe_contact, one.phone, one.birth_year) if one else ("", "", "", None)
            lawyer, office = named[record.id]
            found.append(ListRow(record.id, record, *told, lawyer=lawyer, office=office))
        return found

    # --- cells --------------------------------------------------------------------------------------------------

    def _when(self, row: Row) -> str | Cell:
        when = row.record.received_at
        if when is None:
            return ""
        return Cell(day_month(when) if when.year == date.today().year else short_date(when), quiet=True)

    def _number(self, row: Row) -> Cell:
        me = self.identity
        number = row.record.record_no
        return Cell(short_number(number, me.office_id, me.laptop, date.today().year), quiet=True, tip=number)

    # --- the preview --------------------------------------------------------------------------------------------

    def show_preview(self, panel: SidePanel, row: Row) -> None:
        record = row.record
        top = QHBoxLayout()
        state = _state(row)
        top.addWidget(Pill(state.icon, state.text, state.pill or "neutral"))
        top.addStretch(1)
        top.addWidget(Label(self._number(row).text, "small", "text2"))
        panel.body.addLayout(top)
        client = _client(row)
        panel.body.addWidget(Label(client.text if isinstance(client, Cell) else client, "record", wrap=True))
        panel.body.addWidget(Label(" · ".join(_person_facts(row)), "small", "text2", wrap=True))
        if row.safe:
            panel.body.addWidget(SafeContact(row.safe, "" if must_not_call(row.safe) else row.phone))
        elif row.phone:
            panel.body.addWidget(Fact(_("Phone"), row.phone))
        length = _("{n} minutes").format(n=record.duration_min) if record.duration_min else ""
        panel.body.addWidget(
            FactGrid(
                [
                    (_("Topic"), _label("legal_topics", record.topic)),
                    (_("Received"), date_time(record.received_at) if record.received_at else ""),
                    (_("Channel"), _label("channel", record.channel)),
                    (_("Length"), length),
                ]
            )
        )
        for label, text in ((_("Summary of facts"), record.facts), (_("Advice given"), record.advice)):
            if text:
                panel.body.addWidget(Fact(label, text))
        if record.followup_on:
            panel.body.addWidget(Separator())
            panel.body.addWidget(_follow_up(record))
        self._buttons(panel, row)

    def _buttons(self, panel: SidePanel, row: Row) -> None:
        first = PrimaryButton(_("Continue") if row.draft else _("Open"))
        first.clicked.connect(lambda: self.open_row(row))
        panel.foot.addWidget(first, 1)
        if row.draft:
            return
        if row.record.person_id:
            again = Button(_("Once more"), "plus", name=_("One more consultation for this person"))
            again.setToolTip(_("One more consultation for this person"))
            again.clicked.connect(lambda: self.new_requested.emit(self.kind, {"person_id": row.record.person_id}))
            panel.foot.addWidget(again)
        out = IconButton("printer", _("Print the card"))
        out.clicked.connect(lambda: self.print_requested.emit(self.kind, row.id))
        panel.foot.addWidget(out)

    def open_row(self, row: Row) -> None:
        if row.draft:
            self.new_requested.emit(self.kind, {"draft": row.draft})
        else:
            self.open_requested.emit(self.kind, row.id)


def _draft_row(clinic: Any, draft: Any) -> ListRow:
    """A draft as a row, from what its fields hold."""
    states = draft.content["states"]
    topic = states.get("topic") or {}
    record = clinic.casework.blank("consultation", topic=topic.get("id") or None, received_at=None)
    return ListRow("", record, str(draft.content.get("title", "")), draft=draft.key, draft_at=draft.at)


def _client(row: Row) -> str | Cell:
    if row.draft:
        return Cell(row.client or _("Draft"), italic=True, quiet=True)
    if row.record.anonymous or not row.record.person_id:
        return Cell(_("Without a name"), icon="user-question", italic=True)
    if row.safe:
        tone = "bad" if must_not_call(row.safe) else "warn"
        return Cell(row.client, icon="shield-lock", icon_tone=tone, tip=f"{row.client}: {row.safe}")
    return Cell(row.client)


def _topic(row: Row) -> str:
    return _label("legal_topics", row.record.topic)


def _state(row: Row) -> Cell:
    if row.draft:
        return Cell(_("Draft"), icon="pencil", pill="warn")
    if row.record.conflicts:
        return Cell(_("Several values"), icon="git-merge", pill="warn")
    code = row.record.outcome or ""
    icon, tone = STATES.get(code, ("circle-dashed", "neutral"))
    return Cell(_label("outcome", code) or _("not said"), icon=icon, pill=tone)


def _code(field: str, listed: str) -> Callable[[Row], str]:
    return lambda row: _label(listed, getattr(row.record, field))


def _check(row: Row) -> str:
    return _label("conflict_check", row.record.conflict_check)


def _follows(row: Row) -> str | Cell:
    record = row.record
    if record.followup_on is None:
        return ""
    late = record.resolved is None and record.followup_on < date.today()
    return Cell(short_date(record.followup_on), icon="alert-circle" if late else "", icon_tone="bad", quiet=not late)


def _label(name: str, code: str | None) -> str:
    return lists.label(name, code) if code else ""


def _person_facts(row: Row) -> list[str]:
    record = row.record
    age = age_of(row.birth_year, record.received_at)
    told = [
        _label("sex", record.sex),
        ngettext("{n} year old", "{n} years old", age).format(n=age) if age else _label("age_group", record.age_group),
        _label("divisions", record.division_id),
    ]
    return [part for part in told if part]


def _follow_up(record: Any) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10)
    row.addWidget(IconLabel("phone-call", "accent_text", 18), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(Label(_("Next contact: {date}").format(date=short_date(record.followup_on)), "body"), 1)
    return holder
