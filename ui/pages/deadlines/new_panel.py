"""A new deadline: counted by a rule from a day, said while one types with its reason, or typed by a lawyer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_app.reference import lists
from clinic_app.use_cases.term_rows import badge_words, source_words
from clinic_app.wording.words import _
from ui.deadline_words import left_words, period_words, when_words, why_words
from ui.forms.latest import Latest
from ui.pages.deadlines.presenter import NOT_VERIFIED
from ui.problems import sentence_of, show_problem
from ui.tasks import WorksFor
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.date_edit import DateEdit
from ui.widgets.field import Field
from ui.widgets.field_row import FieldRow
from ui.widgets.frames import SidePanel, clear_layout
from ui.widgets.labels import Label
from ui.widgets.line_edit import LineEdit
from ui.widgets.pill import Pill
from ui.widgets.segments import Segments
from ui.widgets.text_area import TextArea
from ui.widgets.typeahead import Option, Typeahead

BY_RULE, TYPED = "rule", "typed"
MOST_PARENTS = 4000


@dataclass(frozen=True)
class Choices:
    """What may be chosen: open cases, and the rules in force."""

    parents: Sequence[Option]
    rules: Sequence[Any]


def read_choices(clinic: Any) -> Choices:
    """Vault's thread: cases that are open, newest first, and all rules."""
    stages = frozenset(lists.items("case_stage")) - {"closed"}
    ids = clinic.casework.ids("journalist_case", where={"stage": stages})[:MOST_PARENTS]
    cases = clinic.casework.load_many("journalist_case", ids)
    parents = [Option(one.id, one.title or one.record_no, one.record_no, icon="folder") for one in cases]
    return Choices(parents, clinic.rules.rules())


class NewDeadlinePanel(SidePanel):
    """`saved(Changes)`, `closed`."""

    saved = Signal(object)
    closed = Signal()

    def __init__(self, clinic: Any, tasks: WorksFor) -> None:
        super().__init__(352, name=_("New deadline"))
        self.clinic, self.tasks = clinic, tasks
        self.counted: Any = None
        self._rules: dict[str, Any] = {}
        self._latest = Latest(tasks, self)
        self.notices = QVBoxLayout()
        self._build()
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, activated=self.save, context=here)

    def _build(self) -> None:
        self.body.addWidget(Label(_("New deadline"), "section"))
        self.body.addLayout(self.notices)
        self.parent_edit = Typeahead([], name=_("Case"))
        self._parent = Field(_("Case"), self.parent_edit, required=True)
        ways = [(BY_RULE, _("By a rule")), (TYPED, _("Date typed"))]
        self.way = Segments(ways, BY_RULE, name=_("How the date is found"))
        self.way.changed.connect(lambda _way: self._fit())
        self.rule = Typeahead([], name=_("Rule"))
        self.rule.chosen.connect(lambda _id: self.count())
        self._rule = Field(_("Rule"), self.rule, required=True)
        self.start = DateEdit()
        self.start.changed.connect(self.count)
        self._start = Field(_("Counted from"), self.start, required=True)
        self.start_at = LineEdit("14:05")
        self.start_at.textChanged.connect(lambda _text: self.count())
        self._start_at = Field(_("Time"), self.start_at)
        self.answer = QVBoxLayout()
        self.answer.setSpacing(4)
        self.due = DateEdit()
        self._due = Field(_("Due on"), self.due, required=True)
        self.due_at = LineEdit("14:05")
        self._due_at = Field(_("Time"), self.due_at)
        self.title = LineEdit()
        self._title = Field(_("What must be done"), self.title)
        self.repeats = Typeahead([Option(one.id, one.label()) for one in lists.items("repeats").values()])
        self._repeats = Field(_("Repeats"), self.repeats)
        self.note = TextArea(rows=2)
        self._note = Field(_("Note"), self.note)
        held = QWidget()
        held.setLayout(self.answer)
        self.answer.setContentsMargins(0, 0, 0, 0)
        self._from = FieldRow([self._start, self._start_at], (3, 2))
        self._until = FieldRow([self._due, self._due_at], (3, 2))
        for widget in (
            self._parent,
            Field(_("How the date is found"), self.way),
            self._rule,
            self._from,
            held,
            self._until,
            self._title,
            self._repeats,
            self._note,
        ):
            self.body.addWidget(widget)
        self.keep = PrimaryButton(_("Save"), "check")
        self.keep.clicked.connect(self.save)
        close = Button(_("Close"))
        close.clicked.connect(self.closed)
        self.foot.addWidget(self.keep, 1)
        self.foot.addWidget(close)

    # --- opening ------------------------------------------------------------------------------------------------

    def open(self, parent: str = "", on: date | None = None) -> None:
        """A new deadline, of a case if one is given, due on a day if one is given."""
        clear_layout(self.notices)
        for edit in (self.title, self.start_at, self.due_at):
            edit.clear()
        self.note.set_text("")
        self.repeats.set_value("")
        self.start.set_value(date.today())
        self.due.set_value(on)
        self.way.set_value(TYPED if on else BY_RULE)
        for field in (self._parent, self._rule, self._start, self._due, self._title):
            field.set_fault()
        self._fit()
        clinic = self.clinic
        self.tasks.on_vault(
            lambda: read_choices(clinic), lambda got: self._offer(got, parent), self._failed, owner=self
        )

    def _offer(self, choices: Choices, parent: str) -> None:
        self.parent_edit.set_options(list(choices.parents))
        self.parent_edit.set_value(parent)
        self._rules = {rule.id: rule for rule in choices.rules}
        self.rule.set_options([_option(rule) for rule in choices.rules])
        self.rule.set_value("")
        self.count()
        (self.rule if parent else self.parent_edit).setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        by_rule = self.way.value() == BY_RULE
        for widget in (self._rule, self._from):
            widget.setVisible(by_rule)
        for widget in (self._until, self._repeats):
            widget.setVisible(not by_rule)
        self._start_at.setVisible(self._in_hours())
        self.count()

    def _in_hours(self) -> bool:
        rule = self._rules.get(self.rule.value() or "")
        return rule is not None and rule.period.unit == "hour"

    def _moment(self) -> date | datetime | None:
        """When it starts: with its time where the rule counts hours."""
        start = self.start.value()
        at = _time(self.start_at.text()) if self._in_hours() else None
        return datetime.combine(start, at) if start and at else start

    # --- counting -----------------------------------------------------------------------------------------------

    def count(self) -> None:
        """Count while one types, and say why."""
        self.counted = None
        self._start_at.setVisible(self._in_hours())
        rule, start = self.rule.value(), self.start.value()
        if self.way.value() != BY_RULE or not rule or start is None:
            clear_layout(self.answer)
            return
        moment = self._moment() or start
        deadlines = self.clinic.deadlines
        self._latest.ask(
            lambda: _counted(deadlines, rule, moment),
            lambda answer: self._say(rule, start, *answer),
        )

    def _say(self, rule: str, start: date, counted: Any, problem: Exception | None) -> None:
        if self.rule.value() != rule or self.start.value() != start:
            return
        self.counted = counted
        clear_layout(self.answer)
        if problem is not None:
            self.answer.addWidget(Label(sentence_of(problem), "body", "warn", wrap=True))
            shown = self._rules.get(rule)
            if shown is not None:
                self.answer.addWidget(Label(source_words(shown), "small", "text2", wrap=True))
            return
        icon, words, tone = left_words(counted.days_left)
        self.answer.addWidget(Label(when_words(counted.due_on, counted.due_at), "record", wrap=True))
        self.answer.addWidget(Pill(icon, words, tone))
        for said in why_words(counted, start):
            self.answer.addWidget(Label(said, "body", "text2", wrap=True))
        doubtful = counted.badge in NOT_VERIFIED
        badge = Label(badge_words(counted.badge, counted.rule), "small_bold", "warn" if doubtful else "ok", wrap=True)
        self.answer.addWidget(badge)
        self.answer.addWidget(Label(source_words(counted.rule), "small", "text2", wrap=True))

    # --- saving -------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Keep it; what is missing is said beside its field."""
        by_rule = self.way.value() == BY_RULE
        missing = _("This must be filled in.")
        self._parent.set_fault("" if self.parent_edit.value() else missing)
        self._rule.set_fault("" if not by_rule or self.rule.value() else missing)
        self._start.set_fault("" if not by_rule or self.start.value() else missing)
        self._due.set_fault("" if by_rule or self.due.value() else missing)
        self._title.set_fault("" if by_rule or self.title.text().strip() else missing)
        wrong = [one for one in (self._parent, self._rule, self._start, self._due, self._title) if one.fault()]
        if wrong:
            wrong[0].control.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if by_rule and self.counted is None:
            self.way.set_value(TYPED)  # nothing can be counted: the lawyer types the date, the rule stays beside it
            self._fit()
            self.due.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        told = self._told(by_rule)
        clinic, parent = self.clinic, str(self.parent_edit.value())

        def work() -> Any:
            return clinic.deadlines.add(clinic.casework.load("journalist_case", parent), **told)

        self.tasks.on_vault(work, self._done, self._failed, owner=self)

    def _told(self, by_rule: bool) -> dict[str, Any]:
        told: dict[str, Any] = {"title": self.title.text().strip(), "note": self.note.text().strip()}
        if by_rule:
            told |= {"rule": self.rule.value(), "start": self._moment()}
        else:
            told |= {"due_on": self.due.value(), "due_at": _time(self.due_at.text()), "rule": ""}
            if self.repeats.value():
                told["repeats"] = self.repeats.value()
        return told

    def _done(self, saved: Any) -> None:
        self.saved.emit(saved.changes)

    def _failed(self, error: Exception) -> None:
        show_problem(error, self.notices)


def _counted(deadlines: Any, rule: str, start: date | datetime) -> tuple[Any, Exception | None]:
    """Vault's thread: the counted date, or why there is none."""
    from clinic_app.errors import ClinicError

    try:
        return deadlines.compute(rule, start), None
    except ClinicError as problem:
        return None, problem


def _option(rule: Any) -> Option:
    term = period_words(rule.period.value, rule.period.unit)
    note = "" if rule.counts else _("date typed")
    return Option(rule.id, rule.label(), f"{term} · {rule.source}" if rule.source else term, note=note)


def _time(text: str) -> time | None:
    """9:30, 0930 or 14.05; None when it is no time."""
    typed = text.strip().replace(".", ":").replace(" ", "")
    if ":" not in typed and typed.isdigit() and len(typed) in (3, 4):
        typed = f"{typed[:-2]}:{typed[-2:]}"
    try:
        return time.fromisoformat(typed.rjust(5, "0")) if typed else None
    except ValueError:
        return None
