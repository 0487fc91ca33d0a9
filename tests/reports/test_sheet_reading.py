"""Spreadsheets are read as a person sees them, and a row's number is the line an editor shows."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from clinic_app.errors import BadInput, FileUnreadable
from clinic_app.reports.sheet_reading import Sheet, Unreadable, read_sheet

REGISTER = "№;ФИО;Тема\n1;Өмүрбекова Ңаргиза;Алимент, мураc\n2;Ким Олег;Жер\n"


def _read(folder: Path, content: bytes, name: str = "register.csv") -> Sheet:
    file = folder / name
    file.write_bytes(content)
    return read_sheet(file)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_unicode_encoding_gives_the_same_cells(tmp_path: Path, encoding: str) -> None:
    sheet = _read(tmp_path, REGISTER.encode(encoding))
    assert sheet.headings == ("№", "ФИО", "Тема")
    assert sheet.rows[0] == (2, ("1", "Өмүрбекова Ңаргиза", "Алимент, мураc"))


def test_the_windows_code_page_is_understood(tmp_path: Path) -> None:
    sheet = _read(tmp_path, "Дата;ФИО\r\n01.05.2020;Иванова Ольга\r\n".encode("cp1251"))
    assert sheet.rows == ((2, ("01.05.2020", "Иванова Ольга")),)


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_found_although_cells_hold_the_others(tmp_path: Path, delimiter: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["Имя, фамилия", "Вопрос; тема", "Совет"])
    for n in range(30):
        writer.writerow([f"А, Б; {n}", "а;б,в\tг|д", "строка\nвторая; третья"])
    sheet = _read(tmp_path, out.getvalue().encode())
    assert sheet.headings == ("Имя, фамилия", "Вопрос; тема", "Совет")
    assert {len(cells) for _, cells in sheet.rows} == {3}


def test_quoted_cells_of_several_lines_count_the_lines_they_take(tmp_path: Path) -> None:
    """Counting records instead of lines gave 3 and 4 here."""
    sheet = _read(tmp_path, b'a;b\r\n1;"one\r\ntwo\r\n\r\nfour"\r\n\r\n2;x\r\n')
    assert [(line, cells) for line, cells in sheet.rows] == [(2, ("1", "one\ntwo\n\nfour")), (7, ("2", "x"))]


def test_the_hint_of_excel_is_a_line_of_the_file(tmp_path: Path) -> None:
    sheet = _read(tmp_path, b"sep=|\na|b\n1|2\n")
    assert sheet == Sheet(("a", "b"), ((3, ("1", "2")),))


def test_short_rows_are_filled_and_only_written_cells_stand_beyond_the_headings(tmp_path: Path) -> None:
    sheet = _read(tmp_path, b"a;b;c;;\n1;2\n1;2;3;;\n1;2;3;4;\n;;;;\n")
    assert [cells for _, cells in sheet.rows] == [("1", "2", ""), ("1", "2", "3"), ("1", "2", "3", "4")]


def test_a_quote_that_is_never_closed_is_named_by_its_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as told:
        _read(tmp_path, b'a;b\n1;2\n2;"secret\n3;4\n')
    assert told.value.data == {"file": "register.csv", "line": 3, "why": Unreadable.QUOTE_NOT_CLOSED}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", Unreadable.EMPTY),
        (b"\xef\xbb\xbf\n\n;;\n", Unreadable.EMPTY),
        (b"%PDF-1.4\n\x01\x02\x03", Unreadable.NOT_A_SPREADSHEET),
        (b"a;b\n\x98\xff\n", Unreadable.ENCODING),
        (b"PK\x03\x04 not really", Unreadable.NOT_A_SPREADSHEET),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Unreadable.LOCKED_OR_OLD),
    ],
)
def test_what_is_not_a_spreadsheet_is_refused_with_its_reason(tmp_path: Path, content: bytes, why: Unreadable) -> None:
    with pytest.raises(BadInput) as told:
        _read(tmp_path, content)
    assert told.value.data["why"] is why


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable):
        read_sheet(tmp_path / "none.csv")


def test_a_workbook_is_read_as_a_person_sees_it(tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["Дата", "Время", "Телефон", "Мин.", "Доля", "Ответ", "Сумма"])
    page.append([datetime.fromisoformat("2020-05-01T14:36"), time(9, 5), 700123456, 12.0, 0.25, True, 12.5])
    page["C2"].number_format = "0000000000"
    page["E2"].number_format = "0%"
    page["A4"] = date(2020, 5, 2)
    page["B4"] = "две\nстроки"
    file = tmp_path / "register.xlsx"
    book.save(file)
    sheet = read_sheet(file)
    assert sheet.headings == ("Дата", "Время", "Телефон", "Мин.", "Доля", "Ответ", "Сумма")
    assert sheet.rows == (
        (2, ("01.05.2020 14:36", "09:05", "0700123456", "12", "25%", "TRUE", "12.5")),
        (4, ("02.05.2020", "две\nстроки", "", "", "", "", "")),
    )


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc", "Co"]), max_size=12), min_size=3, max_size=3),
        min_size=1,
        max_size=8,
    ).filter(lambda rows: all(any(cell.strip() for cell in row) for row in rows))
)
def test_what_was_written_is_read(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerow(["a", "b", "c"])
    writer.writerows(rows)
    sheet = _read(tmp_path_factory.mktemp("sheet"), out.getvalue().encode("utf-8-sig"))
    assert [list(cells) for _, cells in sheet.rows] == rows
