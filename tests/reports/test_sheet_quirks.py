"""Sheets as they come from people's computers: every encoding, titles above the headings, several sheets, formulas."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from clinic_app.errors import BadInput, Cancelled
from clinic_app.progress import Stoppable
from clinic_app.reports.sheet_reading import Sheet, Unreadable, Wish, read_sheet

RUSSIAN = "Дата;ФИО;Тема\n01.05.2020;Иванова Ольга Петровна;Взыскание алиментов\n02.05.2020;КИМ ОЛЕГ;Развод\n"
SHORT = "ФИО;Пол\nКим;М\n"


def _read(folder: Path, content: bytes, wish: Wish | None = None) -> Sheet:
    file = folder / "register.csv"
    file.write_bytes(content)
    return read_sheet(file, wish)


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866", "mac-cyrillic"])
@pytest.mark.parametrize("text", [RUSSIAN, RUSSIAN.upper(), SHORT])
def test_the_old_cyrillic_encodings_are_told_apart(tmp_path: Path, encoding: str, text: str) -> None:
    """Planted: with every letter worth the same, cp1251 was taken for another; this saw it."""
    sheet = _read(tmp_path, text.encode(encoding))
    assert sheet.understood.encoding == encoding or sheet.rows == _read(tmp_path, text.encode()).rows
    assert sheet.headings == tuple(text.splitlines()[0].split(";"))


def test_the_guess_is_stated_and_can_be_changed(tmp_path: Path) -> None:
    content = RUSSIAN.encode("koi8-r")
    assert _read(tmp_path, content).understood.encoding == "koi8-r"
    wrong = _read(tmp_path, content, Wish(encoding="windows-1251"))
    assert wrong.understood.encoding == "cp1251"
    assert wrong.headings != ("Дата", "ФИО", "Тема")
    assert _read(tmp_path, RUSSIAN.encode("utf-8")).understood.sure


@pytest.mark.parametrize("encoding", ["utf-8", "no-such-encoding"])
def test_an_encoding_that_does_not_fit_is_refused(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(BadInput) as told:
        _read(tmp_path, RUSSIAN.encode("cp1251"), Wish(encoding=encoding))
    assert told.value.data["why"] is Unreadable.ENCODING


def test_a_utf8_file_with_one_broken_letter_is_read_and_the_cell_shows_it(tmp_path: Path) -> None:
    content = (RUSSIAN * 3).encode()
    at = content.index("Ольга".encode()) + 1
    sheet = _read(tmp_path, content[:at] + content[at + 1 :])
    assert sheet.understood.encoding == "utf-8"
    assert not sheet.understood.sure
    assert "\ufffd" in sheet.rows[0][1][1]


def test_titles_above_the_headings_are_passed_over(tmp_path: Path) -> None:
    text = "Реестр обращений за 2020 год;;;\n;;;\nОфис:;Нарын;;\n№;Дата;ФИО;Тема\n1;01.05.2020;Ким Олег;Развод\n"
    sheet = _read(tmp_path, (text + "2;02.05.2020;Асанова А.;Жер\n").encode())
    assert sheet.headings == ("№", "Дата", "ФИО", "Тема")
    assert (sheet.understood.header, [line for line, _ in sheet.rows]) == (4, [5, 6])


def test_the_line_of_the_headings_can_be_named(tmp_path: Path) -> None:
    content = b"a;b\nc;d\ne;f\n"
    assert _read(tmp_path, content, Wish(header=2)) == Sheet(("c", "d"), ((3, ("e", "f")),))
    with pytest.raises(BadInput) as told:
        _read(tmp_path, content, Wish(header=9))
    assert told.value.data["why"] is Unreadable.NO_SUCH_LINE


def test_headings_in_two_lines_numbers_of_columns_and_headings_again(tmp_path: Path) -> None:
    text = (
        "№;Дата;Клиент;;;Тема\n;;ФИО;Телефон;Пол;\n1;2;3;4;5;6\n1;01.05.2020;Ким;0700;М;Развод\n"
        "№;Дата;ФИО;Телефон;Пол;Тема\n2;02.05.2020;Асанова;0701;Ж;Жер\n3;02.05.2020;Бекова;0702;Ж;Жер\n"
    )
    sheet = _read(tmp_path, text.encode())
    assert sheet.headings == ("№", "Дата", "ФИО", "Телефон", "Пол", "Тема")
    assert [line for line, _ in sheet.rows] == [4, 6, 7]


def _workbook(folder: Path) -> Path:
    book = Workbook()
    cover = book.active
    assert cover is not None
    cover.title = "Обложка"
    cover["A1"] = "Реестр клиники"
    page = book.create_sheet("2020")
    page.merge_cells("A1:D1")
    page["A1"] = "Реестр обращений"
    for place, heading in enumerate(("Дата", "ФИО", "Телефон", "Мин."), 1):
        page.cell(3, place, heading)
    page.append([datetime.fromisoformat("2020-05-01"), "Ким Олег", 996701123456.0, "=10+5"])
    page.append([43953, "Асанова А.", "9.96701E+11", 7])
    page.append([None, None, None, None])
    page.append([datetime.fromisoformat("2020-05-03"), "Бекова Н.", 700123456, 8])
    book.create_sheet("2021").append(["Дата", "ФИО"])
    hidden = book.create_sheet("Архив")
    hidden.sheet_state = "hidden"
    book.save(folder / "register.xlsx")
    return folder / "register.xlsx"


def test_the_sheet_with_a_table_is_read_and_another_can_be_named(tmp_path: Path) -> None:
    file = _workbook(tmp_path)
    sheet = read_sheet(file)
    assert (sheet.understood.sheet, sheet.understood.header) == ("2020", 3)
    assert sheet.understood.sheets == ("Обложка", "2020", "2021", "Архив")
    assert [line for line, _ in sheet.rows] == [4, 5, 7]
    assert sheet.rows[0][1][:3] == ("01.05.2020", "Ким Олег", "996701123456")
    assert read_sheet(file, Wish(sheet="2021")).headings == ("Дата", "ФИО")
    with pytest.raises(BadInput) as told:
        read_sheet(file, Wish(sheet="2022"))
    assert told.value.data["why"] is Unreadable.NO_SUCH_SHEET


def test_formulas_give_their_results_and_those_without_one_are_counted(tmp_path: Path) -> None:
    file = _workbook(tmp_path)
    assert read_sheet(file).understood.without_result == 1
    with zipfile.ZipFile(file) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    page = next(name for name, part in parts.items() if b"<f>10+5</f>" in part)
    for empty in (b"<f>10+5</f><v></v>", b"<f>10+5</f><v />", b"<f>10+5</f><v/>"):
        parts[page] = parts[page].replace(empty, b"<f>10+5</f><v>15</v>")
    with zipfile.ZipFile(file, "w") as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    sheet = read_sheet(file)
    assert (sheet.rows[0][1][3], sheet.understood.without_result) == ("15", 0)


def test_reading_a_long_workbook_can_be_stopped(tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    for n in range(1200):
        page.append([n, "a", "b"])
    book.save(tmp_path / "long.xlsx")
    watch = Stoppable()
    watch.stop()
    with pytest.raises(Cancelled):
        read_sheet(tmp_path / "long.xlsx", progress=watch)
