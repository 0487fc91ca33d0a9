"""What `clinic import` does besides the usual: changed rows, --strict, --map, --mapping, two laptops, formulas."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.laptop import REGISTER, Laptop

HEAD = REGISTER.read_text(encoding="utf-8-sig").splitlines()[0]
GOOD = REGISTER.read_text(encoding="utf-8-sig").splitlines()[1:9]


@pytest.fixture(scope="module")
def laptop(tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    return Laptop(tmp_path_factory.mktemp("import")).founded()


def sheet(folder: Path, rows: Sequence[str], head: str = HEAD, name: str = "register.csv") -> Path:
    file = folder / name
    file.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8-sig")
    return file


def renumbered(rows: Sequence[str], by: int) -> list[str]:
    """The rows as another register would have them."""
    return [";".join([str(int(row.split(";")[0]) + by), *row.split(";")[1:]]) for row in rows]


def test_a_changed_cell_under_the_same_number_is_told_and_nothing_is_overwritten(
    laptop: Laptop, tmp_path: Path
) -> None:
    laptop.run("import", sheet(tmp_path, GOOD), "--type", "consultation")
    before = laptop.doc("record", "list", "consultation")
    cells = GOOD[2].split(";")
    cells[13] = "Башка кеңеш берилди."
    changed = sheet(tmp_path, [*GOOD[:2], ";".join(cells), *GOOD[3:]])
    done = laptop.doc("import", changed, "--type", "consultation")
    assert (done["added"], done["skipped"]) == (0, len(GOOD) - 1)
    (error,) = done["errors"]
    assert error["row"] == 4 and error["value"] == cells[0] and error["message"]
    assert laptop.doc("record", "list", "consultation") == before
    assert laptop.doc("import", changed, "--type", "consultation", "--dry-run")["errors"] == done["errors"]


def test_with_strict_one_wrong_row_keeps_all_out(laptop: Laptop, tmp_path: Path) -> None:
    rows = renumbered(GOOD, 5000)
    rows[3] = rows[3].replace(rows[3].split(";")[1], "31.02.2021")
    file = sheet(tmp_path, rows)
    before = laptop.doc("vault", "info")["counts"]
    done = laptop.run("import", file, "--type", "consultation", "--strict", code=1)
    assert (done.doc["added"], [error["column"] for error in done.doc["errors"]]) == (0, ["received_at"])
    assert laptop.doc("vault", "info")["counts"] == before
    said = {done.sentence}
    said |= {
        laptop.run("import", file, "--type", "consultation", "--strict", code=1, lang=lang).sentence
        for lang in ("ky", "ru")
    }
    assert len(said) == 3
    assert laptop.doc("import", file, "--type", "consultation")["added"] == len(GOOD) - 1
    assert laptop.run("import", file, "--type", "consultation", "--strict", code=1).doc["added"] == 0


def test_map_settles_one_heading(laptop: Laptop, tmp_path: Path) -> None:
    head = HEAD.replace("Консультация", "Прочее")
    file = sheet(tmp_path, renumbered(GOOD[:3], 6000), head)
    told = ["import", file, "--type", "consultation", "--register", "map"]
    assert laptop.doc(*told, "--map", "Прочее=advice", "--dry-run")["added"] == 3
    laptop.run(*told, "--map", "Прочее=no_such_field", code=1)
    laptop.run(*told, "--map", "Нет такого=advice", code=1)
    ids = {row["id"] for row in laptop.doc("record", "list", "consultation")}
    laptop.run(*told, "--map", "Прочее=advice")
    new = [row for row in laptop.doc("record", "list", "consultation") if row["id"] not in ids]
    assert sorted(row["advice"] for row in new) == sorted(row.split(";")[13] for row in GOOD[:3])


def test_a_mapping_file_settles_all(laptop: Laptop, tmp_path: Path) -> None:
    mapping = {
        "headings": {"Күнү": "received_at", "Ким": "name_display", "Не болду": "topic", "Жооп": "advice"},
        "values": {"topic": {"үй-бүлө": "FAM.ALI"}},
        "defaults": {
            "channel": "outreach", "language": "ky", "first_time": "unknown", "age_group": "unk", "sex": "f",
            "division_id": "41705214", "vulnerability": "none", "service_kind": "oral", "duration_min": "10",
            "outcome": "advised", "anonymous": "false",
        },
    }  # fmt: skip
    (tmp_path / "mapping.json").write_text(json.dumps(mapping, ensure_ascii=False), encoding="utf-8")
    file = sheet(tmp_path, ["22.11.2024;Өмүрова Айгүл;үй-бүлө;Сотко"], "Күнү;Ким;Не болду;Жооп", "башка.csv")
    done = laptop.doc("import", file, "--type", "consultation", "--mapping", tmp_path / "mapping.json")
    assert (done["added"], done["errors"]) == (1, [])
    (row,) = laptop.doc("record", "list", "consultation", "--where", "channel=outreach")
    assert (row["received_at"][:10], row["topic"], row["name_display"], row["advice"]) == (
        "2024-11-22", "FAM.ALI", "Өмүрова Айгүл", "Сотко",
    )  # fmt: skip
    (tmp_path / "mapping.json").write_text("[]", encoding="utf-8")
    laptop.run("import", file, "--type", "consultation", "--mapping", tmp_path / "mapping.json", code=1)


def test_two_laptops_that_take_in_one_register_make_no_doubles(laptop: Laptop, tmp_path: Path) -> None:
    other = Laptop(tmp_path / "other").founded()
    file = sheet(tmp_path, GOOD)
    laptop.run("import", file, "--type", "consultation")
    other.run("import", file, "--type", "consultation")
    here = {row["id"] for row in laptop.doc("record", "list", "consultation")}
    there = {row["id"] for row in other.doc("record", "list", "consultation")}
    assert there <= here and len(there) == len(GOOD)


def test_what_begins_with_an_equals_sign_stays_text_in_the_report_and_in_the_record(
    laptop: Laptop, tmp_path: Path
) -> None:
    cells = renumbered(GOOD[:1], 7000)[0].split(";")
    cells[13] = "=HYPERLINK(1)"
    laptop.run("import", sheet(tmp_path, [";".join(cells)]), "--type", "consultation")
    assert laptop.doc("search", "HYPERLINK")[0]["type"] == "consultation"
