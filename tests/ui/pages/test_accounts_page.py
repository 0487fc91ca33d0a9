"""The room of people, the choice of a person at the lock, and approving a student's advice in the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from clinic_app.clinic import Clinic
from clinic_app.errors import WrongPassphrase
from clinic_app.settings import Settings
from tests.founding import PASSPHRASE
from tests.stories.clinics import WHOLE_CONSULTATION
from tests.ui.typing import type_text
from tests.use_cases.several_people import ASAN, AYGUL, NURBEK, STUDENT, Office
from ui.casebook_window import LAST_IN, CasebookWindow
from ui.pages.accounts.page import AccountsPage
from ui.pages.consultations.form_page import ConsultationPage
from ui.pages.today.page import TodayPage
from ui.pages.today.rows import LineRow
from ui.pages.unlock.page import UnlockPage
from ui.proving import ProofDialog
from ui.tasks import InlineTasks
from ui.theme.theme import Theme
from ui.widgets.buttons import Button
from ui.widgets.frames import Banner
from ui.widgets.labels import Label

Show = Callable[..., Any]
WORDS = "кызыл ат тоо бараткан суу"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path / "book")
    yield made
    made.close()


@pytest.fixture
def show(qtbot: Any, theme: Theme, settings: Settings) -> Show:
    """A page over somebody's case book."""

    def build(page: type[QWidget], clinic: Clinic) -> Any:
        made = page(clinic, InlineTasks(), theme, settings)
        qtbot.addWidget(made)
        made.resize(1302, 697)
        made.show()
        return made

    return build


def waits(office: Office) -> tuple[Clinic, str]:
    """(the student's case book, a consultation that waits)."""
    student = office.open(NURBEK)
    record = student.casework.save(student.casework.blank("consultation", **WHOLE_CONSULTATION)).record
    return student, record.id


def said(page: QWidget) -> str:
    return " ".join(label.text() for label in page.findChildren(Label) if label.isVisible())


def prove(page: QWidget, words: str = PASSPHRASE) -> ProofDialog:
    """Type a passphrase into the question that the page asks."""
    dialog = [one for one in page.window().findChildren(ProofDialog) if one.isVisible()][-1]
    type_text(dialog.passphrase, words)
    dialog.go_on.click()
    return dialog


def test_a_person_is_added_changed_and_removed_in_the_room(office: Office, show: Show) -> None:
    boss = office.open(AYGUL)
    page = show(AccountsPage, boss)
    assert [line.id for line in page.list.lines()] == [one.member_id for one in boss.accounts.list()]
    page.new.click()
    page.name.setText("Бектур Исаев")
    page.role.set_value("student")
    page._fit()
    type_text(page.passphrase.first, WORDS)
    type_text(page.passphrase.again, WORDS)
    page.add.click()
    assert page.supervisor_field.fault(), "a student needs a supervisor"
    page.supervisor.set_value(boss.identity.member_id)
    page.add.click()
    assert len(boss.accounts.list()) == 3, "whoever sits there has not shown yet that it is her"
    asked = prove(page, STUDENT)
    assert asked.isVisible() and asked.field.fault() and asked.passphrase.text() == ""
    assert len(boss.accounts.list()) == 3
    prove(page)
    assert not asked.isVisible()
    made = boss.accounts.one("Бектур Исаев")
    assert (made.role, made.supervisor, made.has_way_in) == ("student", AYGUL, True)
    assert page.passphrase.text() == "", "nothing of a passphrase stays on the page"
    page.list.choose_id(made.member_id)
    page.role.set_value("paralegal")
    page.keep_role.click()
    assert boss.accounts.one("Бектур Исаев").role == "student"
    prove(page)
    assert boss.accounts.one("Бектур Исаев").role == "paralegal"
    page.list.choose_id(made.member_id)
    type_text(page.passphrase.first, WORDS + " 2")
    type_text(page.passphrase.again, WORDS + " 2")
    page.renew.click()
    with pytest.raises(WrongPassphrase):
        Clinic.open(office.folder, WORDS + " 2", made.slots[0])
    prove(page)
    Clinic.open(office.folder, WORDS + " 2", made.slots[0]).close()
    page.list.choose_id(made.member_id)
    page.remove.click()
    assert "Бектур Исаев" in [one.name for one in boss.accounts.list()]
    prove(page)
    assert "Бектур Исаев" not in [one.name for one in boss.accounts.list()]


def test_what_a_lawyer_had_alone_is_taken_over_when_they_leave(office: Office, show: Show) -> None:
    asan = office.open(ASAN)
    told = {**WHOLE_CONSULTATION, "confidentiality": "lawyer"}
    ids = [asan.casework.save(asan.casework.blank("consultation", **told)).record.id for _ in range(2)]
    boss = office.open(AYGUL)
    page = show(AccountsPage, boss)
    assert not page.findChildren(Banner), "nothing is left behind yet"
    page.list.choose_id(asan.identity.member_id)
    page.remove.click()
    prove(page)
    (left,) = [one for one in page.findChildren(Banner) if ASAN in one.title.text()]
    numbers = {one.record_no for one in boss.taking_over.left()}
    assert len(numbers) == 2 and all(number in left.text.text() for number in numbers)
    next(one for one in left.findChildren(Button) if one.text() == "Take over").click()
    assert {boss.casework.load("consultation", id).lawyer_id for id in ids} == {boss.identity.member_id}
    assert not [one for one in page.findChildren(Banner) if ASAN in one.title.text() and one.isVisible()]


def test_a_refusal_stands_on_the_panel(office: Office, show: Show) -> None:
    boss = office.open(AYGUL)
    page = show(AccountsPage, boss)
    page.list.choose_id(boss.identity.member_id)
    assert not page.renew.isVisible(), "one's own passphrase is changed in the settings"
    page.remove.click()
    prove(page)
    assert page._fault.isVisible() and page.remove.isEnabled()


def test_who_does_not_manage_only_looks(office: Office, show: Show) -> None:
    page = show(AccountsPage, office.open(NURBEK))
    assert not page.panel.isVisible() and not page.new.isVisible()
    assert len(page.list.lines()) == 3


def test_at_the_lock_one_chooses_oneself_and_is_remembered_by_a_lock_alone(
    office: Office, theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a keyring nobody's name is known, so what it would tell is given here."""
    settings = Settings(tmp_path / "settings.json")
    book = CasebookWindow(office.folder, settings, theme, InlineTasks(), kdf_floor=True, use_keyring=False)
    people = [(office.slots[name], name) for name in (AYGUL, ASAN, NURBEK)]
    monkeypatch.setattr(book.doors, "people", lambda: people)
    book.start()
    page: Any = book.entrance.page()
    assert isinstance(page, UnlockPage) and page.people is not None
    assert page.slot() == office.slots[AYGUL]
    page.people.rows[office.slots[NURBEK]].click()
    type_text(page.passphrase, PASSPHRASE)
    page.unlock.click()
    assert book.window is None and page.field.fault(), "somebody else's passphrase"
    type_text(page.passphrase, STUDENT)
    page.unlock.click()
    assert book.window is not None
    assert book.clinic.identity.person == NURBEK
    book.window.new_consultation_requested.emit()
    type_text(book.window.page().form.controls["advice"].widget, "half a sentence")
    book.lock()
    assert settings.get(LAST_IN) == office.slots[NURBEK]
    assert NURBEK not in (tmp_path / "settings.json").read_text("utf-8")
    page = book.entrance.page()
    assert page.slot() == office.slots[NURBEK]
    page.people.rows[office.slots[AYGUL]].click()
    type_text(page.passphrase, PASSPHRASE)
    page.unlock.click()
    assert book.window.page_name() != "consultation", "nobody goes on where a colleague has locked"
    assert book.clinic.drafts.all() == []
    for top in (book.window, book.entrance):
        book.leave()
        top.hide()
        top.deleteLater()


def test_the_supervisor_sees_what_waits_and_approves_it(office: Office, show: Show) -> None:
    _student, id = waits(office)
    boss = office.open(AYGUL)
    day = show(TodayPage, boss)
    assert any(NURBEK in row.accessibleName() for row in day.findChildren(LineRow))
    page = show(ConsultationPage, boss)
    page.open(id=id)
    banner = page.approval.banner
    assert banner is not None and banner.isVisible()
    banner.buttons[0].click()
    assert boss.casework.load("consultation", id).approval == "approved"  # type: ignore[attr-defined]
    assert page.approval.banner is None
    assert "not yet approved" not in boss.reporting.card("consultation", id, "en").subtitle


def test_it_is_given_back_with_a_note_that_the_student_reads(office: Office, show: Show) -> None:
    student, id = waits(office)
    boss = office.open(AYGUL)
    assert "not yet approved" in boss.reporting.card("consultation", id, "en").subtitle
    page = show(ConsultationPage, boss)
    page.open(id=id)
    page.approval.banner.buttons[1].click()
    page.approval.give_back.click()
    assert boss.casework.load("consultation", id).approval == "waiting", "a note is needed"  # type: ignore[attr-defined]
    type_text(page.approval.note, "Мөөнөтүн жаз")
    page.hide()  # as a lock does
    page = show(ConsultationPage, boss)
    page.open(id=id)
    assert page.approval.note.isVisible() and page.approval.note.text() == "Мөөнөтүн жаз"
    page.approval.give_back.click()
    assert boss.drafts.all() == []
    theirs = show(ConsultationPage, student)
    theirs.open(id=id)
    assert "Мөөнөтүн жаз" in said(theirs.approval)
    assert not theirs.approval.banner.buttons, "a student approves nothing"
