"""Values of the journal as words, in three languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from clinic_app.records.declared import all_types
from clinic_app.reference import lists
from clinic_app.use_cases.value_words import NOTHING, label_of, references_of, words_of
from clinic_app.wording.words import LANGUAGES, speak


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    speak("en")
    yield
    speak("en")


@pytest.mark.parametrize(
    ("kind", "register", "value", "words"),
    [
        ("consultation", "advice", "Appeal in ten days", "Appeal in ten days"),
        ("consultation", "advice", "", NOTHING),
        ("consultation", "advice", None, NOTHING),
        ("consultation", "anonymous", False, "No"),
        ("consultation", "duration_min", 0, "0"),
        ("consultation", "followup_on", "2026-11-22", "22.11.2026"),
        ("consultation", "received_at", "2026-11-22T14:05", "22.11.2026, 14:05"),
        ("consultation", "vulnerability/low_income", True, "is in the list"),
        ("consultation", "vulnerability/low_income", None, NOTHING),
        ("consultation", "person_id", "p1", "Айбек Асанов"),
        ("consultation", "person_id", "p9", "not received yet"),
        ("consultation", "home", "NAR1", "Naryn"),
        ("consultation", "archived", True, "Yes"),
        ("consultation", "erased", "asked", "asked for"),
        ("consultation", "a_field_of_next_year", 7, "7"),
        ("consultation", "sex", "a_code_of_next_year", "a_code_of_next_year"),
        ("a_type_of_next_year", "name", "x", "x"),
        ("case_event", "on", "~2026-11", "about 11.2026"),
        ("person", "birth_year", 1985, "1985"),
        ("journalist_case", "claim_amount", 12000, "12\u00a0000"),
    ],
)
def test_a_value_says_what_it_means(kind: str, register: str, value: object, words: str) -> None:
    assert words_of(kind, register, value, {"p1": "Айбек Асанов", "NAR1": "Naryn"}) == words


def test_a_consent_says_how_when_and_whether_it_was_withdrawn() -> None:
    body = {"form": "written", "on": "2026-11-22", "text_version": "2", "withdrawn_on": "2026-12-01"}
    assert words_of("consultation", "consents/publication", body, {}) == (
        "Written, 22.11.2026, text 2, withdrawn on 01.12.2026"
    )
    assert words_of("consultation", "consents/publication", None, {}) == NOTHING


def test_a_place_says_which_of_its_namesakes_it_is() -> None:
    names = [code for code, item in lists.items("divisions").items() if "Naryn" in item.label("en")]
    told = {words_of("consultation", "division_id", code, {}) for code in names}
    assert len(told) == len(names), "two places of one name read alike"


def test_an_element_is_named_behind_its_field() -> None:
    code, item = next(iter(lists.items("vulnerability").items()))
    assert label_of("consultation", f"vulnerability/{code}") == f"Vulnerability (multiple): {item.label('en')}"
    assert label_of("consultation", "consents/publication") == "Consents: Publication"
    assert label_of("consultation", "opponent_ids/p1", {"p1": "Нурлан Осмонов"}) == "Opposing party: Нурлан Осмонов"
    assert label_of("consultation", "project_codes/EU-7") == "Project / donor: EU-7"


def test_the_registers_of_every_record_have_words_too() -> None:
    assert [label_of("person", name) for name in ("archived", "home", "moving_to", "erased")] == [
        "Archived",
        "Home office",
        "Hand over to",
        "Erasure",
    ]
    assert label_of("person", "a_field_of_next_year") == "a_field_of_next_year"


def test_the_titles_that_words_need_are_asked_for() -> None:
    told = [
        ("consultation", "person_id", "p1"),
        ("consultation", "opponent_ids/p2", True),
        ("consultation", "lawyer_id", "m1"),
        ("consultation", "home", "NAR1"),
        ("consultation", "advice", "p3"),
        ("consultation", "person_id", None),
        ("attachment", "parent_id", "c1"),
    ]
    assert references_of(told) == {"person": {"p1", "p2"}, "member": {"m1"}, "office": {"NAR1"}}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_register_of_every_type_has_a_label(language: str) -> None:
    speak(language)
    for kind in all_types().values():
        for spec in kind.fields:
            register = f"{spec.name}/x" if spec.kind.in_elements else spec.name
            assert label_of(kind.name, register)
