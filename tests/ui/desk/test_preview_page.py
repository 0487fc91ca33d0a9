"""Packages of three offices: looked at, one record left out, merged, reported, undone; real keys, real vaults."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from clinic_app.changes import Changes
from clinic_app.clinic import Clinic
from clinic_app.errors import Cancelled, FileUnreadable
from clinic_app.settings import Settings
from clinic_app.use_cases.exchanging import taking
from tests import founding
from tests.founding import PASSPHRASE
from tests.ui.desk.conftest import Found, Opens, joined, some_work
from tests.ui.desk.three_offices import HERE, THERE, Scene, three_offices
from tests.ui.looks.room import cut_words
from tests.ui.looks.voices import unnamed
from tests.ui.whole_window import lay_out, speaking
from ui.casebook_window import CasebookWindow
from ui.package_numbers import missing_words
from ui.pages.merging import package_words, presenter
from ui.pages.merging.news_list import Face, NewsList
from ui.pages.merging.page import MergingPage
from ui.paper.card import SheetDialog
from ui.problems import sentence_of
from ui.tasks import Tasks
from ui.widgets.frames import Banner

READ = Qt.ItemDataRole.AccessibleTextRole


@pytest.fixture
def scene(found: Found, tmp_path: Path) -> Scene:
    """The coordinator's case book and a stick with something of every kind."""
    return three_offices(found, tmp_path)


def entered(casebook: Opens, clinic: Clinic) -> CasebookWindow:
    book = casebook(clinic.identity.office_id)
    book.enter(clinic)
    book.window.resize(1366, 768)
    book.window.activateWindow()
    assert QTest.qWaitForWindowActive(book.window)
    return book


def drop(book: CasebookWindow, *paths: Path) -> MergingPage:
    """Drop files or folders onto the window, as a file manager does."""
    told = QMimeData()
    told.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    action, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    book.window.dropEvent(QDropEvent(QPoint(400, 400), action, told, Qt.MouseButton.LeftButton, none))
    page: Any = book.window.page()
    assert isinstance(page, MergingPage)
    return page


def key(page: MergingPage, which: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key pressed where the focus is."""
    QTest.keyClick(page.window().focusWidget() or page, which, held)


def said(view: Any) -> list[str]:
    """What a screen reader hears of each row of a list."""
    model = view.model()
    return [str(model.index(row, 0).data(READ)) for row in range(model.rowCount())]


def bring(page: MergingPage, record: str) -> Any:
    """Go down the list until the cursor stands on a record."""
    assert page.desk.list.hasFocus()
    for _step in page.desk.list.rows():
        if page.desk.list.row().record == record:
            return page.desk.list.row()
        key(page, Qt.Key.Key_Down)
    raise AssertionError(record)


def notices(page: MergingPage) -> str:
    return " ".join(page.notices.itemAt(at).widget().accessibleName() for at in range(page.notices.count()))


def advice(clinic: Clinic, id: str) -> str:
    return str(clinic.casework.load("consultation", id).advice)


def test_a_folder_of_three_offices_from_preview_to_undo(casebook: Opens, scene: Scene) -> None:
    """Planted: ticks that are not handed to the merge; a Merge that needs the mouse; an undo that asks nothing first
    (`ask_undo` wired to `undo_run`); a report that forgets what was refused. Each made this fail.
    """
    clinic = scene.coordinator
    book = entered(casebook, clinic)
    book.window.show_page("exchange")
    page = drop(book, scene.folder)
    before = {id: clinic.casework.load("consultation", id) for id in (scene.changed, scene.torn, scene.archived)}

    # --- the preview
    assert page.desk.calm.text() == "13 new, 3 changed, 1 to settle, 1 archived. Nothing has been changed yet."
    assert [row.name for row in page.desk.groups.rows()] == [
        "All offices", "Office BAT1", "Office NAR1", "Not taken in", "Readable packages",
    ]  # fmt: skip
    assert said(page.desk.groups)[2] == "Office NAR1, 4, 1 new, 3 changed, 1 to settle, 1 archived"
    assert "1 waits, 1 refused" in said(page.desk.groups)[3]
    fields_are_right(page, scene, before)
    why_some_stay_out(page)
    key(page, Qt.Key.Key_Right)

    # --- one is left out by the keyboard
    page.desk.groups.choose("NAR1")
    page.desk.groups.setFocus()
    key(page, Qt.Key.Key_Return)
    row = bring(page, scene.changed)
    key(page, Qt.Key.Key_Space)
    assert "1 left out" in page.desk.calm.text()
    assert page.desk.foot.merge.text().strip() == "Merge 15 records"
    assert "Left out" in said(page.desk.list)[list(page.desk.list.rows()).index(row)]
    for id, record in before.items():
        assert clinic.casework.load("consultation", id) == record, "looking changes nothing"
    assert clinic.exchange.runs() and len(clinic.exchange.runs()) == 1

    # --- merged
    key(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.kept.run_shown()
    assert advice(clinic, scene.changed) == before[scene.changed].advice
    assert clinic.casework.load("consultation", scene.new).advice == "A new matter."
    assert clinic.casework.load("consultation", scene.archived).archived
    (conflict,) = clinic.settling.conflicts()
    assert {one.value for one in conflict.values} == {HERE, THERE}
    told = report_of(page)
    for words in (
        "13 new, 2 changed, 1 to settle, 1 archived, 1 left out",
        "Office NAR1: 1 new, 2 changed, 1 to settle, 1 archived",
        "junk.clinic, Refused, junk.clinic is not a package of this program, or it is damaged.",
        "OSH1, laptop A: package 1 has not come",
        "1 record was left out.",
        "1 conflict wants a decision",
    ):
        assert words in told, words
    settle: Any = page.kept.first_focus()
    settle.click()
    assert book.window.page_name() == "merge"
    book.window.step_back()

    # --- kept, over a closing and opening again
    run = page.kept.run_shown()
    book.leave()
    again = Clinic.open(clinic.folder, PASSPHRASE)
    try:
        kept_and_undone(entered(casebook, again), again, run, scene, before)
    finally:
        again.close()


def fields_are_right(page: MergingPage, scene: Scene, before: dict[str, Any]) -> None:
    """Each record says what happens to it, each field from what to what, by whom and where."""
    by_record = {news.record: news for news in page.desk.list.rows()}
    page.desk.list.setFocus()
    words = {}
    for id in (scene.changed, scene.torn, scene.archived, scene.new):
        page.desk.list.choose(list(page.desk.list.rows()).index(by_record[id]))
        words[id] = (page.desk.detail.pill.word(), said(page.desk.detail.fields))
        assert page.desk.detail.byline.words.text().startswith("Lawyer NAR1 · Office NAR1, laptop A · ")
    pill, fields = words[scene.changed]
    assert pill == "Changed"
    assert [field.startswith("Advice given: ") and field.endswith(f" becomes {THERE}") for field in fields] == [
        True,
        False,
    ]
    assert fields[1] == f"Duration, minutes: {before[scene.changed].duration_min} becomes 45"
    assert words[scene.torn] == ("To settle", [f"Advice given: {HERE} and {THERE}, both kept"])
    assert words[scene.archived] == ("Archived", ["Archived: — becomes Yes"])
    pill, fields = words[scene.new]
    assert pill == "New"
    assert "Advice given: A new matter." in fields
    page.desk.tabs.choose(presenter.CONFLICT)
    assert [news.record for news in page.desk.list.rows()] == [scene.torn]
    page.desk.tabs.choose(presenter.ALL)


def why_some_stay_out(page: MergingPage) -> None:
    """What is refused and what waits is named, with the reason and what is missing."""
    page.desk.groups.choose(package_words.WAITING_GROUP)
    junk, waits = said(page.desk.list)
    assert junk == "junk.clinic, junk.clinic is not a package of this program, or it is damaged., Refused"
    assert waits == "OSH1-A-000002.clinic, OSH1, laptop A: package 1 has not come, Waits"
    page.desk.list.choose(1)
    assert "Nothing is lost" in page.desk.detail.outcome.text()
    page.desk.groups.choose("")


def report_of(page: MergingPage) -> str:
    """All a report says."""
    told = [child for child in page.kept.report.scroll.widget().findChildren(QWidget) if not child.isHidden()]
    words = [child.text() for child in told if isinstance(child, QLabel)]
    return " | ".join(words + [child.accessibleName() for child in told])


def kept_and_undone(book: CasebookWindow, clinic: Clinic, run: int, scene: Scene, before: dict[str, Any]) -> None:
    """The report is still there; undoing first says what was built on it, asks once, and can be taken back in."""
    clinic.casework.save(replace(clinic.casework.load("consultation", scene.new), advice="Our own words on top."))
    page: Any = book.window.show_page("merging", runs=True)
    newest, first = said(page.kept.runs.list)
    assert newest.endswith(
        "4 packages, 3 offices · 13 new, 2 changed, 1 to settle, 1 archived, 1 left out, Something refused"
    )
    assert first.endswith("Merged")
    key(page, Qt.Key.Key_Return)
    assert page.kept.run_shown() == run
    key(page, Qt.Key.Key_Escape)
    assert page.kept.currentWidget() is page.kept.runs
    exchange: Any = book.window.show_page("exchange")
    exchange.merges.run_wanted.emit(run)
    assert page.kept.run_shown() == run
    assert "junk.clinic, Refused" in report_of(page)
    undo = next(button for button in page.header.actions() if "Undo" in button.text())
    QTest.keyClick(undo, Qt.Key.Key_Space)
    assert page.kept.currentWidget() is page.kept.undo
    (built,) = said(page.kept.undo.list)
    assert "Advice given · Bermet Asanova" in built
    assert clinic.casework.load("consultation", scene.archived).archived, "nothing is undone before the question"
    assert page.kept.undo.keep.hasFocus(), "Enter alone undoes nothing"
    key(page, Qt.Key.Key_Escape)
    assert page.kept.run_shown() == run
    page.kept.ask_undo()
    key(page, Qt.Key.Key_Tab)
    assert page.kept.undo.undo.hasFocus()
    key(page, Qt.Key.Key_Space)
    assert "Undone on" in report_of(page)
    assert clinic.casework.load("consultation", scene.archived) == before[scene.archived]
    assert advice(clinic, scene.torn) == HERE
    assert clinic.settling.conflicts() == []
    assert not any("Undo" in button.text() for button in page.header.actions())
    page = drop(book, scene.folder)
    page.desk.foot.merge.click()
    assert clinic.casework.load("consultation", scene.archived).archived, "merging again takes it back in"


# --- stopping, failing, leaving -----------------------------------------------------------------------------------


@pytest.fixture
def pair(found: Found, tmp_path: Path) -> tuple[Clinic, Path]:
    """A coordinator's case book and a stick from one office."""
    coordinator, _ = found("COORD", "coordinator", "Bermet Asanova")
    coordinator.network.create("Network")
    office, _ = found("NAR1")
    joined(coordinator, office, tmp_path)
    some_work(office, 4)
    (tmp_path / "stick").mkdir()
    office.exchange.export(tmp_path / "stick")
    return coordinator, tmp_path / "stick"


def state_of(clinic: Clinic) -> tuple[object, ...]:
    """What a merge would change."""
    ids = clinic.casework.ids("consultation")
    return [clinic.casework.load("consultation", id) for id in ids], clinic.exchange.runs(), clinic.exchange.inbox()


def test_stop_in_the_middle_changes_nothing(casebook: Opens, pair: tuple[Clinic, Path]) -> None:
    """Planted: a merge that is given another Watch than the one Stop belongs to made this fail."""
    clinic, stick = pair
    page = drop(entered(casebook, clinic), stick)
    before = state_of(clinic)
    begin = page.working.begin

    def begin_and_stop(title: str, told: str) -> Any:
        watch = begin(title, told)
        page.working.stop.click()
        return watch

    page.working.begin = begin_and_stop
    page.merge()
    assert "Stopped. Nothing was changed." in notices(page)
    assert state_of(clinic) == before
    assert page.stack.currentWidget() is page.desk, "the preview is still there"
    page.working.begin = begin
    page.merge()
    assert page.kept.run_shown()
    assert state_of(clinic) != before


def test_a_stick_pulled_out_is_one_sentence(casebook: Opens, pair: tuple[Clinic, Path]) -> None:
    clinic, stick = pair
    (package,) = stick.glob("*.clinic")
    page = drop(entered(casebook, clinic), package)
    before = state_of(clinic)
    package.unlink()
    page.merge()
    assert notices(page) == sentence_of(FileUnreadable(file=str(package), reason=""))
    assert state_of(clinic) == before
    assert page.desk.foot.merge.isVisible()


def test_what_was_left_out_is_not_lost_by_one_escape(casebook: Opens, pair: tuple[Clinic, Path]) -> None:
    clinic, stick = pair
    book = entered(casebook, clinic)
    book.window.show_page("exchange")
    page = drop(book, stick)
    bring(page, next(news.record for news in page.desk.list.rows() if news.may_leave_out))
    key(page, Qt.Key.Key_Space)
    key(page, Qt.Key.Key_Return)
    assert page.desk.detail.fields.hasFocus()
    key(page, Qt.Key.Key_Escape)
    assert page.desk.list.hasFocus()
    key(page, Qt.Key.Key_Escape)
    assert "Leave the preview?" in notices(page)
    assert page.desk.left_out
    key(page, Qt.Key.Key_Escape)
    assert book.window.page_name() == "exchange"
    assert page.desk.preview is None
    assert clinic.exchange.runs() == []


def test_in_the_smallest_window_enter_opens_the_fields(casebook: Opens, pair: tuple[Clinic, Path]) -> None:
    """The offices are a filter there, and the panel takes the list's place."""
    clinic, stick = pair
    book = entered(casebook, clinic)
    book.window.resize(800, 600)
    page = drop(book, stick)
    lay_out(book.window)
    desk = page.desk
    assert (desk.groups.isVisible(), desk.office.isVisible()) == (False, True)
    assert (desk.list.isVisible(), desk.detail.isVisible()) == (True, False)
    key(page, Qt.Key.Key_Down)
    key(page, Qt.Key.Key_Return)
    assert (desk.list.isVisible(), desk.detail.isVisible()) == (False, True)
    assert desk.detail.fields.hasFocus()
    key(page, Qt.Key.Key_Escape)
    assert desk.list.hasFocus()
    assert desk.list.currentIndex().row() == 1
    assert desk.detail.isHidden()


def test_a_folder_without_packages_says_so(casebook: Opens, pair: tuple[Clinic, Path], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    page = drop(entered(casebook, pair[0]), tmp_path / "empty")
    assert "no package" in notices(page)
    assert page.stack.currentWidget() is page.receiving


def test_the_report_goes_on_paper_and_nowhere_else(casebook: Opens, pair: tuple[Clinic, Path]) -> None:
    clinic, stick = pair
    book = entered(casebook, clinic)
    page = drop(book, stick)
    page.merge()
    printing = next(button for button in page.header.actions() if "Print" in button.text())
    printing.click()
    (dialog,) = book.window.findChildren(SheetDialog)
    assert dialog.paper.page_count() >= 1
    assert dialog.save.isEnabled()
    dialog.close()


def test_other_pages_lead_here(casebook: Opens, pair: tuple[Clinic, Path]) -> None:
    """The merge desk asks for packages, or for the question before the last merge is undone."""
    clinic, stick = pair
    run = clinic.exchange.merge([stick]).run
    book = entered(casebook, clinic)
    desk: Any = book.window.show_page("merge")
    desk.merging_requested.emit({"run": run, "undo": True})
    page: Any = book.window.page()
    assert page.kept.currentWidget() is page.kept.undo
    assert said(page.kept.undo.list) == []
    assert page.kept.undo.told.text() == "Nothing has been written on top of it since."
    page.kept.undo_run()
    book.window.show_page("merge")
    desk.merging_requested.emit({"run": run, "undo": True})
    assert page.kept.run_shown() == run, "what is undone is not asked about again"
    book.window.show_page("merge")
    desk.merging_requested.emit({})
    assert page.stack.currentWidget() is page.receiving


def test_packages_come_twice_and_nothing_happens(casebook: Opens, pair: tuple[Clinic, Path]) -> None:
    clinic, stick = pair
    clinic.exchange.merge([stick])
    page = drop(entered(casebook, clinic), stick)
    assert page.desk.calm.text() == "Nothing new: everything in these packages is here already."
    assert page.desk.foot.merge.isHidden()
    assert "Nothing new" in said(page.desk.list)[0]


def test_another_language_keeps_the_preview_and_the_ticks(casebook: Opens, pair: tuple[Clinic, Path]) -> None:
    clinic, stick = pair
    book = entered(casebook, clinic)
    page = drop(book, stick)
    free = next(news for news in page.desk.list.rows() if news.may_leave_out)
    page.desk.tick(free)
    book.window.choose_language("ru")
    page = book.window.page()
    assert page.desk.left_out == {free.record}
    assert "Пока ничего не записано." in page.desk.calm.text()


def test_a_lock_ends_work_under_way(casebook: Opens, pair: tuple[Clinic, Path]) -> None:
    """Whether the work had come to its end all the same is not guessed: the list of merges says it."""
    clinic, stick = pair
    book = entered(casebook, clinic)
    page = drop(book, stick)
    watch = page.working.begin("Merging", "")
    held = page.keep()
    with pytest.raises(Cancelled):
        watch.step(1, 2)
    page.working.end()
    page.restore(held)
    assert page.kept.currentWidget() is page.kept.runs
    assert clinic.exchange.runs() == []


def test_what_came_meanwhile_is_said(casebook: Opens, pair: tuple[Clinic, Path]) -> None:
    clinic, stick = pair
    book = entered(casebook, clinic)
    page = drop(book, stick)
    clinic.exchange.merge([stick])
    book.take_changes(Changes.everything())
    assert "changed meanwhile" in notices(page)
    banner = page.notices.itemAt(0).widget()
    assert isinstance(banner, Banner)
    banner.buttons[0].click()
    assert "Nothing new" in page.desk.calm.text()


def test_stop_is_heard_on_the_vaults_thread(
    qtbot: Any, dressed: Any, pair: tuple[Clinic, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the real threads: the window stays awake while packages are read, and Stop ends it."""
    clinic, stick = pair
    folder = clinic.folder
    clinic.close()
    reading, stopped = threading.Event(), threading.Event()
    real = taking.read_file

    def slow(*given: Any) -> bytes:
        assert threading.current_thread() is not threading.main_thread()
        reading.set()
        assert stopped.wait(20)
        return real(*given)

    monkeypatch.setattr(taking, "read_file", slow)
    tasks = Tasks()
    again = Clinic.open(folder, PASSPHRASE)
    page = MergingPage(again, tasks, dressed, Settings(tmp_path / "s.json"))
    qtbot.addWidget(page)
    page.show()
    try:
        page.look_at([stick])
        qtbot.waitUntil(reading.is_set, timeout=20_000)
        assert page.stack.currentWidget() is page.working
        QTest.mouseClick(page.working.stop, Qt.MouseButton.LeftButton)
        stopped.set()
        qtbot.waitUntil(lambda: not tasks.is_busy(), timeout=20_000)
        assert "Stopped" in notices(page)
        assert page.stack.currentWidget() is page.receiving
    finally:
        tasks.on_vault(again.close, owner=page)
        tasks.finish()


@pytest.mark.parametrize(("language", "size"), [("ky", (1366, 768)), ("ru", (1024, 640))])
def test_no_word_is_cut_and_all_has_a_name(
    casebook: Opens, scene: Scene, monkeypatch: pytest.MonkeyPatch, language: str, size: tuple[int, int]
) -> None:
    """In the wide window with words 40 % longer, in the narrow one with Russian words."""
    found: list[str] = []
    with speaking(language, monkeypatch, longer=size[0] > 1100):
        book = entered(casebook, scene.coordinator)
        book.window.resize(*size)

        def look(step: str, page: QWidget) -> None:
            lay_out(book.window)
            found.extend(f"{step}: {fault}" for fault in cut_words(page))
            found.extend(f"{step}: {fault}" for fault in unnamed(book.window))

        page = drop(book, scene.folder)
        look("preview", page)
        page.desk.groups.choose(package_words.WAITING_GROUP)
        look("packages", page)
        page.desk.groups.choose("NAR1")
        page.desk.tick(page.desk.list.rows()[0])
        look("left out", page)
        page.merge()
        look("report", page)
        page.kept.ask_undo()
        look("undo", page)
        page.kept.undo_run()
        look("undone", page)
        page.kept.show_runs()
        look("merges", page)
        look("exchange", book.window.show_page("exchange"))
    assert not found, "\n".join(found)


def test_two_laptops_of_one_office_settle_what_is_theirs(casebook: Opens, found: Found, tmp_path: Path) -> None:
    """An office is told of two values only where its own people wrote both."""
    coordinator, _ = found("COORD", "coordinator", "Bermet Asanova")
    coordinator.network.create("Network")
    one, _ = found("NAR1")
    joined(coordinator, one, tmp_path)
    other, _ = founding.found(tmp_path / "second", "NAR1", "Office NAR1", "Nurbek Joldoshev")
    joined(coordinator, other, tmp_path)
    id = some_work(one, 2)[0]
    for folder in ("news", "there", "back"):
        (tmp_path / folder).mkdir()
    coordinator.exchange.export(tmp_path / "news")
    one.exchange.merge([tmp_path / "news"])
    one.exchange.export(tmp_path / "there")
    other.exchange.merge([tmp_path / "there", tmp_path / "news"])
    for clinic, words in ((one, HERE), (other, THERE)):
        clinic.casework.save(replace(clinic.casework.load("consultation", id), advice=words))
    other.exchange.export(tmp_path / "back")
    other.close()
    book = entered(casebook, one)
    page = drop(book, tmp_path / "back")
    news = bring(page, id)
    assert news.conflict
    assert page.desk.detail.pill.word() == "Changed"
    assert page.desk.detail.outcome.text() == "Your office wrote two values; both are kept."
    page.merge()
    assert "In 1 field your office wrote two values" in report_of(page)
    settle: Any = page.kept.first_focus()
    assert settle.text().strip() == "Settle now"
    settle.click()
    assert book.window.page_name() == "two_values"


# --- small things -------------------------------------------------------------------------------------------------


def test_twenty_thousand_rows_ask_only_for_those_in_sight(qtbot: Any, dressed: Any) -> None:
    """Planted: a height that asks for each row's words, in a list of uneven rows, made this fail."""
    asked: list[int] = []

    def face(row: int) -> Face:
        asked.append(row)
        return Face(f"NAR1-2026-B-{row:05}", "Consultation", ("plus", "New", "info"), True)

    view = NewsList(face)
    qtbot.addWidget(view)
    view.resize(640, 480)
    view.show()
    view.show_rows(range(20_000), "Records", ticks=True)
    QTest.qWait(0)
    view.choose(19_999)
    view.grab()
    assert 19_999 in asked
    assert len(set(asked)) < 100


def test_what_belongs_to_a_record_is_left_out_with_it() -> None:
    children = {"case": {"hearing", "motion"}}
    out = presenter.ticked("case", set(), children)
    assert out == {"case", "hearing", "motion"}
    assert presenter.ticked("hearing", out, children) == {"motion"}, "an event never comes without its case"
    assert presenter.ticked("case", out, children) == set()


def test_numbers_are_said_in_ranges() -> None:
    names = [f"NAR1-to-B-A-{n:06}.clinic" for n in (13, 14, 15, 18, 3)]
    assert missing_words(names) == "packages 3, 13–15, 18 have not come"
    assert missing_words(names[:1]) == "package 13 has not come"
    assert missing_words([]) == ""
