"""The vault file: nothing acknowledged is lost, nothing half done stays, and every damage has a name."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from clinic_app.errors import ClinicError, NoVault, VaultDamaged, VaultExists, VaultNewer
from clinic_app.store.tables import VERSION
from clinic_app.store.vault import FILE, Vault
from tests.store.things import KEY, NEWER, OLDER, a_vault, save, thing, words


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made = a_vault(tmp_path / "v", new=True)
    yield made
    made.close()


def names(vault: Vault, kind: str = "thing") -> dict[str, str]:
    with vault.looking():
        found = vault.records.load(kind, vault.records.ids(kind))
    return {record.id: record.name for record in found}  # type: ignore[attr-defined]


def test_a_save_is_there_after_reopening(vault: Vault) -> None:
    save(vault, thing("t1", name="Ң"))
    vault.close()
    again = a_vault(vault.folder)
    assert names(again) == {"t1": "Ң"}
    assert again.problems() == []
    again.close()


def test_another_key_a_missing_and_an_existing_vault_are_named(vault: Vault) -> None:
    with pytest.raises(VaultExists):
        a_vault(vault.folder, new=True)
    with pytest.raises(NoVault):
        a_vault(vault.folder.parent / "other")
    vault.close()
    with pytest.raises(VaultDamaged):
        a_vault(vault.folder, key=bytes(32))


def test_a_newer_vault_is_not_opened(vault: Vault) -> None:
    vault.sql.run(f"pragma user_version={VERSION + 1}")
    vault.close()
    with pytest.raises(VaultNewer) as refused:
        a_vault(vault.folder)
    assert refused.value.data == {"found": VERSION + 1, "known": VERSION}


def test_an_error_leaves_nothing(vault: Vault) -> None:
    save(vault, thing("t1", name="one"))
    number = vault.next_number("N")
    with pytest.raises(ZeroDivisionError), vault.changing():
        save(vault, thing("t2", name="two"))
        vault.remember("x", 1)
        vault.next_number("N")
        raise ZeroDivisionError
    assert names(vault) == {"t1": "one"}
    assert (vault.recall("x"), vault.next_number("N"), vault.journal.count()) == (None, number + 1, 1)
    assert vault.problems() == []


def test_trying_is_taken_back(vault: Vault) -> None:
    with vault.trying():
        save(vault, thing("t1", name="one"))
        assert names(vault) == {"t1": "one"}
    assert (names(vault), vault.journal.count()) == ({}, 0)


def test_nothing_typed_is_readable_in_the_file(vault: Vault) -> None:
    save(vault, thing("t1", name="MARKER-IN-THE-VAULT"))
    vault.keep_draft("d", {"x": "MARKER-IN-THE-VAULT"})
    for file in vault.folder.iterdir():
        assert b"MARKER" not in file.read_bytes()
        assert not file.read_bytes().startswith(b"SQLite")


def test_flipped_bytes_are_named_or_harmless(tmp_path: Path) -> None:
    """Whatever byte turns over: the data is whole, or VaultDamaged is said; never another error, never wrong data."""
    made = a_vault(tmp_path / "v", new=True)
    for number in range(60):
        save(made, thing(f"t{number}", name="x" * 300))
    wanted = names(made)
    made.close()
    file = made.folder / FILE
    whole = file.read_bytes()
    luck = Random(7)
    places = [0, 15, 16, 23, 24, 99, *(luck.randrange(len(whole)) for _ in range(80))]
    refused = 0
    for place in places:
        file.write_bytes(whole[:place] + bytes([whole[place] ^ (1 << luck.randrange(8))]) + whole[place + 1 :])
        try:
            opened = a_vault(made.folder)
            try:
                assert names(opened) == wanted
                problems = opened.problems()
                assert problems in ([], ["file"])
                refused += bool(problems)
            finally:
                opened.close()
        except VaultDamaged:
            refused += 1
        for extra in ("-wal", "-shm"):
            (made.folder / (FILE + extra)).unlink(missing_ok=True)
    assert refused > 80  # of 86: every page in use is authenticated
    for size in (0, 1, 512, 4096, len(whole) // 2, len(whole) - 1):
        file.write_bytes(whole[:size])
        with pytest.raises(ClinicError):
            opened = a_vault(made.folder)
            try:
                if opened.problems() or names(opened) != wanted:
                    raise VaultDamaged(file=FILE, part="file")
            finally:
                opened.close()


def write_many(folder: Path, mark: str) -> None:
    opened = a_vault(folder)
    for number in range(100):
        save(opened, thing(f"{mark}-{number}", name=mark), device=mark if number % 2 else "both")
        opened.next_number("N")
    opened.close()


def test_two_programs_write_at_once_and_lose_nothing(vault: Vault) -> None:
    context = multiprocessing.get_context("spawn")
    before = vault.data_version()
    both = [context.Process(target=write_many, args=(vault.folder, mark)) for mark in "ab"]
    for one in both:
        one.start()
    for one in both:
        one.join(120)
    assert [one.exitcode for one in both] == [0, 0]
    assert len(names(vault)) == 200
    assert vault.next_number("N") == 201
    assert vault.data_version() != before
    assert vault.problems() == []


WRITER = """
import sys
from pathlib import Path
from tests.store.things import a_vault, save, thing
opened = a_vault(Path(sys.argv[1]))
for number in range(100000):
    save(opened, thing(f"{sys.argv[2]}-{number}", name=str(number) * 50))
    print(number, flush=True)
"""


def kill_at(folder: Path, moments: int, seed: int) -> None:
    """Kill a writing program `moments` times; what it acknowledged must be there, and the vault well."""
    luck = Random(seed)
    root = Path(__file__).parents[2]
    acknowledged: set[str] = set()
    for moment in range(moments):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder), str(moment)],
            stdout=subprocess.PIPE,
            cwd=root,
            env=os.environ | {"PYTHONPATH": str(root)},
        )
        assert writer.stdout is not None
        for _ in range(luck.randint(1, 25)):
            acknowledged.add(f"{moment}-{int(writer.stdout.readline())}")
        os.kill(writer.pid, signal.SIGKILL)
        acknowledged |= {f"{moment}-{int(line)}" for line in writer.stdout if line.endswith(b"\n")}
        writer.stdout.close()
        writer.wait(30)
        opened = a_vault(folder)
        try:
            there = names(opened)
            assert acknowledged <= there.keys()
            assert len(there) <= len(acknowledged) + moment + 1  # at most the save under way
            assert opened.problems() == []
        finally:
            opened.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9 on Windows")
def test_killed_while_writing_nothing_acknowledged_is_lost(vault: Vault) -> None:
    vault.close()
    kill_at(vault.folder, 15, seed=15)


# --- programs of two versions on one vault ---------------------------------------------------------------------------


def test_an_unknown_register_is_kept_and_shown_after_the_update(vault: Vault) -> None:
    save(vault, thing("t1", **{"name": "one", "colour": "red", "marks/a": True}))
    assert not hasattr(vault.records.load("thing", ["t1"])[0], "colour")
    vault.close()
    newer = a_vault(vault.folder, NEWER)
    (found,) = newer.records.load("thing", ["t1"])
    assert (found.colour, found.marks) == ("red", {"a"})  # type: ignore[attr-defined]
    assert newer.problems() == []
    newer.close()


def test_a_type_of_a_newer_program_is_kept_and_shown_after_the_update(vault: Vault) -> None:
    vault.close()
    nothing_known = Vault(vault.folder, KEY, {}, words)
    save(nothing_known, thing("t1", name="one"))
    nothing_known.sql.run("drop table rec_thing")  # as if this vault had never known the type
    nothing_known.close()
    newer = a_vault(vault.folder, NEWER)
    assert names(newer) == {"t1": "one"}
    assert newer.problems() == []
    newer.close()


def test_an_older_program_in_between_loses_nothing(vault: Vault) -> None:
    """It knows a column less and rewrites rows without it; the newer program reads these records anew."""
    vault.close()
    newer = a_vault(vault.folder, NEWER)
    first = thing("t1", name="one", colour="red")
    save(newer, first)
    newer.close()
    older = a_vault(vault.folder, OLDER)
    save(older, thing("t1", {"name": (first.name,)}, name="two"))
    save(older, thing("t2", name="arrived meanwhile", colour="green"))
    older.close()
    newer = a_vault(vault.folder, NEWER)
    found = {record.id: (record.name, record.colour) for record in newer.records.load("thing", ["t1", "t2"])}  # type: ignore[attr-defined]
    assert found == {"t1": ("two", "red"), "t2": ("arrived meanwhile", "green")}
    newer.close()
