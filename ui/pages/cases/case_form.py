"""The form of a journalist's case."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from clinic_app.wording.words import _
from ui.forms.controls import LongTextControl
from ui.forms.people_controls import PersonControl
from ui.forms.record_form import PERSON, RecordForm
from ui.forms.room import Columns, FieldRow, Section, column_of


class CaseForm(RecordForm):
    """A case: what it is about, who is concerned, how dangerous it is, what comes next."""

    def build(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12)
        self.columns = Columns(column_of(self._matter(), self._journalist()), column_of(self._danger(), self._work()))
        whole.addWidget(self.columns)
        self.more = self.rest(_("More fields"), folded=True)
        whole.addWidget(self.more)
        whole.addStretch(1)

    def _matter(self) -> Section:
        section = Section(_("The matter"))
        section.add(self.add("title"))
        section.add(FieldRow(self.add("opened_on"), self.add("stage", _("Stage")), shares=(2, 3)))
        section.add(self.add("attack_types"))
        section.add(self.add("summary", control=LongTextControl(self.spec("summary"), 3, 10)))
        return section

    def _journalist(self) -> Section:
        section = Section(_("Journalist"))
        person = PersonControl(self.spec("person_id"))
        section.add(self.add("person_id", _("Full name"), control=person))
        section.add(FieldRow(self.add(f"{PERSON}phone"), self.add(f"{PERSON}safe_contact"), shares=(2, 3)))
        section.add(FieldRow(self.add("medium_name"), self.add("media_worker_role"), shares=(3, 2)))
        return section

    def _danger(self) -> Section:
        section = Section(_("Danger"))
        section.add(FieldRow(self.add("risk_level"), self.add("urgency")))
        section.add(self.add("source_of_threat"))
        section.add(self.add("opponent_ids"))
        section.add(FieldRow(self.add("publication_consent"), self.add("confidentiality")))
        return section

    def _work(self) -> Section:
        section = Section(_("What is done"))
        section.add(FieldRow(self.add("next_step"), self.add("next_step_on", _("On")), shares=(3, 2)))
        section.add(self.add("help_kind"))
        return section

    def go_to_first_fault(self) -> None:
        if any(self.more.isAncestorOf(field) and field.fault() for field in self.fields.values()):
            self.more.unfold()
        super().go_to_first_fault()

    def set_wide(self, wide: bool) -> None:
        """Two columns, or one."""
        self.columns.set_wide(wide)
