"""The main job: an office's records reach the coordinator whole, are merged once, and edits travel back."""

from __future__ import annotations

from datetime import date

import pytest

from clinic_app.errors import InvalidRecord
from clinic_app.records.values import Consent, Fault
from tests.stories.clinics import (
    Clinics,
    conflicting,
    consult,
    edit,
    form,
    meant,
    open_case,
    person,
    readings,
    save,
    statuses,
    told,
)


def test_counts_and_every_field_agree_and_merging_again_says_nothing_new(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    client = person(naryn, phone="0555 123456", birth_year=1990, aliases=frozenset({"Айка", "Токтоматова А."}))
    consent = Consent("sharing_office", "written", date(2026, 11, 2), "v3")
    consult(naryn, person_id=client.id, consents=(consent,), facts='"=1+1"\n\u0001 Ң\U0001f600', first_time="no")
    case = open_case(naryn, client.id, claim_amount=0, help_kind=frozenset({"consult"}) - {"consult"})
    naryn.casework.save(
        naryn.casework.blank("case_event", case_id=case.id, kind="publication", on="~2026-11", title="Макала")
    )
    stick = clinics.stick()
    naryn.exchange.export(stick)
    done = bishkek.exchange.merge([stick])
    assert statuses(done) == ["merged"]
    (taken,) = meant(done)
    assert (taken.new, taken.changed, taken.conflicts) == (6, 0, 0)  # 4 records, the office and its member
    theirs = readings(naryn)
    ours = readings(bishkek)
    assert {key: ours[key] for key in theirs} == theirs
    again = bishkek.exchange.merge([stick])
    assert statuses(again) == ["nothing_new"] * len(meant(again))
    assert not again.changes.records
    assert readings(bishkek) == ours


def test_edits_on_both_sides_conflict_are_settled_and_travel_back(clinics: Clinics) -> None:
    """The mistake "last writer wins" was planted in `reading.live` (only the newest entry's value lives): fails."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    record = consult(naryn, advice="one")
    clinics.carry(naryn, bishkek)
    edit(naryn, record, advice="two at Naryn", outcome="settled")
    edit(bishkek, record, advice="two at Bishkek", duration_min=40)
    clinics.carry(naryn, bishkek)
    both = {(record.id, "advice", frozenset({"two at Naryn", "two at Bishkek"}))}
    assert conflicting(bishkek) == both
    shown = form(bishkek, record)
    assert (shown.outcome, shown.duration_min) == ("settled", 40)
    clinics.carry(bishkek, naryn)
    assert conflicting(naryn) == both
    assert form(naryn, record).advice == form(bishkek, record).advice  # everybody shows the same one meanwhile
    (conflict,) = bishkek.settling.conflicts()
    assert conflict.before == "one"
    bishkek.settling.resolve(conflict.id, value="both, in one sentence")
    clinics.carry(bishkek, naryn)
    assert conflicting(naryn) == conflicting(bishkek) == set()
    assert form(naryn, record).advice == "both, in one sentence"
    values = told(naryn.history.of("consultation", record.id), "advice")
    assert values[0] == "one" and values[-1] == "both, in one sentence"
    assert set(values[1:-1]) == {"two at Naryn", "two at Bishkek"}
    assert readings(naryn) == {key: value for key, value in readings(bishkek).items() if key in readings(naryn)}


def test_a_stale_form_overwrites_only_what_it_showed(clinics: Clinics) -> None:
    """The mistake "`seen` from the database at save" was planted in `Casework._overwrite`: a value was gone."""
    naryn = clinics.office("NAR1")
    record = consult(naryn, advice="one")
    stale = form(naryn, record)
    edit(naryn, record, advice="two", outcome="settled")
    save(naryn, stale, advice="three", duration_min=99)
    assert conflicting(naryn) == {(record.id, "advice", frozenset({"two", "three"}))}
    shown = form(naryn, record)
    assert (shown.outcome, shown.duration_min) == ("settled", 99)


def test_a_set_merges_element_by_element(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    record = consult(naryn, vulnerability=frozenset({"low_income", "older"}))
    clinics.carry(naryn, bishkek)
    edit(naryn, record, vulnerability=frozenset({"low_income", "disability"}))
    edit(bishkek, record, vulnerability=frozenset({"low_income", "older", "minor"}))
    clinics.exchange_all(naryn, bishkek)
    for clinic in (naryn, bishkek):
        assert form(clinic, record).vulnerability == {"low_income", "disability", "minor"}
        assert conflicting(clinic) == set()


def test_archiving_is_a_field_like_any_other(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    record = consult(naryn)
    clinics.carry(naryn, bishkek)
    bishkek.casework.archive("consultation", record.id)
    clinics.carry(bishkek, naryn)
    assert naryn.casework.ids("consultation") == []
    assert form(naryn, record).archived


def test_editing_by_version_twice_is_no_conflict(clinics: Clinics) -> None:
    """`record edit --version V` with the version just shown must save, however often a field was edited before."""
    from clinic_app.use_cases.casework import version_of

    naryn = clinics.office("NAR1")
    record = consult(naryn, advice="one", facts="f")
    for advice in ("two", "three", "four"):
        shown = form(naryn, record)
        save(naryn, naryn.casework.at_version(shown, version_of(shown)), advice=advice)
    assert form(naryn, record).advice == "four"
    assert conflicting(naryn) == set()


def test_wrong_clocks_change_nothing(clinics: Clinics, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    monkeypatch.setattr("clinic_app.use_cases.casework.clock_text", lambda: "2031-01-01T00:00:00+06:00")
    record = consult(naryn, advice="first, by a clock five years ahead")
    clinics.carry(naryn, bishkek)
    monkeypatch.setattr("clinic_app.use_cases.casework.clock_text", lambda: "1999-01-01T00:00:00+06:00")
    edit(bishkek, record, advice="second, by a clock of another century")
    clinics.carry(bishkek, naryn)
    assert form(naryn, record).advice == "second, by a clock of another century"
    assert conflicting(naryn) == set()
    assert told(naryn.history.of("consultation", record.id), "advice")[0].startswith("first")


def test_a_consent_of_a_kind_this_program_does_not_know_survives_its_edits(clinics: Clinics) -> None:
    """A newer program added a kind of consent; an older one shows and edits the record and clears nothing."""
    from tests.stories.forging import entry

    naryn = clinics.office("NAR1")
    record = consult(naryn, consents=(Consent("stats", "oral"),))
    newer = entry(naryn, "consultation", record.id, {"consents/hologram": {"form": "written"}}, {})
    with naryn.in_one_change():
        naryn.casework._enter(newer, record)
        naryn._desk.vault.read_again([record.id])
    edited = edit(naryn, record, advice="edited by the older program")
    assert {consent.kind for consent in edited.consents} == {"stats", "hologram"}  # type: ignore[attr-defined]
    assert told(naryn.history.of("consultation", record.id), "consents/hologram") == [{"form": "written"}]


def test_texts_too_long_for_one_entry_are_named_and_nothing_is_saved(clinics: Clinics) -> None:
    naryn = clinics.office("NAR1")
    record = consult(naryn, advice="one")
    with pytest.raises(InvalidRecord) as refused:
        edit(naryn, record, advice="\u0001" * 190_000, facts="x")
    assert refused.value.data["faults"] == {"advice": Fault.TOO_LONG}
    assert form(naryn, record).advice == "one"  # type: ignore[attr-defined]
    edit(naryn, record, advice="Ңа " * 66_000, facts="Өө " * 66_000)
    assert naryn.keeping.problems() == []
