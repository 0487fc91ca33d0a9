"""Incidents in the window: written by a form, climbed step by step, given out only through the gate.

Planted once: the form offered the level of verification as a field; the test that it has none failed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from clinic_app.clinic import Clinic
from clinic_app.records.values import Consent
from tests.ui.pages.keys import write
from ui.pages.incidents.dialogs import GiveOutDialog, VerifyDialog, WithdrawDialog
from ui.pages.incidents.form_page import IncidentFormPage
from ui.pages.incidents.list_page import IncidentsPage
from ui.pages.incidents.page import IncidentPage


@pytest.fixture
def incident(clinic: Clinic) -> Any:
    """An incident with written consent to a description without names."""
    consents = (Consent("publication", "written", date(2026, 11, 1), text_version="1"),)
    blank = clinic.casework.blank(
        "incident",
        title="Эшикке коркутуу кагазы калтырылган",
        occurred_on="2026-11",
        publication_consent="C2",
        consents=consents,
    )
    return clinic.casework.save(blank).record


def test_a_month_alone_is_a_date_and_the_level_has_no_field(show: Callable[..., Any], clinic: Clinic) -> None:
    page = show(IncidentFormPage)
    page.open()
    form = page.form
    assert "verification" not in form.controls
    write(form.controls["title"].widget, "Сайтка чабуул")
    form.controls["occurred_on"].widget.setText("10.2026")
    page.save()
    kept = clinic.casework.load_many("incident", clinic.casework.ids("incident"))
    assert [(one.title, one.occurred_on, one.verification) for one in kept] == [("Сайтка чабуул", "2026-10", "claim")]


def test_cases_are_chosen_by_title_and_people_by_name(
    show: Callable[..., Any], clinic: Clinic, case: Callable[..., Any]
) -> None:
    record = case()
    page = show(IncidentFormPage)
    page.open(title="Окуя")
    cases = page.form.controls["case_ids"]
    cases.widget.line.chosen.emit(record.id)
    page.form.controls["person_ids"].widget.setText("Асанов Бакыт")
    page.save()
    kept = clinic.casework.load_many("incident", clinic.casework.ids("incident"))[0]
    assert kept.case_ids == {record.id}
    assert list(clinic.casework.titles("person", list(kept.person_ids)).values()) == ["Асанов Бакыт"]


def test_the_list_names_nobody_and_opens_the_incident(show: Callable[..., Any], incident: Any) -> None:
    page = show(IncidentsPage)
    asked: list[tuple[str, str]] = []
    page.open_requested.connect(lambda kind, id: asked.append((kind, id)))
    row = page.table.chosen_row()
    assert row.record.title == incident.title
    page.open_row(row)
    assert asked == [("incident", incident.id)]


def test_the_next_rung_is_taken_and_shown(show: Callable[..., Any], clinic: Clinic, incident: Any) -> None:
    page = show(IncidentPage)
    page.open(incident.id)
    page.verify()
    dialog = page.findChild(VerifyDialog)
    dialog.level.set_value("two_sources")
    dialog.save()
    assert clinic.incidents.load(incident.id).verification == "claim"  # two sources were not named: refused in words
    assert dialog.notices.count() == 1
    dialog.sources.setText("2")
    dialog.save()
    assert clinic.incidents.load(incident.id).verification == "two_sources"
    assert [step.level for step in page.facts.ladder] == ["two_sources"]


def test_nothing_is_given_out_below_the_level(show: Callable[..., Any], clinic: Clinic, incident: Any) -> None:
    page = show(IncidentPage)
    page.open(incident.id)
    page.give_out()
    dialog = page.findChild(GiveOutDialog)
    dialog.mode.set_value("C2")
    dialog.form.set_value("statement")
    dialog._judge()
    assert not dialog.keep.isEnabled()
    dialog.who.setText("Редакция")
    dialog.save()
    assert not clinic.publishing.given_out("incident", incident.id) and dialog.notices.count() == 1


@pytest.mark.parametrize(
    ("ask", "kind", "words"),
    [
        ("verify", VerifyDialog, {"note": "Күбө эки жолу айтты", "sources": "2"}),
        ("give_out", GiveOutDialog, {"note": "Аты-жөнсүз", "who": "Коргоо платформасы"}),
    ],
)
def test_words_begun_come_back_after_a_lock_and_go_with_cancel(
    show: Callable[..., Any], clinic: Clinic, incident: Any, ask: str, kind: Any, words: dict[str, str]
) -> None:
    """With a dialog that is only hidden, as a lock does to it; without the filter for hiding this failed."""
    page = show(IncidentPage)
    page.open(incident.id)

    def asked() -> Any:
        getattr(page, ask)()
        return page.findChildren(kind)[-1]

    first = asked()
    for name, text in words.items():
        write(getattr(first, name), text)
    first.hide()
    again = asked()
    assert {name: getattr(again, name).text() for name in words} == words
    again.reject()
    assert not any(getattr(asked(), name).text() for name in words)
    assert clinic.drafts.all() == []


def test_words_begun_are_destroyed_with_the_record(show: Callable[..., Any], clinic: Clinic, incident: Any) -> None:
    page = show(IncidentPage)
    page.open(incident.id)
    page.verify()
    dialog = page.findChild(VerifyDialog)
    write(dialog.note, "Күбө эки жолу айтты")
    dialog.hide()
    assert len(clinic.drafts.all()) == 1
    clinic._desk.vault.drop_drafts_of(incident.id)
    assert clinic.drafts.all() == []


def test_what_left_is_listed_when_the_consent_is_withdrawn(
    show: Callable[..., Any], clinic: Clinic, incident: Any
) -> None:
    clinic.incidents.verify(incident.id, "two_sources", sources=2)
    clinic.incidents.verify(incident.id, "may_be_published")
    page = show(IncidentPage)
    page.open(incident.id)
    page.give_out()
    out = page.findChild(GiveOutDialog)
    out.mode.set_value("C2")
    out.form.set_value("statement")
    out.who.setText("Коргоо платформасы")
    out._judge()
    out.save()
    assert page.given.lines()[0].title.endswith("Коргоо платформасы")
    page.withdraw()
    back = page.findChild(WithdrawDialog)
    assert len(back.list.lines()) == 1
    back.save()
    assert not any(verdict.allowed for verdict in page.facts.verdicts.values())
    assert page.tabs.value() == "given"
    page.recall()
    assert page.facts.given[0].recalled_at is not None


def test_a_change_elsewhere_is_shown(show: Callable[..., Any], clinic: Clinic, incident: Any) -> None:
    page = show(IncidentPage)
    page.open(incident.id)
    saved = clinic.casework.save(replace(clinic.incidents.load(incident.id), title="Башка ат"))
    page.take_changes(saved.changes)
    assert page.facts.record.title == "Башка ат"
