"""The operating system's keyring: real, emptied, locked, absent, hanging, and the kinds that are refused."""

from __future__ import annotations

import gc
import threading

import pytest

from clinic_app.errors import KeyringEntryMissing, KeyringMissing
from clinic_app.keys import device_secret, os_keyring
from tests.keys.secret_service import SecretService

# keyring's Secret Service backend leaves its connection open when unlocking fails; it is collected inside these tests.
leaves_a_socket = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def test_a_secret_is_kept_read_replaced_and_deleted(secret_service: SecretService) -> None:
    first, second = device_secret.new_secret(), device_secret.new_secret()
    device_secret.store("vault-one", first)
    device_secret.store("vault-two", second)
    assert (device_secret.read("vault-one"), device_secret.read("vault-two")) == (first, second)
    device_secret.store("vault-one", second)
    assert device_secret.read("vault-one") == second
    device_secret.delete("vault-one")
    device_secret.delete("vault-one")
    with pytest.raises(KeyringEntryMissing):
        device_secret.read("vault-one")


@pytest.mark.parametrize("text", ["", "v1:", "v1:AAAA", "v2:" + "A" * 43 + "=", "v1:****", "A" * 43 + "="])
def test_an_entry_that_is_not_ours_counts_as_missing(secret_service: SecretService, text: str) -> None:
    os_keyring.write_entry("vault-one", text)
    with pytest.raises(KeyringEntryMissing):
        device_secret.read("vault-one")


def test_what_windows_could_not_hold_is_refused_everywhere() -> None:
    for text in ("a" * 1280, "ключ"):
        with pytest.raises(ValueError, match="not fit"):
            os_keyring.write_entry("vault-one", text)


@leaves_a_socket
def test_a_locked_keyring_is_named_by_its_class_only(secret_service: SecretService) -> None:
    device_secret.store("vault-one", device_secret.new_secret())
    secret_service.lock()
    with pytest.raises(KeyringMissing) as raised:
        device_secret.read("vault-one")
    assert raised.value.data == {"reason": "KeyringLocked"}
    gc.collect()


def test_a_keyring_that_comes_later_is_found(secret_service: SecretService) -> None:
    """`keyring` by itself remembers the first answer for ever; a window open all day must not."""
    secret_service.stop_keyring()
    with pytest.raises(KeyringMissing):
        device_secret.read("vault-one")
    assert not os_keyring.keyring_present()
    secret_service.start_keyring()
    assert os_keyring.keyring_present()
    with pytest.raises(KeyringEntryMissing):
        device_secret.read("vault-one")


@pytest.mark.usefixtures("no_keyring")
def test_a_machine_without_a_bus_has_no_keyring() -> None:
    for attempt in (
        lambda: device_secret.store("vault-one", bytes(32)),
        lambda: device_secret.read("vault-one"),
        lambda: device_secret.delete("vault-one"),
    ):
        with pytest.raises(KeyringMissing):
            attempt()


@leaves_a_socket
def test_a_keyring_that_never_answers_costs_patience_only(secret_service: SecretService) -> None:
    from jeepney import message_bus
    from jeepney.io.blocking import Proxy, open_dbus_connection

    secret_service.stop_keyring()
    with open_dbus_connection(bus=secret_service.address) as silent:
        Proxy(message_bus, silent).RequestName("org.freedesktop.secrets")
        with pytest.raises(KeyringMissing) as raised:
            os_keyring.read_entry("vault-one", patience=0.3)
        assert raised.value.data == {"reason": "TimeOut"}
    for thread in threading.enumerate():
        if thread.name == "keyring":
            thread.join(timeout=20)
    gc.collect()


@pytest.mark.parametrize(
    "chosen",
    [
        "keyring.backends.null.Keyring",
        "keyring.backends.fail.Keyring",
        "keyring.backends.chainer.ChainerBackend",
        "keyrings.alt.file.PlaintextKeyring",
        "no.such.Keyring",
    ],
)
def test_a_keyring_that_keeps_nothing_or_in_the_clear_is_refused(
    secret_service: SecretService, monkeypatch: pytest.MonkeyPatch, chosen: str
) -> None:
    """Not even silently replaced by another: the user's choice is visible in the error."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", chosen)
    with pytest.raises(KeyringMissing):
        device_secret.store("vault-one", bytes(32))
    assert secret_service.entries() == {}


def test_a_plain_file_backend_in_the_configuration_is_refused(secret_service: SecretService) -> None:
    folder = secret_service.folder / "config" / "python_keyring"
    folder.mkdir()
    (folder / "keyringrc.cfg").write_text(
        "[backend]\ndefault-keyring=keyring.backends.null.Keyring\n", encoding="ascii"
    )
    with pytest.raises(KeyringMissing) as raised:
        device_secret.store("vault-one", bytes(32))
    assert raised.value.data == {"reason": "NoKeyringError"}
