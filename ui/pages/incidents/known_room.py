"""What is known of an incident: when, where, to whom, by whom, how; and the cases it belongs to."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.forms.facts import Fact, FactGrid, PillsFact
from ui.pages.incidents.presenter import IncidentFacts, label, labels, place_words, when_words
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import LinkButton
from ui.widgets.frames import clear_layout
from ui.widgets.labels import Label


class KnownRoom(QWidget):
    """`case_requested(id)` when somebody wants to see a case."""

    case_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(MARGIN, 12, MARGIN, MARGIN)
        self._column.setSpacing(12)

    def show_facts(self, facts: IncidentFacts) -> None:
        """Show what is known now."""
        record = facts.record
        clear_layout(self._column)
        who = ", ".join(sorted(facts.persons.get(id, "") for id in record.person_ids))
        suspected = ", ".join(sorted(facts.persons.get(id, "") for id in record.suspected_ids))
        grid = [
            (_("When"), when_words(record)),
            (_("Where it happened"), place_words(record)),
            (_("To whom it was done"), who),
            (_("Media outlet"), record.medium_name),
            (_("Who is suspected"), suspected),
            (_("Public body"), record.body_name),
            (_("What the authorities did"), label("authority_response", record.authority_response)),
            (_("Number of the report to the police"), record.report_number),
        ]
        if record.description:
            self._column.addWidget(Fact(_("What is known"), record.description))
        self._column.addWidget(FactGrid([(said, words) for said, words in grid if words]))
        for said, name, codes in (
            (_("By whom"), "source_of_threat", record.actor_kinds),
            (_("How it was done"), "incident_method", record.methods),
            (_("Harm done"), "incident_harm", record.harm),
        ):
            if codes:
                self._column.addWidget(PillsFact(said, labels(name, codes)))
        if facts.cases:
            self._column.addWidget(Label(_("Cases"), "small", "text2"))
        for id, title in facts.cases:
            link = LinkButton(title, "folder")
            link.setProperty("place", "inline")
            link.clicked.connect(lambda _on=False, id=id: self.case_requested.emit(id))
            self._column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addStretch(1)
