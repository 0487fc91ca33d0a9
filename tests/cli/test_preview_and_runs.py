"""Preview, leaving out, merge reports, undoing a whole merge and confirming erasures, as commands."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.cli.laptop import Laptop, consultation, join
from tests.cli.test_merging import ids


@pytest.fixture
def two(tmp_path: Path) -> tuple[Laptop, Laptop]:
    """A coordinator and an office, joined."""
    coordinator = Laptop(tmp_path / "k").founded("BISH", "coordinator")
    office = Laptop(tmp_path / "a").founded("NAR1")
    join(coordinator, (office, "NAR1"))
    return coordinator, office


def test_preview_leave_out_report_and_undo_of_a_run(two: tuple[Laptop, Laptop], tmp_path: Path) -> None:
    coordinator, office = two
    one, other = office.add("consultation", consultation(), consultation())
    stick = office.exported("stick")
    preview = coordinator.doc("preview", stick)
    news = {record["record"]: record for record in preview["records"]}
    assert {one, other} <= news.keys()
    assert (news[one]["type"], news[one]["what"], news[one]["may_leave_out"]) == ("consultation", "new", True)
    (field,) = [field for field in news[one]["fields"] if field["field"] == "topic"]
    assert field.keys() == {"field", "from", "to", "author", "office", "laptop", "at", "conflict"}
    assert (field["from"], field["office"], field["conflict"]) == (None, "NAR1", False)
    assert ids(coordinator) == set()
    done = coordinator.doc("merge", stick, "--leave-out", other)
    assert ids(coordinator) == {one}
    assert {report["run"] for report in coordinator.doc("merges")} == {done["run"]}
    paper = tmp_path / "merge.pdf"
    report = coordinator.doc("merge-report", done["run"], "--out", paper)
    assert (report["left_out"], report["offices"]["NAR1"]["new"]) == (1, preview_of_new(preview) - 1)
    assert "Merge report" in PdfReader(paper).pages[0].extract_text()
    assert coordinator.doc("merge-undo", done["run"])["built_on_top"] == []
    assert ids(coordinator) == set()
    assert coordinator.doc("merge-report", done["run"])["undone_at"]
    coordinator.run("merge", stick)
    assert ids(coordinator) == {one, other}
    assert coordinator.refused("merge-undo", 999) == "No merge was kept under the number 999."


def preview_of_new(preview: dict[str, list[dict[str, object]]]) -> int:
    return sum(record["what"] == "new" for record in preview["records"])


def test_what_people_read_is_in_their_language(two: tuple[Laptop, Laptop]) -> None:
    coordinator, office = two
    office.add("consultation", consultation())
    stick = office.exported("stick")
    told = coordinator.run("preview", stick, lang="ru", as_json=False).out
    assert "Объединён" in told
    assert "Консультация" in told
    assert "merged" not in told
    assert "Объединён" in coordinator.run("merge", stick, lang="ru", as_json=False).out
    assert "Нового нет" in coordinator.run("merge", stick, lang="ru", as_json=False).out


def test_a_coordinator_confirms_many_erasures_after_looking(two: tuple[Laptop, Laptop]) -> None:
    coordinator, office = two
    records = office.add("consultation", *[consultation()] * 21)
    coordinator.run("merge", office.exported("stick"))
    for record in records:
        office.run("record", "erase", "consultation", record)
    coordinator.run("merge", office.exported("stick2"))
    assert {one["id"] for one in coordinator.doc("erasures", "list")} == set(records)
    assert coordinator.doc("erasures", "confirm", records[0])["confirmed"] == [records[0]]
    assert set(coordinator.doc("erasures", "confirm")["confirmed"]) == set(records[1:])
    assert coordinator.doc("erasures", "list") == []
    assert coordinator.is_whole()
