"""The hotline report counts consultations and people apart, and no profile shows what it must hide."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic_app.errors import UnknownReport
from clinic_app.records.consultation import Consultation
from clinic_app.reports import hotline as module
from clinic_app.reports.hotline import DIMENSIONS, hotline
from clinic_app.reports.registry import REPORTS, report_kind, report_names
from clinic_app.reports.report import Report, Suppressed, Table
from clinic_app.reports.suppression import profile, recomputable
from clinic_app.reports.tally import MEASURES, tally
from clinic_app.wording.words import speak


def made(calls: list[Consultation], **more: Any) -> Report:
    given: dict[str, Any] = {
        "start": date(2020, 5, 1),
        "end": date(2021, 3, 31),
        "profile": "internal",
        "language": "en",
        "office_name": "Naryn",
        "made_on": date(2026, 11, 23),
    }
    return hotline(calls, **(given | more))


def table(report: Report, title: str) -> Table:
    return next(table for table in report.tables if table.title == title)


def lines(report: Report, title: str) -> dict[str, tuple[Any, ...]]:
    return {str(line.cells[0]): line.cells[1:] for line in table(report, title).rows}


def call(number: int, **more: Any) -> Consultation:
    given: dict[str, Any] = {
        "id": f"c{number}",
        "received_at": datetime.fromisoformat(f"2020-05-{number % 28 + 1:02}T10:00"),
        "channel": "hotline",
        "sex": "f",
        "age_group": "25_34",
        "language": "ky",
        "topic": "LAB",
        "vulnerability": frozenset({"none"}),
        "anonymous": False,
        "first_time": "unknown",
    }
    return Consultation(**(given | more))


def test_one_who_calls_three_times_is_three_consultations_and_one_person() -> None:
    calls = [call(n, person_id="p") for n in range(3)]
    calls += [call(4, anonymous=True, first_time="yes"), call(5, anonymous=True, first_time="no")]
    report = made(calls)
    assert report.headline[:2] == (("consultations", 5), ("people who applied", 2))
    assert lines(report, "By month")["May 2020"] == (5, 2, 2, 0)
    assert report.rows == 5


def test_a_person_is_counted_once_with_the_age_of_the_last_call() -> None:
    calls = [call(1, person_id="p", age_group="18_24"), call(9, person_id="p", age_group="25_34")]
    found = lines(made(calls), "By age")
    assert found["18-24"] == (1, 0, 0, 0)
    assert found["25-34"] == (1, 1, 1, 0)
    assert found["Total"] == (2, 1, 1, 0)


def test_only_the_hotline_and_only_the_period_are_counted() -> None:
    late = datetime.fromisoformat("2021-03-31T23:59")
    calls = [
        call(1, received_at=late, person_id="a"),
        call(2, received_at=datetime.fromisoformat("2021-04-01T00:00"), person_id="b"),
        call(3, channel="office", person_id="c"),
        call(4, received_at=None, person_id="d"),
    ]
    assert made(calls).rows == 1
    assert made(calls, channels=None).rows == 2


def test_every_table_of_single_answers_adds_up_to_the_total(calls: list[Consultation]) -> None:
    report = made(calls)
    for found in report.tables:
        if found.title == "By other vulnerability":
            continue
        tops = [line.cells for line in found.rows if not line.level and not line.total]
        assert sum(cells[1] for cells in tops) == report.rows  # type: ignore[misc]
        assert found.rows[-1].total
    topics = table(report, "By topic").rows
    assert sum(line.cells[1] for line in topics if line.level) <= report.rows  # type: ignore[misc]


def test_disability_stands_apart_and_other_groups_may_overlap() -> None:
    calls = [
        call(1, person_id="a", vulnerability=frozenset({"disability", "older"})),
        call(2, person_id="b", vulnerability=frozenset({"older", "low_income"})),
        call(3, person_id="c", vulnerability=frozenset({"not_asked"})),
    ]
    report = made(calls)
    found = lines(report, "By disability")
    assert [found[name][0] for name in ("With a disability", "Without a disability", "Not asked")] == [1, 1, 1]
    assert lines(report, "By other vulnerability")["Pensioner, older person"][0] == 2


def test_the_internal_report_hides_nothing(calls: list[Consultation]) -> None:
    report = made(calls)
    assert report.suppressed == 0
    assert report.stamp == "Internal"


@pytest.mark.parametrize("audience", ["donor", "public"])
def test_no_small_number_stands_on_an_outward_page(calls: list[Consultation], audience: str) -> None:
    """Planted: with the internal threshold the pages show 1, 2, 3, 4."""
    report = made(calls, profile=audience)
    least = profile(audience).least
    numbers = [cell for t in report.tables for line in t.rows for cell in line.cells[1:] if isinstance(cell, int)]
    assert all(number == 0 or number >= least for number in numbers)
    hidden = [cell for t in report.tables for line in t.rows for cell in line.cells if isinstance(cell, Suppressed)]
    assert report.suppressed == len(hidden) > 0
    assert any("hidden" in note for note in report.notes)


def test_public_numbers_are_rounded(calls: list[Consultation]) -> None:
    report = made(calls, profile="public")
    numbers = [cell for t in report.tables for line in t.rows for cell in line.cells[1:] if isinstance(cell, int)]
    assert {number % 5 for number in numbers} == {0}


def test_sensitive_groups_have_the_higher_threshold() -> None:
    calls = [
        call(n, person_id=f"p{n}", sex="fm"[n % 2], vulnerability=frozenset({"hiv"} if n < 8 else {"older"}))
        for n in range(40)
    ]
    report = made(calls, profile="donor")
    hiv = lines(report, "By other vulnerability")["Person living with HIV"]
    assert all(isinstance(cell, Suppressed) and cell.least == 10 for cell in hiv)


def test_few_people_do_not_tell_their_sex() -> None:
    """Planted: with zeros shown, 3 hidden callers beside "men 0" are all women."""
    calls = [call(n, person_id=f"p{n}", sex="f" if n % 2 else "m") for n in range(40)]
    calls += [call(n, person_id=f"p{n}", language="dng", sex="f") for n in range(50, 53)]
    found = lines(made(calls, profile="donor"), "By language")["Dungan"]
    assert all(isinstance(cell, Suppressed) for cell in found)


def test_a_hidden_share_is_hidden_in_the_headline_too() -> None:
    calls = [call(n, person_id=f"p{n}", sex="f" if n < 3 else "m") for n in range(40)]
    report = made(calls, profile="donor")
    assert isinstance(report.headline[2][1], Suppressed)


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_nothing_hidden_follows_from_the_tables_together(data: st.DataObject) -> None:
    """All tables share their total line: the check runs over every sum a reader has, not table by table."""
    dice = data.draw(st.randoms(use_true_random=False))
    calls = [
        call(
            n,
            person_id=f"p{dice.randrange(25)}",
            sex=dice.choice(["f", "f", "m", "x"]),
            age_group=dice.choice(["14_17", "25_34", "25_34", "60_plus"]),
            topic=dice.choice(["LAB", "LAB.DIS", "FAM.ALI", "FAM.DIV", "MED"]),
            language=dice.choice(["ky", "ky", "ky", "ru"]),
            vulnerability=frozenset(dice.sample(["older", "hiv", "disability", "low_income"], dice.randint(1, 2))),
        )
        for n in range(data.draw(st.integers(1, 60)))
    ]
    counted = tally(calls, DIMENSIONS)
    hidden = module._hidden(counted, profile("donor"))
    counts = counted.counts
    exact = [one for one in counted.sums if counts[one.whole] == sum(counts[part] for part in one.parts)]
    assert [place for place in recomputable(hidden, exact) if counts[place]] == []
    assert {name for _, _, name in counted.counts} == set(MEASURES)


def test_conflicts_and_parts_are_said_on_the_page(calls: list[Consultation]) -> None:
    some = [replace(calls[0], conflicts=frozenset({"topic"})), replace(calls[1], complete=False), *calls[2:4]]
    notes = made(some, channels=None).notes
    assert any(note.startswith("1 consultation has a field with 2 values") for note in notes)
    assert any(note.startswith("1 consultation has not arrived completely") for note in notes)


def test_an_empty_period_is_a_report_too() -> None:
    report = made([])
    assert report.rows == 0
    assert lines(report, "By month")["May 2020"] == (0, 0, 0, 0)
    assert report.headline[2][1] == "–"


def test_reports_have_names_and_titles() -> None:
    speak("en")
    assert set(REPORTS) == {"hotline", "duty-bearers"}
    assert report_names() == (("hotline", "Hotline report"), ("duty-bearers", "Who owes answers"))
    assert report_kind("hotline").make is hotline
    with pytest.raises(UnknownReport):
        report_kind("none")
    with pytest.raises(UnknownReport):
        made([], profile="friends")
