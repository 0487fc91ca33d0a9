"""Taking in a sheet by keys and drops: what would happen is shown first, a mistake leads to its column, Stop leaves
nothing, and what came in can be put into the bin.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWidget

from clinic_app.progress import Progress
from tests.stories.clinics import edit
from tests.ui.desk.conftest import Found, Opens, some_work
from tests.ui.pages.keys import press, settle, write
from ui.casebook_window import CasebookWindow
from ui.clipboard import clipboard
from ui.pages.importing.fault_file import warning
from ui.pages.importing.page import ImportPage

REGISTER = """Дата звонка;ФИО;Телефон;Пол;Область;Район/город;Язык;Тема;Консультация;Мин.
01.05.2020;Ибраимова Гүлзат;0700123456;Ж;Нарынская обл.;город Нарын;кырг;Алименты;Айтылды;10
вчера;Эшматов Бакыт;0700123457;М;Нарынская обл.;город Нарын;рус;Алименты;Айтылды;15
03.05.2020;Жолдошев Нурбек;0700123458;М;Нарынская обл.;город Нарын;рус;Пособия маме;Айтылды;20
"""
Shown = Callable[..., tuple[CasebookWindow, ImportPage]]


@pytest.fixture
def shown(casebook: Opens, found: Found, tmp_path: Path) -> Shown:
    """Opens the import page in a window on screen, with a register of three rows or with `text`."""

    def show(text: str = REGISTER, encoding: str = "utf-8") -> tuple[CasebookWindow, ImportPage]:
        (tmp_path / "register.csv").write_bytes(text.encode(encoding))
        book = casebook()
        book.enter(found()[0])
        book.window.resize(1366, 768)
        book.window.show()
        book.window.show_page("importing", file=tmp_path / "register.csv")
        settle()
        return book, book.window.page()

    return show


def _plan_now(page: ImportPage) -> None:
    """What the pause after a choice leads to."""
    assert page._soon.isActive()
    page._soon.stop()
    page._plan_again()


def _focused(page: ImportPage) -> QWidget:
    focused = QApplication.focusWidget() or page.window().focusWidget()
    assert focused is not None
    return focused


def test_nothing_is_written_before_take_in(shown: Shown) -> None:
    book, page = shown()
    assert page._plan.added == 1
    wrong = page.errors.row(0)
    assert (wrong.row, wrong.heading, wrong.value) == (3, "Дата звонка", "вчера")
    assert book.clinic.casework.count("consultation") == 0
    page.take_in.click()
    assert book.clinic.casework.count("consultation") == 1
    assert not page.take_in.isEnabled()
    assert page._plan.skipped == 1


def test_keys_alone_settle_a_word_and_take_the_rows_in(shown: Shown) -> None:
    """From the first field by Tab to the word that is in no list, written by letters, then Ctrl+Enter."""
    book, page = shown()
    assert page.kind.hasFocus()
    word = page.words.fields[("topic", "Пособия маме")]
    for _step in range(12):
        if word.hasFocus():
            break
        press(_focused(page), Qt.Key.Key_Tab)
    assert word.hasFocus()
    write(word, "расторжение")
    press(word, Qt.Key.Key_Return)
    assert word.value() == "FAM.DIV"
    _plan_now(page)
    assert page._plan.added == 2
    press(_focused(page), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    if book.clinic.casework.count("consultation") == 0:  # off screen no shortcut is delivered: the button then
        page.take_in.setFocus()
        press(page.take_in, Qt.Key.Key_Space)
    assert book.clinic.casework.count("consultation") == 2
    assert {
        one.topic for one in book.clinic.casework.load_many("consultation", book.clinic.casework.ids("consultation"))
    } == {
        "FAM.ALI",
        "FAM.DIV",
    }


def test_a_mistake_leads_to_its_column_and_is_told_in_full(shown: Shown) -> None:
    _book, page = shown()
    page.outcome.table.setFocus()
    page.outcome.table.choose(0)
    assert "вчера" in page.outcome.whole._words.text()
    press(page.outcome.table, Qt.Key.Key_Return)
    assert page.mapping.fields["Дата звонка"].hasFocus()
    page.outcome.table.choose(1)
    press(page.outcome.table, Qt.Key.Key_Return)
    assert page.words.fields[("topic", "Пособия маме")].hasFocus()


def test_the_mistakes_can_be_copied_and_saved_beside_the_sheet(shown: Shown, tmp_path: Path) -> None:
    book, page = shown()
    page.outcome.copy.click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert [line.split("\t")[:3] for line in lines[1:]] == [
        ["3", "Дата звонка", "вчера"],
        ["4", "Тема", "Пособия маме"],
    ]
    clipboard().timer.timeout.emit()  # a minute later nobody can paste what stood in the cells
    assert QGuiApplication.clipboard().text() == ""
    page.save_list(tmp_path / "mistakes.csv")
    with (tmp_path / "mistakes.csv").open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.reader(opened, delimiter=";"))
    assert [row[:3] for row in rows[1:]] == [line.split("\t")[:3] for line in lines[1:]]
    page.outcome.copy.click()
    book.lock()
    assert QGuiApplication.clipboard().text() == ""


def test_a_file_that_is_dropped_is_read_and_another_encoding_can_be_chosen(shown: Shown, tmp_path: Path) -> None:
    _book, page = shown()
    other = tmp_path / "koi8.csv"
    other.write_bytes(REGISTER.replace("ү", "у").encode("koi8-r"))
    what = QMimeData()
    what.setUrls([QUrl.fromLocalFile(str(other))])
    page.dropEvent(
        QDropEvent(
            QPoint(5, 5), Qt.DropAction.CopyAction, what, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
    )
    assert page.understood.encoding.value() == "koi8-r"
    assert "ФИО" in page.mapping.fields
    page.understood.encoding.setFocus()
    page.understood.encoding.selectAll()
    write(page.understood.encoding, "1251")
    press(page.understood.encoding, Qt.Key.Key_Return)
    assert page._sheet.understood.encoding == "cp1251"
    assert "ФИО" not in page.mapping.fields


def test_another_line_of_headings(shown: Shown) -> None:
    _book, page = shown("Реестр;2020;апрель;май\n" + REGISTER.split("\n", 1)[0] + "\n" + REGISTER.split("\n", 1)[1])
    assert page.understood.header.text() == "2"
    page.understood.header.setFocus()
    page.understood.header.selectAll()
    write(page.understood.header, "1")
    press(page.understood.header, Qt.Key.Key_Return)
    assert page._sheet.headings[:2] == ("Реестр", "2020")


def test_update_shows_before_and_after_and_changes(shown: Shown, tmp_path: Path) -> None:
    text = "№;" + REGISTER.replace("\n0", "\n1;0", 1)
    text = "\n".join(text.splitlines()[:2]) + "\n"
    book, page = shown(text)
    page.take_in.click()
    (tmp_path / "register.csv").write_text(text.replace("Айтылды", "Жазылды"), encoding="utf-8")
    page.look_at(tmp_path / "register.csv")
    assert page.outcome.errors.rowCount() == 1
    assert page.outcome.changes.rowCount() == 0
    page.understood.update_known.click()
    _plan_now(page)
    change = page.outcome.changes.row(0)
    assert (change.before, change.after) == ("Айтылды", "Жазылды")
    page.take_in.click()
    (one,) = book.clinic.casework.load_many("consultation", book.clinic.casework.ids("consultation"))
    assert one.advice == "Жазылды"
    undo = page.notices.itemAt(0).widget().buttons[-1]
    assert undo.text().strip() == "Undo the import"
    undo.click()
    assert book.clinic.casework.load("consultation", one.id).advice == "Айтылды"
    assert page.notices.itemAt(0).widget().title.text() == "1 record says again what it said"


def test_what_was_edited_since_is_named_when_an_import_is_undone(shown: Shown, tmp_path: Path) -> None:
    """Undoing leaves the lawyer's own words, and says whose record that is."""
    text = "\n".join(("№;" + REGISTER.replace("\n0", "\n1;0", 1)).splitlines()[:2]) + "\n"
    book, page = shown(text)
    page.take_in.click()
    (tmp_path / "register.csv").write_text(text.replace("Айтылды", "Жазылды"), encoding="utf-8")
    page.look_at(tmp_path / "register.csv")
    page.understood.update_known.click()
    _plan_now(page)
    page.take_in.click()
    (id,) = book.clinic.casework.ids("consultation")
    now = edit(book.clinic, book.clinic.casework.load("consultation", id), advice="Юрист өзү жазган")
    page.notices.itemAt(0).widget().buttons[-1].click()
    assert book.clinic.casework.load("consultation", id).advice == "Юрист өзү жазган"
    assert page.notices.itemAt(0).widget().title.text() == f"1 was edited since and stays: {now.record_no}"


def test_what_came_in_can_be_shown_or_put_into_the_bin(shown: Shown) -> None:
    book, page = shown()
    page.take_in.click()
    asked: list[str] = []
    page.page_requested.connect(asked.append)
    banner = page.notices.itemAt(0).widget()
    _show, put_away = banner.buttons
    put_away.click()
    assert book.clinic.casework.count("consultation") == book.clinic.casework.count("person") == 0
    assert "2" in page.outcome._notes["in_bin"]._words.text()  # the row, so that nobody wonders where it went
    page.notices.itemAt(0).widget().buttons[0].click()
    assert asked == ["bin"]


def test_the_list_of_what_came_in_shows_that_alone(shown: Shown) -> None:
    """Seen to fail when the whole list was opened."""
    book, page = shown()
    some_work(book.clinic, 2)
    before = set(book.clinic.casework.ids("consultation"))
    page.take_in.click()
    (id,) = set(book.clinic.casework.ids("consultation")) - before
    page.notices.itemAt(0).widget().buttons[0].click()
    listed = book.window.page()
    assert book.window.page_name() == "consultations"
    listed.model.row(0)
    settle()
    assert listed.model.rowCount() == 1
    assert listed.model.row(0).id == id
    assert "register.csv" in listed.strip.only.said


def test_the_list_of_mistakes_is_not_written_before_its_warning(shown: Shown, tmp_path: Path) -> None:
    _book, page = shown()
    page.outcome.save_list.click()
    (box,) = page.window().findChildren(QMessageBox, "question")
    assert warning() in box.text() and not page.findChildren(QFileDialog)
    cancel, save = (
        next(b for b in box.buttons() if box.buttonRole(b) == role)
        for role in (QMessageBox.ButtonRole.RejectRole, QMessageBox.ButtonRole.AcceptRole)
    )
    assert box.defaultButton() is cancel
    save.click()
    (dialog,) = page.findChildren(QFileDialog)
    dialog.reject()
    assert list(tmp_path.glob("*.csv")) == [tmp_path / "register.csv"]


def test_the_mapping_is_the_persons(shown: Shown) -> None:
    _book, page = shown()
    assert page.mapping.fields["Телефон"].value() == "phone"
    page.mapping.settled.emit("Телефон", "")
    _plan_now(page)
    assert page._plan.mapping.headings["Телефон"] == ""


def test_stop_leaves_nothing(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    book, page = shown()
    carry_out = book.clinic.importing.carry_out

    def stopped(plan: object, watch: Progress) -> object:
        page.outcome.stop.click()
        return carry_out(plan, watch)

    monkeypatch.setattr(book.clinic.importing, "carry_out", stopped)
    page.carry_out()
    assert book.clinic.casework.count("consultation") == 0
    assert page.take_in.isEnabled()
