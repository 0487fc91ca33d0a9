"""Evidence on its way: two offices and a coordinator, sticks that lose files, and what strangers put on them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import FileNotHere
from clinic_app.use_cases import sealed_files
from clinic_app.use_cases.exchanging.objects import OBJECT
from tests.stories.clinics import Clinics, consult

DATA = "коркутуу каты ".encode() * 20_000


class Offices:
    """A coordinator, an office of two laptops, and another office."""

    def __init__(self, clinics: Clinics) -> None:
        self.clinics = clinics
        self.bishkek = clinics.coordinator()
        self.naryn = clinics.joined(self.bishkek, clinics.office("NAR1"))
        self.second = clinics.joined(self.bishkek, clinics.office("NAR1", "Нурлан Садыков"))
        self.osh = clinics.joined(self.bishkek, clinics.office("OSH1", "Айбек Маматов"))
        self.all = (self.bishkek, self.naryn, self.second, self.osh)
        self.exchange()

    def exchange(self, rounds: int = 2) -> None:
        self.clinics.exchange_all(*self.all, rounds=rounds)


@pytest.fixture
def offices(clinics: Clinics) -> Offices:
    return Offices(clinics)


def a_file(folder: Path, data: bytes = DATA, name: str = "кат.pdf") -> Path:
    file = folder / name
    file.write_bytes(data)
    return file


def blobs(clinic: Clinic) -> set[str]:
    folder = clinic.folder / "blobs"
    return {path.name for path in folder.rglob("*") if path.is_file()} if folder.is_dir() else set()


def objects(stick: Path) -> list[Path]:
    return sorted(stick.glob(f"*{OBJECT}"))


def left(clinics: Clinics, clinic: Clinic, everything: bool = False) -> Path:
    stick = clinics.stick()
    clinic.exchange.export(stick, everything)
    return stick


def test_a_file_goes_where_its_record_goes_and_no_further(offices: Offices, tmp_path: Path) -> None:
    shared = consult(offices.naryn)
    made = offices.naryn.evidence.attach("consultation", shared.id, a_file(tmp_path))
    own = consult(offices.naryn, confidentiality="office")
    secret = offices.naryn.evidence.attach("consultation", own.id, a_file(tmp_path, b"secret " * 999))
    offices.exchange()
    assert blobs(offices.naryn) == blobs(offices.second) == {made.sealed_name, secret.sealed_name}
    assert (blobs(offices.bishkek), blobs(offices.osh)) == ({made.sealed_name}, set())
    for clinic in (offices.bishkek, offices.second):
        (piece,) = clinic.evidence.of(shared.id)
        assert piece.here
        assert clinic.evidence.open_bytes(piece.record.id) == DATA
    for clinic in (offices.bishkek, offices.osh):
        rows = clinic._desk.vault.sql.all("select content from entry where content is not null")
        assert not any(secret.sealed_name.encode() in bytes(row[0]) for row in rows)
    offices.exchange()
    kinds = [one.kind for one in offices.naryn.evidence.custody(made.id)]
    assert sorted(kinds) == ["added", "sent", "viewed", "viewed"]
    sent = next(one for one in offices.naryn.evidence.custody(made.id) if one.kind == "sent")
    assert sent.to_whom == "Office BIS, Office NAR1"
    assert [one.kind for one in offices.naryn.evidence.custody(secret.id)] == ["added", "sent"]


def test_the_same_evidence_in_two_offices_is_one_after_merging(offices: Offices, tmp_path: Path) -> None:
    """Planted: without grouping by the content's hash the case showed it twice; each laptop kept both sealed files."""
    case = consult(offices.naryn)
    offices.exchange()
    file = a_file(tmp_path)
    first = offices.naryn.evidence.attach("consultation", case.id, file)
    other = offices.second.evidence.attach("consultation", case.id, file)
    third = offices.bishkek.evidence.attach("consultation", case.id, file)
    assert len({first.sealed_name, other.sealed_name, third.sealed_name}) == 3
    offices.exchange()
    for clinic in (offices.naryn, offices.second, offices.bishkek):
        (piece,) = clinic.evidence.of(case.id)
        assert {piece.record.id, *(one.id for one in piece.also)} == {first.id, other.id, third.id}
        assert piece.here and len(blobs(clinic)) == 1
        assert clinic.evidence.open_bytes(piece.record.id) == DATA
        added = [one for one in clinic.evidence.custody(piece.record.id) if one.kind == "added"]
        assert len({one.by for one in added}) == 3


def test_a_file_that_was_lost_on_the_way_is_asked_for(offices: Offices, clinics: Clinics, tmp_path: Path) -> None:
    """Planted: without `lacks` the package was acknowledged, and nobody ever left the file again."""
    made = offices.naryn.evidence.attach("consultation", consult(offices.naryn).id, a_file(tmp_path))
    stick = left(clinics, offices.naryn)
    offices.second.exchange.merge([stick])
    for one in objects(stick):
        one.unlink()
    done = offices.bishkek.exchange.merge([stick])
    assert (done.refused, done.objects.missing) == (False, 1)
    offices.naryn.exchange.merge([left(clinics, offices.second)])
    (piece,) = offices.bishkek.evidence.of(str(made.parent_id))
    assert not piece.here
    with pytest.raises(FileNotHere):
        offices.bishkek.evidence.open_bytes(made.id)
    assert offices.bishkek.keeping.problems() == []
    offices.naryn.exchange.merge([left(clinics, offices.bishkek)])
    again = left(clinics, offices.naryn)
    assert [one.name for one in objects(again)] == [f"{made.sealed_name}{OBJECT}"]
    assert offices.bishkek.exchange.merge([again]).objects.taken == (made.sealed_name,)
    assert offices.bishkek.evidence.open_bytes(made.id) == DATA
    offices.naryn.exchange.merge([left(clinics, offices.bishkek)])
    offices.second.exchange.merge([again, left(clinics, offices.bishkek)])
    offices.naryn.exchange.merge([left(clinics, offices.second)])
    assert objects(left(clinics, offices.naryn)) == []


def test_everything_brings_the_files_too(offices: Offices, clinics: Clinics, tmp_path: Path) -> None:
    made = offices.naryn.evidence.attach("consultation", consult(offices.naryn).id, a_file(tmp_path))
    offices.exchange(3)
    assert objects(left(clinics, offices.naryn)) == []
    assert [one.name for one in objects(left(clinics, offices.naryn, True))] == [f"{made.sealed_name}{OBJECT}"]


@pytest.mark.parametrize("change", ["bit", "longer", "shorter", "link", "folder", "other", "fifo"])
def test_what_is_not_the_sealed_file_is_refused(
    offices: Offices, clinics: Clinics, tmp_path: Path, change: str
) -> None:
    """Planted: with the name alone believed, a changed file took the place of evidence."""
    made = offices.naryn.evidence.attach("consultation", consult(offices.naryn).id, a_file(tmp_path))
    other = offices.naryn.evidence.attach("consultation", consult(offices.naryn).id, a_file(tmp_path, os.urandom(5000)))
    stick = left(clinics, offices.naryn)
    (file,) = (one for one in objects(stick) if one.name.startswith(made.sealed_name))
    good = file.read_bytes()
    if change in ("link", "folder", "fifo"):
        file.unlink()
        kept = stick / "kept"
        kept.write_bytes(good)
        {"link": lambda: file.symlink_to(kept), "folder": file.mkdir, "fifo": lambda: os.mkfifo(file)}[change]()
    else:
        bad = bytearray(good)
        bad[1000] ^= 1
        told = {"bit": bytes(bad), "longer": good + b"\0", "shorter": good[:-1]}
        file.write_bytes(told.get(change) or objects(stick)[0].read_bytes()[:1] * len(good))
    done = offices.bishkek.exchange.merge([stick])
    assert done.objects.taken == (other.sealed_name,)
    assert [name for name, _ in done.objects.refused] == [file.name]
    assert done.objects.missing == 1
    assert blobs(offices.bishkek) == {other.sealed_name}
    if change == "folder":
        file.rmdir()
    else:
        file.unlink()
    file.write_bytes(good)
    assert offices.bishkek.exchange.merge([stick]).objects.taken == (made.sealed_name,)


def test_a_file_that_nobody_names_is_left_alone(offices: Offices, clinics: Clinics, tmp_path: Path) -> None:
    stick = left(clinics, offices.naryn)
    (stick / f"{'0' * 64}{OBJECT}").write_bytes(b"x" * 100_000)
    (stick / f"../{'1' * 64}{OBJECT}").write_bytes(b"x")
    done = offices.bishkek.exchange.merge([stick])
    assert (done.objects.taken, done.objects.refused, done.objects.ignored) == ((), (), 1)
    assert blobs(offices.bishkek) == set()


def test_an_attachment_that_lies_about_its_content_gets_no_file(
    offices: Offices, clinics: Clinics, tmp_path: Path
) -> None:
    """Else a forged twin would stand in the way of the true file. Planted: by the hash of the sealed file alone."""
    case = consult(offices.naryn)
    offices.exchange()
    true = offices.second.evidence.attach("consultation", case.id, a_file(tmp_path))
    sealed = sealed_files.seal_bytes(offices.naryn.folder, "кат.pdf", b"forged")
    lie = type(sealed)(**{**vars(sealed), "sha256": true.sha256, "size": true.size})
    offices.naryn.evidence.keep("consultation", case.id, lie)
    done = offices.bishkek.exchange.merge([left(clinics, offices.naryn)])
    assert [why for _, why in done.objects.refused] == ["other"]
    assert offices.bishkek.exchange.merge([left(clinics, offices.second)]).objects.taken == (true.sealed_name,)
    (piece,) = offices.bishkek.evidence.of(case.id)
    assert offices.bishkek.evidence.open_bytes(piece.record.id) == DATA


def test_files_beside_held_packages_are_kept(offices: Offices, clinics: Clinics, tmp_path: Path) -> None:
    """Their entries wait for an earlier package; the stick may never come again. Planted: asked of the tables alone."""
    consult(offices.naryn)
    lost = left(clinics, offices.naryn)
    made = offices.naryn.evidence.attach("consultation", consult(offices.naryn).id, a_file(tmp_path))
    stick = left(clinics, offices.naryn)
    for package in lost.glob("*.clinic"):
        (stick / package.name).unlink(missing_ok=True)
    done = offices.bishkek.exchange.merge([stick])
    assert [one.status for one in done.packages if one.reason != "not_for_us"] == ["held"]
    assert done.objects.taken == (made.sealed_name,)
    offices.bishkek._desk.vault.clear_up_files(older_than=0)
    assert blobs(offices.bishkek) == {made.sealed_name}
    offices.bishkek.exchange.merge([lost])
    assert offices.bishkek.evidence.open_bytes(made.id) == DATA


def test_erasure_takes_the_file_from_everybody(offices: Offices, clinics: Clinics, tmp_path: Path) -> None:
    made = offices.naryn.evidence.attach("consultation", consult(offices.naryn).id, a_file(tmp_path))
    offices.exchange()
    assert len(blobs(offices.bishkek)) == 1
    offices.naryn.erasing.erase("consultation", str(made.parent_id))
    offices.exchange(3)
    for clinic in offices.all:
        assert blobs(clinic) == set()
        rows = clinic._desk.vault.sql.all("select content from entry where content is not null")
        assert not any(b"AGE-SECRET-KEY" in bytes(row[0]) for row in rows)
    assert objects(left(clinics, offices.naryn, True)) == []


def test_erasing_one_piece_takes_what_its_log_says_of_people_from_everybody(
    offices: Offices, clinics: Clinics, tmp_path: Path
) -> None:
    """A colleague gave it out before hearing of the erasure. Planted: the log stayed; late entries stayed."""
    case = consult(offices.naryn)
    made = offices.naryn.evidence.attach("consultation", case.id, a_file(tmp_path))
    (tmp_path / "second").mkdir()
    kept = offices.naryn.evidence.attach("consultation", case.id, a_file(tmp_path / "second", b"another"))
    offices.naryn.evidence.exported(made.id, "Касымбаевага берилди")
    offices.naryn.evidence.exported(kept.id, "Нарын райсоту")
    offices.exchange(2)
    offices.second.evidence.exported(made.id, "Сатыбалдиевге берилди")
    offices.naryn.erasing.erase("attachment", made.id)
    clinics.carry(offices.naryn, offices.bishkek)
    clinics.carry(offices.second, offices.bishkek)  # and that laptop is never heard of again
    clinics.exchange_all(offices.naryn, offices.bishkek)
    for clinic in (offices.bishkek, offices.naryn):
        rows = clinic._desk.vault.sql.all("select content from entry where content is not null")
        told = b"".join(bytes(row[0]) for row in rows).decode("utf-8", "replace")
        assert "Касымбаевага" not in told and "Сатыбалдиевге" not in told
        assert "Нарын райсоту" in told
        assert "Нарын райсоту" in [one.to_whom for one in clinic.evidence.custody(kept.id)]


def test_undone_and_taken_in_again_keeps_the_file(offices: Offices, clinics: Clinics, tmp_path: Path) -> None:
    made = offices.naryn.evidence.attach("consultation", consult(offices.naryn).id, a_file(tmp_path))
    done = offices.bishkek.exchange.merge([left(clinics, offices.naryn)])
    offices.bishkek.exchange.undo_run(done.run)
    assert offices.bishkek.evidence.of(str(made.parent_id)) == []
    offices.bishkek._desk.vault.clear_up_files(older_than=0)
    offices.bishkek.exchange.take_in_run(done.run)
    assert offices.bishkek.evidence.open_bytes(made.id) == DATA


def test_a_case_that_is_handed_over_takes_its_evidence_along(
    offices: Offices, clinics: Clinics, tmp_path: Path
) -> None:
    made = offices.naryn.evidence.attach("consultation", consult(offices.naryn).id, a_file(tmp_path))
    offices.exchange()
    offices.bishkek.handing_over.hand_over("consultation", str(made.parent_id), "OSH1")
    offices.exchange()
    assert offices.osh.evidence.open_bytes(made.id) == DATA
    offices.exchange()
    kinds = [one.kind for one in offices.bishkek.evidence.custody(made.id)]
    assert (kinds.count("added"), kinds.count("viewed")) == (1, 1)


def test_sharing_later_brings_the_file(offices: Offices, clinics: Clinics, tmp_path: Path) -> None:
    from dataclasses import replace

    own = consult(offices.naryn, confidentiality="office")
    made = offices.naryn.evidence.attach("consultation", own.id, a_file(tmp_path))
    offices.exchange()
    assert blobs(offices.bishkek) == set()
    now = offices.naryn.casework.load("consultation", own.id)
    offices.naryn.casework.save(replace(now, confidentiality="coord"))
    offices.exchange()
    assert offices.bishkek.evidence.open_bytes(made.id) == DATA


def test_what_lies_on_the_stick_already_is_looked_at(offices: Offices, clinics: Clinics, tmp_path: Path) -> None:
    made = offices.naryn.evidence.attach("consultation", consult(offices.naryn).id, a_file(tmp_path))
    stick = clinics.stick()
    outside = tmp_path / "outside"
    outside.write_bytes(b"dear")
    place = stick / f"{made.sealed_name}{OBJECT}"
    place.symlink_to(outside)
    offices.naryn.exchange.export(stick)
    assert outside.read_bytes() == b"dear" and not place.is_symlink()
    whole = place.read_bytes()
    place.write_bytes(whole[:-1])
    offices.naryn.exchange.export(stick)
    assert place.read_bytes() == whole
    before = place.stat().st_mtime_ns
    offices.naryn.exchange.export(stick)
    assert place.stat().st_mtime_ns == before


def test_a_file_damaged_here_is_not_given_to_others(offices: Offices, clinics: Clinics, tmp_path: Path) -> None:
    made = offices.naryn.evidence.attach("consultation", consult(offices.naryn).id, a_file(tmp_path))
    blob = offices.naryn.folder / "blobs" / made.sealed_name[:2] / made.sealed_name
    bad = bytearray(blob.read_bytes())
    bad[500] ^= 1
    blob.write_bytes(bad)
    stick = left(clinics, offices.naryn)
    assert objects(stick) == [] and list(stick.glob("*.clinic"))
    assert not list(stick.glob(".*"))


def test_a_preview_counts_files_and_takes_none(offices: Offices, clinics: Clinics, tmp_path: Path) -> None:
    offices.naryn.evidence.attach("consultation", consult(offices.naryn).id, a_file(tmp_path))
    stick = left(clinics, offices.naryn)
    assert offices.bishkek.exchange.look_into([stick]).files == 1
    assert blobs(offices.bishkek) == set()
    copy = shutil.copytree(stick, tmp_path / "copy")
    offices.bishkek.exchange.merge(sorted(copy.glob("*.clinic")))  # packages alone: files lie beside them
    assert len(blobs(offices.bishkek)) == 1
