"""The first day by commands alone: found, join, take the register in, seal, merge, and nothing is lost on the way."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.cli.laptop import REGISTER, Laptop, case, consultation, join

TRUTH = json.loads(REGISTER.with_name(f"{REGISTER.name}.truth.json").read_text(encoding="utf-8"))
SHARED_TYPES = ("person", "consultation", "journalist_case", "case_event", "member", "office")


class FirstDay:
    """Two laptops and what every step of the day said, in order."""

    def __init__(self, folder: Path) -> None:
        self.office = Laptop(folder / "office").founded("NAR1")
        self.coordinator = Laptop(folder / "coordinator").founded("BISH", "coordinator", person="Координатор")
        self.said: dict[str, Any] = {}

    def live(self) -> None:
        office, said = self.office, self.said
        join(self.coordinator, (office, "NAR1"))
        said["dry"] = office.doc("import", REGISTER, "--type", "consultation", "--dry-run")
        said["after_dry"] = office.doc("vault", "info")["counts"]
        said["import"] = office.doc("import", REGISTER, "--type", "consultation")
        said["again"] = office.doc("import", REGISTER, "--type", "consultation")
        said["listed"] = office.doc("record", "list", "consultation")
        office.add("consultation", consultation(consents=[{"kind": "processing", "form": "oral", "on": "2026-03-02"}]))
        self.person = office.add("person", {"name_display": "Сатыбалдиева Мээрим", "aliases": ["М. Үмүт"]})[0]
        self.case = office.add("journalist_case", case(self.person, opponent_ids=["Кылычбек уулу Өмүр"]))[0]
        office.add("case_event", {"case_id": self.case, "kind": "decision_copy", "on": "2026-03-05", "title": "Чечим"})
        self.hidden = office.add("consultation", consultation(confidentiality="office", facts="кеңседе гана"))[0]
        self.stick = office.folder / "stick"
        self.stick.mkdir()
        said["export"] = office.doc("export", "--to", self.stick)
        said["preview"] = self.coordinator.doc("preview", self.stick)
        said["before_merge"] = self.coordinator.doc("vault", "info")["counts"]
        said["merge"] = self.coordinator.doc("merge", self.stick)
        said["merge_again"] = self.coordinator.doc("merge", self.stick)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> FirstDay:
    day = FirstDay(tmp_path_factory.mktemp("first-day"))
    day.live()
    return day


def test_the_register_is_taken_in_as_its_truth_file_says(day: FirstDay) -> None:
    done, truth = day.said["import"], TRUTH["imported"]
    assert (done["added"], done["skipped"]) == (truth["rows"], 0) == (1761, 0)
    named = [{key: error[key] for key in ("row", "column", "heading", "value")} for error in done["errors"]]
    wanted = [
        {"row": bad["line"], "column": bad["column"], "heading": bad["heading"], "value": bad["value"]}
        for bad in TRUTH["bad_rows"]
    ]
    assert named == wanted and len(named) == 14
    assert all(error["message"] for error in done["errors"])
    listed = day.said["listed"]
    assert len(listed) == 1761
    assert Counter(row["received_at"][:7] for row in listed) == truth["by_month"]
    assert Counter(row["sex"] for row in listed) == truth["by_sex"]
    assert sum(row["anonymous"] for row in listed) == truth["anonymous"]


def test_an_anonymous_caller_has_no_identity_and_what_was_left_out_is_named(day: FirstDay) -> None:
    anonymous = [row for row in day.said["listed"] if row["anonymous"]]
    assert not any(row["person_id"] or row["name_display"] or row["phone"] for row in anonymous)
    left_out = day.said["import"]["left_out"]
    assert left_out and {note["column"] for note in left_out} >= {"phone"}


def test_a_dry_run_says_the_same_and_writes_nothing(day: FirstDay) -> None:
    assert day.said["dry"] == day.said["import"]
    assert (day.said["after_dry"]["consultation"], day.said["after_dry"]["person"]) == (0, 0)


def test_the_same_register_again_adds_nothing(day: FirstDay) -> None:
    done = day.said["again"]
    assert (done["added"], done["skipped"], done["people"]) == (0, 1761, 0)
    assert done["errors"] == day.said["import"]["errors"]


def test_a_preview_says_what_the_merge_does_and_does_nothing(day: FirstDay) -> None:
    assert day.said["preview"]["packages"] == day.said["merge"]["packages"]
    told = [record for record in day.said["preview"]["records"] if record["type"] == "consultation"]
    assert len(told) == len(day.coordinator.doc("record", "list", "consultation"))
    assert day.said["before_merge"]["consultation"] == 0


def test_everything_arrives(day: FirstDay) -> None:
    packages = day.said["merge"]["packages"]
    assert {package["status"] for package in packages} == {"merged"}
    assert [package["conflicts"] for package in packages] == [0] * len(packages)
    assert sum(package["entries"] for package in day.said["export"]["packages"]) >= 1761
    for package in day.said["export"]["packages"]:
        assert Path(package["file"]).stat().st_size == package["bytes"]


@pytest.mark.parametrize("kind", SHARED_TYPES)
def test_every_value_of_every_shared_record_is_equal_on_both_sides(day: FirstDay, kind: str) -> None:
    """With the last entry of a stream left out of its package (planted once) it fails."""
    here = {row["id"]: row for row in day.office.doc("record", "list", kind)}
    there = {row["id"]: row for row in day.coordinator.doc("record", "list", kind)}
    own = {"office": {"BISH"}, "member": there.keys() - here.keys()}.get(kind, set())
    hidden = {day.hidden} if kind == "consultation" else set()
    assert {id: row for id, row in there.items() if id not in own} == {
        id: row for id, row in here.items() if id not in hidden
    }
    counts = [laptop.doc("vault", "info")["counts"][kind] for laptop in (day.office, day.coordinator)]
    assert counts[0] - len(hidden) == counts[1] - len(own) == len(here) - len(hidden)


def test_a_consultation_kept_in_the_office_stays_there(day: FirstDay) -> None:
    assert day.office.show("consultation", day.hidden)["facts"] == "кеңседе гана"
    day.coordinator.run("record", "show", "consultation", day.hidden, code=1)
    assert day.coordinator.doc("search", "кеңседе") == []


def test_merging_again_finds_nothing_new(day: FirstDay) -> None:
    assert {package["status"] for package in day.said["merge_again"]["packages"]} == {"nothing_new"}
    one = sorted(day.stick.glob("*.clinic"))[0]
    twice = day.coordinator.doc("merge", one, one)["packages"]
    assert {package["status"] for package in twice} == {"nothing_new"}


def test_one_s_own_package_is_left_alone(day: FirstDay) -> None:
    assert {package["status"] for package in day.office.doc("merge", day.stick)["packages"]} == {"nothing_new"}


def test_a_receipt_frees_the_outbox(day: FirstDay, tmp_path: Path) -> None:
    day.coordinator.run("export", "--to", tmp_path)
    assert {one["status"] for one in day.office.doc("merge", tmp_path)["packages"]} <= {"merged", "nothing_new"}
    (tmp_path / "empty").mkdir()
    assert day.office.doc("export", "--to", tmp_path / "empty") == {"packages": []}
    everything = day.office.doc("export", "--all", "--to", tmp_path / "empty")["packages"]
    assert sum(one["entries"] for one in everything) >= 1761


def test_search_and_the_name_check_find_what_was_imported(day: FirstDay) -> None:
    assert day.coordinator.doc("search", "Сатыбалдиева", "Мээрим")[0]["type"] in ("person", "journalist_case")
    hits = day.coordinator.doc("people", "check", "Сатыбалдыева Мэрим")
    assert day.person in [hit["id"] for hit in hits]
    assert "journalist" in next(hit["roles"] for hit in hits if hit["id"] == day.person)


@pytest.mark.parametrize("suffix", ["pdf", "xlsx", "csv"])
def test_the_report_counts_the_register(day: FirstDay, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"hotline.{suffix}"
    made = day.coordinator.doc("report", "hotline", "--from", "2020-05-01", "--to", "2021-03-31", "--out", out)
    assert made["file"] == str(out) and made["rows"] > 0 and out.stat().st_size > 300
    if suffix == "csv":
        assert "1761" in out.read_text(encoding="utf-8-sig").replace("\u00a0", "").replace(" ", "")


def test_both_case_books_are_whole(day: FirstDay) -> None:
    assert day.office.is_whole() and day.coordinator.is_whole()
