"""`clinic import` with --update, --sheet, --encoding and --header: the dry run's document is the real run's."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.cli.laptop import Laptop
from tests.cli.test_import_options import GOOD, HEAD, renumbered, sheet


@pytest.fixture(scope="module")
def laptop(tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    return Laptop(tmp_path_factory.mktemp("import")).founded()


def test_update_changes_what_differs_and_the_dry_run_says_so(laptop: Laptop, tmp_path: Path) -> None:
    laptop.run("import", sheet(tmp_path, GOOD), "--type", "consultation")
    cells = GOOD[2].split(";")
    cells[13] = "Башка кеңеш берилди."
    file = sheet(tmp_path, [*GOOD[:2], ";".join(cells), *GOOD[3:]])
    told = laptop.doc("import", file, "--type", "consultation", "--update", "--dry-run")
    (change,) = told["changes"]
    assert (told["updated"], told["skipped"], change["row"], change["field"]) == (1, len(GOOD) - 1, 4, "advice")
    assert change["after"] == cells[13]
    assert laptop.doc("record", "show", "consultation", change["id"])["advice"] == change["before"]
    assert laptop.doc("import", file, "--type", "consultation", "--update") == told
    assert laptop.doc("record", "show", "consultation", change["id"])["advice"] == cells[13]
    assert laptop.doc("import", file, "--type", "consultation", "--update")["updated"] == 0


def test_encoding_sheet_and_header_can_be_named(laptop: Laptop, tmp_path: Path) -> None:
    file = tmp_path / "old.csv"
    rows = [row.replace("ү", "у").replace("ө", "о").replace("ң", "н") for row in renumbered(GOOD[:3], 300)]
    file.write_bytes("\n".join([HEAD, *rows]).encode("koi8-r", "replace"))
    told = ["import", file, "--type", "consultation", "--register", "old", "--dry-run"]
    assert laptop.doc(*told, "--encoding", "koi8-r")["added"] == 3
    laptop.run(*told, "--encoding", "utf-8", code=1)
    book = Workbook()
    assert book.active is not None
    book.active.append(["Титул"])
    page = book.create_sheet("Май")
    page.append(["Реестр", "за", "май", "2020", "года"])
    for line in (HEAD, *GOOD[:2]):
        page.append(line.split(";"))
    book.save(tmp_path / "book.xlsx")
    told = ["import", tmp_path / "book.xlsx", "--type", "consultation", "--register", "book", "--dry-run"]
    assert laptop.doc(*told, "--sheet", "май", "--header", "2")["added"] == 2
    laptop.run(*told, "--sheet", "Июнь", code=1)


def test_rows_that_lie_in_the_bin_are_told_by_the_dry_run_and_the_run(laptop: Laptop, tmp_path: Path) -> None:
    file = sheet(tmp_path, renumbered(GOOD[:2], 700), name="binned.csv")
    told = ["import", file, "--type", "consultation", "--register", "binned"]
    before = {one["id"] for one in laptop.doc("record", "list", "consultation")}
    assert laptop.doc(*told)["in_bin"] == []
    id = min({one["id"] for one in laptop.doc("record", "list", "consultation")} - before)
    laptop.run("record", "archive", "consultation", id)
    (binned,) = laptop.doc(*told, "--dry-run")["in_bin"]
    assert binned["id"] == id and binned["row"] in (2, 3) and binned["record_no"]
    assert laptop.doc(*told)["in_bin"] == [binned]
