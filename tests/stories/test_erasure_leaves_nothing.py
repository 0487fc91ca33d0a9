"""Erasure looked for in the raw file: a marker in every text of a record and of all that belongs to it, then nothing.

The decrypted file is searched whole, free pages and search index included, and what else lies in the folder.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from clinic_app.clinic import Clinic
from clinic_app.records.declared import child_types, record_type
from clinic_app.records.record import Field, Record
from clinic_app.records.values import Choice, Day, Moment, PartialDay, Ref
from clinic_app.reference import lists
from clinic_app.store.trail_table import Wanted
from tests.cli.markers import PATTERN, filled, found_in, marker
from tests.founding import PASSPHRASE
from tests.stories.clinics import WHOLE_CASE, Clinics, consult, edit, form, save
from tests.stories.test_erasure import plain_file


def written(clinic: Clinic, kind: str, /, **given: Any) -> Record:
    """A saved record with a marker in every text that takes one, and the least of all else."""
    me = clinic.identity.member_id
    values = filled(
        kind, {spec.name: first for spec in record_type(kind).fields if (first := _least(spec, me))} | given
    )
    while True:
        record = clinic.casework.blank(kind, **values)
        faults = clinic.casework.faults(record)
        if not faults:
            return clinic.casework.save(record).record
        assert not faults.keys() <= given.keys(), (kind, faults)
        values = {name: value for name, value in values.items() if name not in faults or name in given}


def _least(spec: Field, me: str) -> Any:
    """Something for a field that must be filled in."""
    if not spec.required:
        return None
    if isinstance(spec.kind, Choice):
        return next(iter(lists.items(str(spec.kind.list))))
    if isinstance(spec.kind, Moment):
        return datetime(2026, 5, 4, 9, tzinfo=UTC).replace(tzinfo=None)
    if isinstance(spec.kind, Day):
        return date(2026, 5, 4)
    if isinstance(spec.kind, PartialDay):
        return "2026-05-04"
    return me if getattr(spec.kind, "to", "") == "member" else None


def belonging(clinic: Clinic, case: str, someone: str) -> None:
    """One of every type of record that belongs to a case and that people write."""
    named: dict[str, str] = {"person": someone}
    for kind in child_types():
        if kind.name in ("attachment", "custody_event", "disclosure", "relation", "verification_step"):
            continue
        given: dict[str, Any] = {kind.parent_field: case}
        given |= {"parent_type": "journalist_case"} if kind.parent_field == "parent_id" else {}
        for spec in kind.fields:
            to = getattr(spec.kind, "to", "")
            if spec.required and isinstance(spec.kind, Ref) and to in named:
                given[spec.name] = named[to]
        named[kind.name] = written(clinic, kind.name, **given).id


def case_of_everything(clinic: Clinic, tmp_path: Path) -> Record:
    """A journalist's case with all that may belong to it, a sealed file, and drafts of it."""
    someone = written(clinic, "person")
    case = written(
        clinic,
        "journalist_case",
        **WHOLE_CASE | {"person_id": someone.id, "title": marker("title"), "confidentiality": "coord"},
    )
    belonging(clinic, case.id, someone.id)
    file = tmp_path / "evidence.txt"
    file.write_text(marker("file") * 1000, encoding="utf-8")
    piece = clinic.evidence.attach("journalist_case", case.id, file, note=marker("note"))
    clinic.evidence.export(piece.id, tmp_path / "given.txt", to_whom=marker("whom"))
    for path in (file, tmp_path / "given.txt"):
        path.unlink()
    clinic.drafts.keep(f"journalist_case:{case.id}", {"title": marker("draft")})
    clinic.drafts.keep(f"case_event:new:{case.id}", {"summary": marker("draft of an event")})
    clinic.drafts.keep("decision", {"type": "decision", "begun": {f"{case.id}:title": {"own": marker("own")}}})
    clinic.narrowed.put("cases", {"of": case.id})
    return case


def nothing_left(clinic: Clinic) -> bool:
    """Whether neither the decrypted file nor anything else in the case book's folder holds the marker."""
    files = [path for path in clinic.folder.rglob("*") if path.is_file() and path.name != "vault.db"]
    return not PATTERN.search(plain_file(clinic)) and not any(found_in(path.read_bytes()) for path in files)


def test_of_an_erased_case_nothing_is_left_in_the_file(clinics: Clinics, tmp_path: Path) -> None:
    """With `drop_drafts_of` keeping decisions begun on the merge desk the marker stayed in one of them; with
    `write_through` left out, in old pages of the -wal.
    """
    office = clinics.office("NAR1")
    case = case_of_everything(office, tmp_path)
    kept = consult(office, advice="another client")
    assert PATTERN.search(plain_file(office))
    assert len(list((office.folder / "blobs").rglob("*"))) > 0
    office.trail.opened("journalist_case", case.id)
    office.erasing.erase("journalist_case", case.id, people=True)
    assert (office.folder / "vault.db-wal").stat().st_size == 0, "its old pages held what was overwritten"
    assert nothing_left(office)
    assert [path for path in (office.folder / "blobs").rglob("*") if path.is_file()] == []
    assert form(office, kept).advice == "another client"  # type: ignore[attr-defined]
    assert office.keeping.problems() == []
    rows = office.trail.rows(Wanted(record=case.id))
    assert [row.act for row in rows] == ["erased", "opened"], "who saw it is still told, by its id"
    (shown,) = office.trail_reading.shown(Wanted(act="opened"))
    assert (shown.title, shown.row.record) == ("", case.id)
    office.keeping.backup(tmp_path / "later")
    Clinic.restore(tmp_path / "later", tmp_path / "restored", PASSPHRASE)
    with Clinic.open(tmp_path / "restored", PASSPHRASE) as restored:
        assert nothing_left(restored)


def test_it_is_gone_from_the_network_with_what_waited_to_go_out(clinics: Clinics, tmp_path: Path) -> None:
    """With `withdraw_holding` left out a package sealed before went on holding the words for the second coordinator."""
    bishkek = clinics.coordinator()
    second = clinics.joined(bishkek, clinics.office("OSH", "Нурбек Садыков", "coordinator"))
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    clinics.exchange_all(bishkek, second, naryn)
    case = case_of_everything(naryn, tmp_path)
    clinics.carry(naryn, bishkek, second)
    torn = form(bishkek, case)
    edit(bishkek, case, title=marker("the coordinator's"))
    edit(naryn, case, title=marker("the office's"))
    clinics.carry(naryn, bishkek)
    (conflict,) = bishkek.settling.conflicts()
    bishkek.settling.postpone(conflict.id, marker("later"))
    save(bishkek, torn, summary=marker("seen long ago"))
    waiting = {path.name for path in clinics.packages(bishkek)}
    naryn.erasing.erase("journalist_case", case.id, people=True)
    clinics.carry(naryn, bishkek)
    assert nothing_left(bishkek)
    sealed_again = {path.name for path in clinics.packages(bishkek)}
    assert waiting - sealed_again, "what held its words is not sent any more"
    clinics.exchange_all(bishkek, naryn, second)
    for one in (bishkek, second, naryn):
        assert nothing_left(one)
        assert one.keeping.problems() == []
    told = consult(naryn, advice="after it")
    clinics.exchange_all(naryn, bishkek, second)
    assert form(second, told).advice == "after it"  # type: ignore[attr-defined]
