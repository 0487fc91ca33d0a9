"""The history page by real events: from and to, filter, keys, an old value brought back; and the person page's links.

Mistakes that were planted and that these tests noticed: restoring without asking; a restore that saw what lies in the
case book instead of what the page showed; struck and written told apart by colour alone.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from clinic_app.clinic import Clinic
from tests.ui.desk.conftest import Found, Opens, joined, some_work
from ui.casebook_window import CasebookWindow
from ui.pages.history import presenter
from ui.pages.history.differences import ADDED, REMOVED, Piece
from ui.pages.history.entries import rich
from ui.pages.history.page import HistoryPage

ONE = "A claim to the labour inspection, within one month."
TWO = "A claim to the labour inspection and to court, within three months."


@pytest.fixture
def office(found: Found) -> tuple[Clinic, str]:
    """An office's case book with one consultation whose advice was changed."""
    clinic, _ = found("NAR1")
    id = some_work(clinic)[0]
    for advice in (ONE, TWO):
        clinic.casework.save(replace(clinic.casework.load("consultation", id), advice=advice, duration_min=20))
    return clinic, id


def opened(casebook: Opens, clinic: Clinic, code: str = "NAR1") -> CasebookWindow:
    book = casebook(code)
    book.enter(clinic)
    book.window.resize(1366, 720)
    book.window.activateWindow()
    assert QTest.qWaitForWindowActive(book.window)
    return book


def history_of(book: CasebookWindow, kind: str, id: str) -> HistoryPage:
    page: Any = book.window.show_page("history", kind=kind, id=id)
    return page


def key(page: HistoryPage, which: Qt.Key) -> None:
    """A key pressed where the focus is."""
    QTest.keyClick(page.window().focusWidget() or page, which)


def rows(page: HistoryPage) -> list[Any]:
    return page.entries.model().rows


def test_the_button_on_the_consultation_opens_its_history_and_escape_comes_back(
    casebook: Opens, office: tuple[Clinic, str]
) -> None:
    clinic, id = office
    book = opened(casebook, clinic)
    form: Any = book.window.show_page("consultation", id=id)
    QTest.mouseClick(form.history_button, Qt.MouseButton.LeftButton)
    assert book.window.page_name() == "history"
    page: Any = book.window.page()
    number = clinic.casework.load("consultation", id).record_no
    assert number in page.header.title.text()
    assert page.entries.hasFocus()
    key(page, Qt.Key.Key_Escape)
    assert book.window.page_name() == "consultation"


def test_each_change_says_who_when_where_and_from_what_to_what(casebook: Opens, office: tuple[Clinic, str]) -> None:
    clinic, id = office
    page = history_of(opened(casebook, clinic), "consultation", id)
    page.narrow("advice")
    latest, middle, first = rows(page)
    assert latest.author == "Aigul Toktosunova" and latest.where == "Office NAR1 · A"
    assert latest.date.count(".") == 2 and ":" in latest.clock
    told = [(piece.text, piece.how) for piece in latest.whole if piece.how]
    assert ("one month", REMOVED) in told and ("three months", ADDED) in told
    assert "".join(piece.text for piece in latest.whole if piece.how != ADDED) == ONE
    assert "".join(piece.text for piece in latest.whole if piece.how != REMOVED) == TWO
    assert "".join(piece.text for piece in middle.whole if piece.how != REMOVED) == ONE
    assert all(piece.how == ADDED for piece in first.whole)
    spoken = page.entries.model().data(page.entries.model().index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert ONE in spoken and TWO in spoken and "Aigul Toktosunova" in spoken
    assert ("Came with", "written here") in latest.facts


def test_what_went_is_struck_and_what_came_is_underlined() -> None:
    """Colour alone says nothing to who does not see it."""
    text = rich([Piece("old", REMOVED), Piece("new", ADDED), Piece(" <b>", "")])
    assert "line-through" in text.split("old")[0] and "underline" in text.split("old")[1]
    assert "&lt;b&gt;" in text


def test_an_old_value_comes_back_by_keys_after_one_question(casebook: Opens, office: tuple[Clinic, str]) -> None:
    clinic, id = office
    book = opened(casebook, clinic)
    page = history_of(book, "consultation", id)
    page.narrow("advice")
    page.entries.setFocus()
    key(page, Qt.Key.Key_Down)
    assert page.entries.row().change.after == ONE
    key(page, Qt.Key.Key_Return)
    assert page.panel.restore_button.hasFocus()
    key(page, Qt.Key.Key_Space)
    assert clinic.casework.load("consultation", id).advice == TWO, "it asks before it writes"
    assert page.notices.count() == 1
    key(page, Qt.Key.Key_Space)
    assert clinic.casework.load("consultation", id).advice == ONE
    assert len(rows(page)) == 4 and page.notices.count() == 0
    assert not rows(page)[0].restorable, "it is what is shown now"
    assert page.entries.hasFocus()


def test_escape_leaves_the_question_and_writes_nothing(casebook: Opens, office: tuple[Clinic, str]) -> None:
    clinic, id = office
    book = opened(casebook, clinic)
    page = history_of(book, "consultation", id)
    page.narrow("advice")
    page.ask_restore(rows(page)[1])
    key(page, Qt.Key.Key_Escape)
    assert page.notices.count() == 0 and book.window.page_name() == "history"
    assert clinic.casework.load("consultation", id).advice == TWO


def test_what_came_while_the_page_was_open_is_not_overwritten(casebook: Opens, office: tuple[Clinic, str]) -> None:
    clinic, id = office
    page = history_of(opened(casebook, clinic), "consultation", id)
    page.narrow("advice")
    row = rows(page)[1]
    shown = page.told
    assert shown is not None
    clinic.casework.save(replace(clinic.casework.load("consultation", id), advice="Something new"))
    page.write_again(shown, row)
    (conflict,) = clinic.settling.conflicts()
    assert {one.value for one in conflict.values} == {ONE, "Something new"}


def test_the_filter_names_each_field_once_and_shows_all_again(casebook: Opens, office: tuple[Clinic, str]) -> None:
    clinic, id = office
    page = history_of(opened(casebook, clinic), "consultation", id)
    assert page.told is not None
    fields = presenter.fields_of(page.told)
    assert len(dict(fields)) == len(fields) and ("advice", "Advice given") in fields
    everything = len(rows(page))
    page.narrow("duration_min")
    assert {row.label for row in rows(page)} == {"Duration, minutes"}
    page.narrow("")
    assert len(rows(page)) == everything
    newest = rows(page)[0].key
    page.turn.click()
    assert rows(page)[0].key != newest


def test_without_room_enter_shows_the_change_in_place_of_the_list(casebook: Opens, office: tuple[Clinic, str]) -> None:
    clinic, id = office
    book = opened(casebook, clinic)
    book.window.resize(1024, 640)
    page = history_of(book, "consultation", id)
    assert page.panel.isHidden()
    key(page, Qt.Key.Key_Return)
    assert page.panel.isVisible() and page.list_side.isHidden()
    key(page, Qt.Key.Key_Escape)
    assert page.list_side.isVisible() and page.panel.isHidden()


def test_a_change_from_another_laptop_names_its_package(casebook: Opens, found: Found, tmp_path: Path) -> None:
    coordinator, _ = found("COORD", "coordinator", "Bermet Asanova")
    coordinator.network.create("Network")
    office, _ = found("NAR1")
    joined(coordinator, office, tmp_path)
    id = some_work(office)[0]
    (tmp_path / "one").mkdir()
    office.exchange.export(tmp_path / "one")
    coordinator.exchange.merge([tmp_path / "one"])
    page = history_of(opened(casebook, coordinator, "COORD"), "consultation", id)
    assert dict(rows(page)[0].facts)["Came with"].startswith("NAR1-A-")


def test_the_person_page_shows_the_records_of_the_same_person_together(casebook: Opens, found: Found) -> None:
    clinic, _ = found("NAR1")
    first, second = some_work(clinic, 2)
    persons = []
    for id, name in ((first, "Aigul Asanova"), (second, "Gulya Asanova")):
        person = clinic.casework.save(clinic.casework.blank("person", name_display=name, phone="0555 123456")).record
        record = clinic.casework.load("consultation", id)
        clinic.casework.save(replace(record, person_id=person.id, anonymous=False))
        persons.append(person.id)
    book = opened(casebook, clinic)
    page: Any = book.window.show_page("person", id=persons[0])
    assert len(page.known.consultations) == 1 and not page.known.also
    changes = clinic.linking.decide(*persons, True)
    book.take_changes(changes)
    assert {one.id for one in page.known.consultations} == {first, second}
    (also,) = page.known.also
    assert (also.name, also.office) == ("Gulya Asanova", "Office NAR1")
    silent = replace(clinic.casework.load("person", persons[1]), safe_contact="Do not call")
    book.take_changes(clinic.casework.save(silent).changes)
    shown = [label.text() for label in page.panel.findChildren(type(page.header.title).__mro__[1])]
    assert "Do not call" in shown, "who must not be called under one name must not be called under the other"


def test_the_case_page_says_its_history_in_words_and_opens_it(casebook: Opens, found: Found) -> None:
    clinic, _ = found("NAR1")
    some_work(clinic)
    person = clinic.casework.save(clinic.casework.blank("person", name_display="Aigul Asanova")).record
    case = clinic.casework.save(
        clinic.casework.blank(
            "journalist_case",
            title="A case",
            person_id=person.id,
            attack_types=frozenset({"P.ATT"}),
            stage="active",
            urgency="U2",
            risk_level="R2",
            publication_consent="C1",
        )
    ).record
    book = opened(casebook, clinic)
    page: Any = book.window.show_page("case", id=case.id)
    page.tabs.choose("history")
    told = {moment.title: moment.text for moment in page.rooms.rooms["history"].view.model().rows}
    assert told["Journalist"] == "Aigul Asanova" and told["Stage of the case"] != "active"
    history = page.rooms.rooms["history"].view
    history.setCurrentIndex(history.model().index(0, 0))
    QTest.keyClick(history, Qt.Key.Key_Return)
    assert book.window.page_name() == "history"
