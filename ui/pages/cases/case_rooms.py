"""The tabs of a case and what stands behind each."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.wording.words import _
from ui.evidence.panel import EvidencePanel
from ui.pages.cases.case_notices import review_banner
from ui.pages.cases.reading import CaseFacts
from ui.pages.cases.rooms import Add, Room, entry_room
from ui.pages.cases.timeline import Timeline
from ui.pages.cases.timeline_room import TimelineRoom
from ui.tasks import WorksFor
from ui.theme.tokens import MARGIN
from ui.widgets.frames import clear_layout
from ui.widgets.tabs import Tabs


class CaseRooms(QWidget):
    """`opened(row)`, `acted(act, row)` and `add_wanted(kind)` come from the tab in sight."""

    opened = Signal(object)
    acted = Signal(str, object)
    add_wanted = Signal(str)
    changed = Signal(object)

    def __init__(self, clinic: Any, tasks: WorksFor, facts_panel: QWidget) -> None:
        super().__init__()
        self._case = ""
        self.timeline = TimelineRoom()
        self.evidence = EvidencePanel(clinic, tasks, "journalist_case")
        self.evidence.changed.connect(self.changed)
        self.evidence.counted.connect(lambda n: self.tabs.set_count("evidence", n or None))
        self.rooms: dict[str, QWidget] = {"events": self.timeline, **_entry_rooms(), "evidence": self.evidence}
        self.rooms |= {"safety": _safety(), "history": _history(), "facts": facts_panel}
        words = {
            "events": _("Timeline"),
            "incidents": _("Incidents"),
            "courts": _("Courts"),
            "requests": _("Requests"),
            "deadlines": _("Deadlines"),
            "evidence": _("Evidence"),
            "safety": _("Safety"),
            "history": _("History"),
            "facts": _("Facts"),
        }
        self.tabs = Tabs(list(words.items()), name=_("Views of the case"))
        self.tabs.offer("facts", False)
        self.tabs.chosen.connect(self._show_room)
        self.stack = QStackedWidget()
        for room in self.rooms.values():
            self.stack.addWidget(room)
            if isinstance(room, Room):
                room.opened.connect(self.opened)
                room.acted.connect(self.acted)
                room.add_wanted.connect(self.add_wanted)
        line = QHBoxLayout()
        line.setContentsMargins(MARGIN, 0, MARGIN, 0)
        line.addWidget(self.tabs, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(line)
        column.addWidget(self.stack, 1)

    def show_facts(self, facts: CaseFacts) -> None:
        """Show another case, or this one as it is now."""
        self.timeline.show_moments(facts.moments)
        self.tabs.set_count("events", len(facts.moments) or None)
        for name, rows in facts.rows.items():
            room = self.rooms[name]
            assert isinstance(room, Room)
            room.show_rows(rows)
            self.tabs.set_count(name, sum(1 for row in rows if row.id) or None)
        history = self.rooms["history"]
        assert isinstance(history, Room)
        history.show_rows(facts.history)
        self._shout(facts)
        self._case = facts.record.id
        self._show_room(self.tabs.value())

    def _show_room(self, name: str) -> None:
        self.stack.setCurrentWidget(self.rooms[name])
        if self._case and self.evidence.parent_id != self._case:
            self.evidence.open(self._case)

    def set_wide(self, wide: bool) -> None:
        """In a narrow window the facts are a tab, for there is no panel beside the tabs."""
        here, instead = ("facts", "history") if wide else ("history", "facts")  # the menu has the history too
        self.tabs.offer(instead, True)
        if self.tabs.value() == here:
            self.tabs.choose("events")
        self.tabs.offer(here, False)

    def take_changes(self, changes: Changes) -> None:
        """Something changed elsewhere."""
        if self.evidence.parent_id:
            self.evidence.take_changes(changes)

    def _shout(self, facts: CaseFacts) -> None:
        safety = self.rooms["safety"]
        assert isinstance(safety, Room)
        clear_layout(safety.top)
        banner = review_banner(facts, date.today(), lambda: self.add_wanted.emit("risk_assessment"))
        if banner is not None:
            safety.top.addWidget(banner)

    def first_focus(self) -> QWidget:
        """Where the cursor begins in the tab in sight."""
        room = self.stack.currentWidget()
        return room.first_focus() if isinstance(room, (Room, EvidencePanel)) else room


def _history() -> Room:
    nothing = ("history", _("No changes yet"), _("Every change of the case is kept here, with who made it and when."))
    return Room(_("History"), Timeline(_("History")), [], nothing)


def _entry_rooms() -> dict[str, Room]:
    return {
        "incidents": entry_room(
            _("Incidents"),
            [Add("incident", _("Add an incident")), Add("seizure", _("Add a search or seizure"), "package")],
            (
                "alert-triangle",
                _("No incident yet"),
                _("An attack or a threat is recorded apart, checked step by step, and may belong to several cases."),
            ),
        ),
        "courts": entry_room(
            _("Courts"),
            [Add("proceeding", _("Add a proceeding"), "gavel"), Add("party", _("Add a party"), "user-plus")],
            (
                "gavel",
                _("No proceeding yet"),
                _("Record each instance apart: court, number, judges, what is claimed, how it ended."),
            ),
        ),
        "requests": entry_room(
            _("Requests"),
            [Add("duty_request", _("Add a request"))],
            (
                "send",
                _("No request yet"),
                _("What public bodies were asked for, with the clock of each answer."),
            ),
        ),
        "deadlines": entry_room(
            _("Deadlines"),
            [Add("deadline", _("Add a deadline")), Add("proposals", _("Propose from an event"), "bulb")],
            (
                "clock-hour-4",
                _("No deadline yet"),
                _("A deadline can be counted from an event of the case, or typed by hand."),
            ),
        ),
    }


def _safety() -> Room:
    return entry_room(
        _("Safety"),
        [
            Add("risk_assessment", _("New risk assessment"), "shield-check"),
            Add("emergency_contact", _("Emergency contact"), "phone-call"),
            Add("whereabouts", _("Whereabouts"), "map-pin"),
        ],
        (
            "shield-check",
            _("The danger was not assessed yet"),
            _("An assessment names what makes it dangerous, what is done against it, and when to look again."),
        ),
    )
