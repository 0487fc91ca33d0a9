"""The calendar's days off and transfers, a year at a time; coordinators add and correct them for all offices."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.records.deadline import CalendarDay
from clinic_app.reference import lists
from clinic_app.settings import Settings
from clinic_app.wording.dates import short_date, weekday
from clinic_app.wording.words import _
from ui.pages.settings.terms_presenter import State, day_name, day_state, kind_words, may_change, scope_words
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, IconButton, PrimaryButton
from ui.widgets.date_edit import DateEdit
from ui.widgets.field import Field
from ui.widgets.frames import SidePanel
from ui.widgets.labels import Label
from ui.widgets.line_edit import LineEdit
from ui.widgets.record_table import RecordTable
from ui.widgets.rows_model import Cell, Column, RowsModel
from ui.widgets.typeahead import Option, Typeahead

EVERYWHERE = "KG"  # the whole country, as an option; it is kept as nothing


class DaysRoom(QWidget):
    """`save_wanted(CalendarDay)`, `year_wanted(year)`, `year_begun(year)`."""

    save_wanted = Signal(object)
    year_wanted = Signal(int)
    year_begun = Signal(int)

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.year = date.today().year
        self._state: State | None = None
        self.title = Label("", "record")
        self.before, self.after = (
            IconButton("chevron-left", _("Year before")),
            IconButton("chevron-right", _("Next year")),
        )
        self.before.clicked.connect(lambda: self.year_wanted.emit(self.year - 1))
        self.after.clicked.connect(lambda: self.year_wanted.emit(self.year + 1))
        self.begin = Button(_("Begin this year"), "plus")
        self.begin.clicked.connect(lambda: self.year_begun.emit(self.year))
        self.unknown = Label("", "small", "warn", wrap=True)
        strip = QHBoxLayout()
        strip.setContentsMargins(MARGIN, 10, 12, 8)
        strip.setSpacing(8)
        for widget in (self.before, self.title, self.after):
            strip.addWidget(widget)
        strip.addWidget(self.unknown, 1)
        strip.addWidget(self.begin)
        self.model = RowsModel(
            [
                Column("on", _("Date"), lambda day: f"{short_date(day.on)}, {weekday(day.on)}", width="content"),
                Column("name", _("Title"), lambda day: Cell(day_name(day), quiet=not day.enabled), width="stretch"),
                Column("kind", _("Kind of day"), kind_words),
                Column("where", _("Where"), lambda day: Cell(scope_words(day.scope), quiet=True), width=18),
                Column("state", "", lambda day: Cell(day_state(day), quiet=True)),
            ]
        )
        self.table = RecordTable(self.model, name="days", title=_("Days off"), settings=settings)
        self.table.row_chosen.connect(self._choose)
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
        self.panel = SidePanel(316, name=_("Day"))
        self.heading = Label(_("New day"), "section")
        self.on = DateEdit()
        self._on = Field(_("Date"), self.on, required=True)
        kinds = [Option(one.id, one.label()) for one in lists.items("calendar_kind").values()]
        self.kind = Typeahead(kinds, name=_("Kind of day"))
        self._kind = Field(_("Kind of day"), self.kind, required=True)
        places = [Option(EVERYWHERE, _("everywhere"))]
        places += [Option(one.id, one.label(), _("Court")) for one in lists.items("courts").values()]
        places += [Option(one.id, one.label()) for one in lists.items("divisions").values()]
        self.scope = Typeahead(places, name=_("Where"))
        self.names = {"ky": LineEdit(), "ru": LineEdit()}
        self._names = {
            "ky": Field(_("Name in Kyrgyz"), self.names["ky"], required=True),
            "ru": Field(_("Name in Russian"), self.names["ru"], required=True),
        }
        self.source = LineEdit(_("a decree, its day and number"))
        self.enabled = QCheckBox(_("In use"))
        self.enabled.setAccessibleName(_("In use"))
        self.panel.body.addWidget(self.heading)
        for widget in (self._on, self._kind, Field(_("Where"), self.scope), *self._names.values()):
            self.panel.body.addWidget(widget)
        self.panel.body.addWidget(Field(_("Source"), self.source))
        self.panel.body.addWidget(self.enabled)
        self.keep = PrimaryButton(_("Save"), "check")
        self.keep.clicked.connect(self.save)
        self.fresh = Button(_("New day"), "plus")
        self.fresh.clicked.connect(lambda: (self._choose(None), self.on.setFocus()))
        self.panel.foot.addWidget(self.keep, 1)
        self.panel.foot.addWidget(self.fresh)
        return self.panel

    # --- showing ------------------------------------------------------------------------------------------------

    def show_state(self, state: State) -> None:
        """Show the year as it is now."""
        self._state = state
        may, beyond = may_change(state.me), not state.first_year <= self.year <= state.last_year
        self.title.setText(str(self.year))
        self.panel.setVisible(may)
        self.begin.setVisible(may and self.year == state.last_year + 1)
        self.unknown.setText(_("Nothing is counted into this year until its days are known") if beyond else "")
        self.model.set_rows(list(state.days))
        ahead = [place for place, day in enumerate(state.days) if day.on >= date.today()]
        self.table.choose(ahead[0] if ahead else 0)
        self._choose(self.table.chosen_row())

    def _choose(self, day: Any) -> None:
        self.heading.setText(_("Day of the calendar") if day else _("New day"))
        self.on.set_value(day.on if day else None)
        self.kind.set_value((day.kind if day.kind in lists.items("calendar_kind") else "day_off") if day else "day_off")
        self.scope.set_value((day.scope if day else "") or EVERYWHERE)
        for language, edit in self.names.items():
            edit.setText(day.labels.get(language, "") if day else "")
            self._names[language].set_fault()
        self.source.setText(day.source if day else "")
        self.source.setCursorPosition(0)
        self.enabled.setChecked(day.enabled if day else True)
        self._on.set_fault()
        self._kind.set_fault()

    # --- changing -----------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Keep the day for all offices."""
        missing = _("This must be filled in.")
        on, kind = self.on.value(), self.kind.value()
        told = {language: edit.text().strip() for language, edit in self.names.items()}
        self._on.set_fault("" if on else missing)
        self._kind.set_fault("" if kind else missing)
        for language, words in told.items():
            self._names[language].set_fault("" if words else missing)
        if on is None or not kind or not all(told.values()):
            return
        scope = self.scope.value() or EVERYWHERE
        self.save_wanted.emit(
            CalendarDay(
                on=on,
                kind=kind,
                scope="" if scope == EVERYWHERE else scope,
                name_ky=told["ky"],
                name_ru=told["ru"],
                name_en=told["ru"],
                source=self.source.text().strip(),
                enabled=self.enabled.isChecked(),
            )
        )
