"""The panel writes every child of a case, its acts are one key each, and nothing typed or thrown away is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt

from clinic_app.clinic import Clinic
from clinic_app.records.declared import record_type
from clinic_app.records.values import Ref
from clinic_app.wording.words import _
from tests.ui.pages.keys import press, settle, write
from ui.forms.presenter import left_over
from ui.pages.cases.acts import WORDS
from ui.pages.cases.case_page import CasePage
from ui.pages.cases.child_form import with_parent
from ui.pages.cases.child_shapes import SHAPES, UNSEEN
from ui.pages.cases.chronology_dialog import ChronologyDialog

Show = Callable[..., Any]
TODAY = date.today()
LEAST: dict[str, dict[str, Any]] = {
    "case_event": {"kind": "hearing"},
    "proceeding": {"procedure": "civil"},
    "party": {"role": "claimant", "side": "theirs"},
    "duty_request": {"kind": "information", "body_name": "Мэрия", "subject": "тендерлер", "asked_on": "2026-11-02"},
    "seizure": {"on": "2026-11-01"},
    "seized_item": {"item": "Ноутбук"},
    "risk_assessment": {"risk_level": "R2", "next_review_on": "2026-12-01"},
    "emergency_contact": {"name": "Айжан"},
    "deadline": {"title": "Даттануу", "due_on": "2026-12-01"},
}


@pytest.fixture
def opened(show: Show, case: Any) -> Any:
    """The page of a case with nothing in it."""
    page = show(CasePage)
    page.open(id=case().id)
    return page


def child(clinic: Clinic, page: Any, kind: str, /, **told: Any) -> Any:
    """Saves a child of the case that is shown, and shows it."""
    saved = clinic.casework.save(replace(with_parent(clinic.casework.blank(kind), "journalist_case", page.id), **told))
    page.refresh()
    return saved.record


@pytest.mark.parametrize("kind", SHAPES)
def test_every_field_a_person_types_stands_once_in_the_form(kind: str) -> None:
    """Planted: a field left out of its shape could be written by command and never be seen in the window."""
    shape, declared = SHAPES[kind], record_type(kind)
    placed = [name for row in (*shape.rows, *shape.more) for name in row]
    wanted = {spec.name for spec in left_over(declared, ())} - UNSEEN.get(kind, frozenset())
    wanted |= {s.name for s in declared.fields if isinstance(s.kind, Ref) and s.kind.to not in ("", "office")}
    wanted -= {declared.parent_field}
    assert sorted(placed) == sorted(wanted)


@pytest.mark.parametrize("kind", SHAPES)
def test_a_child_of_any_kind_is_written_in_the_panel(opened: Any, clinic: Clinic, kind: str) -> None:
    if kind == "seized_item":
        LEAST[kind]["seizure_id"] = child(clinic, opened, "seizure", on="2026-11-01").id
    opened.write(kind)
    form = opened.child_panel.form
    for name, value in LEAST[kind].items():
        form.fill(name, value)
    if kind == "party":
        write(form.controls["person_id"].widget, "Осмонов Турат")
        write(form.controls["counsel_id"].widget, "Ким Сергей")
    opened.child_panel.save()
    assert opened.panels.currentWidget() is opened.facts_panel, {n: f.fault() for n, f in form.fields.items()}
    (made,) = clinic.casework.children(kind, opened.id)
    told = {name: made.type.field(name).kind.write(getattr(made, name)) for name in LEAST[kind]}
    assert told == LEAST[kind]
    if kind == "party":
        got: Any = made
        names = clinic.casework.titles("person", [got.person_id, got.counsel_id])
        assert set(names.values()) == {"Осмонов Турат", "Ким Сергей"}
    assert clinic.drafts.all() == []


@pytest.mark.parametrize("kind", SHAPES)
def test_what_is_missing_is_said_beside_its_field(opened: Any, clinic: Clinic, kind: str) -> None:
    opened.write(kind)
    form = opened.child_panel.form
    if kind == "seizure":
        form.fill("on", "")
    opened.child_panel.save()
    assert opened.panels.currentWidget() is opened.child_panel
    assert any(field.fault() for field in form.fields.values())
    assert clinic.casework.children(kind, opened.id) == []


@pytest.mark.parametrize("kind", [kind for kind in SHAPES if kind != "seized_item"])
def test_what_was_begun_comes_back(opened: Any, clinic: Clinic, kind: str) -> None:
    opened.write(kind)
    field = "if_silent" if kind == "risk_assessment" else "notes" if kind == "case_event" else "note"
    write(opened.child_panel.form.controls[field].widget, "жарымы")
    assert opened.step_back()
    opened.write(kind)
    assert opened.child_panel.form.controls[field].state() == "жарымы"
    opened.child_panel.discard()
    assert opened.child_panel.form.controls[field].state() == ""


# --- acts -----------------------------------------------------------------------------------------------------------


def alt(view: Any, place: int) -> None:
    press(view, Qt.Key(Qt.Key.Key_0 + place), Qt.KeyboardModifier.AltModifier)


def test_a_hearing_is_postponed_by_keys_alone(opened: Any, clinic: Clinic) -> None:
    hearing = child(clinic, opened, "case_event", kind="hearing", on=TODAY.isoformat())
    opened.timeline.setFocus()
    alt(opened.timeline, 1)
    panel = opened.day_panel
    assert opened.panels.currentWidget() is panel
    write(panel.day, "+14")
    write(panel.why, "Судья ооруп калды")
    press(panel.day, Qt.Key.Key_Return)
    after: Any = clinic.casework.load("case_event", hearing.id)
    assert after.postponed_to == TODAY + timedelta(days=14)
    assert "Судья ооруп калды" in after.notes
    assert opened.panels.currentWidget() is opened.facts_panel


def test_a_reason_begun_comes_back_until_the_hearing_is_postponed(opened: Any, clinic: Clinic) -> None:
    child(clinic, opened, "case_event", kind="hearing", on=TODAY.isoformat())
    opened.timeline.setFocus()
    alt(opened.timeline, 1)
    write(opened.day_panel.why, "Судья ооруп калды")
    assert opened.step_back()
    alt(opened.timeline, 1)
    assert opened.day_panel.why.text() == "Судья ооруп калды"
    opened.hide()  # as a lock does
    assert [one.content["why"] for one in clinic.drafts.all()] == ["Судья ооруп калды"]
    opened.show()
    write(opened.day_panel.day, "+14")
    opened.day_panel.save()
    assert opened.panels.currentWidget() is opened.facts_panel and clinic.drafts.all() == []


def test_a_filing_that_came_back_is_an_event_of_its_own(opened: Any, clinic: Clinic) -> None:
    filing = child(clinic, opened, "case_event", kind="filing", on="2026-11-02", title="Доо арыз")
    opened.timeline.setFocus()
    alt(opened.timeline, 1)
    opened.day_panel.save()
    found: Any = [one for one in clinic.casework.children("case_event", opened.id) if one.id != filing.id]
    assert [(one.kind, one.about_id, one.learned_on) for one in found] == [("returned", filing.id, TODAY)]
    assert clinic.casework.load("case_event", filing.id) == filing


def test_what_ran_out_with_a_filing_that_came_back_is_shown_until_somebody_files_again(
    opened: Any, clinic: Clinic
) -> None:
    """Planted: with the terms of the other side counted too, the authority's answer stood in the warning."""
    filed, due = TODAY - timedelta(days=40), TODAY - timedelta(days=30)
    filing = child(clinic, opened, "case_event", kind="filing", on=filed.isoformat(), title="Даттануу")
    term: dict[str, Any] = {"due_on": due, "ended": "met", "ended_on": filed}
    child(clinic, opened, "deadline", title="Апелляция", owner="us", **term)
    child(clinic, opened, "deadline", title="Министрликтин жообу", owner="authority", **term)
    back = clinic.proceedings.returned(filing.id, TODAY)
    opened.refresh()
    (shown,) = opened.facts.lost
    assert shown == f"Апелляция {due:%d.%m.%Y}"
    banners = [opened.step_place.itemAt(place).widget() for place in range(opened.step_place.count())]
    (warning,) = [one for one in banners if shown in one.title.text()]
    warning.buttons[0].click()
    assert opened.tabs.value() == "deadlines"
    (row,) = [one for one in opened.facts.rows["deadlines"] if one.id == back.alarm.id]
    assert shown in row.text and "Министрликтин" not in row.text
    clinic.casework.save(replace(back.alarm, ended="met", ended_on=TODAY))
    opened.refresh()
    assert not opened.facts.lost


def test_a_day_that_is_none_is_not_taken(opened: Any, clinic: Clinic) -> None:
    hearing = child(clinic, opened, "case_event", kind="hearing", on=TODAY.isoformat())
    opened.timeline.setFocus()
    alt(opened.timeline, 1)
    opened.day_panel.save()
    assert opened.day_panel.day_field.fault() == _("Write a whole date")
    assert clinic.casework.load("case_event", hearing.id) == hearing
    assert opened.step_back() and opened.panels.currentWidget() is opened.facts_panel


def test_a_deadline_is_met_and_thrown_away_by_keys(opened: Any, clinic: Clinic) -> None:
    one = child(clinic, opened, "deadline", title="Даттануу", due_on=TODAY)
    opened.tabs.choose("deadlines")
    view = opened.rooms.rooms["deadlines"].view
    view.setFocus()
    alt(view, 1)
    after: Any = clinic.casework.load("deadline", one.id)
    assert (after.ended, after.ended_on) == ("met", TODAY)
    view.choose(one.id)
    press(view, Qt.Key.Key_Delete)
    assert clinic.casework.load("deadline", one.id).archived
    assert opened.rooms.rooms["deadlines"].stack.currentWidget().isAncestorOf(opened.rooms.rooms["deadlines"].nothing)


def test_the_next_instance_carries_on_what_stays_the_same(opened: Any, clinic: Clinic) -> None:
    first = child(
        clinic, opened, "proceeding", procedure="civil", instance="first", our_side="defendant", claim_amount=5
    )
    opened.tabs.choose("courts")
    view = opened.rooms.rooms["courts"].view
    view.choose(first.id)
    view.act("next_instance")
    given = {name: control.give() for name, control in opened.child_panel.form.controls.items()}
    assert (given["instance"], given["follows_id"], given["our_side"], given["claim_amount"]) == (
        "appeal",
        first.id,
        "defendant",
        "5",
    )
    assert not given["case_number"] and not given["outcome"]


def test_every_act_has_words_and_a_key(opened: Any, clinic: Clinic) -> None:
    child(clinic, opened, "deadline", title="Даттануу", due_on=TODAY)
    opened.tabs.choose("deadlines")
    room = opened.rooms.rooms["deadlines"]
    room.view.setFocus()
    assert room.bar.isVisible()
    menu = room.view.open_menu(room.view.mapToGlobal(room.view.rect().center()))
    assert [action.text() for action in menu.actions()] == [_(WORDS[act][1]) for act in room.view.chosen().acts]
    assert all(action.shortcut().toString() for action in menu.actions())
    menu.close()


# --- what is seen ---------------------------------------------------------------------------------------------------


def test_what_is_due_next_stands_above_the_tabs(opened: Any, clinic: Clinic) -> None:
    child(clinic, opened, "deadline", title="Даттануу", due_on=TODAY + timedelta(days=9))
    child(clinic, opened, "deadline", title="Жооп", due_on=TODAY - timedelta(days=2))
    child(clinic, opened, "deadline", title="Бүткөн", due_on=TODAY, ended="met", ended_on=TODAY)
    child(clinic, opened, "case_event", kind="hearing", on=(TODAY + timedelta(days=1)).isoformat())
    child(clinic, opened, "case_event", kind="hearing", on=(TODAY - timedelta(days=1)).isoformat())
    due = opened.facts.due
    assert [badge.tone for badge in due] == ["bad", "warn", "neutral"]
    assert "Жооп" in due[0].word and "Hearing" in due[1].word and "Даттануу" in due[2].word


def test_a_review_that_is_overdue_shouts(opened: Any, clinic: Clinic) -> None:
    child(clinic, opened, "risk_assessment", risk_level="R2", assessed_on=TODAY - timedelta(days=90),
          next_review_on=TODAY - timedelta(days=60))  # fmt: skip
    top = opened.rooms.rooms["safety"].top
    assert top.count() == 1
    top.itemAt(0).widget().buttons[0].click()
    form = opened.child_panel.form
    form.fill("next_review_on", (TODAY + timedelta(days=30)).isoformat())
    form.fill("risk_level", "R1")
    opened.child_panel.save()
    assert top.count() == 0 and opened.facts.assessment.risk_level == "R1"


def test_words_are_found_in_the_timeline(opened: Any, clinic: Clinic) -> None:
    child(clinic, opened, "case_event", kind="contact", on="2026-11-01", notes="Ңурмат чалды")
    child(clinic, opened, "case_event", kind="contact", on="2026-11-02", notes="Башка сөз")
    write(opened.rooms.timeline.search, "нурмат")
    settle()
    assert [row.text for row in opened.timeline.model().rows] == ["Ңурмат чалды"]


# --- what follows ---------------------------------------------------------------------------------------------------


def test_an_event_that_starts_a_term_offers_its_deadlines(opened: Any, clinic: Clinic) -> None:
    opened.write("case_event")
    form = opened.child_panel.form
    form.fill("kind", "filing")
    form.fill("trigger", "request_received_by_body")
    opened.child_panel.save()
    panel = opened.offer_panel
    assert opened.panels.currentWidget() is panel and panel.rows
    first = panel.rows[0]
    assert first.offer.badge[2] == "warn"  # no rule is verified by the clinic yet, and it says so beside the date
    for row in panel.rows[1:]:
        row.tick.setChecked(False)
    panel.save()
    (kept,) = clinic.casework.children("deadline", opened.id)
    got: Any = kept
    assert (got.rule, got.due_on, bool(got.typed)) == (first.offer.computed.rule.id, first.offer.computed.due_on, False)
    opened.acts.offer()
    assert first.offer.computed.rule.id not in [row.offer.computed.rule.id for row in panel.rows]


def test_a_day_typed_over_a_rule_is_the_lawyers(opened: Any, clinic: Clinic) -> None:
    """Planted: the day was changed and still stood there as counted by the rule."""
    event = child(clinic, opened, "case_event", kind="filing", on="2026-11-02", trigger="request_received_by_body")
    rule = clinic.proceedings.offers(event.id)[0].rule.id
    case = clinic.casework.load("journalist_case", opened.id)
    one = clinic.deadlines.add(case, rule=rule, trigger=event).record
    opened.refresh()
    opened.write("deadline", one.id)
    opened.child_panel.form.fill("due_on", "2027-01-15")
    opened.child_panel.save()
    after: Any = clinic.casework.load("deadline", one.id)
    assert (after.due_on, after.typed, after.rule) == (date(2027, 1, 15), True, rule)


def test_a_request_gets_its_clock_when_it_is_saved(opened: Any, clinic: Clinic) -> None:
    opened.write("duty_request")
    form = opened.child_panel.form
    for name, value in {
        **LEAST["duty_request"],
        "asked_on": TODAY.isoformat(),
        "received_on": TODAY.isoformat(),
    }.items():
        form.fill(name, value)
    opened.child_panel.save()
    owners = [str(getattr(one, "owner", "")) for one in clinic.casework.children("deadline", opened.id)]
    assert sorted(owners) == ["authority", "us"]  # when they must answer, and when we look whether they did


# --- safety ---------------------------------------------------------------------------------------------------------


def test_words_that_must_not_be_kept_are_warned_of_beside_their_field(opened: Any, clinic: Clinic) -> None:
    opened.write("emergency_contact")
    form = opened.child_panel.form
    form.fill("name", "Айжан")
    form.fill("note", "пароль: kumushkan77")
    form.ask_at_once()
    assert form.fields["note"].warning() and not form.fields["note"].fault()
    opened.child_panel.save()  # it warns, it stops nobody
    assert len(clinic.casework.children("emergency_contact", opened.id)) == 1


def test_whereabouts_are_noted_and_forgotten_and_never_a_draft(opened: Any, clinic: Clinic) -> None:
    opened.acts.add("whereabouts")
    panel = opened.panels.where
    write(panel.words, "Тууганынын үйүндө")
    assert opened.step_back() and clinic.drafts.all() == []
    opened.acts.add("whereabouts")
    assert panel.words.text() == ""
    panel.save()
    assert panel.fields["words"].fault() and panel.fields["kind"].fault()
    panel.kind.set_value("safehouse")
    write(panel.words, "Тууганынын үйүндө")
    panel.save()
    opened.tabs.choose("safety")
    view = opened.rooms.rooms["safety"].view
    (row,) = [row for row in view.model().rows if row.kind == "whereabouts"]
    assert row.title == "Тууганынын үйүндө"
    view.choose(row.id)
    alt(view, 1)
    assert clinic.safety.whereabouts(opened.id) == []
    assert clinic.drafts.all() == []


def test_whereabouts_go_with_the_case_unless_the_client_asked_otherwise(opened: Any, clinic: Clinic) -> None:
    panel = opened.panels.where
    for words, kept in (("Тууганынын үйүндө", False), ("Досунун үйүндө", True)):
        opened.acts.add("whereabouts")
        assert not panel.kept_on.isChecked()  # asked anew each time
        panel.kind.set_value("safehouse")
        write(panel.words, words)
        panel.kept_on.setChecked(kept)
        panel.save()
    found = {row.title: row.facts for row in opened.facts.rows["safety"] if row.kind == "whereabouts"}
    assert _("also when the case is closed") in found["Досунун үйүндө"]
    assert _("also when the case is closed") not in found["Тууганынын үйүндө"]
    clinic.casework.save(replace(clinic.casework.load("journalist_case", opened.id), stage="closed"))
    assert [one.words for one in clinic.safety.whereabouts(opened.id)] == ["Досунун үйүндө"]


def test_whoever_prints_for_others_is_told_which_words_name_somebody(opened: Any, clinic: Clinic) -> None:
    name = clinic.casework.titles("person", [opened.facts.record.person_id])[opened.facts.record.person_id]
    child(clinic, opened, "case_event", kind="hearing", on="2026-11-02", title=f"{name} сурак берди")
    dialogs = lambda: opened.window().findChildren(ChronologyDialog)  # noqa: E731 - one line of one use
    opened.acts.print_chronology("office")
    (inside,) = dialogs()
    assert inside.notices.count() == 0  # the office knows whose case it is
    inside.reject()
    settle()
    opened.acts.print_chronology("court")
    dialog = dialogs()[-1]
    assert name.split()[0] in dialog.warning.title.text()
    before = dialog._pdf
    dialog.warning.buttons[0].click()
    assert dialog.notices.count() == 0 and dialog._pdf != before
    assert dialog.save.isEnabled()
    dialog.reject()


def test_whoever_was_reached_is_waited_for_anew(opened: Any, clinic: Clinic) -> None:
    child(clinic, opened, "case_event", kind="contact", on=(TODAY - timedelta(days=3)).isoformat())
    (before,) = [row for row in opened.facts.rows["safety"] if row.kind == "check_in"]
    assert before.tone == "bad"
    view = opened.rooms.rooms["safety"].view
    view.choose(before.id)
    view.act("reached")
    (after,) = [row for row in opened.facts.rows["safety"] if row.kind == "check_in"]
    assert after.tone == "ok"


def test_a_narrow_window_has_the_facts_as_a_tab_and_never_cuts_the_safe_way(opened: Any) -> None:
    opened.room_changed(False)
    assert not opened.panels.isVisible() and opened.safe.isVisible()
    opened.tabs.choose("facts")
    assert opened.rooms.stack.currentWidget() is opened.facts_tab
    opened.add_event()
    assert opened.child_panel.isVisible() and not opened.left.isVisible()
    assert opened.step_back() and opened.left.isVisible()
    opened.room_changed(True)
    assert opened.panels.isVisible() and opened.tabs.value() == "events" and not opened.safe.isVisible()
