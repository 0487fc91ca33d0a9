"""Lists in the order of what is shown, and what is done with several rows at once: on real case books."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import ChangedMeanwhile, NotOurs
from clinic_app.records.values import Consent
from clinic_app.use_cases.listing import Order
from clinic_app.wording.alphabet import alphabet_key, alphabet_keys
from clinic_app.wording.words import speak, spoken
from tests.founding import found

LETTERS = "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    before = spoken()
    speak("en")
    yield
    speak(before)


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    made, _code = found(tmp_path / "vault", "NAR1", "Нарын кеңсеси", "Айгүл Токтосунова")
    yield made
    made.close()


def person(clinic: Clinic, name: str, **more: Any) -> str:
    return clinic.casework.save(clinic.casework.blank("person", name_display=name, **more)).record.id


def consultation(clinic: Clinic, client: str | None = None, **changed: Any) -> Any:
    record: Any = clinic.casework.blank(
        "consultation",
        channel="hotline",
        language="ky",
        anonymous=client is None,
        person_id=client,
        first_time="yes",
        age_group="25_34",
        sex="f",
        division_id="41711",
        vulnerability=frozenset({"none"}),
        topic="LAB.WAG",
        advice="Арыз жазуу сунушталды.",
        service_kind=frozenset({"oral"}),
        duration_min=20,
        outcome="advised",
        consents=(Consent("processing", "oral", date(2026, 11, 20)),),
        received_at=datetime.fromisoformat("2026-11-20T10:00"),
    )
    return clinic.casework.save(replace(record, **changed)).record


def case(clinic: Clinic, client: str, **changed: Any) -> Any:
    record: Any = clinic.casework.blank(
        "journalist_case",
        title="Жалаа боюнча доо",
        person_id=client,
        attack_types=frozenset({"P.ATT"}),
        stage="court",
        urgency="U1",
        risk_level="R2",
        publication_consent="C0",
    )
    return clinic.casework.save(replace(record, **changed)).record


def test_many_keys_stand_in_the_order_of_single_ones() -> None:
    """Planted: with Ң left out of the letters that follow another, it stood behind Я."""
    words = [f"{letter}{other}" for letter in LETTERS + "aZ1і" for other in ("а", "ң", "Я", "Ө", "")]
    assert sorted(words, key=alphabet_key) == [
        word for _, word in sorted(zip(alphabet_keys(words), words, strict=True), key=lambda one: (one[0], one[1]))
    ]


def test_clients_stand_in_the_kyrgyz_order_and_the_nameless_last(clinic: Clinic) -> None:
    names = ("Өмүров А", "осмонов Б", "Ңурматов В", "Назаров Г", "Петров Д", "Ёлкин Е", "Жумабеков Ж", "Елин З")
    made = {name: consultation(clinic, person(clinic, name)).id for name in names}
    none = consultation(clinic).id
    wanted = sorted(names, key=alphabet_key)
    assert clinic.listing.ids("consultation", Order("person_id", False)) == [*(made[name] for name in wanted), none]
    back = clinic.listing.ids("consultation", Order("person_id", True))
    assert back == [*(made[name] for name in reversed(wanted)), none]


def test_a_renamed_client_moves(clinic: Clinic) -> None:
    """Planted: with places never forgotten the client stayed where the old name stood."""
    first, second = person(clinic, "Асанов"), person(clinic, "Бакиров")
    a, b = consultation(clinic, first).id, consultation(clinic, second).id
    assert clinic.listing.ids("consultation", Order("person_id", False)) == [a, b]
    known: Any = clinic.casework.load("person", first)
    clinic.casework.save(replace(known, name_display="Яковлев"))
    assert clinic.listing.ids("consultation", Order("person_id", False)) == [b, a]


def test_codes_stand_in_the_order_of_their_words(clinic: Clinic) -> None:
    """Planted: sorted by the code itself, `settled` stood before `withdrawn`."""
    made = {code: consultation(clinic, outcome=code).id for code in ("advised", "settled", "withdrawn")}
    by = Order("outcome", False)
    assert clinic.listing.ids("consultation", by) == [made["advised"], made["withdrawn"], made["settled"]]


def test_risk_goes_from_little_to_much(clinic: Clinic) -> None:
    client = person(clinic, "Сатыбалдиева")
    made = {code: case(clinic, client, risk_level=code).id for code in ("R3", "R1", "R2")}
    assert clinic.listing.ids("journalist_case", Order("risk_level", True)) == [made["R3"], made["R2"], made["R1"]]


def test_titles_stand_in_the_kyrgyz_order_and_dates_with_the_empty_last(clinic: Clinic) -> None:
    client = person(clinic, "Сатыбалдиева")
    titles = ("Өкүм", "Окуя", "Ңаа", "Нааразылык")
    made = {title: case(clinic, client, title=title).id for title in titles}
    wanted = [made[title] for title in sorted(titles, key=alphabet_key)]
    assert clinic.listing.ids("journalist_case", Order("title", False)) == wanted
    dated = case(clinic, client, next_step="доо", next_step_on=date(2026, 12, 1)).id
    sooner = case(clinic, client, next_step="доо", next_step_on=date(2026, 11, 1)).id
    assert clinic.listing.ids("journalist_case", Order("next_step_on", False))[:2] == [sooner, dated]
    assert clinic.listing.ids("journalist_case", Order("next_step_on", True))[:2] == [dated, sooner]


def test_words_narrow_an_ordered_list(clinic: Clinic) -> None:
    a = consultation(clinic, person(clinic, "Үсөнбекова Жаңыл")).id
    consultation(clinic, person(clinic, "Асанов Кубан"))
    assert clinic.listing.ids("consultation", Order("person_id", False), words="усонбек") == [a]
    assert clinic.listing.ids("consultation", Order("topic", True), where={"outcome": "settled"}) == []


def test_only_these_in_the_order_given(clinic: Clinic) -> None:
    made = [consultation(clinic).id for _ in range(4)]
    asked = [made[2], made[0], "unknown", made[2]]
    assert clinic.listing.ids("consultation", only=asked) == [made[2], made[0]]


def test_the_list_is_answered_from_one_index_alone(clinic: Clinic) -> None:
    """Planted: without the index SQLite looked into every row and sorted them."""
    db = clinic._desk.vault._db
    sql = "select id, topic from rec_consultation where archived = 0 and erased = '' order by received_at desc, id desc"
    plan = " ".join(str(row[3]) for row in db.all(f"explain query plan {sql}"))
    assert "COVERING INDEX rec_consultation_list" in plan
    assert "TEMP B-TREE" not in plan


# --- several at once ------------------------------------------------------------------------------------------------


def member(clinic: Clinic, name: str, office: str = "NAR1") -> str:
    record = clinic.casework.blank("member", name=name, role="lawyer", office_id=office, active=True)
    return clinic.casework.save(record).record.id


def test_several_are_given_to_a_lawyer_and_back(clinic: Clinic) -> None:
    other = member(clinic, "Бакыт Осмонов")
    made = [consultation(clinic).id for _ in range(3)]
    assert other in [one.id for one in clinic.several.lawyers("consultation", made)]
    done = clinic.several.assign("consultation", made, other, clinic.listing.moment())
    records: list[Any] = clinic.casework.load_many("consultation", made)
    assert {one.lawyer_id for one in records} == {other}
    assert set(done.changes.records["consultation"]) == set(made)
    clinic.several.assign_back("consultation", done)
    back: list[Any] = clinic.casework.load_many("consultation", made)
    assert {one.lawyer_id for one in back} == {clinic.identity.member_id}


def test_what_says_so_already_is_not_said_again(clinic: Clinic) -> None:
    made = consultation(clinic)
    before = len(clinic.history.of("consultation", made.id))
    clinic.several.assign("consultation", [made.id], clinic.identity.member_id, clinic.listing.moment())
    assert len(clinic.history.of("consultation", made.id)) == before


def reasons(done: Any) -> list[tuple[str, type[Exception]]]:
    return [(id, type(why)) for id, why in done.refused]


def test_what_moved_after_the_list_was_read_stays_as_it_is(clinic: Clinic) -> None:
    """Planted: written without asking what moved, the other lawyer was overwritten unseen."""
    other = member(clinic, "Бакыт Осмонов")
    moved, same = consultation(clinic), consultation(clinic)
    shown = clinic.listing.moment()
    clinic.casework.save(replace(moved, lawyer_id=other))
    me = clinic.identity.member_id
    done = clinic.several.assign("consultation", [moved.id, same.id], me, shown)
    assert (done.ids, reasons(done)) == ((same.id,), [(moved.id, ChangedMeanwhile)])
    kept: Any = clinic.casework.load("consultation", moved.id)
    assert kept.lawyer_id == other
    assert reasons(clinic.several.archive("consultation", [moved.id], shown=shown)) == [(moved.id, ChangedMeanwhile)]
    again = clinic.several.assign("consultation", [moved.id], me, clinic.listing.moment())
    assert again.ids == (moved.id,)


def test_taking_back_leaves_alone_what_was_given_on_meanwhile(clinic: Clinic) -> None:
    """Planted: taken back without a look, the third lawyer lost the record."""
    first, second = member(clinic, "Бакыт Осмонов"), member(clinic, "Нурлан Асанов")
    a, b = consultation(clinic), consultation(clinic)
    done = clinic.several.assign("consultation", [a.id, b.id], first, clinic.listing.moment())
    now: Any = clinic.casework.load("consultation", a.id)
    clinic.casework.save(replace(now, lawyer_id=second))
    other: Any = clinic.casework.load("consultation", b.id)
    clinic.casework.save(replace(other, advice="Башка кеңеш."))  # nothing of what is taken back
    back = clinic.several.assign_back("consultation", done)
    assert (back.ids, reasons(back)) == ((b.id,), [(a.id, ChangedMeanwhile)])
    records: list[Any] = clinic.casework.load_many("consultation", [a.id, b.id])
    assert [one.lawyer_id for one in records] == [second, clinic.identity.member_id]
    assert records[1].advice == "Башка кеңеш."


def test_taking_back_leaves_in_the_bin_what_was_there_before(clinic: Clinic) -> None:
    """Planted: taken back by restoring all, the bin lost what had lain in it before."""
    old, new = consultation(clinic).id, consultation(clinic).id
    clinic.several.archive("consultation", [old])
    done = clinic.several.archive("consultation", [old, new])
    clinic.several.archive_back("consultation", done)
    assert [one.id for one in clinic.bin.listed()] == [old]


def test_the_bin_tells_who_and_when_and_gives_back(clinic: Clinic) -> None:
    made = [consultation(clinic, person(clinic, f"Асанов {n}")).id for n in range(2)]
    clinic.several.archive("consultation", made)
    assert clinic.casework.ids("consultation") == []
    (first, _second) = clinic.bin.listed()
    assert (first.by, first.days_left, first.ours) == ("Айгүл Токтосунова", 30, True)
    assert first.at is not None and first.at.date() == date.today()
    assert {one.second for one in clinic.bin.listed()} == {"Асанов 0", "Асанов 1"}
    done = clinic.bin.restore([("consultation", id) for id in made])
    assert set(done.ids) == set(made)
    assert clinic.bin.listed() == []
    assert set(clinic.casework.ids("consultation")) == set(made)


def test_after_30_days_it_leaves_the_bin_and_stays_archived(clinic: Clinic) -> None:
    """Planted: with the 30 days asked of the archive as well, the record was nowhere to be seen."""
    made = consultation(clinic).id
    clinic.several.archive("consultation", [made])
    last = date.today() + timedelta(days=30)
    assert [one.days_left for one in clinic.bin.listed(last)] == [0]
    assert clinic.bin.listed(last + timedelta(days=1)) == []
    assert [one.id for one in clinic.bin.listed(last + timedelta(days=400), older=True)] == [made]
    assert clinic.casework.load("consultation", made).archived
    assert clinic.casework.ids("consultation", archived=True) == [made]


def test_an_imperfect_record_can_be_put_away_too(clinic: Clinic) -> None:
    """Planted: saved as a whole, the record was refused for a required field an old register never had."""
    made = consultation(clinic)
    vault = clinic._desk.vault
    with vault.changing():
        clinic.casework.write_registers(made, {"topic": None})
    clinic.several.archive("consultation", [made.id])
    assert [one.id for one in clinic.bin.listed()] == [made.id]


def test_erased_for_good_is_gone_for_good(clinic: Clinic) -> None:
    client = person(clinic, "Сатыбалдиева")
    made = case(clinic, client)
    event = clinic.casework.blank("case_event", case_id=made.id, kind="hearing", on="2026-11-20", title="угуу")
    clinic.casework.save(event)
    clinic.several.archive("journalist_case", [made.id])
    rows = clinic.bin.listed()
    following = clinic.bin.following(rows)
    assert (len(following.belonging), following.naming) == (1, 0)
    assert clinic.bin.at_once()
    done = clinic.bin.erase(rows, following)
    assert done.ids == (made.id,)
    assert clinic.bin.listed(older=True) == []
    assert clinic.casework.children("case_event", made.id) == []


def test_what_was_restored_meanwhile_is_not_erased(clinic: Clinic) -> None:
    """Planted: erased by id alone; then asked only whether it is archived: both erased what nobody had seen."""
    made = consultation(clinic)
    clinic.several.archive("consultation", [made.id])
    rows = clinic.bin.listed()
    clinic.several.archive("consultation", [made.id], False)
    assert reasons(clinic.bin.erase(rows)) == [(made.id, ChangedMeanwhile)]
    now: Any = clinic.casework.load("consultation", made.id)
    clinic.casework.save(replace(now, advice="Жаңы кеңеш."))
    clinic.several.archive("consultation", [made.id])
    assert reasons(clinic.bin.erase(rows)) == [(made.id, ChangedMeanwhile)]  # in the bin again, and another than shown
    kept: Any = clinic.casework.load("consultation", made.id)
    assert (kept.advice, kept.erased) == ("Жаңы кеңеш.", "")
    assert clinic.bin.erase(clinic.bin.listed()).ids == (made.id,)


def test_an_event_written_meanwhile_is_not_erased_with_its_case(clinic: Clinic) -> None:
    """Planted: with the case alone looked at, the event went unseen."""
    made = case(clinic, person(clinic, "Сатыбалдиева"))
    clinic.several.archive("journalist_case", [made.id])
    rows = clinic.bin.listed()
    following = clinic.bin.following(rows)
    event = clinic.casework.blank("case_event", case_id=made.id, kind="hearing", on="2026-11-20", title="угуу")
    event = clinic.casework.save(event).record
    assert reasons(clinic.bin.erase(rows, following)) == [(made.id, ChangedMeanwhile)]
    assert not clinic.casework.load("case_event", event.id).erased
    assert clinic.bin.erase(rows, clinic.bin.following(rows)).ids == (made.id,)


def test_a_case_and_its_client_are_erased_together(clinic: Clinic) -> None:
    client, friend = person(clinic, "Сатыбалдиева"), person(clinic, "Асанов")
    made = case(clinic, client)
    clinic.casework.save(clinic.casework.blank("relation", person_id=client, other_id=friend, kind="spouse"))
    clinic.several.archive("journalist_case", [made.id])
    clinic.several.archive("person", [client, friend])
    rows = clinic.bin.listed()
    done = clinic.bin.erase(rows, clinic.bin.following(rows))
    assert set(done.ids) == {made.id, client, friend} and not done.refused


def test_the_bin_tells_how_many_records_name_a_person(clinic: Clinic) -> None:
    client = person(clinic, "Асанов Үсөн")
    made = consultation(clinic, client)
    put_away = consultation(clinic, client)
    consultation(clinic, opponent_ids=frozenset({client}))
    consultation(clinic, person(clinic, "Бакиров"))
    clinic.several.archive("person", [client])
    assert clinic.bin.following(clinic.bin.listed()).naming == 3
    clinic.several.archive("consultation", [put_away.id])
    everything = clinic.bin.listed()
    assert clinic.bin.following([row for row in everything if row.type == "person"]).naming == 3
    assert clinic.bin.following(everything).naming == 2  # what goes along does not stay
    clinic.erasing.erase("consultation", made.id)
    assert clinic.bin.following(clinic.bin.listed()).naming == 1


# --- spreadsheets ---------------------------------------------------------------------------------------------------


def test_the_offices_own_table_has_names_and_no_long_text(clinic: Clinic, tmp_path: Path) -> None:
    made = consultation(clinic, person(clinic, "=Асанов Кубан"), facts="Сыр сөз")
    out = clinic.list_export.write("consultation", [made.id], "internal", tmp_path / "a.csv")
    told = out.read_text(encoding="utf-8-sig")
    assert "'=Асанов Кубан" in told  # never a formula
    assert made.record_no in told and "For the office alone" in told
    assert "Сыр сөз" not in told and "Арыз жазуу" not in told


def test_what_leaves_the_office_has_no_name_no_number_and_no_day(clinic: Clinic, tmp_path: Path) -> None:
    """Planted: with the office's own fields the client's name stood in the file."""
    made = consultation(clinic, person(clinic, "Асанов Кубан"), source_ref="bot-77")
    clinic.list_export.write("consultation", [made.id], "outward", tmp_path / "a.xlsx")
    table = clinic.list_export.build("consultation", [made.id], "outward")
    told = "\n".join(str(cell) for row in table.rows for cell in row)
    for secret in ("Асанов", made.record_no, "bot-77", "20.11.2026", made.lawyer_id, made.person_id):
        assert secret not in told
    assert "11.2026" in told and "Wages" in told


def test_a_journalists_name_is_in_no_table(clinic: Clinic) -> None:
    made = case(clinic, person(clinic, "Сатыбалдиева Мээрим"))
    for profile in clinic.list_export.profiles("journalist_case", [made.id]):
        table = clinic.list_export.build("journalist_case", [made.id], profile)
        assert "Сатыбалдиева" not in str(table)


def test_a_table_of_nobodys_profile_is_refused(clinic: Clinic) -> None:
    with pytest.raises(NotOurs):
        clinic.list_export.build("person", [person(clinic, "Асанов")], "outward")
