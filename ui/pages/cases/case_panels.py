"""What stands at the right of a case: its facts, or in their place the form, the question or the offers."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QStackedWidget

from ui.pages.cases.child_panel import ChildPanel
from ui.pages.cases.day_panel import DayPanel
from ui.pages.cases.facts_panel import FactsPanel
from ui.pages.cases.offer_panel import OfferPanel
from ui.pages.cases.where_panel import WherePanel
from ui.tasks import WorksFor


class CasePanels(QStackedWidget):
    """`closed` when the person goes back to the facts."""

    closed = Signal()

    def __init__(self, clinic: Any, tasks: WorksFor) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.facts, self.day, self.offers = FactsPanel(), DayPanel(clinic, tasks), OfferPanel()
        self.child, self.where = ChildPanel(clinic, tasks), WherePanel(clinic, tasks)
        for panel in (self.facts, self.child, self.day, self.offers, self.where):
            self.addWidget(panel)
        for asking in (self.child, self.day, self.offers, self.where):
            asking.closed.connect(self.closed)

    def shows_facts(self) -> bool:
        """Whether nobody is asked anything."""
        return self.currentWidget() is self.facts

    def show_facts(self) -> None:
        """Back to the facts."""
        self.setCurrentWidget(self.facts)

    def step_back(self) -> bool:
        """Esc: put away what is open, keeping what is typed; False when there is nothing to put away."""
        if self.shows_facts():
            return False
        asking = self.currentWidget()
        if isinstance(asking, (ChildPanel, WherePanel)):
            asking.put_away()
        else:
            self.closed.emit()
        return True
