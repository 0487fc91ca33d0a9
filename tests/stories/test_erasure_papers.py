"""The receipt of an erasure: it tells the client what is known, names no content, and says who has yet to hear."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from clinic_app.errors import NoSuchRecord
from clinic_app.reports.writing import card_bytes
from clinic_app.store.trail_table import Wanted
from clinic_app.wording.words import LANGUAGES
from tests.cli.markers import CORES, filled, found_in, marker
from tests.stories.clinics import WHOLE_CONSULTATION, Clinics, consult


def test_a_receipt_says_who_has_heard_of_it_and_names_no_content(clinics: Clinics, tmp_path: Path) -> None:
    """With the wish's acknowledgements counted for the word, Osh had heard of it."""
    bishkek = clinics.coordinator()
    second = clinics.joined(bishkek, clinics.office("OSH", "Нурбек Садыков", "coordinator"))
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    record = consult(naryn, **filled("consultation", {"advice": marker("advice")}))
    clinics.exchange_all(bishkek, second, naryn)
    bishkek.keeping.backup(tmp_path / "copy")
    naryn.erasing.erase("consultation", record.id)
    clinics.carry(naryn, bishkek)
    asked = naryn.erasure_papers.of(record.id)
    assert not asked.done
    bishkek.erasing.erase("consultation", record.id)  # at the client's word again, for a receipt of one's own
    receipt = bishkek.erasure_papers.of(record.id)
    assert receipt.done and len(receipt.backups) == 1
    told = bishkek.erasure_papers.heard_of(receipt)
    assert (told.heard, told.waiting) == ((), ("Office NAR1", "Office OSH"))
    clinics.carry(bishkek, naryn, second)
    clinics.carry(naryn, bishkek)
    told = bishkek.erasure_papers.heard_of(receipt)
    assert (told.heard, told.waiting) == (("Office NAR1",), ("Office OSH",))
    for language in LANGUAGES:
        pdf = card_bytes(bishkek.erasure_papers.sheet(record.id, language))
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
        assert record.id in text.replace("\n", "") and "Office OSH" in text
        assert not any(core in text for core in CORES) and not found_in(pdf)
    bishkek.erasure_papers.write(record.id, tmp_path / "receipt.pdf")
    assert bishkek.trail.rows(Wanted(record=record.id))[0].act == "receipt_made"
    with pytest.raises(NoSuchRecord):
        bishkek.erasure_papers.of("nobody")


def test_a_case_book_alone_has_no_other_offices(clinics: Clinics) -> None:
    office = clinics.office("NAR1")
    record = consult(office, **WHOLE_CONSULTATION)
    office.erasing.erase("consultation", record.id)
    document = office.erasure_papers.document(office.erasure_papers.of(record.id))
    assert (document["done"], document["heard"], document["waiting"], document["backups"]) == (True, [], [], [])
