"""A card shows every field that holds something, in words; every type of record has one."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from clinic_app.records.case import CaseEvent, JournalistCase
from clinic_app.records.consultation import Consultation
from clinic_app.records.declared import all_types
from clinic_app.records.person import Person
from clinic_app.records.values import Consent
from clinic_app.reports.card import sheet_of, write_sheet_pdf
from clinic_app.reports.sheet import Sheet

NAMES = {"p": "Өмүрбекова Ңүрзат", "m": "Бермет Асанова"}


def sheet(record: Any, **more: Any) -> Sheet:
    return sheet_of(record, **({"names": NAMES, "language": "en", "office_name": "Naryn office"} | more))


def rows(found: Sheet) -> dict[str, str]:
    return {label or section.heading: text for section in found.sections for label, text in section.rows}


def pdf(found: Sheet) -> PdfReader:
    out = io.BytesIO()
    write_sheet_pdf(found, out)
    return PdfReader(out)


def consultation(**more: Any) -> Consultation:
    given: dict[str, Any] = {
        "id": "c",
        "record_no": "NAR1-2026-B-0017",
        "received_at": datetime.fromisoformat("2026-11-20T14:36"),
        "person_id": "p",
        "lawyer_id": "elsewhere",
        "sex": "f",
        "interpreter": False,
        "division_id": "41704210",
        "vulnerability": frozenset({"older", "low_income"}),
        "topic": "FAM.ALI",
        "facts": "Алимент үч айдан бери төлөнбөйт.\nӨкүм бар.",
        "duration_min": 25,
        "consents": (
            Consent("stats", "oral", date(2026, 11, 20), "2", date(2026, 11, 22)),
            Consent("processing", "written", date(2026, 11, 20)),
        ),
    }
    return Consultation(**(given | more))


def test_values_are_words() -> None:
    found = rows(sheet(consultation()))
    assert found["Client"] == "Өмүрбекова Ңүрзат"
    assert found["Lawyer"] == "not received yet"
    assert found["Legal topic"] == "Family › Child support (alimony)"
    assert found["District or city of residence"] == "Naryn oblast › Ak-Talaa district"
    assert found["Vulnerability (multiple)"] == "Low income; Pensioner, older person"
    assert found["Interpreter needed"] == "No"
    assert found["Summary of facts"] == "Алимент үч айдан бери төлөнбөйт.\nӨкүм бар."
    assert found["Processing of personal data"] == "Written, 20.11.2026"
    assert found["Anonymised statistics"] == "Oral, witnessed, 20.11.2026, text 2, withdrawn on 22.11.2026"


def test_the_head_names_number_and_day_and_no_person() -> None:
    found = sheet(consultation(), made_on=date(2026, 11, 23), demo=True)
    assert (found.title, found.number, found.subtitle) == ("Consultation", "NAR1-2026-B-0017", "20.11.2026, 14:36")
    assert found.footer == "Naryn office · printed on 23.11.2026"
    assert found.demo


def test_empty_fields_are_left_out_and_required_ones_show_a_dash() -> None:
    found = rows(sheet(consultation()))
    assert "Client rating (1-5)" not in found
    assert found["Outcome"] == "—"


def test_a_field_with_two_values_says_so() -> None:
    record = consultation(conflicts=frozenset({"facts", "vulnerability/older", "consents/stats", "received_at"}))
    found = sheet(record)
    assert {
        "Summary of facts (2 values)",
        "Vulnerability (multiple) (2 values)",
        "Date and time received (2 values)",
    } <= (rows(found).keys())
    assert "Consents (2 values)" in [section.heading for section in found.sections]


def test_money_years_and_partial_dates() -> None:
    case = JournalistCase(id="j", title="Иш", claim_amount=1_500_000, person_id="p")
    assert rows(sheet(case))["Amount claimed (som)"] == "1\u00a0500\u00a0000"
    assert rows(sheet(Person(id="p", name_display="А", birth_year=1984)))["Year of birth"] == "1984"
    event = CaseEvent(id="e", case_id="j", title="Отурум", on="~2026-11")
    assert sheet(event).subtitle == "Отурум · about 11.2026"
    assert sheet(CaseEvent(id="e", on="2026-11-22")).subtitle == "22.11.2026"


def test_records_that_belong_to_it_follow_under_their_own_heading() -> None:
    person = Person(id="p", name_display="Өмүрбекова Ңүрзат", phone="+996 000 000 001")
    found = sheet(consultation(), also=(person,))
    assert found.sections[-1].heading == "Person"
    assert ("Phone", "+996 000 000 001") in found.sections[-1].rows


@pytest.mark.parametrize("name", sorted(all_types()))
def test_every_type_has_a_card(name: str) -> None:
    empty = all_types()[name].cls(id="x", archived=True, complete=False)
    reader = pdf(sheet(empty))
    assert "archived · not completely received" in reader.pages[0].extract_text()


def test_kyrgyz_letters_come_back_and_long_texts_flow_over_pages() -> None:
    text = "\n".join(f"{n}-сап: Өкүнүчтүүсү, ңөү." for n in range(200))
    reader = pdf(sheet(consultation(facts=text)))
    assert len(reader.pages) > 2
    whole = "\n".join(page.extract_text() for page in reader.pages)
    assert "Өмүрбекова Ңүрзат" in " ".join(whole.split())
    for n in (0, 99, 199):
        assert f"{n}-сап: Өкүнүчтүүсү, ңөү." in whole


def test_the_properties_of_the_file_name_nobody() -> None:
    """Planted: with the subtitle in the title a person's card bears the name in its properties."""
    reader = pdf(sheet(Person(id="p", name_display="Өмүрбекова Ңүрзат", phone="+996 000 000 001")))
    told = " ".join(str(value) for value in (reader.metadata or {}).values())
    assert "Person" in told
    assert "Ңүрзат" not in told
    assert "+996" not in told


def test_markup_is_text() -> None:
    reader = pdf(sheet(consultation(facts="<b>жирно</b> & <img src='file:///etc/passwd'/> <para>")))
    whole = " ".join("\n".join(page.extract_text() for page in reader.pages).split())
    assert "<b>жирно</b> & <img src='file:///etc/passwd'/> <para>" in whole


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=400))
@settings(max_examples=40, deadline=None)
def test_no_text_breaks_the_paper(text: str) -> None:
    assert len(pdf(sheet(consultation(facts=text, record_no=text[:60]))).pages) >= 1


def test_one_endless_word_stays_on_the_page_and_is_done_soon() -> None:
    reader = pdf(sheet(consultation(facts="ө" * 20_000)))
    assert sum(page.extract_text().count("ө") for page in reader.pages) >= 20_000
