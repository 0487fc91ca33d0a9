"""Conflicts of every kind of field are told in words and settled: persons, consents, three values, dates.

Tried without the titles of persons, and with a key that takes the first value whichever was pressed: each failed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from clinic_app.clinic import Clinic
from clinic_app.records.values import Consent
from tests.stories.clinics import Clinics, consult, edit, person
from tests.ui.whole_window import lay_out, window_over
from ui.pages.merge import presenter
from ui.pages.merge.page import MergePage
from ui.theme.theme import Theme


@pytest.fixture
def torn(tmp_path: Path) -> Iterator[tuple[Clinic, str, dict[str, str]]]:
    """A coordinator's case book where a client, a consent and a duration differ; the last with three values."""
    clinics = Clinics(tmp_path)
    coordinator = clinics.coordinator()
    first = clinics.joined(coordinator, clinics.office("NAR1", "Айгүл Токтосунова"))
    second = clinics.joined(coordinator, clinics.office("NAR1", "Нурбек Жолдошев"))
    clinics.exchange_all(coordinator, first, second, rounds=1)
    people = {name: person(first, name).id for name in ("Асанов Бакыт", "Исаева Асель")}
    consents = (Consent("processing", "oral", date(2026, 11, 1)), Consent("referral", "none"))
    record = consult(first, consents=consents, duration_min=10)
    clinics.exchange_all(coordinator, first, second, rounds=1)
    given = (replace(consents[0], form="written", on=date(2026, 11, 2)), consents[1])
    withdrawn = (replace(consents[0], withdrawn_on=date(2026, 11, 20)), consents[1])
    edit(first, record, person_id=people["Асанов Бакыт"], consents=given, duration_min=20)
    edit(second, record, person_id=people["Исаева Асель"], consents=withdrawn, duration_min=30)
    edit(coordinator, record, duration_min=40)
    clinics.exchange_all(coordinator, first, second, rounds=1)
    yield coordinator, record.id, people
    clinics.close_all()


def bring(page: MergePage, field: str) -> Any:
    """Put the conflict of a field on the desk."""
    wanted = next(one for one in page.desk.queue.shown() if one.field == field)
    page.desk.queue.choose(wanted.id)
    page.desk.show_present()
    return wanted


def told(page: MergePage) -> list[str]:
    return [card.words.plain() for card in page.desk.face.shown_cards()]


def test_persons_consents_and_three_values_are_settled(
    torn: tuple[Clinic, str, dict[str, str]], dressed: Theme, tmp_path: Path
) -> None:
    clinic, id, people = torn
    with window_over(clinic, tmp_path, dressed) as window:
        page: Any = window.show_page("merge")
        window.activateWindow()
        assert QTest.qWaitForWindowActive(window)
        conflict = bring(page, "person_id")
        assert sorted(told(page)) == sorted(people)
        assert not presenter.offers_of(conflict)[-1].possible, "another person is not written here"
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_2)
        assert clinic.casework.load("consultation", id).person_id == conflict.values[1].value

        conflict = bring(page, "consents")
        assert any("02.11.2026" in words for words in told(page))
        assert any("withdrawn on 20.11.2026" in words for words in told(page))
        withdrawn = next(at for at, one in enumerate(conflict.values) if one.value.get("withdrawn_on"))
        QTest.keyClick(window.focusWidget(), (Qt.Key.Key_1, Qt.Key.Key_2)[withdrawn])
        consents = {one.kind: one for one in clinic.casework.load("consultation", id).consents}
        assert consents["processing"].withdrawn_on == date(2026, 11, 20)
        assert consents["referral"].form == "none", "another consent is another register"

        conflict = bring(page, "duration_min")
        lay_out(window)
        assert sorted(told(page)) == ["20", "30", "40"]
        assert [offer.words for offer in presenter.offers_of(conflict)][2:] == [
            "Take the third",
            "Take all",
            "Write my own",
        ]
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_3)
        assert clinic.casework.load("consultation", id).duration_min == conflict.values[2].value
        assert clinic.settling.conflicts() == []


def test_each_card_tells_what_its_author_had_seen(
    torn: tuple[Clinic, str, dict[str, str]], dressed: Theme, tmp_path: Path
) -> None:
    clinic, _id, _people = torn
    with window_over(clinic, tmp_path, dressed) as window:
        page: Any = window.show_page("merge")
        bring(page, "person_id")
        assert page.desk.face.before.text().startswith("Before, the field was empty.")
        bring(page, "duration_min")
        assert "“10”" in page.desk.face.before.text()
        conflict = page.desk.queue.present()
        seen = replace(conflict.values[0], had_seen=11)
        other = replace(conflict, before=None, values=(seen, *conflict.values[1:]))
        assert presenter.had_seen(other, other.values[0], {}) == "Had seen: “11”"
        assert presenter.had_seen(other, replace(seen, saw_nothing=True), {}) == "Found the field empty"
        lost = replace(seen, had_seen=None)
        assert presenter.had_seen(other, lost, {}) == "Had seen a value that is gone since, or has not come here"
