"""The panel beside a case: how to reach the journalist safely comes first, then the facts."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.names.phones import shown
from clinic_app.reference import lists
from clinic_app.wording.words import _
from ui.forms.facts import Fact, PillsFact, SafeContact, must_not_call
from ui.pages.cases.entries import labels
from ui.pages.cases.reading import CaseFacts
from ui.widgets.buttons import LinkButton
from ui.widgets.frames import SidePanel
from ui.widgets.labels import Label
from ui.widgets.people import Avatar


class FactsPanel(SidePanel):
    """`person_wanted(id)` opens the journalist's page."""

    person_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(316, name=_("Facts of the case"))

    def show_facts(self, facts: CaseFacts) -> None:
        """Show another case's facts."""
        while item := self.body.takeAt(0):
            if item.widget():
                item.widget().hide()
                item.widget().deleteLater()
        record, person = facts.record, facts.journalist
        if person is not None and person.safe_contact:
            silent = must_not_call(person.safe_contact)
            self.body.addWidget(SafeContact(person.safe_contact, "" if silent else shown(person.phone)))
        elif person is not None and person.phone:
            self.body.addWidget(Fact(_("Phone"), shown(person.phone)))
        if person is not None:
            self.body.addWidget(self._who(facts))
        self._helping(facts)
        for label, name, codes in (
            (_("Types of attack"), "attack_types", record.attack_types),
            (_("Source of threat"), "source_of_threat", record.source_of_threat),
        ):
            if codes:
                self.body.addWidget(PillsFact(label, labels(name, codes)))
        told = [
            (_("Court"), lists.label("courts", record.court_id) if record.court_id else ""),
            (_("Case number"), record.case_number),
            (_("Summary"), record.summary),
        ]
        for label, value in told:
            if value:
                self.body.addWidget(Fact(label, value))
        consent = record.publication_consent
        tone = "bad" if consent == "C0" else "text"
        said = lists.label("publication_consent", consent) if consent else _("not asked yet")
        self.body.addWidget(Fact(_("Consent to publication"), said, tone))

    def _helping(self, facts: CaseFacts) -> None:
        """Who stands on our side and what they do, and who on the other."""
        record = facts.record
        who = [facts.lawyer, *sorted(record.partners)]
        self.body.addWidget(Fact(_("Who is helping"), "; ".join(part for part in who if part)))
        if record.help_kind:
            self.body.addWidget(PillsFact(_("Help given"), labels("help_kind", record.help_kind)))
        if facts.opponents:
            self.body.addWidget(Fact(_("The other side"), "; ".join(facts.opponents)))
        if facts.counsel:
            self.body.addWidget(Fact(_("Their lawyers"), "; ".join(facts.counsel)))

    def _who(self, facts: CaseFacts) -> QWidget:
        person, record = facts.journalist, facts.record
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(Avatar(person.name_display, 40, "info"), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(person.name_display, "bold", wrap=True))
        role = lists.label("media_worker_role", record.media_worker_role) if record.media_worker_role else ""
        said = " · ".join(part for part in (role, record.medium_name) if part)
        if said:
            words.addWidget(Label(said, "small", "text2", wrap=True))
        link = LinkButton(_("Page"), name=_("Open this person's page"))
        link.setProperty("place", "inline")
        link.clicked.connect(lambda: self.person_wanted.emit(person.id))
        words.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)  # below: beside it the name would have no room
        row.addLayout(words, 1)
        return holder
