"""Counting rows: of what stays with its office the coordinators learn what may be counted, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from clinic_app.clinic import Clinic
from clinic_app.journal.content import Content, read_line
from clinic_app.records import counting
from clinic_app.records.counting import COUNTS
from clinic_app.records.record import Record
from clinic_app.use_cases.pseudonyms import known_pseudonyms
from tests.stories.clinics import Clinics, conflicting, consult, edit, form, journal_bytes, open_case, person, save
from tests.stories.forging import entry, forged

OFFICE_ONLY = {"confidentiality": "office"}


def rows(clinic: Clinic, kind: str = "consultation", withdrawn: bool = False) -> list[Record]:
    """The counting rows of a case book that count, or those that were withdrawn."""
    counted = COUNTS[kind].name
    found = clinic.casework.load_many(counted, sorted(clinic.casework.ids(counted, archived=None)))
    return [row for row in found if bool(row.withdrawn) == withdrawn]  # type: ignore[attr-defined]


def entries_of_rows(clinic: Clinic) -> list[Content]:
    found = [read_line(line) for line in journal_bytes(clinic).split(b"\n")]
    names = {kind.name for kind in COUNTS.values()}
    return [one for one in found if isinstance(one, Content) and one.type in names]


def plain_file(clinic: Clinic) -> bytes:
    """The whole decrypted file of a case book."""
    db = clinic._desk.vault.sql
    db.run("pragma wal_checkpoint(truncate)")
    return bytes(db.connection().serialize("main"))


def numbers(clinic: Clinic, office: str = "NAR1", **more: Any) -> list[Any]:
    """Everything a hotline report of an office says in numbers."""
    start, end = more.pop("start", date(2020, 1, 1)), more.pop("end", date(2029, 12, 31))
    made = clinic.reporting.build("hotline", start, end, office=office, language="en", **more)
    return [made.headline, made.rows, made.suppressed, *(table.rows for table in made.tables)]


def test_nothing_but_what_may_be_counted_reaches_the_coordinator(clinics: Clinics) -> None:
    """The whole decrypted file of the coordinator is searched.

    Planted: rows under the record's own id; `counted_kind` letting every text through; the author's member id in the
    entry; the day of the consultation. Each was found.
    """
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1", "Нургүл Асанкулова"))
    client = person(naryn, "Тууганбаева Сырга", phone="0555171717", birth_year=1987, address="Ленин 17171")
    opponent = person(naryn, "Каршы Тараптов")
    record = consult(
        naryn,
        advice="HUSHED-A",
        facts="HUSHED-B",
        person_id=client.id,
        opponent_ids=frozenset({opponent.id}),
        received_at=datetime.fromisoformat("2026-03-17T13:37"),
        source_ref="HUSHED-C",
        duration_min=47,
        **OFFICE_ONLY,
    )
    case = open_case(
        naryn,
        client.id,
        title="HUSHED-D",
        summary="HUSHED-E",
        medium_name="HUSHED-F",
        case_number="HUSHED-G",
        claim_amount=1_543_217,
        opened_on=date(2026, 3, 18),
        **OFFICE_ONLY,
    )
    event = naryn.casework.save(
        naryn.casework.blank("case_event", case_id=case.id, kind="publication", on="2026", notes="HUSHED-H")
    ).record
    clinics.exchange_all(naryn, bishkek)
    theirs = plain_file(bishkek)
    numbers_given = [one.record_no for one in (record, case)]  # type: ignore[attr-defined]
    members = naryn.identity.member_id
    for what in (client.id, opponent.id, record.id, case.id, event.id, *numbers_given, "2026-03-17", "2026-03-18"):
        assert what.encode() not in theirs, what
    for what in ("HUSHED", "Сырга", "Тараптов", "555171717", "Ленин 17", "1543217", 'birth_year":'):
        assert what.encode() not in theirs, what
    (row,), (counted,) = rows(bishkek), rows(bishkek, "journalist_case")
    assert (row.received_at, row.duration_min, row.topic) == (datetime.fromisoformat("2026-03-01"), 47, "FAM.ALI")  # type: ignore[attr-defined]
    assert (counted.opened_on, counted.claim_amount) == (date(2026, 3, 1), 1_500_000)  # type: ignore[attr-defined]
    assert bishkek.casework.ids("person") == bishkek.casework.ids("consultation") == []
    for told in entries_of_rows(bishkek):
        assert (told.author, told.at) == ("NAR1", "2026-03-01T00:00:00+00:00")
        assert members not in told.line.decode()
    assert bishkek.searching.search("алимент") == []


def test_a_new_field_that_may_be_shared_stands_in_the_rows_by_itself() -> None:
    """There is no second list: the type of the rows is made of the declared fields."""
    from clinic_app.records.fields import choice, day, long_text, ref, yes_no
    from clinic_app.records.record import TYPES, record

    declare = record("planted", title="Planted", plural="Planted", audience="confidentiality", date_field="on")
    body = {
        "__annotations__": dict.fromkeys(("on", "told", "mood", "kind", "person_id", "secret"), Any),
        "on": day("On", share="full"),
        "told": long_text("Told", share="full"),
        "mood": yes_no("Mood", share="suppressed_aggregate"),
        "kind": choice("channel", "Kind", share="full"),
        "person_id": ref("person", "Who", share="pseudonym"),
        "secret": yes_no("Secret", share="never"),
    }
    try:
        planted = declare(type("Planted", (Record,), body))
        made = counting.count_type(planted, "planted_count", "Planted", "Planted")
        assert set(made.by_name) == {"on", "mood", "kind", "withdrawn", "person_counted"}
        assert made.by_name["mood"].share == "suppressed_aggregate"
    finally:
        for name in ("planted", "planted_count"):
            TYPES.pop(name, None)
    for of, kind in COUNTS.items():
        told = {name for name, spec in TYPES[of].by_name.items() if counting.counted_kind(spec)}
        assert told and told == set(kind.by_name) - {"withdrawn", "person_counted"}


def test_every_counted_type_is_noticed_when_it_is_read_anew() -> None:
    from clinic_app.store.tables import COUNTED

    assert set(COUNTS) <= set(COUNTED)


def test_two_laptops_edit_the_same_record_and_nobody_is_asked_about_its_row(clinics: Clinics) -> None:
    """Planted: `by_program` ignored in `Vault._read_again`; the coordinator was shown a conflict of the row."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    second = clinics.joined(bishkek, clinics.office("NAR1", "Нурлан"))
    record = consult(naryn, **OFFICE_ONLY)
    clinics.exchange_all(naryn, second, bishkek)
    edit(naryn, record, topic="LAB.DIS", duration_min=10)
    edit(second, record, topic="HOU.EVI", outcome="referred")
    for clinic in (naryn, second):
        clinics.carry(clinic, bishkek)  # neither has heard of the other yet
    assert bishkek._desk.vault.in_conflict() == [] and len(rows(bishkek)) == 1
    clinics.exchange_all(naryn, second, bishkek)
    assert {one[1] for one in conflicting(naryn)} == {"topic"} and conflicting(bishkek) == set()
    (row,) = rows(bishkek)
    shown = form(naryn, record)
    assert (row.topic, row.duration_min, row.outcome) == (shown.topic, 10, "referred")  # type: ignore[attr-defined]
    (conflict,) = second.settling.conflicts()
    second.settling.resolve(conflict.id, value="FAM.DIV")
    clinics.exchange_all(naryn, second, bishkek)
    (row,) = rows(bishkek)
    assert row.topic == "FAM.DIV" and rows(naryn) == rows(second) == rows(bishkek)  # type: ignore[attr-defined]
    before = len(entries_of_rows(bishkek))
    clinics.exchange_all(naryn, second, bishkek)
    assert len(entries_of_rows(bishkek)) == before


def test_widened_narrowed_and_widened_it_is_counted_once_each_time(clinics: Clinics) -> None:
    """Planted: rows not withdrawn when a record is widened; the coordinator counted two."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    record = consult(naryn, **OFFICE_ONLY)
    other = consult(naryn)
    clinics.carry(naryn, bishkek)
    first = rows(bishkek)[0].id
    for level, secret in (("coord", False), ("lawyer", True), ("coord", False)):
        edit(naryn, record, confidentiality=level)
        clinics.carry(naryn, bishkek)
        assert (len(rows(bishkek)), len(rows(bishkek, withdrawn=True))) == ((1, 0) if secret else (0, 1))
        assert numbers(bishkek) == numbers(naryn) and numbers(bishkek)[1] == 2
    assert rows(bishkek, withdrawn=True)[0].id == first
    assert set(bishkek.casework.ids("consultation")) == {record.id, other.id}


def test_both_sides_count_the_same(clinics: Clinics) -> None:
    """Consultations exactly; of people, whose rows nobody can tell together, at least as many.

    A period of whole months: more than the month of a row nobody outside the office knows.
    """
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    second = clinics.joined(bishkek, clinics.office("NAR1", "Нурлан"))
    people = [person(naryn, f"Client {number}").id for number in range(4)]
    clinics.exchange_all(naryn, second, bishkek)
    for number, (who, level, sex, age) in enumerate(
        [
            (people[0], "office", "f", "25_34"),
            (people[0], "aggregate", "f", "35_49"),
            (people[1], "lawyer", "m", "60_plus"),
            (people[2], "coord", "f", "14_17"),
            (people[3], "coord", "m", "unk"),
            (None, "office", "f", "unk"),
            (None, "coord", "m", "18_24"),
            (people[1], "office", "m", "60_plus"),
        ]
    ):
        consult(
            naryn if number % 2 else second,
            person_id=who,
            confidentiality=level,
            sex=sex,
            age_group=age,
            anonymous=who is None,
            received_at=datetime.fromisoformat(f"2026-0{1 + number % 3 * (number != 1)}-{20 - number}T10:00"),
            topic=("FAM.ALI", "FAM.DIV", "LAB.DIS")[number % 3],
            language=("ky", "ru")[number % 2],
            vulnerability=frozenset({("disability", "low_income", "none")[number % 3]}),
        )
    for who in (person(naryn, f"Twice {number}").id for number in range(6)):
        for day, told in (("03", "disability"), ("04", "low_income")):
            consult(
                naryn,
                person_id=who,
                received_at=datetime.fromisoformat(f"2026-05-{day}T10:00"),
                vulnerability=frozenset({told}),
                **OFFICE_ONLY,
            )
    clinics.exchange_all(naryn, second, bishkek)
    for profile in ("internal", "donor", "public"):
        assert numbers(naryn, profile=profile) == numbers(second, profile=profile)
        assert numbers(bishkek, profile=profile)[0][0] == numbers(naryn, profile=profile)[0][0]
    assert numbers(bishkek)[1] == 8 + 12
    assert numbers(bishkek)[0][1][1] >= numbers(naryn)[0][1][1]
    assert len([row for row in rows(bishkek) if row.person_counted]) < 5 + 12  # type: ignore[attr-defined]
    one_month = {"start": date(2026, 2, 1), "end": date(2026, 2, 28)}
    assert numbers(bishkek, **one_month)[1] == numbers(naryn, **one_month)[1]
    notes = bishkek.reporting.build("hotline", date(2026, 1, 5), date(2026, 12, 31), language="en").notes
    assert any("only the month is known" in note for note in notes)
    assert numbers(bishkek, office="BIS")[1] == 0
    archived = consult(naryn, **OFFICE_ONLY)
    naryn.casework.archive("consultation", archived.id)
    clinics.exchange_all(naryn, bishkek)
    assert numbers(bishkek)[1] == numbers(naryn)[1] and len(rows(bishkek)) == 6 + 12


def test_no_two_rows_say_that_they_are_of_one_person(clinics: Clinics) -> None:
    """Review 7: rows bore a pseudonym of the person; widening one named the client on all others.

    A person is counted once a month, by the row that was told first, and widening it changes no other row.
    """
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    client = person(naryn)
    first = consult(naryn, person_id=client.id, **OFFICE_ONLY)
    clinics.exchange_all(naryn, bishkek)
    consult(naryn, person_id=client.id, **OFFICE_ONLY)
    clinics.exchange_all(naryn, bishkek)
    assert {"person_id", "lawyer_id"}.isdisjoint(COUNTS["consultation"].by_name)
    assert sorted(bool(row.person_counted) for row in rows(bishkek)) == [False, True]  # type: ignore[attr-defined]
    assert numbers(bishkek)[0][1][1] == numbers(naryn)[0][1][1] == 1
    (other,) = (row for row in rows(bishkek) if not row.person_counted)  # type: ignore[attr-defined]
    edit(naryn, first, confidentiality="coord")
    clinics.exchange_all(naryn, bishkek)
    assert rows(bishkek) == [other] and numbers(bishkek) == numbers(naryn)
    assert b"pseudonym_key" not in journal_bytes(bishkek)


def test_a_link_between_known_clients_changes_no_row(clinics: Clinics) -> None:
    """Review 8: the pseudonyms changed with a link, and showed which rows were those clients'."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    one, other = (person(naryn, name) for name in ("One", "Other"))
    for who in (one, other):
        consult(naryn, person_id=who.id)
        consult(naryn, person_id=who.id, **OFFICE_ONLY)
    clinics.exchange_all(naryn, bishkek)
    before = len(entries_of_rows(bishkek))
    bishkek.linking.decide(one.id, other.id, True)
    clinics.exchange_all(naryn, bishkek)
    assert naryn.linking.same_as(one.id) == {other.id} and len(entries_of_rows(bishkek)) == before


@pytest.mark.parametrize("fields", [{"secrets/0": True, "home": "NAR1"}, {"erased": "confirmed"}])
def test_nobody_outside_the_office_plants_or_erases_its_key(clinics: Clinics, fields: dict[str, Any]) -> None:
    """Review 6: a coordinator's key was used, and an erased one stopped every package of the office."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    consult(naryn, **OFFICE_ONLY)
    clinics.exchange_all(naryn, bishkek)
    keys = known_pseudonyms(naryn._desk).keys
    planted = [entry(bishkek, "pseudonym_key", "key-NAR1", fields, {})]
    file = forged(bishkek, naryn, planted, clinics.stick(), audience="shared:NAR1")
    assert [(one.status, one.reason) for one in naryn.exchange.merge([file]).packages] == [("refused", "bad_entries")]
    consult(naryn, **OFFICE_ONLY)
    clinics.exchange_all(naryn, bishkek)
    assert known_pseudonyms(naryn._desk).keys == keys and len(rows(bishkek)) == 2


def test_a_key_that_was_erased_is_made_anew(clinics: Clinics) -> None:
    """Review 6: packages could not be sealed any more (IndexError)."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    consult(naryn, **OFFICE_ONLY)
    clinics.exchange_all(naryn, bishkek)
    before = known_pseudonyms(naryn._desk).keys
    key = naryn._desk.vault.records.load("pseudonym_key", ["key-NAR1"])[0]
    naryn.casework.write_registers(key, {"erased": "asked"})
    assert known_pseudonyms(naryn._desk).keys == ()
    consult(naryn, **OFFICE_ONLY)
    clinics.exchange_all(naryn, bishkek)
    assert known_pseudonyms(naryn._desk).keys not in ((), before)


def test_a_row_changed_from_outside_is_put_right(clinics: Clinics) -> None:
    """Review 14: a coordinator's laptop withdrew a row, and it stayed so."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    consult(naryn, topic="FAM.ALI", **OFFICE_ONLY)
    clinics.exchange_all(naryn, bishkek)
    (row,) = rows(bishkek)
    stands = bishkek._desk.vault.leaves("consultation_count", row.id)
    seen = {name: tuple(stands.get(name, ())) for name in ("withdrawn", "topic")}
    told = [entry(bishkek, "consultation_count", row.id, {"withdrawn": True, "topic": "LAB.DIS"}, seen)]
    naryn.exchange.merge([forged(bishkek, naryn, told, clinics.stick(), audience="shared:NAR1")])
    assert rows(naryn) == []
    clinics.exchange_all(naryn, bishkek)
    assert [one.topic for one in rows(naryn)] == ["FAM.ALI"] == [one.topic for one in rows(bishkek)]  # type: ignore[attr-defined]


def test_a_narrowing_cannot_be_left_out(clinics: Clinics) -> None:
    """Review 12: the record was counted beside its row."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    record = consult(naryn)
    clinics.exchange_all(naryn, bishkek)
    edit(naryn, record, confidentiality="office")
    bishkek.exchange.merge(clinics.packages(naryn), leave_out=[record.id])
    assert numbers(bishkek)[1] == numbers(naryn)[1] == 1
    assert form(bishkek, record).confidentiality == "office"  # type: ignore[attr-defined]


def test_a_known_client_is_not_erased_along_with_a_secret_consultation(clinics: Clinics) -> None:
    """Review 9: both wishes came in one package, and told whose consultation that was."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    client = person(naryn)
    known = consult(naryn, person_id=client.id)
    secret = consult(naryn, person_id=client.id, **OFFICE_ONLY)
    clinics.exchange_all(naryn, bishkek)
    naryn.erasing.erase("consultation", known.id)
    clinics.exchange_all(naryn, bishkek)
    naryn.erasing.erase("consultation", secret.id, people=True)
    clinics.exchange_all(naryn, bishkek)
    assert form(naryn, client).erased == "" and naryn.erasing.receipts()[0].records == (secret.id,)


def test_a_row_tells_neither_the_hour_nor_the_number_of_saves(clinics: Clinics) -> None:
    """Rows are written when packages are sealed, in the order of their ids."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    records = [consult(naryn, topic="LAB.DIS", **OFFICE_ONLY) for _ in range(5)]
    for record in records:
        edit(naryn, record, topic="FAM.ALI")
    clinics.carry(naryn, bishkek)
    told = entries_of_rows(bishkek)
    assert [one.id for one in told] == sorted({one.id for one in told}) and len(told) == len(records)
    assert b"LAB.DIS" not in journal_bytes(bishkek)
    assert {record.received_at.day for record in records} and all(len(one.at) == 25 for one in told)  # type: ignore[attr-defined]


def test_what_an_office_kept_to_itself_before_it_joined_is_counted_with_the_first_package(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    alone = clinics.office("NAR1")
    consult(alone, **OFFICE_ONLY)
    naryn = clinics.joined(bishkek, alone)
    clinics.carry(naryn, bishkek)
    assert len(rows(bishkek)) == 1


def test_two_laptops_that_each_made_a_key_count_nothing_twice(clinics: Clinics) -> None:
    """Planted: only the rows under the first key looked at; the record had two rows that counted."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    second = clinics.joined(bishkek, clinics.office("NAR1", "Нурлан"))
    client = person(naryn)
    clinics.exchange_all(naryn, second)
    consult(naryn, person_id=client.id, **OFFICE_ONLY)
    consult(second, person_id=client.id, **OFFICE_ONLY)
    for clinic in (naryn, second):
        clinics.carry(clinic, bishkek)
    clinics.exchange_all(naryn, second, bishkek, rounds=4)
    assert len(rows(bishkek)) == 2 and rows(bishkek, withdrawn=True) == []
    assert numbers(bishkek)[0][0] == numbers(naryn)[0][0] and numbers(naryn) == numbers(second)


def test_what_is_set_aside_here_reaches_nobody_as_a_row(clinics: Clinics) -> None:
    """Setting aside is a private mark. Planted: `with_set_aside` ignored; the laptop wrote the old topic for all."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    second = clinics.joined(bishkek, clinics.office("NAR1", "Нурлан"))
    record = consult(naryn, topic="FAM.ALI", **OFFICE_ONLY)
    clinics.exchange_all(naryn, second, bishkek)
    edit(second, record, topic="LAB.DIS")
    stick = clinics.stick()
    second.exchange.export(stick)
    done = naryn.exchange.merge([stick])
    own = next(one for one in done.packages if one.audience == "office:NAR1")
    naryn.exchange.undo(own.package)
    assert form(naryn, record).topic == "FAM.ALI"  # type: ignore[attr-defined]
    clinics.exchange_all(naryn, bishkek)
    clinics.carry(second, bishkek)
    assert [row.topic for row in rows(bishkek)] == ["LAB.DIS"]  # type: ignore[attr-defined]


def test_a_stale_form_of_a_narrowed_record_changes_only_its_row(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    record = consult(naryn, topic="FAM.ALI")
    clinics.carry(naryn, bishkek)
    stale = form(naryn, record)
    edit(naryn, record, confidentiality="office")
    save(naryn, replace(stale, topic="LAB.DIS"))  # type: ignore[call-arg]
    clinics.carry(naryn, bishkek)
    assert form(bishkek, record).topic == "FAM.ALI"  # type: ignore[attr-defined]
    assert [row.topic for row in rows(bishkek)] == ["LAB.DIS"]  # type: ignore[attr-defined]
    assert numbers(bishkek) == numbers(naryn)
