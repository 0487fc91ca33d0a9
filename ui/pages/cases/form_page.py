"""The page on which a journalist's case is begun or changed."""

from __future__ import annotations

from typing import Any

from clinic_app.use_cases.interest_findings import Asked
from clinic_app.use_cases.parties import CLIENT, OPPONENT
from clinic_app.wording.words import _
from ui.forms.form_page import FormPage
from ui.forms.interests import InterestsBox
from ui.forms.latest import Latest
from ui.forms.people_controls import NEW, PersonControl, person_option
from ui.forms.saving import Opened
from ui.pages.cases.case_form import CaseForm
from ui.widgets.frames import SidePanel
from ui.widgets.typeahead import Option


class CaseFormPage(FormPage):
    """A new case, or one to be changed."""

    kind = "journalist_case"

    def __init__(self, *given: Any) -> None:
        self.new_title = _("New case")
        super().__init__(*given)
        self._look = Latest(self.tasks, self)

    def make_panel(self) -> SidePanel:
        panel = SidePanel(316, name=_("Conflict of interest"))
        self.interests = InterestsBox(self.clinic, self.tasks)
        self.interests.open_requested.connect(self.open_requested)
        panel.body.addWidget(self.interests)
        return panel

    def make_form(self, opened: Opened) -> CaseForm:
        form = CaseForm(self.kind, opened.titles)
        form.person_asked.connect(self._asked)
        for name in ("person_id", "opponent_ids"):
            form.controls[name].changed.connect(self.compare)
        return form

    def shown(self) -> None:
        self.compare()

    def form_done(self) -> None:
        super().form_done()
        self.interests.clear()

    def compare(self) -> None:
        """Compare the names on the form with everybody in the case book; what is found is decided after saving."""
        if self.form is None or self.opened is None:
            return
        who: Any = self.form.controls["person_id"]
        others: Any = self.form.controls["opponent_ids"]
        asked = [Asked(CLIENT, who.name(), str(who.give() or ""))]
        for name, given in zip(others.names(), others.give(), strict=True):
            asked.append(Asked(OPPONENT, name, given if given != name else ""))
        self.interests.look(asked, "" if self.opened.new else self.opened.record.id)

    def title_of(self, opened: Opened) -> str:
        return str(getattr(opened.record, "title", "")) or _("Case")

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
            lambda hits: self._offer(control, hits) if self.form is form else None,
        )

    def _offer(self, control: Any, hits: list[Any]) -> None:
        rows = [person_option(hit) for hit in hits]
        if rows and isinstance(control, PersonControl):
            rows.append(Option(NEW, _("Record as a new person"), f"«{control.name()}»", icon="user-plus"))
        control.offer(rows)

    def person_of(self, record: Any) -> dict[str, Any]:
        form = self.form
        assert form is not None
        found = form.person()
        name: Any = form.controls["person_id"]
        if not record.person_id and name.name():
            found["name_display"] = name.name()
        return found if record.person_id or "name_display" in found else {}

    def room_changed(self, wide: bool) -> None:
        super().room_changed(wide)
        if isinstance(self.form, CaseForm):
            self.form.set_wide(wide)
