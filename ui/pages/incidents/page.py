"""An incident: what is known, its evidence, what was given out; beside it the ladder and what may be published."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.reference import lists
from clinic_app.settings import Settings
from clinic_app.wording.dates import short_date
from clinic_app.wording.words import _
from ui.evidence.panel import EvidencePanel
from ui.pages.incidents.dialogs import GiveOutDialog, VerifyDialog, WithdrawDialog
from ui.pages.incidents.gate_panel import GatePanel
from ui.pages.incidents.given_room import GivenRoom
from ui.pages.incidents.known_room import KnownRoom
from ui.pages.incidents.presenter import (
    IncidentFacts,
    labels,
    level_looks,
    read_incident,
)
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, IconButton, PrimaryButton
from ui.widgets.flow import FlowLayout
from ui.widgets.frames import clear_layout, scrolling
from ui.widgets.header import PageHeader
from ui.widgets.labels import KeyHint
from ui.widgets.pill import Pill
from ui.widgets.tabs import Tabs

KNOWN, EVIDENCE, GIVEN = "known", "evidence", "given"


class IncidentPage(QWidget):
    """`open_requested(type, id)` goes to a case or a person, `new_requested("incident", {"id": …})` to the form."""

    changed = Signal(object)
    open_requested = Signal(str, str)
    new_requested = Signal(str, dict)
    history_requested = Signal(str, str)
    trail_requested = Signal(str, str)

    def __init__(self, clinic: Any, tasks: WorksFor, theme: Theme, settings: Settings) -> None:
        super().__init__()
        self.clinic, self.tasks, self.theme, self.settings = clinic, tasks, theme, settings
        self.id = ""
        self.facts: IncidentFacts | None = None
        self._wide = True
        self._build()
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence("F9"), self, activated=self.verify, context=here)

    # --- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.verify_button = PrimaryButton(_("Next step"), "check", name=_("Next step of verification"))
        self.verify_button.setToolTip("F9")
        self.verify_button.clicked.connect(self.verify)
        self.edit_button = Button(_("Edit"), "pencil")
        self.edit_button.clicked.connect(lambda: self.new_requested.emit("incident", {"id": self.id}))
        self.more_button = IconButton("dots", _("More"))
        self.more_button.clicked.connect(self.open_menu)
        actions = [self.edit_button, self.verify_button, KeyHint("F9"), self.more_button]
        self.header = PageHeader("", "", actions, ruled=False)
        self.pills = QWidget()
        FlowLayout(self.pills, gap=8, line_gap=6).setContentsMargins(0, 0, 0, 0)
        self.header.add_below(self.pills)
        self.notices = QVBoxLayout()
        self.notices.setContentsMargins(MARGIN, 0, MARGIN, 0)
        words = [(KNOWN, _("What is known")), (EVIDENCE, _("Evidence")), (GIVEN, _("Given out"))]
        self.tabs = Tabs(words, name=_("Views of the incident"))
        self.tabs.chosen.connect(lambda id: self.stack.setCurrentWidget(self.rooms[id]))
        self.evidence = EvidencePanel(self.clinic, self.tasks, "incident")
        self.evidence.changed.connect(self.changed)
        self.evidence.counted.connect(lambda n: self.tabs.set_count(EVIDENCE, n or None))
        self.known, self.given_room = KnownRoom(), GivenRoom()
        self.known.case_requested.connect(lambda id: self.open_requested.emit("journalist_case", id))
        self.given_room.recall_wanted.connect(self._recall)
        self.given = self.given_room.list
        self.rooms: dict[str, QWidget] = {KNOWN: scrolling(self.known), EVIDENCE: self.evidence, GIVEN: self.given_room}
        self.stack = QStackedWidget()
        for room in self.rooms.values():
            self.stack.addWidget(room)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(MARGIN, 0, MARGIN, 0)
        tabs.addWidget(self.tabs, 1)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addLayout(self.notices)
        left.addLayout(tabs)
        left.addWidget(self.stack, 1)
        self.panel = GatePanel(self.theme)
        self.panel.give_out_wanted.connect(self.give_out)
        self.panel.withdraw_wanted.connect(self.withdraw)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addLayout(left, 1)
        middle.addWidget(self.panel)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.header)
        whole.addLayout(middle, 1)

    # --- showing ------------------------------------------------------------------------------------------------

    def open(self, id: str = "") -> None:
        """Show an incident."""
        if id != self.id:
            clear_layout(self.notices)
            self.tabs.choose(KNOWN)
        self.id = id
        self.refresh()

    def refresh(self) -> None:
        """Read it again."""
        clinic, id = self.clinic, self.id
        if id:
            self.tasks.on_vault(lambda: read_incident(clinic, id), self._show, self._failed, owner=self)
            self.evidence.open(id)

    def _show(self, facts: IncidentFacts) -> None:
        self.facts = facts
        record = facts.record
        self.header.set_title(record.title or _("Incident"))
        lawyer = facts.names.get(record.lawyer_id or "", "")
        told = [
            record.record_no,
            lists.label("incident_about", record.about) if record.about else "",
            _("reported {date}").format(date=short_date(record.reported_on)) if record.reported_on else "",
            lawyer,
        ]
        self.header.set_facts(" · ".join(part for part in told if part))
        clear_layout(self.pills.layout())
        self.pills.layout().addWidget(Pill(*level_looks(record.verification)))
        for word in labels("attack_types", record.attack_types):
            self.pills.layout().addWidget(Pill("alert-triangle", word, "neutral"))
        self.tabs.set_count(GIVEN, len(facts.given) or None)
        for part in (self.known, self.given_room, self.panel):
            part.show_facts(facts)

    # --- what is done -------------------------------------------------------------------------------------------

    def verify(self) -> None:
        """The next rung of the ladder."""
        facts, clinic, id = self.facts, self.clinic, self.id
        if facts is None:
            return

        def ask(pieces: Any) -> None:
            dialog = VerifyDialog(clinic, self.tasks, self, facts, pieces)
            dialog.done.connect(self._done)
            dialog.open()
            dialog.level.setFocus()

        self.tasks.on_vault(lambda: clinic.evidence.of(id), ask, self._failed, owner=self)

    def give_out(self) -> None:
        """Tell something outside the clinic, through the gate."""
        if self.facts is not None:
            dialog = GiveOutDialog(self.clinic, self.tasks, self, self.facts)
            dialog.done.connect(self._done)
            dialog.open()

    def withdraw(self) -> None:
        """The consent to publication is taken back."""
        if self.facts is not None:
            dialog = WithdrawDialog(self.clinic, self.tasks, self, self.facts)
            dialog.done.connect(self._withdrawn)
            dialog.open()

    def _withdrawn(self, changes: Changes) -> None:
        self.tabs.choose(GIVEN)
        self._done(changes)

    def recall(self) -> None:
        """The chosen disclosure was taken back: a post deleted, a list returned."""
        self.given_room.recall()

    def _recall(self, id: str) -> None:
        publishing = self.clinic.publishing
        self.tasks.on_vault(lambda: publishing.recall(id), self._done, self._failed, owner=self)

    def open_menu(self) -> QMenu:
        """What else can be done."""
        menu = QMenu(self)
        menu.addAction(_("Give out…"), self.give_out)
        menu.addAction(_("Withdraw the consent…"), self.withdraw)
        menu.addAction(_("History"), lambda: self.history_requested.emit("incident", self.id))
        menu.addAction(_("Who opened this"), lambda: self.trail_requested.emit("incident", self.id))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more_button.mapToGlobal(QPoint(0, self.more_button.height())))
        menu.setActiveAction(menu.actions()[0])
        return menu

    def _done(self, changes: Changes) -> None:
        self.changed.emit(changes)
        self.refresh()

    def _failed(self, error: Exception) -> None:
        show_problem(error, self.notices)

    # --- what the shell asks ------------------------------------------------------------------------------------

    def take_changes(self, changes: Changes) -> None:
        """Look again when anything shown here may have changed."""
        kinds = ("incident", "verification_step", "disclosure", "attachment", "journalist_case", "person")
        if any(changes.include(kind) for kind in kinds):
            self.refresh()

    def entered(self) -> None:
        """Read again."""
        self.refresh()

    def keep(self) -> dict[str, Any]:
        """What is shown, for a rebuilding."""
        return {"id": self.id, "tab": self.tabs.value()}

    def restore(self, kept: dict[str, Any]) -> None:
        """As before."""
        self.open(kept.get("id", ""))
        self.tabs.choose(kept.get("tab", KNOWN))

    def room_changed(self, wide: bool) -> None:
        """The panel stays: without it nobody sees what may be published."""
        self._wide = wide

    def regions(self) -> list[QWidget]:
        """For F6."""
        return [self.header, self.stack.currentWidget(), self.panel]

    def first_focus(self) -> QWidget:
        """The next step."""
        return self.verify_button
