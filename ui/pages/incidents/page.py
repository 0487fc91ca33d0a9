"""An incident: what is known, its evidence, what was given out; beside it the ladder and what may be published."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.reference import lists
from clinic_app.settings import Settings
from clinic_app.wording.dates import short_date
from clinic_app.wording.words import _
from ui.evidence.panel import EvidencePanel
from ui.forms.facts import Fact, FactGrid, PillsFact
from ui.pages.incidents.dialogs import GiveOutDialog, VerifyDialog, WithdrawDialog
from ui.pages.incidents.presenter import (
    IncidentFacts,
    given_lines,
    labels,
    level_looks,
    place_words,
    read_incident,
    rung_lines,
    verdict_words,
    when_words,
)
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, IconButton, LinkButton, PrimaryButton
from ui.widgets.flow import FlowLayout
from ui.widgets.frames import Banner, EmptyState, SidePanel, clear_layout, scrolling
from ui.widgets.header import PageHeader
from ui.widgets.labels import KeyHint, Label
from ui.widgets.line_list import LineList
from ui.widgets.pill import Pill
from ui.widgets.tabs import Tabs

KNOWN, EVIDENCE, GIVEN = "known", "evidence", "given"


class IncidentPage(QWidget):
    """`open_requested(type, id)` goes to a case or a person, `new_requested("incident", {"id": …})` to the form."""

    changed = Signal(object)
    open_requested = Signal(str, str)
    new_requested = Signal(str, dict)
    history_requested = Signal(str, str)

    def __init__(self, clinic: Any, tasks: WorksFor, theme: Theme, settings: Settings) -> None:
        super().__init__()
        self.clinic, self.tasks, self.theme, self.settings = clinic, tasks, theme, settings
        self.id = ""
        self.facts: IncidentFacts | None = None
        self._wide = True
        self._build()
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence("F9"), self, activated=self.verify, context=here)

    # --- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.verify_button = PrimaryButton(_("Next step"), "check", name=_("Next step of verification"))
        self.verify_button.setToolTip("F9")
        self.verify_button.clicked.connect(self.verify)
        self.edit_button = Button(_("Edit"), "pencil")
        self.edit_button.clicked.connect(lambda: self.new_requested.emit("incident", {"id": self.id}))
        self.more_button = IconButton("dots", _("More"))
        self.more_button.clicked.connect(self.open_menu)
        actions = [self.edit_button, self.verify_button, KeyHint("F9"), self.more_button]
        self.header = PageHeader("", "", actions, ruled=False)
        self.pills = QWidget()
        FlowLayout(self.pills, gap=8, line_gap=6).setContentsMargins(0, 0, 0, 0)
        self.header.add_below(self.pills)
        self.notices = QVBoxLayout()
        self.notices.setContentsMargins(MARGIN, 0, MARGIN, 0)
        words = [(KNOWN, _("What is known")), (EVIDENCE, _("Evidence")), (GIVEN, _("Given out"))]
        self.tabs = Tabs(words, name=_("Views of the incident"))
        self.tabs.chosen.connect(lambda id: self.stack.setCurrentWidget(self.rooms[id]))
        self.evidence = EvidencePanel(self.clinic, self.tasks, "incident")
        self.evidence.changed.connect(self.changed)
        self.evidence.counted.connect(lambda n: self.tabs.set_count(EVIDENCE, n or None))
        known = QWidget()
        self.known = QVBoxLayout(known)
        self.known.setContentsMargins(MARGIN, 12, MARGIN, MARGIN)
        self.known.setSpacing(12)
        self.rooms: dict[str, QWidget] = {KNOWN: scrolling(known), EVIDENCE: self.evidence, GIVEN: self._given()}
        self.stack = QStackedWidget()
        for room in self.rooms.values():
            self.stack.addWidget(room)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(MARGIN, 0, MARGIN, 0)
        tabs.addWidget(self.tabs, 1)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addLayout(self.notices)
        left.addLayout(tabs)
        left.addWidget(self.stack, 1)
        self.panel = SidePanel(352, name=_("Verification and publication"))
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addLayout(left, 1)
        middle.addWidget(self.panel)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.header)
        whole.addLayout(middle, 1)

    def _given(self) -> QWidget:
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 8, 0, 0)
        self.given = LineList(_("What was given out"))
        self.given.opened.connect(lambda _line: self.recall())
        said = _("Whatever is told about this incident outside the clinic is written down here, with its consent.")
        self.nothing_given = EmptyState("send", _("Nothing was given out"), said)
        self.recall_button = Button(_("It was taken back"), "arrow-back-up")
        self.recall_button.clicked.connect(self.recall)
        row = QHBoxLayout()
        row.setContentsMargins(MARGIN, 4, MARGIN, 10)
        row.addWidget(self.recall_button)
        row.addStretch(1)
        column.addWidget(self.given, 1)
        column.addWidget(self.nothing_given, 1)
        column.addLayout(row)
        return held

    # --- showing ------------------------------------------------------------------------------------------------

    def open(self, id: str = "") -> None:
        """Show an incident."""
        if id != self.id:
            clear_layout(self.notices)
            self.tabs.choose(KNOWN)
        self.id = id
        self.refresh()

    def refresh(self) -> None:
        """Read it again."""
        clinic, id = self.clinic, self.id
        if id:
            self.tasks.on_vault(lambda: read_incident(clinic, id), self._show, self._failed, owner=self)
            self.evidence.open(id)

    def _show(self, facts: IncidentFacts) -> None:
        self.facts = facts
        record = facts.record
        self.header.set_title(record.title or _("Incident"))
        lawyer = facts.names.get(record.lawyer_id or "", "")
        told = [
            record.record_no,
            lists.label("incident_about", record.about) if record.about else "",
            _("reported {date}").format(date=short_date(record.reported_on)) if record.reported_on else "",
            lawyer,
        ]
        self.header.set_facts(" · ".join(part for part in told if part))
        clear_layout(self.pills.layout())
        self.pills.layout().addWidget(Pill(*level_looks(record.verification)))
        for word in labels("attack_types", record.attack_types):
            self.pills.layout().addWidget(Pill("alert-triangle", word, "neutral"))
        self._show_known(facts)
        self._show_given(facts)
        self._show_panel(facts)

    def _show_known(self, facts: IncidentFacts) -> None:
        record = facts.record
        clear_layout(self.known)
        who = ", ".join(sorted(facts.persons.get(id, "") for id in record.person_ids))
        suspected = ", ".join(sorted(facts.persons.get(id, "") for id in record.suspected_ids))
        grid = [
            (_("When"), when_words(record)),
            (_("Where it happened"), place_words(record)),
            (_("To whom it was done"), who),
            (_("Media outlet"), record.medium_name),
            (_("Who is suspected"), suspected),
            (_("Public body"), record.body_name),
            (_("What the authorities did"), _label("authority_response", record.authority_response)),
            (_("Number of the report to the police"), record.report_number),
        ]
        if record.description:
            self.known.addWidget(Fact(_("What is known"), record.description))
        self.known.addWidget(FactGrid([(label, words) for label, words in grid if words]))
        for label, name, codes in (
            (_("By whom"), "source_of_threat", record.actor_kinds),
            (_("How it was done"), "incident_method", record.methods),
            (_("Harm done"), "incident_harm", record.harm),
        ):
            if codes:
                self.known.addWidget(PillsFact(label, labels(name, codes)))
        if facts.cases:
            self.known.addWidget(Label(_("Cases"), "small", "text2"))
        for id, title in facts.cases:
            link = LinkButton(title, "folder")
            link.setProperty("place", "inline")
            link.clicked.connect(lambda _on=False, id=id: self.open_requested.emit("journalist_case", id))
            self.known.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        self.known.addStretch(1)

    def _show_given(self, facts: IncidentFacts) -> None:
        self.given.show_lines(given_lines(facts.given, facts.names))
        self.given.setVisible(bool(facts.given))
        self.recall_button.setVisible(bool(facts.given))
        self.nothing_given.setVisible(not facts.given)
        self.tabs.set_count(GIVEN, len(facts.given) or None)

    def _show_panel(self, facts: IncidentFacts) -> None:
        for layout in (self.panel.body, self.panel.foot):
            clear_layout(layout)
        body = self.panel.body
        tone, icon, words, why = verdict_words(facts.verdicts)
        consent = _label("publication_consent", facts.record.publication_consent)
        body.addWidget(Label(_("What may be published"), "section"))
        body.addWidget(Banner(tone, icon, words, "\n".join(why)))
        body.addWidget(Fact(_("Consent to publication"), consent))
        body.addWidget(Label(_("Verification"), "section"))
        if facts.ladder:
            ladder = LineList(_("Verification steps"), 4)
            ladder.show_lines(rung_lines(facts.ladder, facts.names))
            ladder.setMinimumHeight(min(6, len(facts.ladder)) * self.theme.px(52) + 6)
            body.addWidget(ladder)
        else:
            body.addWidget(Label(_("Nobody has verified it yet: it is a claim."), "body", "text2", wrap=True))
        out = PrimaryButton(_("Give out…"), "send")
        out.clicked.connect(self.give_out)
        back = Button(_("Withdraw…"), name=_("Withdraw the consent"))
        back.clicked.connect(self.withdraw)
        self.panel.foot.addWidget(out, 1)
        self.panel.foot.addWidget(back)

    # --- what is done -------------------------------------------------------------------------------------------

    def verify(self) -> None:
        """The next rung of the ladder."""
        facts, clinic, id = self.facts, self.clinic, self.id
        if facts is None:
            return

        def ask(pieces: Any) -> None:
            dialog = VerifyDialog(clinic, self.tasks, self, facts, pieces)
            dialog.done.connect(self._done)
            dialog.open()
            dialog.level.setFocus()

        self.tasks.on_vault(lambda: clinic.evidence.of(id), ask, self._failed, owner=self)

    def give_out(self) -> None:
        """Tell something outside the clinic, through the gate."""
        if self.facts is not None:
            dialog = GiveOutDialog(self.clinic, self.tasks, self, self.facts)
            dialog.done.connect(self._done)
            dialog.open()

    def withdraw(self) -> None:
        """The consent to publication is taken back."""
        if self.facts is not None:
            dialog = WithdrawDialog(self.clinic, self.tasks, self, self.facts)
            dialog.done.connect(self._withdrawn)
            dialog.open()

    def _withdrawn(self, changes: Changes) -> None:
        self.tabs.choose(GIVEN)
        self._done(changes)

    def recall(self) -> None:
        """The chosen disclosure was taken back: a post deleted, a list returned."""
        line, publishing = self.given.line(), self.clinic.publishing
        if line is not None and line.data.recalled_at is None:
            self.tasks.on_vault(lambda: publishing.recall(line.id), self._done, self._failed, owner=self)

    def open_menu(self) -> QMenu:
        """What else can be done."""
        menu = QMenu(self)
        menu.addAction(_("Give out…"), self.give_out)
        menu.addAction(_("Withdraw the consent…"), self.withdraw)
        menu.addAction(_("History"), lambda: self.history_requested.emit("incident", self.id))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more_button.mapToGlobal(QPoint(0, self.more_button.height())))
        menu.setActiveAction(menu.actions()[0])
        return menu

    def _done(self, changes: Changes) -> None:
        self.changed.emit(changes)
        self.refresh()

    def _failed(self, error: Exception) -> None:
        show_problem(error, self.notices)

    # --- what the shell asks ------------------------------------------------------------------------------------

    def take_changes(self, changes: Changes) -> None:
        """Look again when anything shown here may have changed."""
        kinds = ("incident", "verification_step", "disclosure", "attachment", "journalist_case", "person")
        if any(changes.include(kind) for kind in kinds):
            self.refresh()

    def entered(self) -> None:
        """Read again."""
        self.refresh()

    def keep(self) -> dict[str, Any]:
        """What is shown, for a rebuilding."""
        return {"id": self.id, "tab": self.tabs.value()}

    def restore(self, kept: dict[str, Any]) -> None:
        """As before."""
        self.open(kept.get("id", ""))
        self.tabs.choose(kept.get("tab", KNOWN))

    def room_changed(self, wide: bool) -> None:
        """The panel stays: without it nobody sees what may be published."""
        self._wide = wide

    def regions(self) -> list[QWidget]:
        """For F6."""
        return [self.header, self.stack.currentWidget(), self.panel]

    def first_focus(self) -> QWidget:
        """The next step."""
        return self.verify_button


def _label(name: str, code: str | None) -> str:
    return lists.label(name, code) if code else ""
