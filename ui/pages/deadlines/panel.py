"""The panel beside the list: one deadline with its rule, its source and what can be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from clinic_app.reference import lists
from clinic_app.use_cases.term_rows import badge_words, source_words
from clinic_app.wording.dates import short_date
from clinic_app.wording.words import _
from ui.deadline_words import left_words, period_words, when_words
from ui.forms.facts import Fact
from ui.pages.deadlines.presenter import NOT_VERIFIED
from ui.widgets.buttons import Button, IconButton, PrimaryButton
from ui.widgets.flow import FlowLayout
from ui.widgets.frames import SidePanel, clear_layout
from ui.widgets.labels import Label
from ui.widgets.pill import Pill


class DeadlinePanel(SidePanel):
    """`ended(how)`, `opened` for its case, `extended`, `changed_wanted` for date and words, all of the row shown."""

    ended = Signal(str)
    opened = Signal()
    extended = Signal()
    change_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(316, name=_("Deadline"))
        self.row: Any = None

    def show_row(self, row: Any, names: Mapping[str, str]) -> None:
        """Show a deadline; None shows nothing."""
        self.row = row
        for layout in (self.body, self.foot):
            clear_layout(layout)
        if row is None:
            return
        record, rule = row.record, row.rule
        self.body.addWidget(Label(row.title or _("Deadline"), "record", wrap=True))
        self.body.addWidget(Label(row.label, "small", "text2", wrap=True))
        self.body.addWidget(self._pills(row))
        if record.due_on:
            tone = "bad" if row.days_left < 0 else "text"
            self.body.addWidget(Fact(_("Due on"), when_words(record.due_on, record.due_at), tone))
        if record.trigger_on:
            self.body.addWidget(Fact(_("Counted from"), _counted_from(record, rule)))
        if record.extended_on:
            self.body.addWidget(Fact(_("Extended by notice of"), short_date(record.extended_on)))
        if rule is not None:
            term = period_words(rule.period.value, rule.period.unit)
            said = rule.label() if rule.label() != row.title else ""
            self.body.addWidget(Fact(_("Rule"), " · ".join(part for part in (said, term) if part)))
            self.body.addWidget(Fact(_("Source"), source_words(rule)))
        for label, words in (
            (_("Whose deadline"), lists.label("deadline_owner", record.owner) if record.owner else ""),
            (_("Weight"), lists.label("deadline_severity", record.severity) if record.severity else ""),
            (_("Who sees to it"), names.get(record.member_id or "", "")),
            (_("Court"), lists.label("courts", record.court_id) if record.court_id else ""),
            (_("Repeats"), lists.label("repeats", record.repeats) if record.repeats else ""),
            (_("Note"), record.note),
        ):
            if words:
                self.body.addWidget(Fact(label, words))
        self._fill_foot()

    def _pills(self, row: Any) -> QWidget:
        held = QWidget()
        flow = FlowLayout(held, gap=6, line_gap=6)
        icon, words, tone = left_words(row.days_left)
        flow.addWidget(Pill(icon, words, tone))
        doubtful = row.badge in NOT_VERIFIED
        said = badge_words(row.badge, row.rule)
        if doubtful or row.badge == "typed":
            # It says what to rely on: whole, never cut short as a pill may be.
            self_said = Label(said, "small_bold", "warn" if doubtful else "text2", wrap=True)
            self.body.addWidget(held)
            return self_said
        flow.addWidget(Pill("circle-check", said, "ok"))
        return held

    def _fill_foot(self) -> None:
        done = PrimaryButton(_("Done"), "check")
        done.clicked.connect(lambda: self.ended.emit("met"))
        case = Button(_("Open"), name=_("Open the case"))
        case.clicked.connect(self.opened)
        more = IconButton("dots", _("More"))
        more.clicked.connect(lambda: self.open_menu(more.mapToGlobal(QPoint(0, more.height()))))
        self.foot.addWidget(done, 1)
        self.foot.addWidget(case)
        self.foot.addWidget(more)

    def open_menu(self, place: QPoint) -> QMenu | None:
        """All that can be done with the deadline shown."""
        row = self.row
        if row is None:
            return None
        menu = QMenu(self)
        menu.addAction(_("Done"), lambda: self.ended.emit("met"))
        menu.addAction(_("It was missed"), lambda: self.ended.emit("missed"))
        menu.addAction(_("Not needed any more"), lambda: self.ended.emit("not_needed"))
        menu.addSeparator()
        grows = row.rule is not None and row.rule.extension is not None
        extend = menu.addAction(_("Extended by a notice…"), self.extended)
        extend.setEnabled(bool(grows and not row.record.extended_on and not row.record.typed))
        menu.addAction(_("Change…"), self.change_wanted)
        menu.addSeparator()
        menu.addAction(_("Open the case"), self.opened)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)
        menu.setActiveAction(menu.actions()[0])
        return menu


def _counted_from(record: Any, rule: Any) -> str:
    on: date = record.trigger_on
    what = lists.label("deadline_triggers", rule.trigger) if rule is not None and rule.trigger else ""
    at = f"{record.trigger_at:%H:%M}" if record.trigger_at else ""
    return " · ".join(part for part in (f"{short_date(on)} {at}".strip(), what) if part)
