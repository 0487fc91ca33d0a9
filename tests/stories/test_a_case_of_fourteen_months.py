"""A case from a threat to cassation over fourteen months, in two offices and at the coordinator.

Naryn takes the case, checks the incident step by step and publishes; the journalist takes the consent back after an
export; the case moves to Osh with its incident, where it goes on. Each chapter is a function of its own over the same
`Story`, so that a chapter (a hearing, a returned filing, a seizure, a refused request) can be told between two others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import MayNotPublish, NotOurs, NotThatStep, OnlyByStep
from clinic_app.records.values import Consent
from tests.stories.clinics import Clinics, edit, form, open_case, person, readings

CONSENT = Consent("publication", "written", date(2025, 9, 5), "1-ky")


@dataclass
class Story:
    """The three case books, and the ids of what the story is about."""

    clinics: Clinics
    bishkek: Clinic  # the coordinator
    naryn: Clinic
    osh: Clinic
    journalist: str = ""
    case: str = ""
    incident: str = ""
    shared_incident: str = ""

    def everyone(self) -> tuple[Clinic, Clinic, Clinic]:
        return self.bishkek, self.naryn, self.osh

    def exchange(self) -> None:
        self.clinics.exchange_all(self.naryn, self.bishkek, self.osh)

    def loaded(self, clinic: Clinic, kind: str, id: str) -> Any:
        return clinic.casework.load(kind, id)

    def event(self, clinic: Clinic, kind: str, on: str, **told: Any) -> Any:
        """A row of the case's timeline, written in one of the offices."""
        made = clinic.casework.blank("case_event", case_id=self.case, kind=kind, on=on, **told)
        return clinic.casework.save(replace(made, home="")).record


@pytest.fixture
def story(clinics: Clinics) -> Story:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    osh = clinics.joined(bishkek, clinics.office("OSH", "Эрмек Исаков"))
    return Story(clinics, bishkek, naryn, osh)


# --- the chapters ---------------------------------------------------------------------------------------------------


def a_threat(story: Story) -> None:
    """September 2025, Naryn: a journalist is threatened; the case, the incident, the first look at the danger."""
    naryn = story.naryn
    story.journalist = person(naryn, "Айбек Сыдыков").id
    story.case = open_case(
        naryn,
        story.journalist,
        title="Threat after an article",
        attack_types=frozenset({"P.THR"}),
        opened_on=date(2025, 9, 4),
        publication_consent="C3",
        consents=(CONSENT,),
        risk_level="R1",
    ).id
    incident = naryn.casework.blank(
        "incident",
        title="Threatened at the door",
        attack_types=frozenset({"P.THR"}),
        reported_on=date(2025, 9, 4),
        occurred_on="2025-09-03",
        person_ids=frozenset({story.journalist}),
        case_ids=frozenset({story.case}),
        publication_consent="C3",
        consents=(CONSENT,),
    )
    story.incident = naryn.intake.save(incident).record.id
    story.event(naryn, "incident", "2025-09-03", incident_id=story.incident, at=time(19, 30))
    assessment = naryn.casework.blank(
        "risk_assessment",
        case_id=story.case,
        risk_level="R3",
        assessed_on=date(2025, 9, 4),
        next_review_on=date(2025, 9, 18),
        check_in_hours=12,
    )
    naryn.safety.assess(assessment)  # type: ignore[arg-type]  # its type's own class
    story.event(naryn, "safety_check", "2025-09-05", at=time(9, 0))
    assert story.loaded(naryn, "journalist_case", story.case).risk_level == "R3"
    assert [one.case_id for one in naryn.safety.check_ins_due(datetime.fromisoformat("2025-09-05T21:00"))] == [
        story.case
    ]
    assert naryn.safety.check_ins_due(datetime.fromisoformat("2025-09-05T20:59")) == []
    assert [one.days_late for one in naryn.safety.overdue_reviews(date(2025, 9, 20))] == [2]


def checked_step_by_step(story: Story) -> None:
    """September to October 2025: from a claim to what may be published; nothing is published before, nor typed."""
    naryn, incident = story.naryn, story.incident
    with pytest.raises(MayNotPublish):
        naryn.publishing.give_out("incident", incident, "C2", "statement", "Everybody")
    naryn.incidents.verify(incident, "one_source", ["victim"], 1, on=date(2025, 9, 6))
    with pytest.raises(NotThatStep):
        naryn.incidents.verify(incident, "may_be_published")
    with pytest.raises(NotThatStep):
        naryn.incidents.verify(incident, "two_sources", ["witness"], 1)
    naryn.incidents.verify(incident, "two_sources", ["victim", "witness"], 2, on=date(2025, 9, 12))
    with pytest.raises(OnlyByStep):
        edit(naryn, story.loaded(naryn, "incident", incident), verification="may_be_published")
    naryn.incidents.verify(incident, "document", ["official_answer"], on=date(2025, 10, 1))
    story.exchange()
    assert story.loaded(story.bishkek, "incident", incident).verification == "document"
    story.bishkek.incidents.verify(incident, "confirmed", ["document"], note="the report's number agrees")
    story.exchange()
    naryn.incidents.verify(incident, "may_be_published", on=date(2025, 10, 20))
    story.exchange()
    for one in story.everyone()[:2]:
        levels = [step.level for step in one.incidents.ladder(incident)]
        assert sorted(filter(None, levels)) == sorted(
            ["one_source", "two_sources", "document", "confirmed", "may_be_published"]
        )
    assert {step.home for step in story.bishkek.incidents.ladder(incident)} == {"NAR1"}


def published_and_exported(story: Story) -> None:
    """November 2025: a statement that names the outlet, and a table without names; no name, for nobody agreed to it."""
    naryn, bishkek, incident = story.naryn, story.bishkek, story.incident
    naryn.publishing.give_out("incident", incident, "C3", "statement", "The union of journalists")
    with pytest.raises(MayNotPublish):
        naryn.publishing.give_out("incident", incident, "C4", "publication", "A newspaper")
    story.exchange()
    drawn = bishkek.incident_table.draw(profile="outward", to_whom="A protection platform")
    table = drawn.table
    bishkek.incident_table.hand_out(drawn, story.clinics.folder / "outward.csv")
    assert len(table.rows) == 1
    assert story.loaded(bishkek, "incident", incident).record_no not in str(table.rows)
    story.exchange()


def consent_withdrawn_after_the_export(story: Story) -> None:
    """February 2026: the journalist takes the consent back; the next export stops, what left is listed everywhere."""
    naryn, bishkek = story.naryn, story.bishkek
    _changes, left = naryn.publishing.withdraw("journalist_case", story.case, date(2026, 2, 3))
    wanted = {("statement", "The union of journalists", "C3"), ("export", "A protection platform", "C2")}
    assert {(one.form, one.to_whom, one.mode) for one in left} == wanted
    assert len(bishkek.incident_table.build(profile="outward").rows) == 1  # it has not come there yet
    story.exchange()
    for one in (naryn, bishkek):
        refused = one.publishing.may_publish("incident", story.incident, "C1")
        assert {str(why.reason) for why in refused.why} == {"withdrawn"}
        assert one.incident_table.build(profile="outward").rows == ()
        assert one.list_export.build("incident", [story.incident], "outward").rows == ()
        assert wanted <= {(e.form, e.to_whom, e.mode) for e in one.publishing.given_out("incident", story.incident)}
    kinds = {one.kind for one in naryn.casework.children("case_event", story.case)}  # type: ignore[attr-defined]
    assert "consent_change" in kinds


def handed_over_to_osh(story: Story) -> None:
    """March 2026: the journalist moves; the case goes with its own incident, one of two cases stays behind."""
    bishkek, naryn, osh = story.everyone()
    colleague = open_case(naryn, person(naryn, "Нурзат Эсенова").id, title="A colleague's case")
    both = naryn.casework.blank(
        "incident", title="The newsroom searched", case_ids=frozenset({story.case, colleague.id})
    )
    story.shared_incident = naryn.intake.save(both).record.id
    naryn.safety.keep_whereabouts(
        story.case, "travel_route", "through the pass", datetime.now().replace(microsecond=0) + _A_DAY
    )
    story.exchange()
    naryn.handing_over.hand_over("journalist_case", story.case, "OSH")
    clinics = story.clinics
    clinics.carry(naryn, bishkek)
    said = bishkek.handing_over.told("journalist_case", story.case)
    numbers = [story.loaded(bishkek, "incident", one).record_no for one in (story.incident, story.shared_incident)]
    assert said.index(numbers[0]) < said.index(numbers[1])
    bishkek.handing_over.hand_over("journalist_case", story.case, "OSH")
    clinics.carry(bishkek, naryn, osh)
    for one in (bishkek, osh):
        assert story.loaded(one, "journalist_case", story.case).home == "OSH"
        assert story.loaded(one, "incident", story.incident).home == "OSH"
        assert len(one.incidents.ladder(story.incident)) == 5
        assert len(one.publishing.given_out("incident", story.incident)) >= 2
    assert story.loaded(bishkek, "incident", story.shared_incident).home == "NAR1"
    assert osh.casework.known("incident", [story.shared_incident]) == set()
    assert naryn.safety.whereabouts(story.case) == []
    with pytest.raises(NotOurs):
        naryn.incidents.verify(story.incident, "claim")


def consent_given_anew_in_osh(story: Story) -> None:
    """May 2026: a new consent in Osh opens the gate there; Naryn's copy cannot know, and keeps it shut."""
    bishkek, naryn, osh = story.everyone()
    again = Consent("publication", "written", date(2026, 5, 2), "1-ky")
    edit(osh, story.loaded(osh, "journalist_case", story.case), publication_consent="C2", consents=(again,))
    assert osh.publishing.may_publish("incident", story.incident, "C2").allowed
    assert not osh.publishing.may_publish("incident", story.incident, "C3").allowed
    assert {str(one.reason) for one in naryn.publishing.may_publish("incident", story.incident, "C1").why} == {
        "not_ours"
    }
    story.exchange()
    assert bishkek.publishing.may_publish("incident", story.incident, "C2").allowed
    shared = naryn.publishing.may_publish("incident", story.shared_incident, "C1")
    assert "not_ours" in {str(one.reason) for one in shared.why}


def to_cassation(story: Story) -> None:
    """November 2026: the last event of the case, written in Osh; the coordinator reads the whole of it."""
    story.event(story.osh, "verdict", "2026-10-28", title="Cassation upheld the appeal")
    edit(
        story.osh,
        story.loaded(story.osh, "journalist_case", story.case),
        stage="closed",
        closed_on=date(2026, 11, 4),
        outcome="claim_reduced",
    )
    story.exchange()


def everybody_reads_the_same(story: Story) -> None:
    """What both read of the case is the same in Osh and at the coordinator, and no case book is damaged."""
    kinds = ("journalist_case", "case_event", "incident", "verification_step", "disclosure", "risk_assessment")
    mine = readings(story.osh, kinds)
    theirs = readings(story.bishkek, kinds)
    assert {key: told for key, told in theirs.items() if key in mine} == mine
    assert {("journalist_case", story.case), ("incident", story.incident)} <= mine.keys()
    for one in story.everyone():
        assert one.keeping.problems() == []
        assert one.settling.conflicts() == []
    assert form(story.naryn, story.loaded(story.naryn, "journalist_case", story.case)).home == "OSH"


_A_DAY = datetime.fromisoformat("2026-01-02T00:00") - datetime.fromisoformat("2026-01-01T00:00")


def test_from_a_threat_to_cassation(story: Story) -> None:
    a_threat(story)
    checked_step_by_step(story)
    published_and_exported(story)
    consent_withdrawn_after_the_export(story)
    handed_over_to_osh(story)
    consent_given_anew_in_osh(story)
    to_cassation(story)
    everybody_reads_the_same(story)
