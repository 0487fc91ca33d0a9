"""The room of the paper trail: rows by pages from the vault, narrowed, exported, and told when a record is opened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from clinic_app.clinic import Clinic
from clinic_app.settings import Settings
from clinic_app.store.trail_table import Wanted
from clinic_app.use_cases.trail_acts import about_words
from clinic_app.wording.words import speak
from tests.founding import found
from tests.stories.clinics import consult
from tests.ui.whole_window import lay_out
from ui.casebook_pages import pages_of
from ui.opened_window import OpenedWindow
from ui.pages.trail.page import TrailPage
from ui.pages.trail.presenter import Narrowed
from ui.shell.spec import Identity
from ui.tasks import InlineTasks
from ui.theme.theme import Theme
from ui.widgets.buttons import Button
from ui.wiring import Wiring

RECORD = "01a206e5-0dc4-7623-bf5d-0a26b8c1cc9b"


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    made, _ = found(tmp_path / "book", "NAR1", "Нарын", "Жылдыз Асанова")
    with made:
        yield made


@pytest.fixture
def page(clinic: Clinic, dressed: Theme, tmp_path: Path, qtbot: Any) -> TrailPage:
    with clinic.in_one_change():
        for number in range(450):
            clinic.trail.note("printed" if number % 9 == 0 else "exported", "consultation", RECORD, number=number)
    made = TrailPage(clinic, InlineTasks(), dressed, Settings(tmp_path / "settings.json"))
    qtbot.addWidget(made)
    made.resize(1134, 700)
    made.show()
    lay_out(made)
    return made


def shown(page: TrailPage, place: int) -> Any:
    """The row at a place, once its page has come."""
    page.model.row(place)
    lay_out(page)
    return page.model.row(place)


def test_rows_come_by_pages_and_news_does_not_push_them_down(page: TrailPage, clinic: Clinic) -> None:
    """With `before` left out of `presenter.rows` the last row would be the one before."""
    assert page.model.rowCount() == clinic.trail.count(Wanted()) > 450
    assert shown(page, 0).row.number == page.model.rowCount()
    clinic.trail.note("merged", count=1)
    assert shown(page, page.model.rowCount() - 1).row.act == "begun"
    page.narrow(Narrowed(act="printed"))
    assert page.model.rowCount() == 50
    assert {shown(page, place).row.act for place in range(50)} == {"printed"}
    assert page.act.property("active")


def test_the_room_narrowed_to_a_record_says_which(page: TrailPage, clinic: Clinic) -> None:
    record = consult(clinic)
    clinic.trail.opened("consultation", record.id)
    page.open("consultation", record.id)
    assert page.model.rowCount() == 1
    assert "NAR1-2" in page.record.text()
    asked: list[tuple[str, str]] = []
    page.open_requested.connect(lambda *what: asked.append(what))
    page._open_row(shown(page, 0))
    assert asked == [("consultation", record.id)]
    page.record.click()
    assert page.model.rowCount() == clinic.trail.count(Wanted()) > 450


def test_who_does_not_manage_sees_only_their_own_rows(page: TrailPage, clinic: Clinic) -> None:
    """With `_mine` giving all rows a student saw what the lawyer had opened, and this failed."""
    clinic._desk.identity = SimpleNamespace(**vars(clinic.identity) | {"member_id": "student", "manages": False})  # type: ignore[assignment]
    page.refresh()
    assert page.model.rowCount() == 0
    assert not page.export.isVisible()
    page.narrow(Narrowed(member=""))
    assert clinic.trail_reading.shown(Wanted()) == []


def test_it_is_exported_with_a_signature_and_checked(page: TrailPage, clinic: Clinic, tmp_path: Path) -> None:
    page.write("csv", tmp_path / "t.csv")
    assert (tmp_path / "t.csv.minisig").read_text().startswith("untrusted comment:")
    assert "t.csv.minisig" in page.notices.itemAt(0).widget().accessibleName() or page.notices.count() == 1
    page.ask_whether_whole()
    assert page.notices.count() == 1
    with clinic.in_one_change():
        clinic._desk.vault.sql.run("delete from trail where number = 7")
    page.ask_whether_whole()
    assert clinic.trail.problems() == ["trail row 7"]


def test_a_record_shown_in_the_window_is_noted_as_opened_and_one_in_a_list_is_not(
    clinic: Clinic, dressed: Theme, tmp_path: Path, qapp: QApplication
) -> None:
    """With `_note_opened` left out of `Wiring._shown` nothing would be noted."""
    first, second = consult(clinic), consult(clinic)
    settings, tasks = Settings(tmp_path / "settings.json"), InlineTasks()
    host = SimpleNamespace(clinic=clinic, tasks=tasks, theme=dressed, settings=settings)
    host.take_changes = host.renew_owner = lambda *_changes: None
    me = clinic.identity
    window = OpenedWindow(
        settings, dressed, tasks, Identity(me.office_name, me.laptop, me.person, me.role), pages_of(host)
    )
    wiring = Wiring(host, window)
    window.show()
    window.show_page("consultations")
    lay_out(window)
    assert clinic.trail.count(Wanted(act="opened")) == 0
    window.show_page("consultation", id=first.id)
    window.show_page("consultation", id="")
    window.show_page("history", kind="consultation", id=second.id)
    opened = [row.record for row in clinic.trail.rows(Wanted(act="opened"))]
    assert opened == [second.id, first.id]
    page: Any = window.page("history")
    page.trail_requested.emit("consultation", first.id)
    assert window.page_name() == "trail"
    assert wiring is not None
    window.hide()
    window.deleteLater()


def test_an_empty_narrowing_says_so_and_leads_back_to_all_rows(page: TrailPage) -> None:
    page.open(kind="person", id="nobody")
    assert page.stack.currentWidget() is page.nothing_fits
    page.nothing_fits.findChild(Button).click()
    assert page.narrowed == Narrowed() and page.stack.currentWidget() is page.table


def test_a_row_tells_a_role_in_words() -> None:
    """A code of the program, "student", stood on a Kyrgyz screen and on the auditor's paper."""
    speak("ru")
    assert about_words({"role": "student"}) == "роль: студент"
    assert about_words({"role": "of a newer program"}) == "роль: of a newer program"
