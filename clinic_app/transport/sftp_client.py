"""paramiko's SFTP client, with the four promises that it does not keep by itself; each measured with paramiko 5.1.

* Whoever waits for an answer notices a lost line. The client asks ahead from a thread of its own, which ended in a
  traceback on the screen when the line was cut, and a server that drips was waited for as long as it dripped.
* A refusal keeps its code: the client knows two of them by number, and a full disk is not one of the two.
* A listing goes on after a name that is no UTF-8: one such file, left by anybody, ended `listdir_iter` for everybody.
* Files are closed here and now. The client leaves them to the garbage collector after a read to the end, which then
  sends in the midst of anything, on any thread: of 400 such reads one hung until its time was out.
"""

from __future__ import annotations

import stat
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

import paramiko
from paramiko.sftp import (
    CMD_CLOSE,
    CMD_HANDLE,
    CMD_INIT,
    CMD_MKDIR,
    CMD_NAME,
    CMD_OPEN,
    CMD_OPENDIR,
    CMD_READDIR,
    CMD_RENAME,
    CMD_STATUS,
    CMD_VERSION,
    CMD_WRITE,
    SFTP_FLAG_CREATE,
    SFTP_FLAG_EXCL,
    SFTP_FLAG_WRITE,
    SFTPError,
)

from clinic_app.transport.place import KIB

OK, END, NO_SUCH_FILE, DENIED, FAILURE = 0, 1, 2, 3, 4
EXISTS, WRITE_PROTECTED, NO_SPACE, OVER_QUOTA = 11, 12, 14, 15

BLOCK = 32 * KIB  # what every server takes and gives at once
_LISTING_AHEAD = 4
_VERSION = 3
_NEW = SFTP_FLAG_WRITE | SFTP_FLAG_CREATE | SFTP_FLAG_EXCL


class Channel(Protocol):
    """What is needed of an SSH channel."""

    def recv(self, most: int) -> bytes: ...

    def sendall(self, data: bytes) -> object: ...

    def settimeout(self, seconds: float) -> object: ...


class Refused(Exception):
    """The server said no: a status code and its own words."""

    def __init__(self, code: int, words: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.words = words


class Misnamed(Exception):
    """Everything was written, but not given its name."""


class Ear:
    """An SSH channel whose every byte is told (`progressed`); what was lost while sending is raised at the next recv.

    ConnectionError: the line is gone. TimeoutError: nothing came, or `progressed` finds it too little.
    """

    def __init__(self, channel: Channel, progressed: Callable[[int], object]) -> None:
        self._channel = channel
        self._progressed = progressed
        self._lost: BaseException | None = None
        self._sending = threading.Lock()  # a packet is sent in steps, and two threads send

    @property
    def deaf(self) -> bool:
        """Whether the line was lost."""
        return self._lost is not None

    def send(self, data: bytes) -> int:
        """Send all of it, from any thread."""
        with self._sending:
            try:
                if self._lost is None:
                    self._channel.sendall(data)
                    self._progressed(len(data))
            except EOFError:  # to the library above, that is the end of a file
                self._lost = ConnectionError()
            except (OSError, SFTPError, paramiko.SSHException) as problem:
                self._lost = problem
        return len(data)

    def recv(self, most: int) -> bytes:
        """The next bytes, at least one."""
        if self._lost is not None:
            raise self._lost
        try:
            block = self._channel.recv(most)
            if not block:
                raise EOFError
            self._progressed(len(block))
        except EOFError:
            self._lost = ConnectionError()
            raise self._lost from None
        except (OSError, SFTPError, paramiko.SSHException) as problem:
            self._lost = problem
            raise
        return block

    def recv_ready(self) -> bool:
        """Whether the library should look for answers before it has sent all: its window would fill otherwise."""
        return True

    def settimeout(self, seconds: float) -> None:
        """How long nothing may come or go."""
        self._channel.settimeout(seconds)

    def get_name(self) -> str:
        """What the library's log calls the channel."""
        return "sftp"

    def close(self) -> None:
        """Nothing: whoever opened the line closes it."""


class SftpClient(paramiko.SFTPClient):  # type: ignore[misc]  # the library tells no types
    """The library's client over an ear. Refused instead of its OSError."""

    def begin(self, path: str) -> bytes:
        """Make a new file for writing; its handle. Refused."""
        kind, told = self._request(CMD_OPEN, path, _NEW, paramiko.SFTPAttributes())
        return _handle(kind, told)

    def make_and_begin(self, folders: Iterable[str], path: str) -> bytes:
        """Make folders, each in the one before, then a new file in the last; all is asked at once. Refused."""
        mode = paramiko.SFTPAttributes()
        mode.st_mode = 0o777
        asked: list[tuple[Any, ...]] = [(CMD_MKDIR, folder, mode) for folder in folders]
        *made, (kind, told) = self._ask([*asked, (CMD_OPEN, path, _NEW, paramiko.SFTPAttributes())])
        try:
            if kind == CMD_STATUS:
                self._convert_status(told)
            return _handle(kind, told)
        except Refused as problem:
            if problem.code != NO_SUCH_FILE:
                raise
        for folder, (_kind, answer) in zip(folders, made, strict=True):
            try:
                self._convert_status(answer)
            except Refused as problem:  # another laptop made it, or it cannot be made
                if not self.is_there(folder):
                    raise problem from None
        raise Refused(FAILURE)

    def fill(self, handle: bytes, data: bytes, named: tuple[str, str] | None = None) -> None:
        """Write everything and close: one question, and every answer is heard. Refused: the first that was a no.

        The library loses the refusals of what it sends ahead, and a full disk would pass for a success. `named` (from,
        to): give the file its name in the same breath; Misnamed when only that was refused.
        """
        asked: list[tuple[Any, ...]] = [
            (CMD_WRITE, handle, paramiko.sftp.int64(at), data[at : at + BLOCK]) for at in range(0, len(data), BLOCK)
        ]
        renaming: list[tuple[Any, ...]] = [(CMD_RENAME, *named)] if named else []
        answers = self._ask([*asked, (CMD_CLOSE, handle), *renaming])
        refused = [self._refusal(*answer) for answer in answers]
        if named and refused.pop() is not None:
            if not any(refused):
                raise Misnamed
        elif named and any(refused):  # what is not whole must not keep the name
            self.take_away(named[1])
        for one in refused:
            if one is not None:
                raise one

    def _refusal(self, kind: int, told: Any) -> Refused | None:
        if kind != CMD_STATUS:
            raise SFTPError
        try:
            self._convert_status(told)
        except Refused as refused:
            return refused
        return None

    def _ask(self, asked: list[tuple[Any, ...]]) -> list[tuple[int, Any]]:
        """Ask everything at once, then hear every answer, in whatever order they come."""
        answers = _Answers()
        numbers = [self._async_request(answers, *one) for one in asked]
        while len(answers.told) < len(numbers):
            self._read_response()
        return [answers.told[number] for number in numbers]

    def _send_version(self) -> None:
        """Say hello, and go on at once: servers answer one thing after the other."""
        hello = paramiko.Message()
        hello.add_int(_VERSION)
        self._send_packet(CMD_INIT, hello)
        self._greeted = False

    def _read_packet(self) -> tuple[int, bytes]:
        if not self._greeted:
            kind, _told = super()._read_packet()
            if kind != CMD_VERSION:
                raise SFTPError
            self._greeted = True
        kind, told = super()._read_packet()
        return int(kind), bytes(told)

    def size_of(self, file: Any) -> int:
        """The size of an open file. Refused NO_SUCH_FILE for what is no file."""
        told = file.stat()
        if not is_file(told):
            raise Refused(NO_SUCH_FILE)
        return told.st_size or 0

    def next_of(self, file: Any, coming: Iterator[bytes]) -> bytes:
        """The next block of a file. Refused NO_SUCH_FILE for a folder: it is opened like a file, and refuses here."""
        try:
            return next(coming)
        except Refused:
            self.size_of(file)
            raise

    def close_soon(self, file: Any) -> None:
        """Close a file without waiting for the answer."""
        file._close(async_=True)

    def is_there(self, path: str) -> bool:
        """Whether anything bears a name."""
        try:
            self.lstat(path)
        except Refused:
            return False
        return True

    def take_away(self, path: str) -> None:
        """Remove a file that may be there. Refused."""
        try:
            self.remove(path)
        except Refused as problem:
            if problem.code != NO_SUCH_FILE:
                raise

    def names(self, path: str) -> Iterator[tuple[bytes, Any]]:
        """The names in a folder with their attributes as they come, in the server's order."""
        kind, told = self._request(CMD_OPENDIR, path)
        if kind != CMD_HANDLE:
            raise SFTPError
        handle = told.get_binary()
        asked: deque[int] = deque()
        try:
            while True:
                while len(asked) < _LISTING_AHEAD:
                    asked.append(self._async_request(type(None), CMD_READDIR, handle))
                kind, told = self._read_response(asked.popleft())
                if kind != CMD_NAME:
                    raise SFTPError
                for _ in range(told.get_int()):
                    name, _long_name = told.get_binary(), told.get_binary()
                    yield name, paramiko.SFTPAttributes._from_msg(told)
        except EOFError:
            return
        finally:
            self._async_request(type(None), CMD_CLOSE, handle)

    def _convert_status(self, told: Any) -> None:
        code, words = told.get_int(), told.get_binary()
        if code == END:
            raise EOFError
        if code != OK:
            raise Refused(code, words.decode("utf-8", "replace")[:200])


class _Answers:
    """Collects what comes to questions asked together; the library hands it over as to an open file."""

    def __init__(self) -> None:
        self.told: dict[int, tuple[int, Any]] = {}

    def _async_response(self, kind: int, told: Any, number: int) -> None:
        self.told[number] = (kind, told)


def _handle(kind: int, told: Any) -> bytes:
    if kind != CMD_HANDLE:
        raise SFTPError
    return bytes(told.get_binary())


def is_file(told: Any) -> bool:
    """Whether attributes are those of a plain file."""
    return stat.S_ISREG(told.st_mode or 0)
