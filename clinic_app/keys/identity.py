"""The two keys of a device: one signs (Ed25519, minisign), one opens what is sealed to it (age); both replaceable."""

from __future__ import annotations

import hashlib
import os
from typing import NoReturn

from clinic_app.journal import minisign


class SigningKey:
    """A device's signing key; its minisign key id comes from its public key, so the seed alone brings it all back."""

    __slots__ = ("_seed", "public_key")

    def __init__(self, seed: bytes) -> None:
        """`seed`: 32 random bytes as `seed` gave them; raises ValueError for another length."""
        if len(seed) != minisign.SEED_BYTES:
            raise ValueError("seed length")
        self._seed = bytearray(seed)
        raw = minisign.public_key_of(seed, bytes(minisign.KEY_ID_BYTES)).raw
        self.public_key = minisign.PublicKey(hashlib.sha256(raw).digest()[: minisign.KEY_ID_BYTES], raw)

    @classmethod
    def new(cls) -> SigningKey:
        return cls(os.urandom(minisign.SEED_BYTES))

    @property
    def seed(self) -> bytes:
        """32 bytes, to be kept inside the vault and nowhere else; raises RuntimeError once forgotten."""
        if not self._seed:
            raise RuntimeError("the signing key was forgotten")
        return bytes(self._seed)

    @property
    def key_id(self) -> bytes:
        """8 bytes, as they stand in signatures."""
        return self.public_key.key_id

    @property
    def public(self) -> str:
        """The public key as one line of base64, as `minisign -P` takes it."""
        return self.public_key.text

    def sign(self, message: bytes) -> bytes:
        """64 bytes: plain Ed25519 over `message`, which must say what it is for (see journal seals)."""
        from nacl.signing import SigningKey as NaclKey

        return NaclKey(self.seed).sign(message).signature

    def forget(self) -> None:
        """Overwrite the seed with zeros, as far as Python allows."""
        for place in range(len(self._seed)):
            self._seed[place] = 0
        self._seed = bytearray()

    def __repr__(self) -> str:
        return f"SigningKey({self.public})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a signing key is never written anywhere but into the vault")


class AgeIdentity:
    """A device's age identity; what is sealed to its recipient only it opens."""

    __slots__ = ("_text", "recipient")

    def __init__(self, text: str) -> None:
        """`text`: "AGE-SECRET-KEY-1..." as `text` gave it; raises ValueError for anything else."""
        import pyrage

        try:
            identity = pyrage.x25519.Identity.from_str(text)
        except pyrage.IdentityError:
            raise ValueError("not an age identity") from None
        self._text = text
        self.recipient = str(identity.to_public())

    @classmethod
    def new(cls) -> AgeIdentity:
        import pyrage

        return cls(str(pyrage.x25519.Identity.generate()))

    @property
    def text(self) -> str:
        """ "AGE-SECRET-KEY-1...", to be kept inside the vault; `vault identity` alone hands it out."""
        return self._text

    def __repr__(self) -> str:
        return f"AgeIdentity({self.recipient})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("an age identity is never written anywhere but into the vault")
