"""Erasure: an office hides, only a coordinator's word destroys, and then nothing of it is left in the file."""

from __future__ import annotations

from pathlib import Path

from clinic_app.clinic import Clinic
from clinic_app.names import folding
from clinic_app.use_cases.erasing import ASK_A_PERSON_ABOVE
from tests.stories.clinics import Clinics, conflicting, consult, edit, form, journal_bytes, readings
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
