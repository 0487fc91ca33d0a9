"""The fields of a consultation as both ways of its form place them: the usual one, and that of a phone call."""

from __future__ import annotations

from clinic_app.records.declared import record_type
from clinic_app.wording.words import _
from ui.forms.choice_controls import ChipsControl, FewAndMoreControl, SegmentsControl, TypeaheadControl
from ui.forms.consents_control import ConsentsControl
from ui.forms.controls import TextControl
from ui.forms.people_controls import PersonControl
from ui.forms.record_form import PERSON, RecordForm
from ui.forms.safe_phone import SafeSign
from ui.pages.consultations.form_lists import decision_control, place_control, topics
from ui.widgets.field import Field

NAME = "person_id"
PHONE, BORN, SAFE = f"{PERSON}phone", f"{PERSON}birth_year", f"{PERSON}safe_contact"
IDENTITY = (NAME, PHONE, BORN, SAFE)


class IntakeFields(RecordForm):
    """Makes each field under its short label; where it stands is the subclass's business."""

    def language_field(self) -> Field:
        """Usual languages as segments."""
        return self.add(
            "language", _("Language of advice"), control=FewAndMoreControl(self.spec("language"), ("ky", "ru"))
        )

    def name_field(self) -> Field:
        """The client's name; who may be meant stands below while one types."""
        person = PersonControl(self.spec(NAME))
        return self.add(NAME, _("Full name"), control=person)

    def phone_field(self) -> Field:
        """The telephone, with the sign of how it may be used at its label."""
        self.sign = SafeSign()
        control = TextControl(record_type("person").field("phone"), "+996 700 123 456")
        return self.add(PHONE, control=control, side=self.sign)

    def safe_field(self) -> Field:
        """How somebody may be reached without danger."""
        control = TextControl(record_type("person").field("safe_contact"), _("Evenings only, do not call…"))
        return self.add(SAFE, _("Safe way to contact"), control=control)

    def place_field(self) -> Field:
        """Where they live."""
        return self.add("division_id", _("District or city"), control=place_control(self.spec("division_id")))

    def income_field(self) -> Field:
        """Income against the limit; nothing chosen is "not asked"."""
        words = {"below": _("Below"), "above": _("Above")}
        control = SegmentsControl(self.spec("income_band"), ("below", "above"), words)
        return self.add("income_band", _("Income, to the limit"), control=control)

    def vulnerability_field(self) -> Field:
        """Vulnerabilities as chips."""
        first = ("none", "low_income", "disability", "many_children", "rural_remote")
        return self.add("vulnerability", _("Vulnerability"), control=ChipsControl(self.spec("vulnerability"), 2, first))

    def topic_field(self) -> Field:
        """The topic, by typing."""
        return self.add("topic", _("Topic"), control=TypeaheadControl(self.spec("topic"), topics(), "search"))

    def decision_field(self) -> Field:
        """What is decided on the request; below it, in words, on which ground help is given."""
        return self.add("decision", _("Decision"), control=decision_control(self.spec("decision")))

    def reason_fields(self) -> list[Field]:
        """What is asked only after some decisions."""
        short = {"flac": _("Free legal aid")}
        to = ChipsControl(self.spec("referral_to"), 2, ("flac", "advocate", "crisis_centre"), short)
        return [self.add("referral_to", control=to), self.add("eligibility_reason")]

    def consents_field(self) -> Field:
        """Consents as ticks."""
        words = {  # shorter than the list's own, so that the usual four stand in two lines
            "processing": _("Processing of personal data"),
            "stats": _("Anonymised statistics"),
            "sharing_office": _("Sharing with the coordinator"),
            "contact": _("Being contacted"),
        }
        control = ConsentsControl(self.spec("consents"), ("processing", "contact", "stats", "sharing_office"), 4, words)
        return self.add("consents", control=control)
