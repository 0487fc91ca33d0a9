"""Paper as a person holds it: the letters come back right, nothing is a formula, and no half file stays."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from clinic_app.errors import BadInput
from clinic_app.records.consultation import Consultation
from clinic_app.reports.charts import chart_svg
from clinic_app.reports.hotline import hotline
from clinic_app.reports.report import Chart, Line, Report, Series, Suppressed, Table
from clinic_app.reports.writing import report_bytes

KYRGYZ = "Өмүрбек Ңүңөев: Үй-бүлө, өкүм"
FORMULAS = ["=1+1", "+996 000 1", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "－1", "＋1", "＠x"]


@pytest.fixture
def report(calls: list[Consultation]) -> Report:
    return hotline(
        calls,
        start=date(2020, 5, 1),
        end=date(2021, 3, 31),
        profile="donor",
        language="ky",
        office_name=KYRGYZ,
        made_on=date(2026, 11, 23),
        demo=True,
    )


def small(language: str = "en", **more: object) -> Report:
    """A report of one table, with what spreadsheets stumble over."""
    rows = tuple(Line((text, n, Suppressed(5))) for n, text in enumerate(FORMULAS))
    report = Report(
        name="hotline",
        title="=cmd|' /C calc'!A0",
        language=language,
        start=date(2026, 1, 1),
        end=date(2026, 12, 31),
        profile="donor",
        stamp="Donor report",
        issuer="@office",
        offices="",
        made_on=date(2026, 11, 23),
        headline=(("consultations", 1369),),
        tables=(Table("A/B: [x]?*", ("Topic", "Consultations", "People"), rows, (0.5, 0.25, 0.25), note="-note"),) * 2,
        charts=(),
        notes=("+note",),
        rows=11,
        suppressed=22,
        demo=False,
    )
    return replace(report, **more)  # type: ignore[arg-type]


def pdf_text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_kyrgyz_letters_come_back_from_the_pdf(report: Report, tmp_path: Path) -> None:
    """Planted: with reportlab's own Helvetica the letters come back as boxes."""
    content = report_bytes(report, ".pdf")
    text = pdf_text(content)
    for words in (KYRGYZ, "Үй-бүлө", "Мурас"):
        assert words in text
    if shutil.which("pdftotext"):
        file = tmp_path / "report.pdf"
        file.write_bytes(content)
        read = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True).stdout.decode()
        assert KYRGYZ in read


def test_every_page_bears_stamp_and_number_and_demo(report: Report) -> None:
    pages = PdfReader(io.BytesIO(report_bytes(report, ".pdf"))).pages
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        text = page.extract_text()
        assert f"DEMO · {report.stamp}" in text
        assert f"{number}" in text.splitlines()[-1] or f"{number}-" in text or f"Page {number} of" in text
    assert "DEMO" not in pdf_text(report_bytes(replace(report, demo=False), ".pdf"))


def test_the_same_report_gives_the_same_bytes(report: Report) -> None:
    assert report_bytes(report, ".pdf") == report_bytes(report, ".pdf")


def test_numbers_in_the_pdf_are_those_of_the_report(report: Report) -> None:
    text = pdf_text(report_bytes(report, ".pdf"))
    months = report.tables[0].rows
    for line in months:
        assert str(line.cells[0]) in text
    assert "300" in text


def test_text_in_a_workbook_is_never_a_formula() -> None:
    """Planted: without the type of the cell openpyxl writes =1+1 as a formula."""
    book = load_workbook(io.BytesIO(report_bytes(small(), ".xlsx")))
    page = book.worksheets[1]
    found = [page.cell(row, 1) for row in range(2, 2 + len(FORMULAS))]
    assert [cell.value for cell in found] == [text.replace("\r", "\n") if "\r" in text else text for text in FORMULAS]
    assert {cell.data_type for cell in found} == {"s"}
    assert all(cell.quotePrefix for cell in found)
    for sheet in book.worksheets:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_numbers_in_a_workbook_are_numbers_and_hidden_ones_words() -> None:
    book = load_workbook(io.BytesIO(report_bytes(small(), ".xlsx")))
    page = book.worksheets[1]
    assert page["B3"].value == 1
    assert page["C3"].value == "hidden"
    assert len({sheet.title for sheet in book.worksheets}) == 3
    assert book.worksheets[0]["B6"].value == 1369


def test_a_workbook_is_written_without_a_temporary_file(
    report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: openpyxl's own save fails here, because it writes each sheet into the temporary folder first."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "not there"))
    content = report_bytes(report, ".xlsx")
    assert load_workbook(io.BytesIO(content)).worksheets[0]["A2"].value == KYRGYZ


def test_csv_has_bom_semicolons_and_no_formula() -> None:
    content = report_bytes(small(), ".csv")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    firsts = [row[0] for row in rows if row]
    assert not [text for text in firsts if text.strip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))]
    for number, text in enumerate(FORMULAS):
        assert [f"'{text}", str(number), "hidden"] in rows


def test_hidden_numbers_are_words_of_the_reports_language(report: Report) -> None:
    text = report_bytes(report, ".csv").decode("utf-8-sig")
    assert "Suppressed" not in text
    assert KYRGYZ in text


def test_another_suffix_is_refused(report: Report) -> None:
    with pytest.raises(BadInput):
        report_bytes(report, ".docx")


def test_the_chart_is_drawn_for_the_window_too() -> None:
    chart = Chart("Айлар боюнча", ("янв\n2026", "фев"), (Series("консультация", (150, 0)), Series("адам", (94, None))))
    svg = chart_svg(chart)
    assert svg.startswith("<?xml")
    for words in ("Айлар боюнча", "консультация", "янв", "150"):
        assert words in svg
    assert "NotoSans" not in svg
    assert chart_svg(Chart("", (), ())).startswith("<?xml")
