"""A case book with one of everything, led by one lawyer, and colleagues of every kind who may or may not see it.

Every text of a record bears a mark; whoever is told a mark has been shown the record.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from clinic_app.clinic import Clinic
from clinic_app.use_cases.desk import Desk
from tests.founding import found

MARK = "Qqmark"  # in every text
SECRET = "Qqsecret"  # in fields of the class `secret`
PRIVILEGED = "Qqprivileged"  # in privileged ones
PERSON = "Zarylbekova"  # only in names
STUDENT_OF = {"student": "boss", "apprentice": "lead"}  # each by whom they are supervised
TODAY = date.today()


class World:
    """One case book; `clinic` is the founder's, a lawyer named Boss."""

    def __init__(self, folder: Path, level: str, lead: str = "lead") -> None:
        self.clinic, _code = found(folder, "NAR1", "Naryn", "Boss", "lawyer")
        self.desk: Desk = self.clinic._desk
        self.member = {"boss": self.clinic.identity.member_id}
        for name, role in (
            ("lead", "lawyer"),
            ("colleague", "lawyer"),
            ("chief", "coordinator"),
            ("paralegal", "paralegal"),
            ("student", "student"),
            ("apprentice", "student"),
        ):
            made = self.clinic.casework.blank("member", name=name.title(), role=role)
            self.member[name] = self.clinic.casework.save(made).record.id
        for name, supervisor in {**STUDENT_OF, "lead": "chief"}.items():
            self._supervise(name, supervisor)
        self.lead = self.member[lead]
        self.level = level
        self.as_lead = self.seen_by(lead)
        self._fill(self.as_lead)
        self.clinic.interests.catch_up(60)

    def _supervise(self, name: str, supervisor: str) -> None:
        whole = self.clinic.casework.whole
        member: Any = whole.load("member", self.member[name])
        whole.save(replace(member, supervisor_id=self.member[supervisor]))

    def seen_by(self, name: str) -> Clinic:
        """The case book as that colleague opens it, by a slot of their own."""
        slot = f"slot-of-{name}"
        vault = self.desk.vault
        vault.remember("accounts", {**vault.recall("accounts", {}), slot: self.member[name]})
        return Clinic(Desk(vault, slot), self.clinic._master)

    def _fill(self, clinic: Clinic) -> None:
        casework = clinic.casework.whole
        led: dict[str, Any] = {"lawyer_id": self.lead, "confidentiality": self.level}

        def keep(of: str, /, **told: Any) -> str:
            return clinic.casework.whole.save(casework.blank(of, **told)).record.id

        name = f"{PERSON} {MARK}"
        self.person = keep(
            "person", name_display=name, phone="0555111222", safe_contact=f"{MARK}{SECRET}", notes=f"{MARK}{PRIVILEGED}"
        )
        self.opponent = keep("person", name_display=f"Opponent{PERSON} {MARK}", phone="0555333444")
        self.journalist = keep("person", name_display=f"Journalist{PERSON} {MARK}", phone="0555777888")
        self.consultation = keep(
            "consultation",
            person_id=self.person,
            opponent_ids=frozenset({self.opponent}),
            facts=f"{MARK}{PRIVILEGED} facts",
            advice=f"{MARK}{PRIVILEGED} advice",
            eligibility_reason=MARK,
            source_ref=f"{MARK}ref",
            followup_on=TODAY,
            channel="office",
            language="ky",
            anonymous=False,
            first_time="yes",
            age_group="35_49",
            sex="f",
            division_id="41711",
            vulnerability=frozenset({"low_income"}),
            topic="FAM",
            service_kind=frozenset({"oral"}),
            duration_min=20,
            outcome="advised",
            **led,
        )
        self.case = keep(
            "journalist_case",
            title=f"{MARK} title",
            person_id=self.journalist,
            medium_name=MARK,
            attack_types=frozenset({"P"}),
            stage="active",
            urgency="U2",
            risk_level="R2",
            summary=f"{MARK}{PRIVILEGED} summary",
            next_step=f"{MARK}{PRIVILEGED} next",
            next_step_on=TODAY,
            publication_consent="C0",
            **led,
        )
        self.incident = keep(
            "incident",
            title=f"{MARK} incident",
            person_ids=frozenset({self.journalist}),
            description=f"{MARK}{PRIVILEGED} told",
            case_ids=frozenset({self.case}),
            **led,
        )
        self.event = keep(
            "case_event",
            case_id=self.case,
            kind="hearing",
            on=(TODAY + timedelta(days=1)).isoformat(),
            title=f"{MARK} hearing",
            notes=f"{MARK}{PRIVILEGED} note",
        )
        self.assessment = keep(
            "risk_assessment",
            case_id=self.case,
            risk_level="R2",
            plan=f"{MARK}{SECRET} plan",
            next_review_on=TODAY,
            check_in_hours=1,
        )
        self.contact = keep("emergency_contact", case_id=self.case, name=f"{MARK}{SECRET} contact")
        self.request = keep(
            "duty_request",
            parent_type="journalist_case",
            parent_id=self.case,
            kind="information",
            body_name=f"{MARK} body",
            subject=f"{MARK} subject",
            asked_on=TODAY,
        )
        self.deadline = keep(
            "deadline",
            parent_type="journalist_case",
            parent_id=self.case,
            title=f"{MARK} deadline",
            due_on=TODAY,
            typed=True,
            note=f"{MARK}{PRIVILEGED}",
        )
        self.relation = keep(
            "relation", person_id=self.person, other_id=self.opponent, kind="spouse", note=f"{MARK} related"
        )
        self.piece = clinic.evidence.attach(
            "journalist_case", self.case, self._file(), note=f"{MARK}{PRIVILEGED} piece"
        ).id
        clinic.safety.keep_whereabouts(self.case, "safehouse", f"{MARK}Qqtop", datetime.now() + timedelta(days=2))
        self.binned = keep("consultation", **self._like(casework.load("consultation", self.consultation)))
        clinic.casework.whole.archive("consultation", self.binned)
        self._tear()

    def _like(self, record: Any) -> dict[str, Any]:
        kept = ("id", "home", "archived", "erased", "moving_to", "seen", "conflicts", "complete", "hidden", "record_no")
        return {name: value for name, value in record.__dict__.items() if name not in kept}

    def _file(self) -> Path:
        file = self.desk.vault.folder / f"{MARK}{PRIVILEGED}.txt"
        file.write_text(f"{MARK} evidence", encoding="utf-8")
        return file

    def _tear(self) -> None:
        """Two forms open at once: a conflict in the client's case."""
        whole = self.clinic.casework.whole
        both: Any = whole.load("journalist_case", self.case)
        whole.save(replace(both, title=f"{MARK} torn", summary=f"{MARK}{PRIVILEGED} torn"))
        whole.save(replace(both, title=f"{MARK} title two", summary=f"{MARK}{PRIVILEGED} torn two"))

    def close(self) -> None:
        self.clinic.close()
