"""The page on which a person's record is begun or changed."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from clinic_app.wording.words import _
from ui.forms.form_page import FormPage
from ui.forms.record_form import RecordForm
from ui.forms.room import Columns, FieldRow, Section, column_of
from ui.forms.saving import Opened


class PersonForm(RecordForm):
    """A person: the name is all that is required."""

    def build(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(20)
        names = Section(_("Name"))
        names.add(self.add("name_display"))
        names.add(FieldRow(self.add("birth_year"), self.add("sex"), shares=(2, 5)))
        names.add(self.add("aliases", hint=_("Several with commas between")))
        reach = Section(_("Contact"))
        reach.add(self.add("safe_contact", hint=_("Shown wherever somebody may be about to call")))
        reach.add(FieldRow(self.add("phone"), self.add("division_id"), shares=(2, 3)))
        reach.add(self.add("address"))
        self.columns = Columns(column_of(names), column_of(reach))
        whole.addWidget(self.columns)
        self.more = self.rest(_("More fields"))
        whole.addWidget(self.more)
        whole.addStretch(1)

    def set_wide(self, wide: bool) -> None:
        """Two columns, or one."""
        self.columns.set_wide(wide)


class PersonFormPage(FormPage):
    """A new person, or one to be changed."""

    kind = "person"

    def __init__(self, *given: Any) -> None:
        self.new_title = _("New person")
        super().__init__(*given)

    def make_form(self, opened: Opened) -> PersonForm:
        return PersonForm(self.kind, opened.titles)

    def title_of(self, opened: Opened) -> str:
        return str(getattr(opened.record, "name_display", "")) or _("Person")

    def draft_title(self) -> str:
        return str(self.form.controls["name_display"].state()) if self.form else ""

    def room_changed(self, wide: bool) -> None:
        super().room_changed(wide)
        if isinstance(self.form, PersonForm):
            self.form.set_wide(wide)
