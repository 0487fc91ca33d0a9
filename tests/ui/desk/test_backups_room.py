"""The room of backups: choose a folder, it happens by itself, each can be tried; a reminder; putting one back."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from clinic_app.clinic import Clinic
from clinic_app.use_cases.backing_up import layout
from tests.founding import PASSPHRASE
from tests.ui.desk.conftest import Found, Opens, some_work
from ui.backing_up import BackingUp
from ui.tasks import InlineTasks
from ui.widgets.labels import Label
from ui.widgets.pill import Pill


def snapshots(stick: Path) -> list[Path]:
    return sorted(stick.rglob(f"*{layout.SUFFIX}"))


def test_a_chosen_folder_gets_a_backup_at_once_and_then_by_itself(
    casebook: Opens, found: Found, tmp_path: Path
) -> None:
    clinic, _ = found()
    some_work(clinic)
    book = casebook()
    book.enter(clinic)
    page = book.window.show_page("backups")
    assert not page.now_button.isEnabled()
    stick = tmp_path / "stick"
    stick.mkdir()
    page.choose_place(stick)
    (made,) = snapshots(stick)
    (pill,) = page.findChildren(Pill)
    assert "23" in pill.accessibleName() or pill.accessibleName()
    backing_up = book.outward.backing_up
    backing_up.look()
    assert snapshots(stick) == [made]  # not due again
    page._try(page_line(page, made))
    assert clinic.backups.state(datetime.now(UTC)).verified is not None
    book.lock()
    assert not backing_up.is_busy()
    backing_up.begin()
    assert snapshots(stick) == [made]  # never behind the lock


def page_line(page: object, path: Path):  # type: ignore[no-untyped-def]
    from ui.pages.backups.presenter import Line

    return Line("", "", "", "", "", "try", path)


def test_a_stick_that_is_not_in_is_waited_for(casebook: Opens, found: Found, tmp_path: Path) -> None:
    clinic, _ = found()
    book = casebook()
    stick = tmp_path / "stick"
    stick.mkdir()
    from clinic_app.use_cases.backing_up.checking import prepare_place

    clinic.backups.choose(prepare_place(stick, clinic.folder, clinic.identity.vault_id))
    now = [datetime.now(UTC)]
    backing_up = BackingUp(InlineTasks(), book, clock=lambda: now[0])
    backing_up.open(clinic)
    backing_up.look()
    assert snapshots(stick) == []  # whoever has just opened the case book wants to work first
    stick.rename(tmp_path / "pulled out")
    now[0] += timedelta(minutes=5)
    backing_up.look()
    assert backing_up.waiting and backing_up.failed is None
    (tmp_path / "pulled out").rename(stick)
    now[0] += timedelta(minutes=1)
    backing_up.look()
    assert not backing_up.waiting and len(snapshots(stick)) == 1
    backing_up.lock()
    clinic.close()


def test_the_day_reminds_and_can_be_put_off(casebook: Opens, found: Found) -> None:
    clinic, _ = found()
    some_work(clinic)
    clinic._desk.vault.remember("restored", {"at": "2026-01-01T00:00:00+00:00", "of": "", "read": True})
    book = casebook()
    book.enter(clinic)
    notice = book.window.show_page("today").backup_notice
    assert notice.banner is not None and notice.banner.title.text() == "No backup yet"
    notice.banner.buttons[1].click()
    assert notice.banner is None


def test_whoever_restores_is_told_of_which_moment(casebook: Opens, found: Found, tmp_path: Path) -> None:
    """A folder of backups: the newest is chosen; on a computer without the keyring's entry the sheet opens it."""
    clinic, code = found("OLD1")
    ids = some_work(clinic)
    stick = tmp_path / "stick"
    stick.mkdir()
    first = casebook("OLD1")
    first.enter(clinic)
    first.window.show_page("backups").choose_place(stick)
    first.lock()
    book = casebook("NEW1")
    book.start()
    page = book.entrance.page()
    page.choice["restore"].click()
    page.restoring.look_into(stick)
    assert Path(page.restoring.file.text()) == snapshots(stick)[0]
    page.restoring.by_code.click()
    page.restoring.code.set_code(code)
    for edit in (page.restoring.renewed.first, page.restoring.renewed.again):
        edit.setText("тынч тоо 4071 булак жаңы")
        edit.textEdited.emit(edit.text())
    page.restoring.restore.click()
    assert book.window is not None, page.restoring._said.text()
    assert book.clinic.casework.ids("consultation") == ids
    notice = book.window.show_page("today").backup_notice
    assert "put back" in notice.banner.title.text()
    notice.banner.buttons[1].click()
    assert notice.banner is None
    shutil.rmtree(stick)


def test_one_file_never_overwrites_another(casebook: Opens, found: Found, tmp_path: Path) -> None:
    clinic, _ = found()
    book = casebook()
    book.enter(clinic)
    page = book.window.show_page("backups")
    (tmp_path / "disk").mkdir()
    page.back_up_to(tmp_path / "disk")
    page.back_up_to(tmp_path / "disk")
    files = sorted((tmp_path / "disk").iterdir())
    assert len(files) == 2
    Clinic.restore(files[0], tmp_path / "again", PASSPHRASE)
    Clinic.open(tmp_path / "again", PASSPHRASE).close()
    said = [label.text() for label in book.window.show_page("settings").findChildren(Label)]
    assert any("less than a day" in text for text in said)
