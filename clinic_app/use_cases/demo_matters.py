"""What belongs to an invented case: its incident, courts and parties, requests, a search, deadlines, how safe it is.

Everything follows from the plot of the case; a separate dice for each case leaves all other demo data as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from random import Random
from typing import Any

from clinic_app.records.case import JournalistCase
from clinic_app.records.deadline import Deadline
from clinic_app.records.incident import Incident
from clinic_app.records.person import Person
from clinic_app.records.proceeding import DutyRequest, Party, Proceeding
from clinic_app.records.record import Record
from clinic_app.records.safety import EmergencyContact, RiskAssessment
from clinic_app.records.seizure import SeizedItem, Seizure
from clinic_app.reference import lists
from clinic_app.use_cases.demo_people import believable_name, impossible_phone
from clinic_app.use_cases.importing.ids import made_id

# procedure -> (stage of an open case, of a closed one); the others come before no court or body
_STAGES = {
    "civil": ("civil.trial", "civil.closed"),
    "criminal": ("criminal.investigation", "criminal.closed"),
    "offence": ("offence.complaint", "offence.cancelled"),
    "administrative": ("administrative.filed", "administrative.closed"),
    "admin_procedure": ("admin_procedure.complaint", "admin_procedure.decision"),
}
_SUED = {"civil", "offence"}
_ASKS = {
    "civil": ("information", "Сатып алуулардын тизмеси", "Мамлекеттик сатып алуулар бөлүмү"),
    "access_to_information": ("information", "Жергиликтүү бюджеттин аткарылышы", "Шаардык мэрия"),
    "admin_procedure": ("complaint", "Аккредитацияны калыбына келтирүү", "Басма сөз кызматы"),
    "pre_investigation": ("crime_report", "Коркутуулар тууралуу арыз", "Райондук ички иштер бөлүмү"),
}
_ITEMS = (
    ("Ноутбук", "computer", "PF-2K8Z91"),
    ("Телефон", "phone", "356938035643809"),
    ("Флешка 64 ГБ", "storage", ""),
)
_WORDS = {
    "ky": ("Каршы пикир берүү", "Далилдердин тизмесин тапшыруу", "Доогер тарап", "Апасы", "Кечинде гана чалуу"),
    "ru": ("Подать отзыв на иск", "Сдать список доказательств", "Сторона истца", "Мать", "Звонить только вечером"),
}


def proceeding_id(case: JournalistCase) -> str | None:
    """The id of the first proceeding of a case, where its procedure knows one."""
    return made_id("demo proceeding", case.id, 0) if case.procedure in _STAGES else None


def matters(
    plot: dict[str, Any], case: JournalistCase, opened: date, today: date, members: Sequence[str], place: int
) -> list[Record]:
    """What belongs to a case; persons stand before the records that name them."""
    rng = Random(f"matters {case.id}")
    told = _WORDS["ky" if any(letter in case.summary for letter in "ңөү") else "ru"]
    return [
        _incident(rng, plot, case, opened, place),
        *_court(rng, plot, case, opened, today),
        *_request(plot, case, opened, today),
        *_search(plot, case, opened),
        *_deadlines(plot, case, opened, today, told),
        *_safety(rng, plot, case, opened, today, members, told),
    ]


def _incident(rng: Random, plot: dict[str, Any], case: JournalistCase, opened: date, place: int) -> Record:
    first = plot["events"][0]
    day = opened - timedelta(days=rng.randint(0, 6))
    on = day.isoformat() if place % 3 else day.isoformat()[:7]  # of some only the month is known
    return Incident(
        id=made_id("demo incident", case.id),
        home=case.home,
        record_no=_number(case),
        office_id=case.office_id,
        about="journalist",
        title=first[2],
        reported_on=opened,
        occurred_on=on,
        online="N.FAK" in case.attack_types or "N.HAC" in case.attack_types,
        person_ids=frozenset({case.person_id} - {None}),  # type: ignore[arg-type]  # nobody is taken out
        medium_name=case.medium_name,
        medium_type=case.medium_type,
        attack_types=case.attack_types,
        actor_kinds=case.source_of_threat,
        actor_level=case.threat_level_of_actor,
        description=case.summary,
        case_ids=frozenset({case.id}),
        verification="claim",
        publication_consent=case.publication_consent,
        consents=case.consents,
        lawyer_id=case.lawyer_id,
        confidentiality=case.confidentiality,
    )


def _number(case: JournalistCase) -> str:
    """NAR1-2026-BJ-0003 is followed by the incident NAR1-2026-BI-0003."""
    office, year, letters, number = case.record_no.rsplit("-", 3)
    return f"{office}-{year}-{letters[:-1]}I-{number}"


def _court(rng: Random, plot: dict[str, Any], case: JournalistCase, opened: date, today: date) -> list[Record]:
    first = proceeding_id(case)
    if first is None:
        return []
    closed = plot["stage"] == "closed"
    sued = case.procedure in _SUED
    judge, other, counsel = (
        Person(id=made_id("demo in court", case.id, place), home=case.home, name_display=_name(rng))
        for place in range(3)
    )
    decided = case.closed_on - timedelta(days=35) if closed and case.closed_on else None
    values: dict[str, Any] = {
        "home": case.home,
        "case_id": case.id,
        "procedure": case.procedure,
        "our_side": "defendant" if sued else "applicant",
        "language": "ky",
        "interpreter": False,
        "claim_amount": case.claim_amount,
        "moral_damages": case.moral_damages,
        "outcome": case.outcome if closed else None,
    }
    made: list[Record] = [judge, other, counsel]
    made.append(
        Proceeding(
            id=first,
            instance="first" if case.court_id else "pretrial",
            court_id=case.court_id,
            body_name="" if case.court_id else "Мамлекеттик орган",
            case_number=f"{rng.randint(2, 9)}-{rng.randint(100, 899)}/{opened:%y}",
            stage=_STAGES[str(case.procedure)][closed],
            judge_ids=frozenset({judge.id}) if case.court_id else frozenset(),
            began_on=opened + timedelta(days=min(30, (today - opened).days)),
            decided_on=decided,
            **values,
        )
    )
    if closed and case.closed_on:
        again: dict[str, Any] = {"instance": "appeal", "court_id": _appeal_court(case), "follows_id": first}
        again |= {"stage": _STAGES[str(case.procedure)][1], "began_on": decided, "decided_on": case.closed_on}
        made.append(Proceeding(id=made_id("demo proceeding", case.id, 1), **(values | again)))
    sides = ((other.id, "claimant" if sued else "investigator", "theirs", counsel.id),
             (str(case.person_id), values["our_side"], "ours", None))  # fmt: skip
    made += [
        Party(id=made_id("demo party", case.id, place), home=case.home, case_id=case.id, person_id=who, role=role,
              side=side, counsel_id=lawyer)
        for place, (who, role, side, lawyer) in enumerate(sides)
    ]  # fmt: skip
    return made


def _appeal_court(case: JournalistCase) -> str | None:
    court = lists.items("courts").get(case.court_id or "")
    above = court.more.get("appeal_court_id") if court else None
    return above if above in lists.items("courts") else None


def _request(plot: dict[str, Any], case: JournalistCase, opened: date, today: date) -> list[Record]:
    if case.procedure not in _ASKS or plot["stage"] == "closed":
        return []
    kind, subject, body = _ASKS[str(case.procedure)]
    days = {event[1]: opened + timedelta(days=event[0]) for event in plot["events"]}
    asked = days.get("filing") or days.get("police_report") or today - timedelta(days=6)  # its term still runs
    received = days.get("registered") or min(asked + timedelta(days=1), today)
    refused = days.get("decision")
    return [
        DutyRequest(
            id=made_id("demo request", case.id),
            home=case.home,
            parent_type="journalist_case",
            parent_id=case.id,
            kind=kind,
            body_name=body,
            subject=subject,
            asked_on=asked,
            way="written",
            received_on=received,
            registered_on=received,
            answered_on=refused,
            answer="refused" if refused else None,
            refusal_ground="Кызматтык сыр" if refused else "",
            refusal_received_on=refused,
        )
    ]


def _search(plot: dict[str, Any], case: JournalistCase, opened: date) -> list[Record]:
    taken = next((opened + timedelta(days=event[0]) for event in plot["events"] if event[1] == "seizure"), None)
    if taken is None and "N.PRO" in plot["attack"]:  # the camera was taken away
        taken = opened
    if taken is None:
        return []
    seizure = Seizure(
        id=made_id("demo seizure", case.id),
        home=case.home,
        case_id=case.id,
        incident_id=made_id("demo incident", case.id),
        on=taken.isoformat(),
        at=time(7, 10),
        ended_at=time(10, 45),
        authority="Райондук ички иштер бөлүмү",
        warrant_seen="yes",
        protocol_given="no",
        lawyer_present="no",
        return_state="part",
    )
    items: list[Record] = [
        SeizedItem(id=made_id("demo item", case.id, place), home=case.home, case_id=case.id, seizure_id=seizure.id,
                   item=item, kind=kind, quantity=1, serial=serial, return_state="in_custody" if place else "full",
                   returned_on=None if place else taken + timedelta(days=1))
        for place, (item, kind, serial) in enumerate(_ITEMS)
    ]  # fmt: skip
    return [seizure, *items]


def _deadlines(
    plot: dict[str, Any], case: JournalistCase, opened: date, today: date, told: Sequence[str]
) -> list[Record]:
    """One that was kept, and in an open case one that lies around today: what lawyers typed, without a rule."""
    common: dict[str, Any] = {
        "home": case.home,
        "parent_type": "journalist_case",
        "parent_id": case.id,
        "proceeding_id": proceeding_id(case),
        "typed": True,
        "owner": "us",
        "severity": "hard",
        "member_id": case.lawyer_id,
    }
    kept = min(opened + timedelta(days=10), today)
    made: list[Record] = [
        Deadline(
            id=made_id("demo deadline", case.id, 0), title=told[1], due_on=kept, ended="met", ended_on=kept, **common
        )
    ]
    if plot["stage"] != "closed" and plot["due"] is not None and case.procedure in _STAGES:
        due = today + timedelta(days=plot["due"] + 2)
        made.append(Deadline(id=made_id("demo deadline", case.id, 1), title=told[0], due_on=due, **common))
    return made


def _safety(
    rng: Random,
    plot: dict[str, Any],
    case: JournalistCase,
    opened: date,
    today: date,
    members: Sequence[str],
    told: Sequence[str],
) -> list[Record]:
    if case.risk_level == "R0":
        return []
    high = case.risk_level in ("R2", "R3")
    open_case = plot["stage"] != "closed"
    made: list[Record] = [
        RiskAssessment(
            id=made_id("demo risk", case.id),
            home=case.home,
            case_id=case.id,
            assessed_on=opened,
            assessed_by=case.lawyer_id or (members[0] if members else None),
            risk_level=case.risk_level,
            actor_level=case.threat_level_of_actor,
            factors=frozenset({"threats", "address_known"} if high else {"court_soon"}),
            measures=frozenset({"contact_plan", "device_check", "police_report"} if high else {"lawyer_ready"}),
            safe_channels=frozenset(),
            check_in_hours=24 if high and open_case else None,
            check_in_by=case.lawyer_id if high and open_case else None,
            next_review_on=today + timedelta(days=rng.choice((-2, 4, 12))) if open_case else today,
        )
    ]
    if high:
        made.append(
            EmergencyContact(
                id=made_id("demo contact", case.id),
                home=case.home,
                case_id=case.id,
                name=_name(rng, "f"),
                relation=told[3],
                phone=impossible_phone(rng),
                safe_contact=told[4],
            )
        )
    return made


def _name(rng: Random, sex: str = "") -> str:
    return believable_name(rng, sex or rng.choice("fm"), "ky")
