"""The forms of SFTP, version 3: its numbers, and what stands in its messages. Source: draft-ietf-secsh-filexfer-02."""

from __future__ import annotations

import stat
import struct
from collections.abc import Iterator
from dataclasses import dataclass

INIT, VERSION, OPEN, CLOSE, READ, WRITE, LSTAT, FSTAT = 1, 2, 3, 4, 5, 6, 7, 8
OPENDIR, READDIR, REMOVE, MKDIR, STAT, RENAME = 11, 12, 13, 14, 17, 18
STATUS, HANDLE, DATA, NAME, ATTRS = 101, 102, 103, 104, 105
OK, END, NO_SUCH_FILE, DENIED, FAILURE = 0, 1, 2, 3, 4
EXISTS, WRITE_PROTECTED, NO_SPACE, OVER_QUOTA = 11, 12, 14, 15
TO_READ, TO_WRITE_NEW = 1, 2 | 8 | 32

BLOCK = 32 * 1024  # what every server takes and gives at once


class Refused(Exception):
    """The server said no: a status code and its own words."""

    def __init__(self, code: int, words: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.words = words


class NotSftp(Exception):
    """What came does not follow the protocol."""


@dataclass(frozen=True)
class Entry:
    """A file as the server tells it."""

    name: str
    bytes: int
    mode: int

    @property
    def is_file(self) -> bool:
        return stat.S_ISREG(self.mode)


def text(words: str | bytes) -> bytes:
    """A string as it goes over the line: its length, then its bytes."""
    said = words.encode("utf-8", "surrogateescape") if isinstance(words, str) else words
    return struct.pack(">I", len(said)) + said


def status(body: bytes) -> Refused:
    """What a STATUS says; OK and END are among its codes. NotSftp."""
    (code,) = numbers(">I", body, 0)
    words = string(body, 4)[0] if len(body) > 4 else b""
    return Refused(code, words.decode("utf-8", "replace")[:200])


def entries(body: bytes) -> Iterator[Entry]:
    """The entries of one part of a listing. NotSftp."""
    (count,) = numbers(">I", body, 0)
    at = 4
    for _ in range(count):
        name, at = string(body, at)
        _long_name, at = string(body, at)
        size, mode, at = attributes(body, at)
        yield Entry(name.decode("utf-8", "surrogateescape"), size, mode)


def attributes(body: bytes, at: int) -> tuple[int, int, int]:
    """Size, mode, and where the attributes end."""
    (flags,) = numbers(">I", body, at)
    at += 4
    size = mode = 0
    if flags & 1:
        (size,) = numbers(">Q", body, at)
        at += 8
    if flags & 2:
        at += 8
    if flags & 4:
        (mode,) = numbers(">I", body, at)
        at += 4
    if flags & 8:
        at += 8
    if flags & 0x80000000:
        (count,) = numbers(">I", body, at)
        at += 4
        for _ in range(2 * count):
            _said, at = string(body, at)
    return size, mode, at


def numbers(form: str, body: bytes, at: int) -> tuple[int, ...]:
    """Whole numbers at a place in a message. NotSftp when it ends before."""
    try:
        return struct.unpack_from(form, body, at)
    except struct.error:
        raise NotSftp from None


def string(body: bytes, at: int) -> tuple[bytes, int]:
    """A string at a place in a message, and where it ends. NotSftp."""
    (length,) = numbers(">I", body, at)
    end = at + 4 + length
    if end > len(body):
        raise NotSftp
    return body[at + 4 : end], end
