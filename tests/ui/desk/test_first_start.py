"""The first start makes a real case book; the recovery code is shown once and must be on paper."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from clinic_app.clinic import Clinic
from clinic_app.wording.words import spoken
from tests.founding import PASSPHRASE
from tests.ui.desk.conftest import Found, Opens, some_work
from tests.ui.typing import press, type_text
from ui.casebook_window import CasebookWindow
from ui.pages.first_start.page import FirstStart


def filled(book: CasebookWindow, joins: bool = False) -> FirstStart:
    """The form of a new office, filled in."""
    page = book.entrance.page()
    page.choice["join" if joins else "new"].click()
    office = page.office
    type_text(office.code, "NAR1")
    type_text(office.name, "Нарын кеңсеси")
    type_text(office.person, "Айгүл Токтосунова")
    type_text(office.passphrase.first, PASSPHRASE)
    type_text(office.passphrase.again, PASSPHRASE)
    return page


def test_a_new_office_gets_a_real_case_book_and_its_window(casebook: Opens, tmp_path: Path) -> None:
    book = casebook()
    book.start()
    page = filled(book)
    page.office.create.click()
    sheet = page.sheet
    code = " ".join(sheet.groups)
    for edit, at in zip(sheet.typed, sheet.asked, strict=True):
        type_text(edit, sheet.groups[at])
    sheet.go_on.click()
    assert book.window is not None
    assert book.window.isVisible()
    assert not book.entrance.isVisible()
    assert book.clinic.identity.person == "Айгүл Токтосунова"
    assert book.clinic.identity.office_name == "Нарын кеңсеси"
    assert not book.clinic.keeping.facts().keyring
    book.leave()
    Clinic.recover(tmp_path / "NAR1", code, "another good passphrase").close()
    Clinic.open(tmp_path / "NAR1", "another good passphrase").close()


def test_the_code_must_be_on_paper_before_one_goes_on(casebook: Opens) -> None:
    book = casebook()
    book.start()
    page = filled(book)
    page.office.create.click()
    sheet = page.sheet
    assert len(sheet.groups) == 8
    assert not sheet.go_on.isEnabled()
    type_text(sheet.typed[0], sheet.groups[sheet.asked[0]])
    wrong = "".join(str((int(digit) + 1) % 10) for digit in sheet.groups[sheet.asked[1]])
    type_text(sheet.typed[1], wrong)
    assert not sheet.go_on.isEnabled()
    assert sheet.typed[1].property("fault")
    press(sheet.typed[1], Qt.Key.Key_Return)
    assert book.window is None
    book.entrance._speak("ru")
    assert page.sheet is sheet, "another language would have thrown the code away"
    assert not page.step_back()


def test_joining_leads_to_the_request(casebook: Opens) -> None:
    book = casebook()
    book.start()
    page = filled(book, joins=True)
    page.office.create.click()
    for edit, at in zip(page.sheet.typed, page.sheet.asked, strict=True):
        type_text(edit, page.sheet.groups[at])
    page.sheet.go_on.click()
    assert book.window.page_name() == "exchange"
    assert book.window.page()._joining is not None


def test_what_is_missing_is_said_beside_its_field(casebook: Opens) -> None:
    book = casebook()
    book.start()
    page = filled(book)
    page.office.code.setText("Нарын")
    page.office.name.clear()
    page.office.create.click()
    assert page.office._code.fault()
    assert page.office._name.fault()
    assert page.sheet is None


def test_another_language_keeps_what_was_typed(casebook: Opens) -> None:
    book = casebook()
    book.start()
    filled(book)
    book.entrance._speak("ru")
    assert spoken() == "ru"
    page = book.entrance.page()
    assert page.office.facts().office_name == "Нарын кеңсеси"
    assert page.office.facts().passphrase == PASSPHRASE


def test_a_backup_comes_back(casebook: Opens, found: Found, tmp_path: Path) -> None:
    clinic, _code = found("OLD1")
    ids = some_work(clinic)
    clinic.keeping.backup(tmp_path / "kept.clinic-backup")
    book = casebook("NEW1")
    book.start()
    page = book.entrance.page()
    page.choice["restore"].click()
    page.restoring.file.setText(str(tmp_path / "kept.clinic-backup"))
    page.restoring.passphrase.setText("not the passphrase")
    page.restoring.restore.click()
    assert page.restoring._passphrase.fault()
    assert book.window is None
    page.restoring.passphrase.setText(PASSPHRASE)
    page.restoring.restore.click()
    assert book.window is not None
    assert book.clinic.casework.ids("consultation") == ids
