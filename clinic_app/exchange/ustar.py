"""Tar files with exactly one byte form: reading compares with what we would have written, so nothing can hide.

`tarfile` accepts data before, between and after members, missing ends and members twice; none of that passes here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from clinic_app.exchange.distrust import TooLarge

BLOCK = 512
END = bytes(2 * BLOCK)
_SIZE = slice(124, 136)
_CHECKSUM = slice(148, 156)
_MOST_BYTES = 8**11 - 1
_NAME = re.compile(r"[a-z0-9.]{1,99}")


def write_tar(members: Sequence[tuple[str, bytes]]) -> bytes:
    """A USTAR file of (name, content): mode 0644, everything else zero, two zero blocks at the end and no more."""
    parts: list[bytes] = []
    for name, content in members:
        parts += (_header(name, len(content)), content, bytes(-len(content) % BLOCK))
    return b"".join((*parts, END))


def read_tar(data: bytes, names: Sequence[str], limits: Sequence[int]) -> list[bytes]:
    """The contents of exactly the members `names`, in this order, each of at most `limits` bytes.

    Raises ValueError unless `data` is what `write_tar` makes of them, TooLarge when a member passes its limit.
    """
    found: list[bytes] = []
    at = 0
    for name, limit in zip(names, limits, strict=True):
        header = data[at : at + BLOCK]
        size = _size(header)
        if header != _header(name, size):
            raise ValueError("not the header we would have written")
        if size > limit:
            raise TooLarge(name)
        at += BLOCK
        end = at + size
        after = end + -size % BLOCK
        if after > len(data) or any(data[end:after]):
            raise ValueError("cut short, or padded with something")
        found.append(data[at:end])
        at = after
    if len(data) != at + len(END) or data[at:] != END:
        raise ValueError("something else at the end")
    return found


def first_name(data: bytes) -> str:
    """The name in the first header, believed by nobody; empty when there is none."""
    name = data[:100].rstrip(b"\0").decode("ascii", errors="replace")
    return name if _NAME.fullmatch(name) else ""


def _size(header: bytes) -> int:
    digits = header[_SIZE]
    if not re.fullmatch(rb"[0-7]{11}\0", digits):
        raise ValueError("no size")
    return int(digits[:11], 8)


def _header(name: str, size: int) -> bytes:
    if not _NAME.fullmatch(name) or not 0 <= size <= _MOST_BYTES:
        raise ValueError("name or size")
    header = bytearray(BLOCK)
    header[0 : len(name)] = name.encode("ascii")
    header[100:108] = b"0000644\0"
    header[108:116] = header[116:124] = b"0000000\0"  # owner and group: nobody
    header[_SIZE] = b"%011o\0" % size
    header[136:148] = b"00000000000\0"  # no time
    header[_CHECKSUM] = b" " * 8
    header[156:157] = b"0"  # a regular file
    header[257:265] = b"ustar\x0000"
    header[329:337] = header[337:345] = b"0000000\0"
    header[_CHECKSUM] = b"%06o\0 " % sum(header)
    return bytes(header)
