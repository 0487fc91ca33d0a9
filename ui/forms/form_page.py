"""A page with a form: header with draft note and Save, the form scrolling below, perhaps a panel at the right."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from clinic_app.changes import Changes
from clinic_app.errors import NotForYou
from clinic_app.records.declared import record_type
from clinic_app.settings import Settings
from clinic_app.wording.words import _, ngettext
from ui.forms.drafted_page import DraftedPage
from ui.forms.record_form import PERSON, RecordForm
from ui.forms.saving import Kept, Opened, Order, Refused, open_form, save_form
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.widgets.frames import Banner
from ui.widgets.labels import Label


class FormPage(DraftedPage):
    """New or edited records of one type. `saved(type, id)` after saving, `changed(Changes)` for everybody.

    `left()` when the person closes the form: the shell then steps back. It calls `open`, `keep` and `restore`,
    `step_back`, `take_changes`.
    """

    saved = Signal(str, str)
    changed = Signal(object)
    open_requested = Signal(str, str)
    print_requested = Signal(str, str)

    def __init__(self, clinic: Any, tasks: WorksFor, theme: Theme, settings: Settings) -> None:
        super().__init__(clinic, tasks, theme, settings)
        self._saving = False
        self._kept_line: Label | None = None
        self._build()

    # --- what special pages say of themselves -------------------------------------------------------------------

    def make_form(self, opened: Opened) -> RecordForm:
        """The form for what was opened."""
        return RecordForm(self.kind, opened.titles)

    def title_of(self, opened: Opened) -> str:
        """The page's title for a record that is there already."""
        return _(opened.record.type.title)

    def shown(self) -> None:
        """For special pages: a record was shown."""

    # --- opening ------------------------------------------------------------------------------------------------

    def open(self, id: str = "", draft: str = "", **given: Any) -> None:
        """A record by id, a draft by key, or a new record with some values given."""
        self._put_away()
        if id and not draft:
            draft = f"{self.kind}:{id}"
        self.tasks.on_vault(
            lambda: open_form(self.clinic, self.kind, id, draft, given),
            lambda opened: self._show(opened, draft),
            self._failed,
            owner=self,
        )

    def _show(self, opened: Opened, draft: str = "") -> None:
        self.opened = opened
        self._clear_notices()
        self.save_button.setEnabled(True)
        self._put_form(opened, opened.states)
        fresh = f"{self.kind}:new:{uuid.uuid4()}"
        self.drafts.begin(draft if draft else fresh if opened.new else f"{self.kind}:{opened.record.id}")
        self.header.set_title(self.new_title if opened.new else self.title_of(opened))
        self._say_draft(opened.draft_at)
        self._offer_drafts(opened)
        self.room_changed(self._wide)
        self.shown()
        if self.isVisible():
            self.first_focus().setFocus()

    def _put_form(self, opened: Opened, states: Mapping[str, Any] | None) -> None:
        """A new form in the place of the one before, with what is written in it."""
        if self.form is not None:
            self._inside.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
        self.form = self.make_form(opened)
        self._inside.insertWidget(0, self.form)
        self.form.show_record(opened.record, opened.names, opened.person, opened.conflicts)
        self._say_kept(len(self.form.kept))
        if states is not None:
            self.form.put_states(states)
        self.form.changed.connect(self.drafts.touch)
        self.form.changed.connect(self.after_change)

    def _say_kept(self, n: int) -> None:
        """One quiet line above a form of which something is kept from the writer's role."""
        if self._kept_line is not None:
            self._inside.removeWidget(self._kept_line)
            self._kept_line.deleteLater()
            self._kept_line = None
        if n:
            words = ngettext("{n} field is kept from your role", "{n} fields are kept from your role", n).format(n=n)
            self._kept_line = Label(words, "small", "text2", wrap=True)
            self._inside.insertWidget(0, self._kept_line)

    # --- saving -------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Save; what is wrong is said beside its field, and nothing is saved then."""
        if self.form is None or self._saving:
            return
        self.before_save()
        written = self.form.written()
        wrong = {**written.wrong, **{n: f for n, f in self.form.faults().items() if n.startswith(PERSON)}}
        person = self.person_of(written.record)
        shown = self.opened.person if self.opened else None
        order = Order(written.record, person, self.form.people_named(), self.drafts.key, shown)
        if wrong:
            local = self.form.faults()
            if person.get("name_display"):
                local.pop("person_id", None)
            self._refuse(local | wrong)
            return
        self._saving = True
        self.save_button.setEnabled(False)
        self.tasks.on_vault(lambda: save_form(self.clinic, order), self._done, self._failed, owner=self)

    def before_save(self) -> None:
        """For special pages: fill in what follows from the rest."""

    def person_of(self, _record: Any) -> dict[str, Any]:
        """The person typed together with the record."""
        assert self.form is not None
        return self.form.person()

    def _done(self, result: Kept | Refused) -> None:
        self._saving = False
        self.save_button.setEnabled(True)
        if isinstance(result, Refused):
            self._refuse(result.faults)
            return
        self.drafts.end()
        self.changed.emit(result.changes)
        if result.record.conflicts:
            self._tell_of_conflict(result.record.id)
            return
        self.form_done()
        self.saved.emit(self.kind, result.record.id)

    def form_done(self) -> None:
        """Empty the page: nothing of a saved record stays behind it."""
        if self.form is not None:
            self._inside.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
        self.form, self.opened = None, None
        self._clear_notices()

    def _tell_of_conflict(self, id: str) -> None:
        self.open(id=id)
        self.tasks.on_vault(
            lambda: None,
            lambda _nothing: self._notice(
                Banner(
                    "warn",
                    "git-merge",
                    _("Saved. Somebody changed the same field meanwhile"),
                    _("Nothing was overwritten: the values stand side by side until one is chosen under Merge."),
                    closable=True,
                )
            ),
            owner=self,
        )

    def _refuse(self, faults: Mapping[str, Any]) -> None:
        assert self.form is not None
        self.form.say_faults(faults)
        lost = [name for name in faults if name not in self.form.fields]
        if lost:
            labels = ", ".join(_(self.form.spec(name).label) for name in lost)
            self._notice(Banner("bad", "alert-circle", _("Not saved. Look at: {fields}").format(fields=labels)))
        self.form.go_to_first_fault()

    def _failed(self, error: Exception) -> None:
        self._saving = False
        self.save_button.setEnabled(True)
        show_problem(error, self.notices)
        if isinstance(error, NotForYou) and not error.data.get("field"):
            self.header.set_title(_(record_type(self.kind).title))
            self.save_button.setEnabled(False)
            if self.form is not None:
                self.form.hide()  # what was open before must not stand under the name of what is not open

    # --- what the shell asks ------------------------------------------------------------------------------------

    def after_change(self) -> None:
        """For special pages: a person changed something."""

    def step_back(self) -> bool:
        """Esc (or `left`, answered by the shell): what is typed stays as a draft, the page before comes back."""
        self._put_away()
        self.drafts.end()
        self.form_done()
        return False

    def take_changes(self, changes: Changes) -> None:
        """Somebody else changed the record on the screen: say so; saving will overwrite nothing unseen."""
        if self.opened is None or self.opened.new or not changes.include(self.kind):
            return
        ids = changes.records.get(self.kind, frozenset())
        if ids and self.opened.record.id not in ids:
            return
        id = self.opened.record.id
        self._notice(
            Banner(
                "warn",
                "refresh-alert",
                _("This record was changed elsewhere"),
                _("What you save is kept beside it; nothing is overwritten unseen."),
                [(_("Show the new version"), lambda: self.open(id=id))],
                closable=True,
            )
        )

    def first_focus(self) -> QWidget:
        """Where the cursor begins."""
        fields = list(self.form.fields.values()) if self.form else []
        return fields[0].control if fields else self.close_button
