"""What goes out: every state in its own words, only what was read back is called there, and all of it by the keyboard.

Tried: "there" for what was sent but not read back; a trouble that passes told as a fault; cancelling without a
question; all found.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from clinic_app.clinic import Clinic
from clinic_app.errors import EvidenceDamaged, Trouble
from clinic_app.settings import Settings
from clinic_app.wording.sentences import sentence
from clinic_app.wording.words import _, speak
from tests.stories.clinics import Clinics, consult
from tests.stories.conftest import clinics as clinics
from tests.ui.looks.stage import settle
from tests.ui.pages.fake_places import FakeOutbox, FakePlaces, FakeRow, FakeTold
from ui.pages.exchange.out_lines import CANCEL, SEND, out_lines, working_words
from ui.pages.exchange.out_view import FEW
from ui.pages.exchange.page import ExchangePage
from ui.paper.card import SheetDialog
from ui.tasks import InlineTasks
from ui.theme.theme import Theme
from ui.trouble_words import trouble_word
from ui.widgets.frames import Banner

AT = datetime(2026, 11, 23, 4, 51, tzinfo=UTC)
CLOUD = "Nextcloud"
ROWS = [
    FakeRow(CLOUD, "NAR1-B-000014.clinic", "e" * 64, state="received", bytes=96_000),
    FakeRow(CLOUD, "NAR1-B-000015.clinic", "d" * 64, state="there", bytes=96_000, done=96_000),
    FakeRow(CLOUD, "NAR1-B-000017.clinic", "a" * 64, state="sealed", audience_label="to the coordinators"),
    FakeRow(
        CLOUD, "NAR1-B-000016.clinic", "b" * 64, state="failed", why="cut", bytes=142_000, done=40_000, next_try=AT
    ),
    FakeRow(CLOUD, "NAR1-B-000018.clinic", "c" * 64, state="sending", bytes=184_000, done=120_000),
    FakeRow(CLOUD, "NAR1-B-000013.clinic", "f" * 64, state="cancelled", bytes=9_000),
]
AT_WORK = {"name": "c" * 64, "done": 121_000, "bytes": 184_000, "seconds_left": 95}


def now(**changed: Any) -> Any:
    told = {"place": CLOUD, "doing": "leaving", "name": "a" * 64, "done": 21_000, "bytes": 63_000, "seconds_left": 70}
    return SimpleNamespace(**(told | changed))


class FakeExchanging(QObject):
    """The exchange as a page sees it."""

    stepped, noted = Signal(), Signal()
    ended = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.going: Any = None

    def now(self) -> Any:
        return self.going

    def begin(self, place: str = "") -> None:
        self.asked.append(f"begin {place}")

    def stop(self) -> None:
        self.asked.append("stop")

    def online(self) -> bool:
        return True

    def metered(self) -> bool:
        return True


def state(rows: list[FakeRow] = ROWS) -> Any:
    return SimpleNamespace(rows=rows, outgoing=())


def test_what_moves_stands_on_top_and_every_state_has_its_word() -> None:
    lines = out_lines(state(), now(**AT_WORK))
    words = ["Sending", "Tried again soon", "Sealed", "There, checked", "Stays here", "Received there"]
    assert [line.word for line in lines] == words
    moving, failed, sealed, there, kept_back, received = lines
    assert moving.second == "121 KB of 184 KB · Nextcloud · about 2 minutes left".replace(" KB", "\u00a0KB")
    assert moving.share == pytest.approx(121 / 184)
    assert failed.second.startswith("Line was cut · next try ")
    assert "goes on from there" in failed.second
    assert "goes on where it stopped" in failed.advice
    assert sealed.title == "NAR1-B-000017 · to the coordinators"
    assert "read back" in there.second
    assert (there.acts, received.acts, moving.acts) == ((), (), (CANCEL,))
    assert sealed.acts == failed.acts == (SEND, CANCEL)
    assert kept_back.acts == (SEND,)


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
@pytest.mark.parametrize("part", ["sealed", "sending", "failed", "cancelled"])
def test_nothing_is_called_sent_or_there_that_was_not_read_back(part: str, language: str) -> None:
    """Even when all its bytes have gone."""
    speak(language)
    row = FakeRow(CLOUD, "NAR1-B-000018.clinic", "c" * 64, state=part, bytes=9_000, done=9_000, why="cut")
    at_work = now(name=row.sha256, done=9_000, bytes=9_000)
    said = " ".join(out_lines(state([row]), going)[0].spoken() for going in (None, at_work))
    for word in (_("Sent"), _("There, checked"), _("Received there"), _("read back and compared")):
        assert word.casefold() not in said.casefold()


def test_what_was_begun_and_waits_is_not_called_sending() -> None:
    """A program that was killed in the middle has left it so; nobody is at it now."""
    begun = next(line for line in out_lines(state()) if line.sha256 == "c" * 64)
    assert (begun.word, begun.stalled) == ("Sealed", True)
    assert begun.second.startswith("120\u00a0KB of 184\u00a0KB")


def test_the_object_at_work_is_shown_as_it_is_this_moment() -> None:
    line = out_lines(state(), now())[0]
    assert (line.sha256, line.state) == ("a" * 64, "sending")
    assert line.share == pytest.approx(1 / 3)
    assert working_words(now()) == (
        "Sending to Nextcloud",
        "21\u00a0KB of 63\u00a0KB · about 2 minutes left",
    )


def test_trouble_that_passes_is_calm_and_trouble_that_stays_asks_for_somebody() -> None:
    rows = [
        FakeRow(CLOUD, "NAR1-B-000001.clinic", "1" * 64, state="failed", why="unreachable"),
        FakeRow(CLOUD, "NAR1-B-000002.clinic", "2" * 64, state="failed", why="password"),
    ]
    passing, lasting = out_lines(state(rows))
    assert (passing.tone, passing.word) == ("warn", "Tried again soon")
    assert (lasting.tone, lasting.word) == ("bad", "Cannot go yet")


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_a_file_that_is_damaged_here_is_not_promised_another_try(language: str) -> None:
    """Planted once: told by its trouble alone it was called incomplete at the place, and tried again soon."""
    speak(language)
    name = f"{'3' * 64}.age"
    (line,) = out_lines(state([FakeRow(CLOUD, name, "3" * 64, state="failed", why="wrong", detail="EvidenceDamaged")]))
    assert (line.tone, line.word) == ("bad", _("Cannot go yet"))
    assert line.advice == sentence(EvidenceDamaged(name=name)) and trouble_word(Trouble.WRONG) not in line.second


# --- the page -------------------------------------------------------------------------------------------------------


@pytest.fixture
def office(clinics: Clinics) -> Clinic:
    """An office in a network."""
    made = clinics.joined(clinics.coordinator(), clinics.office("NAR1"))
    consult(made)
    return made


@pytest.fixture
def page(qtbot: Any, office: Clinic, dressed: Theme, settings: Settings) -> Any:
    office.places = FakePlaces(
        {CLOUD: FakeTold(CLOUD, "webdav", {"url": "https://cloud.example.org/dav", "user": "a"})}
    )  # type: ignore[assignment]
    office.outbox = FakeOutbox(list(ROWS))  # type: ignore[attr-defined,assignment]
    made = ExchangePage(office, InlineTasks(), dressed, settings)
    qtbot.addWidget(made)
    made.resize(1134, 738)
    made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    made.line = FakeExchanging()
    made.follow(made.line)
    return made


def words(page: Any) -> str:
    QApplication.processEvents()  # what was put into a layout just now is shown when the event is over
    return " · ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def notice(page: Any) -> Banner:
    found = page.notices.itemAt(0).widget()
    assert isinstance(found, Banner)
    return found


def test_one_is_cancelled_by_keys_after_a_question(page: Any, office: Any) -> None:
    view = page.outgoing.view
    view.setFocus()
    while view.line().sha256 != "a" * 64:
        QTest.keyClick(view, Qt.Key.Key_Down)
    assert office.outbox.asked == []
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert office.outbox.asked == [], "it is asked first"
    assert "NAR1-B-000017" in notice(page).accessibleName()
    QTest.keyClick(notice(page).buttons[0], Qt.Key.Key_Space)
    assert office.outbox.asked == [("cancel", CLOUD, "a" * 64)]
    assert "a" * 64 not in [line.sha256 for line in view.lines()]


def test_send_now_is_one_key_and_letters_do_nothing(page: Any, office: Any) -> None:
    view = page.outgoing.view
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Down)
    for key in (Qt.Key.Key_S, Qt.Key.Key_C, Qt.Key.Key_1):
        QTest.keyClick(view, key)
    assert office.outbox.asked == []
    QTest.keyClick(view, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert office.outbox.asked == [("send_now", CLOUD, "")]
    assert page.line.asked == [f"begin {CLOUD}"]


def test_what_was_kept_back_is_sent_after_all(page: Any, office: Any) -> None:
    view = page.outgoing.view
    view.setFocus()
    while view.line().sha256 != "f" * 64:
        QTest.keyClick(view, Qt.Key.Key_Down)
    page.outgoing.buttons[SEND].click()
    assert office.outbox.asked == [("send_now", CLOUD, "f" * 64)]


def test_the_first_few_are_shown_then_all_and_only_the_page_scrolls(page: Any, office: Any) -> None:
    """A list that scrolled within the page caught the wheel half-way down."""
    office.outbox.told += [FakeRow(CLOUD, f"NAR1-B-0002{n}.clinic", f"{n}" * 64, state="sealed") for n in range(6)]
    page.refresh()
    view, scroll = page.outgoing.view, page.scroll.verticalScrollBar()
    settle()
    left_out = view.left_out()
    assert left_out == len(view.lines()) - FEW > 0
    assert str(left_out) in page.outgoing.more.text() and page.outgoing.more.isVisible()
    assert view.verticalScrollBar().maximum() == 0
    few = view.height()
    QTest.keyClick(page.outgoing.more, Qt.Key.Key_Space)
    settle()
    assert (view.left_out(), view.hasFocus(), page.outgoing.more.isVisible()) == (0, True, False)
    assert view.height() > few and view.verticalScrollBar().maximum() == 0
    QTest.keyClick(view, Qt.Key.Key_End)
    settle()
    last = view.viewport().mapTo(page.scroll.viewport(), view.visualRect(view.currentIndex()).center())
    assert view.currentIndex().row() == len(view.lines()) - 1
    assert scroll.value() > 0 and page.scroll.viewport().rect().contains(last)


def test_what_is_going_on_is_shown_and_stopped(page: Any) -> None:
    assert page.working.isHidden()
    assert page.status.begin.isEnabled()
    page.status.begin.setFocus()
    page.line.going = now()
    page._show_now()
    assert page.working.isVisible()
    assert page.working.stop.hasFocus()
    assert not page.status.begin.isEnabled()
    assert "21\u00a0KB of 63\u00a0KB · about 2 minutes left" in words(page)
    page.working.stop.click()
    assert page.line.asked == ["stop"]
    page.line.going = None
    page.line.ended.emit(None)
    assert page.working.isHidden()
    assert page.status.begin.isEnabled()
    assert page.status.begin.hasFocus()
    page.status.begin.click()
    assert page.line.asked == ["stop", "begin "]


def test_the_line_of_facts_says_whether_the_line_costs(page: Any) -> None:
    page.refresh()
    assert "there is a line, it costs" in page.header.facts.text()


def test_places_are_one_press_away(page: Any, office: Any) -> None:
    asked: list[tuple[str, dict[str, object]]] = []
    page.list_requested.connect(lambda name, what: asked.append((name, what)))
    QTest.keyClick(_button(page, CLOUD), Qt.Key.Key_Return)
    page.places.link.click()
    office.places.told.clear()
    page.refresh()
    _button(page, "Add a place").click()
    assert asked == [("places", {"place": CLOUD}), ("places", {}), ("places", {"new": True})]


def _button(page: Any, name: str) -> Any:
    QApplication.processEvents()
    return next(
        one
        for one in page.places.findChildren(QAbstractButton)
        if one.accessibleName().startswith(name) and one.isVisible()
    )


def test_after_a_stick_was_written_a_slip_is_offered(page: Any, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    page.export_to(stick)
    offered = notice(page).buttons[0]
    assert offered.text() == "Slip to go with it…"
    QTest.keyClick(offered, Qt.Key.Key_Space)
    dialog = page.findChild(SheetDialog)
    assert dialog.paper.page_count() == 1
    assert dialog.print.isEnabled() and dialog.save.isEnabled()
    dialog.reject()
    assert [path.suffix for path in stick.iterdir()] == [".clinic"], "no slip lies on the stick by itself"


def test_a_stick_is_written_without_any_place(page: Any, office: Any) -> None:
    office.places.told.clear()
    office.outbox.told.clear()
    page.refresh()
    assert page.status.begin.isHidden()
    assert page.write.property("kind") == "primary"
    assert "A stick needs none" in words(page.places)
