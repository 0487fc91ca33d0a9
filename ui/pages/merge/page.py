"""The merge desk: one conflict at a time, the values side by side, a decision that is an ordinary entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.errors import NoSuchConflict
from clinic_app.records.values import Fault
from clinic_app.settings import Settings
from clinic_app.wording.words import N_, _, ngettext
from ui.forms.controls import Control
from ui.forms.making import control_of
from ui.forms.presenter import fault_sentence
from ui.pages.merge import presenter
from ui.pages.merge.candidate import CandidateCard
from ui.pages.merge.offices import OfficeList
from ui.pages.merge.presenter import Piece, Queue
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, LinkButton, PrimaryButton
from ui.widgets.field import Field
from ui.widgets.frames import EmptyState, Separator, clear_layout, scrolling
from ui.widgets.header import PageHeader
from ui.widgets.labels import ElidedLabel, IconLabel, KeyHint, Label
from ui.widgets.pill import Pill
from ui.widgets.progress_row import Bar

TAKE = (N_("Take the first"), N_("Take the second"), N_("Take the third"), N_("Take the fourth"))


@dataclass(frozen=True)
class State:
    """All the desk needs, read in one go."""

    conflicts: Sequence[Any]
    news: Sequence[Any]
    titles: Mapping[str, str]
    offices: Mapping[str, str]
    own: str = ""


class MergePage(QWidget):
    """Coordinators settle here. `changed` carries what a decision touched; `open_requested` opens the record."""

    changed = Signal(object)
    open_requested = Signal(str, str)
    go_requested = Signal(str)

    def __init__(self, clinic: Any, tasks: WorksFor, theme: Theme, settings: Settings) -> None:
        super().__init__()
        self._clinic, self._tasks, self._theme, self._settings = clinic, tasks, theme, settings
        self.queue = Queue()
        self._state = State((), (), {}, {})
        self._busy = False
        self._own: Control | None = None
        self._cards: list[CandidateCard] = []
        read = Button(_("Read packages"), "package-import")
        read.clicked.connect(lambda: self.go_requested.emit("exchange"))
        self.header = PageHeader(_("Merge"), "", [read], ruled=True)
        self.offices = OfficeList()
        self.offices.chosen.connect(self._narrow)
        self.notices = QVBoxLayout()
        self.notices.setContentsMargins(MARGIN, 12, MARGIN, 0)
        self._desk = QWidget()
        self._inside = QVBoxLayout(self._desk)
        self._inside.setContentsMargins(MARGIN, 14, MARGIN, 16)
        self._inside.setSpacing(10)
        self._bottom = _BottomBar(self)
        desk = QWidget()
        column = QVBoxLayout(desk)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self.notices)
        column.addWidget(scrolling(self._desk), 1)
        column.addWidget(self._bottom)
        self._nothing = self._empty_state()
        self._stack = QStackedWidget()
        for widget in (QWidget(), desk, self._nothing):
            self._stack.addWidget(widget)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.offices)
        middle.addWidget(self._stack, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.header)
        whole.addLayout(middle, 1)
        self._shortcuts()
        self.refresh()

    def _empty_state(self) -> EmptyState:
        go = Button(_("To the exchange"), "arrows-exchange")
        go.clicked.connect(lambda: self.go_requested.emit("exchange"))
        text = _("When two people write the same field without knowing of each other, both values wait here.")
        return EmptyState("git-merge", _("Nothing to settle"), text, [go])

    def _shortcuts(self) -> None:
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for number in range(1, 6):
            for keys in (str(number), f"Alt+{number}"):
                QShortcut(QKeySequence(keys), self, activated=lambda n=number: self._bottom.press(n), context=here)
        QShortcut(QKeySequence("0"), self, activated=self.put_off, context=here)
        QShortcut(QKeySequence("Right"), self, activated=self.skip, context=here)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, activated=self.take_own, context=here)

    # --- reading ------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the conflicts and the news of the offices again."""
        clinic = self._clinic

        def look() -> State:
            conflicts = clinic.settling.conflicts()
            news = clinic.exchange.offices() if clinic.identity.network_id else []
            titles: dict[str, str] = {}
            for kind, ids in presenter.references_of(conflicts).items():
                titles |= clinic.casework.titles(kind, sorted(ids))
            known = {office for one in conflicts for office in presenter.offices_of(one)}
            offices = clinic.casework.titles("office", sorted(known | {item.office for item in news}))
            return State(conflicts, news, titles, offices, clinic.identity.office_id)

        self._tasks.on_vault(look, self._show, lambda error: show_problem(error, self.notices), owner=self)

    def _show(self, state: State) -> None:
        before = self.queue.present()
        self._state = state
        self.queue.fill(state.conflicts)
        self._show_offices()
        if before is not None and before == self.queue.present() and self._own is not None:
            return  # somebody is writing a third value: leave the desk as it is
        self.show_present()

    def _show_offices(self) -> None:
        state = self._state
        rows = presenter.office_rows(state.conflicts, state.news, state.offices, state.own, presenter.news_of)
        count = len(self._state.conflicts)
        self.offices.show_rows(rows, count, self.queue.office)
        told = ngettext("{n} conflict wants a decision", "{n} conflicts want a decision", count).format(n=count)
        self.header.set_facts(told if count else _("Nothing to settle"))

    def _narrow(self, office: str) -> None:
        self.queue.narrow(office)
        self.show_present()

    # --- the desk -----------------------------------------------------------------------------------------------

    def show_present(self) -> None:
        """Put the present conflict on the desk."""
        clear_layout(self._inside)
        self._own, self._cards = None, []
        conflict = self.queue.present()
        if conflict is None:
            self._stack.setCurrentWidget(self._nothing)
            return
        self._stack.setCurrentIndex(1)
        self._inside.addLayout(self._title(conflict))
        self._inside.addLayout(self._candidates(conflict))
        self._inside.addLayout(self._before(conflict))
        others = [o for o in self._state.conflicts if o.record == conflict.record and o.id != conflict.id]
        if others:
            self._inside.addSpacing(8)
            self._inside.addWidget(self._others(others))
        self._inside.addStretch(1)
        self._bottom.offer(conflict)
        if self.isVisible():
            # A layout shows its widgets later, and what is hidden takes no focus: the keys would be dead till a click.
            self._cards[0].show()
            self._cards[0].setFocus()

    def _title(self, conflict: Any) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label(_(conflict.label), "record", wrap=True))
        facts = QHBoxLayout()
        facts.setSpacing(4)
        facts.addWidget(ElidedLabel(conflict.title, "small", "text2"))
        open_it = LinkButton(_("Open the record"))
        open_it.clicked.connect(lambda: self.open_requested.emit(conflict.type, conflict.record))
        facts.addWidget(open_it)
        facts.addStretch(1)
        words.addLayout(facts)
        row.addLayout(words, 1)
        at, of = self.queue.place()
        bar = Bar((at - 1) / of if of else 0)
        bar.setFixedWidth(140)
        row.addWidget(bar)
        row.addWidget(Label(_("Conflict {n} of {of}").format(n=at, of=of), "small", "text2"))
        return row

    def _candidates(self, conflict: Any) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(16)
        told = [presenter.words_of(conflict, one.value, self._state.titles) for one in conflict.values]
        for place, one in enumerate(conflict.values):
            other = told[0] if place else told[1] if len(told) > 1 else ""
            pieces = presenter.marked(told[place], other) if presenter.is_text(conflict) else [Piece(told[place], True)]
            office = self._state.offices.get(one.office) or one.office
            where = _("{office} · laptop {letter}").format(office=office, letter=one.laptop) if one.laptop else office
            card = CandidateCard(
                place,
                one.author,
                where,
                pieces,
                presenter.clock_words(one.at),
                presenter.not_seen(place, len(conflict.values)),
            )
            card.chosen.connect(self.take)
            self._cards.append(card)
            grid.addWidget(card, place // 2, place % 2)
        for column in range(2):
            grid.setColumnStretch(column, 1)
        return grid

    def _before(self, conflict: Any) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(IconLabel("history", "text2", 16), 0, Qt.AlignmentFlag.AlignTop)
        clocks = _("The times are those of the laptops' own clocks.")
        if conflict.before is None:
            told = _("Before, the field was empty.")
        else:
            words = presenter.words_of(conflict, conflict.before, self._state.titles)
            told = _("What all of them had seen before: “{value}”.").format(value=words)
        row.addWidget(Label(f"{told} {clocks}", "small", "text2", wrap=True), 1)
        return row

    def _others(self, others: Sequence[Any]) -> QWidget:
        held = QWidget()
        grid = QGridLayout(held)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.addWidget(Label(_("Other fields of this record"), "section"), 0, 0)
        for place in (0, 1):
            grid.addWidget(KeyHint(str(place + 1)), 0, place + 1, Qt.AlignmentFlag.AlignLeft)
        for at, one in enumerate(others):
            line = 2 * at + 1
            grid.addWidget(Separator(), line, 0, 1, 4)
            grid.addWidget(ElidedLabel(_(one.label), "body", "text2"), line + 1, 0)
            for place, candidate in enumerate(one.values[:2]):
                words = presenter.words_of(one, candidate.value, self._state.titles)
                grid.addWidget(ElidedLabel(" ".join(words.split())), line + 1, place + 1)
            pill = Pill("hourglass", _("In the queue"), "info")
            pill.setMinimumWidth(pill.sizeHint().width())
            grid.addWidget(pill, line + 1, 3)
        for column, share in enumerate((1, 1, 1, 0)):
            grid.setColumnStretch(column, share)
        return held

    # --- deciding -----------------------------------------------------------------------------------------------

    def take(self, place: int) -> None:
        """Take the candidate at `place`."""
        conflict = self.queue.present()
        if conflict is not None and place < len(conflict.values):
            dot = conflict.values[place].dot
            self._settle(conflict, lambda: self._clinic.settling.resolve(conflict.id, take=dot))

    def take_both(self) -> None:
        """Keep both texts, one below the other."""
        conflict = self.queue.present()
        if conflict is not None and presenter.may_take_both(conflict):
            both = presenter.both_of(conflict)
            self._settle(conflict, lambda: self._clinic.settling.resolve(conflict.id, value=both))

    def write_own(self) -> None:
        """Open a field for a third value, begun with the first."""
        conflict = self.queue.present()
        spec = presenter.spec_of(conflict) if conflict is not None else None
        if spec is None or self._own is not None or not presenter.may_write_own(conflict):
            return
        self._own = control_of(spec)
        self._own.show_quietly(conflict.values[0].value)
        self._own_field = Field(_("My own value"), self._own.widget)
        take = PrimaryButton(_("Take my own"), "check")
        take.clicked.connect(self.take_own)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(take)
        row.addWidget(KeyHint("Ctrl Enter"))
        row.addStretch(1)
        at = max(0, self._inside.count() - 1)
        self._inside.insertLayout(at, row)
        self._inside.insertWidget(at, self._own_field)
        (self._own.widget.focusProxy() or self._own.widget).setFocus()

    def take_own(self) -> None:
        """Take the value written here."""
        conflict = self.queue.present()
        if conflict is None or self._own is None:
            return
        value = self._own.give()
        if isinstance(value, Fault):
            self._own_field.set_fault(fault_sentence(value))
            return
        self._settle(conflict, lambda: self._clinic.settling.resolve(conflict.id, value=value))

    def _settle(self, conflict: Any, work: Any) -> None:
        if self._busy:
            return
        self._busy = True
        self._tasks.on_vault(work, lambda changes: self._settled(conflict, changes), self._failed, owner=self)

    def _settled(self, conflict: Any, changes: Changes) -> None:
        if (present := self.queue.present()) is not None and present.id == conflict.id:
            self.queue.settle()
        self._own = None
        self.changed.emit(changes)
        self._busy = False
        self.refresh()

    def _failed(self, error: Exception) -> None:
        self._busy = False
        if isinstance(error, NoSuchConflict):
            self.refresh()  # settled elsewhere meanwhile
            return
        show_problem(error, self.notices)

    def put_off(self) -> None:
        """Later: to the end of the queue."""
        self.queue.put_off()
        self.show_present()

    def skip(self) -> None:
        """To the next conflict."""
        self.queue.skip()
        self.show_present()

    # --- what the shell asks ------------------------------------------------------------------------------------

    def take_changes(self, _changes: Changes) -> None:
        """Conflicts may have come or gone."""
        if not self._busy:
            self.refresh()

    def step_back(self) -> bool:
        """Esc: leave the third value unwritten."""
        if self._own is None:
            return False
        self.show_present()
        return True

    def room_changed(self, wide: bool) -> None:
        """Below 1150 the offices give way."""
        self.offices.setVisible(wide)

    def regions(self) -> list[QWidget]:
        """For F6."""
        return [self.offices, self._desk, self._bottom]

    def first_focus(self) -> QWidget:
        """The first value."""
        return self._cards[0] if self._cards else self.offices.list


class _BottomBar(QFrame):
    """The decisions, each with its key beside it."""

    def __init__(self, page: MergePage) -> None:
        super().__init__()
        self.setProperty("kind", "footer")
        self.setAccessibleName(_("Decision"))
        self._page = page
        self.buttons: list[Button] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 12, MARGIN, 10)
        column.setSpacing(6)
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        column.addLayout(self._row)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(
            ElidedLabel(
                _("A decision is an ordinary entry: history keeps it, and it can be changed."), "small", "text2"
            ),
            1,
        )
        for words, icon, key, act in (
            (_("Put off"), "hourglass", "0", page.put_off),
            (_("Skip"), "player-skip-forward", "→", page.skip),
        ):
            link = LinkButton(words, icon)
            link.clicked.connect(lambda _on=False, act=act: act())
            foot.addWidget(link)
            foot.addWidget(KeyHint(key))
        column.addLayout(foot)

    def offer(self, conflict: Any) -> None:
        """Show what can be decided: each value, both, one's own."""
        clear_layout(self._row)
        self.buttons = []
        offers = [(_(TAKE[place]), lambda p=place: self._page.take(p)) for place in range(min(4, len(conflict.values)))]
        if presenter.may_take_both(conflict):
            offers.append((_("Take both"), self._page.take_both))
        if presenter.may_write_own(conflict):
            offers.append((_("Write my own"), self._page.write_own))
        for place, (words, act) in enumerate(offers):
            button = PrimaryButton(words) if place == 0 else Button(words)
            button.clicked.connect(lambda _on=False, act=act: act())
            if place:
                self._row.addSpacing(8)
            self._row.addWidget(KeyHint(str(place + 1)))
            self._row.addWidget(button, 1)
            self.buttons.append(button)

    def press(self, number: int) -> None:
        """The key of a decision was pressed."""
        if number <= len(self.buttons) and self.buttons[number - 1].isEnabled():
            self.buttons[number - 1].click()
