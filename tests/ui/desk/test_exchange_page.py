"""Joining, sealing and merging through the page, with real case books on both sides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QLayout, QWidget

from clinic_app.clinic import Clinic
from tests.ui.desk.conftest import Found, Opens, joined, some_work
from ui.casebook_window import CasebookWindow
from ui.pages.exchange.digits import Digits
from ui.pages.exchange.page import ExchangePage
from ui.pages.exchange.rows import StateRow
from ui.widgets.frames import Card


def opened(casebook: Opens, clinic: Clinic) -> tuple[CasebookWindow, ExchangePage]:
    book = casebook(clinic.identity.office_id)
    book.enter(clinic)
    return book, book.window.show_page("exchange")


def states(page: ExchangePage) -> list[str]:
    """The states of the rows of the last result."""
    return [row.pill.word() for row in standing_in(page.results.body) if isinstance(row, StateRow)]


def standing_in(layout: QLayout) -> list[QWidget]:
    """The widgets a layout holds, those of layouts inside it too."""
    found: list[QWidget] = []
    for at in range(layout.count()):
        item = layout.itemAt(at)
        found += [item.widget()] if item.widget() else standing_in(item.layout()) if item.layout() else []
    return found


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
    page.export_to(stick)
    assert states(page) == ["Written"]
    assert len(list(stick.glob("*.clinic"))) == 1
    book, desk = opened(casebook, coordinator)
    desk.merge([stick])
    assert states(desk) == ["Merged"]
    assert coordinator.casework.known("consultation", ids) == set(ids)
    desk.merge([stick])
    assert states(desk) == ["Nothing new"]
    assert "today" in book.window.status._last.words.text()


def test_a_missing_package_is_named_and_a_forged_one_refused(casebook: Opens, found: Found, tmp_path: Path) -> None:
    coordinator, _ = found("COORD", "coordinator", "Bermet Asanova")
    coordinator.network.create("Network")
    office, _ = found("NAR1")
    joined(coordinator, office, tmp_path)
    _, desk = opened(casebook, coordinator)
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
    (second / "forged.clinic").write_bytes(b"no package at all")
    desk.merge([second])
    assert sorted(states(desk)) == ["Refused", "Waits"]
    told = " ".join(desk.notices.itemAt(i).widget().accessibleName() for i in range(desk.notices.count()))
    assert early.name in told
    desk.merge([early])
    assert states(desk) == ["Merged"]


def test_a_folder_without_packages_says_so(casebook: Opens, found: Found, tmp_path: Path) -> None:
    coordinator, _ = found("COORD", "coordinator")
    coordinator.network.create("Network")
    _, desk = opened(casebook, coordinator)
    (tmp_path / "empty").mkdir()
    desk.merge([tmp_path / "empty"])
    assert "no package" in desk.notices.itemAt(0).widget().accessibleName()
    assert desk.results.isHidden()
