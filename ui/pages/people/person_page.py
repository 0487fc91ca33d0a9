"""A person: how to reach them safely, and every consultation and case that names them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.names.phones import shown
from clinic_app.reference import lists
from clinic_app.settings import Settings
from clinic_app.wording.dates import short_date
from clinic_app.wording.words import _
from ui.forms.facts import SafeContact, must_not_call
from ui.pages.people.again_key import asks_for_a_consultation
from ui.pages.people.facts_panel import FactsPanel, is_silent
from ui.pages.people.presenter import Known, also_facts, place_words, read_person, role_words
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.frames import Banner, EmptyState, clear_layout
from ui.widgets.header import PageHeader
from ui.widgets.record_table import RecordTable
from ui.widgets.rows_model import Cell, Column, RowsModel
from ui.widgets.tabs import Tabs

_TELLING = ("person", "consultation", "journalist_case", "link", "relation", "conflict_decision")


class PersonPage(QWidget):
    """One person. `edit_requested(id)`, `open_requested` and `history_requested(type, id)`, `new_requested(…)`."""

    edit_requested = Signal(str)
    open_requested = Signal(str, str)
    new_requested = Signal(str, dict)
    history_requested = Signal(str, str)
    interests_requested = Signal(str, str)
    changed = Signal(object)

    def __init__(self, clinic: Any, tasks: WorksFor, theme: Theme, settings: Settings) -> None:
        super().__init__()
        self.clinic, self.tasks, self.theme, self.settings = clinic, tasks, theme, settings
        self.id = ""
        self.known: Known | None = None
        self._wide = True
        self._build()

    def _build(self) -> None:
        change = Button(_("Edit"), "pencil")
        change.clicked.connect(lambda: self.edit_requested.emit(self.id))
        past = Button(_("History"), "history")
        past.clicked.connect(lambda: self.history_requested.emit("person", self.id))
        new = PrimaryButton(_("New consultation"), "plus")
        new.clicked.connect(lambda: self.new_requested.emit("consultation", {"person_id": self.id}))
        self.panel_button = Button(_("Facts"), "user")
        self.panel_button.setToolTip("F4")
        self.panel_button.clicked.connect(self.toggle_panel)
        self.panel_button.hide()
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence("F4"), self, activated=self.toggle_panel, context=here)
        self.header = PageHeader("", "", [self.panel_button, past, change, new], ruled=True)
        self.notices = QVBoxLayout()
        self.notices.setContentsMargins(MARGIN, 0, MARGIN, 0)
        self.narrow_facts = QVBoxLayout()  # what must be seen even where the panel has no room
        self.narrow_facts.setSpacing(8)
        self.tabs = Tabs(
            [
                ("consultations", _("Consultations")),
                ("cases", _("Cases")),
                ("against", _("As the other side")),
                ("decisions", _("Conflict of interest")),
            ],
            name=_("Records of this person"),
        )
        self.tabs.chosen.connect(lambda _id: self._show_rows())
        self.model = RowsModel(_columns(lambda: self.known.numbers if self.known else {}))
        self.table = RecordTable(self.model, name="person_records", title=_("Records of this person"))
        self.table.row_opened.connect(self._open)
        self.nothing = EmptyState("folder", _("Nothing here"), _("No record of this kind names this person."))
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.nothing)
        self.panel = FactsPanel(self.clinic, self.tasks)
        self.panel.wanted.connect(lambda id: self.open_requested.emit("person", id))
        self.panel.changed.connect(self._changed)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addLayout(self.notices)
        left.addLayout(self.narrow_facts)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(MARGIN, 8, MARGIN, 0)
        tabs.addWidget(self.tabs)
        left.addLayout(tabs)
        left.addWidget(self.stack, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addLayout(left, 1)
        middle.addWidget(self.panel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(middle, 1)

    # --- showing ------------------------------------------------------------------------------------------------

    def open(self, id: str) -> None:
        """Show the person `id`."""
        self.id = id
        self.refresh()

    def refresh(self) -> None:
        """Read the person again."""
        id = self.id
        if id:
            self.tasks.on_vault(
                lambda: read_person(self.clinic, id),
                self._show,
                lambda error: show_problem(error, self.notices, retry=self.refresh),
                owner=self,
            )

    def _show(self, known: Known) -> None:
        if known.record.id != self.id:
            return
        self.known = known
        record = known.record
        self.header.set_title(record.name_display)
        sex = lists.label("sex", record.sex) if record.sex else ""
        told = [role_words(known.roles), sex, str(record.birth_year or ""), place_words(record.division_id)]
        self.header.set_facts(" · ".join(part for part in told if part))
        for key, rows in self._lists().items():
            self.tabs.set_count(key, len(rows))
        self._show_rows()
        self.panel.tell(known)
        self._show_narrow(known)

    def _lists(self) -> dict[str, Sequence[Any]]:
        known = self.known
        if known is None:
            return {}
        return {
            "consultations": known.consultations,
            "cases": known.cases,
            "against": known.against,
            "decisions": known.decisions,
        }

    def _open(self, record: Any) -> None:
        if record.type.name == "conflict_decision":
            self.interests_requested.emit(record.parent_type, record.parent_id)
        else:
            self.open_requested.emit(record.type.name, record.id)

    def _changed(self, changes: Changes) -> None:
        self.changed.emit(changes)
        self.refresh()

    def _show_rows(self) -> None:
        rows = self._lists().get(self.tabs.value(), [])
        self.model.set_rows(rows)
        self.stack.setCurrentWidget(self.table if rows else self.nothing)

    def _show_narrow(self, known: Known) -> None:
        """Where the panel has no room: how they are reached safely, and who else they are here."""
        clear_layout(self.narrow_facts)
        anything = not self._wide and (known.record.safe_contact or known.also)
        self.narrow_facts.setContentsMargins(MARGIN, 12 if anything else 0, MARGIN, 0)
        if self._wide:
            return
        record = known.record
        if record.safe_contact:
            silent = must_not_call(record.safe_contact)
            self.narrow_facts.addWidget(SafeContact(record.safe_contact, "" if silent else shown(record.phone)))
        for one in known.also:
            open_it = [(_("Open"), lambda id=one.id: self.open_requested.emit("person", id))]
            said = " · ".join((one.name, also_facts(one, is_silent(known))))
            self.narrow_facts.addWidget(Banner("info", "users", _("Also known here as"), said, open_it))

    # --- what the shell asks ------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter: this person came again."""
        if asks_for_a_consultation(event) and self.id:
            self.new_requested.emit("consultation", {"person_id": self.id})
        else:
            super().keyPressEvent(event)

    def take_changes(self, changes: Changes) -> None:
        """Read again when the person or their records may have changed."""
        if any(changes.include(kind) for kind in _TELLING):
            self.refresh()

    def keep(self) -> dict[str, Any] | None:
        """Who is shown."""
        return {"id": self.id} if self.id else None

    def restore(self, kept: dict[str, Any]) -> None:
        """Show them again."""
        self.open(kept["id"])

    def room_changed(self, wide: bool) -> None:
        """The facts need room."""
        self._wide = wide
        self.panel.setVisible(wide)
        self.panel_button.setVisible(not wide)
        if self.known is not None:
            self._show_narrow(self.known)

    def toggle_panel(self) -> None:
        """F4: show or hide the facts in a narrow window."""
        if not self._wide:
            self.panel.setVisible(self.panel.isHidden())

    def regions(self) -> list[QWidget]:
        """For F6."""
        return [self.header, self.first_focus(), self.panel]

    def first_focus(self) -> QWidget:
        """The list."""
        return self.table if self.stack.currentWidget() is self.table else self.tabs


def _columns(numbers: Callable[[], Mapping[str, str]]) -> list[Column]:
    def number(record: Any) -> Cell:
        of = getattr(record, "record_no", "") or numbers().get(getattr(record, "parent_id", "") or "", "")
        return Cell(of, quiet=True)

    return [
        Column("when", _("Date"), _when),
        Column("record_no", _("No."), number),
        Column("what", _("About"), _what, width="stretch"),
        Column("state", _("State"), _state),
    ]


def _when(record: Any) -> Cell:
    when = getattr(record, record.type.date_field)
    return Cell(short_date(when) if when else "", quiet=True)


def _what(record: Any) -> str:
    if record.type.name == "journalist_case":
        return str(record.title)
    if record.type.name == "conflict_decision":
        return str(record.reason)
    return lists.label("legal_topics", record.topic) if record.topic else ""


def _state(record: Any) -> str:
    if record.type.name == "journalist_case":
        return lists.label("case_stage", record.stage) if record.stage else ""
    if record.type.name == "conflict_decision":
        return lists.label("conflict_check", record.verdict) if record.verdict else ""
    return lists.label("outcome", record.outcome) if record.outcome else ""
