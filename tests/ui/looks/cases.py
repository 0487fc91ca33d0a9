"""Cases for the tests of the looks: one with something of everything, one with nothing, one of 300 events.

Each is made when a scene first wants it, under an id of its own, so that every look shows the same.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from clinic_app.clinic import Clinic
from clinic_app.records.record import Record
from clinic_app.reference import lists

EVENTS = 300
TODAY = date.today()
LONG = "Отурумда күбөлөр суралды, экспертизага өтүнүч берилди. Сот кийинки күндү белгиледи, тараптарга кабарланды. "


def _day(days: int) -> date:
    return TODAY + timedelta(days=days)


def _case(clinic: Clinic, id: str, title: str, **told: Any) -> str:
    """The id of a case; "" in front when it is there already."""
    if clinic.casework.known("journalist_case", [id]):
        return ""
    blank = clinic.casework.blank(
        "journalist_case",
        id=id,
        title=title,
        attack_types=frozenset({"P.ATT"}),
        stage="court",
        urgency="U1",
        risk_level="R2",
        publication_consent="C0",
        **told,
    )
    clinic.intake.save(blank, {"name_display": title, "safe_contact": "Чалбаңыз, Signal аркылуу гана"})
    return id


def empty_case(clinic: Clinic) -> str:
    """A case that was begun a minute ago."""
    _case(clinic, "looks-empty", "Жаңы иш")
    return "looks-empty"


def long_case(clinic: Clinic) -> str:
    """A case of three years."""
    id = "looks-long"
    if _case(clinic, id, "Үч жылдык иш: кылмыш иши жана беш сот", next_step="Кассация", next_step_on=_day(20)):
        kinds = ("hearing", "filing", "contact", "decision", "incident", "support", "summons", "motion")
        blank = clinic.casework.blank("case_event", case_id=id)
        clinic.casework.save_many(
            [
                replace(blank, kind=kinds[n % len(kinds)], on=_day(-3 * n).isoformat(), notes=LONG * (1 + n % 3))  # type: ignore[call-arg]
                for n in range(EVENTS)
            ]
        )
    return id


def whole_case(clinic: Clinic) -> str:
    """A case with something in each of its tabs."""
    id = "looks-whole"
    if not _case(clinic, id, "Жалаа боюнча доо: «Нарын кабарчысы»", next_step="Апелляция", next_step_on=_day(1)):
        return id
    save = _Saving(clinic, id)
    person = clinic.casework.save(clinic.casework.blank("person", name_display="Осмонов Турат Бекович")).record
    court = next(iter(lists.items("courts")))
    first = save("proceeding", procedure="civil", instance="first", court_id=court, case_number="ГД-1183/26",
                 claim_amount=500_000, moral_damages=300_000, judge_ids=frozenset({person.id}), interpreter=True,
                 outcome="claim_reduced", decided_on=_day(-33), our_side="defendant")  # fmt: skip
    save("party", person_id=person.id, counsel_id=person.id, role="claimant", side="theirs", proceeding_id=first.id)
    save("case_event", kind="hearing", on=_day(12).isoformat(), proceeding_id=first.id, notes=LONG)
    save("case_event", kind="filing", on=_day(-60).isoformat(), title="Доого каршы пикир", proceeding_id=first.id)
    save(
        "case_event",
        kind="decision_copy",
        on=_day(-9).isoformat(),
        trigger=next(iter(lists.items("deadline_triggers"))),
    )
    save("incident", title="Эшикке «материалды өчүр» деген кагаз калтырылган", occurred_on=_day(-1).isoformat(),
         case_ids=frozenset({id}), publication_consent="C1", description=LONG)  # fmt: skip
    seizure = save("seizure", on=_day(-20).isoformat(), authority="Нарын ОИИБ", warrant_seen="no", protocol_given="no",
                   lawyer_present="no", return_state="part")  # fmt: skip
    save("seized_item", seizure_id=seizure.id, item="Ноутбук", kind="computer", return_state="in_custody")
    save("duty_request", kind="information", body_name="Нарын шаарынын мэриясы", subject="Тендерлердин тизмеси",
         asked_on=_day(-40), received_on=_day(-40))  # fmt: skip
    save("deadline", title="Апелляциялык даттануу", due_on=_day(1), severity="critical", owner="us", typed=True)
    save("deadline", title="Мэриянын жообу", due_on=_day(-2), owner="authority", typed=True, note=LONG)
    save("deadline", title="Каршы пикир", due_on=_day(-61), ended="met", ended_on=_day(-60))
    save("risk_assessment", risk_level="R2", assessed_on=_day(-34), next_review_on=_day(-4), plan=LONG,
         factors=frozenset({"threats", "known_actor"}), check_in_hours=24)  # fmt: skip
    save(
        "emergency_contact", name="Сатыбалдиев Бакыт", phone="+996 555 303 404", safe_contact="Чалбаңыз, WhatsApp гана"
    )
    return id


class _Saving:
    """Saves children of one case."""

    def __init__(self, clinic: Clinic, case: str) -> None:
        self._clinic, self._case = clinic, case

    def __call__(self, _kind: str, **told: Any) -> Record:
        blank: Any = self._clinic.casework.blank(_kind)
        if "parent_type" in blank.type.by_name:
            told |= {"parent_type": "journalist_case", "parent_id": self._case}
        elif blank.type.parent_field:
            told |= {blank.type.parent_field: self._case}
        return self._clinic.casework.save(replace(blank, **told)).record
