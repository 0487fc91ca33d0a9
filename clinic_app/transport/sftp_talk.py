"""SFTP, version 3, spoken over one channel: many requests on the way at once, every answer looked at.

paramiko's own client loses the refusals of writes that it sent ahead, waits for ever in places, and asks for each block
of a listing by itself; the protocol is small. Source: draft-ietf-secsh-filexfer-02.
"""

from __future__ import annotations

import struct
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from clinic_app.transport import sftp_forms as forms
from clinic_app.transport.sftp_forms import Entry, NotSftp, Refused, attributes, entries, status, string, text

AHEAD = 64
LIKELY = 8 * forms.BLOCK
_MESSAGE_MOST = 300 * 1024


class Channel(Protocol):
    """What is needed of an SSH channel."""

    def recv(self, most: int) -> bytes: ...

    def sendall(self, data: bytes) -> None: ...


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
        self._send_raw(struct.pack(">BI", forms.INIT, 3))
        if self._message()[0] != forms.VERSION:
            raise NotSftp

    def open_file(self, path: str, flags: int) -> bytes:
        """A file's handle. Refused."""
        return self._handle(self._ask(forms.OPEN, text(path) + struct.pack(">II", flags, 0)))

    def close_file(self, handle: bytes) -> None:
        """Close a file without waiting for the answer."""
        self._ignored.add(self._send(forms.CLOSE, text(handle)))

    def look_at(self, path: str, follow: bool = False) -> Entry:
        """Size and mode of what bears a name. Refused."""
        return self._entry(self._ask(forms.STAT if follow else forms.LSTAT, text(path)))

    def do(self, kind: int, *words: str) -> None:
        """REMOVE, MKDIR or RENAME. Refused."""
        self._ok(self._ask(kind, b"".join(map(text, words)) + (b"\0\0\0\0" if kind == forms.MKDIR else b"")))

    def write_all(self, handle: bytes, data: bytes) -> None:
        """Write everything and close the file, many blocks ahead of their answers. Refused if any block was."""
        on_the_way: deque[int] = deque()
        problem: Refused | None = None
        for start in range(0, len(data), forms.BLOCK):
            if len(on_the_way) >= AHEAD:
                problem = self._refusal(on_the_way.popleft())
            if problem:
                break
            block = data[start : start + forms.BLOCK]
            on_the_way.append(self._send(forms.WRITE, text(handle) + struct.pack(">Q", start) + text(block)))
        on_the_way.append(self._send(forms.CLOSE, text(handle)))
        refusals = [self._refusal(number) for number in on_the_way]  # each is read, whatever came before
        problem = problem or next((one for one in refusals if one), None)
        if problem:
            raise problem

    def read_blocks(self, handle: bytes, start: int, most: int | None) -> Iterator[bytes]:
        """The bytes of a file in order, many blocks ahead. Refused: NO_SUCH_FILE for what is no file, END if short."""
        size_asked = self._send(forms.FSTAT, text(handle))
        asked: deque[_Asked] = deque()  # what is likely there is asked for before the size is known
        next_start = self._ask_ahead(asked, handle, start, start + (LIKELY if most is None else most))
        entry = self._entry(self._answer(size_asked))
        if not entry.is_file:
            self._ignored |= {one.number for one in asked}
            raise Refused(forms.NO_SUCH_FILE)
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
                raise Refused(forms.END)
            if first.data and first.start < end:
                yield first.data[: end - first.start]

    def list_all(self, path: str) -> Iterator[Entry]:
        """The entries of a folder as they come, in the server's order; names that are no UTF-8 come with marks."""
        handle = self._handle(self._ask(forms.OPENDIR, text(path)))
        asked = deque(self._send(forms.READDIR, text(handle)) for _ in range(4))
        try:
            while asked:
                kind, body = self._answer(asked.popleft())
                if kind == forms.STATUS:
                    problem = status(body)
                    if problem.code == forms.END:
                        return
                    raise problem
                if kind != forms.NAME:
                    raise NotSftp
                yield from entries(body)
                asked.append(self._send(forms.READDIR, text(handle)))
        finally:
            self._ignored |= set(asked)
            self.close_file(handle)

    def _ask_ahead(self, asked: deque[_Asked], handle: bytes, start: int, end: int) -> int:
        while start < end and len(asked) < AHEAD:
            length = min(forms.BLOCK, end - start)
            number = self._send(forms.READ, text(handle) + struct.pack(">QI", start, length))
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
        if kind == forms.STATUS:
            problem = status(body)
            if problem.code != forms.END:
                raise problem
            one.data = b""
            return
        data = string(body, 0)[0] if kind == forms.DATA else b""
        if not 0 < len(data) <= one.length:
            raise NotSftp
        one.data = data
        came_to = one.start + len(data)
        missing = min(one.start + one.length, end) - came_to
        if missing > 0:
            again = self._send(forms.READ, text(handle) + struct.pack(">QI", came_to, missing))
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
        if kind != forms.STATUS:
            raise NotSftp
        problem = status(body)
        if problem.code != forms.OK:
            raise problem

    def _handle(self, answer: tuple[int, bytes]) -> bytes:
        return string(self._wanted(forms.HANDLE, answer), 0)[0]

    def _entry(self, answer: tuple[int, bytes]) -> Entry:
        size, mode, _at = attributes(self._wanted(forms.ATTRS, answer), 0)
        return Entry("", size, mode)

    def _wanted(self, kind: int, answer: tuple[int, bytes]) -> bytes:
        if answer[0] == forms.STATUS:
            raise status(answer[1])
        if answer[0] != kind:
            raise NotSftp
        return answer[1]
