"""minisign signatures as pure functions: what the program `minisign` writes and reads, byte for byte and nothing else.

We sign the BLAKE2b-512 hash ("ED"). The old form over the bytes themselves ("Ed") is read only when asked for: an "ED"
signature of a file can be relabelled as an "Ed" signature of that file's 64-byte hash.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import BinaryIO

PREHASHED = b"ED"
LEGACY = b"Ed"
KEY_ID_BYTES = 8
SEED_BYTES = 32
_SIGNATURE_BYTES = 64
_KEY_BYTES = 32
_MOST_FILE_BYTES = 4096
_CHUNK = 1 << 20
_UNTRUSTED = "untrusted comment: "
_TRUSTED = "trusted comment: "


@dataclass(frozen=True)
class PublicKey:
    """An Ed25519 public key (32 bytes) and the 8-byte id minisign knows it by."""

    key_id: bytes
    raw: bytes

    @property
    def text(self) -> str:
        """One line of base64, as `minisign -P` takes it."""
        return base64.b64encode(LEGACY + self.key_id + self.raw).decode("ascii")

    @property
    def file(self) -> bytes:
        """The two lines of a `minisign.pub`."""
        shown = f"{int.from_bytes(self.key_id, 'little'):X}"  # the program pads with no zeros
        return f"{_UNTRUSTED}minisign public key {shown}\n{self.text}\n".encode("ascii")


@dataclass(frozen=True)
class Signature:
    """A signature file taken apart; nothing in it is to be believed before `verify`."""

    algorithm: bytes
    key_id: bytes
    signature: bytes
    trusted_comment: str
    global_signature: bytes


def public_key_of(seed: bytes, key_id: bytes) -> PublicKey:
    """The public key of a 32-byte seed under an 8-byte `key_id`."""
    from nacl.signing import SigningKey

    return PublicKey(_sized(key_id, KEY_ID_BYTES, "key id"), bytes(SigningKey(seed).verify_key))


def read_public_key(text: str) -> PublicKey:
    """The key in one line of base64 or in the two lines of a `minisign.pub`; raises ValueError."""
    lines = text.removesuffix("\n").split("\n")
    if len(lines) == 2 and lines[0].startswith(_UNTRUSTED):
        lines = lines[1:]
    if len(lines) != 1:
        raise ValueError("not a minisign public key")
    raw = _base64(lines[0], 2 + KEY_ID_BYTES + _KEY_BYTES, "public key")
    if raw[:2] != LEGACY:
        raise ValueError("unknown kind of public key")
    return PublicKey(raw[2 : 2 + KEY_ID_BYTES], raw[2 + KEY_ID_BYTES :])


def sign(
    data: bytes | BinaryIO,
    seed: bytes,
    key_id: bytes,
    trusted_comment: str,
    untrusted_comment: str = "signature from clinic-casebook",
) -> bytes:
    """The `.minisig` file of `data` (bytes, or a stream read to its end); comments are one line, else ValueError."""
    from nacl.signing import SigningKey

    key = SigningKey(_sized(seed, SEED_BYTES, "seed"))
    trusted, untrusted = _one_line(trusted_comment), _one_line(untrusted_comment)
    signature = key.sign(_blake2b(data)).signature
    over_all = key.sign(signature + trusted.encode("utf-8")).signature
    first = base64.b64encode(PREHASHED + _sized(key_id, KEY_ID_BYTES, "key id") + signature).decode("ascii")
    last = base64.b64encode(over_all).decode("ascii")
    made = f"{_UNTRUSTED}{untrusted}\n{first}\n{_TRUSTED}{trusted}\n{last}\n".encode()
    if len(made) > _MOST_FILE_BYTES:
        raise ValueError("comments too long")
    return made


def read_signature(signature_file: bytes) -> Signature:
    """A signature file taken apart, strictly: four lines of right lengths, at most 4 KiB; else ValueError."""
    if len(signature_file) > _MOST_FILE_BYTES:
        raise ValueError("signature file too long")
    lines = signature_file.decode("utf-8").split("\n")
    if len(lines) != 5 or lines[4]:
        raise ValueError("not four lines")
    if not lines[0].startswith(_UNTRUSTED) or not lines[2].startswith(_TRUSTED):
        raise ValueError("comments missing")
    _one_line(lines[0])
    first = _base64(lines[1], 2 + KEY_ID_BYTES + _SIGNATURE_BYTES, "signature")
    last = _base64(lines[3], _SIGNATURE_BYTES, "global signature")
    if first[:2] not in (PREHASHED, LEGACY):
        raise ValueError("unknown kind of signature")
    key_id, signature = first[2 : 2 + KEY_ID_BYTES], first[2 + KEY_ID_BYTES :]
    return Signature(first[:2], key_id, signature, _one_line(lines[2].removeprefix(_TRUSTED)), last)


def verify(data: bytes | BinaryIO, signature_file: bytes, public_key: PublicKey | str, *, legacy: bool = False) -> str:
    """The trusted comment, if `signature_file` is that key's signature of `data` (bytes or stream); else ValueError.

    `legacy` also takes the old form, for which a stream is read whole into memory.
    """
    from nacl.exceptions import BadSignatureError
    from nacl.signing import VerifyKey

    key = read_public_key(public_key) if isinstance(public_key, str) else public_key
    read = read_signature(signature_file)
    if read.key_id != key.key_id:
        raise ValueError("signed by another key")
    if read.algorithm == LEGACY and not legacy:
        raise ValueError("old kind of signature")
    checked = VerifyKey(key.raw)
    message = _blake2b(data) if read.algorithm == PREHASHED else _whole(data)
    try:
        checked.verify(message, read.signature)
        checked.verify(read.signature + read.trusted_comment.encode("utf-8"), read.global_signature)
    except BadSignatureError:
        raise ValueError("signature does not fit") from None
    return read.trusted_comment


def _blake2b(data: bytes | BinaryIO) -> bytes:
    if isinstance(data, bytes):
        return hashlib.blake2b(data).digest()
    whole = hashlib.blake2b()
    while chunk := data.read(_CHUNK):
        whole.update(chunk)
    return whole.digest()


def _whole(data: bytes | BinaryIO) -> bytes:
    return data if isinstance(data, bytes) else data.read()


def _base64(line: str, length: int, what: str) -> bytes:
    """Strict base64 of exactly `length` bytes; a second spelling of the same bytes is refused."""
    try:
        raw = base64.b64decode(line.encode("ascii"), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError(f"{what}: not base64") from None
    if base64.b64encode(raw).decode("ascii") != line:
        raise ValueError(f"{what}: not canonical base64")
    return _sized(raw, length, what)


def _sized(raw: bytes, length: int, what: str) -> bytes:
    if len(raw) != length:
        raise ValueError(f"{what}: wrong length")
    return raw


def _one_line(comment: str) -> str:
    """A comment without control characters: minisign itself stops at a line end and shows the rest to terminals."""
    if any(ord(sign) < 32 and sign != "\t" for sign in comment) or "\x7f" in comment:
        raise ValueError("comment with control characters")
    return comment
