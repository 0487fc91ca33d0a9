"""What goes wrong on real laptops: locks that do not open, damaged files, packages for others."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from clinic_app.keys.slot_file import with_checksum
from tests.cli.laptop import Laptop, consultation, join
from tests.keys.secret_service import SecretService, running_secret_service

NEW_WORDS = "жаңы сөз 2026 көл"


@pytest.fixture(scope="module")
def keyring() -> Iterator[SecretService]:
    with running_secret_service() as service:
        yield service


@pytest.fixture
def locked(keyring: SecretService, tmp_path: Path) -> Laptop:
    """A laptop whose case book has its other half in a real keyring."""
    laptop = Laptop(tmp_path / "locked")
    laptop.keyring = {"DBUS_SESSION_BUS_ADDRESS": keyring.address}
    laptop.founded("NAR1", "lawyer", "--json")
    assert keyring.entries()
    laptop.add("consultation", consultation())
    return laptop


@pytest.fixture
def laptop(tmp_path: Path) -> Laptop:
    made = Laptop(tmp_path / "laptop").founded()
    made.add("consultation", consultation())
    return made


def recover(laptop: Laptop) -> None:
    code, new = laptop.folder / "code", laptop.folder / "new-words"
    code.write_text(laptop.codes["recovery_code"], encoding="utf-8")
    new.write_text(NEW_WORDS, encoding="utf-8")
    laptop.run("vault", "recover", "--code-file", code, "--new-passphrase-file", new)
    laptop.words = new


def test_an_emptied_keyring_is_named_and_the_recovery_code_repairs_it(locked: Laptop, keyring: SecretService) -> None:
    keyring.empty()
    assert "recovery code" in locked.refused("record", "list", "consultation")
    recover(locked)
    assert keyring.entries()
    assert len(locked.doc("record", "list", "consultation")) == 1 and locked.is_whole()


def test_no_keyring_at_all_is_named(locked: Laptop) -> None:
    locked.keyring = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    assert "no keyring" in locked.refused("record", "list", "consultation")


def test_a_wrong_passphrase_is_3_with_and_without_a_keyring(locked: Laptop, laptop: Laptop) -> None:
    sentences = set()
    for one in (locked, laptop):
        one.words.write_text("башка сөз 2026", encoding="utf-8")
        sentences.add(one.refused("record", "list", "consultation", code=3))
    assert len(sentences) == 1


def test_a_stolen_copy_does_not_open_without_the_keyring_of_its_laptop(locked: Laptop, tmp_path: Path) -> None:
    thief = Laptop(tmp_path / "thief")
    shutil.copytree(locked.vault, thief.vault)
    thief.run("record", "list", "consultation", code=1)


def test_recovery_gives_a_new_passphrase_and_ends_the_old_one(laptop: Laptop) -> None:
    old = laptop.words
    recover(laptop)
    assert len(laptop.doc("record", "list", "consultation")) == 1
    laptop.words = old
    laptop.run("record", "list", "consultation", code=3)


def _flip(file: Path, *places: int) -> None:
    data = bytearray(file.read_bytes())
    for place in places:
        data[place] ^= 0x10
    file.write_bytes(data)


@pytest.mark.parametrize("place", [0, 16, 40, 100, 4096, -100, -5000])
def test_a_damaged_vault_file_is_1_and_never_3(laptop: Laptop, place: int) -> None:
    """A wrong key and a damaged first page look alike to the cipher; only the locks can say that the key was right."""
    kept = (laptop.vault / "vault.db").read_bytes()
    _flip(laptop.vault / "vault.db", place)
    done = laptop.run("vault", "check", code=1)
    assert done.sentence and (not done.out or done.doc["ok"] is False)
    (laptop.vault / "vault.db").write_bytes(kept)
    assert laptop.is_whole() and len(laptop.doc("record", "list", "consultation")) == 1


def test_a_torn_vault_file_is_named_in_three_languages(laptop: Laptop) -> None:
    file = laptop.vault / "vault.db"
    kept = file.read_bytes()
    for torn in (b"", kept[:1000], kept[: len(kept) // 2], bytes(len(kept)), os.urandom(len(kept))):
        file.write_bytes(torn)
        assert "vault.db" in laptop.refused("record", "list", "consultation")
        laptop.run("vault", "check", code=1)
    file.write_bytes(kept)
    assert laptop.is_whole()


def test_a_lost_vault_file_is_not_made_anew(laptop: Laptop) -> None:
    (laptop.vault / "vault.db").unlink()
    laptop.refused("record", "list", "consultation")
    assert not (laptop.vault / "vault.db").exists()
    told = ("--office", "A", "--office-name", "Т", "--person", "А", "--role", "lawyer", "--no-keyring", "--kdf-floor")
    laptop.run("vault", "create", *told, code=1)


def test_damaged_slots_are_healed_from_their_copy(laptop: Laptop) -> None:
    for name in ("slots.json", "slots.json.bak"):
        _flip(laptop.vault / name, 200)
        assert laptop.is_whole()
        assert (laptop.vault / "slots.json").read_bytes() == (laptop.vault / "slots.json.bak").read_bytes()


def test_two_damaged_slots_files_are_1_and_never_3(laptop: Laptop) -> None:
    both = [laptop.vault / name for name in ("slots.json", "slots.json.bak")]
    kept = both[0].read_bytes()
    places = random.Random(7).sample(range(len(kept)), 12)
    for place in places:
        for file in both:
            file.write_bytes(kept)
            _flip(file, place)
        laptop.run("record", "list", "consultation", code=1)
    for file in both:
        file.write_bytes(b"")
    assert "slots.json" in laptop.refused("record", "list", "consultation")
    for file in both:
        file.unlink()
    laptop.refused("record", "list", "consultation")
    both[0].write_bytes(kept)
    assert laptop.is_whole()


def test_a_vault_of_a_newer_program_is_left_alone(laptop: Laptop) -> None:
    newer = with_checksum(json.loads((laptop.vault / "slots.json").read_bytes()) | {"version": 2})
    for name in ("slots.json", "slots.json.bak"):
        (laptop.vault / name).write_bytes(newer)
    assert "newer" in laptop.refused("record", "list", "consultation")
    assert (laptop.vault / "slots.json").read_bytes() == newer


def test_a_package_for_somebody_else_is_4_by_name_and_passed_over_in_a_folder(tmp_path: Path) -> None:
    naryn, osh = Laptop(tmp_path / "naryn").founded("NAR1"), Laptop(tmp_path / "osh").founded("OSH1")
    coordinator = Laptop(tmp_path / "k").founded("BISH", "coordinator")
    join(coordinator, (naryn, "NAR1"), (osh, "OSH1"))
    naryn.add("consultation", consultation())
    osh.run("merge", coordinator.exported("news"))
    stick = naryn.exported("stick")
    said = set()
    for lang in ("en", "ky", "ru"):
        done = osh.run("merge", *stick.glob("NAR1-A-*.clinic"), code=4, lang=lang)
        assert {one["status"] for one in done.doc["packages"]} == {"refused"}
        said.add(done.sentence)
    assert len(said) == 3
    assert {one["status"] for one in osh.doc("merge", stick)["packages"]} == {"nothing_new"}
    assert osh.doc("record", "list", "consultation") == [] and osh.is_whole()


def test_an_invitation_for_somebody_else_or_with_other_digits_joins_nothing(tmp_path: Path) -> None:
    naryn, osh = Laptop(tmp_path / "naryn").founded("NAR1"), Laptop(tmp_path / "osh").founded("OSH1")
    coordinator = Laptop(tmp_path / "k").founded("BISH", "coordinator")
    coordinator.run("network", "create", "--name", "Сыноо")
    for laptop in (naryn, osh):
        laptop.run("device", "request", "--out", laptop.folder / "request")
    told = coordinator.doc(
        "network", "admit", naryn.folder / "request", "--office", "NAR1", "--out", naryn.folder / "invitation"
    )
    coordinator.run("network", "admit", osh.folder / "request", "--office", "NAR1", "--out", osh.folder / "x", code=1)
    osh.refused("network", "join", naryn.folder / "invitation", code=4)
    digits = told["network_digits"]
    wrong = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    naryn.refused("network", "join", naryn.folder / "invitation", "--expect", wrong, code=4)
    naryn.refused("network", "join", naryn.folder / "invitation", "--expect", digits[:20], code=4)
    for laptop in (naryn, osh):
        assert laptop.doc("vault", "info")["network_id"] == ""
        laptop.run("network", "roster", code=1)
        assert laptop.is_whole()
    joined = naryn.doc("network", "join", naryn.folder / "invitation", "--expect", digits.replace(" ", "-"))
    assert joined["network_digits"] == digits and joined["letter"] == told["letter"] == "A"


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_other_users_of_the_machine_see_nothing(laptop: Laptop) -> None:
    backup, restored = laptop.folder / "backup", laptop.folder / "restored"
    laptop.run("vault", "backup", "--to", backup)
    laptop.run("vault", "restore", backup, "--to", restored)
    for path in (laptop.vault, restored, backup):
        assert path.stat().st_mode & 0o077 == 0, path
