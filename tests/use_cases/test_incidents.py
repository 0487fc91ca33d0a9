"""Incidents in a real case book: the ladder, both ways to the cases, and the gate over real records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import MayNotPublish, NotThatStep, OnlyByStep
from clinic_app.records.values import Consent
from clinic_app.use_cases.incidents import LEVELS, may_follow, next_levels
from tests.stories.clinics import Clinics, edit, form, open_case, person

WRITTEN = Consent("publication", "written", date(2026, 3, 1), "1-ky")


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    clinics = Clinics(tmp_path)
    yield clinics.office("NAR1")
    clinics.close_all()


def incident(clinic: Clinic, **values: Any) -> Any:
    told = {"title": "Threatened on the telephone", "publication_consent": "C5", "consents": (WRITTEN,)} | values
    return clinic.intake.save(clinic.casework.blank("incident", **told)).record


def case(clinic: Clinic, **values: Any) -> Any:
    told = {"publication_consent": "C5", "consents": (WRITTEN,)} | values
    return open_case(clinic, person(clinic, f"Асанов {len(values)}").id, **told)


def climb(clinic: Clinic, id: str, *levels: str) -> None:
    for level in levels:
        clinic.incidents.verify(id, level, ["document"], 2, "seen", on=date(2026, 4, 1))


def test_a_step_writes_incident_and_ladder_in_one_change(clinic: Clinic) -> None:
    made = incident(clinic)
    changes = clinic.incidents.verify(made.id, "two_sources", ["victim", "witness"], 2, "two who saw it")
    assert (changes.include("incident"), changes.include("verification_step")) == (True, True)
    (step,) = clinic.incidents.ladder(made.id)
    assert (step.level, step.sources, step.decided_by) == ("two_sources", 2, clinic.identity.member_id)
    assert form(clinic, made).verification == "two_sources"  # type: ignore[attr-defined]
    clinic.incidents.verify(made.id, "claim", note="one of them took it back")
    assert [one.level for one in clinic.incidents.ladder(made.id)] == ["two_sources", "claim"]


@pytest.mark.parametrize(("now", "level"), list(product(LEVELS, LEVELS)))
def test_the_rungs(now: str, level: str) -> None:
    proven = {"two_sources", "document", "confirmed", "may_be_published"}
    assert may_follow(now, level) == (level not in ("confirmed", "may_be_published") or now in proven)
    assert (level in next_levels(now)) == may_follow(now, level)


def test_the_ladder_refuses_a_leap_and_one_source_as_two(clinic: Clinic) -> None:
    made = incident(clinic)
    for level in ("confirmed", "may_be_published"):
        with pytest.raises(NotThatStep):
            clinic.incidents.verify(made.id, level)
    for sources in (None, 0, 1):
        with pytest.raises(NotThatStep):
            clinic.incidents.verify(made.id, "two_sources", ["witness"], sources)
    with pytest.raises(NotThatStep):
        clinic.incidents.verify(made.id, "rumour")
    assert clinic.incidents.ladder(made.id) == []
    assert form(clinic, made).verification == "claim"  # type: ignore[attr-defined]


def test_there_is_no_way_around_the_ladder(clinic: Clinic) -> None:
    """The mistake "only the form refuses" was planted (the guard taken out of `Casework.save`): this test failed."""
    made = incident(clinic)
    with pytest.raises(OnlyByStep):
        edit(clinic, made, verification="may_be_published")
    with pytest.raises(OnlyByStep):
        clinic.intake.save(replace(form(clinic, made), verification="confirmed"))  # type: ignore[call-arg]
    with pytest.raises(OnlyByStep):
        incident(clinic, verification="may_be_published")
    with pytest.raises(OnlyByStep):
        clinic.casework.save_many([clinic.casework.blank("incident", title="x", verification="document")])
    with pytest.raises(OnlyByStep):
        clinic.casework.write_registers(form(clinic, made), {"verification": "document"})
    with pytest.raises(OnlyByStep):
        clinic.casework.decide("incident", made.id, "verification", "may_be_published", ())
    step = clinic.casework.blank("verification_step", incident_id=made.id, level="may_be_published")
    with pytest.raises(OnlyByStep):
        clinic.intake.save(step)
    climb(clinic, made.id, "document", "may_be_published", "claim")
    old = next(one.dot for one in clinic.history.of("incident", made.id) if one.after == "may_be_published")
    with pytest.raises(OnlyByStep):
        clinic.history.restore("incident", made.id, old, "verification")
    assert form(clinic, made).verification == "claim"  # type: ignore[attr-defined]
    disclosure = clinic.casework.blank(
        "disclosure", parent_type="incident", parent_id=made.id, form="publication", to_whom="a paper", mode="C5"
    )
    with pytest.raises(OnlyByStep):
        clinic.intake.save(disclosure)


def test_incidents_and_cases_both_ways(clinic: Clinic) -> None:
    one, two = case(clinic), case(clinic, title="another")
    made = incident(clinic, case_ids=frozenset({one.id}))
    clinic.incidents.join(made.id, two.id)
    assert clinic.incidents.cases_of(made.id) == sorted([one.id, two.id])
    assert [each.id for each in clinic.incidents.incidents_of(two.id)] == [made.id]
    clinic.incidents.part(made.id, one.id)
    assert clinic.incidents.incidents_of(one.id) == []


def test_an_appeal_about_a_public_body_climbs_the_same_ladder(clinic: Clinic) -> None:
    made = incident(clinic, about="public_body", body_name="A council", attack_types=frozenset())
    climb(clinic, made.id, "one_source", "two_sources", "confirmed", "may_be_published")
    assert clinic.publishing.may_publish("incident", made.id, "C2").allowed


def test_the_gate_over_real_records_asks_the_case_too(clinic: Clinic) -> None:
    """The mistake "only the incident's own consent is asked" was planted (no cases loaded): this test failed."""
    whole, silent = case(clinic), case(clinic, title="silent", publication_consent="C1")
    made = incident(clinic, case_ids=frozenset({whole.id}))
    climb(clinic, made.id, "document", "may_be_published")
    assert clinic.publishing.may_publish("incident", made.id, "C5").allowed
    assert clinic.publishing.may_publish("journalist_case", whole.id, "C5").allowed
    clinic.incidents.join(made.id, silent.id)
    told = {mode: one.allowed for mode, one in clinic.publishing.open_modes("incident", made.id).items()}
    assert told == {"C1": True, "C2": False, "C3": False, "C4": False, "C5": False}
    refused = clinic.publishing.may_publish("journalist_case", whole.id, "C2")
    assert [one.record for one in refused.why] == [silent.record_no]
    with pytest.raises(MayNotPublish) as error:
        clinic.publishing.give_out("incident", made.id, "C4", "publication", "a newspaper")
    assert [one["record"] for one in error.value.data["why"]] == [silent.record_no]  # type: ignore[attr-defined]
    assert clinic.publishing.given_out("incident", made.id) == []
    clinic.incidents.part(made.id, silent.id)
    clinic.publishing.withdraw("journalist_case", whole.id, date(2026, 6, 1))
    refused = clinic.publishing.may_publish("incident", made.id, "C1")
    assert [(one.record, one.reason) for one in refused.why] == [(whole.record_no, "withdrawn")]


def test_what_left_is_listed_when_a_consent_is_withdrawn(clinic: Clinic) -> None:
    whole = case(clinic)
    made = incident(clinic, case_ids=frozenset({whole.id}))
    climb(clinic, made.id, "document", "confirmed", "may_be_published")
    at = datetime.fromisoformat("2026-05-01T10:00")
    clinic.publishing.give_out("incident", made.id, "C3", "alert", "A platform", at=at)
    clinic.publishing.give_out("journalist_case", whole.id, "C2", "donor_report", "A donor")
    changes, left = clinic.publishing.withdraw("journalist_case", whole.id, date(2026, 6, 1))
    assert {(one.form, one.to_whom) for one in left} == {("alert", "A platform"), ("donor_report", "A donor")}
    assert (left[-1].at, left[-1].consent, left[-1].text_version) == (at, "C5", "1-ky")
    assert left[-1].verification == "may_be_published"
    assert changes.include("case_event")
    shown: Any = form(clinic, whole)
    assert (shown.publication_consent, shown.consents[0].withdrawn_on) == ("C0", date(2026, 6, 1))
    with pytest.raises(MayNotPublish):
        clinic.publishing.give_out("incident", made.id, "C1", "publication", "anybody")
    clinic.publishing.recall(left[-1].id, datetime.fromisoformat("2026-06-02T09:00"), "they took it down")
    kept = next(one for one in clinic.publishing.given_out("incident", made.id) if one.id == left[-1].id)
    assert kept.recalled_at == datetime.fromisoformat("2026-06-02T09:00")


def test_a_case_that_is_not_here_shuts_the_gate(clinic: Clinic) -> None:
    made = incident(clinic, case_ids=frozenset({"0197f000-0000-7000-8000-000000000000"}))
    climb(clinic, made.id, "document", "may_be_published")
    assert [one.reason for one in clinic.publishing.may_publish("incident", made.id, "C2").why] == ["not_here"]


def test_a_court_is_the_work_and_a_referral_has_its_own_consent(clinic: Clinic) -> None:
    made = incident(clinic, publication_consent="C0", consents=())
    told = clinic.publishing.give_out("incident", made.id, "C5", "court", "The court of Naryn", parts=["documents"])
    assert (told.form, told.consent, told.verification) == ("court", "C0", "claim")
    with pytest.raises(MayNotPublish):
        clinic.publishing.give_out("incident", made.id, "C4", "referral", "A partner")
    edit(clinic, made, consents=(Consent("referral", "oral", date(2026, 3, 1), "1-ky"),))
    assert clinic.publishing.give_out("incident", made.id, "C4", "referral", "A partner").parts
    with pytest.raises(MayNotPublish):
        clinic.publishing.give_out("incident", made.id, "C2", "court", "The court", parts=["name"])
