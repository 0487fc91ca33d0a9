"""The ways into a vault whose passphrase is mixed with a device secret, with a real Secret Service on its own bus."""

from __future__ import annotations

import base64
import shutil
from pathlib import Path

import pytest

from clinic_app.errors import KeyringEntryMissing, KeyringMissing, WrongPassphrase
from clinic_app.keys import device_secret, slots
from clinic_app.keys.master_key import MasterKey
from tests.keys.secret_service import SecretService
from tests.keys.test_slots import OTHER, PASSPHRASE, QUICK, VAULT


def create(folder: Path, **more) -> tuple[MasterKey, str]:
    return slots.create_slots(folder, VAULT, PASSPHRASE, use_keyring=True, stretching=QUICK, **more)


def test_passphrase_and_keyring_open_together(tmp_path: Path, secret_service: SecretService) -> None:
    made, _code = create(tmp_path)
    assert slots.open_with_passphrase(tmp_path, PASSPHRASE).raw() == made.raw()
    with pytest.raises(WrongPassphrase):
        slots.open_with_passphrase(tmp_path, OTHER)
    assert slots.slots_facts(tmp_path).keyring
    assert [slot.keyring for slot in slots.slots_facts(tmp_path).slots] == [True, False]


def test_the_device_secret_lies_in_the_keyring_and_not_in_the_file(
    tmp_path: Path, secret_service: SecretService
) -> None:
    create(tmp_path)
    secret = device_secret.read(VAULT)
    assert list(secret_service.entries()) == [VAULT]
    assert len(secret_service.entries()[VAULT]) < 1280
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for spelling in (secret, secret.hex().encode(), base64.b64encode(secret)[:-4]):
        assert spelling not in written


def test_an_emptied_keyring_is_named_and_never_called_a_wrong_passphrase(
    tmp_path: Path, secret_service: SecretService
) -> None:
    create(tmp_path)
    secret_service.empty()
    for typed in (PASSPHRASE, OTHER):
        with pytest.raises(KeyringEntryMissing):
            slots.open_with_passphrase(tmp_path, typed)


def test_the_entry_of_another_vault_counts_as_missing(tmp_path: Path, secret_service: SecretService) -> None:
    create(tmp_path)
    device_secret.store(VAULT, device_secret.new_secret())
    with pytest.raises(KeyringEntryMissing):
        slots.open_with_passphrase(tmp_path, PASSPHRASE)


def test_recovery_restores_the_entry_and_every_slot(tmp_path: Path, secret_service: SecretService) -> None:
    """After the keyring was emptied: the recovered person has a new passphrase, the colleague the old one."""
    made, code = create(tmp_path)
    colleague = slots.add_slot(tmp_path, made, OTHER, use_keyring=True, stretching=QUICK)
    before = secret_service.entries()
    secret_service.empty()
    assert slots.open_with_code(tmp_path, code).raw() == made.raw()
    recovered = slots.recover(tmp_path, code, "жаңы сөз айкашы")
    assert recovered.raw() == made.raw()
    assert secret_service.entries() == before
    assert slots.open_with_passphrase(tmp_path, "жаңы сөз айкашы").slot_id == made.slot_id
    assert slots.open_with_passphrase(tmp_path, OTHER).slot_id == colleague
    with pytest.raises(WrongPassphrase):
        slots.open_with_passphrase(tmp_path, PASSPHRASE)


def test_a_machine_without_keyring_says_so_and_recovers_without(tmp_path: Path, secret_service: SecretService) -> None:
    made, code = create(tmp_path)
    secret_service.stop_keyring()
    before = (tmp_path / "slots.json").read_bytes()
    with pytest.raises(KeyringMissing):
        slots.open_with_passphrase(tmp_path, PASSPHRASE)
    with pytest.raises(KeyringMissing):
        slots.recover(tmp_path, code, OTHER)
    assert (tmp_path / "slots.json").read_bytes() == before
    slots.recover(tmp_path, code, OTHER, without_keyring=True)
    assert slots.open_with_passphrase(tmp_path, OTHER).raw() == made.raw()
    assert not slots.slots_facts(tmp_path).keyring


def test_no_keyring_makes_no_vault_by_halves(tmp_path: Path, secret_service: SecretService) -> None:
    secret_service.stop_keyring()
    with pytest.raises(KeyringMissing):
        create(tmp_path)
    assert not slots.has_slots(tmp_path)


def test_a_folder_that_cannot_be_written_leaves_no_entry(tmp_path: Path, secret_service: SecretService) -> None:
    with pytest.raises(Exception, match="FileUnwritable"):
        create(tmp_path / "missing")
    assert secret_service.entries() == {}


def test_a_stolen_copy_does_not_open_with_the_passphrase_alone(tmp_path: Path, secret_service: SecretService) -> None:
    """Planted once: with the device secret left out of `_wrapping_key` the passphrase alone opened the copy."""
    made, _code = create(tmp_path)
    thief = tmp_path / "stolen"
    thief.mkdir()
    for name in ("slots.json", "slots.json.bak"):
        shutil.copy(tmp_path / name, thief / name)
    secret_service.empty()
    slot = slots.read_slots(thief).slots[0]
    for guess in (b"", bytes(32), device_secret.new_secret()):
        with pytest.raises(slots.SealBroken):
            slots.unsealed(VAULT, slot, slots.passphrase_bytes(PASSPHRASE), guess)
    assert made.raw()


def test_a_vault_may_take_the_keyring_up_and_lay_it_down(tmp_path: Path, secret_service: SecretService) -> None:
    made, code = slots.create_slots(tmp_path, VAULT, PASSPHRASE, use_keyring=False, stretching=QUICK)
    assert secret_service.entries() == {}
    slots.change_passphrase(tmp_path, made, OTHER, use_keyring=True)
    assert slots.open_with_passphrase(tmp_path, OTHER).raw() == made.raw()
    secret_service.empty()
    with pytest.raises(KeyringEntryMissing):
        slots.open_with_passphrase(tmp_path, OTHER)
    slots.change_passphrase(tmp_path, slots.recover(tmp_path, code, OTHER), PASSPHRASE, use_keyring=False)
    secret_service.empty()
    assert slots.open_with_passphrase(tmp_path, PASSPHRASE).raw() == made.raw()


def test_names_are_shown_where_the_keyring_is_and_nowhere_else(tmp_path: Path, secret_service: SecretService) -> None:
    made, _code = create(tmp_path, label="Айгүл MARKERNAME".encode())
    assert slots.slot_labels(tmp_path) == {made.slot_id: "Айгүл MARKERNAME".encode()}
    kept = [path for path in secret_service.folder.rglob("*") if path.is_file()]
    for path in [*kept, *tmp_path.iterdir()]:
        assert b"MARKERNAME" not in path.read_bytes()
    secret_service.empty()
    assert slots.slot_labels(tmp_path) == {}
