"""Records from scripts: all or nothing, versions that were seen, conflicts and their decisions."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.laptop import Laptop, case, consultation, join


@dataclass(frozen=True)
class Office:
    """Two laptops of one office and a coordinator, joined; `stick` carries packages."""

    a: Laptop
    b: Laptop
    coordinator: Laptop

    def carry(self, giver: Laptop, *takers: Laptop) -> None:
        stick = giver.folder / f"stick-{len(list(giver.folder.iterdir()))}"
        stick.mkdir()
        giver.run("export", "--to", stick)
        for taker in takers:
            taker.run("merge", stick)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder = tmp_path_factory.mktemp("records")
    a, b = (Laptop(folder / name).founded("NAR1", person=f"Юрист {name}") for name in "ab")
    coordinator = Laptop(folder / "k").founded("BISH", "coordinator")
    join(coordinator, (a, "NAR1"), (b, "NAR1"))
    made = Office(a, b, coordinator)
    made.carry(coordinator, a, b)
    return made


def test_the_second_laptop_has_the_next_letter(office: Office) -> None:
    roster = office.a.doc("network", "roster")["devices"]
    assert sorted((one["office"], one["letter"]) for one in roster) == [("BISH", "A"), ("NAR1", "A"), ("NAR1", "B")]
    assert not any(one["removed"] for one in roster)


def test_numbers_of_two_offline_laptops_never_collide(office: Office) -> None:
    numbers = {
        laptop.show("consultation", laptop.add("consultation", consultation())[0])["record_no"]
        for laptop in (office.a, office.b)
    }
    assert len(numbers) == 2
    assert {number.split("-")[2] for number in numbers} == {"A", "B"}


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"no_such_field": 1}, "no_such_field"),
        (consultation(topic="NO.SUCH"), "topic"),
        (consultation(duration_min="many"), "duration_min"),
        (consultation(duration_min=1.5), "duration_min"),
        (consultation(received_at="31.02.2026"), "received_at"),
        (consultation(vulnerability="none"), "vulnerability"),
        (consultation(anonymous="no"), "anonymous"),
        (consultation(consents=[{"kind": "no_such_kind"}]), "consents"),
        (consultation(anonymous=True), "name_display"),
        ({key: value for key, value in consultation().items() if key != "topic"}, "topic"),
        (consultation(pin="123"), "pin"),
        (consultation(facts="\ud800"), "facts"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_one_wrong_record_among_many_names_itself_and_nothing_is_written(
    office: Office, wrong: dict[str, object], named: str
) -> None:
    before = office.a.doc("vault", "info")["counts"]
    given = json.dumps([consultation(name_display="Жаңы Адам", phone="0555 1"), wrong])
    done = office.a.run("record", "add", "consultation", "--from", "-", give=given, code=1)
    assert named in done.sentence and done.out == ""
    assert office.a.doc("vault", "info")["counts"] == before


def test_one_object_a_list_and_json_lines_are_the_same(office: Office, tmp_path: Path) -> None:
    one, two = ({"name_display": name} for name in ("Бир", "Эки"))
    file = tmp_path / "people.json"
    for text, count in (
        (json.dumps(one), 1),
        (json.dumps([one, two]), 2),
        (f"{json.dumps(one)}\n\n{json.dumps(two)}\n", 2),
        (json.dumps(one, indent=2), 1),
        ("[]", 0),
    ):
        file.write_text(text, encoding="utf-8")
        assert len(office.a.doc("record", "add", "person", "--from", file)["ids"]) == count
    file.write_text(f"{json.dumps(one)}\nnot json\n", encoding="utf-8")
    before = office.a.doc("vault", "info")["counts"]
    assert "2" in office.a.run("record", "add", "person", "--from", file, code=1).sentence
    assert office.a.doc("vault", "info")["counts"] == before


def test_name_and_phone_that_agree_are_the_same_person(office: Office) -> None:
    about = {"name_display": "Асанов Бакыт", "phone": "0700 11 22 33"}
    first, second, third = office.a.add(
        "consultation",
        consultation(**about),
        consultation(**about | {"phone": "+996700112233"}),
        consultation(**about | {"phone": "0700 99 99 99"}),
    )
    persons = [office.a.show("consultation", id)["person_id"] for id in (first, second, third)]
    assert persons[0] == persons[1] != persons[2]


def test_an_edit_changes_what_it_says_and_nothing_else(office: Office) -> None:
    (id,) = office.a.add("consultation", consultation(consents=[{"kind": "processing", "form": "oral"}]))
    before = office.a.show("consultation", id)
    told = ["advice=a=b; в=г", "vulnerability=disability,older", "followup_on=2026-12-01", "facts=", "duration_min=7"]
    words = [word for one in told for word in ("--set", one)]
    after = office.a.doc("record", "edit", "consultation", id, *words)
    expected = {"advice": "a=b; в=г", "followup_on": "2026-12-01", "facts": "", "duration_min": 7}
    assert {name: after[name] for name in expected} == expected
    assert sorted(after["vulnerability"]) == ["disability", "older"]
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {*expected, "vulnerability", "version"}
    consents = [{"kind": "processing", "form": "written", "on": "2026-03-02"}]
    told = f"consents={json.dumps(consents)}"
    assert office.a.doc("record", "edit", "consultation", id, "--set", told)["consents"] == consents
    assert office.a.doc("record", "edit", "consultation", id, "--set", "topic_more=")["topic_more"] == []
    fields = [row["field"] for row in office.a.show("consultation", id, "--history")["history"]]
    assert fields.count("advice") == 2 and len(fields) == len(set(map(json.dumps, enumerate(fields))))


def test_an_old_value_comes_back_and_the_history_names_packages(office: Office) -> None:
    (id,) = office.a.add("consultation", consultation(advice="биринчи"))
    office.a.run("record", "edit", "consultation", id, "--set", "advice=экинчи")
    office.carry(office.a, office.b)
    told = [row for row in office.b.show("consultation", id, "--history")["history"] if row["field"] == "advice"]
    assert [row["to"] for row in told] == ["биринчи", "экинчи"]
    assert all(row["package"].startswith("NAR1-A-") for row in told)
    restored = office.b.doc("record", "restore", "consultation", id, "--dot", told[0]["dot"], "--field", "advice")
    assert restored["advice"] == "биринчи"
    last = [row for row in restored["history"] if row["field"] == "advice"][-1]
    assert (last["from"], last["to"], last["package"]) == ("экинчи", "биринчи", "")


def test_a_stale_version_makes_a_conflict_that_a_person_settles(office: Office) -> None:
    """What was seen wins over what lies here: with `seen` taken from the database no conflict would come about."""
    (id,) = office.a.add("consultation", consultation())
    seen = office.a.show("consultation", id)["version"]
    office.a.run("record", "edit", "consultation", id, "--set", "advice=биринчи")
    other = office.a.doc("record", "edit", "consultation", id, "--set", "advice=экинчи", "--version", seen)
    assert other["conflicts"] == ["advice"]
    (open_one,) = [one for one in office.a.doc("conflicts") if one["record"] == id]
    assert (open_one["type"], open_one["field"]) == ("consultation", "advice")
    assert {value["value"] for value in open_one["values"]} == {"биринчи", "экинчи"}
    assert all(value["author"] and value["office"] and value["at"] for value in open_one["values"])
    office.a.run("record", "edit", "consultation", id, "--set", "advice=үчүнчү", code=1)
    assert office.a.doc("record", "edit", "consultation", id, "--set", "facts=башка")["conflicts"] == ["advice"]
    chosen = next(value["dot"] for value in open_one["values"] if value["value"] == "экинчи")
    office.a.run("resolve", open_one["id"], "--take", chosen)
    settled = office.a.show("consultation", id)
    assert (settled["advice"], settled["conflicts"], settled["facts"]) == ("экинчи", [], "башка")
    office.a.run("resolve", open_one["id"], "--take", chosen, code=1)


def test_edits_on_both_sides_meet_as_a_conflict_and_the_decision_travels(office: Office) -> None:
    (id,) = office.a.add("consultation", consultation())
    office.carry(office.a, office.coordinator, office.b)
    office.a.run("record", "edit", "consultation", id, "--set", "advice=А жагы", "--set", "duration_min=33")
    office.coordinator.run("record", "edit", "consultation", id, "--set", "advice=К жагы", "--set", "outcome=advised")
    office.carry(office.a, office.coordinator)
    (open_one,) = [one for one in office.coordinator.doc("conflicts") if one["record"] == id]
    assert open_one["field"] == "advice"
    assert office.coordinator.show("consultation", id)["duration_min"] == 33
    office.coordinator.run("resolve", open_one["id"], "--value", "Экөө тең")
    office.carry(office.coordinator, office.a, office.b)
    for laptop in (office.a, office.coordinator):
        shown = laptop.show("consultation", id)
        assert (shown["advice"], shown["conflicts"]) == ("Экөө тең", [])
        assert "Экөө тең" in json.dumps(laptop.show("consultation", id, "--history")["history"], ensure_ascii=False)


def test_sets_merge_per_element(office: Office) -> None:
    (id,) = office.a.add("consultation", consultation(vulnerability=["disability"]))
    office.carry(office.a, office.coordinator)
    office.a.run("record", "edit", "consultation", id, "--set", "vulnerability=disability,older")
    office.coordinator.run("record", "edit", "consultation", id, "--set", "vulnerability=disability,single_parent")
    office.carry(office.a, office.coordinator)
    both = office.coordinator.show("consultation", id)
    assert set(both["vulnerability"]) == {"disability", "older", "single_parent"}
    assert both["conflicts"] == []


def test_archiving_hides_and_keeps(office: Office) -> None:
    (id,) = office.a.add("person", {"name_display": "Архивдеги Киши"})
    office.a.run("record", "archive", "person", id)
    assert id not in [row["id"] for row in office.a.doc("record", "list", "person")]
    assert office.a.show("person", id)["archived"] is True


def test_lists_are_narrowed(office: Office) -> None:
    person = office.a.add("person", {"name_display": "Тизмедеги Журналист"})[0]
    ids = office.a.add("journalist_case", case(person, title="1"), case(person, title="2", urgency="U2"))
    rows = office.a.doc("record", "list", "journalist_case", "--where", f"person_id={person}")
    assert {row["id"] for row in rows} == set(ids)
    where = ["--where", f"person_id={person}", "--where", "urgency=U2"]
    assert [row["id"] for row in office.a.doc("record", "list", "journalist_case", *where)] == [ids[1]]
    assert len(office.a.doc("record", "list", "journalist_case", "--limit", "1")) == 1
    assert [row["id"] for row in office.a.doc("record", "list", "journalist_case", "--where", f"id={ids[0]}")] == [
        ids[0]
    ]


def test_programs_that_save_at_the_same_time_lose_nothing(office: Office) -> None:
    """Real processes, started together; each takes its turn, and every record has a number of its own."""
    given = json.dumps([consultation(phone="") for _ in range(5)])
    command = office.b.command("record", "add", "consultation", "--from", "-", "--json")
    pipe = subprocess.PIPE
    started = [
        subprocess.Popen(command, env=office.b.environment, stdin=pipe, stdout=pipe, text=True, encoding="utf-8")
        for _ in range(4)
    ]
    for one in started:
        assert one.stdin is not None
        one.stdin.write(given)
        one.stdin.close()
        one.stdin = None
    ids = [id for one in started for id in json.loads(one.communicate(timeout=120)[0])["ids"]]
    assert [one.returncode for one in started] == [0] * 4 and len(set(ids)) == 20
    rows = [row for row in office.b.doc("record", "list", "consultation") if row["id"] in ids]
    assert len({row["record_no"] for row in rows}) == 20 and office.b.is_whole()
