"""The lists: lazily filled, searched, narrowed, empty in words; and the pages of a case, a person and the day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Qt

from clinic_app.changes import Changes
from clinic_app.clinic import Clinic
from clinic_app.wording.words import speak
from tests.ui.pages.keys import press, settle, write
from ui.pages.cases.case_page import CasePage
from ui.pages.cases.form_page import CaseFormPage
from ui.pages.cases.list_page import CasesPage
from ui.pages.consultations.list_page import ConsultationsPage
from ui.pages.people.form_page import PersonFormPage
from ui.pages.people.list_page import PeoplePage
from ui.pages.people.person_page import PersonPage
from ui.pages.today.page import TodayPage
from ui.widgets.labels import Label

Show = Callable[..., Any]


def words_of(widget: Any) -> str:
    """All that stands in labels of a widget."""
    return "\n".join(label.text() for label in widget.findChildren(Label) if not label.isHidden())


def cells(page: Any, column: int) -> list[str]:
    """What stands in a column."""
    settle()
    return [page.model.cell(place, column).text for place in range(page.model.rowCount())]


def test_an_empty_list_says_what_to_do(show: Show, qtbot: Any) -> None:
    page = show(ConsultationsPage)
    assert page.stack.currentWidget() is page._empty
    assert not page.panel.isVisible()
    with qtbot.waitSignal(page.import_requested):
        page._empty.findChildren(type(page.actions()[0]))[1].click()


def test_the_list_shows_clients_and_hides_the_anonymous(show: Show, consultation: Any) -> None:
    consultation({"name_display": "Үсөнбекова Жаңыл", "phone": "+996 555 210 034"})
    consultation()
    page = show(ConsultationsPage)
    assert sorted(cells(page, 2)) == ["Without a name", "Үсөнбекова Жаңыл"]


def test_words_narrow_the_list_and_clearing_opens_it(show: Show, consultation: Any) -> None:
    consultation({"name_display": "Үсөнбекова Жаңыл", "phone": "+996 555 210 034"})
    consultation({"name_display": "Ким Людмила", "phone": "+996 555 210 035"})
    page = show(ConsultationsPage)
    write(page.search, "усонбек")
    assert cells(page, 2) == ["Үсөнбекова Жаңыл"]
    write(page.search, "жжж")
    assert page.stack.currentWidget() is page.nothing
    page.clear_filters()
    assert len(cells(page, 2)) == 2


def test_filters_narrow_by_month_and_state(show: Show, consultation: Any) -> None:
    consultation(outcome="ongoing")
    consultation(outcome="settled")
    page = show(ConsultationsPage)
    state = next(one for one in page.filters() if one.id == "outcome")
    page.narrow("outcome", next(choice for choice in state.choices if choice.id == "settled"))
    assert cells(page, 4) == ["Settlement"]
    month = next(one for one in page.filters() if one.id == "dates")
    old = [choice for choice in month.choices if choice is not None][11]
    page.narrow("dates", old)
    assert page.model.rowCount() == 0


def test_rows_come_by_pages(show: Show, clinic: Clinic, consultation: Any) -> None:
    """Planted: asking for all rows at once loads 450 records for a screen of twenty."""
    first = consultation()
    many = [replace(first, id="", record_no="", seen={}) for _ in range(449)]
    clinic.casework.save_many(many)
    asked: list[int] = []
    load = clinic.casework.load_many

    def counted(kind: str, ids: Any) -> Any:
        if kind == "consultation":
            asked.append(len(ids))
        return load(kind, ids)

    clinic.casework.load_many = counted  # type: ignore[method-assign]
    page = show(ConsultationsPage)
    settle()
    assert page.model.rowCount() == 450
    assert 0 < max(asked) <= 200


def test_the_preview_tells_the_safe_way_before_anything_else(show: Show, consultation: Any) -> None:
    consultation(
        {"name_display": "Ким Людмила", "phone": "+996 555 210 035", "safe_contact": "Чалбаңыз: мессенджер аркылуу"}
    )
    page = show(ConsultationsPage)
    settle()
    told = words_of(page.panel)
    assert "Чалбаңыз: мессенджер аркылуу" in told
    assert "+996 555 210 035" not in told


def test_enter_opens_and_another_consultation_names_the_person(show: Show, consultation: Any, qtbot: Any) -> None:
    record = consultation({"name_display": "Ким Людмила", "phone": "+996 555 210 035"})
    page = show(ConsultationsPage)
    settle()
    with qtbot.waitSignal(page.open_requested) as opened:
        press(page.table, Qt.Key.Key_Return)
    assert opened.args == ["consultation", record.id]
    again = next(b for b in page.panel.findChildren(type(page.actions()[0])) if "One more" in b.accessibleName())
    with qtbot.waitSignal(page.new_requested) as new:
        again.click()
    assert new.args == ["consultation", {"person_id": record.person_id}]


def test_a_draft_stands_on_top_of_the_list(show: Show, clinic: Clinic, consultation: Any, qtbot: Any) -> None:
    consultation({"name_display": "Ким Людмила", "phone": "+996 555 210 035"})
    content = {"type": "consultation", "id": "", "states": {}, "title": "Ңурматов"}
    clinic.drafts.keep("consultation:new:1", content)
    page = show(ConsultationsPage)
    assert cells(page, 2) == ["Ңурматов", "Ким Людмила"]
    page.table.choose(0)
    with qtbot.waitSignal(page.new_requested) as told:
        press(page.table, Qt.Key.Key_Return)
    assert told.args == ["consultation", {"draft": "consultation:new:1"}]


def test_a_change_elsewhere_is_seen_and_the_chosen_row_stays(show: Show, clinic: Clinic, consultation: Any) -> None:
    consultation({"name_display": "Ким Людмила", "phone": "+996 555 210 035"})
    first = consultation({"name_display": "Асанов Кубан", "phone": "+996 555 210 036"})
    page = show(ConsultationsPage)
    settle()
    page.table.choose(page.model.place_of(lambda row: row.id == first.id))
    new = consultation({"name_display": "Үсөнбекова Жаңыл", "phone": "+996 555 210 037"})
    page.take_changes(Changes.of("consultation", [new.id]))
    settle()
    assert page.model.rowCount() == 3
    assert page.table.chosen_row().id == first.id


def test_the_list_of_cases_never_names_the_journalist(show: Show, case: Any) -> None:
    case("Сатыбалдиева Мээрим")
    page = show(CasesPage)
    settle()
    shown = "\n".join(page.model.cell(0, column).text for column in range(page.model.columnCount()))
    assert "Жалаа боюнча доо" in shown
    assert "Сатыбалдиева" not in shown + words_of(page)


def test_people_stand_in_the_kyrgyz_alphabets_order(show: Show, consultation: Any) -> None:
    for place, name in enumerate(("Өмүров А", "Осмонов Б", "Ңурматов В", "Назаров Г", "Петров Д")):
        consultation({"name_display": name, "phone": f"+996 555 210 03{place}"})
    page = show(PeoplePage)
    assert cells(page, 0) == ["Назаров Г", "Ңурматов В", "Осмонов Б", "Өмүров А", "Петров Д"]


def test_a_person_page_gathers_what_names_them(show: Show, clinic: Clinic, consultation: Any, qtbot: Any) -> None:
    mine = consultation({"name_display": "Ким Людмила", "phone": "+996 555 210 035", "safe_contact": "кечинде гана"})
    against = consultation(opponent_ids=frozenset({mine.person_id}))
    page = show(PersonPage)
    page.open(id=mine.person_id)
    assert [record.id for record in page.known.consultations] == [mine.id]
    assert [record.id for record in page.known.against] == [against.id]
    assert "кечинде гана" in words_of(page.panel)
    settle()
    page.table.choose(0)
    with qtbot.waitSignal(page.open_requested) as told:
        press(page.table, Qt.Key.Key_Return)
    assert told.args == ["consultation", mine.id]


def test_a_person_is_changed_by_typing(show: Show, clinic: Clinic, consultation: Any, qtbot: Any) -> None:
    record = consultation({"name_display": "Ким Людмила", "phone": "+996 555 210 035"})
    page = show(PersonFormPage)
    page.open(id=record.person_id)
    write(page.form.controls["safe_contact"].widget, "Чалбаңыз")
    write(page.form.controls["aliases"].widget, "Цой Людмила, Ли")
    with qtbot.waitSignal(page.saved):
        page.save()
    person: Any = clinic.casework.load("person", record.person_id)
    assert (person.safe_contact, person.aliases) == ("Чалбаңыз", frozenset({"Цой Людмила", "Ли"}))


def test_a_case_shows_its_events_and_takes_a_new_one(show: Show, clinic: Clinic, case: Any, qtbot: Any) -> None:
    record = case()
    page = show(CasePage)
    page.open(id=record.id)
    assert page.rooms.timeline.stack.currentWidget().isAncestorOf(page.rooms.timeline.nothing)
    page.add_event()
    form = page.child_panel.form
    line = form.controls["kind"].widget
    write(line, "Hearing")
    press(line, Qt.Key.Key_Return)
    write(form.controls["at"].widget, "9.30")
    write(form.controls["notes"].widget, "3-зал")
    with qtbot.waitSignal(page.changed):
        page.child_panel.save()
    (event,) = clinic.casework.children("case_event", record.id)
    got: Any = event
    assert (got.kind, str(got.at), got.on, got.notes) == ("hearing", "09:30:00", date.today().isoformat(), "3-зал")
    assert [moment.title for moment in page.timeline.model().rows] == ["Hearing"]
    assert page.panels.currentWidget() is page.facts_panel


def test_an_event_without_a_kind_is_refused_beside_its_field(show: Show, clinic: Clinic, case: Any) -> None:
    page = show(CasePage)
    page.open(id=case().id)
    page.add_event()
    page.child_panel.save()
    assert page.child_panel.form.fields["kind"].fault()


def test_an_event_begun_comes_back(show: Show, clinic: Clinic, case: Any) -> None:
    record = case()
    page = show(CasePage)
    page.open(id=record.id)
    page.add_event()
    write(page.child_panel.form.controls["notes"].widget, "жарымы")
    assert page.step_back()
    page.add_event()
    assert page.child_panel.form.controls["notes"].widget.text() == "жарымы"


def test_the_timeline_is_narrowed_and_turned(show: Show, clinic: Clinic, case: Any) -> None:
    record = case()
    for kind, on in (("hearing", "2026-11-20"), ("incident", "2026-11-21"), ("contact", "2026-11-22")):
        event = replace(clinic.casework.blank("case_event"), case_id=record.id, kind=kind, on=on)
        clinic.casework.save(event)
    page = show(CasePage)
    page.open(id=record.id)
    rows = page.timeline.model()
    assert [moment.icon for moment in rows.rows] == ["phone-call", "alert-triangle", "gavel"]
    page.rooms.timeline.turn.click()
    assert rows.rows[0].icon == "gavel"
    page.rooms.timeline.chips["court"].click()
    assert [moment.icon for moment in rows.rows] == ["gavel"]
    page.tabs.choose("history")
    assert "Title" in [moment.title for moment in page.rooms.rooms["history"].view.model().rows]


def test_a_step_done_becomes_an_event(show: Show, clinic: Clinic, case: Any) -> None:
    record = case(next_step="апелляция берүү", next_step_on=date.today() + timedelta(days=1))
    page = show(CasePage)
    page.open(id=record.id)
    page.step_done()
    after: Any = clinic.casework.load("journalist_case", record.id)
    assert (after.next_step, after.next_step_on) == ("", None)
    assert [moment.text for moment in page.timeline.model().rows] == ["апелляция берүү"]


def test_a_case_is_begun_by_typing(show: Show, clinic: Clinic, qtbot: Any) -> None:
    page = show(CaseFormPage)
    page.open()
    controls = page.form.controls
    write(controls["title"].widget, "Маалыматтан баш тартуу")
    write(controls["person_id"].widget, "Алиев Данияр")
    write(controls["person.safe_contact"].widget, "Signal гана")
    for name, words in (("stage", "Alert"), ("risk_level", "Medium"), ("urgency", "Planned")):
        write(controls[name].widget, words)
        press(controls[name].widget, Qt.Key.Key_Return)
    write(controls["publication_consent"].widget, "Publish nothing")
    press(controls["publication_consent"].widget, Qt.Key.Key_Return)
    page.save()
    assert page.form.fields["attack_types"].fault()
    line = controls["attack_types"].widget.line
    write(line, "Attempted murder")
    press(line, Qt.Key.Key_Return)
    with qtbot.waitSignal(page.saved) as told:
        page.save()
    record: Any = clinic.casework.load("journalist_case", told.args[1])
    person: Any = clinic.casework.load("person", record.person_id)
    assert (record.title, record.attack_types) == ("Маалыматтан баш тартуу", frozenset({"P.ATT"}))
    assert (person.name_display, person.safe_contact) == ("Алиев Данияр", "Signal гана")


def test_the_day_opens_what_it_shows_and_goes_on_with_a_draft(
    show: Show, clinic: Clinic, case: Any, qtbot: Any
) -> None:
    record = case(next_step="апелляция берүү", next_step_on=date.today())
    clinic.drafts.keep("consultation:new:1", {"type": "consultation", "id": "", "states": {}, "title": ""})
    page = show(TodayPage)
    row = page.first_focus()
    assert "Апелляция берүү" in row.accessibleName()
    with qtbot.waitSignal(page.open_requested) as opened:
        row.click()
    assert opened.args == ["journalist_case", record.id]
    button = page.draft_button
    with qtbot.waitSignal(page.new_requested) as told:
        button.click()
    assert told.args == ["consultation", {"draft": "consultation:new:1"}]


def test_the_day_of_an_empty_case_book_says_what_to_do(show: Show) -> None:
    page = show(TodayPage)
    assert page.nothing.isVisible() and not page.scroll.isVisible()


def test_lists_speak_the_language_in_use(show: Show, consultation: Any) -> None:
    consultation()
    speak("ky")
    page = show(ConsultationsPage)
    assert page.title() == "Консультациялар"
    assert cells(page, 4) == ["Кеңеш берилди"]
