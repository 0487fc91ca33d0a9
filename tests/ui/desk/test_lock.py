"""The lock: a wrong passphrase is told in one sentence, a lock closes the file, drafts come back behind it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from clinic_app.errors import WrongPassphrase
from tests.founding import PASSPHRASE
from tests.ui.desk.conftest import Found, Opens, some_work
from tests.ui.typing import type_text
from ui.casebook_window import CasebookWindow
from ui.problems import sentence_of


def unlocked(casebook: Opens, found: Found) -> CasebookWindow:
    clinic, _code = found()
    clinic.close()
    book = casebook()
    book.start()
    page = book.entrance.page()
    type_text(page.passphrase, PASSPHRASE)
    page.unlock.click()
    assert book.window is not None
    return book


def test_a_wrong_passphrase_is_said_under_the_field(casebook: Opens, found: Found) -> None:
    found()[0].close()
    book = casebook()
    book.start()
    page = book.entrance.page()
    type_text(page.passphrase, "not this one at all")
    page.unlock.click()
    assert page.field.fault() == sentence_of(WrongPassphrase())
    assert book.window is None
    assert page.unlock.isEnabled()
    type_text(page.passphrase, "x")
    assert not page.field.fault()


def test_nobodys_name_stands_on_a_lock_without_a_keyring(casebook: Opens, found: Found) -> None:
    found(person="Secret Person")[0].close()
    book = casebook()
    book.start()
    words = [w.accessibleName() for w in book.entrance.findChildren(object) if hasattr(w, "accessibleName")]
    assert not any("Secret" in word for word in words)


def test_lock_closes_the_file_and_unlock_opens_it(casebook: Opens, found: Found) -> None:
    book = unlocked(casebook, found)
    clinic = book.clinic
    book.window.show_page("settings")
    book.window.lock_requested.emit()
    assert book.window is None
    assert book.entrance.isVisible()
    with pytest.raises(Exception):  # noqa: B017 - whatever it is, nothing may be read any more
        clinic.casework.ids("consultation")
    page = book.entrance.page()
    type_text(page.passphrase, PASSPHRASE)
    page.unlock.click()
    assert book.window.page_name() == "settings"
    assert book.clinic.casework.ids("member")


def test_a_half_written_consultation_comes_back_behind_the_lock(casebook: Opens, found: Found) -> None:
    book = unlocked(casebook, found)
    book.window.new_consultation_requested.emit()
    form = book.window.page().form
    area = form.controls["advice"].widget
    type_text(area, "half a sentence")
    book.lock()
    page = book.entrance.page()
    type_text(page.passphrase, PASSPHRASE)
    page.unlock.click()
    assert book.window.page_name() == "consultation"
    assert book.window.page().form.controls["advice"].give() == "half a sentence"


def test_the_recovery_code_opens_and_sets_a_new_passphrase(casebook: Opens, found: Found) -> None:
    clinic, code = found()
    clinic.close()
    book = casebook()
    book.start()
    page = book.entrance.page()
    page.ask_code()
    way, groups = page.lost, code.split()
    way.code.set_code(" ".join([str((int(groups[0]) + 1) % 100000).zfill(5), *groups[1:]]))
    assert way.code.fault()
    assert not way.go_on.isEnabled()
    way.code.set_code(code)
    way.go_on.click()
    for edit in (way.renewed.first, way.renewed.again):
        type_text(edit, "a new good passphrase")
    way.recover.click()
    assert book.window is not None
    book.lock()
    page = book.entrance.page()
    type_text(page.passphrase, "a new good passphrase")
    page.unlock.click()
    assert book.window is not None


WRITE = """
import sys
from dataclasses import replace
from pathlib import Path
from clinic_app.clinic import Clinic
clinic = Clinic.open(Path(sys.argv[1]), sys.argv[2])
record = clinic.casework.load("consultation", sys.argv[3])
clinic.casework.save(replace(record, advice="written by another program"))
clinic.close()
"""


def test_what_another_program_writes_comes_on_the_screen(casebook: Opens, found: Found, tmp_path: Path) -> None:
    """Planted: a window that never compares the version refreshed nothing, and this failed."""
    clinic, _code = found()
    ids = some_work(clinic)
    clinic.close()
    book = casebook()
    book.start()
    page = book.entrance.page()
    type_text(page.passphrase, PASSPHRASE)
    page.unlock.click()
    told: list[object] = []
    book.window.show_page("consultations")
    book.window.page().take_changes = told.append
    book.look_again()
    assert told == []
    subprocess.run([sys.executable, "-c", WRITE, str(tmp_path / "NAR1"), PASSPHRASE, ids[0]], check=True, timeout=60)
    book.look_again()
    assert len(told) == 1
    assert told[0].include("consultation")
    assert book.clinic.casework.load("consultation", ids[0]).advice == "written by another program"


def test_an_unknown_mistake_is_told_calmly(casebook: Opens, found: Found, caplog: pytest.LogCaptureFixture) -> None:
    from ui.running import catch_unknown

    book = unlocked(casebook, found)
    before, threads = sys.excepthook, __import__("threading").excepthook
    try:
        catch_unknown(book)
        sys.excepthook(ValueError, ValueError("Ибраимова Гүлзат"), None)
    finally:
        sys.excepthook, __import__("threading").excepthook = before, threads
    assert "ValueError" in caplog.text
    assert "Ибраимова" not in caplog.text
    assert book.window.notices.count() == 1
