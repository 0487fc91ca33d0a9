"""Scenes of a laptop that several people share: what a student wrote, what is kept from a role, who comes and goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from PySide6.QtWidgets import QApplication, QWidget

from clinic_app.use_cases.backing_up.checking import CHANGED, UNFINISHED, Backup
from clinic_app.use_cases.backups import BackupPlace, State
from clinic_app.use_cases.code_pictures import INVITATION, codes_sheet
from tests.stories.clinics import consult, open_case, person
from tests.ui.looks.stage import Stage, settle
from tests.ui.typing import type_text
from tests.use_cases.several_people import NURBEK
from ui.pages.backups.page import Told
from ui.pages.backups.presenter import lines
from ui.pages.trail.presenter import Narrowed
from ui.proving import ProofDialog
from ui.qr_codes import CodesDialog

Seen = Iterator[tuple[str, QWidget]]
NOTE = "Алименттин мөөнөтүн жана кайсы сотко кайрылууну жазыңыз"
NEWCOMER = "Бектур Исаев"


def advice_of_a_student(stage: Stage) -> Seen:
    """It waits, is given back with a note, and comes back to who wrote it; what a student does not see."""
    boss, student = stage.clinic("boss"), stage.clinic("student")
    id = consult(student).id
    window = stage.window("boss")
    window.show_page("today")
    yield "today, a student's advice waits", window
    page: Any = window.show_page("consultation", id=id)
    yield "consultation, to be approved", window
    page.approval.banner.buttons[1].click()
    page.approval.give_back.click()
    yield "consultation, to be given back, refused", window
    type_text(page.approval.note, NOTE)
    page.approval.give_back.click()
    theirs = stage.window("student")
    theirs.show_page("consultation", id=id)
    yield "consultation, given back", theirs
    client = person(student, "Ибраимова Гүлзат Маратовна", birth_year=1992)
    case = open_case(student, client.id, title="Редакцияны тинтүү")
    theirs.show_page("case_form", id=case.id)
    yield "case, fields kept from a student", theirs
    theirs.show_page("person_form", id=boss.casework.ids("person")[0])
    yield "person, closed to a student", theirs
    theirs.show_page("accounts")
    yield "people, for who does not manage", theirs
    theirs.show_page("trail")
    yield "trail, only one's own", theirs


def people_come_and_go(stage: Stage) -> Seen:
    """Somebody new under a supervisor, a new passphrase, a question before removing, and what is left behind."""
    boss = stage.clinic("boss")
    window = stage.window("boss")
    page: Any = window.show_page("accounts")
    yield "people, oneself", window
    page.begin()
    page.role.set_value("student")
    page._fit()
    type_text(page.name, NEWCOMER)
    type_text(page.passphrase.first, NEWCOMER)
    page.add.click()
    yield "people, a new student", window
    page.list.choose_id(boss.accounts.one(NURBEK).member_id)
    yield "people, a colleague, and what is left behind", window
    page.ask_to_remove()
    settle()
    box = QApplication.activeModalWidget()
    assert box is not None
    yield "people, removing", box
    assert isinstance(box, ProofDialog)
    type_text(box.passphrase, NEWCOMER)
    box.go_on.click()
    settle()
    yield "people, removing, not one's own passphrase", box
    box.close()
    settle()


def trail_narrowed(stage: Stage) -> Seen:
    """Of one record, of one person, nothing at all, and whether it is whole."""
    boss = stage.clinic("boss")
    window = stage.window("boss")
    record = boss.casework.ids("consultation")[0]
    window.show_page("consultation", id=record)
    page: Any = window.show_page("trail", kind="consultation", id=record)
    page.refresh()
    page.ask_whether_whole()
    yield "trail, of one record", window
    page.narrow(Narrowed(member=boss.identity.member_id))
    yield "trail, of one person", window
    page.narrow(Narrowed(record=("person", person(boss, "Сыдыкова Назгүл").id)))
    yield "trail, nothing noted", window


def receipt_of_an_erasure(stage: Stage) -> Seen:
    """What the client is given, in three languages."""
    boss = stage.clinic("boss")
    window = stage.window("boss")
    page: Any = window.show_page("bin")
    gone = consult(boss)
    boss.several.archive("consultation", [gone.id])
    rows = [row for row in boss.bin.listed() if row.id == gone.id]
    boss.bin.erase(rows, boss.bin.following(rows))
    dialog = page.show_receipt(gone.id)
    for _turn in range(20):
        settle()
    yield "receipt of an erasure", dialog
    dialog.reject()
    settle()


def backups_at_work(stage: Stage) -> Seen:
    """A folder on the same disk, a backup that opens and two that do not."""
    now = datetime.now(UTC)
    folder = stage.books.folder / "Камдык көчүрмөлөр"
    window = stage.window("boss")
    page: Any = window.show_page("backups")
    place = BackupPlace(folder, "looks", same_disk=True, service="Dropbox")
    state = State(now - timedelta(days=12), 12, place, True)
    tasks, page._tasks = page._tasks, _NoLooking()
    page._show(Told(state, (None, None, None), "NAR1-A"))
    page._tasks = tasks
    rows = [
        Backup("a", folder / "a", now - timedelta(days=12), 41_000_000, 3, 0, now - timedelta(days=2), "verified"),
        Backup("b", folder / "b", now - timedelta(days=13), 40_000_000, 3, 1, None, CHANGED),
        Backup("c", folder / "c", None, 12_000_000, 0, 0, None, UNFINISHED),
    ]
    page._show_rows(lines(rows), "")
    yield "backups, three of them", window


def codes_on_paper(stage: Stage) -> Seen:
    """An invitation that takes several codes."""
    window = stage.window("boss")
    sheet = codes_sheet(INVITATION, Random(7).randbytes(5000), "12345 " * 6)
    dialog = CodesDialog(sheet, window._tasks, window)
    dialog.open()
    dialog.turn(1)
    yield "invitation as QR codes", dialog
    dialog.reject()


class _NoLooking:
    """Instead of tasks: the folder of the backups, which is not there, is not looked at."""

    def far_away(self, *_told: Any, **_named: Any) -> None:
        """Nothing comes back."""
