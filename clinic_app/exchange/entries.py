"""`entries.ndjson.zst`: one content per line, packed by Zstandard; unpacked only within what was declared."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from clinic_app.exchange import exact
from clinic_app.exchange.distrust import TooLarge
from clinic_app.exchange.limits import LIMITS, MIB, Limits

_KEYS = exact.keys("bytes packed sha256")
_MAGIC = b"\x28\xb5\x2f\xfd"
_EMPTY = _MAGIC + bytes.fromhex("2000010000")  # the library ignores what follows an empty frame: compare instead
_BLOCK = 128 * 1024
_MOST_WINDOW = 1 << 27
_TIGHTEST, _TIGHT = 2 * MIB, 16 * MIB


@dataclass(frozen=True)
class Entries:
    """What a manifest says of the packed lines: SHA-256 and size as packed, and the size unpacked."""

    sha256: str
    bytes: int
    packed: int

    def as_json(self) -> dict[str, Any]:
        return {"bytes": self.bytes, "packed": self.packed, "sha256": self.sha256}


def read_entries(value: object) -> Entries:
    """The declaration in a manifest; ValueError for anything else."""
    told = exact.table(value, _KEYS)
    return Entries(exact.word(told["sha256"], exact.HASH), exact.whole(told["bytes"]), exact.whole(told["packed"], 1))


def pack(lines: Iterable[bytes]) -> tuple[bytes, Entries, int]:
    """(packed bytes, declaration, number of lines); equal lines give equal bytes. ValueError past a limit."""
    kept = list(lines)
    if len(kept) > LIMITS.lines or any(not 0 < len(line) <= LIMITS.line_bytes or b"\n" in line for line in kept):
        raise ValueError("lines")
    plain = b"".join(line + b"\n" for line in kept)
    if len(plain) > LIMITS.entries_bytes:
        raise ValueError("too much for one package")
    packed = _squeeze(plain)
    told = Entries(hashlib.sha256(packed).hexdigest(), len(plain), len(packed))
    unpack(packed, told, len(kept))  # nothing leaves that would not be taken in
    return packed, told, len(kept)


def unpack(packed: bytes, told: Entries, count: int, limits: Limits = LIMITS) -> list[bytes]:
    """The `count` lines, without line ends, exactly as declared; else ValueError, or TooLarge past a limit."""
    if told.bytes > limits.entries_bytes or count > limits.lines:
        raise TooLarge("entries")
    if told.bytes > told.packed * limits.expansion:
        raise TooLarge("expansion")
    if len(packed) != told.packed or hashlib.sha256(packed).hexdigest() != told.sha256:
        raise ValueError("not the entries the manifest names")
    plain = _expand(packed, told.bytes)
    # Counted before it is cut: a megabyte of line ends would become a million objects.
    if plain.count(b"\n") != count or (plain and not plain.endswith(b"\n")):
        raise ValueError("another number of lines")
    lines = plain.split(b"\n")[:-1]
    if any(not line for line in lines):
        raise ValueError("an empty line")
    if any(len(line) > limits.line_bytes for line in lines):
        raise TooLarge("line")
    return lines


def _squeeze(plain: bytes) -> bytes:
    import zstandard

    if not plain:
        return _EMPTY
    # The tightest levels take a minute for 50 MB on a cheap laptop; a month of one office is well under two.
    level = 19 if len(plain) <= _TIGHTEST else 12 if len(plain) <= _TIGHT else 9
    packed = zstandard.ZstdCompressor(level=level, write_content_size=True, write_checksum=False).compress(plain)
    if len(plain) <= len(packed) * LIMITS.expansion:
        return packed
    return _stored(plain)


def _stored(plain: bytes) -> bytes:
    """`plain` as a frame that packs nothing: a page of one repeated letter must not look like a bomb to its reader."""
    head = _MAGIC + b"\xa0" + len(plain).to_bytes(4, "little")  # single segment, content size in four bytes
    parts = [head]
    for at in range(0, len(plain), _BLOCK):
        block = plain[at : at + _BLOCK]
        last = at + _BLOCK >= len(plain)
        parts += ((len(block) << 3 | last).to_bytes(3, "little"), block)
    return b"".join(parts)


def _expand(packed: bytes, size: int) -> bytes:
    """One frame, nothing after it, of exactly the declared size; no memory beyond that size is ever taken."""
    import zstandard

    if size == 0 or packed == _EMPTY:
        if size or packed != _EMPTY:
            raise ValueError("not empty")
        return b""
    try:
        frame = zstandard.get_frame_parameters(packed)
        if frame.content_size != size or frame.dict_id or frame.window_size > max(size, _MOST_WINDOW):
            raise ValueError("another frame than declared")
        plain: bytes = zstandard.ZstdDecompressor(max_window_size=_MOST_WINDOW).decompress(
            packed, max_output_size=size, read_across_frames=False, allow_extra_data=False
        )
    except zstandard.ZstdError:
        raise ValueError("not Zstandard") from None
    if len(plain) != size:
        raise ValueError("another size than declared")
    return plain
