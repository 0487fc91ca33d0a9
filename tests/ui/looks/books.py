"""Case books with something of everything, made once and looked at by every test of the looks.

A lawyer's with a month of work, two laptops of whose office wrote against each other; a coordinator's with conflicts,
a gap, namesakes and an erasure to settle; a newcomer's with nothing in it; and one that a lawyer and a student share,
which another lawyer has left.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from clinic_app.clinic import Clinic
from clinic_app.use_cases.demo import demo_office
from clinic_app.use_cases.sealed_files import seal_bytes
from tests.stories.clinics import WHOLE_CONSULTATION, Clinics, consult, edit, person
from tests.use_cases.several_people import ASAN, AYGUL, NURBEK, Office
from ui.tour.register import write_register

CONSULTATIONS = 20
OLD = (
    "Эмгек инспекциясына арыз берүү сунушталды. Кардар келишимдин түп нускасын үйүнөн алып келмек болду, "
    "ошондон кийин арыздын долбоору кайра каралат жана ага чоо-жайы менен кошумчалар киргизилет."
)
ONE = f"{OLD} Арызга эмгек келишиминин көчүрмөсү жана айлык акынын баракчасы тиркелет. Мөөнөтү: бир ай."
TWO = f"{OLD} Арызга эмгек келишиминин көчүрмөсү, баракча жана күбөлөрдүн тизмеси тиркелет. Мөөнөтү: үч ай."


@dataclass(frozen=True)
class Books:
    """The case books (`boss` and `student` have opened the same one), a stick nobody has merged yet, a register nobody
    has taken in, and where all of it lies.
    """

    lawyer: Clinic
    coordinator: Clinic
    newcomer: Clinic
    boss: Clinic
    student: Clinic
    stick: Path
    register: Path
    folder: Path


def made_books(clinics: Clinics) -> Books:
    """Make them in the folder of `clinics`, which closes them."""
    coordinator = clinics.coordinator()
    lawyer = clinics.joined(coordinator, clinics.office("NAR1", "Айгүл Токтосунова"))
    colleague = clinics.joined(coordinator, clinics.office("NAR1", "Нурбек Жолдошев"))
    osh = clinics.joined(coordinator, clinics.office("OSH1", "Гүлнара Сапарова"))
    clinics.exchange_all(coordinator, lawyer, colleague, rounds=1)
    work = demo_office(date.today(), owner_id=lawyer.identity.member_id)
    few = [one for one in work if one.type.name == "consultation"][:CONSULTATIONS]
    lawyer.casework.save_many([one for one in work if one.type.name != "consultation"] + few)
    _trouble(lawyer)
    here = person(lawyer, "Ибраимова Гүлзат Маратовна", birth_year=1992, phone="+996 700 123 456")
    there = person(osh, "Ибраимова Гүлзат Маратовна", birth_year=1992, phone="0700 123 456")
    record = consult(lawyer, person_id=here.id, topic="LAB.WAG", advice=OLD, duration_min=20)
    consult(osh, person_id=there.id)
    clinics.exchange_all(coordinator, lawyer, colleague, osh, rounds=1)
    edit(lawyer, record, advice=ONE, followup_on=date(2026, 12, 2), duration_min=30)
    edit(colleague, record, advice=TWO, followup_on=date(2026, 12, 4))
    edit(coordinator, record, duration_min=99)
    clinics.exchange_all(coordinator, lawyer, colleague, rounds=1)
    _leave_a_gap(clinics, colleague, coordinator)
    _fill_the_bin(lawyer)
    _name_a_client_as_opponent(lawyer, here.id)
    gone = consult(lawyer)
    clinics.carry(lawyer, coordinator)
    coordinator.casework.tell_everyone(coordinator.casework.load("consultation", gone.id), {"erased": "asked"})
    return Books(
        lawyer,
        coordinator,
        clinics.office("TAL1", "Нурлан Байтемиров"),
        *_shared(clinics),
        _stick(clinics, osh, lawyer),
        _register(clinics.folder),
        clinics.folder,
    )


def _shared(clinics: Clinics) -> tuple[Clinic, Clinic]:
    """What a lawyer and her student see of one case book; a colleague who had two records alone is gone."""
    office = Office(clinics.folder / "shared")
    asan = office.open(ASAN)
    for _ in range(2):
        consult(asan, confidentiality="lawyer")
    gone = asan.identity.member_id
    asan.close()
    boss = clinics.close_later(office.open(AYGUL))
    boss.accounts.remove(gone)
    person(boss, "Ибраимова Гүлзат Маратовна", birth_year=1992, phone="+996 700 123 456")
    return boss, clinics.close_later(office.open(NURBEK))


def _fill_the_bin(lawyer: Clinic) -> None:
    thrown = [consult(lawyer, advice=f"{OLD} {number}") for number in range(3)]
    lawyer.several.archive("consultation", [one.id for one in thrown])
    lawyer.several.archive("person", [person(lawyer, "Байгазиева Динара", birth_year=1990).id])


def _name_a_client_as_opponent(lawyer: Clinic, client: str) -> None:
    """A consultation whose check has found somebody, and for which nobody has decided yet."""
    made = lawyer.casework.blank("consultation", **(WHOLE_CONSULTATION | {"advice": OLD}))
    lawyer.intake.save(replace(made, opponent_ids=frozenset({client})))


def _trouble(lawyer: Clinic) -> None:
    """An incident half verified with a piece of evidence, and deadlines overdue, due and to come."""
    today = date.today()
    cases = lawyer.casework.load_many("journalist_case", lawyer.casework.ids("journalist_case", limit=2))
    told = lawyer.casework.blank(
        "incident",
        title="Редакциянын эшигине коркутуу кагазы калтырылган",
        occurred_on="2026-11",
        attack_types=frozenset({"P.ATT"}),
        methods=frozenset({"letter", "words"}),
        case_ids=frozenset({cases[0].id}),
        description="Күзөтчү «материалды өчүр» деген кагазды таң эрте тапкан.",
    )
    incident = lawyer.casework.save(told).record
    lawyer.incidents.verify(incident.id, "two_sources", basis=["victim", "witness"], sources=2)
    paper = seal_bytes(lawyer.folder, "Эшиктеги кагаз.txt", "Материалды өчүр!".encode())
    lawyer.evidence.keep("incident", incident.id, paper)
    lawyer.deadlines.add(cases[0], title="Доого каршы пикир берүү", due_on=today - timedelta(days=2))
    lawyer.deadlines.add(cases[0], title="Апелляциялык даттануу берүү", due_on=today, severity="critical")
    lawyer.deadlines.add(cases[-1], rule="ati.answer", start=today)


def _leave_a_gap(clinics: Clinics, giver: Clinic, taker: Clinic) -> None:
    """One package of `giver` is lost on the way."""
    consult(giver)
    lost = {path.name for path in clinics.packages(giver)}
    consult(giver)
    taker.exchange.merge([path for path in clinics.packages(giver) if path.name not in lost])


def _stick(clinics: Clinics, *givers: Clinic) -> Path:
    """New work of `givers`, sealed; among it a file that is no package."""
    stick = clinics.stick()
    for giver in givers:
        known = giver.casework.ids("consultation", where={"confidentiality": "coord"}, limit=1)
        for id in known:
            edit(giver, giver.casework.load("consultation", id), advice=ONE, duration_min=55)
        consult(giver)
        giver.exchange.export(stick)
    (stick / "junk.clinic").write_bytes(b"no package at all")
    return stick


def _register(folder: Path) -> Path:
    file = folder / "hotline.csv"
    write_register(file, date.today(), rows=60)
    return file
