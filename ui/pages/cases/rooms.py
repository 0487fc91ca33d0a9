"""The tabs of a case: each a list, what can be added to it, what can be done with the row that is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.pages.cases.acts import WORDS
from ui.pages.cases.entries import Entry
from ui.pages.cases.entry_view import EntryView
from ui.pages.cases.row_view import RowView, other_acts
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, LinkButton, TintButton
from ui.widgets.flow import FlowLayout
from ui.widgets.frames import EmptyState, Separator, clear_layout, scrolling


@dataclass(frozen=True)
class Add:
    """What can be added in a tab: a record type, or a word of the page's own, and the button's words."""

    kind: str
    word: str
    icon: str = "plus"


class ActBar(QWidget):
    """What can be done with the chosen row, in words; the same as its menu and its keys."""

    acted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("The chosen row"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Separator())
        held = QWidget()
        self._flow = FlowLayout(held, gap=4, line_gap=4)
        line = QHBoxLayout()
        line.setContentsMargins(MARGIN - 8, 4, MARGIN - 8, 4)
        line.addWidget(held, 1)
        column.addLayout(line)
        self._acts: tuple[str, ...] = ()
        self.hide()

    def show_acts(self, row: Any) -> None:
        """Offer what can be done with `row`; None hides the bar."""
        acts = tuple(row.acts) if row is not None else ()
        if acts != self._acts:
            self._acts = acts
            clear_layout(self._flow)
            others = other_acts(row) if acts else []
            for act in acts:
                icon, word = WORDS[act]
                button = LinkButton(_(word), icon)
                key = "Enter" if act == "open" else f"Alt+{others.index(act) + 1}"
                button.setToolTip(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText))
                button.clicked.connect(lambda _on=False, act=act: self.acted.emit(act))
                self._flow.addWidget(button)
        self.setVisible(bool(acts))


class Room(QWidget):
    """One tab. `add_wanted(kind)`, `opened(row)`, `acted(act, row)` are answered by the page."""

    add_wanted = Signal(str)
    opened = Signal(object)
    acted = Signal(str, object)

    def __init__(self, name: str, view: RowView, adds: Sequence[Add], empty: tuple[str, str, str]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.view, self.adds = view, adds
        self.top = QVBoxLayout()
        self.top.setContentsMargins(MARGIN, 0, MARGIN, 0)
        self.strip = QHBoxLayout()
        self.strip.setContentsMargins(MARGIN, 4, MARGIN, 4)
        self.strip.setSpacing(8)
        self.nothing = EmptyState(*empty, [self._add_button(add, first=at == 0) for at, add in enumerate(adds[:2])])
        self.stack = QStackedWidget()
        self.stack.addWidget(view)
        self._empty = scrolling(self.nothing)  # or it would ask for its height also where there are rows
        self.stack.addWidget(self._empty)
        self.bar = ActBar()
        self.bar.acted.connect(view.act)
        view.row_changed.connect(self._row_changed)
        view.opened.connect(self.opened)
        view.acted.connect(self.acted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        column.addLayout(self.top)
        self.strip_holder = QWidget()
        self.strip_holder.setLayout(self.strip)
        column.addWidget(self.strip_holder)
        column.addWidget(self.stack, 1)
        column.addWidget(self.bar)
        self.build_strip()

    def build_strip(self) -> None:
        """What stands above the list: the buttons that add."""
        held = QWidget()
        flow = FlowLayout(held, gap=8, line_gap=4)
        for at, add in enumerate(self.adds):
            flow.addWidget(self._add_button(add, first=at == 0))
        self.strip.addWidget(held, 1)

    def _add_button(self, add: Add, *, first: bool) -> Button:
        button = TintButton(add.word, add.icon) if first else Button(add.word, add.icon)
        button.clicked.connect(lambda _on=False: self.add_wanted.emit(add.kind))
        return button

    def show_rows(self, rows: Sequence[Entry]) -> None:
        """Show these, or what to do while there are none."""
        had = self.view.hasFocus()
        self.view.show_rows(rows)
        self.stack.setCurrentWidget(self.view if rows else self._empty)
        self.strip_holder.setVisible(bool(rows) and bool(self.adds))
        if had and not rows:
            self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def _row_changed(self, row: Any) -> None:
        self.bar.show_acts(row)

    def first_focus(self) -> QWidget:
        """The list, or the button that begins one."""
        if self.stack.currentWidget() is self.view:
            return self.view
        return next(iter(self.nothing.findChildren(Button)), self.nothing)


def entry_room(name: str, adds: Sequence[Add], empty: tuple[str, str, str]) -> Room:
    """A tab of entries."""
    return Room(name, EntryView(name), adds, empty)
