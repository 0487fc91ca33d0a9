"""Who may ask a network in or change keys, and what a join that is taken back leaves: nothing, in memory neither.

The paper trail around a change of the signing key: with a plain transaction in place of `trail.changing_keys` what was
noted until then was signed by nobody, and the last test failed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clinic_app.errors import DiskFull, NotManager
from clinic_app.keys.identity import SigningKey
from tests.stories.clinics import Clinics
from tests.use_cases.several_people import NURBEK, Office


@pytest.fixture
def clinics(tmp_path: Path) -> Iterator[Clinics]:
    made = Clinics(tmp_path)
    yield made
    made.close_all()


def test_a_student_speaks_for_the_laptop_in_nothing(tmp_path: Path) -> None:
    """Seen to fail: a student could ask in, join, change keys, and say that no copy was in use."""
    office = Office(tmp_path / "office")
    network = office.open(NURBEK).network
    (tmp_path / "invitation").write_bytes(b"")
    for act in (
        lambda: network.request(tmp_path / "request"),
        network.request_shown,
        lambda: network.join(tmp_path / "invitation"),
        network.settle_copy,
    ):
        with pytest.raises(NotManager):
            act()
    office.close()
    assert not (tmp_path / "request").exists()


def test_a_join_that_is_taken_back_is_in_no_network(clinics: Clinics, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen to fail: the vault knew of no network, and the open window went on as if it were in one."""
    bishkek, naryn = clinics.coordinator(), clinics.office("NAR1")
    request, invitation = clinics.folder / "request", clinics.folder / "invitation"
    naryn.network.request(request)
    bishkek.network.admit(request, "NAR1", invitation)
    vault = naryn._desk.vault
    remember = vault.remember

    def full(name: str, value: Any) -> None:
        if name == "network_identities":
            raise DiskFull(where="here")
        remember(name, value)

    with monkeypatch.context() as planted, pytest.raises(DiskFull):
        planted.setattr(vault, "remember", full)
        naryn.network.join(invitation)
    assert (naryn.identity.network_id, naryn.identity.letter) == ("", "A")
    naryn.network.join(invitation)
    assert naryn.identity.network_id == bishkek.identity.network_id


def test_the_old_key_seals_what_was_noted_until_it_is_given_up(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    bishkek.trail.note("printed", kind="card")
    old = SigningKey(bishkek._desk.keys.sign_seed).public_key.raw
    bishkek.network.new_signing_key()
    rows = [row for row, _chain in bishkek.trail.chained()]
    named = next(row.number for row in rows if row.act == "trail_key")
    (seal,) = bishkek._desk.vault.trail.seals()
    assert (seal.number, seal.key) == (named - 1, old)
    assert {row.act for row in rows if row.number > named} == {"keys_changed"}
    assert bishkek.keeping.problems() == []
