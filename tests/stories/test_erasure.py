"""Erasure: an office hides, only a coordinator's word destroys, and then nothing of it is left in the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import NotCoordinator
from clinic_app.names import folding
from clinic_app.records.record import Record
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.erasing import ASK_A_PERSON_ABOVE
from tests.stories.clinics import (
    PASSPHRASE,
    Clinics,
    conflicting,
    consult,
    edit,
    form,
    journal_bytes,
    open_case,
    person,
    readings,
)
from tests.stories.forging import entry, forged

MARKER = "Касымбаева"


def plain_file(clinic: Clinic) -> bytes:
    """The whole decrypted file of a case book, free pages and search index included."""
    db = clinic._desk.vault.sql
    db.run("pragma wal_checkpoint(truncate)")
    return bytes(db.connection().serialize("main"))


def said(clinic: Clinic, marker: str) -> bool:
    """Whether the decrypted file holds the words as written, or the end of one as the search index folds it.

    The index leaves out the beginning that a word shares with the one before it.
    """
    data = plain_file(clinic)
    return marker.encode() in data or folding.fold(marker)[3:].encode() in data


def test_an_office_hides_and_a_coordinators_merge_destroys_everywhere(clinics: Clinics) -> None:
    """With `Vault._forget_words` left out, the words stayed in the file's search index."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    colleague = clinics.joined(bishkek, clinics.office("NAR1"))
    record = consult(naryn, advice=f"for {MARKER}")
    edit(naryn, record, facts=f"{MARKER} again")
    kept = consult(naryn, advice="another client")
    clinics.exchange_all(naryn, colleague, bishkek)
    assert all(said(one, MARKER) for one in (naryn, colleague, bishkek))
    naryn.erasing.erase("consultation", record.id)
    assert naryn.casework.ids("consultation") == [kept.id]
    assert naryn.searching.search(MARKER) == []
    assert MARKER.encode() in journal_bytes(naryn)
    clinics.carry(naryn, bishkek)
    clinics.carry(bishkek, naryn, colleague)
    for one in (bishkek, naryn, colleague):
        assert one.casework.ids("consultation") == [kept.id]
        assert MARKER.encode() not in journal_bytes(one)
        assert not said(one, MARKER)
        assert one.keeping.problems() == []
        assert form(one, kept).advice == "another client"  # type: ignore[attr-defined]
    assert bishkek.erasing.asked() == []


def test_what_arrives_later_is_blanked_also_while_it_is_held(clinics: Clinics) -> None:
    """With the reading again of `lacking` left out of `Taking._apply` the old package brought the words back."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    colleague = clinics.joined(bishkek, clinics.office("NAR1"))
    clinics.exchange_all(naryn, colleague, bishkek)
    record = consult(naryn, advice=f"for {MARKER}")
    old = clinics.packages(naryn)
    bishkek.exchange.merge(old)
    colleague.exchange.merge(old)
    edit(colleague, record, facts=f"{MARKER} from a second laptop")
    naryn.erasing.erase("consultation", record.id)
    clinics.carry(naryn, bishkek)
    assert not said(bishkek, MARKER)
    clinics.carry(colleague, bishkek)
    assert not said(bishkek, MARKER)
    bishkek.exchange.merge(old)
    assert not said(bishkek, MARKER)
    clinics.carry(bishkek, colleague, naryn)
    assert not said(colleague, MARKER) and not said(naryn, MARKER)
    newcomer = clinics.joined(bishkek, clinics.office("NAR1"))
    clinics.carry(bishkek, newcomer)
    assert newcomer.casework.ids("consultation") == []
    assert {one.keeping.problems() == [] for one in (bishkek, naryn, colleague, newcomer)} == {True}


def test_a_confirmation_claimed_by_an_office_destroys_nothing(clinics: Clinics, tmp_path: Path) -> None:
    """With "whoever confirms" planted in `rules.is_erased` (any device), the coordinator's copy was destroyed."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    osh = clinics.joined(bishkek, clinics.office("OSH"))
    record = consult(naryn, advice=f"for {MARKER}")
    clinics.exchange_all(naryn, bishkek, osh)
    claim = entry(naryn, "consultation", record.id, {"erased": "confirmed", "home": "NAR1"}, {})
    bishkek.exchange.merge([forged(naryn, bishkek, [claim], tmp_path)])
    assert MARKER.encode() in journal_bytes(bishkek)
    claim = entry(osh, "consultation", record.id, {"erased": "confirmed", "home": "OSH"}, {})
    bishkek.exchange.merge([forged(osh, bishkek, [claim], tmp_path)])
    assert MARKER.encode() in journal_bytes(bishkek)
    bishkek.handing_over.hand_over("consultation", record.id, "OSH")  # carries what counts, and not the claim
    edit(naryn, record, facts="later")
    clinics.exchange_all(bishkek, naryn, osh)
    assert all(MARKER.encode() in journal_bytes(one) for one in (bishkek, naryn))


def test_many_erasures_at_once_wait_for_a_person(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    records = [consult(naryn, advice=f"{MARKER} {number}") for number in range(ASK_A_PERSON_ABOVE + 1)]
    clinics.exchange_all(naryn, bishkek)
    for record in records:
        naryn.erasing.erase("consultation", record.id)
    clinics.carry(naryn, bishkek)
    asked = bishkek.erasing.asked()
    assert {record.id for record in asked} == {record.id for record in records}
    assert journal_bytes(bishkek).count(MARKER.encode()) == len(records)
    learner = bishkek.casework.save(bishkek.casework.blank("member", name="Нурбек", role="student")).record
    bishkek._desk.vault.remember("accounts", {"of a student": learner.id})
    with pytest.raises(NotCoordinator):  # whoever sits at the coordinators' laptop
        Clinic(Desk(bishkek._desk.vault, "of a student"), bishkek._master).erasing.confirm(asked)
    bishkek.erasing.confirm(asked)
    assert MARKER.encode() not in journal_bytes(bishkek)


def test_an_erasure_asked_by_a_removed_laptop_behind_its_end_is_not_confirmed(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    colleague = clinics.joined(bishkek, clinics.office("NAR1"))
    record = consult(naryn, advice=f"for {MARKER}")
    clinics.exchange_all(naryn, colleague, bishkek)
    bishkek.network.remove(colleague.identity.device_id)
    colleague.erasing.erase("consultation", record.id)
    assert clinics.carry(colleague, bishkek).refused
    clinics.carry(bishkek, naryn)
    for one in (bishkek, naryn):
        assert form(one, record).erased == ""
        assert MARKER.encode() in journal_bytes(one)


def test_a_case_book_without_a_network_destroys_at_once(clinics: Clinics) -> None:
    alone = clinics.office("JAL")
    record = consult(alone, advice=f"for {MARKER}")
    assert said(alone, MARKER)
    alone.erasing.erase("consultation", record.id)
    assert not said(alone, MARKER)
    assert alone.casework.ids("consultation") == []
    assert alone.keeping.problems() == []


def test_another_offices_entries_about_a_record_do_not_count(clinics: Clinics, tmp_path: Path) -> None:
    """With `believed` returning everything, an insider of Osh wrote into Naryn's record, and this failed."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    osh = clinics.joined(bishkek, clinics.office("OSH"))
    record = consult(naryn, advice="of Naryn")
    clinics.exchange_all(naryn, bishkek, osh)
    before = readings(bishkek)
    written = entry(osh, "consultation", record.id, {"advice": "of an outsider", "erased": "asked"}, {})
    bishkek.exchange.merge([forged(osh, bishkek, [written], tmp_path)])
    assert readings(bishkek) == before
    assert conflicting(bishkek) == set()
    assert bishkek.erasing.asked() == []
    assert bishkek.keeping.problems() == []
    clinics.exchange_all(bishkek, naryn)
    assert form(naryn, record).advice == form(bishkek, record).advice == "of Naryn"  # type: ignore[attr-defined]


# --- what stays on its office's laptops ------------------------------------------------------------------------------

ALONE = {"confidentiality": "office"}


def kept_to_itself(clinics: Clinics) -> tuple[Clinic, Clinic, Clinic, Record, Record, Record]:
    """(coordinator, office, its second laptop, a case, its event, its client), all of it the office's alone."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    colleague = clinics.joined(bishkek, clinics.office("NAR1", "Нурлан"))
    client = person(naryn, f"{MARKER} Айнура")
    case = open_case(naryn, client.id, summary=f"for {MARKER}", **ALONE)
    event = naryn.casework.save(
        naryn.casework.blank("case_event", case_id=case.id, kind="publication", on="2026", notes=f"{MARKER} event")
    ).record
    clinics.exchange_all(naryn, colleague, bishkek)
    return bishkek, naryn, colleague, case, event, client


def test_what_only_its_office_reads_is_erased_with_its_children_and_persons(clinics: Clinics) -> None:
    """The coordinators confirm what stands for it. Planted: `_heed` left out of `after_merge`; the words stayed."""
    bishkek, naryn, colleague, case, event, client = kept_to_itself(clinics)
    kept = consult(naryn, advice="another client", **ALONE)
    naryn.keeping.backup(clinics.folder / "before.clinic-backup")
    naryn.erasing.erase("journalist_case", case.id, people=True)
    (receipt,) = naryn.erasing.receipts()
    assert not receipt.done and len(receipt.backups) == 1
    assert set(receipt.records) == {case.id, event.id, client.id}
    assert naryn.casework.ids("journalist_case") == [] and said(naryn, MARKER)
    clinics.carry(naryn, bishkek)
    assert all(one.id.encode() not in journal_bytes(bishkek) for one in (case, event, client))
    assert bishkek.erasing.asked() == []
    assert said(naryn, MARKER) and said(colleague, MARKER)
    clinics.carry(bishkek, naryn, colleague)
    for one in (naryn, colleague):
        assert not said(one, MARKER)
        assert one.casework.ids("journalist_case") == one.casework.ids("person") == []
        assert one.casework.ids("consultation") == ([kept.id] if one is naryn else [])
        assert one.erasing.asked() == [] and one.keeping.problems() == []
    assert naryn.erasing.receipts()[0].done
    clinics.exchange_all(naryn, colleague, bishkek)
    assert not any(said(one, MARKER) for one in (naryn, colleague, bishkek))


def test_late_news_of_what_only_its_office_read_is_blanked_too(clinics: Clinics) -> None:
    """A colleague's edit and a new event that come after the destruction, and a newcomer's laptop."""
    bishkek, naryn, colleague, case, _, _ = kept_to_itself(clinics)
    old = clinics.packages(naryn, everything=True)
    edit(colleague, case, next_step=f"{MARKER} from a second laptop")
    late = colleague.casework.save(
        colleague.casework.blank("case_event", case_id=case.id, kind="publication", on="2026", notes=f"{MARKER} late")
    ).record
    naryn.erasing.erase("journalist_case", case.id, people=True)
    clinics.carry(naryn, bishkek)
    clinics.carry(bishkek, naryn)
    assert not said(naryn, MARKER)
    naryn.exchange.merge(old)
    clinics.carry(colleague, naryn)
    assert journal_bytes(naryn).count(MARKER.encode()) == 1  # the late event, until the coordinators have confirmed it
    assert form(naryn, late).erased == "asked"
    clinics.exchange_all(naryn, bishkek, colleague)
    assert not said(naryn, MARKER) and not said(colleague, MARKER)
    newcomer = clinics.joined(bishkek, clinics.office("NAR1", "Асель"))
    clinics.exchange_all(naryn, colleague, bishkek, newcomer)
    newcomer.exchange.merge(old)
    assert newcomer.casework.ids("journalist_case") == [] and not said(newcomer, MARKER)


def test_the_confirmation_may_come_before_the_record(clinics: Clinics) -> None:
    """A colleague hears from the coordinators first. Planted: only records looked at that were asked here."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    colleague = clinics.joined(bishkek, clinics.office("NAR1", "Нурлан"))
    consult(naryn, **ALONE)
    clinics.exchange_all(naryn, colleague, bishkek)  # the office's key is with both
    record = consult(naryn, advice=f"for {MARKER}", **ALONE)
    early = clinics.packages(naryn)
    naryn.erasing.erase("consultation", record.id)
    clinics.carry(naryn, bishkek)
    clinics.carry(bishkek, colleague)
    assert not said(colleague, MARKER)
    colleague.exchange.merge(early)
    assert not said(colleague, MARKER) and colleague.casework.ids("consultation", archived=None)
    clinics.carry(bishkek, naryn)
    clinics.exchange_all(naryn, colleague, bishkek)
    assert not said(naryn, MARKER) and not said(colleague, MARKER)


def test_a_restored_laptop_erases_again_what_its_backup_still_had(clinics: Clinics, tmp_path: Path) -> None:
    bishkek, naryn, colleague, case, _, _ = kept_to_itself(clinics)
    backup = tmp_path / "backup"
    colleague.keeping.backup(backup)
    naryn.erasing.erase("journalist_case", case.id, people=True)
    clinics.exchange_all(naryn, bishkek, colleague)
    assert not said(colleague, MARKER)
    clinics.close(colleague)
    Clinic.restore(backup, tmp_path / "again", PASSPHRASE)
    restored = clinics.opened(tmp_path / "again")
    assert said(restored, MARKER)
    consult(restored, advice="in the new life")  # whatever it sends tells the others that it was restored
    clinics.exchange_all(restored, bishkek, naryn)
    assert not any(said(one, MARKER) for one in (restored, naryn, bishkek))


def test_a_removed_laptop_erases_nothing_of_an_offices_own(clinics: Clinics) -> None:
    bishkek, naryn, colleague, case, _, _ = kept_to_itself(clinics)
    bishkek.network.remove(colleague.identity.device_id)
    colleague.erasing.erase("journalist_case", case.id)
    assert clinics.carry(colleague, bishkek).refused
    clinics.exchange_all(bishkek, naryn)
    assert form(naryn, case).summary == f"for {MARKER}"  # type: ignore[attr-defined]


def test_nobody_but_a_coordinator_confirms_what_stands_for_an_offices_own(clinics: Clinics, tmp_path: Path) -> None:
    """Planted: any device's word taken in `erasures_confirmed`; the case of the office was destroyed."""
    bishkek, naryn, colleague, case, _, _ = kept_to_itself(clinics)
    (handle,) = bishkek.casework.ids("case_count")
    for kind in ("case_count", "erasure"):
        claim = entry(colleague, kind, handle, {"erased": "confirmed", "home": "NAR1"}, {})
        naryn.exchange.merge([forged(colleague, naryn, [claim], tmp_path)])
    clinics.exchange_all(bishkek, naryn)
    assert form(naryn, case).summary == f"for {MARKER}"  # type: ignore[attr-defined]


def test_another_office_erases_nothing_of_an_offices_own(clinics: Clinics, tmp_path: Path) -> None:
    """A laptop of Osh that somehow knows the handle of a record of Bishkek asks in its own name, and is confirmed.

    Planted: the home of what was confirmed not looked at; the record of Bishkek was destroyed.
    """
    bishkek = clinics.coordinator()
    osh = clinics.joined(bishkek, clinics.office("OSH"))
    record = consult(bishkek, advice=f"for {MARKER}", **ALONE)
    clinics.exchange_all(bishkek, osh)
    (handle,) = bishkek.casework.ids("consultation_count")
    for kind in ("consultation_count", "erasure"):
        wish = entry(osh, kind, handle, {"erased": "asked", "home": "OSH"}, {})
        bishkek.exchange.merge([forged(osh, bishkek, [wish], tmp_path)])
    bishkek.erasing.confirm(bishkek.erasing.asked())
    clinics.exchange_all(bishkek, osh)
    assert form(bishkek, record).advice == f"for {MARKER}"  # type: ignore[attr-defined]


def test_many_erasures_of_offices_own_records_wait_for_a_person_too(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    records = [consult(naryn, advice=f"{MARKER} {number}", **ALONE) for number in range(ASK_A_PERSON_ABOVE + 1)]
    clinics.exchange_all(naryn, bishkek)
    for record in records:
        naryn.erasing.erase("consultation", record.id)
    clinics.exchange_all(naryn, bishkek)
    assert journal_bytes(naryn).count(MARKER.encode()) == len(records)
    assert len(naryn.erasing.asked()) == len(bishkek.erasing.asked()) == len(records)
    bishkek.erasing.confirm(bishkek.erasing.asked())
    clinics.exchange_all(naryn, bishkek)
    assert not said(naryn, MARKER)


def test_a_person_whom_something_else_names_stays(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    client, opponent = person(naryn, "Client One"), person(naryn, "Opponent Two")
    record = consult(naryn, person_id=client.id, opponent_ids=frozenset({opponent.id}), **ALONE)
    consult(naryn, person_id=opponent.id)
    naryn.erasing.erase("consultation", record.id, people=True)
    assert naryn.casework.ids("person") == [opponent.id]


def test_whoever_a_party_of_another_case_names_is_not_erased_along(clinics: Clinics) -> None:
    """With `_naming` asking only for clients and opponents, the judge of two cases went with the first."""
    office = clinics.office("NAR1")
    client, judge = person(office, "Client"), person(office, "Judge")
    first, second = open_case(office, client.id), open_case(office, client.id)
    for case in (first, second):
        office.casework.save(
            office.casework.blank("proceeding", case_id=case.id, procedure="civil", judge_ids=frozenset({judge.id}))
        )
    office.erasing.erase("journalist_case", first.id, people=True)
    assert office.casework.known("person", [client.id, judge.id]) == {client.id, judge.id}
    assert office.casework.count("proceeding") == 1
    office.erasing.erase("journalist_case", second.id, people=True)
    assert office.casework.ids("person") == [] and office.casework.count("proceeding") == 0


def test_an_incident_is_erased_with_its_ladder(clinics: Clinics) -> None:
    """Without "incident" among the parents, a colleague's later rung stayed behind and still told of it."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    second = clinics.joined(bishkek, clinics.office("NAR1", "Нурлан"))
    incident = naryn.casework.save(naryn.casework.blank("incident", title="SECRET")).record
    clinics.exchange_all(naryn, second, bishkek)
    naryn.erasing.erase("incident", incident.id)
    clinics.exchange_all(naryn, bishkek)
    second.incidents.verify(incident.id, "one_source", sources=1, note="SECRET")
    clinics.exchange_all(naryn, second, bishkek)
    for clinic in (naryn, second, bishkek):
        assert clinic.casework.count("incident") == clinic.casework.count("verification_step") == 0
        assert b"SECRET" not in journal_bytes(clinic)
