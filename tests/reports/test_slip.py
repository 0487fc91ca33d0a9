"""The slip that goes with a stick, read back from its PDF: one page in three languages, and nobody's name on it.

Tried: the slip listing every reader's packages (two pages with fifty offices), and days of today instead of those on
which the packages were sealed; both found.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from clinic_app.reports.slip import Carried, ForWhom, carried_slip
from clinic_app.reports.writing import card_bytes
from clinic_app.use_cases.exchanging.sealing import PackageMade
from clinic_app.wording.words import _, speak
from tests.stories.clinics import Clinics, consult, person
from tests.stories.conftest import clinics as clinics

FAR = "Аксы районундагы юридикалык жардам кеңсесинин Кербен шаарындагы бөлүмү"


def told(pdf: bytes) -> tuple[str, int]:
    """The words of a PDF, and how many pages it has."""
    pages = PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split()), len(pages)


def carried(offices: int, files: int = 3) -> Carried:
    """What a coordinator with so many offices writes to one stick."""
    readers = [
        ForWhom(f"{FAR} {n}", tuple(f"BISH-to-OFFICE{n}-A-{k:06}.clinic" for k in range(1, 4)), 90_000 + n)
        for n in range(offices)
    ]
    start = date(2026, 11, 12)
    return Carried(FAR, "B2", date(2026, 11, 23), (start, start + timedelta(days=10)), tuple(readers), files)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    speak("en")
    yield
    speak("en")


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
@pytest.mark.parametrize("offices", [1, 50])
def test_it_is_one_page_in_every_language_however_many_offices(language: str, offices: int) -> None:
    speak(language)
    words, pages = told(card_bytes(carried_slip(carried(offices), demo=True)))
    assert pages == 1
    for said in ("12.11.2026 – 22.11.2026", "23.11.2026", _("Read a folder"), _("Write to a stick"), _("Exchange")):
        assert said in words, said
    if language != "en":
        assert "the stick" not in words and "package" not in words.replace("-A-", "")


def test_it_says_of_a_real_stick_how_many_packages_of_what_day_for_whom(clinics: Clinics) -> None:
    coordinator = clinics.coordinator()
    naryn = clinics.joined(coordinator, clinics.office("NAR1"))
    client = person(naryn, "Ибраимова Гүлзат Маратовна")
    consult(naryn, person_id=client.id)
    made = naryn.exchange.export(clinics.stick())
    words, pages = told(card_bytes(naryn.slips.carried(made, date(2031, 5, 6))))
    assert pages == 1
    assert "06.05.2031" in words, "when it was written"
    assert f"{date.today():%d.%m.%Y}" in words, "when it was sealed"
    assert "Office NAR1, laptop" in words
    assert "Coordinators" in words
    for one in made:
        assert one.name.removesuffix(".clinic") in words
    for private in ("Ибраимова", "Гүлзат", naryn.identity.person, client.id, "алимент"):
        assert private not in words


def test_the_coordinators_slip_gathers_packages_by_office(clinics: Clinics) -> None:
    coordinator = clinics.coordinator()
    for code in ("NAR1", "OSH1"):
        clinics.joined(coordinator, clinics.office(code))
    made = [
        PackageMade("", f"BIS-to-{code}-A-00000{n}.clinic", audience, 3, 2_000_000, 1)
        for n, (code, audience) in enumerate([("NAR1", "shared:NAR1"), ("NAR1", "shared:NAR1"), ("net", "net")], 1)
    ]
    words, _pages = told(card_bytes(coordinator.slips.carried(made)))
    assert "For whom Packages Names of the files Size NAR1 2 BIS-to-NAR1-A-000001" in words
    assert "BIS-to-NAR1-A-000002 4.0 MB" in words.replace("- ", "-")
    assert "The whole network 1 BIS-to-net-A-000003 2.0 MB" in words
    assert "Sealed files beside them 3" in words
