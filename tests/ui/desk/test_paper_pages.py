"""Reports and cards: on the screen as they will be on paper, and never in a temporary file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.ui.desk.conftest import Found, Opens, some_work
from ui.pages.reports.page import ReportsPage
from ui.pages.reports.presenter import Period, read_period
from ui.paper import printing
from ui.paper.card import print_card
from ui.paper.rendering import page_images

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        ("01.05.2020 – 31.03.2021", date(2020, 5, 1), date(2021, 3, 31)),
        ("05.2020-06.2020", date(2020, 5, 1), date(2020, 6, 30)),
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2025-жыл", date(2025, 1, 1), date(2025, 12, 31)),
        ("02.2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("ноябрь", date(2026, 11, 1), date(2026, 11, 30)),
        ("декабрь", date(2025, 12, 1), date(2025, 12, 31)),
        ("November 2024", date(2024, 11, 1), date(2024, 11, 30)),
        ("3-чейрек", date(2026, 7, 1), date(2026, 9, 30)),
        ("Q4 2025", date(2025, 10, 1), date(2025, 12, 31)),
        ("2 квартал 2025", date(2025, 4, 1), date(2025, 6, 30)),
    ],
)
def test_a_period_is_typed_as_people_say_it(typed: str, start: date, end: date) -> None:
    assert read_period(typed, TODAY) == Period(start, end)


@pytest.mark.parametrize("typed", ["", "31.02.2020-01.03.2020", "31.03.2021-01.05.2020", "ма", "что-то", "5 квартал"])
def test_what_is_no_period_is_none(typed: str) -> None:
    assert read_period(typed, TODAY) is None


def test_the_report_is_drawn_and_saved(
    casebook: Opens, found: Found, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic, _ = found()
    some_work(clinic, 12)
    book = casebook()
    book.enter(clinic)
    book.window.resize(1366, 720)
    page = book.window.show_page("reports")
    assert isinstance(page, ReportsPage)
    page.period.setText("01.01.2025 – 31.12.2026")
    page.make()
    assert page.paper.page_count() >= 1
    image = page.paper.image()
    colours = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
    assert len(colours) > 2, "an empty sheet"
    for suffix in ("pdf", "xlsx"):
        out = tmp_path / f"r.{suffix}"
        monkeypatch.setattr(printing, "ask_save", lambda _parent, _title, _name, then, _suffix, out=out: then(out))
        page._save(suffix)
        assert out.stat().st_size > 1000
    assert len(PdfReader(tmp_path / "r.pdf").pages) == page.paper.page_count()


def test_a_period_that_is_none_is_said_and_nothing_made(casebook: Opens, found: Found) -> None:
    clinic, _ = found()
    book = casebook()
    book.enter(clinic)
    page = book.window.show_page("reports")
    page.period.setText("some day")
    assert page.order() is None
    assert page._period.fault()


def test_the_card_stands_in_the_window_and_nowhere_else(
    casebook: Opens, found: Found, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    clinic, _ = found()
    id = some_work(clinic)[0]
    book = casebook()
    book.enter(clinic)
    dialog = print_card(clinic, book.tasks, book.window, "consultation", id)
    assert dialog.paper.page_count() >= 1
    assert dialog.save.isEnabled()
    assert list((tmp_path / "tmp").iterdir()) == []
    dialog.close()


def test_what_is_no_pdf_is_refused(qapp: object) -> None:
    with pytest.raises(ValueError, match="PDF"):
        page_images(b"not a PDF", 400)
