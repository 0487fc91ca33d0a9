"""Joining, sealing and what became of packages, through the page, with real case books on both sides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLabel, QLayout, QWidget

from clinic_app.clinic import Clinic
from clinic_app.errors import DiskFull, FileUnwritable
from clinic_app.use_cases.exchanging import sealing
from tests.ui.desk.conftest import Found, Opens, joined, some_work
from ui.casebook_window import CasebookWindow
from ui.pages.exchange.digits import Digits
from ui.pages.exchange.page import ExchangePage
from ui.pages.exchange.rows import NewsRow, RunRow
from ui.problems import sentence_of
from ui.widgets.frames import Card
from ui.widgets.pill import Pill


def opened(casebook: Opens, clinic: Clinic) -> tuple[CasebookWindow, ExchangePage]:
    book = casebook(clinic.identity.office_id)
    book.enter(clinic)
    return book, book.window.show_page("exchange")


def standing_in(layout: QLayout) -> list[QWidget]:
    """The widgets a layout holds, those of layouts inside it too."""
    found: list[QWidget] = []
    for at in range(layout.count()):
        item = layout.itemAt(at)
        found += [item.widget()] if item.widget() else standing_in(item.layout()) if item.layout() else []
    return found


def outgoing(page: ExchangePage) -> list[str]:
    """How far the packages are that go out."""
    return [line.word for line in page.outgoing.view.lines()]


def merges(page: ExchangePage) -> list[str]:
    """How the kept merges ended, newest first."""
    page.refresh()
    return [row.pill.word() for row in standing_in(page.merges.body) if isinstance(row, RunRow)]


def news(page: ExchangePage) -> list[str]:
    """What a screen reader hears of each office."""
    page.refresh()
    return [row.accessibleName() for row in standing_in(page.inbox.body) if isinstance(row, NewsRow)]


def merge_all(book: CasebookWindow) -> None:
    """Press Merge on the preview in front."""
    page = book.window.page()
    page.desk.foot.merge.click()
    assert page.kept.run_shown()


def words_on(page: QWidget) -> str:
    """All words of a page, those of lists too."""
    said = [label.text() for label in page.findChildren(QLabel) if not label.isHidden()]
    said += [button.text() for button in page.findChildren(QAbstractButton) if not button.isHidden()]
    said += [pill.word() for pill in page.findChildren(Pill) if not pill.isHidden()]
    for view in page.findChildren(QAbstractItemView):
        model = view.model()
        role = Qt.ItemDataRole.AccessibleTextRole
        said += [str(model.index(row, 0).data(role)) for row in range(model.rowCount())]
    return " · ".join(said)


def digits(card: Card) -> list[str]:
    return [shown.digits for shown in standing_in(card.body) if isinstance(shown, Digits)]


def test_both_sides_see_the_same_digits_and_the_laptop_comes_in(casebook: Opens, found: Found, tmp_path: Path) -> None:
    coordinator, _ = found("COORD", "coordinator", "Bermet Asanova")
    office, _ = found("NAR1")
    _, desk = opened(casebook, coordinator)
    desk._joining.name.setText("Network of clinics")
    desk._joining.create.click()
    assert coordinator.identity.network_name == "Network of clinics"
    book, page = opened(casebook, office)
    assert not page.write.isEnabled()
    request, invitation = tmp_path / "a.request", tmp_path / "a.invitation"
    page._joining.write_request(request)
    desk._admit.admit(request, "NAR1", invitation)
    page._joining.look_at(invitation)
    own, network = digits(page._joining)
    assert [own, network] == digits(desk._admit)
    assert not office.identity.network_id, "looking at an invitation joins nothing"
    page._joining.same.click()
    assert office.identity.network_name == "Network of clinics"
    assert book.window.page("exchange").write.isEnabled()
    assert book.window.page("exchange")._joining is None


def test_digits_that_differ_join_nothing(casebook: Opens, found: Found, tmp_path: Path) -> None:
    coordinator, _ = found("COORD", "coordinator")
    coordinator.network.create("Network")
    office, _ = found("NAR1")
    _, page = opened(casebook, office)
    page._joining.write_request(tmp_path / "r")
    coordinator.network.admit(tmp_path / "r", "NAR1", tmp_path / "i")
    page._joining.look_at(tmp_path / "i")
    own, _network = digits(page._joining)
    page._joining.differ.click()
    assert not office.identity.network_id
    assert digits(page._joining) == [own]
    assert "swapped" in page._joining._said.text()


def test_a_package_goes_out_here_and_comes_in_there(casebook: Opens, found: Found, tmp_path: Path) -> None:
    coordinator, _ = found("COORD", "coordinator", "Bermet Asanova")
    coordinator.network.create("Network")
    office, _ = found("NAR1")
    joined(coordinator, office, tmp_path)
    ids = some_work(office)
    stick = tmp_path / "stick"
    stick.mkdir()
    _, page = opened(casebook, office)
    assert outgoing(page) == []
    page.export_to(stick)
    assert len(list(stick.glob("*.clinic"))) == 1
    assert outgoing(page) == ["Sent"], "left and read back; nobody has answered yet"
    book, desk = opened(casebook, coordinator)
    desk.read([stick])
    assert book.window.page_name() == "merging", "packages are looked at before anything is taken in"
    merge_all(book)
    assert coordinator.casework.known("consultation", ids) == set(ids)
    assert merges(desk) == ["Merged"]
    assert "today" in book.window.status.exchange.last.words.text()
    desk.export_to(stick)
    office.exchange.merge([stick])
    page.refresh()
    assert outgoing(page) == ["Answered"]


def test_a_missing_package_is_named_by_office_and_number(casebook: Opens, found: Found, tmp_path: Path) -> None:
    coordinator, _ = found("COORD", "coordinator", "Bermet Asanova")
    coordinator.network.create("Network")
    office, _ = found("NAR1")
    joined(coordinator, office, tmp_path)
    book, desk = opened(casebook, coordinator)
    first, second = tmp_path / "first", tmp_path / "second"
    some_work(office, 5)
    first.mkdir()
    second.mkdir()
    office.exchange.export(first)
    shared = coordinator.exchange.preview([first]).changes.records["consultation"]
    record = office.casework.load("consultation", min(shared))
    office.casework.save(replace(record, advice="more advice"))
    office.exchange.export(second)
    early = next(iter(first.glob("*.clinic")))
    (second / early.name).unlink()
    desk.read([second])
    merge_all(book)
    assert merges(desk) == ["Something waits"]
    assert "No. 2, package 1 has not come" in news(desk)[0]
    desk.read([first])
    merge_all(book)
    assert merges(desk) == ["Merged", "Something waits"]
    assert "has not come" not in news(desk)[0]


def test_an_office_reads_calm_words_only(casebook: Opens, found: Found, tmp_path: Path) -> None:
    """An office cannot settle what others quarrel about: it is told what waits, what was sent, what was answered."""
    coordinator, _ = found("COORD", "coordinator", "Bermet Asanova")
    coordinator.network.create("Network")
    office, _ = found("NAR1")
    joined(coordinator, office, tmp_path)
    id = some_work(office)[0]
    (tmp_path / "one").mkdir()
    office.exchange.export(tmp_path / "one")
    coordinator.exchange.merge([tmp_path / "one"])
    here = coordinator.casework.load("consultation", id)
    coordinator.casework.save(replace(here, advice="one thing"))
    office.casework.save(replace(office.casework.load("consultation", id), advice="another thing"))
    (tmp_path / "back").mkdir()
    coordinator.exchange.export(tmp_path / "back")
    book, page = opened(casebook, office)
    page.read([tmp_path / "back"])
    seen = words_on(book.window.page())
    merge_all(book)
    seen += words_on(book.window.page())
    book.window.show_page("exchange")
    seen += words_on(page)
    assert page.inbox.isHidden()
    for scary in ("settle", "conflict", "refused", "missing", "quarrel"):
        assert scary not in seen.casefold(), scary
    assert "Both values are kept" in seen


@pytest.mark.parametrize("failing", [FileUnwritable(file="E:", reason="gone"), DiskFull(where="E:")])
def test_a_stick_that_fails_is_one_sentence(
    casebook: Opens, found: Found, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: Exception
) -> None:
    coordinator, _ = found("COORD", "coordinator", "Bermet Asanova")
    coordinator.network.create("Network")
    office, _ = found("NAR1")
    joined(coordinator, office, tmp_path)
    some_work(office)
    _, page = opened(casebook, office)

    def fail(*_given: object) -> None:
        raise failing

    monkeypatch.setattr(sealing, "leave_whole", fail)
    page.export_to(tmp_path)
    assert sentence_of(failing) in page.notices.itemAt(0).widget().accessibleName()
    assert page.write.isEnabled()
    assert page.working.isHidden()
    assert outgoing(page) == ["Waits"], "nothing is said to be sent that was not read back"
    monkeypatch.undo()
    page.export_to(tmp_path)
    assert outgoing(page) == ["Sent"]


def test_there_is_said_of_what_was_read_back_and_received_of_what_was_answered(
    casebook: Opens, found: Found, tmp_path: Path
) -> None:
    """A real shared folder between two real case books."""
    coordinator, _ = found("COORD", "coordinator", "Bermet Asanova")
    coordinator.network.create("Network")
    office, _ = found("NAR1")
    joined(coordinator, office, tmp_path)
    some_work(office)
    shared = tmp_path / "shared"
    shared.mkdir()
    for clinic in (coordinator, office):
        clinic.places.add("Shared", "folder", {"path": str(shared)})
    book, page = opened(casebook, office)
    page.refresh()
    assert outgoing(page) == [], "nothing is sealed before somebody exchanges"
    office.exchange.sync()
    page.refresh()
    assert outgoing(page) == ["There, checked"]
    coordinator.exchange.sync()
    page.refresh()
    assert outgoing(page) == ["There, checked"], "nobody has answered here yet"
    office.exchange.sync()
    page.refresh()
    assert outgoing(page) == ["Received there"]
    assert "Answers" in words_on(page)
    assert "offices" not in book.window._specs, "which office is silent is a coordinator's affair"
    book, _page = opened(casebook, coordinator)
    offices = book.window.show_page("offices")
    assert [row.name for row in offices.model._rows] == ["Office NAR1"]
    assert offices.table.chosen_row().level == "fine"
    offices.inbox.click()
    assert book.window.page_name() == "merge"
    assert book.window.page().tabs.value() == "inbox"
