"""The conflict on the desk: the field, the values side by side, what was seen, the other fields of the record.

Everything here is filled anew for the next conflict and never built anew: the key or click that decides comes from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.records.record import Field
from clinic_app.wording.words import _
from ui.pages.merge import presenter
from ui.pages.merge.candidate import CandidateCard, Claim
from ui.pages.merge.note import NoteRow
from ui.pages.merge.other_fields import OtherFields
from ui.pages.merge.own_value import OwnValue
from ui.pages.merge.state import About
from ui.theme.theme import current_theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import LinkButton
from ui.widgets.labels import ElidedLabel, IconLabel, Label
from ui.widgets.pill import Pill
from ui.widgets.progress_row import Bar

THREE_BESIDE = 900  # so wide must it be, at font scale 1, for three values side by side


class Face(QWidget):
    """`taken` carries the place of a value; `open_wanted` and `history_wanted` ask for the record."""

    taken = Signal(int)
    writing = Signal(bool)
    open_wanted = Signal()
    history_wanted = Signal()
    take_up_wanted = Signal()

    def __init__(self, place_words: str) -> None:
        super().__init__()
        self._place_words = place_words
        self.cards: list[CandidateCard] = []
        self.own, self.note, self.others = OwnValue(), NoteRow(), OtherFields()
        self._written_on = ""
        self._unfinished: dict[str, Any] = {}  # conflict -> what was begun and left, to be gone on with
        self._grid = QGridLayout()
        self._grid.setSpacing(16)
        self._out = (0, 0)
        self.before = Label("", "small", "text2", wrap=True)
        before = QHBoxLayout()
        before.setSpacing(8)
        before.addWidget(IconLabel("history", "text2", 16), 0, Qt.AlignmentFlag.AlignTop)
        before.addWidget(self.before, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 12, MARGIN, 16)
        column.setSpacing(10)
        column.addLayout(self._head())
        column.addLayout(self._later())
        column.addLayout(self._grid)
        column.addLayout(before)
        column.addWidget(self.own)
        column.addWidget(self.note)
        column.addSpacing(4)
        column.addWidget(self.others)
        column.addStretch(1)

    def _head(self) -> QHBoxLayout:
        self.title = Label("", "record", wrap=True)
        self.facts = ElidedLabel("", "small", "text2")
        open_it, history = LinkButton(_("Open the record")), LinkButton(_("History"))
        open_it.clicked.connect(self.open_wanted)
        history.clicked.connect(self.history_wanted)
        self._open, self._history = open_it, history
        facts = QHBoxLayout()
        facts.setSpacing(4)
        for widget in (self.facts, open_it, history):
            facts.addWidget(widget)
        facts.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addLayout(facts)
        self.bar = Bar()
        self.bar.setFixedWidth(140)
        self.place = Label("", "small", "text2")
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addLayout(words, 1)
        row.addWidget(self.bar)
        row.addWidget(self.place)
        return row

    def _later(self) -> QHBoxLayout:
        self.later = Pill("hourglass", _("Later"), "info")
        self.later_note = ElidedLabel("", "small", "text2")
        self.take_up = LinkButton(_("Take up again"))
        self.take_up.clicked.connect(self.take_up_wanted)
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in (self.later, self.later_note, self.take_up):
            row.addWidget(widget)
        row.addStretch(1)
        return row

    def show_conflict(
        self, conflict: Any, place: tuple[int, int], titles: Mapping[str, str], offices: Mapping[str, str]
    ) -> None:
        """Fill everything for a conflict; more of its record comes by `show_about`."""
        at, of = place
        self.title.setText(presenter.title_of(conflict, titles))
        self.facts.setText(conflict.title)
        self.place.setText(self._place_words.format(n=at, of=of))
        self.bar.set_share((at - 1) / of if of else 0)
        self.before.setText(presenter.before_words(conflict, titles))
        for widget in (self.later, self.later_note, self.take_up):
            widget.setVisible(conflict.postponed)
        self.later_note.setText(conflict.note)
        self.stop_writing()
        self._show_cards(conflict, titles, offices)
        self.others.show_fields([])

    def _show_cards(self, conflict: Any, titles: Mapping[str, str], offices: Mapping[str, str]) -> None:
        count = len(conflict.values)
        while len(self.cards) < count:
            card = CandidateCard(len(self.cards))
            card.chosen.connect(self.taken)
            self.cards.append(card)
        self._set_out(count)
        for place, pieces in enumerate(presenter.pieces_of(conflict, titles)):
            one = conflict.values[place]
            office = offices.get(one.office) or one.office
            where = _("{office} · laptop {letter}").format(office=office, letter=one.laptop) if one.laptop else office
            claim = Claim(
                one.author,
                where,
                pieces,
                presenter.clock_words(one.at),
                presenter.had_seen(conflict, one, titles),
                presenter.not_seen(place, count),
            )
            self.cards[place].fill(claim)
        for card in self.cards:
            card.setVisible(card.place < count)

    def _set_out(self, count: int) -> None:
        """Two values side by side, three where there is room."""
        across = 3 if count == 3 and self.width() >= THREE_BESIDE * current_theme().scale else 2
        if self._out == (across, len(self.cards)):
            return
        self._out = (across, len(self.cards))
        for card in self.cards:
            self._grid.removeWidget(card)
        for card in self.cards:
            self._grid.addWidget(card, card.place // across, card.place % across)
        for column in range(3):
            self._grid.setColumnStretch(column, int(column < across))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_out(len(self.shown_cards()))

    def show_about(self, about: About) -> None:
        """More of the record: whom it is about, its other fields."""
        self.facts.setText(about.facts)
        self.others.show_fields(about.fields)

    def is_writing(self) -> bool:
        """Whether another value or a note is being written."""
        return self.own.is_open() or self.note.is_open()

    def begin_own(self, conflict: Any, spec: Field) -> None:
        """Open a field for another value: begun with the first, or with what was begun here before."""
        self.stop_writing()
        self._written_on = conflict.id
        self.own.begin(spec, conflict.values[0].value, self._unfinished.pop(conflict.id, None))
        self.writing.emit(True)

    def begin_note(self, conflict: Any) -> None:
        """Open the line for a note."""
        self.stop_writing()
        self.note.begin(conflict.note)
        self.writing.emit(True)

    def unfinished(self) -> dict[str, Any]:
        """conflict -> what was begun on it and is not decided, as JSON."""
        begun = self.own.begun()
        return self._unfinished | ({self._written_on: begun} if begun is not None else {})

    def recall_unfinished(self, begun: Mapping[str, Any]) -> None:
        """What was begun before a lock or a crash; what was begun since is newer."""
        self._unfinished = {**begun, **self._unfinished}

    def forget_unfinished(self, conflict: str) -> None:
        """It is decided."""
        self._unfinished.pop(conflict, None)

    def stop_writing(self) -> None:
        """Put both away; what was begun is kept until the conflict is decided."""
        begun = self.own.begun()
        if begun is not None:
            self._unfinished[self._written_on] = begun
        self.own.close()
        self.note.close()
        self.writing.emit(False)

    def shown_cards(self) -> Sequence[CandidateCard]:
        """The cards of the present conflict."""
        return [card for card in self.cards if not card.isHidden()]
