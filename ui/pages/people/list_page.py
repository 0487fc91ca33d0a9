"""The people: clients, journalists, opponents and witnesses, in the alphabet's order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from clinic_app.reference import lists
from clinic_app.use_cases.listing import Order
from clinic_app.wording.dates import number
from clinic_app.wording.words import _
from ui.forms.facts import Fact, FactGrid, SafeContact, must_not_call
from ui.forms.listed import lawyer_and_office, office_column
from ui.forms.listing import Filter, ListPage, Narrow
from ui.forms.narrowing import shelf_filter
from ui.pages.people.again_key import asks_for_a_consultation
from ui.pages.people.presenter import Row, place_words
from ui.widgets.buttons import Button, PrimaryButton, TintButton
from ui.widgets.frames import EmptyState, SidePanel
from ui.widgets.labels import Label
from ui.widgets.rows_model import Cell, Column


@dataclass(frozen=True)
class ListRow(Row):
    """A row with what may be chosen as a column."""

    office: str = ""


class PeoplePage(ListPage):
    """Everybody the case book names."""

    kind = "person"
    first_order = Order("name_display", False)

    def title(self) -> str:
        return _("People")

    def actions(self) -> list[QWidget]:
        new = TintButton(_("New person"), "user-plus")
        new.clicked.connect(lambda: self.new_requested.emit(self.kind, {}))
        return [new]

    def columns(self) -> list[Column]:
        return [
            Column("name_display", _("Name"), _name, width="stretch", sortable=True),
            Column("birth_year", _("Born"), _born, sortable=True),
            Column("phone", _("Phone"), lambda row: Cell("" if _silent(row) else row.record.phone), sortable=True),
            Column(
                "division_id", _("Place of residence"), lambda row: place_words(row.record.division_id), sortable=True
            ),
            Column("sex", _("Sex"), lambda row: _code("sex", row.record.sex), sortable=True, hidden=True),
            Column("known_as", _("Known here as"), _roles, hidden=True),
            *office_column(self.identity),
        ]

    def filters(self) -> list[Filter]:
        roles = [Narrow(one.id, one.label(), {"known_as": one.id}) for one in lists.items("person_role").values()]
        return [
            Filter("place", _("Place of residence"), _places()),
            Filter("role", _("Known here as"), roles),
            shelf_filter(),
        ]

    def empty(self) -> EmptyState:
        said = _("People come here by themselves, with their first consultation or case.")
        new = PrimaryButton(_("New consultation"), "plus")
        new.clicked.connect(lambda: self.new_requested.emit("consultation", {}))
        return EmptyState("users", _("Nobody here yet"), said, [new])

    def facts(self) -> str:
        n = self.clinic.casework.count(self.kind)
        return _("{office} · people: {n}").format(office=self.identity.office_name, n=number(n))

    def rows(self, ids: Sequence[str]) -> list[ListRow]:
        records = self.clinic.casework.load_many(self.kind, ids)
        named = lawyer_and_office(self.clinic, records)
        return [ListRow(record.id, record, named[record.id][1]) for record in records]

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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter on a row: this person came again."""
        row = self.table.chosen_row()
        if asks_for_a_consultation(event) and row is not None:
            self.new_requested.emit("consultation", {"person_id": row.id})
        else:
            super().keyPressEvent(event)


def _code(listed: str, code: str | None) -> str:
    return lists.label(listed, code) if code else ""


def _born(row: Row) -> Cell:
    return Cell(str(row.record.birth_year or ""), quiet=True)


def _roles(row: Row) -> str:
    return ", ".join(_code("person_role", one) for one in sorted(row.record.known_as))


def _places() -> list[Narrow]:
    """The oblasts, each with everything in it."""
    known = lists.items("divisions")
    under: dict[str, set[str]] = {}
    for code in known:
        under.setdefault(lists.ancestor("divisions", code, 2), set()).add(code)
    tops = [one for one in known.values() if one.more.get("level") == "1"]
    return [Narrow(one.id, one.label(), {"division_id": frozenset(under.get(one.id, {one.id}))}) for one in tops]


def _silent(row: Row) -> bool:
    return must_not_call(row.record.safe_contact)


def _name(row: Row) -> Cell:
    if not row.record.safe_contact:
        return Cell(row.record.name_display)
    tone = "bad" if _silent(row) else "warn"
    return Cell(row.record.name_display, icon="shield-lock", icon_tone=tone, tip=row.record.safe_contact)
