"""The right of the exchange page: what each office has sent and what is missing (for coordinators), and the laptops."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from clinic_app.wording.words import _, ngettext
from ui.pages.exchange import presenter
from ui.pages.exchange.presenter import Told
from ui.pages.exchange.reading import State
from ui.pages.exchange.rows import NewsRow, StateRow
from ui.widgets.buttons import LinkButton
from ui.widgets.frames import Card, clear_layout
from ui.widgets.labels import Label

OFFICES_SHOWN = 10


class InboxCard(Card):
    """For a coordinator: when each office was last heard of, its newest package, what has not come."""

    def __init__(self) -> None:
        super().__init__(_("News from the offices"), 0, link=_("All offices"))
        self._all = False
        self._state: State | None = None
        self.hide()

    def show_state(self, state: State) -> None:
        """Show the offices, the longest silent on top."""
        self._state = state
        clear_layout(self.body)
        self.setVisible(bool(state.inbox))
        self.set_count(len(state.inbox))
        if not state.inbox:
            return
        self.add(Label(_("The longest silent on top"), "small", "text2", wrap=True))
        offices = state.inbox
        shown = offices if self._all else offices[:OFFICES_SHOWN]
        for place, office in enumerate(shown):
            name = state.office(office.office, office.name)
            lines = [presenter.laptop_line(one, alone=len(office.laptops) == 1) for one in office.laptops]
            self.add(NewsRow(name, presenter.news_pill(office.last_at), lines), ruled=place > 0)
        if left := len(offices) - len(shown):
            more = LinkButton(ngettext("{n} office more", "{n} offices more", left).format(n=left), "chevron-down")
            more.clicked.connect(self._unfold)
            self.body.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)

    def _unfold(self) -> None:
        self._all = True
        if self._state:
            self.show_state(self._state)


class RosterCard(Card):
    """The laptops of the network and whose they are."""

    def __init__(self) -> None:
        super().__init__(_("Laptops of the network"), 0, link=_("Keys and laptops"))
        self.hide()

    def show_state(self, state: State) -> None:
        """Show them all."""
        clear_layout(self.body)
        self.setVisible(bool(state.roster))
        self.set_count(len(state.roster))
        for place, laptop in enumerate(state.roster):
            office = state.office(laptop.office, laptop.office_name)
            name = _("{office} · {letter}").format(office=office, letter=laptop.letter)
            told = _told_of(laptop, state.me.device_id)
            self.add(StateRow("device-laptop", name, told, laptop.person), ruled=place > 0)


def _told_of(laptop: Any, own: str) -> Told:
    if laptop.removed:
        return Told("x", _("removed"), "neutral")
    if laptop.id == own:
        return Told("device-laptop", _("this laptop"), "info")
    return Told("check", _("coordinator") if laptop.coordinator else _("office"), "neutral")
