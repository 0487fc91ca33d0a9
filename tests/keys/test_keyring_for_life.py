"""The whole life of a lock with a real Secret Service: present, locked, emptied; and what each keyring can hold."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from clinic_app.errors import KeyringEntryMissing, KeyringMissing, WrongPassphrase
from clinic_app.keys import device_secret, os_keyring, recovery_slots, slots
from clinic_app.keys.panic import leave_recovery_only
from clinic_app.keys.slot_seals import device_secret_by_master
from tests.keys.secret_service import SecretService
from tests.keys.test_slots import OTHER, PASSPHRASE, QUICK, VAULT

THIRD = "жети жолу өлчө бир жолу кес"
WINDOWS_CHARACTERS = 1_280  # CRED_MAX_CREDENTIAL_BLOB_SIZE is 2,560 bytes, and `keyring` writes UTF-16


def test_from_the_first_day_to_the_panic_key(tmp_path: Path, secret_service: SecretService) -> None:
    """Create, open, change, add a person, renew the sheet, empty the keyring, recover, panic, recover once more."""
    master, code = slots.create_slots(tmp_path, VAULT, PASSPHRASE, use_keyring=True, stretching=QUICK)
    raw, secret = master.raw(), device_secret.read(VAULT)
    slots.change_passphrase(tmp_path, master, OTHER)
    second = slots.add_slot(tmp_path, master, THIRD, use_keyring=True, label="Айгүл".encode(), stretching=QUICK)
    assert slots.open_with_passphrase(tmp_path, OTHER).raw() == slots.open_with_passphrase(tmp_path, THIRD).raw() == raw

    new, slot = recovery_slots.add_recovery_code(tmp_path, master)
    recovery_slots.keep_recovery_slot(tmp_path, master, slot)
    secret_service.empty()
    with pytest.raises(KeyringEntryMissing):
        slots.open_with_passphrase(tmp_path, THIRD)
    assert recovery_slots.slot_of_code(tmp_path, code) is None
    assert [one.person for one in recovery_slots.people_behind(tmp_path, slots.open_with_code(tmp_path, new))] == [
        "",
        "Айгүл",
    ]
    slots.recover(tmp_path, new, "элдик сөз айкашы бул", slot_id=second)
    assert device_secret.read(VAULT) == secret, "the copy under the master key is the same secret"
    assert slots.open_with_passphrase(tmp_path, OTHER).slot_id == master.slot_id, "others open as they did"
    with pytest.raises(WrongPassphrase):
        slots.open_with_passphrase(tmp_path, THIRD)

    leave_recovery_only(tmp_path)
    assert secret_service.entries() == {}
    with pytest.raises(KeyringEntryMissing):
        slots.open_with_passphrase(tmp_path, OTHER)
    again = slots.recover(tmp_path, new, OTHER)
    assert again.raw() == raw
    assert slots.open_with_passphrase(tmp_path, OTHER).slot_id == again.slot_id
    assert device_secret.read(VAULT) == secret


def test_the_copy_of_the_device_secret_lies_under_the_master_key(tmp_path: Path, secret_service: SecretService) -> None:
    master, _code = slots.create_slots(tmp_path, VAULT, PASSPHRASE, use_keyring=True, stretching=QUICK)
    assert device_secret_by_master(slots.read_slots(tmp_path), master) == device_secret.read(VAULT)


# The thread that waits for the prompt is let go with its socket; the end of the program ends it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_prompt_nobody_answers_hangs_nobody(
    tmp_path: Path, secret_service: SecretService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The keyring is locked and asks for its password on a screen that nobody sees; the sheet still opens."""
    _master, code = slots.create_slots(tmp_path, VAULT, PASSPHRASE, use_keyring=True, stretching=QUICK)
    monkeypatch.setattr(os_keyring, "PATIENCE_SECONDS", 1.0)
    secret_service.lock()
    told: list[Exception] = []

    def open_it() -> None:
        try:
            slots.open_with_passphrase(tmp_path, PASSPHRASE)
        except Exception as error:
            told.append(error)

    opening = threading.Thread(target=open_it, daemon=True)
    opening.start()
    opening.join(60)
    assert not opening.is_alive()
    assert isinstance(told[0], KeyringMissing | KeyringEntryMissing)
    assert slots.open_with_code(tmp_path, code).raw()
    slots.recover(tmp_path, code, OTHER, without_keyring=True)
    assert slots.open_with_passphrase(tmp_path, OTHER).raw()


def test_every_entry_ever_written_fits_every_keyring(
    tmp_path: Path, secret_service: SecretService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything the program keeps in a keyring goes through `write_entry`: its longest texts fit Windows and macOS.

    An entry has one text of ASCII; its length depends neither on the number of people nor on their names or codes.
    """
    written: list[tuple[str, str]] = []
    real = os_keyring.write_entry

    def watched(user: str, text: str, patience: float | None = None) -> None:
        written.append((user, text))
        real(user, text, patience)

    monkeypatch.setattr(os_keyring, "write_entry", watched)
    vault = "v" * 64  # the longest id there is
    master, code = slots.create_slots(tmp_path, vault, PASSPHRASE, use_keyring=True, stretching=QUICK)
    for number in range(3):
        name = f"{number} {'Ө' * 200}"
        slots.add_slot(tmp_path, master, f"{THIRD} {number}", use_keyring=True, label=name.encode(), stretching=QUICK)
    slots.change_passphrase(tmp_path, master, OTHER)
    slots.recover(tmp_path, code, PASSPHRASE)
    assert len(written) == 6
    for user, text in written:
        assert len(user) < WINDOWS_CHARACTERS
        assert len(text) < WINDOWS_CHARACTERS
        assert (user + text).isascii()
    assert {len(text) for _user, text in written} == {47}
    with pytest.raises(ValueError):
        real(vault, "x" * WINDOWS_CHARACTERS)


def test_nothing_but_the_door_writes_into_a_keyring() -> None:
    """What is not written through `os_keyring` would not be counted above."""
    rooms = Path(slots.__file__).parents[1]
    found = [path.name for path in rooms.rglob("*.py") if "set_password" in path.read_text(encoding="utf-8")]
    assert found == ["os_keyring.py"]
