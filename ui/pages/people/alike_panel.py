"""Beside the form of a person: who in the case book may be meant, so that nobody is written down twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from clinic_app.names.phones import normal, shown
from clinic_app.use_cases.interest_findings import where_words
from clinic_app.wording.words import _
from ui.widgets.buttons import IconButton
from ui.widgets.frames import Card, SidePanel, clear_layout
from ui.widgets.labels import KeyHint, Label

MOST = 3
LEAST_LETTERS = 3


def look_for(clinic: Any, name: str, born: int | None, phone: str, own: str) -> list[Any]:
    """Vault's thread: persons of a like name, those with the same telephone first; not `own`, nor who is linked."""
    if len(name.strip()) < LEAST_LETTERS:
        return []
    mine = {own, *clinic.linking.same_as(own)} if own else set()
    hits = [hit for hit in clinic.people.check(name, born, limit=10) if hit.id not in mine]
    wanted = normal(phone)
    return sorted(hits, key=lambda hit: wanted is None or normal(hit.phone) != wanted)[:MOST]


class AlikePanel(SidePanel):
    """`wanted(id)` when one of them is to be looked at; what is typed stays as a draft."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(316, name=_("Possibly this person"))
        self.hits: Sequence[Any] = ()
        self.body.addWidget(Label(_("Possibly this person"), "section", wrap=True))
        self._cards = QVBoxLayout()
        self._cards.setSpacing(8)
        self.body.addLayout(self._cards)
        self.tell((), "")

    def tell(self, hits: Sequence[Any], phone: str) -> None:
        """Show who may be meant by what is typed."""
        self.hits = hits
        clear_layout(self._cards)
        for place, hit in enumerate(hits, 1):
            self._cards.addWidget(self._card(place, hit, phone))
        if not hits:
            said = _("Write a name: who may be meant appears here")
            self._cards.addWidget(Label(said, "small", "text2", wrap=True))

    def open_one(self, place: int) -> None:
        """Alt+1 to Alt+3: look at that person."""
        if place <= len(self.hits):
            self.wanted.emit(self.hits[place - 1].id)

    def _card(self, place: int, hit: Any, phone: str) -> Card:
        card = Card()
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(Label(hit.name, "bold", wrap=True), 1)
        go = IconButton("arrow-right", _("Open the page of {name}").format(name=hit.name))
        go.clicked.connect(lambda: self.wanted.emit(hit.id))
        head.addWidget(go, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(KeyHint(f"Alt {place}"), 0, Qt.AlignmentFlag.AlignTop)
        card.body.addLayout(head)
        same = normal(phone) is not None and normal(phone) == normal(hit.phone)
        number = shown(hit.phone)
        second = " · ".join(part for part in (str(hit.born or _("year unknown")), number) if part)
        card.add(Label(second, "small", "text2", wrap=True))
        why = ", ".join(part for part in (hit.why, _("same telephone") if same else "") if part)
        card.add(Label(why[:1].upper() + why[1:], "small", wrap=True))
        if hit.places:
            card.add(Label(where_words(hit.places), "small", "text2", wrap=True))
        return card
