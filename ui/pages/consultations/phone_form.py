"""The form during a phone call: few big fields, the rest filled in and named in one line, all else one press away."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from clinic_app.records.declared import record_type
from clinic_app.reference import lists
from clinic_app.wording.words import _, spoken
from ui.forms.choice_controls import SegmentsControl
from ui.forms.controls import LongTextControl
from ui.forms.presenter import code_of
from ui.forms.room import Columns, FieldRow, Section, column_of
from ui.pages.consultations.consultation_form import ConsultationForm
from ui.pages.consultations.form_fields import BORN, IDENTITY
from ui.widgets.labels import IconLabel, Label

_ROWS = {"facts": (7, 3), "advice": (8, 3)}  # in two columns, in one
_SAID = ("channel", "language", "first_time", "vulnerability", "service_kind", "outcome", "followup_on")


class PhoneForm(ConsultationForm):
    """The same consultation, laid out for somebody who writes with one hand and holds a receiver with the other."""

    ASKED_MORE = (*ConsultationForm.ASKED_MORE, "decline_reason")

    def make_columns(self) -> Columns:
        return Columns(column_of(self._asked(), gap=12), column_of(self._caller(), self._decided(), gap=12))

    def _asked(self) -> Section:
        section = Section(_("Question and help"))
        section.add(self.topic_field())
        section.add(self.add("facts", control=LongTextControl(self.spec("facts"), _ROWS["facts"][0], 9)))
        section.add(self.add("advice", control=LongTextControl(self.spec("advice"), _ROWS["advice"][0], 11)))
        return section

    def _caller(self) -> Section:
        section = Section(_("Caller"), side=self.controls["anonymous"].widget)
        self._named = [
            self.name_field(),
            FieldRow(self.phone_field(), self.safe_field(), shares=(4, 5)),
        ]
        for row in self._named:
            section.add(row)
        section.add(self.place_field())
        section.add(self.add("sex", control=SegmentsControl(self.spec("sex"))))
        section.add(self.add("age_group", control=SegmentsControl(self.spec("age_group"), words=_ages())))
        return section

    def _decided(self) -> QWidget:
        section = Section()
        section.add(self.decision_field())
        section.add(self.add("decline_reason"))
        for field in self.reason_fields():
            section.add(field)
        self._filled = Label("", "small", "text2", wrap=True)
        filled = QHBoxLayout()
        filled.setSpacing(6)
        filled.addWidget(IconLabel("check", "text2", 14), 0, Qt.AlignmentFlag.AlignTop)
        filled.addWidget(self._filled, 1)
        section.body.addLayout(filled)
        row = QHBoxLayout()
        self.opener.setProperty("place", "inline")
        row.addWidget(self.opener)
        row.addStretch(1)
        section.body.addLayout(row)
        return section

    def rest(self, title: str, *, folded: bool = False) -> Section:
        """What the first screen of a call has no room for, the usual ones first and in their usual shape."""
        section = Section(title, foldable=folded)
        section.add(
            FieldRow(self.add("channel", _("Channel")), self.language_field(), self.add("first_time", _("First time")))
        )
        section.add(FieldRow(self.add(BORN), self.income_field(), self.add("outcome")))
        section.add(
            FieldRow(
                self.add("received_at", _("Received")),
                self.add("duration_min", _("Minutes")),
                self.add("followup_on", _("Next contact")),
            )
        )
        section.add(self.vulnerability_field())
        section.add(self.add("service_kind"))
        section.add(self.add("opponent_ids", _("Opposing party")))
        section.add(self.consents_field())
        section.add(super().rest(""))
        return section

    def begin_call(self, language: str) -> None:
        """Fill what a call usually is, where nothing is written: hotline, no name, only the question asked."""
        nobody = not self.name.name() and not self.name.give()
        quiet = self.blockSignals(True)  # what the program fills in is nothing anybody wrote: no draft of it
        for name, value in (
            ("channel", "hotline"),
            ("language", language or spoken()),
            ("first_time", "unknown"),
            ("vulnerability", ["not_asked"]),
            ("service_kind", ["oral"]),
            ("decision", "advised"),
        ):
            if not self.controls[name].give():
                self.fill(name, value)
        if nobody and not any(self.controls[name].give() for name in IDENTITY):
            self.fill("anonymous", True)
        self.blockSignals(quiet)
        self.undo_stack.clear()

    def give_room(self, more: bool) -> None:
        """There is enough."""

    def set_wide(self, wide: bool) -> None:
        super().set_wide(wide)
        for name, (much, little) in _ROWS.items():  # in one column the caller's fields must not sink out of sight
            self.controls[name].widget.set_rows(much if wide else little)

    def _show_identity(self) -> None:
        super()._show_identity()
        hidden = bool(self.controls["anonymous"].give())
        for row in self._named:
            row.setVisible(not hidden)

    def _show_what_fits(self) -> None:
        super()._show_what_fits()
        self._filled.setText(_("Filled in: {values}").format(values=" · ".join(self._values())))

    def _values(self) -> list[str]:
        """What is filled in out of sight, in words."""
        found = []
        for name in _SAID:
            field, given = self.fields[name], self.controls[name].give()
            words = _words_of(name, given)
            if words:
                found.append(f"{field.label.text()}: {words}" if name in ("first_time", "followup_on") else words)
        return found


def _words_of(name: str, given: Any) -> str:
    list_ = code_of(record_type("consultation").field(name))
    if not given:
        return ""
    if not list_:
        return ".".join(reversed(str(given).split("-")))
    return ", ".join(lists.label(list_, code) for code in ([given] if isinstance(given, str) else given))


def _ages() -> dict[str, str]:
    """Age groups in few letters, so that all stand beside each other."""
    return {"60_plus": "60+", "unk": "?"}
