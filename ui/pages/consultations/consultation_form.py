"""The consultation form: when and how, who, what was asked and advised. One look, no scrolling at 1366x697."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from clinic_app.records.declared import record_type
from clinic_app.wording.words import _
from ui.forms.choice_controls import ChipsControl, ConsentsControl, FewAndMoreControl, SegmentsControl, TypeaheadControl
from ui.forms.controls import LongTextControl, TextControl, TickControl
from ui.forms.people_controls import PersonControl
from ui.forms.record_form import PERSON, RecordForm
from ui.forms.room import Columns, FieldRow, Section, column_of
from ui.pages.consultations.presenter import age_group_of
from ui.widgets.buttons import LinkButton
from ui.widgets.typeahead import Option

NAME = "person_id"
IDENTITY = (NAME, f"{PERSON}phone", f"{PERSON}birth_year", f"{PERSON}safe_contact")


class ConsultationForm(RecordForm):
    """Everything of a consultation; `anonymous` clears and closes what tells who somebody is."""

    CASCADES = frozenset({"anonymous"})

    def build(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12)
        self.opener = LinkButton(_("More fields"), "chevron-right")
        self.opener.clicked.connect(lambda: self.show_more(self.more.isHidden()))
        self.columns = Columns(column_of(self._request(), self._client(), gap=12), column_of(self._question()))
        whole.addWidget(self.columns)
        # Placed by the panel at the right; taken here so that they do not land in "More".
        self.adopt("conflict_check", SegmentsControl(self.spec("conflict_check"), ("conflict", "clear")))
        self.adopt("confidentiality", TypeaheadControl(self.spec("confidentiality")))
        self.more = self.rest("")
        self.more.hide()
        whole.addWidget(self.more)
        whole.addStretch(1)

    def _request(self) -> Section:
        section = Section(_("Request"))
        section.add(FieldRow(self.add("received_at", _("Received")), self.add("channel", _("Channel")), shares=(3, 4)))
        language = self.add(
            "language", _("Language of advice"), control=FewAndMoreControl(self.spec("language"), ("ky", "ru"))
        )
        section.add(FieldRow(language, self.add("first_time", _("First time")), shares=(1, 1)))
        return section

    def _client(self) -> Section:
        tick = TickControl(self.spec("anonymous"), _("Does not want to give a name"))
        self.adopt("anonymous", tick)
        section = Section(_("Client"), side=tick.widget)
        person = PersonControl(self.spec(NAME))
        person.bound.connect(lambda _id: self._show_identity())
        section.add(self.add(NAME, _("Full name"), control=person))
        phone = self.add(
            f"{PERSON}phone", control=TextControl(record_type("person").field("phone"), "+996 700 123 456")
        )
        section.add(FieldRow(phone, self.add(f"{PERSON}birth_year"), self.add("age_group"), shares=(5, 3, 3)))
        sex = self.add("sex", control=SegmentsControl(self.spec("sex")))
        place = self.add("division_id", _("District or city"), control=_place_control(self.spec("division_id")))
        section.add(FieldRow(sex, place, shares=(4, 5)))
        section.add(
            self.add(
                "vulnerability",
                _("Vulnerability"),
                control=ChipsControl(
                    self.spec("vulnerability"), 4, ("none", "low_income", "many_children", "rural_remote")
                ),
            )
        )
        section.add(self.add("opponent_ids", _("Opposing party")))
        row = QHBoxLayout()
        row.addWidget(self.opener)
        row.addStretch(1)
        section.body.addLayout(row)
        return section

    def _question(self) -> Section:
        section = Section(_("Question and help"))
        section.add(self.add("topic", _("Topic"), control=TypeaheadControl(self.spec("topic"), _topics(), "search")))
        section.add(self.add("facts", control=LongTextControl(self.spec("facts"), 3, 8)))
        section.add(self.add("advice", control=LongTextControl(self.spec("advice"), 4, 10)))
        section.add(
            self.add(
                "service_kind",
                control=ChipsControl(self.spec("service_kind"), 3, ("oral", "draft", "referral")),
            )
        )
        section.add(
            FieldRow(
                self.add("outcome"),
                self.add("duration_min", _("Minutes")),
                self.add("followup_on", _("Next contact")),
                shares=(5, 2, 4),
            )
        )
        words = {  # shorter than the list's own, so that the usual four stand in two lines
            "processing": _("Processing of personal data"),
            "stats": _("Anonymised statistics"),
            "sharing_office": _("Sharing with the coordinator"),
            "contact": _("Being contacted"),
        }
        consents = ConsentsControl(
            self.spec("consents"), ("processing", "stats", "sharing_office", "contact"), 4, words
        )
        section.add(self.add("consents", control=consents))
        return section

    # --- who it is ----------------------------------------------------------------------------------------------

    @property
    def name(self) -> PersonControl:
        """The client's name."""
        return self.controls[NAME]  # type: ignore[return-value]  # placed above

    def bind(self, id: str, name: str, phone: str = "", born: int | None = None) -> None:
        """The client is this person of the case book; what is known of them is shown."""
        self.name.take(id, name)
        for field, value in ((f"{PERSON}phone", phone), (f"{PERSON}birth_year", born)):
            if value and self.controls[field].give() != value:
                self.fill(field, value)

    def opponents(self) -> list[str]:
        """The names written as the opposing party."""
        return self.controls["opponent_ids"].names()  # type: ignore[attr-defined]

    def born(self) -> int | None:
        """The year of birth, when it is one."""
        typed = str(self.controls[f"{PERSON}birth_year"].give() or "")
        return int(typed) if typed.isdigit() and 1850 <= int(typed) <= date.today().year else None

    def _show_identity(self) -> None:
        hidden = bool(self.controls["anonymous"].give())
        for name in IDENTITY:
            if name in self.controls and name not in self.conflicts:
                self.controls[name].allow(not hidden)
        known = bool(self.name.give())
        self.fields[NAME].set_hint(_("Known to the clinic") if known and not hidden else "")

    def after_change(self, name: str, by_hand: bool) -> None:
        if name == "anonymous":
            if by_hand and self.controls["anonymous"].give():
                for field in IDENTITY:
                    self.fill(field, None if field == NAME else "")
            self._show_identity()
        elif name == NAME:
            self._show_identity()
        elif name == f"{PERSON}birth_year" and by_hand:
            group = age_group_of(self.born() or 0, date.today())
            if group and not self.controls["age_group"].give():
                self.fill("age_group", group)
        elif name == "channel" and by_hand:
            written = self.controls["channel"].give() in ("office", "outreach", "court_prison", "bus")
            consents: Any = self.controls["consents"]
            consents.propose_form("written" if written else "oral")

    def show_record(self, record: Any, *rest: Any, **more: Any) -> None:
        super().show_record(record, *rest, **more)
        self._show_identity()
        consents: Any = self.controls["consents"]
        received = record.received_at
        consents.on = received.date() if isinstance(received, datetime) else date.today()

    def put_states(self, states: Any) -> None:
        super().put_states(states)
        self._show_identity()

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


def _topics() -> list[Option]:
    """Topics under their group's name: "Labour · Wages"; a group itself may be chosen too."""
    from ui.forms.presenter import codes

    found = []
    for code in codes("legal_topics"):
        label = f"{code.second} · {code.label}" if code.second else code.label
        found.append(Option(code.id, label, "", (code.label, *code.names)))
    return found


def _place_control(spec: Any) -> TypeaheadControl:
    from ui.forms.presenter import codes

    options = [Option(code.id, code.label, code.second, code.names) for code in codes("divisions")]
    return TypeaheadControl(spec, options, "map-pin")
