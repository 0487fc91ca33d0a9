"""The page on which a person's record is begun or changed."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_app.names.phones import doubt
from clinic_app.names.pins import pin_doubts
from clinic_app.wording.words import _
from ui.forms.form_page import FormPage
from ui.forms.latest import Latest
from ui.forms.record_form import RecordForm
from ui.forms.room import Columns, FieldRow, Section, column_of
from ui.forms.saving import Opened
from ui.pages.people.alike_panel import AlikePanel, look_for

_PIN_SAYS = ("pin", "sex", "birth_year")
_MEANT_BY = ("name_display", "birth_year", "phone")


class PersonForm(RecordForm):
    """A person: the name is all that is required. Numbers are doubted under their field, never refused."""

    def build(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(20)
        commas = _("Several with commas between")
        names = Section(_("Name"))
        names.add(self.add("name_display"))
        names.add(FieldRow(self.add("birth_year"), self.add("sex"), shares=(2, 5)))
        names.add(self.add("name_latin"))
        names.add(self.add("earlier_names", hint=_("As before a marriage; several with commas between")))
        names.add(self.add("aliases", hint=commas))
        reach = Section(_("Contact"))
        reach.add(self.add("safe_contact", hint=_("Shown wherever somebody may be about to call")))
        reach.add(FieldRow(self.add("phone"), self.add("division_id"), shares=(2, 3)))
        reach.add(self.add("phones_more", hint=commas))
        reach.add(self.add("address"))
        reach.add(self.add("known_as"))
        self.columns = Columns(column_of(names), column_of(reach))
        whole.addWidget(self.columns)
        self.more = self.rest(_("More fields"), folded=True)
        whole.addWidget(self.more)
        whole.addStretch(1)

    def after_change(self, name: str, by_hand: bool) -> None:  # noqa: ARG002 - a doubt comes by hand or not
        self._doubt(name)

    def show_record(self, *given: Any, **more: Any) -> None:
        super().show_record(*given, **more)
        for name in ("phone", "phones_more", "pin"):
            self._doubt(name)

    def _doubt(self, name: str) -> None:
        """Say under a number what is strange about it."""
        if name == "phone":
            self.fields["phone"].set_hint(doubt(str(self.controls["phone"].give() or "")))
        elif name == "phones_more":
            given = self.controls["phones_more"].give()
            told = [said for one in (given if isinstance(given, list) else []) if (said := doubt(str(one)))]
            self.fields["phones_more"].set_hint(" ".join(told) or _("Several with commas between"))
        elif name in _PIN_SAYS:
            pin, sex, year = (self.controls[one].give() for one in _PIN_SAYS)
            born = int(str(year)) if str(year or "").strip().isdigit() else None
            told = list(
                pin_doubts(str(pin or "").replace(" ", ""), sex if isinstance(sex, str) else "", born, date.today())
            )
            self.fields["pin"].set_hint(" ".join(told))

    def go_to_first_fault(self) -> None:
        if any(self.more.isAncestorOf(field) and field.fault() for field in self.fields.values()):
            self.more.unfold()
        super().go_to_first_fault()

    def set_wide(self, wide: bool) -> None:
        """Two columns, or one."""
        self.columns.set_wide(wide)


class PersonFormPage(FormPage):
    """A new person, or one to be changed; beside it who may be the same person. Alt+1 to Alt+3 look at them."""

    kind = "person"

    def __init__(self, *given: Any) -> None:
        self.new_title = _("New person")
        super().__init__(*given)
        self._look = Latest(self.tasks, self)
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for place in (1, 2, 3):
            QShortcut(
                QKeySequence(f"Alt+{place}"), self, activated=lambda n=place: self.panel.open_one(n), context=here
            )

    def make_panel(self) -> QWidget:
        panel = AlikePanel()
        panel.wanted.connect(lambda id: self.open_requested.emit("person", id))
        return panel

    def make_form(self, opened: Opened) -> PersonForm:
        form = PersonForm(self.kind, opened.titles)
        for name in _MEANT_BY:
            form.controls[name].changed.connect(self.look)
        return form

    def shown(self) -> None:
        self.look()

    def look(self) -> None:
        """Compare the name with everybody in the case book."""
        form = self.form
        if not isinstance(form, PersonForm) or self.opened is None:
            return
        name, year, phone = (str(form.controls[one].give() or "") for one in _MEANT_BY)
        born, own, clinic = int(year) if year.isdigit() else None, self.opened.record.id, self.clinic
        self._look.ask(
            lambda: look_for(clinic, name, born, phone, own),
            lambda hits: self.panel.tell(hits, phone) if form is self.form else None,
        )

    def form_done(self) -> None:
        super().form_done()
        self.panel.tell((), "")

    def title_of(self, opened: Opened) -> str:
        return str(getattr(opened.record, "name_display", "")) or _("Person")

    def draft_title(self) -> str:
        return str(self.form.controls["name_display"].state()) if self.form else ""

    def room_changed(self, wide: bool) -> None:
        super().room_changed(wide)
        if isinstance(self.form, PersonForm):
            self.form.set_wide(wide)
