"""Looking at what a merge would do leaves the file as it is: other windows are not woken, a full disk is no matter."""

from __future__ import annotations

from pathlib import Path

from tests.store.things import a_vault, save, thing


def test_a_trial_writes_nothing_to_the_file(tmp_path: Path) -> None:
    """With a savepoint taken back inside a transaction that is then committed, its pages were written all the same."""
    vault = a_vault(tmp_path / "v", new=True)
    save(vault, thing("t1", name="one"))
    other = a_vault(tmp_path / "v")
    seen, size = other.data_version(), (vault.folder / "vault.db-wal").stat().st_size
    with vault.trying():
        for number in range(50):
            save(vault, thing(f"x{number}", name="two" * 100))
        with vault.trying():
            save(vault, thing("inside", name="three"))
        assert vault.journal.count() == 51
    assert vault.journal.count() == 1 and vault.records.ids("thing") == ["t1"]
    assert (vault.folder / "vault.db-wal").stat().st_size == size
    assert other.data_version() == seen
    save(vault, thing("t2", name="two"))
    assert other.data_version() != seen and other.records.ids("thing") == ["t2", "t1"]
    other.close()
    vault.close()
