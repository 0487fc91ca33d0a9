"""Lists that people live in: sorted, narrowed, dressed and remembered by keys; several rows at once; the bin."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from clinic_app.clinic import Clinic
from clinic_app.errors import Cancelled
from clinic_app.records.values import Consent
from clinic_app.settings import Settings
from tests.ui.pages.keys import press, settle, write
from ui.forms.export_dialog import ExportDialog
from ui.forms.period_dialog import PeriodDialog
from ui.pages.bin.erase_dialog import EraseDialog
from ui.pages.bin.page import BinPage
from ui.pages.cases.list_page import CasesPage
from ui.pages.consultations.list_page import ConsultationsPage
from ui.pages.people.list_page import PeoplePage
from ui.tasks import InlineTasks
from ui.watch import Watch

Show = Callable[..., Any]
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
NAMES = ("Өмүров А", "Осмонов Б", "Ңурматов В", "Назаров Г", "Петров Д")
IN_ORDER = ["Назаров Г", "Ңурматов В", "Осмонов Б", "Өмүров А", "Петров Д"]


def cells(page: Any, id: str) -> list[str]:
    """What stands in a column."""
    settle()
    column = next(i for i, one in enumerate(page.model.columns) if one.id == id)
    return [page.model.cell(place, column).text for place in range(page.model.rowCount())]


def heading(page: Any, id: str) -> QPoint:
    """Where a column's heading is."""
    place = next(i for i, one in enumerate(page.model.columns) if one.id == id)
    header = page.table.horizontalHeader()
    return QPoint(header.sectionViewportPosition(place) + 8, header.height() // 2)


def click_heading(page: Any, id: str) -> None:
    QTest.mouseClick(page.table.horizontalHeader().viewport(), Qt.MouseButton.LeftButton, pos=heading(page, id))
    settle()


@pytest.fixture
def five(consultation: Any) -> list[Any]:
    """Five consultations of five clients."""
    return [
        consultation({"name_display": name, "phone": f"+996 555 210 03{place}"}) for place, name in enumerate(NAMES)
    ]


def again(show: Show, page: type) -> Any:
    """The page as it is built anew, tomorrow."""
    return show(page)


# --- order ----------------------------------------------------------------------------------------------------------


def test_a_heading_sorts_by_the_kyrgyz_alphabet_and_back(show: Show, five: Any) -> None:
    """Planted: sorted by the text alone, Ң and Ө stood behind П."""
    page = show(ConsultationsPage)
    settle()
    click_heading(page, "person_id")
    assert cells(page, "person_id") == IN_ORDER
    click_heading(page, "person_id")
    assert cells(page, "person_id") == IN_ORDER[::-1]


def test_the_order_is_chosen_by_keys_and_remembered(show: Show, five: Any, settings: Settings) -> None:
    page = show(ConsultationsPage)
    settle()
    page.strip.looks.setFocus()
    press(page.strip.looks, Qt.Key.Key_Space)
    menu = QApplication.activePopupWidget()
    press(menu, Qt.Key.Key_Down)
    press(menu, Qt.Key.Key_Right)
    orders = QApplication.activePopupWidget()
    while orders.activeAction() is None or orders.activeAction().text() != "Client":
        press(orders, Qt.Key.Key_Down)
    press(orders, Qt.Key.Key_Space)  # it stays open: the way is chosen beside it
    while orders.activeAction().text() != "Ascending":
        press(orders, Qt.Key.Key_Down)
    press(orders, Qt.Key.Key_Return)
    assert cells(page, "person_id") == IN_ORDER
    assert settings.get("lists/consultation")["order"] == ["person_id", False]
    assert cells(again(show, ConsultationsPage), "person_id") == IN_ORDER


def test_the_draft_stands_first_in_every_order(show: Show, clinic: Clinic, five: Any) -> None:
    clinic.drafts.keep("consultation:new:1", {"type": "consultation", "id": "", "states": {}, "title": "Ааа"})
    page = show(ConsultationsPage)
    settle()
    for _turn in range(2):
        click_heading(page, "person_id")
        assert cells(page, "person_id")[0] == "Ааа"


# --- columns --------------------------------------------------------------------------------------------------------


def test_columns_are_chosen_by_keys_and_remembered(show: Show, five: Any, settings: Settings) -> None:
    page = show(ConsultationsPage)
    settle()
    assert "lawyer_id" not in page.table.shown_columns()
    menu = page.open_looks(page.mapToGlobal(QPoint(20, 20)))
    while menu.activeAction() is None or menu.activeAction().text() != "Lawyer":
        press(menu, Qt.Key.Key_Down)
    press(menu, Qt.Key.Key_Space)
    assert menu.isVisible()
    press(menu, Qt.Key.Key_Escape)
    assert cells(page, "lawyer_id") == ["Айгүл Токтосунова"] * 5
    later = again(show, ConsultationsPage)
    assert "lawyer_id" in later.table.shown_columns()
    assert later.table.first_section() == 0


def test_a_list_keeps_at_least_one_column(show: Show, five: Any) -> None:
    page = show(ConsultationsPage)
    page.show_columns(["topic"])
    menu = page.open_looks(page.mapToGlobal(QPoint(20, 20)))
    next(one for one in menu.actions() if one.text() == "Topic").trigger()
    assert page.table.shown_columns() == ["topic"]


def test_settings_tell_nothing_of_what_somebody_looked_for(
    show: Show, clinic: Clinic, five: Any, tmp_path: Path
) -> None:
    """Planted: with narrowings kept in the settings too, topic, member and days stood in the file."""
    page = show(ConsultationsPage)
    click_heading(page, "person_id")
    page.strip.open_filter("lawyer")
    topic = page.filters()[1].choices[0]
    page.narrow("topic", topic)
    page.narrow("lawyer", next(one for one in page.late_choices()["lawyer"] if one))
    page.narrow("dates", page.filters()[0].find(("2026-11-01", "2026-11-30")))
    page.narrow("outcome", next(one for one in page.filters() if one.id == "outcome").find("settled"))
    write(page.search, "Назаров")
    page.show_columns(["topic", "person_id"])
    settle()
    assert set(page.strip.ids()) == {"topic", "lawyer", "dates", "outcome"}
    assert clinic.narrowed.get("consultation") == page.strip.ids()
    kept = json.loads((tmp_path / "settings.json").read_text(encoding="utf-8"))["lists/consultation"]
    assert kept == {"order": ["person_id", False], "columns": ["topic", "person_id"]}
    everything = (tmp_path / "settings.json").read_text(encoding="utf-8")
    told = [*(name.split()[0] for name in NAMES), "Айгүл", "555", five[0].record_no, five[0].id, topic.id]
    told += [clinic.identity.member_id, "2026-11", "settled", '"me"', "Назаров"]
    assert not [one for one in told if one in everything]


def test_what_an_earlier_version_left_in_the_settings_goes(show: Show, five: Any, settings: Settings) -> None:
    settings.put("lists/consultation", {"order": ["topic", False], "narrowed": {"topic": "LAB", "lawyer": "me"}})
    page = show(ConsultationsPage)
    assert settings.get("lists/consultation") == {"order": ["topic", False]}
    assert not page.is_narrowed()


def test_each_letter_searched_for_writes_nothing(show: Show, clinic: Clinic, five: Any) -> None:
    page = show(ConsultationsPage)
    write(page.search, "Н")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clinic.narrowed, "put", lambda *_told: pytest.fail("written"))
        write(page.search, "Назаров")
    assert page.model.rowCount() == 1


# --- filters --------------------------------------------------------------------------------------------------------


def test_filters_are_kept_for_each_list(show: Show, consultation: Any) -> None:
    consultation(outcome="ongoing")
    consultation(outcome="settled")
    page = show(ConsultationsPage)
    page.narrow("outcome", next(one for one in page.filters() if one.id == "outcome").find("settled"))
    later = again(show, ConsultationsPage)
    assert cells(later, "outcome") == ["Settlement"]
    assert not again(show, CasesPage).is_narrowed()
    later.clear_filters()
    assert not again(show, ConsultationsPage).is_narrowed()


def test_a_period_is_typed(show: Show, consultation: Any) -> None:
    for day in ("2026-10-30T10:00", "2026-11-02T23:30", "2026-11-20T10:00"):
        consultation(received_at=datetime.fromisoformat(day))
    page = show(ConsultationsPage)
    menu = page.strip.open_filter("dates")
    next(one for one in menu.actions() if one.text() == "From – to…").trigger()
    (dialog,) = page.strip.findChildren(PeriodDialog)
    write(dialog.start, "01.11.2026")
    write(dialog.end, "31.10.2026")
    press(dialog.end, Qt.Key.Key_Return)
    assert dialog._end.fault()
    dialog.end.clear()
    write(dialog.end, "02.11.2026")
    press(dialog, Qt.Key.Key_Return)
    assert page.model.rowCount() == 1
    assert page.buttons["dates"].text().strip() == "01.11.2026 – 02.11.2026"
    menu = page.strip.open_filter("dates")
    next(one for one in menu.actions() if one.text() == "From – to…").trigger()
    dialog = page.strip.findChildren(PeriodDialog)[-1]
    assert (dialog.start.text(), dialog.end.text()) == ("01.11.2026", "02.11.2026"), "one goes on from what was typed"
    dialog.reject()
    assert again(show, ConsultationsPage).buttons["dates"].text().strip() == "01.11.2026 – 02.11.2026"


def test_the_next_contact_too_is_asked_for_by_typed_days(show: Show, consultation: Any) -> None:
    consultation(followup_on=date(2026, 12, 1))
    wanted = consultation(followup_on=date(2026, 12, 10))
    page = show(ConsultationsPage)
    page.strip.narrow("followup", page.strip._filters["followup"].find("2026-12-02.."))
    settle()
    assert page._found.ids == [wanted.id]


def test_lawyers_come_from_the_case_book(show: Show, clinic: Clinic, consultation: Any) -> None:
    other = clinic.casework.blank("member", name="Бакыт Осмонов", role="lawyer", office_id="NAR1", active=True)
    other = clinic.casework.save(other).record
    theirs = consultation(lawyer_id=other.id)
    consultation()
    page = show(ConsultationsPage)
    menu = page.strip.open_filter("lawyer")
    next(one for one in menu.actions() if one.text() == "Бакыт Осмонов").trigger()
    settle()
    assert page._found.ids == [theirs.id]
    assert again(show, ConsultationsPage)._found.ids == [theirs.id]  # although its choices are read later


def test_every_number_can_open_its_list(show: Show, clinic: Clinic, case: Any) -> None:
    nothing = case(title="эч кандай", next_step="", next_step_on=None)
    due = case(title="эртең", next_step="доо", next_step_on=date.today() + timedelta(days=3))
    case(title="жабылган", stage="closed")
    page = show(CasesPage)
    page.open(narrowed={"step": "none"})
    settle()
    assert page._found.ids == [nothing.id]
    page.open(narrowed={"step": "due", "colour": "blue", "risk": "none such"})
    settle()
    assert page._found.ids == [due.id]
    page.open(only=([due.id, nothing.id, "gone"], "Hearings"))
    settle()
    assert set(page._found.ids) == {due.id, nothing.id}
    assert page.strip._these.isVisible() and "Hearings" in page.strip._these.text()
    assert not clinic.narrowed.get("journalist_case")  # another page's wish is not kept
    page.clear_filters()
    assert page.model.rowCount() == 3


def test_places_hold_all_that_lies_in_them(show: Show, clinic: Clinic) -> None:
    for name, place in (("Асанов", "41704"), ("Бакиров", "41711")):
        clinic.casework.save(clinic.casework.blank("person", name_display=name, division_id=place))
    page = show(PeoplePage)
    page.open(narrowed={"place": "41711"})
    assert cells(page, "name_display") == ["Бакиров"]


# --- several rows ---------------------------------------------------------------------------------------------------


def test_rows_are_chosen_with_shift_ctrl_and_all(show: Show, five: Any) -> None:
    page = show(ConsultationsPage)
    settle()
    page.table.setFocus()
    press(page.table, Qt.Key.Key_Home)
    assert not page.bar.isVisible() and page.footer.isVisible()
    press(page.table, Qt.Key.Key_Down, SHIFT)
    assert page.bar.isVisible() and page.bar.said.text() == "2 selected"
    press(page.table, Qt.Key.Key_Down, CTRL)
    press(page.table, Qt.Key.Key_Down, CTRL)
    press(page.table, Qt.Key.Key_Space, CTRL)
    assert page.table.chosen_places() == [0, 1, 3]
    assert page.chosen_ids() == [page._found.ids[place] for place in (0, 1, 3)]
    press(page.table, Qt.Key.Key_A, CTRL)
    assert page.table.chosen_count() == 5
    press(page.table, Qt.Key.Key_Home)
    assert page.table.chosen_count() == 1 and not page.bar.isVisible()


def test_a_draft_is_not_among_the_chosen_records(show: Show, clinic: Clinic, five: Any) -> None:
    clinic.drafts.keep("consultation:new:1", {"type": "consultation", "id": "", "states": {}, "title": "Ааа"})
    page = show(ConsultationsPage)
    settle()
    press(page.table, Qt.Key.Key_A, CTRL)
    assert page.bar.said.text() == "5 selected"
    assert len(page.chosen_ids()) == 5


def test_the_chosen_stay_chosen_when_something_changes(
    show: Show, clinic: Clinic, five: Any, consultation: Any
) -> None:
    page = show(ConsultationsPage)
    settle()
    page.table.choose_places([1, 2])
    chosen = page.chosen_ids()
    consultation()
    page.refresh()
    settle()
    assert page.chosen_ids() == chosen


def test_several_go_into_the_bin_by_keys_and_come_back(show: Show, clinic: Clinic, five: Any, qtbot: Any) -> None:
    page = show(ConsultationsPage)
    settle()
    press(page.table, Qt.Key.Key_Home)
    press(page.table, Qt.Key.Key_Down, SHIFT)
    wanted = page.chosen_ids()
    page.bar.bin.setFocus()
    with qtbot.waitSignal(page.changed) as told:
        press(page.bar.bin, Qt.Key.Key_Space)
    assert told.args[0].records["consultation"] == set(wanted)
    settle()
    assert page.model.rowCount() == 3
    assert {one.id for one in clinic.bin.listed()} == set(wanted)
    assert page.table.hasFocus()  # the button went away with the bar
    banner = page.notices.itemAt(0).widget()
    assert banner.title.text() == "2 records are in the bin"
    press(banner.buttons[0], Qt.Key.Key_Space)
    settle()
    assert page.model.rowCount() == 5
    assert clinic.bin.listed() == []


def test_several_are_given_to_a_lawyer_by_keys(show: Show, clinic: Clinic, five: Any) -> None:
    other = clinic.casework.blank("member", name="Бакыт Осмонов", role="lawyer", office_id="NAR1", active=True)
    other = clinic.casework.save(other).record
    page = show(ConsultationsPage)
    settle()
    press(page.table, Qt.Key.Key_A, CTRL)
    press(page.bar.assign, Qt.Key.Key_Space)
    menu = QApplication.activePopupWidget()
    while menu.activeAction() is None or menu.activeAction().text() != "Бакыт Осмонов":
        press(menu, Qt.Key.Key_Down)
    press(menu, Qt.Key.Key_Return)
    records: list[Any] = clinic.casework.load_many("consultation", [one.id for one in five])
    assert {one.lawyer_id for one in records} == {other.id}
    assert "5 records were given to Бакыт Осмонов" in page.notices.itemAt(0).widget().title.text()


def test_what_a_colleague_took_meanwhile_is_told_of_and_the_list_is_read_again(
    show: Show, clinic: Clinic, five: Any
) -> None:
    other = clinic.casework.blank("member", name="Бакыт Осмонов", role="lawyer", office_id="NAR1", active=True)
    other = clinic.casework.save(other).record
    page = show(ConsultationsPage)
    page.table.choose_places([0, 1])
    taken, same = page.chosen_ids()
    now: Any = clinic.casework.load("consultation", taken)
    clinic.casework.save(replace(now, lawyer_id=other.id))  # by the command line, say: the window was not told
    page.put_away()
    settle()
    assert [one.id for one in clinic.bin.listed()] == [same]
    warned = page.notices.itemAt(0).widget()
    assert warned.title.text() == "1 record stays as it is"
    page.table.choose_places([page._found.ids.index(taken), 0])
    page.put_away()
    assert taken in [one.id for one in clinic.bin.listed()]


def test_taking_back_tells_what_stays(show: Show, clinic: Clinic, five: Any) -> None:
    page = show(ConsultationsPage)
    page.table.choose_places([0, 1])
    first, second = page.chosen_ids()
    page.put_away()
    settle()
    clinic.several.archive("consultation", [first], False)
    clinic.several.archive("consultation", [first])  # somebody else meant it
    press(page.notices.itemAt(0).widget().buttons[0], Qt.Key.Key_Space)
    settle()
    assert [one.id for one in clinic.bin.listed()] == [first]
    assert second in page._found.ids
    assert page.notices.itemAt(page.notices.count() - 1).widget().title.text() == "1 record stays as it is"


def test_the_menu_key_offers_what_can_be_done(show: Show, five: Any, qtbot: Any) -> None:
    page = show(ConsultationsPage)
    settle()
    menu = page.open_row_menu(page.mapToGlobal(QPoint(30, 200)))
    assert [one.text() for one in menu.actions() if one.text()] == [
        "Open",
        "Assign to a lawyer",
        "Save as a table",
        "To the bin",
    ]
    with qtbot.waitSignal(page.open_requested):
        menu.actions()[0].trigger()


def test_the_chosen_rows_become_a_table(show: Show, clinic: Clinic, five: Any, tmp_path: Path) -> None:
    page = show(ConsultationsPage)
    settle()
    page.table.choose_places([0, 2])
    page.deeds.export(page.chosen_ids())
    (dialog,) = page.findChildren(ExportDialog)
    assert "not encrypted" in dialog.said.text() and not dialog._who.isVisible()
    dialog.write(tmp_path / "own.csv")
    own = (tmp_path / "own.csv").read_text(encoding="utf-8-sig")
    assert sum(name in own for name in NAMES) == 2
    page.deeds.export(page.chosen_ids())
    dialog = page.findChildren(ExportDialog)[-1]
    dialog.profile.set_value("outward")
    dialog._tell()
    assert "no names" in dialog.said.text()
    dialog.write(tmp_path / "out.csv")
    out = (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    assert not [name for name in NAMES if name in out]


def test_who_gets_a_table_that_leaves_is_asked_and_kept(
    show: Show, clinic: Clinic, case: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreed = case(
        title="доо", publication_consent="C2", consents=(Consent("publication", "written", date(2026, 1, 5), "1"),)
    )
    page = show(CasesPage)
    page.deeds.export([agreed.id])
    (dialog,) = page.findChildren(ExportDialog)
    settle()
    assert not dialog._who.isVisible()
    dialog.profile.set_value("outward")
    dialog._tell()
    settle()
    assert dialog._who.isVisible()
    asked: list[Any] = []
    monkeypatch.setattr("ui.forms.export_dialog.ask_save", lambda *told: asked.append(told))
    press(dialog, Qt.Key.Key_Return)
    assert dialog._who.fault() and not asked
    settle()
    assert dialog.height() >= dialog.layout().totalHeightForWidth(dialog.width())  # what came to stand in it has room
    write(dialog.who, "Донор")
    press(dialog.who, Qt.Key.Key_Return)
    assert len(asked) == 1
    dialog.write(tmp_path / "no such folder" / "out.csv")
    assert clinic.publishing.given_out("journalist_case", agreed.id) == []
    assert dialog.save.isEnabled()
    dialog.write(tmp_path / "out.csv")
    (told,) = clinic.publishing.given_out("journalist_case", agreed.id)
    assert (told.form, told.to_whom) == ("export", "Донор")


# --- the bin --------------------------------------------------------------------------------------------------------


def test_the_bin_restores_several_by_keys(show: Show, clinic: Clinic, five: Any) -> None:
    clinic.several.archive("consultation", [one.id for one in five])
    page = show(BinPage)
    settle()
    press(page.table, Qt.Key.Key_A, CTRL)
    assert page.said.text() == "5 selected"
    press(page.restore, Qt.Key.Key_Space)
    assert clinic.bin.listed() == []
    assert page.stack.currentWidget() is page.nothing
    assert "5 records were restored" in page.notices.itemAt(0).widget().title.text()


def test_after_30_days_the_bin_is_silent_and_the_archive_is_not(
    clinic: Clinic, five: Any, theme: Any, settings: Settings, qtbot: Any
) -> None:
    clinic.several.archive("consultation", [five[0].id])
    page = BinPage(clinic, InlineTasks(), theme, settings, today=lambda: date.today() + timedelta(days=31))
    qtbot.addWidget(page)
    page.show()
    assert not page.rows
    page.shown.set_value("older")
    page.refresh()
    settle()
    assert [row.id for row in page.rows] == [five[0].id]
    assert page.table.model().cell(0, 4).text == "in the archive"


def test_the_archive_filter_shows_older_ones_in_their_list(show: Show, clinic: Clinic, five: Any) -> None:
    clinic.several.archive("consultation", [five[0].id])
    page = show(ConsultationsPage)
    page.narrow("shelf", next(one for one in page.filters() if one.id == "shelf").find("archived"))
    assert page._found.ids == [five[0].id]


def test_nothing_is_erased_without_the_tick(show: Show, clinic: Clinic, five: Any) -> None:
    """Planted: with the button ready from the start."""
    clinic.several.archive("consultation", [five[0].id])
    page = show(BinPage)
    settle()
    page.ask_to_erase()
    (dialog,) = page.findChildren(EraseDialog)
    assert not dialog.erase.isEnabled()
    press(dialog, Qt.Key.Key_Return)  # Cancel is what Enter means here
    assert len(clinic.bin.listed()) == 1
    page.ask_to_erase()
    dialog = page.findChildren(EraseDialog)[-1]
    press(dialog.sure, Qt.Key.Key_Space)
    press(dialog.erase, Qt.Key.Key_Space)
    assert clinic.bin.listed(older=True) == []
    assert "erased for good" in page.notices.itemAt(0).widget().title.text()


def test_the_dialog_tells_what_names_an_erased_person(show: Show, clinic: Clinic, five: Any) -> None:
    client = five[0].person_id
    clinic.several.archive("person", [client])
    page = show(BinPage)
    settle()
    page.ask_to_erase()
    (dialog,) = page.findChildren(EraseDialog)
    said = " ".join(label.text() for label in dialog.findChildren(type(page.said)))
    assert "1 record names them. It stays and will show no name there." in said


def test_what_changed_while_the_dialog_stood_is_not_erased(show: Show, clinic: Clinic, five: Any) -> None:
    """Planted: erased by id alone, the restored record was destroyed."""
    clinic.several.archive("consultation", [five[0].id])
    page = show(BinPage)
    settle()
    page.ask_to_erase()
    (dialog,) = page.findChildren(EraseDialog)
    clinic.several.archive("consultation", [five[0].id], False)
    press(dialog.sure, Qt.Key.Key_Space)
    press(dialog.erase, Qt.Key.Key_Space)
    assert not clinic.casework.load("consultation", five[0].id).erased
    assert page.notices.itemAt(0).widget().title.text() == "1 record stays as it is"


def test_an_empty_bin_promises_that_time_destroys_nothing(show: Show) -> None:
    page = show(BinPage)
    assert "nothing is ever destroyed by time" in page.nothing.findChildren(type(page.said))[1].text()


def test_many_rows_tell_how_far_they_are_and_can_be_stopped(
    show: Show, clinic: Clinic, consultation: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stop takes all of it back. Planted: with a transaction per record the first fifty stayed archived."""
    first = consultation()
    clinic.casework.save_many([replace(first, id="", record_no="", seen={}) for _ in range(60)])
    page = show(ConsultationsPage)
    settle()
    told: list[tuple[int, int]] = []

    def stop_soon(self: Watch, done: int, of: int) -> None:
        told.append((done, of))
        if done:
            raise Cancelled

    monkeypatch.setattr(Watch, "step", stop_soon)
    press(page.table, Qt.Key.Key_A, CTRL)
    page.put_away()
    settle()
    assert told == [(0, 61), (50, 61)]
    assert clinic.bin.listed() == []
    assert len(clinic.casework.ids("consultation")) == 61
    monkeypatch.undo()
    page.put_away()
    settle()
    assert len(clinic.bin.listed()) == 61


def test_a_table_has_a_most(show: Show, five: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.forms.list_actions.MOST", 2)
    page = show(ConsultationsPage)
    settle()
    page.table.choose_places([0, 1, 2])
    page.deeds.export(page.chosen_ids())
    assert not page.findChildren(ExportDialog)
    assert "At most 2 records" in page.notices.itemAt(0).widget().title.text()


def test_a_list_of_all_its_columns_scrolls_and_squeezes_none(show: Show, five: Any) -> None:
    page = show(ConsultationsPage, width=900)
    settle()
    number = next(i for i, one in enumerate(page.model.columns) if one.id == "record_no")
    before = page.table.columnWidth(number)
    page.show_columns([one.id for one in page.model.columns])
    settle()
    assert page.table.horizontalScrollBar().maximum() > 0
    assert page.table.columnWidth(number) >= before
