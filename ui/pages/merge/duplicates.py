"""Possible duplicates: two person records side by side, decided as a link, and taken back again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clinic_app.settings import Settings
from clinic_app.wording.dates import date_time
from clinic_app.wording.words import _
from ui.pages.merge.bottom_bar import BottomBar
from ui.pages.merge.keys import bind, bind_numbers
from ui.pages.merge.person_card import PersonCard
from ui.tasks import WorksFor
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button
from ui.widgets.frames import EmptyState, Separator
from ui.widgets.labels import IconLabel, Label
from ui.widgets.record_table import RecordTable
from ui.widgets.rows_model import Cell, Column, RowsModel


@dataclass(frozen=True)
class Pairs:
    """The pairs that wait, and those decided."""

    waiting: tuple[Any, ...] = ()
    decided: tuple[Any, ...] = ()


class DuplicatesRoom(QWidget):
    """`changed` carries what a decision touched, `counted` how many pairs wait now."""

    changed = Signal(object)
    failed = Signal(object)
    counted = Signal(int)
    open_requested = Signal(str, str)

    def __init__(self, clinic: Any, tasks: WorksFor, settings: Settings) -> None:
        super().__init__()
        self._clinic, self._tasks = clinic, tasks
        self._busy = False
        self._pairs: list[Any] = []
        self._done = 0
        self.cards = [PersonCard(0), PersonCard(1)]
        for card in self.cards:
            card.chosen.connect(self._open)
        self.title = Label(_("One person, or two?"), "record")
        self.place = Label("", "small", "text2")
        self.why = Label("", "small", "text2", wrap=True)
        self.model = RowsModel(
            [
                Column("one", _("First record"), lambda row: _person(row.one), "stretch"),
                Column("other", _("Second record"), lambda row: _person(row.other), "stretch"),
                Column("verdict", _("Decision"), _verdict),
                Column("by", _("Decided by"), lambda row: Cell(row.by, quiet=True)),
                Column("at", _("When"), lambda row: Cell(_clock(row.at), quiet=True)),
            ]
        )
        self.list = RecordTable(self.model, name="links", title=_("Decided"), settings=settings)
        self.undo_button = Button(_("Undo this decision"), "arrow-back-up")
        self.undo_button.clicked.connect(self.undo)
        self.bottom = BottomBar(_("No record is changed by this; a decision can be undone below."))
        self.bottom.offer([(_("Same person"), True), (_("Different people"), True)])
        self.bottom.pressed.connect(lambda place: self.decide(place == 0))
        self.bottom.later.connect(self.put_off)
        self.bottom.skipped.connect(self.skip)
        self._furnish()
        self._shortcuts()

    def _furnish(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.title, 1)
        head.addWidget(self.place)
        cards = QHBoxLayout()
        cards.setSpacing(16)
        for card in self.cards:
            cards.addWidget(card, 1)
        reason = QHBoxLayout()
        reason.setSpacing(8)
        reason.addWidget(IconLabel("users", "text2", 16), 0, Qt.AlignmentFlag.AlignTop)
        reason.addWidget(self.why, 1)
        self._pair = QWidget()
        column = QVBoxLayout(self._pair)
        column.setContentsMargins(MARGIN, 14, MARGIN, 14)
        column.setSpacing(10)
        for row in (head, cards, reason):
            column.addLayout(row)
        nothing = EmptyState(
            "users",
            _("No pair to compare"),
            _("When two records have the same name, and the same telephone or birth year, they are shown here."),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._pair)
        self._stack.addWidget(nothing)
        self._decided = QWidget()
        below = QVBoxLayout(self._decided)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(MARGIN, 8, MARGIN, 8)
        row.addWidget(Label(_("Decided"), "section"), 1)
        row.addWidget(self.undo_button)
        below.addWidget(Separator())
        below.addLayout(row)
        below.addWidget(self.list, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._stack)
        whole.addWidget(self._decided, 1)
        self._rest = QFrame()
        whole.addWidget(self._rest, 1)
        whole.addWidget(self.bottom)

    def _shortcuts(self) -> None:
        bind_numbers(self, 2, self.bottom.press)
        bind(self, {"0": self.put_off, "Right": self.skip})

    # --- reading ------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the pairs again."""
        clinic = self._clinic
        self._tasks.on_vault(
            lambda: Pairs(tuple(clinic.linking.candidates()), tuple(clinic.linking.decided())),
            self._show,
            self.failed.emit,
            owner=self,
        )

    def _show(self, pairs: Pairs) -> None:
        place = {pair.id: at for at, pair in enumerate(self._pairs)}
        # What was put off or skipped stays where it is; new pairs come behind.
        self._pairs = sorted(pairs.waiting, key=lambda pair: place.get(pair.id, len(place)))
        chosen = self.list.chosen_row()
        self.model.set_rows(list(pairs.decided))
        self._decided.setVisible(bool(pairs.decided))
        self._rest.setVisible(not pairs.decided and bool(self._pairs))
        self.list.choose(next((at for at, one in enumerate(pairs.decided) if chosen and one.id == chosen.id), 0))
        self.counted.emit(len(self._pairs))
        self._show_present()

    def present(self) -> Any | None:
        """The pair on the desk."""
        return self._pairs[0] if self._pairs else None

    def _show_present(self) -> None:
        pair = self.present()
        self.bottom.setVisible(pair is not None)
        self._stack.setCurrentIndex(0 if pair is not None else 1)
        if pair is None:
            if self.isVisible() and self.model.rowCount():
                self.list.setFocus()
            return
        for card, person in zip(self.cards, (pair.one, pair.other), strict=True):
            card.fill(person)
        self.why.setText(_("Why they are shown: {why}").format(why=pair.why))
        of = self._done + len(self._pairs)
        self.place.setText(_("Pair {n} of {of}").format(n=self._done + 1, of=of))
        if self.isVisible() and not self.list.hasFocus():
            self.cards[0].setFocus()

    # --- deciding -----------------------------------------------------------------------------------------------

    def decide(self, same: bool) -> None:
        """Say of the pair on the desk that it is one person, or two."""
        pair = self.present()
        if pair is None or self._busy:
            return
        self._busy = True

        def done(changes: object) -> None:
            self._busy = False
            self._done += 1
            self._pairs = [one for one in self._pairs if one.id != pair.id]
            words = _("Same person: {name}") if same else _("Different people: {name}")
            self.bottom.tell(words.format(name=pair.one.name))
            self.changed.emit(changes)
            self.refresh()

        decide = self._clinic.linking.decide
        self._tasks.on_vault(
            lambda: decide(pair.one.id, pair.other.id, same, pair.version or None), done, self._fail, owner=self
        )

    def undo(self) -> None:
        """Take the chosen decision back: the pair waits again."""
        row = self.list.chosen_row()
        if row is None or self._busy:
            return
        self._busy = True

        def done(changes: object) -> None:
            self._busy = False
            self._done = max(0, self._done - 1)
            self.bottom.tell()
            self.changed.emit(changes)
            self.refresh()

        self._tasks.on_vault(lambda: self._clinic.linking.undo(row.id, row.version), done, self._fail, owner=self)

    def _fail(self, error: Exception) -> None:
        self._busy = False
        self.failed.emit(error)

    def put_off(self) -> None:
        """To the end, for today."""
        self._pairs = [*self._pairs[1:], *self._pairs[:1]]
        self._show_present()

    skip = put_off

    def _open(self, place: int) -> None:
        pair = self.present()
        if pair is not None:
            self.open_requested.emit("person", (pair.one, pair.other)[place].id)

    def first_focus(self) -> QWidget:
        """The first person, or what was decided."""
        return self.cards[0] if self._pairs else self.list

    def regions(self) -> list[QWidget]:
        """For F6."""
        return [self._pair, self._decided, self.bottom]


def _person(person: Any) -> str:
    return ", ".join(filter(None, (person.name, person.office_name)))


def _verdict(row: Any) -> Cell:
    if row.torn:
        return Cell(_("2 values"), "hourglass", pill="warn")
    return (
        Cell(_("Same person"), "user-check", pill="ok")
        if row.same
        else Cell(_("Different people"), "users", pill="neutral")
    )


def _clock(at: str) -> str:
    try:
        return date_time(datetime.fromisoformat(at))
    except ValueError:
        return at
