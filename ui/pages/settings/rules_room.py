"""The rules by which deadlines are counted: a list, and beside it one rule, to be read or (by coordinators) changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.deadlines.rules import Period
from clinic_app.reference import lists
from clinic_app.settings import Settings
from clinic_app.use_cases.term_rows import source_words
from clinic_app.wording.words import _
from ui.deadline_words import period_words
from ui.forms.facts import Fact
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
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.date_edit import DateEdit
from ui.widgets.field import Field
from ui.widgets.field_row import FieldRow
from ui.widgets.frames import SidePanel, clear_layout
from ui.widgets.labels import Label
from ui.widgets.line_edit import LineEdit
from ui.widgets.record_table import RecordTable
from ui.widgets.rows_model import Cell, Column, RowsModel
from ui.widgets.segments import Segments
from ui.widgets.typeahead import Option, Typeahead


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
        self.table.row_opened.connect(lambda _row: self.value.setFocus())
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addLayout(strip)
        left.addWidget(self.table, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(self._panel())

    def _panel(self) -> SidePanel:
        self.panel = SidePanel(352, name=_("Rule"))
        self.title = Label("", "section", wrap=True)
        self.about = QVBoxLayout()
        self.about.setSpacing(8)
        self.value, self.unit = LineEdit(), Typeahead(_options("term_unit"), name=_("Of what"))
        self._value = Field(_("How many"), self.value, hint=_("Empty: a lawyer types the date"))
        self.since, self.until = DateEdit(), DateEdit()
        self.checked_on, self.checked_by = DateEdit(), LineEdit()
        self._checked_on = Field(_("Verified on"), self.checked_on)
        self._checked_by = Field(_("Verified by"), self.checked_by)
        self.review = DateEdit()
        self.enabled = QCheckBox(_("In use"))
        self.enabled.setAccessibleName(_("In use"))
        self.panel.body.addWidget(self.title)
        self.panel.body.addLayout(self.about)
        self.fields = QWidget()
        column = QVBoxLayout(self.fields)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for widget in (
            FieldRow([self._value, Field(_("Of what"), self.unit)], (2, 3)),
            FieldRow([Field(_("Valid from"), self.since), Field(_("Valid to"), self.until)]),
            FieldRow([self._checked_on, self._checked_by]),
            Field(_("To be reviewed by"), self.review),
            self.enabled,
        ):
            column.addWidget(widget)
        self.panel.body.addWidget(self.fields)
        said = _("It reaches all offices with the next packages; deadlines counted by it are counted anew.")
        self.said = Label(said, "small", "text2", wrap=True)
        self.panel.body.addWidget(self.said)
        self.keep = PrimaryButton(_("Save"), "check")
        self.keep.clicked.connect(self.save)
        self.back = Button(_("As shipped"), name=_("Let the rule hold as it came with the program"))
        self.back.clicked.connect(lambda: self.rule and self.shipped_wanted.emit(self.rule.id))
        self.panel.foot.addWidget(self.keep, 1)
        self.panel.foot.addWidget(self.back)
        return self.panel

    def give_room(self, wide: bool) -> None:
        """In a narrow window the rule's name needs the place of its procedure, which the search still finds."""
        self.table.show_columns({"name", "term", "state"} | ({"procedure"} if wide else set()))

    # --- showing ------------------------------------------------------------------------------------------------

    def show_state(self, state: State) -> None:
        """Show the rules as they are now."""
        self._state = state
        may = may_change(state.me)
        for widget in (self.fields, self.said, self.keep):
            widget.setVisible(may)
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
        if rule is None or self._state is None:
            return
        self.title.setText(rule.label())
        clear_layout(self.about)
        may = may_change(self._state.me)
        trigger = lists.label("deadline_triggers", rule.trigger) if rule.trigger else ""
        facts = [(_("Counted from"), trigger), (_("Source"), source_words(rule)), (_("Note"), rule.note)]
        if not may:
            facts.insert(0, (_("Term"), period_words(rule.period.value, rule.period.unit)))
        for label, words in facts:
            if words:
                self.about.addWidget(Fact(label, words))
        self.value.setText("" if rule.period.value is None else str(rule.period.value))
        self.unit.set_value(rule.period.unit)
        for edit, day in (
            (self.since, rule.valid_from),
            (self.until, rule.valid_to),
            (self.checked_on, rule.verified_on),
            (self.review, rule.review_by),
        ):
            edit.set_value(day)
        self.checked_by.setText(rule.verified_by)
        self.enabled.setChecked(rule.enabled)
        self.back.setVisible(may and rule.own)
        for field in (self._value, self._checked_on, self._checked_by):
            field.set_fault()

    # --- changing -----------------------------------------------------------------------------------------------

    def save(self) -> None:
        """The rule as it is written now, whole; a verification needs its day and its name."""
        rule = self.rule
        if rule is None:
            return
        typed, by, on = self.value.text().strip(), self.checked_by.text().strip(), self.checked_on.value()
        number = typed.isdigit() and int(typed) > 0
        self._value.set_fault("" if not typed or number else _("This is not a number."))
        self._checked_by.set_fault(_("This must be filled in.") if on and not by else "")
        self._checked_on.set_fault(_("This must be filled in.") if by and not on else "")
        if any(field.fault() for field in (self._value, self._checked_by, self._checked_on)):
            return
        self.save_wanted.emit(
            replace(
                rule,
                period=Period(int(typed) if typed else None, self.unit.value() or rule.period.unit),
                valid_from=self.since.value(),
                valid_to=self.until.value(),
                verified_on=on,
                verified_by=by,
                review_by=self.review.value(),
                enabled=self.enabled.isChecked(),
            )
        )


def _options(name: str) -> list[Option]:
    return [Option(one.id, one.label()) for one in lists.items(name).values()]


def _state_cell(rule: Any) -> Cell:
    icon, words, tone = rule_state(rule, date.today())
    return Cell(words, icon=icon, pill=tone, tip=_("changed by the clinic") if rule.own else "")
