"""The device secret: 32 random bytes in the OS keyring, without which a stolen vault file cannot even be guessed at."""

from __future__ import annotations

import base64
import binascii
import os

from clinic_app.errors import KeyringEntryMissing
from clinic_app.keys import os_keyring

SECRET_BYTES = 32
_PREFIX = "v1:"


def new_secret() -> bytes:
    """A fresh device secret, 32 bytes."""
    return os.urandom(SECRET_BYTES)


def store(vault_id: str, secret: bytes) -> None:
    """Keep the secret of vault `vault_id`, over whatever was there; raises KeyringMissing."""
    os_keyring.write_entry(vault_id, _PREFIX + base64.b64encode(secret).decode("ascii"))


def read(vault_id: str) -> bytes:
    """The secret of vault `vault_id`; raises KeyringEntryMissing (also when it is not one of ours), KeyringMissing."""
    text = os_keyring.read_entry(vault_id)
    try:
        secret = base64.b64decode(text.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise KeyringEntryMissing from None
    if not text.startswith(_PREFIX) or len(secret) != SECRET_BYTES:
        raise KeyringEntryMissing
    return secret


def delete(vault_id: str) -> None:
    """Take the secret out of the keyring; nothing there is fine. Raises KeyringMissing."""
    os_keyring.delete_entry(vault_id)
