"""A stick that comes with packages for this office: seen, offered once, and nothing of it believed."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from clinic_app.settings import Settings
from clinic_app.use_cases.identity import Identity
from tests.founding import PASSPHRASE, found
from tests.ui.desk.conftest import joined, some_work
from tests.ui.looks.stage import settle
from ui.casebook_window import CasebookWindow
from ui.sticks import MOST_ENTRIES, Sticks, Volume, look_at, taken_by
from ui.tasks import InlineTasks
from ui.theme.theme import Theme


@dataclass(frozen=True)
class Sent:
    """A stick with two packages of an office for its coordinator, who has taken the first one in."""

    office: Identity
    coordinator: Identity
    taken: set[tuple[str, str]]
    stick: Path
    book: Path


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Sent:
    """Made once; nobody writes to it."""
    room = tmp_path_factory.mktemp("sent")
    stick = room / "stick"
    stick.mkdir()
    coordinator, office = (
        found(room / code, code, f"Office {code}", "Bermet Asanova", role, nth=nth)[0]
        for nth, (code, role) in enumerate((("COORD", "coordinator"), ("NAR1", "lawyer")))
    )
    with coordinator, office:
        coordinator.network.create("Network")
        joined(coordinator, office, room)
        some_work(office)
        office.exchange.export(stick)
        coordinator.exchange.merge([stick])
        for record in office.casework.load_many("consultation", office.casework.ids("consultation")):
            office.casework.save(replace(record, duration_min=55))
        office.exchange.export(stick)
        return Sent(office.identity, coordinator.identity, taken_by(coordinator), stick, room / "COORD")


def test_a_package_is_for_whoever_reads_it(sent: Sent) -> None:
    volume = Volume("a", sent.stick)
    seen = look_at(volume, sent.coordinator)
    assert seen is not None
    assert (seen.packages, seen.folders) == (2, (sent.stick,))
    assert look_at(volume, sent.office) is None, "one's own"
    assert look_at(volume, replace(sent.coordinator, network_id="0" * 40)) is None, "another network's"
    other_office = replace(sent.office, device_id="x" * 12, office_id="OSH1")
    assert look_at(volume, other_office) is None, "for the coordinators"


def test_packages_in_a_folder_of_the_stick_are_found(sent: Sent, tmp_path: Path) -> None:
    shutil.copytree(sent.stick, tmp_path / "from-naryn")
    seen = look_at(Volume("a", tmp_path), sent.coordinator)
    assert seen is not None
    assert seen.folders == (tmp_path / "from-naryn",)


def test_what_was_taken_in_is_not_offered_again(sent: Sent) -> None:
    seen = look_at(Volume("a", sent.stick), sent.coordinator, sent.taken)
    assert seen is not None
    assert seen.packages == 1


def test_junk_is_nothing_and_costs_nothing(sent: Sent, tmp_path: Path) -> None:
    """Links, folders, pipes and huge files with a package's name; hundreds of other files."""
    real = next(sent.stick.glob("*.clinic"))
    junk = tmp_path / "junk"
    junk.mkdir()
    (junk / "empty.clinic").touch()
    (junk / "words.clinic").write_bytes(b"no package at all" * 100)
    (junk / "cut.clinic").write_bytes(real.read_bytes()[:700])
    (junk / "folder.clinic").mkdir()
    header = bytearray(real.read_bytes()[:512])
    header[124:136] = b"77777777777\0"
    (junk / "far.clinic").write_bytes(bytes(header))
    if sys.platform != "win32":
        (junk / "link.clinic").symlink_to(real)
        os.mkfifo(junk / "pipe.clinic")
    for n in range(MOST_ENTRIES // 10):
        (junk / f"{n}.jpg").touch()
    assert look_at(Volume("a", junk), sent.coordinator) is None
    assert look_at(Volume("a", tmp_path / "gone"), sent.coordinator) is None


class Slot:
    """Where a test plugs sticks in."""

    def __init__(self) -> None:
        self.volumes: list[Volume] = []

    def __call__(self) -> list[Volume]:
        return list(self.volumes)


def test_each_stick_with_each_content_is_offered_once(sent: Sent, tmp_path: Path, qapp) -> None:
    """Planted: without the mark of what was asked, "Not now" was asked again five seconds later."""
    stick = tmp_path / "stick"
    stick.mkdir()
    first, second = sorted(sent.stick.glob("*.clinic"))
    shutil.copy(first, stick)
    slot, told = Slot(), []
    sticks = Sticks(InlineTasks(), None, slot)
    sticks.offered.connect(lambda one: told.append(one.packages))
    sticks.gone.connect(lambda: told.append("gone"))
    sticks.begin(sent.coordinator)
    sticks.look()
    assert told == []
    slot.volumes = [Volume("a", stick, 100)]
    sticks.look()
    sticks.look()
    assert told == [1]
    sticks.answered()
    sticks.look()
    slot.volumes = []
    sticks.look()
    slot.volumes = [Volume("a", stick, 100)]
    sticks.look()
    assert told == [1], "taken out and put in again"
    shutil.copy(second, stick)
    slot.volumes = [Volume("a", stick, 90)]
    sticks.look()
    assert told == [1, 2], "something new lies on it"
    slot.volumes = []
    sticks.look()
    assert told == [1, 2, "gone"]
    sticks.stop()


def test_locked_nothing_is_looked_at(sent: Sent, qapp) -> None:
    asked: list[int] = []
    sticks = Sticks(InlineTasks(), None, lambda: asked.append(1) or [Volume("a", sent.stick)])
    sticks.look()
    sticks.begin(sent.coordinator)
    sticks.stop()
    sticks.look()
    assert asked == []


def test_a_stick_that_comes_is_offered_in_a_banner_and_read(sent: Sent, dressed: Theme, tmp_path: Path) -> None:
    slot = Slot()
    book = CasebookWindow(sent.book, Settings(tmp_path / "settings.json"), dressed, InlineTasks())
    sticks = book.outward.sticks
    sticks._volumes = slot
    book.start()
    page = book.entrance.page()
    page.passphrase.setText(PASSPHRASE)
    page.unlock.click()
    slot.volumes = [Volume("a", sent.stick)]
    sticks.look()
    (banner,) = offers(book)
    assert "1 package" in banner.title.text()
    book.window.choose_language("ru")
    (banner,) = offers(book)
    assert "1" in banner.title.text(), "after the window was built anew it is there, in its language"
    book._is_owner(replace(sent.coordinator, office_name="Another name"))
    (banner,) = offers(book)
    banner.buttons[0].click()
    assert offers(book) == []
    assert book.window.page_name() == "merging"
    assert book.window.page().desk.preview is not None
    sticks.look()
    assert offers(book) == []
    book.leave()
    book.entrance.close()


def offers(book: object) -> list:
    settle()
    notices = book.window.notices  # type: ignore[attr-defined]
    banners = [notices.itemAt(at).widget() for at in range(notices.count())]
    return [banner for banner in banners if banner is not None and banner.property("offer") and not banner.isHidden()]
