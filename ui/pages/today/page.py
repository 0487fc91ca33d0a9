"""Today: what is due, which hearings come, who waits for a call, what nobody moves, and the numbers of the month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.settings import Settings
from clinic_app.use_cases.today import Today, TodayFacts
from clinic_app.wording.dates import date_time, full_date, number, weekday
from clinic_app.wording.words import _, ngettext
from ui.pages.today.presenter import (
    Line,
    before_words,
    call_lines,
    hearing_line,
    month_title,
    step_line,
    still_line,
)
from ui.pages.today.rows import BEYOND, CallRow, LineRow, day_width
from ui.problems import show_problem
from ui.size_words import size_words
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.theme.tokens import MARGIN
from ui.widgets.beyond import Beyond
from ui.widgets.buttons import Button, LinkButton, PrimaryButton
from ui.widgets.frames import Banner, Card, EmptyState, Separator, clear_layout, scrolling
from ui.widgets.header import PageHeader
from ui.widgets.labels import IconLabel, Label

_WIDEST = 1328


class TodayPage(QWidget):
    """`open_requested(type, id)`, `new_requested(type, given)`, `page_requested(name)`, `import_requested()`."""

    open_requested = Signal(str, str)
    new_requested = Signal(str, dict)
    page_requested = Signal(str)
    import_requested = Signal()

    def __init__(self, clinic: Any, tasks: WorksFor, theme: Theme, settings: Settings) -> None:
        super().__init__()
        self.clinic, self.tasks, self.theme, self.settings = clinic, tasks, theme, settings
        # The wiring may offer one; a page needs no more than the case book to make its own.
        self._today: Today = getattr(clinic, "today", None) or Today(clinic.casework, clinic.drafts, clinic.exchange)
        self.facts: TodayFacts | None = None
        self._wide = True
        self._build()
        self.refresh()

    def _build(self) -> None:
        self.header = PageHeader(_("Today"), full_date(date.today()))
        self.notices = QVBoxLayout()
        self.notices.setContentsMargins(MARGIN, 0, MARGIN, 0)
        self.two_values = self._two_values()
        inside = QWidget()
        outer = QHBoxLayout(inside)
        outer.setContentsMargins(MARGIN, 2, MARGIN, 12)
        self.middle = QWidget()
        self.middle.setMaximumWidth(_WIDEST)
        outer.addWidget(self.middle, 10_000)
        outer.addStretch(1)
        self.columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, self.middle)
        self.columns.setContentsMargins(0, 0, 0, 0)
        self.columns.setSpacing(16)
        self.left_column, self.right_column = QVBoxLayout(), QVBoxLayout()
        for column, share in ((self.left_column, 718), (self.right_column, 352)):
            column.setSpacing(12)
            self.columns.addLayout(column, share)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.header)
        whole.addLayout(self.notices)
        whole.addWidget(self.two_values)
        self.scroll = scrolling(inside)
        whole.addWidget(self.scroll, 1)
        self.nothing = self._nothing()
        whole.addWidget(self.nothing, 1)
        self.nothing.hide()

    def _two_values(self) -> QWidget:
        """A calm line when two laptops of the office wrote different values."""
        self.two_values_banner = Banner("info", "info-circle", "…", actions=[(_("Look"), self._look_at_two_values)])
        held = QWidget()
        row = QVBoxLayout(held)
        row.setContentsMargins(MARGIN, 0, MARGIN, 8)
        row.addWidget(self.two_values_banner)
        held.hide()
        return held

    def _look_at_two_values(self) -> None:
        self.page_requested.emit("two_values")

    def _nothing(self) -> EmptyState:
        new = PrimaryButton(_("New consultation"), "plus")
        new.clicked.connect(lambda: self.new_requested.emit("consultation", {}))
        take_in = Button(_("Import from a file"), "file-import")
        take_in.clicked.connect(self.import_requested)
        said = _(
            "Next steps, hearings and people to call back will stand here. Begin with a consultation, or bring "
            "your old register over."
        )
        return EmptyState("calendar-event", _("The case book is empty"), said, [new, take_in])

    # --- showing ------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the day again."""
        self.tasks.on_vault(
            lambda: (self._today.facts(), self.clinic.casework.count("person"), _two_values(self.clinic)),
            lambda told: self._show(*told),
            lambda error: show_problem(error, self.notices, retry=self.refresh),
            owner=self,
        )

    def _show(self, facts: TodayFacts, people: int, two_values: int) -> None:
        self.facts = facts
        words = ngettext(
            "One field has two values. Which one holds?", "{n} fields have two values. Which ones hold?", two_values
        )
        self.two_values_banner.title.setText(words.format(n=number(two_values)))
        self.two_values.setVisible(two_values > 0)
        now = QApplication.focusWidget()
        here = now is not None and self.middle.isAncestorOf(now)
        if here:
            now.clearFocus()  # else the cursor wanders on from row to row as they go, and the page scrolls after it
        self.header.set_facts(full_date(facts.today))
        self._offer_drafts(facts)
        numbers = facts.this_month.consultations + facts.last_month.consultations + facts.open_cases
        empty = not numbers and not people
        self.nothing.setVisible(empty)
        self.scroll.setVisible(not empty)
        clear_layout(self.left_column)
        clear_layout(self.right_column)
        day = facts.today
        steps = [step_line(one, day) for one in facts.next_steps.first]
        hearings = [hearing_line(one, day) for one in facts.hearings.first]
        still = [still_line(one, day) for one in facts.without_next_step.first]
        wide = day_width([*steps, *hearings, *still])
        self._card(_("Next steps"), facts.next_steps.total, steps, wide, _("Nothing is due in the next two weeks"))
        self._card(_("Hearings"), facts.hearings.total, hearings, wide, _("No hearing in the next two weeks"))
        if still:
            self._card(_("Cases without a next step"), facts.without_next_step.total, still, wide)
        self.left_column.addStretch(1)
        self.right_column.addWidget(self._calls(facts))
        self.right_column.addWidget(_numbers(facts))
        self.right_column.addWidget(self._exchange(facts))
        self.right_column.addStretch(1)
        if here:
            self.first_focus().setFocus()

    def _offer_drafts(self, facts: TodayFacts) -> None:
        drafts = [d for d in facts.drafts if d.content.get("type") in ("consultation", "journalist_case", "person")]
        if not drafts:
            self.header.set_actions([])
            return
        words = ngettext("Continue {n} draft", "Continue {n} drafts", len(drafts)).format(n=len(drafts))
        button = Button(words, "pencil")
        first = drafts[0]
        given = {"draft": first.key, **({"id": first.content["id"]} if first.content.get("id") else {})}
        button.clicked.connect(lambda: self.new_requested.emit(first.content["type"], given))
        self.header.set_actions([button])

    def _card(self, title: str, total: int, lines: Sequence[Line], wide: int, nothing: str = "") -> None:
        card = Card(title, total or None, _("All") if total else "")
        card.link_activated.connect(lambda: self.page_requested.emit("cases"))
        card.body.setSpacing(2)
        for line in lines:
            row = LineRow(line, wide)
            row.clicked.connect(lambda _on=False, line=line: self.open_requested.emit(line.kind, line.id))
            row.step_wanted.connect(lambda line=line: self.new_requested.emit(line.kind, {"id": line.id}))
            card.add(row, ruled=True, beyond=BEYOND)
        if not lines:
            card.add(Label(nothing, "body", "text2"))
        self.left_column.addWidget(card)

    def _calls(self, facts: TodayFacts) -> Card:
        some = facts.callbacks
        card = Card(_("Call-backs"), some.total or None, _("All") if some.total else "")
        card.link_activated.connect(lambda: self.page_requested.emit("consultations"))
        card.body.setSpacing(4)
        for call in some.first:
            row = CallRow(call, *call_lines(call, facts.today))
            row.opened.connect(lambda id=call.consultation: self.open_requested.emit("consultation", id))
            card.add(row, ruled=True)
        if not some.first:
            card.add(Label(_("Nobody waits for a call"), "body", "text2"))
        return card

    def _exchange(self, facts: TodayFacts) -> Card:
        card = Card(_("Last exchange"))
        last, waiting = facts.last_exchange, facts.waiting
        if last is None:
            card.add(_told("circle-dashed", "text2", _("No exchange yet"), _("Everything is on this computer only")))
        else:
            at = last.at.astimezone()
            packages = ngettext("{n} package", "{n} packages", last.packages).format(n=last.packages)
            card.add(_told("circle-check", "ok", f"{weekday(at)}, {date_time(at)}", packages))
        count = waiting.packages if waiting else 0
        if count:
            row = QHBoxLayout()
            words = ngettext("{n} package is waiting", "{n} packages are waiting", count).format(n=count)
            row.addWidget(_told("package", "text2", words, size_words(waiting.bytes)), 1)
            go = Button(_("Exchange"))
            go.clicked.connect(lambda: self.page_requested.emit("exchange"))
            row.addWidget(go, 0, Qt.AlignmentFlag.AlignVCenter)
            card.body.addLayout(row)
        elif waiting and waiting.unsealed:
            link = LinkButton(_("Seal what is new"), "package")
            link.clicked.connect(lambda: self.page_requested.emit("exchange"))
            row = QHBoxLayout()
            row.addLayout(Beyond(link, 8, 4))
            row.addStretch(1)
            card.body.addLayout(row)
        return card

    # --- what the shell asks ------------------------------------------------------------------------------------

    def take_changes(self, changes: Changes) -> None:
        """Read the day again when anything it shows may have changed."""
        if any(changes.include(kind) for kind in ("consultation", "journalist_case", "case_event", "person")):
            self.refresh()

    def entered(self) -> None:
        """The page comes to the front: drafts may have come or gone, and the day may be another."""
        self.refresh()

    def room_changed(self, wide: bool) -> None:
        """Two columns, or one."""
        self._wide = wide
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        self.columns.setDirection(way)

    def first_focus(self) -> QWidget:
        """The first thing that can be opened."""
        for row in self.middle.findChildren(LineRow):
            if row.isVisibleTo(self):
                return row
        return self.header


def _two_values(clinic: Any) -> int:
    """How many fields of the own office's records have two values; coordinators have their desk for that."""
    return 0 if clinic.identity.coordinator else len(clinic.settling.ours())


def _numbers(facts: TodayFacts) -> Card:
    card = Card(month_title(facts.this_month))
    row = QHBoxLayout()
    row.setSpacing(16)
    now = facts.this_month
    for count, word in (
        (now.consultations, ngettext("consultation", "consultations", now.consultations)),
        (now.people, ngettext("person came", "people came", now.people)),
        (facts.open_cases, ngettext("open case", "open cases", facts.open_cases)),
    ):
        pair = QVBoxLayout()
        pair.setSpacing(0)
        pair.addWidget(Label(number(count), "number"))
        pair.addWidget(Label(word, "small", "text2", wrap=True), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(pair, 1)
    card.body.addLayout(row)
    card.add(Separator())
    card.add(Label(before_words(facts.last_month), "small", "text2", wrap=True))
    return card


def _told(icon: str, tone: str, words: str, second: str) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(12)
    row.addWidget(IconLabel(icon, tone, 18), 0, Qt.AlignmentFlag.AlignTop)
    lines = QVBoxLayout()
    lines.setSpacing(0)
    lines.addWidget(Label(words, "body", wrap=True))
    if second:
        lines.addWidget(Label(second, "small", "text2", wrap=True))
    row.addLayout(lines, 1)
    return holder
