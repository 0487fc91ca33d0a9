"""The form of an incident, and the page on which one is begun or changed."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from clinic_app.wording.words import _
from ui.forms.controls import LongTextControl
from ui.forms.form_page import FormPage
from ui.forms.latest import Latest
from ui.forms.people_controls import PeopleControl, person_option
from ui.forms.record_form import RecordForm
from ui.forms.room import Columns, FieldRow, Section, column_of
from ui.forms.saving import Opened
from ui.forms.several_control import SeveralControl
from ui.widgets.typeahead import Option

MOST_CASES = 4000


class IncidentForm(RecordForm):
    """What happened, when (perhaps only the month), where, to whom, by whom, how; the rest unfolds below."""

    def build(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12)
        self.columns = Columns(column_of(self._what(), self._where()), column_of(self._whom(), self._who()))
        whole.addWidget(self.columns)
        self.more = self.rest(_("More fields"), folded=True)
        whole.addWidget(self.more)
        whole.addStretch(1)

    def _what(self) -> Section:
        section = Section(_("What happened"))
        section.add(self.add("about"))
        section.add(self.add("title"))
        section.add(FieldRow(self.add("occurred_on"), self.add("occurred_at", _("Time")), shares=(3, 2)))
        section.add(FieldRow(self.add("ended_on"), self.add("reported_on")))
        section.add(self.add("description", control=LongTextControl(self.spec("description"), 4, 14)))
        return section

    def _where(self) -> Section:
        section = Section(_("Where"))
        section.add(self.add("division_id"))
        section.add(FieldRow(self.add("place_note"), self.add("online"), shares=(3, 2)))
        return section

    def _whom(self) -> Section:
        section = Section(_("To whom"))
        section.add(self.add("person_ids", control=PeopleControl(self.spec("person_ids"))))
        section.add(self.add("medium_name"))
        section.add(self.add("case_ids", control=SeveralControl(self.spec("case_ids"))))
        return section

    def _who(self) -> Section:
        section = Section(_("By whom and how"))
        section.add(self.add("attack_types", control=SeveralControl(self.spec("attack_types"))))
        section.add(self.add("actor_kinds", control=SeveralControl(self.spec("actor_kinds"))))
        section.add(self.add("methods", control=SeveralControl(self.spec("methods"))))
        section.add(self.add("harm", control=SeveralControl(self.spec("harm"))))
        return section

    def given(self) -> dict[str, Any]:
        """Without what a step alone may say: the level of verification is climbed, not typed."""
        return {name: value for name, value in super().given().items() if not self.spec(name).by_step}

    def rest(self, title: str, *, folded: bool = False) -> Section:
        """One field below the other."""
        from ui.forms.presenter import left_over

        section = Section(title, foldable=folded)
        for spec in left_over(self.kind, self.controls):
            section.add(self.add(spec.name))
        return section

    def set_wide(self, wide: bool) -> None:
        """Two columns, or one."""
        self.columns.set_wide(wide)

    def go_to_first_fault(self) -> None:
        if any(self.more.isAncestorOf(field) and field.fault() for field in self.fields.values()):
            self.more.unfold()
        super().go_to_first_fault()


class IncidentFormPage(FormPage):
    """A new incident, or one to be changed."""

    kind = "incident"

    def __init__(self, *given: Any) -> None:
        self.new_title = _("New incident")
        super().__init__(*given)
        self._look = Latest(self.tasks, self)

    def make_form(self, opened: Opened) -> IncidentForm:
        form = IncidentForm(self.kind, opened.titles)
        form.person_asked.connect(self._asked)
        return form

    def shown(self) -> None:
        """The cases an incident may belong to are offered by number and title."""
        clinic, form = self.clinic, self.form
        self.tasks.on_vault(
            lambda: case_options(clinic),
            lambda options: (
                form.controls["case_ids"].offer(options) if form is not None and self.form is form else None
            ),
            owner=self,
        )

    def title_of(self, opened: Opened) -> str:
        return str(getattr(opened.record, "title", "")) or _("Incident")

    def draft_title(self) -> str:
        return str(self.form.controls["title"].state()) if self.form else ""

    def _asked(self, field: str, text: str) -> None:
        form = self.form
        if form is None or len(text) < 3:
            return
        control: Any = form.controls[field]
        self._look.ask(
            lambda: self.clinic.people.check(text, None, limit=5),
            # The answer may come when the form has gone, with its fields.
            lambda hits: control.offer([person_option(hit) for hit in hits]) if self.form is form else None,
        )

    def room_changed(self, wide: bool) -> None:
        super().room_changed(wide)
        if isinstance(self.form, IncidentForm):
            self.form.set_wide(wide)


def case_options(clinic: Any) -> list[Option]:
    """Vault's thread: the cases, the newest first, by title and number."""
    ids = clinic.casework.ids("journalist_case")[:MOST_CASES]
    cases = clinic.casework.load_many("journalist_case", ids)
    return [Option(one.id, one.title or one.record_no, one.record_no, icon="folder") for one in cases]
