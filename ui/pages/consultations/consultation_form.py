"""The consultation form: when and how, who, what was asked and advised. One look, no scrolling at 1366x697."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QVBoxLayout

from clinic_app.use_cases.coming_again import age_group_of
from clinic_app.use_cases.interest_findings import Asked
from clinic_app.use_cases.parties import CLIENT, OPPONENT
from clinic_app.wording.words import _
from ui.forms.choice_controls import ChipsControl, SegmentsControl, TypeaheadControl
from ui.forms.consents_control import ConsentsControl
from ui.forms.controls import LongTextControl, TickControl
from ui.forms.people_controls import PersonControl
from ui.forms.room import Columns, FieldRow, Section, column_of
from ui.pages.consultations.form_fields import BORN, IDENTITY, NAME, PHONE, SAFE, IntakeFields
from ui.pages.consultations.proposals import Proposals, eligibility_words
from ui.widgets.buttons import LinkButton

_CLOSE = 9  # between fields of the two full columns: a pixel more and a laptop scrolls
_WRITTEN_CHANNELS = ("office", "outreach", "court_prison", "bus")


class ConsultationForm(IntakeFields):
    """Everything of a consultation; `anonymous` clears and closes what tells who somebody is."""

    CASCADES = frozenset(
        {"anonymous", "decision", "decline_reason", "consents", "vulnerability", "income_band", "channel"}
    )

    ASKED_MORE: tuple[str, ...] = ("referral_to", "eligibility_reason")  # each takes the room of the hint

    def build(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12)
        self.proposals = Proposals(self)
        self.opener = LinkButton(_("More fields"), "chevron-right")
        self.opener.clicked.connect(lambda: self.show_more(self.more.isHidden()))
        self.adopt("anonymous", TickControl(self.spec("anonymous"), _("Does not want to give a name")))
        self.columns = self.make_columns()
        self.name.bound.connect(lambda _id: self._show_identity())
        whole.addWidget(self.columns)
        # Placed by the panel at the right; taken here so that they do not land in "More".
        check = SegmentsControl(self.spec("conflict_check"))
        check.widget.setParent(self)
        check.widget.hide()  # the check itself fills it; a person decides in the panel, with a reason
        self.adopt("conflict_check", check)
        self.adopt("confidentiality", TypeaheadControl(self.spec("confidentiality")))
        self.more = self.rest("")
        self.more.hide()
        whole.addWidget(self.more)
        whole.addStretch(1)
        self._show_what_fits()

    def make_columns(self) -> Columns:
        """The usual fields, in two columns."""
        left = column_of(self._request(), self._client(), gap=12)
        return Columns(left, column_of(self._question()))

    def _request(self) -> Section:
        self.opener.setProperty("place", "inline")
        section = Section(_("Request"), side=self.opener)
        section.add(FieldRow(self.add("received_at", _("Received")), self.add("channel", _("Channel")), shares=(3, 4)))
        section.add(FieldRow(self.language_field(), self.add("first_time", _("First time")), shares=(1, 1)))
        return section

    def _client(self) -> Section:
        section = Section(_("Client"), side=self.controls["anonymous"].widget, gap=_CLOSE)
        section.add(self.name_field())
        section.add(FieldRow(self.phone_field(), self.safe_field(), shares=(4, 5)))
        born = self.add(BORN)
        section.add(FieldRow(born, self.add("age_group"), self.place_field(), shares=(3, 3, 6)))
        section.add(
            FieldRow(self.add("sex", control=SegmentsControl(self.spec("sex"))), self.income_field(), shares=(5, 4))
        )
        section.add(self.vulnerability_field())
        section.add(self.add("opponent_ids", _("Opposing party")))
        return section

    def _question(self) -> Section:
        section = Section(_("Question and help"), gap=_CLOSE)
        section.add(self.topic_field())
        section.add(self.add("facts", control=LongTextControl(self.spec("facts"), 2, 8)))
        section.add(self.add("advice", control=LongTextControl(self.spec("advice"), 3, 10)))
        services = ChipsControl(self.spec("service_kind"), 2, ("oral", "draft"))
        section.add(self.add("service_kind", control=services))
        section.add(self.decision_field())
        for field in self.reason_fields():
            section.add(field)
        section.add(
            FieldRow(
                self.add("outcome"),
                self.add("duration_min", _("Minutes")),
                self.add("followup_on", _("Next contact")),
                self.add("decline_reason", _("Reason")),
                shares=(5, 2, 4, 4),
            )
        )
        section.add(self.consents_field())
        return section

    # --- who it is ----------------------------------------------------------------------------------------------

    @property
    def name(self) -> PersonControl:
        """The client's name."""
        return self.controls[NAME]  # type: ignore[return-value]  # placed above

    def bind(self, id: str, name: str, phone: str = "", born: int | None = None, safe: str = "") -> None:
        """The client is this person of the case book; what is known of them is shown."""
        self.name.take(id, name)
        for field, value in ((PHONE, phone), (BORN, born), (SAFE, safe)):
            if value and self.controls[field].give() != value:
                self.fill(field, value)

    def fill_known(self, known: dict[str, Any]) -> None:
        """Write what is known of the person into fields that nobody filled; a narrower confidentiality always."""
        for name, value in known.items():
            if name in (NAME, "anonymous") or name not in self.controls:
                continue
            kind = self.spec(name).kind
            now = self.controls[name].give()
            if now in (None, "", [], kind.empty) or name == "confidentiality":
                self.fill(name, kind.write(value))

    def opponents(self) -> list[str]:
        """The names written as the opposing party."""
        return self.controls["opponent_ids"].names()  # type: ignore[attr-defined]  # a PeopleControl

    def people_ids(self) -> list[str]:
        """The opposing party: ids of those known, names of the others."""
        return list(self.controls["opponent_ids"].give())

    def asked(self) -> list[Asked]:
        """Every name on the form with its side, for the conflict-of-interest check."""
        client = Asked(CLIENT, self.name.name(), str(self.name.give() or ""), self.born())
        names, ids = self.opponents(), self.people_ids()
        pairs = zip(names, ids, strict=True)
        return [client, *(Asked(OPPONENT, name, id if id != name else "") for name, id in pairs)]

    def born(self) -> int | None:
        """The year of birth, when it is one."""
        typed = str(self.controls[BORN].give() or "")
        return int(typed) if typed.isdigit() and 1850 <= int(typed) <= date.today().year else None

    def _show_identity(self) -> None:
        hidden = bool(self.controls["anonymous"].give())
        for name in IDENTITY:
            if name in self.controls and name not in self.conflicts:
                self.controls[name].allow(not hidden)
        known = bool(self.name.give())
        self.fields[NAME].set_hint(_("Known to the clinic") if known and not hidden else "")
        self._show_sign()

    def _show_sign(self) -> None:
        safe = str(self.controls[SAFE].give() or "")
        self.sign.tell(safe)
        line = self.controls[SAFE].widget
        # A safe way is never cut short: what does not fit into its line stands whole below it.
        cut = line.fontMetrics().horizontalAdvance(safe) > line.width() - 24
        self.fields[SAFE].set_hint(safe if cut else "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and SAFE in self.fields and watched is self.controls[SAFE].widget:
            self._show_sign()
        return super().eventFilter(watched, event)

    # --- what follows from what is written ----------------------------------------------------------------------

    def after_change(self, name: str, by_hand: bool) -> None:
        if name == "anonymous":
            if by_hand and self.controls["anonymous"].give():
                for field in IDENTITY:
                    self.fill(field, None if field == NAME else "")
            self._show_identity()
        elif name == NAME:
            self._show_identity()
        elif name == SAFE:
            self._show_sign()
        elif name == "language":
            self._tell_language()
        elif name == BORN and by_hand:
            group = age_group_of(self.born() or 0, date.today())
            if group and not self.controls["age_group"].give():
                self.fill("age_group", group)
        elif name == "channel" and by_hand:
            written = self.controls["channel"].give() in _WRITTEN_CHANNELS
            self._consents().propose_form("written" if written else "oral")
        if by_hand and self.proposals.depends_on(name):
            self.proposals.make(name)
        self._show_what_fits()

    def _show_what_fits(self) -> None:
        """Ask only what the decision asks for, and say on which ground help is given."""
        decision = self.controls["decision"].give()
        wanted = {
            "decline_reason": decision == "decline",
            "followup_on": decision != "decline",  # nobody is called back whom nobody helps: the reason stands there
            "referral_to": decision == "refer",
            "eligibility_reason": self.proposals.needs_reason(),
        }
        kept = ("eligibility_reason", "followup_on")
        shown = {
            name: asked or name in self.conflicts or (name in kept and bool(self.controls[name].give()))
            for name, asked in wanted.items()
        }
        more = any(shown[name] for name in self.ASKED_MORE)
        self.give_room(more)  # first, so that no bar comes and goes
        # What is asked for says in itself why; a line more, and a laptop scrolls.
        ground = eligibility_words(self.proposals.eligibility(), self.proposals.is_qualified())
        self.controls["eligibility_reason"].widget.setPlaceholderText(ground)
        if "decision" not in self.conflicts:
            self.fields["decision"].set_hint("" if more else ground)
        for name, seen in shown.items():
            self.fields[name].setVisible(seen)

    def give_room(self, more: bool) -> None:
        """Make the longest field a line shorter while more is asked than usual."""
        self.controls["advice"].widget.set_rows(2 if more else 3)

    def _consents(self) -> ConsentsControl:
        return self.controls["consents"]  # type: ignore[return-value]  # placed above

    def _tell_language(self) -> None:
        language = self.controls["language"].give()
        self._consents().set_language(language if isinstance(language, str) else "")

    def show_record(self, record: Any, *rest: Any, **more: Any) -> None:
        super().show_record(record, *rest, **more)
        self.proposals.forget()
        received = record.received_at
        self._consents().on = received.date() if isinstance(received, datetime) else date.today()
        self._show_again()

    def put_states(self, states: Any) -> None:
        super().put_states(states)
        self._show_again()

    def _show_again(self) -> None:
        self._tell_language()
        self._show_identity()
        self._show_what_fits()

    def show_more(self, opened: bool) -> None:
        """Show the fields that are seldom needed, or hide them."""
        self.more.setVisible(opened)
        self.opener.set_icon("chevron-down" if opened else "chevron-right")

    def go_to_first_fault(self) -> None:
        if any(self.more.isAncestorOf(field) and field.fault() for field in self.fields.values()):
            self.show_more(True)
        super().go_to_first_fault()

    def set_wide(self, wide: bool) -> None:
        """Two columns, or one."""
        self.columns.set_wide(wide)
