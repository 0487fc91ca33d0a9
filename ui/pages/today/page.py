"""Today: what is due, which hearings come, who waits for a call, what nobody moves, and the numbers of the month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.settings import Settings
from clinic_app.use_cases.today import Today
from clinic_app.use_cases.today_facts import TodayFacts
from clinic_app.wording.dates import full_date, number
from clinic_app.wording.words import _, ngettext
from ui.pages.today.approvals import Approvals, approval_lines, read_approvals
from ui.pages.today.backup_notice import BackupNotice
from ui.pages.today.calling import Calling
from ui.pages.today.cards import exchange_card, numbers_card, undecided_card
from ui.pages.today.draft_button import DraftButton
from ui.pages.today.key_notice import KeyNotice
from ui.pages.today.passphrase_notice import PassphraseNotice
from ui.pages.today.presenter import Line, call_lines, hearing_line, step_line, still_line
from ui.pages.today.rows import BEYOND, CallRow, LineRow, day_width
from ui.pages.today.sheet_notice import SheetNotice
from ui.pages.today.terms import DayTerms, deadline_lines, read_terms, safety_lines
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.frames import Banner, Card, EmptyState, clear_layout, scrolling
from ui.widgets.header import PageHeader
from ui.widgets.labels import KeyHint, Label
from ui.widgets.segments import Segments

MINE, OFFICE = "mine", "office"
_WIDEST = 1328


class TodayPage(QWidget):
    """The page of the day. `list_requested(page, narrowing)` opens the list that a number counts, `changed(Changes)`
    comes after a call-back was answered; the other signals are those every page may have.
    """

    changed = Signal(object)
    list_requested = Signal(str, dict)
    interests_requested = Signal(str, str)
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
        self.calling = Calling(clinic, tasks, self.notices, self)
        self.calling.changed.connect(self.changed)
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence("F8"), self, activated=self.phone_button.click, context=here)
        QShortcut(QKeySequence.StandardKey.Undo, self, activated=self.calling.take_back, context=here)
        self.refresh()

    def _build(self) -> None:
        self.draft_button = DraftButton()
        self.draft_button.wanted.connect(self.new_requested)
        self.phone_button = Button(_("Phone call"), "phone-call")
        self.phone_button.setToolTip("F8")
        self.phone_button.clicked.connect(lambda: self.new_requested.emit("consultation", {"phone": True}))
        whose = [(MINE, _("Mine")), (OFFICE, _("Whole office"))]
        self.scope = Segments(whose, str(self.settings.get("today/whose", MINE)), name=_("Whose day"))
        self.scope.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)  # else it clings to the top
        self.scope.changed.connect(self._choose_scope)
        actions = [self.scope, self.draft_button, self.phone_button, KeyHint("F8")]
        self.header = PageHeader(_("Today"), full_date(date.today()), actions)
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
        self.sheet_notice = SheetNotice(clinic=self.clinic, tasks=self.tasks)
        self.sheet_notice.wanted.connect(lambda: self.page_requested.emit("recovery"))
        whole.addWidget(self.sheet_notice)
        self.backup_notice = BackupNotice(clinic=self.clinic, tasks=self.tasks)
        self.backup_notice.wanted.connect(self.page_requested)
        whole.addWidget(self.backup_notice)
        self.passphrase_notice = PassphraseNotice(clinic=self.clinic, tasks=self.tasks)
        self.passphrase_notice.wanted.connect(lambda: self.page_requested.emit("settings"))
        whole.addWidget(self.passphrase_notice)
        self.key_notice = KeyNotice(clinic=self.clinic, tasks=self.tasks)
        self.key_notice.wanted.connect(lambda: self.page_requested.emit("keys"))
        whole.addWidget(self.key_notice)
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

    def _choose_scope(self, whose: str) -> None:
        self.settings.put("today/whose", whose)
        self.refresh()

    def refresh(self) -> None:
        """Read the day again."""
        self.sheet_notice.refresh()
        self.backup_notice.refresh()
        self.passphrase_notice.refresh()
        self.key_notice.refresh()
        mine = self.scope.value() == MINE
        self.tasks.on_vault(
            lambda: (
                self._facts(mine),
                self.clinic.casework.count("person"),
                _two_values(self.clinic),
                read_terms(self.clinic, mine),
                read_approvals(self.clinic),
            ),
            lambda told: self._show(*told),
            lambda error: show_problem(error, self.notices, retry=self.refresh),
            owner=self,
        )

    def _facts(self, mine: bool) -> TodayFacts:
        """Vault's thread: the day of whoever works here, or of everybody."""
        return self._today.facts(me=self.clinic.identity.member_id if mine else "")

    def _show(self, facts: TodayFacts, people: int, two_values: int, terms: DayTerms, approvals: Approvals) -> None:
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
        for title, lines in approval_lines(approvals, day):
            self._card(title, len(lines), lines, 0, {"only": ([one.id for one in lines], title)}, page="consultations")
        due_lines, shouts = deadline_lines(terms.rows, day), safety_lines(terms)
        wide = day_width([*shouts, *due_lines, *steps, *hearings, *still])
        due, none = {"narrowed": {"step": "due"}}, {"narrowed": {"step": "none"}}
        heard = {"only": (list(facts.hearing_cases), _("Hearings of the next two weeks"))}
        nothing_due = _("Nothing is due in the next two weeks")
        if shouts:
            late = {"only": (_cases_of(terms), _("Safety of journalists"))}
            self._card(_("Safety of journalists"), terms.shouts, shouts, wide, late)
        if due_lines:
            whose = {"whose": "mine" if self.scope.value() == MINE else "all", "view": "list"}
            self._card(_("Deadlines"), len(terms.rows), due_lines, wide, whose, page="deadlines")
        self._card(_("Next steps"), facts.next_steps.total, steps, wide, due, nothing_due)
        self._card(_("Hearings"), facts.hearings.total, hearings, wide, heard, _("No hearing in the next two weeks"))
        if still:
            self._card(_("Cases without a next step"), facts.without_next_step.total, still, wide, none)
        self.left_column.addStretch(1)
        _place(self.right_column, self._calls(facts))
        if facts.undecided.total:
            _place(self.right_column, undecided_card(facts.undecided, self.interests_requested.emit, self.go))
        _place(self.right_column, numbers_card(facts, self.go))
        _place(self.right_column, exchange_card(facts, self.go))
        self.right_column.addStretch(1)
        if self.calling.goes_on():
            self._to_next_call()
        elif here:
            self.first_focus().setFocus()

    def _to_next_call(self) -> None:
        """After an answer the cursor stands on the next call; after the last one, where the page begins."""
        bars = [row.answers for row in self.middle.findChildren(CallRow) if row.isVisibleTo(self)]
        link = next(iter(bars[0].links.values())) if bars else self.first_focus()
        link.setFocus(Qt.FocusReason.TabFocusReason)

    def _offer_drafts(self, facts: TodayFacts) -> None:
        drafts = [d for d in facts.drafts if d.content.get("type") in ("consultation", "journalist_case", "person")]
        self.draft_button.offer(drafts)

    def _card(
        self,
        title: str,
        total: int,
        lines: Sequence[Line],
        wide: int,
        narrowing: dict[str, Any],
        nothing: str = "",
        page: str = "cases",
    ) -> None:
        card = Card(title, total or None, _("All") if total else "")
        card.link_activated.connect(lambda: self.go(page, narrowing))
        card.body.setSpacing(2)
        for line in lines:
            row = LineRow(line, wide)
            row.clicked.connect(lambda _on=False, line=line: self.open_requested.emit(line.kind, line.id))
            row.step_wanted.connect(lambda line=line: self.new_requested.emit(line.kind, {"id": line.id}))
            card.add(row, ruled=True, beyond=BEYOND)
        if not lines:
            card.add(Label(nothing, "body", "text2"))
        _place(self.left_column, card)

    def go(self, page: str, narrowing: dict[str, Any]) -> None:
        """The list behind a number, narrowed to what the number counts."""
        if not narrowing:
            self.page_requested.emit(page)
            return
        told = narrowing.get("narrowed", {})
        if self.scope.value() == MINE and told.keys() & {"step", "followup"}:  # what the page shows of mine only
            narrowing = {"narrowed": {**told, "lawyer": "me"}}
        self.list_requested.emit(page, narrowing)

    # --- call-backs ---------------------------------------------------------------------------------------------

    def _calls(self, facts: TodayFacts) -> Card:
        some = facts.callbacks
        card = Card(_("Call-backs"), some.total or None, _("All") if some.total else "")
        card.link_activated.connect(lambda: self.go("consultations", {"narrowed": {"followup": "due"}}))
        card.body.setSpacing(4)
        for call in some.first:
            row = CallRow(call, *call_lines(call, facts.today))
            row.opened.connect(lambda id=call.consultation: self.open_requested.emit("consultation", id))
            row.answered.connect(lambda said, call=call: self.calling.answer(call, said))
            card.add(row, ruled=True)
        if not some.first:
            card.add(Label(_("Nobody waits for a call"), "body", "text2"))
        return card

    # --- what the shell asks ------------------------------------------------------------------------------------

    def take_changes(self, changes: Changes) -> None:
        """Read the day again when anything it shows may have changed."""
        if any(
            changes.include(kind)
            for kind in (
                "consultation",
                "journalist_case",
                "case_event",
                "person",
                "conflict_decision",
                "deadline",
                "risk_assessment",
            )
        ):
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


def _place(column: QVBoxLayout, card: Card) -> None:
    """Into the column, and in sight at once: the cursor may go into it before the event is over."""
    column.addWidget(card)
    card.show()


def _cases_of(terms: DayTerms) -> list[str]:
    """The cases whose safety shouts, each once."""
    return list(dict.fromkeys(one.case_id for one in (*terms.check_ins, *terms.reviews)))


def _two_values(clinic: Any) -> int:
    """How many fields of the own office's records have two values; coordinators have their desk for that."""
    return 0 if clinic.identity.decides else len(clinic.settling.ours())
