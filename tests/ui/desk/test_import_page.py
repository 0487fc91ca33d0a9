"""Taking in a register: what would happen is shown first, a mistake names its row, and Stop leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from clinic_app.errors import Cancelled
from tests.ui.desk.conftest import Found, Opens
from ui.casebook_window import CasebookWindow
from ui.pages.importing.page import ImportPage

REGISTER = """Дата звонка;ФИО;Телефон;Пол;Область;Район/город;Язык;Тема;Консультация;Мин.
01.05.2020;Ибраимова Гүлзат;0700123456;Ж;Нарынская обл.;город Нарын;кырг;Алименты;Айтылды;10
вчера;Эшматов Бакыт;0700123457;М;Нарынская обл.;город Нарын;рус;Алименты;Айтылды;15
03.05.2020;Жолдошев Нурбек;0700123458;М;Нарынская обл.;город Нарын;рус;Алименты;Айтылды;20
"""


@pytest.fixture
def importing(casebook: Opens, found: Found, tmp_path: Path) -> tuple[CasebookWindow, ImportPage]:
    (tmp_path / "register.csv").write_text(REGISTER, encoding="utf-8")
    book = casebook()
    book.enter(found()[0])
    book.window.show_page("importing", file=tmp_path / "register.csv")
    return book, book.window.page()


def test_nothing_is_written_before_take_in(importing: tuple[CasebookWindow, ImportPage]) -> None:
    book, page = importing
    assert page._plan.added == 2
    assert page.errors.rowCount() == 1
    wrong = page.errors.row(0)
    assert (wrong.row, wrong.heading, wrong.value) == (3, "Дата звонка", "вчера")
    assert book.clinic.casework.count("consultation") == 0
    page.take_in.click()
    assert book.clinic.casework.count("consultation") == 2
    assert not page.take_in.isEnabled()
    assert page._plan.skipped == 2


def test_the_mapping_is_the_persons(importing: tuple[CasebookWindow, ImportPage]) -> None:
    _book, page = importing
    assert page.mapping.fields["Телефон"].value() == "phone"
    page.mapping.settled.emit("Телефон", "")
    page._plan_again()
    assert page._plan.mapping.headings["Телефон"] == ""


def test_stop_leaves_nothing(importing: tuple[CasebookWindow, ImportPage], monkeypatch: pytest.MonkeyPatch) -> None:
    book, page = importing
    carry_out = book.clinic.importing.carry_out

    def stopped(plan: object, watch: object) -> object:
        page._stop_work()
        return carry_out(plan, watch)

    monkeypatch.setattr(book.clinic.importing, "carry_out", stopped)
    page.carry_out()
    assert book.clinic.casework.count("consultation") == 0
    assert page.take_in.isEnabled()
    assert Cancelled.exit_code == 1
