"""One rule of deadlines beside the list: to be read, or changed whole by coordinators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from clinic_app.deadlines.rules import Period
from clinic_app.reference import lists
from clinic_app.use_cases.term_book import LANGUAGES
from clinic_app.use_cases.term_rows import source_words
from clinic_app.wording.words import _
from ui.deadline_words import period_words
from ui.forms.facts import Fact
from ui.pages.settings.terms_presenter import alerts_of, alerts_text
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.date_edit import DateEdit
from ui.widgets.field import Field
from ui.widgets.field_row import FieldRow
from ui.widgets.frames import SidePanel, clear_layout
from ui.widgets.labels import Label
from ui.widgets.line_edit import LineEdit
from ui.widgets.typeahead import Option, Typeahead


class RulePanel(SidePanel):
    """`save_wanted(rule)`, `shipped_wanted(id)`."""

    save_wanted = Signal(object)
    shipped_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(352, name=_("Rule"))
        self.rule: Any = None
        self.title = Label("", "section", wrap=True)
        self.about = QVBoxLayout()
        self.about.setSpacing(8)
        self.body.addWidget(self.title)
        self.body.addLayout(self.about)
        self.body.addWidget(self._fields())
        said = _("It reaches all offices with the next packages; deadlines counted by it are counted anew.")
        self.said = Label(said, "small", "text2", wrap=True)
        self.body.addWidget(self.said)
        self.keep = PrimaryButton(_("Save"), "check")
        self.keep.clicked.connect(self.save)
        self.back = Button(_("As shipped"), name=_("Let the rule hold as it came with the program"))
        self.back.clicked.connect(lambda: self.rule and self.shipped_wanted.emit(self.rule.id))
        self.foot.addWidget(self.keep, 1)
        self.foot.addWidget(self.back)

    def _fields(self) -> QWidget:
        self.value, self.unit = LineEdit(), Typeahead(_options("term_unit"), name=_("Of what"))
        self._value = Field(_("How many"), self.value, hint=_("Empty: a lawyer types the date"))
        self.trigger = Typeahead(_options("deadline_triggers"), name=_("Event that starts it"))
        self._trigger = Field(_("Event that starts it"), self.trigger, required=True)
        self.roll = Typeahead(_options("term_roll"), name=_("If it ends on a day off"))
        self.alerts = LineEdit()
        hint = _("Days before the end, hours where the term is in hours: 5, 2, 0")
        self._alerts = Field(_("Warnings before"), self.alerts, hint=hint)
        self.since, self.until = DateEdit(), DateEdit()
        self.checked_on, self.checked_by = DateEdit(), LineEdit()
        self._checked_on = Field(_("Verified on"), self.checked_on)
        self._checked_by = Field(_("Verified by"), self.checked_by)
        self.review = DateEdit()
        self.enabled = QCheckBox(_("In use"))
        self.enabled.setAccessibleName(_("In use"))
        called = {"ky": _("Name in Kyrgyz"), "ru": _("Name in Russian"), "en": _("Name in English")}
        self.names = {language: LineEdit() for language in LANGUAGES}
        self._names = {one: Field(called[one], self.names[one], required=True) for one in LANGUAGES}
        self.fields = QWidget()
        column = QVBoxLayout(self.fields)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for widget in (
            FieldRow([self._value, Field(_("Of what"), self.unit)], (2, 3)),
            self._trigger,
            Field(_("If it ends on a day off"), self.roll),
            self._alerts,
            FieldRow([Field(_("Valid from"), self.since), Field(_("Valid to"), self.until)]),
            FieldRow([self._checked_on, self._checked_by]),
            Field(_("To be reviewed by"), self.review),
            self.enabled,
            *self._names.values(),
        ):
            column.addWidget(widget)
        return self.fields

    def show_rule(self, rule: Any, may: bool) -> None:
        """Show a rule; with its fields to whoever `may` change it."""
        self.rule = rule
        self.title.setText(rule.label())
        for widget in (self.fields, self.said, self.keep):
            widget.setVisible(may)
        self.back.setVisible(may and rule.own)
        self._tell(rule, may)
        self.value.setText("" if rule.period.value is None else str(rule.period.value))
        self.unit.set_value(rule.period.unit)
        self.trigger.set_value(rule.trigger)
        self.roll.set_value(rule.roll)
        self.alerts.setText(alerts_text(rule))
        for edit, day in (
            (self.since, rule.valid_from),
            (self.until, rule.valid_to),
            (self.checked_on, rule.verified_on),
            (self.review, rule.review_by),
        ):
            edit.set_value(day)
        self.checked_by.setText(rule.verified_by)
        self.enabled.setChecked(rule.enabled)
        for language, edit in self.names.items():
            edit.setText(rule.labels.get(language, ""))
        for field in self._faulty():
            field.set_fault()

    def _tell(self, rule: Any, may: bool) -> None:
        clear_layout(self.about)
        trigger = lists.label("deadline_triggers", rule.trigger) if rule.trigger else ""
        roll = lists.label("term_roll", rule.roll) if rule.roll else ""
        facts = [(_("Source"), source_words(rule)), (_("Note"), rule.note)]
        if not may:
            term = period_words(rule.period.value, rule.period.unit)
            warned = ", ".join(period_words(one.value, one.unit) for one in rule.alerts if one.value)
            facts = [
                (_("Term"), term),
                (_("Counted from"), trigger),
                (_("If it ends on a day off"), roll),
                (_("Warnings before"), warned),
                *facts,
            ]
        for label, words in facts:
            if words:
                self.about.addWidget(Fact(label, words))

    def _faulty(self) -> Sequence[Field]:
        return (self._value, self._trigger, self._alerts, self._checked_on, self._checked_by, *self._names.values())

    def save(self) -> None:
        """The rule as it is written now, whole; a verification needs its day and its name."""
        rule = self.rule
        if rule is None:
            return
        missing = _("This must be filled in.")
        typed, by, on = self.value.text().strip(), self.checked_by.text().strip(), self.checked_on.value()
        unit = self.unit.value() or rule.period.unit
        alerts = alerts_of(self.alerts.text(), rule, unit)
        names = {language: edit.text().strip() for language, edit in self.names.items()}
        number = typed.isdigit() and int(typed) > 0
        self._value.set_fault("" if not typed or number else _("This is not a number."))
        self._trigger.set_fault("" if self.trigger.value() else missing)
        self._alerts.set_fault(_("Whole numbers with commas between, at most six.") if alerts is None else "")
        self._checked_by.set_fault(missing if on and not by else "")
        self._checked_on.set_fault(missing if by and not on else "")
        for language, field in self._names.items():
            field.set_fault("" if names[language] else missing)
        if alerts is None or any(field.fault() for field in self._faulty()):
            return
        self.save_wanted.emit(
            replace(
                rule,
                labels={**rule.labels, **names},
                period=Period(int(typed) if typed else None, unit),
                trigger=self.trigger.value(),
                roll=self.roll.value() or rule.roll,
                alerts=alerts,
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
