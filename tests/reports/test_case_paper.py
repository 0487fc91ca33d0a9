"""Chronology, annex and table of duty bearers, read back from the paper: what stands on it, and what never does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from reportlab.pdfbase import pdfmetrics

from clinic_app.clinic import Clinic
from clinic_app.errors import NoSuchRecord
from clinic_app.reports.card_pdf import sheet_pdf
from clinic_app.reports.duty_table import COLUMNS, WIDTHS
from clinic_app.reports.paper import INNER, REGULAR, fonts
from clinic_app.reports.report import Suppressed
from clinic_app.wording.words import LANGUAGES, in_language, speak
from tests.use_cases.case_books import add, case, founded
from tests.use_cases.test_timeline import TODAY, whole_case


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    with founded(tmp_path) as made:
        yield made
    speak("en")


def read(sheet: Any) -> str:
    """The words of a paper as its PDF holds them, on one line."""
    pdf = PdfReader(BytesIO(sheet_pdf(sheet)))
    return " ".join("\n".join(page.extract_text() for page in pdf.pages).split())


def told_case(clinic: Clinic) -> Any:
    made = whole_case(clinic)
    add(clinic, "case_event", case_id=made.id, kind="hearing", on="2026-06-20", title="Second hearing",
        notes="Our tactic is to wait", learned_on=date(2026, 6, 21))  # fmt: skip
    add(clinic, "case_event", case_id=made.id, kind="safety_check", on="2026-06-21", title="All well")
    return made


def test_a_court_reads_its_own_matters_under_a_number_and_nothing_privileged(clinic: Clinic) -> None:
    """The mistake it is meant for: notes printed because the screen shows them too. Planted once, it was found."""
    made = told_case(clinic)
    paper = clinic.case_paper.chronology(made.id, reader="court", language="en", today=TODAY)
    told = read(paper)
    for words in (made.record_no, "only: Courts, Papers", "Second hearing", "Postponed to 20.06.2026",
                  "Learned of on 21.06.2026", "Civil proceedings", "City hall · Budget"):  # fmt: skip
        assert words in told
    for words in (made.title, "Журналист", "Our tactic", "All well", "call.ogg", "Confidential", "Threat by phone",
                  "Platform", "Appeal ·", "High"):  # fmt: skip
        assert words not in told, words


def test_the_client_reads_of_safety_but_not_of_the_clinics_own_affairs(clinic: Clinic) -> None:
    made = told_case(clinic)
    told = read(clinic.case_paper.chronology(made.id, reader="client", language="en", today=TODAY))
    assert "Threat by phone" in told and "Search or seizure" in told and "Confidential" in told
    for words in (made.title, "Our tactic", "All well", "Platform", "Risk assessment"):
        assert words not in told


def test_the_office_reads_everything_and_what_is_ahead_apart(clinic: Clinic) -> None:
    made = told_case(clinic)
    told = read(clinic.case_paper.chronology(made.id, language="en", today=date(2026, 11, 30)))
    for words in (made.title, "Журналист Ар-намыс доосу", "Our tactic", "All well", "call.ogg", "about 2026"):
        assert words in told
    assert told.index("Decided") < told.index("Ahead") < told.index("Deadline · Appeal")
    assert told.index("01.2026 Incident") < told.index("01.02.2026 Verification")


def test_who_prints_may_choose(clinic: Clinic) -> None:
    made = told_case(clinic)
    chosen = clinic.case_paper.chronology(
        made.id,
        reader="court",
        groups=["court"],
        notes=True,
        names=True,
        since=date(2026, 6, 1),
        until=date(2026, 6, 30),
        language="en",
        today=TODAY,
    )
    told = read(chosen)
    assert "Our tactic" in told and made.title in told
    assert "City hall" not in told and "Decided" not in told
    with pytest.raises(NoSuchRecord):
        clinic.case_paper.chronology("nothing")


def test_a_name_typed_into_a_title_is_pointed_at_and_left_out_where_steps_are_called_by_kind(clinic: Clinic) -> None:
    """Planted: with the deadline's title taken for a code, the contact's name stood on the client's paper."""
    made = replace(whole_case(clinic))
    person: Any = clinic.casework.load("person", made.person_id)
    clinic.casework.save(replace(person, name_display="Сатыбалдиева Мээрим"))
    add(clinic, "emergency_contact", case_id=made.id, name="Токтогулов Бакыт")
    assert clinic.case_paper.names_on(made.id, "court") == []
    add(clinic, "case_event", case_id=made.id, kind="hearing", on="2026-06-20", title="Допрос Сатыбалдиевой")
    add(clinic, "duty_request", parent_type="journalist_case", parent_id=made.id, kind="information",
        body_name="City hall", subject="Budget", asked_on=date(2026, 4, 2), number="Мээримдин арызы")  # fmt: skip
    add(clinic, "deadline", parent_type="journalist_case", parent_id=made.id, title="Бакыттын жообу", owner="authority",
        due_on=date(2026, 7, 5))  # fmt: skip
    add(clinic, "seizure", case_id=made.id, on="2026-02-04", authority="Police, пароль: kumush77")
    assert set(clinic.case_paper.names_on(made.id, "court")) == {"Мээримдин", "Сатыбалдиевой"}
    told = clinic.case_paper.names_on(made.id, "client")
    assert {"Бакыттын", "Сатыбалдиевой"} < set(told) and any("kumush77" in one for one in told)
    plain = read(clinic.case_paper.chronology(made.id, reader="client", by_kind=True, language="en", today=TODAY))
    for words in ("Сатыбалдиев", "Мээрим", "Бакыт", "kumush77", "Budget", "Threat by phone", "Laptop"):
        assert words not in plain, words
    for words in ("Hearing", "City hall", "Asked", "Information request", "20.06.2026"):
        assert words in plain, words


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_every_language_an_empty_case_too(clinic: Clinic, language: str) -> None:
    speak(language)
    empty, made = case(clinic), told_case(clinic)
    nothing = read(clinic.case_paper.chronology(empty.id))
    assert in_language(language, "Nothing has been written down.") in nothing
    told = read(clinic.case_paper.chronology(made.id, reader="court", today=TODAY))
    assert in_language(language, "Chronology of the case") in told
    assert in_language(language, "Proceeding begins") in told
    assert language == "en" or "Proceeding begins" not in told


def test_three_hundred_events_and_a_text_longer_than_a_page_find_their_place(clinic: Clinic) -> None:
    """A cell of a table could not leave its page: laid out as one, the long text ended in an error."""
    made = case(clinic)
    blank = clinic.casework.blank
    clinic.casework.save_many(
        [blank("case_event", case_id=made.id, kind="hearing", on=f"{2024 + i // 150}-{1 + i % 12:02}-{1 + i % 28:02}",
               at=time(10, 30), title=f"Event {i}", notes="Notes") for i in range(300)]
    )  # fmt: skip
    add(
        clinic,
        "case_event",
        case_id=made.id,
        kind="contact",
        on="2026-01-01",
        title="word " * 500,
        notes="long " * 9000,
    )
    pdf = PdfReader(BytesIO(sheet_pdf(clinic.case_paper.chronology(made.id, language="en", today=TODAY))))
    text = "\n".join(page.extract_text() for page in pdf.pages)
    assert all(f"Event {i}\n" in text for i in range(300))
    assert text.count("long") == 9000
    assert len(pdf.pages) < 50
    assert "Event" in pdf.pages[0].extract_text()


def test_the_annex_says_what_was_taken_and_what_came_back(clinic: Clinic) -> None:
    made = case(clinic)
    seizure = add(clinic, "seizure", case_id=made.id, on="2026-02-03", at=time(7, 5), ended_at=time(11, 40),
                  authority="Police", warrant_seen="no", protocol_given="yes", note="Our suspicion")  # fmt: skip
    for item, serial, back in (("Laptop", "PF-2K8Z91", None), ("Phone", "356938035643809", date(2026, 8, 1))):
        add(clinic, "seized_item", case_id=made.id, seizure_id=seizure.id, item=item, serial=serial, quantity=1,
            return_state="full" if back else "in_custody", returned_on=back, note="Private")  # fmt: skip
    other = add(clinic, "seizure", case_id=made.id, on="~2026-03")
    add(clinic, "seized_item", case_id=made.id, seizure_id=other.id, item="x " * 9000)
    sheet = clinic.reporting.card("seizure", seizure.id, "en")
    assert sheet == clinic.case_paper.seizure(seizure.id, "en")
    told = read(sheet)
    for words in (made.record_no, "03.02.2026, 07:05 – 11:40", "Police", "Laptop", "PF-2K8Z91", "356938035643809",
                  "Returned in full 01.08.2026", "Not returned", "Signature of the owner"):  # fmt: skip
        assert words in told
    assert "Our suspicion" not in told and "Private" not in told
    assert "about 03.2026" in read(clinic.case_paper.seizure(other.id, "en"))


def requests(clinic: Clinic, bodies: dict[str, int]) -> None:
    made = case(clinic)
    for body, n in bodies.items():
        for _ in range(n):
            add(clinic, "duty_request", parent_type="journalist_case", parent_id=made.id, kind="information",
                body_name=body, subject="x", asked_on=date(2026, 3, 2), received_on=date(2026, 3, 3))  # fmt: skip


def test_the_table_of_duty_bearers_in_three_kinds_of_file(clinic: Clinic, tmp_path: Path) -> None:
    requests(clinic, {"City hall": 3, "=Prosecutor": 1})
    report = clinic.reporting.build("duty-bearers", date(2026, 1, 1), date(2026, 12, 31), language="en")
    files = [clinic.reporting.write(report, tmp_path / f"table.{kind}") for kind in ("pdf", "xlsx", "csv")]
    page = PdfReader(files[0]).pages[0].extract_text()
    assert "City hall" in page and "Not in time" in page
    book: Any = load_workbook(files[1])
    lines = [[cell.value for cell in row] for row in book.worksheets[1].iter_rows()]
    assert lines[1] == ["City hall", 3, 3, 0, 0, 3, 0, 0]
    assert lines[-1] == ["Total", 4, 4, 0, 0, 4, 0, 0]
    assert "'=Prosecutor;1;1;0" in files[2].read_text("utf-8-sig")
    assert report.rows == 4
    nothing = clinic.reporting.build("duty-bearers", date(2020, 1, 1), date(2020, 12, 31), language="ky")
    assert nothing.tables[0].rows[-1].cells[1:] == (0,) * 7


def test_what_leaves_the_office_hides_small_numbers_and_their_partners(clinic: Clinic) -> None:
    requests(clinic, {"City hall": 30, "Police": 12, "Prosecutor": 2})
    built = clinic.reporting.build(
        "duty-bearers", date(2026, 1, 1), date(2026, 12, 31), profile="public", language="en"
    )
    asked = {line.cells[0]: line.cells[1] for line in built.tables[0].rows}
    assert isinstance(asked["Prosecutor"], Suppressed)
    assert isinstance(asked["Police"], Suppressed)  # else the total gives the other away
    assert (asked["City hall"], asked["Total"]) == (30, 44)
    inside = clinic.reporting.build("duty-bearers", date(2026, 1, 1), date(2026, 12, 31), language="en")
    assert inside.suppressed == 0


def test_one_office_alone(clinic: Clinic) -> None:
    requests(clinic, {"City hall": 2})
    built = clinic.reporting.build("duty-bearers", date(2026, 1, 1), date(2026, 12, 31), office="OSH1")
    assert built.rows == 0
    assert clinic.reporting.build("duty-bearers", date(2026, 1, 1), date(2026, 12, 31), office="NAR1").rows == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_a_heading_is_broken(language: str) -> None:
    """Seven narrow columns: with "Officials disciplined" above one of them the word broke in every language."""
    fonts()
    for label, share in zip(COLUMNS.values(), WIDTHS[1:], strict=True):
        for word in in_language(language, label).split():
            assert pdfmetrics.stringWidth(word, REGULAR, 9) <= INNER * share - 4, word


def test_a_changed_case_is_the_same_paper_twice(clinic: Clinic) -> None:
    made = told_case(clinic)
    sheet = clinic.case_paper.chronology(made.id, language="ru", today=TODAY)
    assert sheet_pdf(sheet) == sheet_pdf(sheet)
    assert sheet != replace(sheet, number="")
