"""The timeline's tab: everything that happened, narrowed by group and by words, turned, printed as a chronology."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from clinic_app.wording.words import _
from ui.pages.cases.moments import Moment
from ui.pages.cases.rooms import Add, Room
from ui.pages.cases.timeline import Timeline
from ui.theme.theme import current_theme
from ui.widgets.buttons import IconButton
from ui.widgets.chips import Chip
from ui.widgets.flow import FlowLayout
from ui.widgets.folding import fold
from ui.widgets.line_edit import LineEdit


class TimelineRoom(Room):
    """`print_wanted` asks for the chronology on paper."""

    print_wanted = Signal()

    def __init__(self) -> None:
        self.chips: dict[str, Chip] = {}
        self._moments: Sequence[Moment] = ()
        self._group, self._words = "", ""
        self.newest_first = True
        super().__init__(
            _("Timeline"),
            Timeline(_("Timeline")),
            [Add("case_event", _("Add an event"))],
            (
                "calendar-event",
                _("No event yet"),
                _("What happens in the case, hearings to come and papers handed in."),
            ),
        )

    def build_strip(self) -> None:
        held = QWidget()
        flow = FlowLayout(held)
        words = {
            "": _("All"),
            "court": _("Courts"),
            "safety": _("Safety"),
            "papers": _("Papers"),
            "contact": _("Contacts"),
            "evidence": _("Evidence"),
            "deadlines": _("Deadlines"),
        }
        for group, word in words.items():
            chip = Chip(word, checked=group == "")
            chip.clicked.connect(lambda _on=False, group=group: self.narrow(group))
            self.chips[group] = chip
            flow.addWidget(chip)
        self.strip.addWidget(held, 1)
        self.search = LineEdit(_("Search"), leading="search", name=_("Find in the timeline"))
        self.search.setFixedWidth(current_theme().px(130))
        self.search.textChanged.connect(self._find)
        self.turn = IconButton("sort-descending", _("Newest first"))
        self.turn.clicked.connect(self._turn)
        self.paper = IconButton("printer", _("Print as a chronology"))
        self.paper.clicked.connect(self.print_wanted)
        for widget in (self.search, self.turn, self.paper):
            self.strip.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)

    def show_moments(self, moments: Sequence[Moment]) -> None:
        """Show these, newest first, as narrowed and turned."""
        self._moments = moments
        counts = Counter(moment.group for moment in moments)
        if self._group and not counts[self._group]:
            self._group = ""
        for group, chip in self.chips.items():
            chip.setVisible(not group or counts[group] > 0)
        self._show()

    def narrow(self, group: str) -> None:
        """Only the rows of a group; "" is all."""
        self._group = group
        self._show()

    def _find(self, words: str) -> None:
        self._words = fold(words).strip()
        self._show()

    def _turn(self) -> None:
        self.newest_first = not self.newest_first
        said = _("Newest first") if self.newest_first else _("Oldest first")
        self.turn.setAccessibleName(said)
        self.turn.setToolTip(said)
        self.turn.set_icon("sort-descending" if self.newest_first else "sort-ascending")
        self._show()

    def _show(self) -> None:
        rows = [one for one in self._moments if not self._group or one.group == self._group]
        if self._words:
            rows = [one for one in rows if one.holds(self._words)]
        if not self.newest_first:
            rows.reverse()
        for group, chip in self.chips.items():
            chip.setChecked(group == self._group)
        self.view.show_rows(rows)
        self.stack.setCurrentWidget(self.view if self._moments else self._empty)
        self.strip_holder.setVisible(bool(self._moments))
