"""The room of conflicts: offices at the left, the conflict, the decisions below; all of it by keys."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.errors import NoSuchConflict
from clinic_app.records.values import Fault
from clinic_app.wording.words import _
from ui.forms.drafts import DraftKeeper
from ui.pages.merge import office_news, presenter
from ui.pages.merge.bottom_bar import BottomBar
from ui.pages.merge.deciding import Deciding
from ui.pages.merge.face import Face
from ui.pages.merge.gap_banner import GapBanner
from ui.pages.merge.keys import bind, bind_numbers
from ui.pages.merge.narrowing import Narrowing, choice_menu
from ui.pages.merge.nothing_left import NothingLeft
from ui.pages.merge.offices import OfficeList
from ui.pages.merge.queue import Queue
from ui.pages.merge.state import About, State, read_about
from ui.tasks import WorksFor
from ui.widgets.frames import scrolling

DRAFT = "decision"


class DeskRoom(QWidget):
    """`changed` carries what a decision touched, `stale` asks whoever holds it to read anew, `failed` an error."""

    changed = Signal(object)
    stale = Signal()
    failed = Signal(object)
    open_requested = Signal(str, str)
    history_requested = Signal(str, str)
    given_up = Signal(str)

    def __init__(self, clinic: Any, tasks: WorksFor, nothing: QWidget, *, offices: bool) -> None:
        super().__init__()
        self._clinic, self._tasks = clinic, tasks
        self._with_offices = offices
        self.queue, self.state = Queue(), State()
        self.deciding = Deciding(clinic.settling, tasks, self.queue, self)
        self._last: Any = None
        self.nothing = NothingLeft(nothing)
        self.offices, self.narrowing, self.gap = OfficeList(), Narrowing(), GapBanner()
        self.face = Face(_("Conflict {n} of {of}") if offices else _("{n} of {of}"))
        self.bottom = BottomBar(
            _("A decision is an ordinary entry: history keeps it, and it can be changed."), notes=offices
        )
        self.drafts = DraftKeeper(clinic, tasks, self._draft, self)
        self.drafts.begin(DRAFT)
        self._furnish()
        self._connect()
        self._shortcuts()
        tasks.on_vault(lambda: clinic.drafts.take(DRAFT), self._recall, owner=self)

    def _furnish(self) -> None:
        desk = QWidget()
        column = QVBoxLayout(desk)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.narrowing)
        column.addWidget(self.gap)
        self.scroll = scrolling(self.face)
        column.addWidget(self.scroll, 1)
        column.addWidget(self.bottom)
        self.stack = QStackedWidget()
        self._blank, self._desk = QWidget(), desk
        for widget in (self._blank, desk, self.nothing):
            self.stack.addWidget(widget)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.offices)
        row.addWidget(self.stack, 1)
        self.offices.setVisible(self._with_offices)
        self.narrowing.hide()

    def _connect(self) -> None:
        self.offices.chosen.connect(lambda office: self.narrow(office=office))
        self.offices.fields_wanted.connect(lambda: self.choose_field(self.offices.funnel))
        self.offices.field_freed.connect(lambda: self.narrow(field=""))
        self.narrowing.offices_wanted.connect(lambda: self.choose_office(self.narrowing.office))
        self.narrowing.fields_wanted.connect(lambda: self.choose_field(self.narrowing.field))
        self.gap.given_up.connect(self.given_up)
        self.face.taken.connect(self.deciding.take)
        self.face.open_wanted.connect(lambda: self._ask_for(self.open_requested))
        self.face.history_wanted.connect(lambda: self._ask_for(self.history_requested))
        self.face.take_up_wanted.connect(self.deciding.take_up)
        self.face.own.wanted.connect(self.take_own)
        self.face.own.edited.connect(self.drafts.touch)
        self.face.note.given.connect(self.deciding.put_off)
        self.bottom.pressed.connect(self._decide)
        self.bottom.later.connect(lambda: self.deciding.put_off())
        self.bottom.skipped.connect(self.skip)
        self.bottom.note_wanted.connect(self.write_note)
        self.bottom.change_wanted.connect(self._change_last)
        self.nothing.last.clicked.connect(self._change_last)
        self.deciding.settled.connect(self._settled)
        self.deciding.marked.connect(self.show_present)
        self.deciding.failed.connect(self._failed)

    def _shortcuts(self) -> None:
        put_off = self.deciding.put_off
        bare = [*bind_numbers(self, 9, self.bottom.press), *bind(self, {"0": lambda: put_off(), "Right": self.skip})]
        for shortcut in bare:  # where something is written these keys belong to it
            self.face.writing.connect(lambda on, shortcut=shortcut: shortcut.setEnabled(not on))
        bind(self, {"Alt+0": self.write_note})
        bind(self, dict.fromkeys(("Ctrl+Return", "Ctrl+Enter"), self.take_own))

    # --- what is on the desk ------------------------------------------------------------------------------------

    def show_state(self, state: State) -> None:
        """Take what was read anew; what somebody is writing stays."""
        first = not self.state.conflicts
        before = self.queue.present()
        self.state = state
        self.queue.fill(state.conflicts)
        self._show_offices()
        if before is not None and before == self.queue.present() and self.face.is_writing():
            return
        self.show_present()
        if first and (present := self.queue.present()) is not None and present.id in self.face.unfinished():
            self.write_own()

    def show_present(self) -> None:
        """Put the present conflict on the desk."""
        conflict = self.queue.present()
        if conflict is None:
            self.face.stop_writing()
            self.stack.setCurrentWidget(self.nothing)
            return
        self.face.show_conflict(conflict, self.queue.place(), self.state.titles, self.state.offices)
        self.bottom.offer([(offer.words, offer.possible) for offer in presenter.offers_of(conflict)])
        self.gap.show_gaps(office_news.gaps_of(self.state.inbox, self.state.lost, self.queue.office or conflict.home))
        self.stack.setCurrentWidget(self._desk)
        if self.isVisible():
            self.face.cards[0].setFocus()
        self.scroll.verticalScrollBar().setValue(0)
        clinic, queue = self._clinic, frozenset(one.id for one in self.queue.everything())
        self._tasks.on_vault(
            lambda: read_about(clinic, conflict, queue), self._show_about, lambda _error: self.stale.emit(), owner=self
        )

    def _show_about(self, about: About) -> None:
        present = self.queue.present()
        if present is not None and present.id == about.conflict:
            self.face.show_about(about)

    def _show_offices(self) -> None:
        state = self.state
        everything = self.queue.everything()
        rows = office_news.office_rows(everything, state.inbox, state.offices, state.own)
        self.offices.show_rows(rows, len(everything), self.queue.office)
        label = next((label for key, label, _n in self._fields() if key == self.queue.field), "")
        self.offices.tell_field(label)
        self.narrowing.tell(state.offices.get(self.queue.office, self.queue.office), label)

    # --- narrowing ----------------------------------------------------------------------------------------------

    def narrow(self, office: str | None = None, field: str | None = None) -> None:
        """Show one office's conflicts, or one field's; "" shows all."""
        office = self.queue.office if office is None else office
        field = self.queue.field if field is None else field
        if field and not any(field == key for key, _label, _n in presenter.field_choices(self.state.conflicts, office)):
            field = ""  # that office has none of this field
        self.queue.narrow(office, field)
        self._show_offices()
        self.show_present()

    def _fields(self) -> list[tuple[str, str, int]]:
        return presenter.field_choices(self.queue.everything(), self.queue.office)

    def choose_field(self, button: QWidget) -> QMenu:
        """Open the menu of fields."""
        choices = [(key, label, n) for key, label, n in self._fields()]
        return choice_menu(button, _("All fields"), choices, self.queue.field, lambda key: self.narrow(field=key))

    def choose_office(self, button: QWidget) -> QMenu:
        """Open the menu of offices."""
        state = self.state
        rows = office_news.office_rows(self.queue.everything(), state.inbox, state.offices, state.own)
        choices = [(row.id, row.name, row.conflicts) for row in rows]
        return choice_menu(button, _("All offices"), choices, self.queue.office, lambda id: self.narrow(office=id))

    # --- deciding -----------------------------------------------------------------------------------------------

    def _decide(self, place: int) -> None:
        conflict = self.queue.present()
        offers = presenter.offers_of(conflict) if conflict is not None else []
        if place >= len(offers) or not offers[place].possible:
            return
        offer = offers[place]
        if offer.act == presenter.TAKE_IT:
            self.deciding.take(offer.place)
        elif offer.act == presenter.BOTH:
            self.deciding.take_both()
        else:
            self.write_own()

    def write_own(self) -> None:
        """Open a field for another value, begun with the first."""
        conflict = self.queue.present()
        spec = presenter.spec_of(conflict) if conflict is not None else None
        if spec is not None and not self.face.own.is_open() and presenter.may_write_own(conflict):
            self.face.begin_own(conflict, spec)
            self._bring_into_sight(self.face.own)

    def take_own(self) -> None:
        """Take the value written here."""
        if self.face.own.is_open() and not isinstance(value := self.face.own.give(), Fault):
            self.deciding.take_value(value)

    def _draft(self) -> dict[str, Any]:
        return {"type": DRAFT, "begun": self.face.unfinished()}

    def _recall(self, kept: Any) -> None:
        """What was begun before a lock or a crash is opened again where it belongs."""
        begun = kept.get("begun", {}) if isinstance(kept, dict) else {}
        self.face.recall_unfinished(begun)
        if (present := self.queue.present()) is not None and present.id in begun:
            self.write_own()

    def keep_draft(self) -> str:
        """What is begun goes to the disk now, before a lock or a rebuilding; the draft's name if there is any."""
        if not self.face.unfinished():
            return ""
        self.drafts.keep_now()
        return self.drafts.key

    def write_note(self) -> None:
        """Ask what to remember, then put off."""
        conflict = self.queue.present()
        if conflict is not None and self._with_offices:
            self.face.begin_note(conflict)
            self._bring_into_sight(self.face.note)

    def _bring_into_sight(self, widget: QWidget) -> None:
        """Once it has found its place."""
        QTimer.singleShot(0, widget, lambda: self.scroll.ensureWidgetVisible(widget, 0, 8))

    def skip(self) -> None:
        """To the next conflict."""
        if not self.deciding.is_busy():
            self.queue.skip()
            self.show_present()

    def _settled(self, conflict: Any, value: Any, changes: Changes) -> None:
        self._last = conflict
        self.face.stop_writing()
        if conflict.id in self.face.unfinished():
            self.face.forget_unfinished(conflict.id)
            self.drafts.keep_now()
        words = " ".join(presenter.value_words(conflict, value, self.state.titles).split())
        field = presenter.title_of(conflict, self.state.titles)
        self.bottom.tell(_("Decided: {field}, {value}").format(field=field, value=words), may_change=True)
        self.nothing.last.show()
        self._show_offices()
        self.show_present()
        self.changed.emit(changes)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, NoSuchConflict):
            self.stale.emit()  # settled elsewhere meanwhile
        else:
            self.failed.emit(error)

    # --- around it ----------------------------------------------------------------------------------------------

    def _ask_for(self, signal: Any) -> None:
        conflict = self.queue.present()
        if conflict is not None:
            signal.emit(conflict.type, conflict.record)

    def _change_last(self) -> None:
        if self._last is not None:
            self.history_requested.emit(self._last.type, self._last.record)

    def stop_writing(self) -> bool:
        """Esc: leave the third value or the note unwritten."""
        if not self.face.is_writing():
            return False
        self.face.stop_writing()
        self.face.cards[0].setFocus()
        return True

    def room_changed(self, wide: bool) -> None:
        """Below 1150 the offices become a filter."""
        self.offices.setVisible(wide and self._with_offices)
        self.narrowing.setVisible(not wide and self._with_offices)

    def regions(self) -> list[QWidget]:
        """For F6."""
        return [self.offices, self.narrowing, self.gap, self.face, self.bottom]

    def first_focus(self) -> QWidget:
        """The first value."""
        cards = self.face.shown_cards()
        return cards[0] if cards and self.queue.present() is not None else self.offices.list
