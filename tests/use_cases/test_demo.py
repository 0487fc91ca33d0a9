"""The demo is believable, the same every time, valid, and nobody in it can be reached or found."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest

from clinic_app.names.person_names import same_name
from clinic_app.records.case import CaseEvent, JournalistCase
from clinic_app.records.consultation import Consultation
from clinic_app.records.person import Person
from clinic_app.records.record import Record
from clinic_app.records.staff import Member, Office
from clinic_app.reference import lists
from clinic_app.use_cases import opening
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.demo import believable, demo_network, demo_office
from clinic_app.use_cases.demo_book import found_demo
from clinic_app.use_cases.demo_cases import plots
from clinic_app.use_cases.demo_consultations import texts

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def office() -> list[Record]:
    return demo_office(TODAY, owner_id="owner")


@pytest.fixture(scope="module")
def network() -> list[Record]:
    return demo_network(TODAY)


def test_it_is_the_same_every_time_and_another_for_another_seed(office: list[Record]) -> None:
    assert demo_office(TODAY, owner_id="owner") == office
    other = believable("NAR1", seed=1, consultations=5, today=TODAY)
    assert other != believable("NAR1", seed=2, consultations=5, today=TODAY)


def test_a_lawyer_sees_a_year_of_work(office: list[Record]) -> None:
    counted = Counter(type(record) for record in office)
    assert (counted[Consultation], counted[JournalistCase], counted[Office]) == (400, 12, 1)
    consultations = [r for r in office if isinstance(r, Consultation)]
    assert Counter(c.lawyer_id for c in consultations).most_common(1)[0][0] == "owner"
    assert sum(c.received_at is not None and c.received_at.date() == TODAY for c in consultations) >= 2
    assert len({(c.facts, c.advice) for c in consultations}) > 250
    follow_ups = [c.followup_on for c in consultations if c.followup_on]
    assert len(follow_ups) >= 10
    assert all(abs((day - TODAY).days) <= 14 for day in follow_ups)
    steps = [c.next_step_on for c in office if isinstance(c, JournalistCase)]
    assert None in steps
    assert any(step and step < TODAY for step in steps) and any(step and step > TODAY for step in steps)
    ahead = [e for e in office if isinstance(e, CaseEvent) and e.kind == "hearing" and (e.on or "") > TODAY.isoformat()]
    assert len(ahead) >= 4


def test_a_coordinator_sees_all_offices(network: list[Record]) -> None:
    homes = {record.home for record in network if isinstance(record, Consultation)}
    assert homes == {office["id"] for office in lists.document("synthetic_demo_params.json")["offices"]}
    assert len(homes) == 21
    assert sum(isinstance(record, Consultation) for record in network) > 700


def test_some_people_are_known_in_two_offices(network: list[Record]) -> None:
    by_phone = defaultdict(list)
    for record in network:
        if isinstance(record, Person) and record.phone:
            by_phone[record.phone].append(record)
    twins = [p for p in by_phone.values() if len(p) == 2 and same_name(p[0].name_display, p[1].name_display)]
    assert len(twins) >= 3
    assert all(one.home != other.home and one.name_display != other.name_display for one, other in twins)


def test_ids_and_numbers_are_single(office: list[Record], network: list[Record]) -> None:
    for records in (office, network):
        assert len({record.id for record in records}) == len(records)
        numbers = [record.record_no for record in records if isinstance(record, Consultation | JournalistCase)]
        assert len(set(numbers)) == len(numbers)


def test_every_reference_is_answered_by_an_earlier_record(network: list[Record]) -> None:
    met: set[str] = set()
    for record in network:
        named = {getattr(record, name, None) for name in ("person_id", "case_id", "lawyer_id", "office_id")} - {None}
        assert named | set(getattr(record, "opponent_ids", ())) <= met | {record.id}, record
        met.add(record.id)


def test_nobody_can_be_reached(network: list[Record]) -> None:
    phones = [record.phone for record in network if isinstance(record, Person) and record.phone]
    assert phones
    assert all(re.fullmatch(r"\+996 000 0\d\d \d{3}", phone) for phone in phones)
    assert not any(person.pin for person in network if isinstance(person, Person))


def test_the_past_is_past(office: list[Record]) -> None:
    for record in office:
        if isinstance(record, Consultation):
            assert record.received_at is not None and record.received_at.date() <= TODAY
        if isinstance(record, CaseEvent) and record.kind != "hearing":
            assert (record.on or "") <= TODAY.isoformat()


def test_texts_have_no_open_place_and_no_article(network: list[Record]) -> None:
    written = [text for r in network if isinstance(r, Consultation) for text in (r.facts, r.advice)]
    written += [text for r in network if isinstance(r, JournalistCase) for text in (r.title, r.summary)]
    assert not [text for text in written if re.search(r"[{}]|\bберен|\bст\. ?\d", text)]
    assert all(code in lists.items("legal_topics") for code in texts()["texts"])


def test_every_main_topic_has_forty_varied_pairs() -> None:
    """Counted with the sentences that may follow, before numbers are filled in."""
    for language in ("ky", "ru"):
        tails = len(texts()["tails"]["facts"][language]) * len(texts()["tails"]["advice"][language])
        by_top = Counter(code.split(".")[0] for code, told in texts()["texts"].items() for _ in told[language])
        assert all(pairs * tails >= 40 for pairs in by_top.values())


def test_nobody_is_sent_to_make_peace_after_violence(network: list[Record]) -> None:
    violence = [r for r in network if isinstance(r, Consultation) and (r.topic or "").startswith("VIO")]
    assert violence
    assert not [r for r in violence if re.search("едиаци|жарашуу|примирени", r.facts + r.advice)]


def test_plots_use_known_codes() -> None:
    for plot in plots()["plots"]:
        assert set(plot["attack"]) <= set(lists.items("attack_types"))
        assert {event[1] for event in plot["events"]} <= set(lists.items("timeline_event"))
        assert plot["procedure"] in lists.items("proceedings")


def test_a_case_has_everything_that_belongs_to_one(office: list[Record]) -> None:
    """The window shows life: courts with parties, a request, a search, deadlines, a plan for whoever is in danger."""
    counted = Counter(record.type.name for record in office)
    for kind in ("incident", "proceeding", "party", "duty_request", "seizure", "seized_item", "deadline",
                 "risk_assessment", "emergency_contact"):  # fmt: skip
        assert counted[kind], kind
    assert counted["incident"] == counted["journalist_case"] == 12
    cases = {record.id: record for record in office if isinstance(record, JournalistCase)}
    stages = lists.items("proceedings_stages")
    for record in office:
        parent = getattr(record, "case_id", None) or getattr(record, "parent_id", None)
        assert parent is None or parent in cases
        if record.type.name == "proceeding":
            assert stages[record.stage].parent == record.procedure  # type: ignore[attr-defined]
        if record.type.name == "duty_request":
            days = [record.asked_on, record.received_on, record.answered_on]  # type: ignore[attr-defined]
            assert all(day <= TODAY for day in days if day)
    hearings = [e for e in office if isinstance(e, CaseEvent) and e.kind == "hearing"]
    assert sum(e.proceeding_id is not None for e in hearings) >= 4
    due = [r.due_on for r in office if r.type.name == "deadline" and not r.ended]  # type: ignore[attr-defined]
    assert len(due) >= 3 and all(abs((day - TODAY).days) <= 30 for day in due)


def test_what_is_done_by_steps_and_rules_is_done_in_the_demo_too(tmp_path: Path) -> None:
    desk, key = found_demo(tmp_path / "demo", TODAY)
    casework = Casework(desk)
    levels = {one.verification for one in casework.load_many("incident", casework.ids("incident"))}  # type: ignore[attr-defined]
    assert levels == {"claim", "one_source", "two_sources", "confirmed"}
    rules = {one.rule for one in casework.load_many("deadline", casework.ids("deadline"))}  # type: ignore[attr-defined]
    assert rules & {"ati.answer", "ati.silence_check", "appeal_citizen.answer"}
    assert not desk.vault.to_look.count()
    desk.vault.close()
    key.forget()


def test_a_vault_takes_it_as_it_is(tmp_path: Path, office: list[Record]) -> None:
    desk, _, _ = opening.found(
        tmp_path / "vault",
        office_code="NAR1",
        office_name="Нарын кеңсеси",
        person="Демо",
        role="lawyer",
        passphrase="correct horse battery staple",
        use_keyring=False,
        kdf_floor=True,
        demo=True,
    )
    casework = Casework(desk)
    casework.save_many(office)
    assert casework.whole.count("consultation") == 400  # a few are for their lead lawyer alone
    assert casework.count("member") == 1 + sum(isinstance(record, Member) for record in office)
    soon = {(TODAY + timedelta(days=ahead)).isoformat() for ahead in range(15)}
    assert any(e.on in soon for e in office if isinstance(e, CaseEvent))
    desk.vault.close()
