"""The one key all others come from; it lives in memory only and shows itself nowhere."""

from __future__ import annotations

from typing import NoReturn

from clinic_app.keys.sealing import KEY_BYTES, derive


class MasterKey:
    """A vault's master key after unlocking; `forget` overwrites it, and nothing prints, copies or pickles it.

    Python copies bytes as it likes, and the keys derived here are immutable: `forget` removes what this object holds,
    not every trace in memory.
    """

    __slots__ = ("_key", "slot_id", "vault_id")

    def __init__(self, key: bytes, vault_id: str, slot_id: str) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError("key length")
        self._key = bytearray(key)
        self.vault_id = vault_id
        self.slot_id = slot_id

    def database_key(self) -> bytes:
        """32 raw bytes for the encrypted database."""
        return self.derived("database")

    def blob_key(self) -> bytes:
        """32 raw bytes under which attachments' own keys are wrapped."""
        return self.derived("blobs")

    def derived(self, purpose: str) -> bytes:
        """32 bytes for `purpose`; raises RuntimeError once the key was forgotten."""
        return derive(self.raw(), f"clinic-casebook v1 {purpose}")

    def raw(self) -> bytes:
        """The key itself, for wrapping it into a slot and for nothing else."""
        if not self._key:
            raise RuntimeError("the master key was forgotten")
        return bytes(self._key)

    def forget(self) -> None:
        """Overwrite the key with zeros; whoever asks for it afterwards gets an error."""
        for place in range(len(self._key)):
            self._key[place] = 0
        self._key = bytearray()

    @property
    def forgotten(self) -> bool:
        return not self._key

    def __repr__(self) -> str:
        return "MasterKey(hidden)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a master key is never written anywhere")
