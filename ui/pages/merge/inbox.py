"""The inbox: each laptop of each office, its last package, what has not come, what waits, how long it is silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clinic_app.settings import Settings
from clinic_app.wording.dates import date_time, number
from clinic_app.wording.words import _
from ui.package_numbers import number_words, package_numbers, range_words
from ui.pages.merge import office_news
from ui.pages.merge.gap_banner import ask, ask_to_give_up, copy_sentence
from ui.pages.merge.office_news import Gap
from ui.pages.merge.state import State
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, LinkButton
from ui.widgets.frames import Banner, EmptyState, clear_layout
from ui.widgets.labels import ElidedLabel
from ui.widgets.record_table import RecordTable
from ui.widgets.rows_model import Cell, Column, RowsModel


@dataclass(frozen=True)
class Row:
    """One laptop; `gap` says what of it has not come."""

    office: str
    laptop: Any
    gap: Gap | None


class InboxRoom(QWidget):
    """`given_up` carries a device, `both_wanted` a stream; both after the question."""

    given_up = Signal(str)
    both_wanted = Signal(str)

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.model = RowsModel(
            [
                Column("office", _("Office"), lambda row: row.office, "stretch"),
                Column("laptop", _("Laptop"), lambda row: row.laptop.letter),
                Column("last", _("Last package"), _last),
                Column("at", _("Came"), _when),
                Column("missing", _("Has not come"), _missing),
                Column("held", _("Waiting"), _held),
                Column("state", _("State"), _state),
            ]
        )
        self.list = RecordTable(self.model, name="inbox", title=_("Inbox"), settings=settings)
        self.list.row_chosen.connect(self._choose)
        self._forks = QWidget()
        self.forks = QVBoxLayout(self._forks)
        self.forks.setContentsMargins(MARGIN, 12, MARGIN, 12)
        self.forks.setSpacing(8)
        self.said = ElidedLabel("", "small", "text2")
        self.ask_button = Button(_("Ask the office"), "send")
        self.ask_button.clicked.connect(self.ask)
        self.give_up_button = LinkButton(_("Give up this stretch…"))
        self.give_up_button.clicked.connect(self.give_up)
        foot = QFrame()
        foot.setProperty("kind", "footer")
        row = QHBoxLayout(foot)
        row.setContentsMargins(MARGIN, 10, MARGIN, 10)
        row.setSpacing(8)
        row.addWidget(self.said, 1)
        row.addWidget(self.give_up_button)
        row.addWidget(self.ask_button)
        self.foot = foot
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(
            EmptyState(
                "package",
                _("No other laptop is in the network yet"),
                _("Let offices in under Exchange; what they send is listed here by laptop."),
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._forks)
        column.addWidget(self._stack, 1)
        column.addWidget(foot)

    def show_state(self, state: State) -> None:
        """Show what was last heard of all."""
        chosen = self.list.chosen_row()
        rows = [
            Row(item.name or item.office, laptop, self._gap(item, laptop, state.lost))
            for item in state.inbox
            for laptop in item.laptops
        ]
        rows.sort(key=lambda row: (row.gap is None, -(row.laptop.silent_days or 0), row.office))
        self.model.set_rows(rows)
        self._stack.setCurrentIndex(0 if rows else 1)
        self.foot.setVisible(bool(rows))
        self._show_forks(state)
        again = next((at for at, row in enumerate(rows) if chosen and row.laptop.device == chosen.laptop.device), 0)
        self.list.choose(again)
        self._choose(self.list.chosen_row())

    def _gap(self, item: Any, laptop: Any, lost: Sequence[str]) -> Gap | None:
        name = item.name or item.office
        return office_news.gap_words(name, laptop, laptop.device in lost) if laptop.missing else None

    def _show_forks(self, state: State) -> None:
        clear_layout(self.forks)
        self._forks.setVisible(bool(state.forks))
        by_device = {laptop.device: (item, laptop) for item in state.inbox for laptop in item.laptops}
        for fork in state.forks:
            item, laptop = by_device.get(fork.device, (None, None))
            title = (
                _("{office}, laptop {letter}: two copies of it have been at work").format(
                    office=item.name or item.office, letter=laptop.letter
                )
                if item is not None and laptop is not None
                else _("Two copies of one laptop have been at work")
            )
            text = _("What the second one wrote is kept apart until you say that both are ours. Ask the office first.")
            act = (_("Both are ours…"), lambda stream=fork.stream, title=title: self._ask_both(stream, title))
            self.forks.addWidget(Banner("warn", "alert-triangle", title, text, [act]))

    def _ask_both(self, stream: str, title: str) -> None:
        words = _("From then on both are read, in every office. Do this only when the office knows both laptops.")
        ask(self, "\n\n".join((title, words)), _("Both are ours"), lambda: self.both_wanted.emit(stream))

    def _choose(self, row: Row | None) -> None:
        gap = row.gap if row is not None else None
        self.ask_button.say(_("Ask the office"))
        self.ask_button.setVisible(gap is not None)
        self.give_up_button.setVisible(gap is not None and gap.may_give_up)
        if gap is not None:
            self.said.setText(" ".join((f"{gap.title}.", gap.text)))
        elif row is not None and row.laptop.last_at is not None:
            self.said.setText(_("Of this laptop nothing is missing."))
        else:
            self.said.setText(_("Of this laptop nothing has come yet.") if row is not None else "")

    def ask(self) -> None:
        """Copy a sentence for the office."""
        row = self.list.chosen_row()
        if row is not None and row.gap is not None:
            copy_sentence(row.gap.ask)
            self.ask_button.say(_("Copied: send it to the office"))

    def give_up(self) -> None:
        """Ask, then give up what has not come."""
        row = self.list.chosen_row()
        if row is not None and row.gap is not None:
            ask_to_give_up(self, row.gap.title, lambda: self.given_up.emit(row.laptop.device))

    def first_focus(self) -> QWidget:
        """The list."""
        return self.list

    def regions(self) -> list[QWidget]:
        """For F6."""
        return [self.list, self.foot]


def _last(row: Row) -> Cell:
    return Cell(number_words(row.laptop.last_package) or "—", quiet=True, tip=row.laptop.last_package)


def _when(row: Row) -> Cell:
    at = row.laptop.last_at
    return Cell(date_time(at.astimezone()) if at is not None else "—", quiet=True)


def _missing(row: Row) -> Cell:
    numbers = range_words(package_numbers(row.laptop.missing))
    return Cell(numbers or "—", quiet=not numbers, tip=", ".join(row.laptop.missing))


def _held(row: Row) -> Cell:
    return Cell(number(row.laptop.held) if row.laptop.held else "—", quiet=not row.laptop.held)


def _state(row: Row) -> Cell:
    icon, tone, words = office_news.laptop_news(row.laptop)
    return Cell(words, icon, pill=tone)
