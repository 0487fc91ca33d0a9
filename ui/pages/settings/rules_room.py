"""The rules by which deadlines are counted: a list, and beside it the one that is chosen."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.settings import Settings
from clinic_app.wording.words import _
from ui.deadline_words import period_words
from ui.pages.settings.rule_panel import RulePanel
from ui.pages.settings.terms_presenter import (
    ALL,
    DOUBTFUL,
    OWN,
    State,
    may_change,
    procedure_words,
    rule_state,
    wanted,
)
from ui.theme.tokens import MARGIN
from ui.widgets.line_edit import LineEdit
from ui.widgets.record_table import RecordTable
from ui.widgets.rows_model import Cell, Column, RowsModel
from ui.widgets.segments import Segments


class RulesRoom(QWidget):
    """`save_wanted(rule)`, `shipped_wanted(id)`."""

    save_wanted = Signal(object)
    shipped_wanted = Signal(str)

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._state: State | None = None
        self.rule: Any = None
        self.search = LineEdit(_("Search the rules"), leading="search", name=_("Search the rules"))
        self.search.textChanged.connect(lambda _text: self._fill())
        which = [(ALL, _("All")), (DOUBTFUL, _("Not verified")), (OWN, _("Changed by the clinic"))]
        self.which = Segments(which, ALL, name=_("Which rules"))
        self.which.changed.connect(lambda _which: self._fill())
        strip = QHBoxLayout()
        strip.setContentsMargins(MARGIN, 10, 12, 8)
        strip.setSpacing(8)
        strip.addWidget(self.search, 1)
        strip.addWidget(self.which)
        self.model = RowsModel(
            [
                Column("name", _("Rule"), lambda rule: Cell(rule.label(), tip=rule.id), width="stretch"),
                Column("procedure", _("Procedure"), lambda rule: Cell(procedure_words(rule), quiet=True), width=20),
                Column("term", _("Term"), lambda rule: period_words(rule.period.value, rule.period.unit)),
                Column("state", _("State"), _state_cell),
            ]
        )
        self.table = RecordTable(self.model, name="rules", title=_("Deadline rules"), settings=settings)
        self.table.row_chosen.connect(self._choose)
        self.table.row_opened.connect(lambda _row: self.panel.value.setFocus())
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addLayout(strip)
        left.addWidget(self.table, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        self.panel = RulePanel()
        self.panel.save_wanted.connect(self.save_wanted)
        self.panel.shipped_wanted.connect(self.shipped_wanted)
        row.addWidget(self.panel)

    def give_room(self, wide: bool) -> None:
        """In a narrow window the rule's name needs the place of its procedure, which the search still finds."""
        self.table.show_columns({"name", "term", "state"} | ({"procedure"} if wide else set()))

    # --- showing ------------------------------------------------------------------------------------------------

    def show_state(self, state: State) -> None:
        """Show the rules as they are now."""
        self._state = state
        self._fill()

    def _fill(self) -> None:
        if self._state is None:
            return
        chosen = self.rule.id if self.rule else ""
        rows = [rule for rule in self._state.rules if wanted(rule, self.which.value(), self.search.text())]
        self.model.set_rows(rows)
        place = next((at for at, rule in enumerate(rows) if rule.id == chosen), 0)
        self.table.choose(place)
        self._choose(rows[place] if rows else None)

    def _choose(self, rule: Any) -> None:
        self.rule = rule
        self.panel.setVisible(rule is not None)
        if rule is not None and self._state is not None:
            self.panel.show_rule(rule, may_change(self._state.me))


def _state_cell(rule: Any) -> Cell:
    icon, words, tone = rule_state(rule, date.today())
    return Cell(words, icon=icon, pill=tone, tip=_("changed by the clinic") if rule.own else "")
