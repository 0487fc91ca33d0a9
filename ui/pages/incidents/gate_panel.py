"""Beside an incident: what may be published, with every reason why not, and the ladder of its verification."""

from __future__ import annotations

from PySide6.QtCore import Signal

from clinic_app.wording.words import _
from ui.forms.facts import Fact
from ui.pages.incidents.presenter import IncidentFacts, label, rung_lines, verdict_words
from ui.theme.theme import Theme
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.frames import Banner, SidePanel, clear_layout
from ui.widgets.labels import Label
from ui.widgets.line_list import LineList


class GatePanel(SidePanel):
    """`give_out_wanted`, `withdraw_wanted`."""

    give_out_wanted = Signal()
    withdraw_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(352, name=_("Verification and publication"))
        self.theme = theme

    def show_facts(self, facts: IncidentFacts) -> None:
        """Show the verdict and the ladder of now."""
        for layout in (self.body, self.foot):
            clear_layout(layout)
        body = self.body
        tone, icon, words, why = verdict_words(facts.verdicts)
        consent = label("publication_consent", facts.record.publication_consent)
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
        out.clicked.connect(self.give_out_wanted)
        back = Button(_("Withdraw…"), name=_("Withdraw the consent"))
        back.clicked.connect(self.withdraw_wanted)
        self.foot.addWidget(out, 1)
        self.foot.addWidget(back)
