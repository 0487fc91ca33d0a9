"""The slip of a conflict-of-interest check, read back from the PDF."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from clinic_app.reports.writing import card_bytes
from clinic_app.wording.words import speak
from tests.stories.clinics import Clinics, person
from tests.stories.conftest import clinics as clinics
from tests.stories.test_conflicts_of_interest import consult, decide

SAID = {
    "en": ("It stays in the office", "Stays in the office", "No conflict", "opposing party in"),
    "ru": ("Он остаётся в офисе", "Не выносить из офиса", "Конфликта нет", "противоположная сторона в"),
    "ky": ("Ал кеңседе калат", "Кеңседе калат", "Кагылышуу жок", "карама-каршы тарап:"),
}


@pytest.mark.parametrize("language", ["en", "ru", "ky"])
def test_the_slip_says_who_was_compared_what_was_found_and_decided(clinics: Clinics, language: str) -> None:
    """A mistake it is meant for: the slip in the language in which the decision was shown, not in the reader's."""
    speak(language)
    naryn = clinics.office("NAR1")
    asan = person(naryn, "Асанов Үсөн Бакытович", birth_year=1980)
    old, new = consult(naryn, person(naryn), asan), consult(naryn, person(naryn, "Asanov Uson", birth_year=1980))
    decide(naryn, new, "clear", "Башка адам: паспорту салыштырылды")
    pdf = PdfReader(BytesIO(card_bytes(naryn.interests.slip("consultation", new.id))))
    told = " ".join("\n".join(page.extract_text() for page in pdf.pages).split())
    for words in (*SAID[language], new.record_no, old.record_no, "Asanov Uson", "Башка адам: паспорту салыштырылды"):
        assert words in told
    assert "Жылдыз Асанова" in told  # who decided
    assert "Үсөн" not in str(pdf.metadata.title if pdf.metadata else "")
    speak("en")
