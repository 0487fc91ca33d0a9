"""Throw-away case books full of believable, invented data, for looking around and for training.

Marked DEMO everywhere.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from clinic_app.keys.master_key import MasterKey
from clinic_app.records.consultation import Consultation
from clinic_app.records.record import Record
from clinic_app.reference.lists import document
from clinic_app.use_cases import demo, opening
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.deadlines import Deadlines
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.duty_requests import DutyRequests
from clinic_app.use_cases.exchanging.exchange import Exchange
from clinic_app.use_cases.incidents import Incidents
from clinic_app.use_cases.networking import Networking
from clinic_app.use_cases.term_book import TermBook

OFFICE = "NAR1"
LETTER = "B"
OWNER = "Айгүл Токтосунова"
COORDINATOR = "Бермет Асанова"
DIFFERING = 3  # consultations that office and coordinator have both edited

# The first rungs that the demo's incidents have climbed, and on what.
_LADDER = (("one_source", ("victim",)), ("two_sources", ("victim", "witness")), ("confirmed", ("document",)))

# What both sides wrote on top of the same advice: the office's words, then the coordinator's.
_BOTH_WROTE = (
    ("Мөөнөтү: бир ай.", "Мөөнөтү: үч ай."),
    ("Арызга айлык акынын баракчасы тиркелет.", "Арызга айлык акынын баракчасы жана күбөлөрдүн тизмеси тиркелет."),
    ("Сотко кайрылуу сунушталды.", "Адегенде медиация, андан кийин сотко кайрылуу сунушталды."),
)


def found_demo(folder: Path, today: date, records: Sequence[Record] | None = None) -> tuple[Desk, MasterKey]:
    """A demo case book of one office in `folder`; `records` replace its usual ones."""
    told = next(one for one in document("synthetic_demo_params.json")["offices"] if one["id"] == OFFICE)
    desk, master = _found(folder, OFFICE, told["label"]["ky"], OWNER, "lawyer")
    desk.renew(letter=LETTER)
    some = records if records is not None else demo.demo_office(today, owner_id=desk.identity.member_id)
    Casework(desk).save_many(some)
    for record in some:
        prefix, _, number = str(getattr(record, "record_no", "")).rpartition("-")
        if number.isdigit():
            desk.vault.count_from(prefix, int(number))
    _go_on(desk, today)
    with desk.vault.changing():
        desk.vault.to_look.clear()  # its checks are made up as well
    return desk, master


def _go_on(desk: Desk, today: date) -> None:
    """What is done by steps and by rules: incidents are verified, requests get their deadlines."""
    casework = Casework(desk)
    incidents, requests = (
        Incidents(desk, casework),
        DutyRequests(desk, casework, Deadlines(desk, casework, TermBook(casework))),
    )
    with desk.vault.changing():
        for place, id in enumerate(casework.ids("incident")):
            for level, basis in _LADDER[: place % (len(_LADDER) + 1)]:
                incidents.verify(id, level, basis, sources=2 if level == "two_sources" else None, on=today)
        for id in casework.ids("duty_request"):
            requests.keep_terms(id, today)


def found_demo_network(folder: Path, today: date) -> tuple[Desk, MasterKey]:
    """A coordinator's demo case book in `folder`: 21 offices, one of which came by real packages and left conflicts."""
    told = document("synthetic_demo_params.json")["coordinator"]
    desk, master = _found(folder / "vault", "COORD", told["label"]["ky"], COORDINATOR, "coordinator")
    casework = Casework(desk)
    Networking(desk, casework).create("Юридикалык клиникалардын тармагы")
    everything = demo.demo_network(today)
    casework.save_many([record for record in everything if record.home != OFFICE])
    naryn, key = found_demo(folder / "office", today, [record for record in everything if record.home == OFFICE])
    try:
        _join(folder, desk, naryn)
        _carry(folder, naryn, desk)
        _write_on_both_sides(naryn, desk)
        _carry(folder, naryn, desk)
    finally:
        naryn.vault.close()
        key.forget()
    with desk.vault.changing():
        desk.vault.to_look.clear()
    return desk, master


def _join(folder: Path, coordinator: Desk, office: Desk) -> None:
    request, invitation = folder / "request", folder / "invitation"
    Networking(office, Casework(office)).request(request)
    admitted = Networking(coordinator, Casework(coordinator)).admit(request, OFFICE, invitation)
    Networking(office, Casework(office)).join(invitation, admitted.network_digits)


def _carry(folder: Path, giver: Desk, taker: Desk) -> None:
    stick = folder / "stick"
    stick.mkdir(exist_ok=True)
    Exchange(giver, Casework(giver)).export(stick)
    Exchange(taker, Casework(taker)).merge([stick])


def _write_on_both_sides(office: Desk, coordinator: Desk) -> None:
    ids = Casework(office).ids("consultation", where={"confidentiality": "coord"}, limit=DIFFERING)
    for id, words in zip(ids, _BOTH_WROTE, strict=False):
        for desk, added in zip((office, coordinator), words, strict=True):
            record = Casework(desk).load("consultation", id)
            assert isinstance(record, Consultation)
            Casework(desk).save(replace(record, advice=f"{record.advice} {added}"))


def _found(folder: Path, code: str, name: str, person: str, role: str) -> tuple[Desk, MasterKey]:
    desk, master, _ = opening.found(
        folder,
        office_code=code,
        office_name=name,
        person=person,
        role=role,
        passphrase=secrets.token_hex(16),
        use_keyring=False,
        kdf_floor=True,
        demo=True,
    )
    return desk, master
