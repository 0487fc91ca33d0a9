"""The three pieces of cryptography under every lock: HKDF, Argon2id, XChaCha20-Poly1305; keys are 32 raw bytes."""

from __future__ import annotations

import hashlib
import hmac
import os
import time
from dataclasses import dataclass

KEY_BYTES = 32
SALT_BYTES = 16
NONCE_BYTES = 24
TAG_BYTES = 16
MIB = 1 << 20

LEAST_MEM, MOST_MEM = 64 * MIB, 1024 * MIB
LEAST_OPS, MOST_OPS = 1, 10


class SealBroken(Exception):
    """What was sealed does not open: another key, other associated data, or changed bytes. It carries nothing."""


@dataclass(frozen=True)
class Stretching:
    """How hard Argon2id works: `ops` passes over `mem_bytes` of memory."""

    ops: int
    mem_bytes: int

    @property
    def permitted(self) -> bool:
        """Whether a file may ask for this; outside the range a hostile file could hang us or weaken the lock."""
        return LEAST_OPS <= self.ops <= MOST_OPS and LEAST_MEM <= self.mem_bytes <= MOST_MEM


DEFAULT = Stretching(ops=3, mem_bytes=256 * MIB)
FLOOR = Stretching(ops=3, mem_bytes=LEAST_MEM)


def choose_parameters(seconds: float = 1.0, most_memory: int = 512 * MIB) -> Stretching:
    """The stretching that takes about `seconds` here: memory first (64 MiB to `most_memory`), then passes."""
    took = min(_measured() for _ in range(2))  # whatever else the machine does just now must not weaken the lock
    per_byte_pass = max(took, 1e-3) / (FLOOR.ops * FLOOR.mem_bytes)
    memory = FLOOR.mem_bytes
    while memory * 2 <= most_memory and per_byte_pass * FLOOR.ops * memory * 2 <= seconds:
        memory *= 2
    passes = round(seconds / (per_byte_pass * memory))
    return Stretching(ops=min(max(passes, FLOOR.ops), MOST_OPS), mem_bytes=memory)


def _measured() -> float:
    """Seconds that the least permitted stretching takes."""
    secret = os.urandom(KEY_BYTES)  # never the same twice: nobody may have the answer ready
    before = time.perf_counter()
    stretch(secret, b"\0" * SALT_BYTES, FLOOR)
    return time.perf_counter() - before


def stretch(secret: bytes, salt: bytes, how: Stretching) -> bytes:
    """Argon2id of `secret` with a 16-byte `salt`: 32 bytes; raises MemoryError when the machine has too little."""
    from nacl.bindings import crypto_pwhash_alg, crypto_pwhash_ALG_ARGON2ID13
    from nacl.exceptions import CryptoError

    try:
        return crypto_pwhash_alg(KEY_BYTES, secret, salt, how.ops, how.mem_bytes, crypto_pwhash_ALG_ARGON2ID13)
    except (CryptoError, RuntimeError):
        # With sizes already checked libsodium fails for one reason only: the memory was not to be had.
        raise MemoryError from None


def derive(key: bytes | bytearray, info: str, length: int = KEY_BYTES) -> bytes:
    """HKDF-SHA256 (RFC 5869, no salt) of `key` for the purpose `info`; different purposes give unrelated keys."""
    return hkdf(bytes(key), b"", info.encode("utf-8"), length)


def hkdf(key: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    """HKDF-SHA256 as RFC 5869 has it; `length` at most 8160 bytes."""
    if length > 255 * 32:
        raise ValueError("length")
    inner = hmac.digest(salt or b"\0" * 32, key, "sha256")
    block, out = b"", b""
    for number in range(1, -(-length // 32) + 1):
        block = hmac.digest(inner, block + info + bytes([number]), "sha256")
        out += block
    return out[:length]


def seal(content: bytes, key: bytes, bound_to: bytes) -> bytes:
    """nonce (24) + XChaCha20-Poly1305 of `content` under a 32-byte `key`; opens only with the same `bound_to`."""
    from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt as encrypt

    nonce = os.urandom(NONCE_BYTES)
    return nonce + encrypt(content, bound_to, nonce, key)


def unseal(sealed: bytes, key: bytes, bound_to: bytes) -> bytes:
    """What `seal` was given; raises SealBroken when key, `bound_to` or bytes are others."""
    from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as decrypt
    from nacl.exceptions import CryptoError

    if len(sealed) < NONCE_BYTES + TAG_BYTES:
        raise SealBroken
    try:
        return decrypt(sealed[NONCE_BYTES:], bound_to, sealed[:NONCE_BYTES], key)
    except CryptoError:
        raise SealBroken from None


def digest(*parts: bytes) -> bytes:
    """SHA-256 over the parts, each led by its length, so that no two lists of parts run into one another."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.digest()
