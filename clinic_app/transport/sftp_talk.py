"""SFTP, version 3, spoken over one channel: many requests on the way at once, every answer looked at.

paramiko's own client loses the refusals of writes that it sent ahead, waits for ever in places, and asks for each block
of a listing by itself; the protocol is small. Source: draft-ietf-secsh-filexfer-02.
"""

from __future__ import annotations

import stat
import struct
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

INIT, VERSION, OPEN, CLOSE, READ, WRITE, LSTAT, FSTAT = 1, 2, 3, 4, 5, 6, 7, 8
OPENDIR, READDIR, REMOVE, MKDIR, STAT, RENAME = 11, 12, 13, 14, 17, 18
STATUS, HANDLE, DATA, NAME, ATTRS = 101, 102, 103, 104, 105
OK, END, NO_SUCH_FILE, DENIED, FAILURE = 0, 1, 2, 3, 4
EXISTS, WRITE_PROTECTED, NO_SPACE, OVER_QUOTA = 11, 12, 14, 15
TO_READ, TO_WRITE_NEW = 1, 2 | 8 | 32

BLOCK = 32 * 1024  # what every server takes and gives at once
AHEAD = 64
LIKELY = 8 * BLOCK
_MESSAGE_MOST = 300 * 1024


class Channel(Protocol):
    """What is needed of an SSH channel."""

    def recv(self, most: int) -> bytes: ...

    def sendall(self, data: bytes) -> None: ...


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


@dataclass
class _Asked:
    """A block that is on its way."""

    number: int
    start: int
    length: int
    data: bytes | None = None


class SftpTalk:
    """The client's side. `progressed` is told the bytes whenever some came or went."""

    def __init__(self, channel: Channel, progressed: Callable[[int], object]) -> None:
        self._channel = channel
        self._progressed = progressed
        self._number = 0
        self._ignored: set[int] = set()
        self._send_raw(struct.pack(">BI", INIT, 3))
        if self._message()[0] != VERSION:
            raise NotSftp

    def open_file(self, path: str, flags: int) -> bytes:
        """A file's handle. Refused."""
        return self._handle(self._ask(OPEN, _text(path) + struct.pack(">II", flags, 0)))

    def close_file(self, handle: bytes) -> None:
        """Close a file without waiting for the answer."""
        self._ignored.add(self._send(CLOSE, _text(handle)))

    def look_at(self, path: str, follow: bool = False) -> Entry:
        """Size and mode of what bears a name. Refused."""
        return self._entry(self._ask(STAT if follow else LSTAT, _text(path)))

    def do(self, kind: int, *words: str) -> None:
        """REMOVE, MKDIR or RENAME. Refused."""
        self._ok(self._ask(kind, b"".join(map(_text, words)) + (b"\0\0\0\0" if kind == MKDIR else b"")))

    def write_all(self, handle: bytes, data: bytes) -> None:
        """Write everything and close the file, many blocks ahead of their answers. Refused if any block was."""
        on_the_way: deque[int] = deque()
        problem: Refused | None = None
        for start in range(0, len(data), BLOCK):
            if len(on_the_way) >= AHEAD:
                problem = self._refusal(on_the_way.popleft())
            if problem:
                break
            block = data[start : start + BLOCK]
            on_the_way.append(self._send(WRITE, _text(handle) + struct.pack(">Q", start) + _text(block)))
        on_the_way.append(self._send(CLOSE, _text(handle)))
        refusals = [self._refusal(number) for number in on_the_way]  # each is read, whatever came before
        problem = problem or next((one for one in refusals if one), None)
        if problem:
            raise problem

    def read_blocks(self, handle: bytes, start: int, most: int | None) -> Iterator[bytes]:
        """The bytes of a file in order, many blocks ahead. Refused: NO_SUCH_FILE for what is no file, END if short."""
        size_asked = self._send(FSTAT, _text(handle))
        asked: deque[_Asked] = deque()  # what is likely there is asked for before the size is known
        next_start = self._ask_ahead(asked, handle, start, start + (LIKELY if most is None else most))
        entry = self._entry(self._answer(size_asked))
        if not entry.is_file:
            self._ignored |= {one.number for one in asked}
            raise Refused(NO_SUCH_FILE)
        end = entry.bytes if most is None else min(entry.bytes, start + most)
        while True:
            next_start = self._ask_ahead(asked, handle, next_start, end)
            if not asked:
                return
            if asked[0].data is None:
                self._take_in(asked, handle, end)
                continue
            first = asked.popleft()
            if first.start < end and not first.data:
                raise Refused(END)
            if first.data and first.start < end:
                yield first.data[: end - first.start]

    def list_all(self, path: str) -> Iterator[Entry]:
        """The entries of a folder as they come, in the server's order; names that are no UTF-8 come with marks."""
        handle = self._handle(self._ask(OPENDIR, _text(path)))
        asked = deque(self._send(READDIR, _text(handle)) for _ in range(4))
        try:
            while asked:
                kind, body = self._answer(asked.popleft())
                if kind == STATUS:
                    problem = _status(body)
                    if problem.code == END:
                        return
                    raise problem
                if kind != NAME:
                    raise NotSftp
                yield from _entries(body)
                asked.append(self._send(READDIR, _text(handle)))
        finally:
            self._ignored |= set(asked)
            self.close_file(handle)

    def _ask_ahead(self, asked: deque[_Asked], handle: bytes, start: int, end: int) -> int:
        while start < end and len(asked) < AHEAD:
            length = min(BLOCK, end - start)
            number = self._send(READ, _text(handle) + struct.pack(">QI", start, length))
            asked.append(_Asked(number, start, length))
            start += length
        return start

    def _take_in(self, asked: deque[_Asked], handle: bytes, end: int) -> None:
        """One block, whichever comes first; of a block that came short, the rest is asked for again."""
        kind, number, body = self._next()
        at = next((at for at, one in enumerate(asked) if one.number == number and one.data is None), None)
        if at is None:
            raise NotSftp
        one = asked[at]
        if kind == STATUS:
            problem = _status(body)
            if problem.code != END:
                raise problem
            one.data = b""
            return
        data = _string(body, 0)[0] if kind == DATA else b""
        if not 0 < len(data) <= one.length:
            raise NotSftp
        one.data = data
        came_to = one.start + len(data)
        missing = min(one.start + one.length, end) - came_to
        if missing > 0:
            again = self._send(READ, _text(handle) + struct.pack(">QI", came_to, missing))
            asked.insert(at + 1, _Asked(again, came_to, missing))

    def _ask(self, kind: int, body: bytes) -> tuple[int, bytes]:
        return self._answer(self._send(kind, body))

    def _send(self, kind: int, body: bytes) -> int:
        self._number = (self._number + 1) & 0xFFFFFFFF
        self._send_raw(struct.pack(">BI", kind, self._number) + body)
        return self._number

    def _send_raw(self, message: bytes) -> None:
        self._channel.sendall(struct.pack(">I", len(message)) + message)
        self._progressed(len(message))

    def _answer(self, number: int) -> tuple[int, bytes]:
        """The answer to one request. Servers answer in the order of the requests; another order is not followed."""
        kind, found, body = self._next()
        if found != number:
            raise NotSftp
        return kind, body

    def _next(self) -> tuple[int, int, bytes]:
        """The next answer that anybody waits for: kind, number, body."""
        while True:
            kind, body = self._message()
            if len(body) < 4:
                raise NotSftp
            number = int.from_bytes(body[:4], "big")
            if number not in self._ignored:
                return kind, number, body[4:]
            self._ignored.remove(number)

    def _message(self) -> tuple[int, bytes]:
        length = int.from_bytes(self._exactly(4), "big")
        if not 0 < length <= _MESSAGE_MOST:
            raise NotSftp
        message = self._exactly(length)
        return message[0], message[1:]

    def _exactly(self, count: int) -> bytes:
        blocks = []
        while count:
            block = self._channel.recv(count)
            if not block:
                raise EOFError
            self._progressed(len(block))
            blocks.append(block)
            count -= len(block)
        return b"".join(blocks)

    def _refusal(self, number: int) -> Refused | None:
        try:
            self._ok(self._answer(number))
        except Refused as problem:
            return problem
        return None

    def _ok(self, answer: tuple[int, bytes]) -> None:
        kind, body = answer
        if kind != STATUS:
            raise NotSftp
        problem = _status(body)
        if problem.code != OK:
            raise problem

    def _handle(self, answer: tuple[int, bytes]) -> bytes:
        return _string(self._wanted(HANDLE, answer), 0)[0]

    def _entry(self, answer: tuple[int, bytes]) -> Entry:
        size, mode, _at = _attributes(self._wanted(ATTRS, answer), 0)
        return Entry("", size, mode)

    def _wanted(self, kind: int, answer: tuple[int, bytes]) -> bytes:
        if answer[0] == STATUS:
            raise _status(answer[1])
        if answer[0] != kind:
            raise NotSftp
        return answer[1]


def _text(words: str | bytes) -> bytes:
    said = words.encode("utf-8", "surrogateescape") if isinstance(words, str) else words
    return struct.pack(">I", len(said)) + said


def _status(body: bytes) -> Refused:
    (code,) = _numbers(">I", body, 0)
    words = _string(body, 4)[0] if len(body) > 4 else b""
    return Refused(code, words.decode("utf-8", "replace")[:200])


def _entries(body: bytes) -> Iterator[Entry]:
    (count,) = _numbers(">I", body, 0)
    at = 4
    for _ in range(count):
        name, at = _string(body, at)
        _long_name, at = _string(body, at)
        size, mode, at = _attributes(body, at)
        yield Entry(name.decode("utf-8", "surrogateescape"), size, mode)


def _attributes(body: bytes, at: int) -> tuple[int, int, int]:
    """Size, mode, and where the attributes end."""
    (flags,) = _numbers(">I", body, at)
    at += 4
    size = mode = 0
    if flags & 1:
        (size,) = _numbers(">Q", body, at)
        at += 8
    if flags & 2:
        at += 8
    if flags & 4:
        (mode,) = _numbers(">I", body, at)
        at += 4
    if flags & 8:
        at += 8
    if flags & 0x80000000:
        (count,) = _numbers(">I", body, at)
        at += 4
        for _ in range(2 * count):
            _said, at = _string(body, at)
    return size, mode, at


def _numbers(form: str, body: bytes, at: int) -> tuple[int, ...]:
    try:
        return struct.unpack_from(form, body, at)
    except struct.error:
        raise NotSftp from None


def _string(body: bytes, at: int) -> tuple[bytes, int]:
    (length,) = _numbers(">I", body, at)
    end = at + 4 + length
    if end > len(body):
        raise NotSftp
    return body[at + 4 : end], end
