"""The head of a case: its number, title and states, never the journalist's name; what must be done next below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.reference import lists
from clinic_app.wording.words import _
from ui.forms.facts import must_not_call
from ui.pages.cases.entries import Badge
from ui.pages.cases.list_page import pills_of
from ui.pages.cases.presenter import LEVELS
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import IconButton, PrimaryButton
from ui.widgets.flow import FlowLayout
from ui.widgets.frames import clear_layout
from ui.widgets.labels import ElidedLabel, IconLabel, Label
from ui.widgets.pill import Pill


class CaseHeader(QFrame):
    """Number, confidentiality, title and pills; at the right the one filled button and a menu."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "header")
        self.setProperty("ruled", True)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(MARGIN, 12, MARGIN, 10)
        words = QVBoxLayout()
        words.setSpacing(4)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.number = Label("", "small", "text2")
        self.lock = IconLabel("lock", "text2", 14)
        self.level = ElidedLabel("", "small", "text2")
        line.addWidget(self.number)
        line.addWidget(self.lock)
        line.addWidget(self.level, 1)
        self.title = Label("", "page", wrap=True)
        held = QWidget()
        self.pills = FlowLayout(held, gap=8, line_gap=4)
        words.addLayout(line)
        words.addWidget(self.title)
        words.addWidget(held)
        whole.addLayout(words, 1)
        self.add_button = PrimaryButton(_("Add an event"), "plus")
        self.more_button = IconButton("dots", _("More"))
        whole.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignTop)
        whole.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignTop)

    def show_case(self, record: Any, lawyer: str) -> None:
        """Show another case, or this one as it is now."""
        self.number.setText(record.record_no)
        self.lock.set_icon(LEVELS.get(record.confidentiality, "lock"))
        self.level.setText(lists.label("confidentiality", record.confidentiality or ""))
        self.title.setText(record.title)
        clear_layout(self.pills)
        for pill in pills_of(record):
            self.pills.addWidget(pill)
        if lawyer:
            self.pills.addWidget(Label(_("Responsible: {name}").format(name=lawyer), "small", "text2"))


class SafeLine(QWidget):
    """How the journalist may be reached, where no panel says it; never cut short."""

    def __init__(self) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 4)
        line.setSpacing(6)
        self._icon = IconLabel("shield-lock", "bad", 16)
        self._words = Label("", "bold", "bad", wrap=True)
        line.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._words, 1)
        self.hide()

    def show_safe(self, person: Any) -> None:
        """The safe way of `person`; None, or nobody's, shows nothing."""
        safe = str(getattr(person, "safe_contact", "") or "")
        tone = "bad" if must_not_call(safe) else "warn"
        self._icon.set_icon("shield-lock", tone)
        self._words.set_tone(tone)
        self._words.setText(safe)
        self.setVisible(bool(safe))


class DueNext(QWidget):
    """What is due next, by day, in one line that wraps; the rest is counted."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Due next"))
        self._flow = FlowLayout(self, gap=6, line_gap=4)

    def show_due(self, due: Sequence[Badge], shown: int) -> None:
        """Show the first `shown` of these; nothing at all where nothing is due."""
        clear_layout(self._flow)
        self.setVisible(bool(due))
        if not due:
            return
        self._flow.addWidget(Label(_("Due next:"), "small", "text2"))
        for badge in due[:shown]:
            self._flow.addWidget(Pill(badge.icon, badge.word, badge.tone))
        if due[shown:]:
            self._flow.addWidget(Label(_("{n} more").format(n=len(due) - shown), "small", "text2"))
