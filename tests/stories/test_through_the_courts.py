"""The same fourteen months before courts and public bodies: a search, a refused request, a hearing handed over with its
case, an appeal that came back, and cassation. Told between the chapters of `test_a_case_of_fourteen_months`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, time
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from clinic_app.errors import InvalidRecord, NotOurs
from clinic_app.reports.card_pdf import sheet_pdf
from tests.stories import test_a_case_of_fourteen_months as months
from tests.stories.clinics import WHOLE_CONSULTATION, Clinics, person
from tests.stories.test_a_case_of_fourteen_months import Story
from tests.use_cases.case_books import add

TODAY = date(2026, 11, 10)


@dataclass
class Courts:
    """What the chapters here are about, by name."""

    ids: dict[str, str] = field(default_factory=dict)


def told(sheet: Any) -> str:
    return " ".join("\n".join(page.extract_text() for page in PdfReader(BytesIO(sheet_pdf(sheet))).pages).split())


def searched(story: Story, courts: Courts) -> None:
    """October 2025: the newsroom is searched; what was taken stands on a sheet, what came back too."""
    naryn = story.naryn
    courts.ids["seizure"] = add(
        naryn, "seizure", case_id=story.case, incident_id=story.incident, on="2025-10-02", at=time(7, 10),
        authority="District police", warrant_seen="yes", protocol_given="no",
    ).id  # fmt: skip
    for item, serial in (("Laptop", "PF-2K8Z91"), ("Telephone", "356938035643809")):
        courts.ids[item] = add(
            naryn, "seized_item", case_id=story.case, seizure_id=courts.ids["seizure"], item=item, serial=serial
        ).id
    laptop: Any = naryn.casework.load("seized_item", courts.ids["Laptop"])
    naryn.casework.save(replace(laptop, return_state="full", returned_on=date(2025, 12, 1)))


def asked_and_refused(story: Story, courts: Courts) -> None:
    """October 2025: the body answers on its last day, by a refusal; the appeal's term is a lawyer's to type."""
    naryn = story.naryn
    blank = naryn.casework.blank(
        "duty_request", parent_type="journalist_case", parent_id=story.case, kind="information",
        body_name="City hall", subject="Purchases", asked_on=date(2025, 10, 6), received_on=date(2025, 10, 7),
    )  # fmt: skip
    saved, _ = naryn.duty_requests.save(blank)
    courts.ids["request"] = saved.record.id
    row = naryn.duty_requests.of(story.case, date(2025, 10, 10))[0]
    assert (row.state, row.clock.due_on) == ("due", date(2025, 10, 21))
    refused = {"answered_on": date(2025, 10, 21), "answer": "refused", "refusal_received_on": date(2025, 10, 22)}
    _, kept = naryn.duty_requests.save(replace(saved.record, **refused))
    assert kept.to_type == ("ati.complaint",)
    case = naryn.casework.load("journalist_case", story.case)
    request = naryn.casework.load("duty_request", courts.ids["request"])
    naryn.deadlines.add(case, rule="ati.complaint", trigger=request, start=date(2025, 10, 22), due_on=date(2025, 12, 3))
    naryn.duty_requests.save(replace(request, appealed_on=date(2025, 11, 20), appealed_to="Prosecutor"))
    ended = {row.record.rule: row.record.ended for row in naryn.deadlines.of(story.case) if row.record.ended}
    assert (ended["ati.answer"], ended["ati.complaint"]) == ("met", "met")


def before_the_court(story: Story, courts: Courts) -> None:
    """December 2025: the official sues; who stands against us elsewhere raises the check on the case."""
    naryn = story.naryn
    official, judge = person(naryn, "Асан Аширов", birth_year=1970), person(naryn, "Судья Ибраимова")
    proceeding = add(
        naryn, "proceeding", case_id=story.case, procedure="civil", stage="civil.trial", instance="first",
        case_number="2-114/25", began_on=date(2025, 12, 1), our_side="defendant", claim_amount=3_000_000,
        moral_damages=500_000, judge_ids=frozenset({judge.id}),
    )  # fmt: skip
    courts.ids["first"] = proceeding.id
    advised = add(naryn, "consultation", **months_consultation(official.id))
    party = naryn.casework.blank(
        "party", case_id=story.case, proceeding_id=proceeding.id, person_id=official.id, role="claimant", side="theirs"
    )
    naryn.intake.save(party)
    assert {one.id for one in naryn.interests.waiting().first} == {story.case, advised.id}
    for kind, id in (("journalist_case", story.case), ("consultation", advised.id)):
        naryn.interests.decide(kind, id, "conflict", "We defend against him", naryn.interests.undecided(kind, id))
    with pytest.raises(InvalidRecord):
        naryn.casework.save(replace(naryn.casework.load("proceeding", proceeding.id), stage="criminal.trial"))
    hearing = story.event(
        naryn, "hearing", "2026-02-16", at=time(10, 0), title="Main hearing", proceeding_id=proceeding.id
    )
    moved = naryn.proceedings.postpone(hearing.id, date(2026, 4, 6), time(14, 0), "The judge is ill")
    courts.ids["old hearing"], courts.ids["hearing"] = hearing.id, moved.new.id


def months_consultation(client: str) -> dict[str, Any]:
    return WHOLE_CONSULTATION | {"person_id": client}


def the_hearing_is_handed_over(story: Story, courts: Courts) -> None:
    """March 2026, after the case went to Osh: the hearing is theirs to hold and to move, Naryn only reads it."""
    osh, naryn = story.osh, story.naryn
    instance = osh.proceedings.of(story.case, date(2026, 3, 20))[0]
    assert instance.next_hearing is not None and instance.next_hearing.id == courts.ids["hearing"]
    assert (instance.judges, [one.name for one in instance.parties]) == (("Судья Ибраимова",), ["Асан Аширов"])
    assert [one.event for one in osh.today.facts(date(2026, 4, 1)).hearings.first] == [courts.ids["hearing"]]
    with pytest.raises(NotOurs):
        naryn.proceedings.postpone(courts.ids["hearing"], date(2026, 4, 13))
    again = osh.proceedings.postpone(courts.ids["hearing"], date(2026, 4, 13), time(9, 0), "No interpreter")
    courts.ids["last hearing"] = again.new.id
    story.exchange()
    seen = story.bishkek.proceedings.of(story.case, date(2026, 4, 7))[0]
    assert seen.next_hearing is not None and seen.next_hearing.id == again.new.id
    assert len(seen.hearings) == 3


def the_appeal_comes_back(story: Story, courts: Courts) -> None:
    """May 2026: filed in time, returned for a wrong address, learned of when the term had run out."""
    osh = story.osh
    case = osh.casework.load("journalist_case", story.case)
    decision = story.event(
        osh, "decision", "2026-04-13", proceeding_id=courts.ids["first"], trigger="decision_made_final_form"
    )
    (offer,) = osh.proceedings.offers(decision.id)
    assert (offer.rule.id, offer.due_on) == ("civ.appeal", date(2026, 5, 13))
    term = osh.deadlines.add(case, rule="civ.appeal", trigger=decision).record
    filing = story.event(osh, "appeal_filed", "2026-05-06", title="Appeal", proceeding_id=courts.ids["first"])
    osh.deadlines.end(term, "met", date(2026, 5, 6))
    back = osh.proceedings.returned(filing.id, date(2026, 6, 18), "Wrong address", sent_on=date(2026, 5, 15))
    assert back.too_late and [one.deadline.id for one in back.terms] == [term.id]
    assert back.alarm.due_on == date(2026, 6, 19)  # the next working day
    assert osh.casework.load("case_event", filing.id) == filing  # the proof stands as it was written
    story.exchange()
    late = [row.record.rule for row in story.bishkek.deadlines.of(story.case) if row.record.ended is None]
    assert "file.refile" in late
    osh.deadlines.end(back.alarm, "met", date(2026, 6, 19))
    story.event(osh, "appeal_filed", "2026-06-19", title="Appeal, and a motion to restore the term")


def up_to_cassation(story: Story, courts: Courts) -> None:
    """July to October 2026: two more instances follow the first, the parties go along."""
    osh = story.osh
    appeal = osh.proceedings.next_instance(courts.ids["first"], "appeal", began_on=date(2026, 7, 1)).record
    last = osh.proceedings.next_instance(appeal.id, "cassation", began_on=date(2026, 9, 1)).record
    osh.casework.save(
        replace(last, outcome="claim_reduced", decided_on=date(2026, 10, 28), awarded_damages=50_000)  # type: ignore[call-arg]
    )


def the_papers(story: Story, courts: Courts) -> None:
    """What both read of the case is one story, and its paper for the court holds nothing of the clinic's own."""
    mine, theirs = (one.timeline.of(story.case, language="en", today=TODAY) for one in (story.osh, story.bishkek))
    # The incident of two cases stayed with Naryn: Osh has never seen it.
    assert [row.key for row in mine] == [row.key for row in theirs if row.id != story.shared_incident]
    kinds = {(row.type, row.kind) for row in mine}
    assert {("seizure", "seizure"), ("duty_request", "answered"), ("case_event", "returned"),
            ("proceeding", "decided"), ("deadline", "ended"), ("disclosure", "given_out")} <= kinds  # fmt: skip
    assert [one.record.instance for one in story.osh.proceedings.of(story.case)] == ["first", "appeal", "cassation"]  # type: ignore[attr-defined]
    assert all(one.parties for one in story.bishkek.proceedings.of(story.case))
    (line,) = story.bishkek.duty_requests.table(date(2025, 1, 1), date(2026, 12, 31), TODAY)
    assert (line.body, line.asked, line.due, line.answered, line.refused) == ("City hall", 1, 1, 1, 1)
    court = told(story.osh.case_paper.chronology(story.case, reader="court", language="en", today=TODAY))
    for words in (
        "Main hearing",
        "Postponed to 06.04.2026",
        "Filing returned",
        "Learned of on 18.06.2026",
        "Cassation",
    ):
        assert words in court
    for words in ("Айбек", "Threat after an article", "The judge is ill", "union of journalists", "Risk"):
        assert words not in court
    annex = told(story.osh.case_paper.seizure(courts.ids["seizure"], "en"))
    assert "PF-2K8Z91" in annex and "Returned in full 01.12.2025" in annex


def test_from_a_threat_through_the_courts_to_cassation(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    osh = clinics.joined(bishkek, clinics.office("OSH", "Эрмек Исаков"))
    story, courts = Story(clinics, bishkek, naryn, osh), Courts()
    months.a_threat(story)
    months.checked_step_by_step(story)
    searched(story, courts)
    asked_and_refused(story, courts)
    months.published_and_exported(story)
    before_the_court(story, courts)
    months.consent_withdrawn_after_the_export(story)
    months.handed_over_to_osh(story)
    the_hearing_is_handed_over(story, courts)
    the_appeal_comes_back(story, courts)
    months.consent_given_anew_in_osh(story)
    up_to_cassation(story, courts)
    months.to_cassation(story)
    months.everybody_reads_the_same(story)
    the_papers(story, courts)
