"""The room of the recovery sheet: a trial that changes nothing, a new sheet that counts when two groups are typed."""

from __future__ import annotations

from typing import Any

from clinic_app.clinic import Clinic
from tests.founding import PASSPHRASE
from tests.ui.desk.conftest import Found, Opens
from tests.ui.typing import type_text
from ui.pages.recovery.page import RecoveryPage
from ui.widgets.buttons import Button, LinkButton


def room(casebook: Opens, found: Found) -> tuple[Any, Clinic, str, Any]:
    """(the window, its case book, the code of its sheet, the room)."""
    clinic, code = found()
    book = casebook()
    book.enter(clinic)
    book.window.show_page("settings")
    page = book.window.show_page("recovery")
    assert isinstance(page, RecoveryPage)
    return book.window, clinic, code, page


def make_new(page: Any) -> str:
    """A new sheet on the screen; its code."""
    type_text(page.present, PASSPHRASE)
    page.renew.click()
    assert page.sheet is not None
    return " ".join(page.sheet.groups)


def test_a_trial_says_that_the_sheet_opens_and_keeps_nothing_of_it(casebook: Opens, found: Found) -> None:
    _window, clinic, code, page = room(casebook, found)
    page.code.set_code(code)
    page.try_it.click()
    assert page.notices.itemAt(0).widget().title.text() == "Your sheet opens this case book"
    assert page.code.text().strip() == "" and clinic.recovery.facts().tried_on is not None


def test_while_a_new_code_is_shown_there_is_no_other_place_for_a_code_and_the_old_one_goes_on(
    casebook: Opens, found: Found
) -> None:
    """Both stood one below the other: the new code was out of sight, and two groups were typed into the trial."""
    window, clinic, code, page = room(casebook, found)
    make_new(page)
    assert page.sheet.isVisible() and window.focusWidget() is page.sheet.typed[0]
    assert not page.code.isVisible() and not page.present.isVisible()
    page.refresh()
    assert not page.code.isVisible()
    next(one for one in page.sheet.findChildren(LinkButton) if one.text().strip().startswith("Not now")).click()
    assert page.sheet is None and page.code.isVisible() and page.present.isVisible()
    clinic.recovery.try_it(code)


def test_two_groups_typed_back_make_the_new_sheet_the_only_one(casebook: Opens, found: Found) -> None:
    _window, clinic, _code, page = room(casebook, found)
    new = make_new(page)
    for edit, at in zip(page.sheet.typed, page.sheet.asked, strict=True):
        type_text(edit, page.sheet.groups[at])
    page.sheet.go_on.click()
    assert page.sheet is None and page.code.isVisible()
    clinic.recovery.try_it(new)
    assert not clinic.recovery.facts().both_open


def test_every_room_of_the_settings_has_a_button_back(casebook: Opens, found: Found) -> None:
    """Esc went back, and nothing on the screen said so."""
    window, _clinic, _code, page = room(casebook, found)
    next(one for one in page.header.findChildren(Button) if one.text().strip() == "Back").click()
    assert window.page_name() == "settings"
    for name in ("accounts", "backups", "keys", "lists", "locks", "trail", "terms"):
        room_page = window.show_page(name)
        assert [one for one in room_page.header.findChildren(Button) if one.text().strip() == "Back"], name
