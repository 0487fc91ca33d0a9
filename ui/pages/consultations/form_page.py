"""The consultation page: the form, a stopwatch, and the panel with persons and conflicts of interest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from clinic_app.changes import Changes
from clinic_app.use_cases.coming_again import known_of
from clinic_app.wording.words import _
from ui.forms.form_page import FormPage
from ui.forms.latest import Latest
from ui.forms.people_controls import NEW
from ui.forms.saving import Opened
from ui.pages.consultations.approval import ApprovalStrip
from ui.pages.consultations.consultation_form import ConsultationForm
from ui.pages.consultations.form_fields import BORN, NAME
from ui.pages.consultations.people_panel import PeoplePanel
from ui.pages.consultations.phone_form import PhoneForm
from ui.pages.consultations.presenter import Findings, look_for, sharing_refused
from ui.widgets.buttons import Button, IconButton
from ui.widgets.field import Field
from ui.widgets.pill import Pill
from ui.widgets.typeahead import Option

PHONE_MODE = "phone"


class ConsultationPage(FormPage):
    """A new consultation, or one opened again."""

    history_requested = Signal(str, str)

    kind = "consultation"

    def __init__(self, *given: Any) -> None:
        self.new_title = _("New consultation")
        self._began: datetime | None = None
        self._phone = False
        super().__init__(*given)
        self.approval = ApprovalStrip(self.clinic, self.tasks)
        self.approval.judged.connect(self._judged)
        self.above.addWidget(self.approval)
        self._look = Latest(self.tasks, self)
        self.panel_findings = Findings()
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self._show_time)
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for place in (1, 2, 3):
            QShortcut(QKeySequence(f"Alt+{place}"), self, activated=lambda n=place: self._take(n), context=here)
        QShortcut(QKeySequence("F4"), self, activated=self.toggle_panel, context=here)
        QShortcut(QKeySequence("F8"), self, activated=lambda: self.phone_button.click(), context=here)

    def header_extras(self) -> list[QWidget]:
        self.stopwatch = Pill("clock", "00:00", "neutral")
        self.print_button = IconButton("printer", _("Print the card"))
        self.print_button.clicked.connect(
            lambda: self.opened and self.print_requested.emit(self.kind, self.opened.record.id)
        )
        self.history_button = IconButton("history", _("History"))
        self.history_button.clicked.connect(
            lambda: self.opened and self.history_requested.emit(self.kind, self.opened.record.id)
        )
        self.panel_button = Button(_("Persons"), "users", name=_("Same persons and conflict of interest"))
        self.panel_button.setToolTip("F4")
        self.panel_button.clicked.connect(self.toggle_panel)
        self.panel_button.hide()
        self.phone_button = Button(_("Phone call"), "phone-call", name=_("Phone call, on or off"))
        self.phone_button.setCheckable(True)
        self.phone_button.setToolTip(_("F8: few big fields for a phone call"))
        self.phone_button.clicked.connect(lambda _on=False: self.choose_phone(not self._phone))
        return [self.stopwatch, self.phone_button, self.history_button, self.print_button, self.panel_button]

    # --- a phone call -------------------------------------------------------------------------------------------

    def open(self, id: str = "", draft: str = "", phone: bool = False, **given: Any) -> None:
        """As every form page; `phone` begins a call: big fields, no name asked, the clock runs."""
        self._phone = phone
        super().open(id, draft, **given)

    def _show(self, opened: Opened, draft: str = "") -> None:
        if not opened.new:
            self._phone = False
        elif opened.states is not None:
            self._phone = opened.mode == PHONE_MODE
        super()._show(opened, draft)

    def mode(self) -> str:
        return PHONE_MODE if self._phone else ""

    def choose_phone(self, phone: bool) -> None:
        """F8: the other way of the form, with everything that is written."""
        if self.form is None or self.opened is None or not self.opened.new or phone == self._phone:
            self.phone_button.setChecked(self._phone)
            return
        touched, states = self.drafts.is_waiting(), self.form.states()
        self._phone = phone
        self.panel.place(None)
        self._put_form(self.opened, states)
        self._began_at_call()
        self._fit()
        if touched:
            self.drafts.touch()
        self.first_focus().setFocus()

    def _began_at_call(self) -> None:
        self.phone_button.setChecked(self._phone)
        # A tint and a tick, so that nobody wonders why fields are gone.
        self.phone_button.setProperty("kind", "tint" if self._phone else "plain")
        self.phone_button.set_icon("check" if self._phone else "phone-call", "accent_text" if self._phone else "text")
        self.phone_button.style().unpolish(self.phone_button)
        self.phone_button.style().polish(self.phone_button)
        if isinstance(self.form, PhoneForm):
            self.form.begin_call(str(self.settings.get("intake/language", "")))

    def make_panel(self) -> QWidget:
        panel = PeoplePanel(self.clinic, self.tasks)
        panel.interests.changed.connect(self.changed)
        panel.interests.open_requested.connect(self.open_requested)
        panel.taken.connect(self._take_person)
        return panel

    def make_form(self, opened: Opened) -> ConsultationForm:
        form = (PhoneForm if self._phone else ConsultationForm)(self.kind, opened.titles)
        sharing = Field(_("Confidentiality level"), form.controls["confidentiality"].widget)
        form.fields |= {"confidentiality": sharing}
        self.panel.place(sharing)
        form.person_asked.connect(lambda _field, _text: self.look())
        form.controls[BORN].changed.connect(self.look)
        return form

    def title_of(self, _opened: Opened) -> str:
        return _("Consultation")

    def draft_title(self) -> str:
        form = self.form
        return form.name.name() if isinstance(form, ConsultationForm) else ""

    def shown(self) -> None:
        new = self.opened is not None and self.opened.new
        if self.opened is None or new:
            self.approval.clear()
        else:
            self.approval.show_record(self.opened.record)
        self.stopwatch.setVisible(new)
        self.print_button.setVisible(not new)
        self.history_button.setVisible(not new)
        self.phone_button.setVisible(new)
        self._began_at_call()
        self._fit()
        self._began = datetime.now() if new else None
        self._tick.start() if new else self._tick.stop()
        self._show_time()
        self._propose_sharing()
        self.look()

    def _judged(self, changes: Changes) -> None:
        """The supervisor has spoken: what is typed here stays a draft, the record is shown anew."""
        self.changed.emit(changes)
        if self.opened is not None:
            self.open(id=self.opened.record.id)

    def form_done(self) -> None:
        super().form_done()
        self.approval.clear()
        self._tick.stop()
        self.panel.place(None)
        self.panel.tell(Findings())
        self.panel.interests.clear()

    def _show_time(self) -> None:
        if self._began:
            minutes, seconds = divmod(int((datetime.now() - self._began).total_seconds()), 60)
            self.stopwatch.tell("clock", f"{minutes:02}:{seconds:02}", "neutral")

    # --- who it is ----------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Compare the names on the form with everybody in the case book."""
        form = self.form
        if not isinstance(form, ConsultationForm):
            return
        known = str(form.name.give() or "")
        name, born = form.name.name(), form.born()
        self._look.ask(lambda: look_for(self.clinic, name, born, known), lambda f: self._tell(f, form))
        id = self.opened.record.id if self.opened is not None and not self.opened.new else ""
        if id and not self._names_changed(form):
            self.panel.interests.show_record(self.kind, id)
        else:
            self.panel.interests.look(form.asked(), id)

    def _names_changed(self, form: ConsultationForm) -> bool:
        """Whether other names stand on the form than on the record that was opened."""
        assert self.opened is not None
        record: Any = self.opened.record
        return form.name.give() != record.person_id or set(form.people_ids()) != set(record.opponent_ids)

    def _tell(self, found: Findings, form: ConsultationForm) -> None:
        if form is not self.form:
            return
        self.panel_findings = found
        self.panel.tell(found)
        rows = [Option(c.id, c.name, c.second, icon="user", note=c.why) for c in found.same]
        name = form.name.name()
        if name and not form.name.give():
            if rows:
                rows.append(Option(NEW, _("Record as a new person"), f"«{name}»", icon="user-plus"))
            form.name.offer(rows)

    def _take(self, place: int) -> None:
        if place <= len(self.panel.candidates):
            self._take_person(self.panel.candidates[place - 1].id)

    def _take_person(self, id: str) -> None:
        one = next((c for c in self.panel.candidates if c.id == id), None)
        if one is not None and isinstance(self.form, ConsultationForm) and NAME not in self.form.conflicts:
            self.form.bind(one.id, one.name, one.phone, one.born, one.safe)
            form = self.form
            self.tasks.on_vault(
                lambda: known_of(self.clinic, id),
                lambda known: form.fill_known(known) if form is self.form else None,
                owner=self,
            )
            self.look()

    def person_of(self, record: Any) -> dict[str, Any]:
        form = self.form
        assert isinstance(form, ConsultationForm)
        if record.anonymous:
            return {}
        found = form.person()
        if not record.person_id and form.name.name():
            found["name_display"] = form.name.name()
        # Nothing is told of a person without a name or a record.
        return found if record.person_id or "name_display" in found else {}

    # --- saving -------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Ctrl+Enter; beside the form it keeps the decision the cursor stands in."""
        now = self.focusWidget()
        if now is not None and self.panel.interests.decision.isAncestorOf(now):
            self.panel.interests.decide()
            return
        super().save()

    def before_save(self) -> None:
        form = self.form
        assert form is not None
        if language := form.controls["language"].give():
            self.settings.put("intake/language", language)
        if self._began and not form.controls["duration_min"].give():
            seconds = (datetime.now() - self._began).total_seconds()
            form.fill("duration_min", max(1, round(seconds / 60)))

    def after_change(self) -> None:
        self._propose_sharing()
        if self._phone:
            self._fit()

    def _propose_sharing(self) -> None:
        """Where sharing with the coordinator was not agreed to, say so beside the level and offer the office's."""
        form = self.form
        if form is None or "confidentiality" not in form.fields:
            return
        level = form.controls["confidentiality"].give()
        refused = sharing_refused(form.controls["consents"].give(), level if isinstance(level, str) else "")
        said = _("No consent to share: choose “Office only”") if refused else ""
        form.fields["confidentiality"].set_hint(said)

    # --- room ---------------------------------------------------------------------------------------------------

    def room_changed(self, wide: bool) -> None:
        super().room_changed(wide)
        self._fit()

    def _fit(self) -> None:
        """The panel where there is room; a caller without a name has nobody to compare."""
        form = self.form
        if not isinstance(form, ConsultationForm):
            return
        form.set_wide(self._wide)
        nobody = self._phone and bool(form.controls["anonymous"].give()) and not form.opponents()
        self.panel.setVisible(self._wide and not nobody)
        self.panel_button.setVisible(not self._wide or nobody)

    def toggle_panel(self) -> None:
        """F4: show or hide the panel in a narrow window."""
        if not self.panel_button.isHidden():
            self.panel.setVisible(self.panel.isHidden())

    def first_focus(self) -> QWidget:
        form = self.form
        if not isinstance(form, ConsultationForm):
            return self.close_button
        if self._phone or form.controls["anonymous"].give() or form.name.give():
            return form.controls["topic"].widget
        return form.name.widget

    def take_changes(self, changes: Changes) -> None:
        super().take_changes(changes)
        if changes.include("person"):
            self.look()
