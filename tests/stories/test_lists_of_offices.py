"""Several records of several offices at once: each office's own are given, put away, written down and erased by those
whose they are; the others stay and are told of.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import ChangedMeanwhile, NoSuchRecord, NotOurs
from clinic_app.use_cases.listing import Order
from tests.stories.clinics import Clinics, consult, edit, form, person


def three(clinics: Clinics) -> tuple[Clinic, Clinic, Clinic]:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    osh = clinics.joined(bishkek, clinics.office("OSH"))
    return bishkek, naryn, osh


def handed_over(clinics: Clinics) -> tuple[Clinic, Clinic, Any, Any]:
    """(Naryn, Osh, a record of Naryn's that is Osh's now, one that stayed)."""
    bishkek, naryn, osh = three(clinics)
    gone, kept = consult(naryn), consult(naryn)
    clinics.exchange_all(naryn, bishkek, osh)
    bishkek.handing_over.hand_over("consultation", gone.id, "OSH")
    clinics.carry(bishkek, naryn, osh)
    return naryn, osh, gone, kept


def test_what_is_anothers_stays_and_is_told_of(clinics: Clinics) -> None:
    """Planted: without the look at the home Naryn archived what is Osh's now."""
    naryn, _osh, gone, kept = handed_over(clinics)
    done = naryn.several.archive("consultation", [gone.id, kept.id])
    assert done.ids == (kept.id,)
    ((refused, why),) = done.refused
    assert refused == gone.id and isinstance(why, NotOurs) and why.data["home"] == "OSH"
    assert not form(naryn, gone).archived
    assert [one.id for one in naryn.bin.listed()] == [kept.id]


def test_the_other_offices_bin_can_be_seen_and_not_emptied(clinics: Clinics) -> None:
    bishkek, naryn, osh = three(clinics)
    record = consult(naryn)
    naryn.several.archive("consultation", [record.id])
    clinics.exchange_all(naryn, bishkek, osh)
    bishkek.handing_over.hand_over("consultation", record.id, "OSH")
    clinics.carry(bishkek, naryn, osh)
    (seen,) = naryn.bin.listed()
    assert (seen.id, seen.ours, seen.by) == (record.id, False, naryn.identity.person)
    assert [type(why) for _id, why in naryn.bin.restore([("consultation", record.id)]).refused] == [NotOurs]
    assert [type(why) for _id, why in naryn.bin.erase([seen]).refused] == [NotOurs]
    assert form(naryn, record).archived
    (at_home,), (at_coordinator,) = osh.bin.listed(), bishkek.bin.listed()
    assert at_home.ours and at_coordinator.ours
    bishkek.bin.restore([("consultation", record.id)])
    clinics.carry(bishkek, osh)
    assert osh.casework.ids("consultation") == [record.id]


def test_an_office_asks_for_erasure_and_the_record_leaves_the_bin(clinics: Clinics) -> None:
    bishkek, naryn, osh = three(clinics)
    record = consult(naryn)
    clinics.exchange_all(naryn, bishkek, osh)
    naryn.several.archive("consultation", [record.id])
    assert not naryn.bin.at_once() and bishkek.bin.at_once()
    assert naryn.bin.erase(naryn.bin.listed()).ids == (record.id,)
    assert naryn.bin.listed(older=True) == []
    assert form(naryn, record).erased == "asked"


def test_a_lawyer_is_offered_for_records_of_their_own_office_only(clinics: Clinics) -> None:
    bishkek, naryn, osh = three(clinics)
    of_naryn, of_osh = consult(naryn), consult(osh)
    clinics.exchange_all(naryn, bishkek, osh)
    offered = bishkek.several.lawyers("consultation", [of_naryn.id])
    assert naryn.identity.member_id in [one.id for one in offered]
    assert osh.identity.member_id not in [one.id for one in offered]
    assert bishkek.several.lawyers("consultation", [of_naryn.id, of_osh.id]) == []
    with pytest.raises(NoSuchRecord):
        bishkek.several.assign("consultation", [of_naryn.id], "nobody", bishkek.listing.moment())


def test_two_values_of_a_lawyer_are_left_to_the_desk(clinics: Clinics) -> None:
    bishkek, naryn, _osh = three(clinics)
    record = consult(naryn)
    clinics.exchange_all(naryn, bishkek)
    edit(naryn, record, lawyer_id=bishkek.identity.member_id)
    edit(bishkek, record, lawyer_id="somebody")
    clinics.exchange_all(naryn, bishkek)
    done = bishkek.several.assign("consultation", [record.id], naryn.identity.member_id, bishkek.listing.moment())
    assert done.ids == () and len(done.refused) == 1


def colleagues(clinics: Clinics) -> tuple[Clinic, Clinic, Clinic]:
    """The coordinators, and two laptops of one office that know each other."""
    bishkek = clinics.coordinator()
    one, other = (clinics.joined(bishkek, clinics.office("NAR1", name)) for name in ("Айгүл", "Нурлан"))
    clinics.exchange_all(one, other, bishkek)
    return bishkek, one, other


def test_nobody_takes_a_record_from_a_colleague_unseen(clinics: Clinics) -> None:
    """Planted: written without asking what moved, the colleague lost the record and was told nothing."""
    bishkek, one, other = colleagues(clinics)
    record = consult(one)
    clinics.exchange_all(one, other, bishkek)
    shown = one.listing.moment()
    edit(other, record, lawyer_id=other.identity.member_id)
    clinics.exchange_all(one, other, bishkek)
    done = one.several.assign("consultation", [record.id], one.identity.member_id, shown)
    assert [type(why) for _id, why in done.refused] == [ChangedMeanwhile]
    assert form(one, record).lawyer_id == other.identity.member_id
    given = one.several.assign("consultation", [record.id], one.identity.member_id, one.listing.moment())
    edit(one, record, advice="Башка кеңеш.")  # taking back asks of the lawyer alone
    clinics.exchange_all(one, other, bishkek)
    edit(other, record, lawyer_id=bishkek.identity.member_id)
    clinics.exchange_all(one, other, bishkek)
    back = one.several.assign_back("consultation", given)
    assert [type(why) for _id, why in back.refused] == [ChangedMeanwhile]
    assert form(one, record).lawyer_id == bishkek.identity.member_id


def test_after_a_merge_taken_back_the_list_is_to_be_read_again(clinics: Clinics) -> None:
    """No entry comes by that, and yet records are read otherwise. Planted: without the look at the merges Bishkek put
    away a record that was another than it had seen.
    """
    bishkek, one, _other = colleagues(clinics)
    record = consult(one)
    clinics.exchange_all(one, bishkek)
    edit(one, record, lawyer_id=bishkek.identity.member_id)
    merged = clinics.carry(one, bishkek)
    shown = bishkek.listing.moment()
    bishkek.exchange.undo_run(merged.run)
    assert form(bishkek, record).lawyer_id == one.identity.member_id
    done = bishkek.several.archive("consultation", [record.id], shown=shown)
    assert [type(why) for _id, why in done.refused] == [ChangedMeanwhile]
    assert not form(bishkek, record).archived


def test_what_a_colleague_restored_is_not_erased(clinics: Clinics) -> None:
    """Planted: by id alone, the restored record and its new advice were asked to be erased."""
    bishkek, one, other = colleagues(clinics)
    record = consult(one)
    one.several.archive("consultation", [record.id])
    clinics.exchange_all(one, other, bishkek)
    rows = one.bin.listed()
    other.bin.restore([("consultation", record.id)])
    edit(other, record, advice="Жаңы кеңеш.")
    clinics.exchange_all(one, other, bishkek)
    assert [type(why) for _id, why in one.bin.erase(rows).refused] == [ChangedMeanwhile]
    kept: Any = form(one, record)
    assert (kept.archived, kept.erased, kept.advice) == (False, "", "Жаңы кеңеш.")


def test_names_of_other_offices_are_written_down_by_nobody_else(clinics: Clinics, tmp_path: Path) -> None:
    """Planted: with the profile taken from the wish alone nobody was refused."""
    bishkek, naryn, osh = three(clinics)
    client = person(naryn, "Үсөнбекова Жаңыл")
    record = consult(naryn, person_id=client.id)
    clinics.exchange_all(naryn, bishkek, osh)
    assert naryn.list_export.profiles("consultation", [record.id]) == ("internal", "outward")
    assert bishkek.list_export.profiles("consultation", [record.id]) == ("outward",)
    assert bishkek.list_export.profiles("person", [client.id]) == ()
    with pytest.raises(NotOurs):
        bishkek.list_export.write("consultation", [record.id], "internal", tmp_path / "a.csv")
    assert not (tmp_path / "a.csv").exists()
    bishkek.list_export.write("consultation", [record.id], "outward", tmp_path / "b.csv")
    assert "Үсөнбекова" not in (tmp_path / "b.csv").read_text(encoding="utf-8-sig")


def test_offices_stand_in_the_order_of_their_names(clinics: Clinics) -> None:
    bishkek, naryn, osh = three(clinics)
    made = {office.identity.office_id: consult(office).id for office in (osh, naryn, bishkek)}
    clinics.exchange_all(naryn, osh, bishkek)
    assert bishkek.listing.ids("consultation", Order("home", False)) == [made["BIS"], made["NAR1"], made["OSH"]]
    assert bishkek.listing.ids("consultation", where={"home": "OSH"}) == [made["OSH"]]
