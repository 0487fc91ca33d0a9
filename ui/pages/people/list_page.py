"""The people: clients, journalists, opponents and witnesses, in the alphabet's order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from clinic_app.reference import lists
from clinic_app.wording.dates import number
from clinic_app.wording.words import _
from ui.forms.facts import Fact, FactGrid, SafeContact, must_not_call
from ui.forms.listing import Found, ListPage
from ui.pages.people.presenter import Row, in_order, place_words
from ui.widgets.buttons import Button, PrimaryButton, TintButton
from ui.widgets.frames import EmptyState, SidePanel
from ui.widgets.labels import Label
from ui.widgets.rows_model import Cell, Column


class PeoplePage(ListPage):
    """Everybody the case book names."""

    kind = "person"

    def title(self) -> str:
        return _("People")

    def actions(self) -> list[QWidget]:
        new = TintButton(_("New person"), "user-plus")
        new.clicked.connect(lambda: self.new_requested.emit(self.kind, {}))
        return [new]

    def columns(self) -> list[Column]:
        return [
            Column("name_display", _("Name"), _name, width="stretch"),
            Column("birth_year", _("Born"), lambda row: Cell(str(row.record.birth_year or ""), quiet=True)),
            Column("phone", _("Phone"), lambda row: Cell("" if _silent(row) else row.record.phone)),
            Column("division_id", _("Place of residence"), lambda row: place_words(row.record.division_id)),
        ]

    def empty(self) -> EmptyState:
        said = _("People come here by themselves, with their first consultation or case.")
        new = PrimaryButton(_("New consultation"), "plus")
        new.clicked.connect(lambda: self.new_requested.emit("consultation", {}))
        return EmptyState("users", _("Nobody here yet"), said, [new])

    def look(self, words: str, where: Mapping[str, Any], newest_first: bool) -> Found:
        found = super().look(words, where, newest_first)
        ordered = in_order(self.clinic.casework.titles(self.kind, found.ids), found.ids)
        facts = _("{office} · people: {n}").format(office=self.identity.office_name, n=number(found.total))
        return Found(ordered, found.total, facts)

    def rows(self, ids: Sequence[str]) -> list[Row]:
        return [Row(record.id, record) for record in self.clinic.casework.load_many(self.kind, ids)]

    def show_preview(self, panel: SidePanel, row: Row) -> None:
        record = row.record
        panel.body.addWidget(Label(record.name_display, "record", wrap=True))
        sex = lists.label("sex", record.sex) if record.sex else ""
        told = [sex, str(record.birth_year or ""), place_words(record.division_id)]
        said = " · ".join(part for part in told if part)
        if said:
            panel.body.addWidget(Label(said, "small", "text2", wrap=True))
        if record.safe_contact:
            panel.body.addWidget(SafeContact(record.safe_contact, "" if _silent(row) else record.phone))
        elif record.phone:
            panel.body.addWidget(Fact(_("Phone"), record.phone))
        facts = [(_("Address"), record.address), (_("Other names"), ", ".join(sorted(record.aliases)))]
        shown = [(label, value) for label, value in facts if value]
        if shown:
            panel.body.addWidget(FactGrid(shown))
        if record.notes:
            panel.body.addWidget(Fact(_("Note"), record.notes))
        first = PrimaryButton(_("Open"))
        first.clicked.connect(lambda: self.open_row(row))
        panel.foot.addWidget(first, 1)
        more = Button(_("Consultation"), "plus", name=_("One more consultation for this person"))
        more.setToolTip(_("One more consultation for this person"))
        more.clicked.connect(lambda: self.new_requested.emit("consultation", {"person_id": row.id}))
        panel.foot.addWidget(more)


def _silent(row: Row) -> bool:
    return must_not_call(row.record.safe_contact)


def _name(row: Row) -> Cell:
    if not row.record.safe_contact:
        return Cell(row.record.name_display)
    tone = "bad" if _silent(row) else "warn"
    return Cell(row.record.name_display, icon="shield-lock", icon_tone=tone, tip=row.record.safe_contact)
