"""Settings change the lock only for who knows it; search opens with Enter; commands load no Qt."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from clinic_app.clinic import Clinic
from clinic_app.errors import WrongPassphrase
from tests.founding import PASSPHRASE
from tests.ui.desk.conftest import Found, Opens, some_work
from tests.ui.typing import press, type_text
from ui.app import WindowWish, window_wish
from ui.pages.searching.palette import SearchPalette


def test_only_who_knows_the_passphrase_changes_it(casebook: Opens, found: Found, tmp_path: Path) -> None:
    clinic, _ = found()
    book = casebook()
    book.enter(clinic)
    page = book.window.show_page("settings")
    for edit in (page.renewed.first, page.renewed.again):
        type_text(edit, "another good passphrase")
    type_text(page.present, "a wild guess")
    page.change.click()
    assert page._present.fault()
    page.present.clear()
    type_text(page.present, PASSPHRASE)
    page.change.click()
    assert page.present.text() == page.renewed.text() == ""
    with pytest.raises(WrongPassphrase):
        Clinic.open(tmp_path / "NAR1", PASSPHRASE)
    Clinic.open(tmp_path / "NAR1", "another good passphrase").close()


def test_look_and_language_are_chosen_in_settings(casebook: Opens, found: Found) -> None:
    clinic, _ = found()
    book = casebook()
    book.enter(clinic)
    page = book.window.show_page("settings")
    page.dark.button("dark").click()
    assert book.theme.dark
    page.language.button("ru").click()
    assert book.settings.language == "ru"
    assert book.window.page_name() == "settings"
    assert book.window.page().language.value() == "ru"


def test_search_finds_while_typing_and_enter_opens(casebook: Opens, found: Found) -> None:
    clinic, _ = found()
    id = some_work(clinic)[0]
    number = clinic.casework.load("consultation", id).record_no
    book = casebook()
    book.enter(clinic)
    book.window.resize(1366, 720)
    box = book.window.sidebar.search
    book.window.focus_search()
    type_text(box, number)
    palette = book.window.findChild(SearchPalette)
    assert palette.isVisible()
    assert next(line.id for line in palette._model.lines if not line.heading) == id
    press(box, Qt.Key.Key_Return)
    assert book.window.page_name() == "consultation"
    assert not palette.isVisible()
    assert box.text() == ""


def test_what_is_not_found_is_said(casebook: Opens, found: Found) -> None:
    clinic, _ = found()
    book = casebook()
    book.enter(clinic)
    book.window.resize(1000, 640)
    book.window.focus_search()
    palette = book.window.findChild(SearchPalette)
    type_text(palette.field, "zzz")
    assert "zzz" in palette._nothing.text()
    press(palette.field, Qt.Key.Key_Escape)
    assert not palette.isVisible()


@pytest.mark.parametrize(
    ("given", "wish"),
    [
        ([], WindowWish()),
        (["--demo"], WindowWish(demo=True)),
        (["--vault", "x", "--lang=ky"], WindowWish(vault=Path("x"), language="ky")),
        (["vault", "info"], None),
        (["tour", "--to", "x"], None),
        (["--help"], None),
        (["--vault"], None),
    ],
)
def test_what_opens_the_window(given: list[str], wish: WindowWish | None) -> None:
    assert window_wish(given) == wish


def test_a_command_loads_no_qt() -> None:
    look = "import sys, ui.app\ntry:\n ui.app.main(['reports', '--json'])\nexcept SystemExit:\n pass\n"
    look += "assert not [m for m in sys.modules if m.startswith('PySide6')]"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr.decode()[-300:]
