"""The panel beside a person: how to reach them safely, their names, their ties."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from clinic_app.names.phones import doubt, shown
from clinic_app.names.pins import pin_doubts
from clinic_app.reference import lists
from clinic_app.wording.words import _
from ui.forms.facts import Fact, SafeContact, must_not_call
from ui.forms.safe_phone import SafePhones
from ui.pages.people.presenter import Also, Known, also_facts, place_words
from ui.pages.people.relations_card import RelationsCard
from ui.pages.people.same_card import SameCard
from ui.tasks import WorksFor
from ui.widgets.buttons import IconButton
from ui.widgets.frames import Card, SidePanel, clear_layout
from ui.widgets.labels import Label


class FactsPanel(SidePanel):
    """`wanted(id)` for another person's page, `changed(Changes)` after a relation or a link was made or taken back."""

    wanted = Signal(str)
    changed = Signal(object)

    def __init__(self, clinic: Any, tasks: WorksFor) -> None:
        super().__init__(316, name=_("Facts about the person"))
        self._facts = QVBoxLayout()
        self._facts.setSpacing(12)
        self.body.addLayout(self._facts)
        self.relations = RelationsCard(clinic, tasks)
        self.same = SameCard(clinic, tasks)
        for card in (self.relations, self.same):
            card.changed.connect(self.changed)
            card.wanted.connect(self.wanted)
            self.body.addWidget(card)
        self.body.addStretch(1)

    def tell(self, known: Known) -> None:
        """Show another person."""
        record = known.record
        clear_layout(self._facts)
        if record.safe_contact:
            self._facts.addWidget(SafeContact(record.safe_contact))
        silent = is_silent(known)
        phones = [] if silent else [shown(one) for one in (record.phone, *sorted(record.phones_more)) if one]
        if phones:
            self._facts.addWidget(Label(_("Phone"), "small", "text2"))
            self._facts.addWidget(SafePhones(phones, record.safe_contact))
        for said in doubts_of(record):
            self._facts.addWidget(Label(said, "small", "warn", wrap=True))
        for one in known.also:
            self._facts.addWidget(self._also(one, silent))
        for label, value in _told(record):
            if value:
                self._facts.addWidget(Fact(label, value))
        self.relations.tell(record.id, known.related)
        self.same.tell(record.id, known.decided)

    def _also(self, one: Also, silent: bool) -> Card:
        """Another record of the same person: its name leads there, and how they are reached safely comes first."""
        card = Card(_("Also known here as"))
        line = QHBoxLayout()
        line.addWidget(Label(one.name, "bold", wrap=True), 1)
        go = IconButton("arrow-right", _("Open the page of {name}").format(name=one.name))
        go.clicked.connect(lambda: self.wanted.emit(one.id))
        line.addWidget(go, 0, Qt.AlignmentFlag.AlignTop)
        card.body.addLayout(line)
        card.add(Label(also_facts(one, silent), "small", "text2", wrap=True))
        if one.safe_contact:
            card.add(SafeContact(one.safe_contact, "" if must_not_call(one.safe_contact) else shown(one.phone)))
        return card


def is_silent(known: Known) -> bool:
    """Whether any of the person's records says not to call: it is one person who must not be called."""
    return any(must_not_call(one.safe_contact) for one in (known.record, *known.also))


def doubts_of(record: Any) -> list[str]:
    """What about a person's numbers ought to be looked at again."""
    numbers = [said for one in (record.phone, *sorted(record.phones_more)) if (said := doubt(one))]
    return [*numbers, *pin_doubts(record.pin, record.sex, record.birth_year, date.today())]


def _told(record: Any) -> list[tuple[str, str]]:
    return [
        (_("Earlier names"), ", ".join(sorted(record.earlier_names))),
        (_("Other names"), ", ".join(sorted(record.aliases))),
        (_("In Latin letters (as in the passport)"), record.name_latin),
        (_("Personal number (PIN)"), record.pin),
        (_("Address"), ", ".join(part for part in (record.address, place_words(record.division_id)) if part)),
        (_("Languages"), ", ".join(lists.label("language", code) for code in sorted(record.languages))),
        (_("Note"), record.notes),
    ]
