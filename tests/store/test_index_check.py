"""Whether `vault check` notices what search would not find."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clinic_app.store.vault import Vault
from tests.store.things import a_vault, save, thing


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """Four things, one without a word."""
    made = a_vault(tmp_path / "v", new=True)
    for number in range(3):
        save(made, thing(f"t{number}", name=f"common word{number}"))
    save(made, thing("silent", name=" "))
    assert made.problems() == []
    yield made
    made.close()


def number_of(vault: Vault, id: str) -> int:
    return int(vault.sql.all("select id from document where record = ?", id)[0][0])


def test_one_record_whose_words_are_lost_is_named(vault: Vault) -> None:
    """It was so: numbers were counted, and the number was still there."""
    vault.sql.run("delete from search where rowid = ?", number_of(vault, "t1"))
    assert vault.search('"common"') and vault.problems() == ["index thing t1"]


def test_one_record_whose_number_is_lost_is_named_though_the_sum_is_right(vault: Vault) -> None:
    """It was so: as many numbers as records, and all was well."""
    number = number_of(vault, "t2")
    vault.sql.run("update document set record = 'nobody' where id = ?", number)
    assert vault.problems() == ["index thing t2", "index"]


def test_words_under_no_number_are_noticed(vault: Vault) -> None:
    vault.sql.run("insert into search (rowid, words) values (77, 'common')")
    assert vault.problems() == ["index"]


def test_many_are_not_all_named(vault: Vault) -> None:
    for number in range(30):
        save(vault, thing(f"more{number:02}", name="common"))
    vault.sql.run("delete from search where rowid > 0")
    found = vault.problems()
    assert (len(found), found[0], found[-1]) == (21, "index thing more00", "index")
