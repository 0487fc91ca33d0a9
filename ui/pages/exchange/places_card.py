"""The places of this laptop on the exchange page: how each stands, and the way to the first one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal

from clinic_app.wording.words import _
from ui.pages.exchange.presenter import Told
from ui.pages.exchange.reading import State
from ui.pages.exchange.rows import RunRow
from ui.place_words import address, standing, when_words
from ui.widgets.buttons import Button
from ui.widgets.frames import Card, clear_layout
from ui.widgets.labels import Label

SHOWN = 6


class PlacesCard(Card):
    """`place_wanted(name)`: a row was pressed; `new_wanted`: there is none yet; the link leads to all."""

    place_wanted = Signal(str)
    new_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(_("Places"), 0, link=_("All places"))
        self.set_count(None)

    def show_state(self, state: State) -> None:
        """Show how they stand; without one say what a place is good for."""
        clear_layout(self.body)
        self.setVisible(state.inside)
        self.link.setVisible(bool(state.places))
        self.set_count(len(state.places) or None)
        if not state.places:
            said = _("With a place, packages come and go by themselves whenever there is a line. A stick needs none.")
            self.add(Label(said, "body", "text2", wrap=True))
            first = Button(_("Add a place"), "plus")
            first.clicked.connect(self.new_wanted)
            self.body.addWidget(first, 0, Qt.AlignmentFlag.AlignLeft)
            return
        for at, place in enumerate(state.places[:SHOWN]):
            told, kind = standing(place), state.kinds[place.kind]
            here = any(one.kind == "folder" for one in kind.fields)
            words = [_(kind.label), address(place.settings, kind.fields)]
            words.append(_("last exchange: {when}").format(when=when_words(place.last_good)))
            if place.next_try is not None and told.sentence:
                words.append(_("next try {when}").format(when=when_words(place.next_try)))
            row = RunRow(
                place.name,
                " · ".join(words[2:] if told.sentence else words),
                Told(told.icon, told.word, told.tone),
                "device-usb" if here else "server",
            )
            row.setToolTip(told.sentence)
            row.clicked.connect(lambda _on=False, name=place.name: self.place_wanted.emit(name))
            self.add(row, ruled=at > 0, beyond=8)
