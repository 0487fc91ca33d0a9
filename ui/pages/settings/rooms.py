"""The rooms of the settings that have a page of their own: one row each, and whoever builds a room adds its line."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.wording.words import N_, _
from ui.theme.theme import current_theme
from ui.widgets.buttons import LinkButton
from ui.widgets.frames import Card, link_at_left
from ui.widgets.labels import IconLabel, Label


@dataclass(frozen=True)
class Room:
    """A row: the page it opens, its icon, and what one finds there. `title` and `text` are marked with N_."""

    page: str
    icon: str
    title: str
    text: str


ROOMS: tuple[Room, ...] = (
    Room("accounts", "users", N_("People of this laptop"), N_("Who has a way in, and as what")),
    Room("recovery", "key", N_("The recovery sheet"), N_("The paper that opens the case book: try it, make a new one")),
    Room("backups", "download", N_("Backups"), N_("Where they lie, how often, whether they open; one now")),
    Room("keys", "device-laptop", N_("Keys and laptops"), N_("Who is in the network, removing a laptop, new keys")),
    Room("lists", "pencil", N_("Lists of values"), N_("Projects, sources and other lists that the clinic adds to")),
    Room("locks", "lock", N_("Locks"), N_("When it locks by itself, the keys for it, and wrong tries")),
    Room("trail", "history", N_("Paper trail"), N_("Who opened, exported, printed and erased what on this laptop")),
    Room("terms", "clock-hour-4", N_("Rules and days off"), N_("How terms are counted, and which days are off")),
)


class RoomsCard(Card):
    """All rooms. `wanted` carries the page."""

    wanted = Signal(str)

    def __init__(self, rooms: tuple[Room, ...] = ROOMS) -> None:
        super().__init__(_("More settings"))
        for place, room in enumerate(rooms):
            self.add(self._row(room), ruled=place > 0)

    def _row(self, room: Room) -> QWidget:
        held = QWidget()
        row = QHBoxLayout(held)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        beside = QVBoxLayout()  # the icon stands beside the link, not above it
        beside.addSpacing(current_theme().px(6))
        beside.addWidget(IconLabel(room.icon, "accent_text", 20))
        beside.addStretch(1)
        row.addLayout(beside)
        words = QVBoxLayout()
        words.setSpacing(0)
        link = LinkButton(_(room.title))
        link.clicked.connect(lambda _on=False: self.wanted.emit(room.page))
        words.addLayout(link_at_left(link))
        words.addWidget(Label(_(room.text), "small", "text2", wrap=True))
        row.addLayout(words, 1)
        return held
