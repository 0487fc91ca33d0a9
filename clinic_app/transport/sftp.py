"""A folder of an SSH server: nothing is sent to a server whose key is not the one that was pinned."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import paramiko
from paramiko.sftp import SFTPError

from clinic_app.errors import AlreadyThere, NotThere, PlaceFailed, Trouble
from clinic_app.transport import sftp_client as client
from clinic_app.transport.parts import PART
from clinic_app.transport.place import (
    ANSWER_MOST,
    CONNECT_SECONDS,
    LEAST_PACE,
    LIST_MOST,
    OWN_MARK,
    SILENCE_SECONDS,
    SLOWEST,
    WRITE_MOST,
    Into,
    Listed,
    Listing,
    checked_data,
    checked_folder,
    checked_name,
    folder_of,
    is_name,
)
from clinic_app.transport.settings_fields import SftpSettings
from clinic_app.transport.sftp_client import BLOCK, Ear, Misnamed, Refused, SftpClient, is_file
from clinic_app.transport.ssh_ahead import Manners
from clinic_app.transport.ssh_line import dial, greet
from clinic_app.transport.watch import Watch

_REFUSALS = {
    client.NO_SUCH_FILE: Trouble.NO_FOLDER,
    client.DENIED: Trouble.FORBIDDEN,
    client.WRITE_PROTECTED: Trouble.READ_ONLY,
    client.NO_SPACE: Trouble.FULL,
    client.OVER_QUOTA: Trouble.FULL,
}
_MOVED_MOST = 4 * WRITE_MOST  # bytes of one question and its answers; a server that says more talks nonsense
_FEW = 8 * BLOCK
_ENTRY_BYTES = 100  # what an entry costs besides its name
_LOST = (EOFError, OSError, UnicodeError, SFTPError, paramiko.SSHException)


class SftpPlace:
    """A folder reached by SFTP. Whoever stops it in the middle leaves at most a file that no listing tells."""

    whole_most = WRITE_MOST

    def __init__(
        self,
        settings: SftpSettings,
        name: str = "",
        connect: float = CONNECT_SECONDS,
        silence: float = SILENCE_SECONDS,
    ) -> None:
        self.name = name or settings.where
        self._settings = settings
        self._connect = connect
        self._silence = silence
        self._root = settings.path.rstrip("/")
        self._transport: Any = None
        self._ear: Ear | None = None
        self._client: SftpClient | None = None
        self._watch: Watch | None = None
        self._manners = Manners()
        self._began, self._moved = 0.0, 0
        self._unfinished: list[str] = []

    def list(self, under: str = "", most: int = LIST_MOST) -> Listing:
        """The files right in a folder; a folder that is not there is empty, the place's own is not."""
        folder = self._at(checked_folder(under))
        files: list[Listed] = []
        seen, more = 0, False
        with self._talking() as server:
            try:
                for name, told in server.names(folder):
                    seen += len(name) + _ENTRY_BYTES
                    if is_file(told) and is_name(name.decode("ascii", "replace")):
                        files.append(Listed(name.decode("ascii"), told.st_size or 0))
                    if len(files) > most or seen > ANSWER_MOST:
                        more = True
                        break
            except Refused as problem:
                if problem.code != client.NO_SUCH_FILE or not under:
                    raise
                server.stat(self._at(""))
        files.sort(key=lambda one: one.name)
        return Listing(tuple(files[:most]), more)

    def read(self, name: str, start: int = 0, most: int | None = None, into: Into | None = None) -> bytes:
        """Bytes of a file from `start`. NotThere."""
        checked_name(name)
        if most == 0:
            return b""
        blocks: list[bytes] = []
        self._read(name, start, None if most is None else start + most, into or blocks.append)
        return b"".join(blocks)

    def _read(self, name: str, start: int, end: int | None, give: Into, once_more: bool = True) -> None:
        """Give what lies from `start` to `end` (none: the file's own), a block at a time."""
        with self._reading(name) as server:
            file = server.open(self._at(name), "r")
        try:
            end = self._size(name, file) if end is None else end
            for block in self._blocks(name, file, start, end):
                start += len(block)
                give(block)  # not within _reading: what fails here is not the place's trouble
            size = end if start == end else self._size(name, file)
        except BaseException:
            self.close()  # blocks are still on their way
            raise
        finally:
            server.close_soon(file)
        if start < size < end and once_more:  # servers that give little at once tell the end before all of it
            self._read(name, start, size, give, once_more=False)
        elif start < min(end, size):
            raise PlaceFailed(self.name, Trouble.WRONG)

    def _blocks(self, name: str, file: Any, start: int, end: int) -> Iterator[bytes]:
        """What a part holds is asked for at once and comes block by block, until one is short."""
        step = BLOCK if end - start > _FEW else BLOCK // 4  # of a small part, too, it shows how fast blocks follow
        for part in range(start, end, WRITE_MOST):
            asked = [(at, min(step, end - at)) for at in range(part, min(end, part + WRITE_MOST), step)]
            coming = file.readv(asked)
            for _at, length in asked:
                with self._reading(name) as server:
                    block = server.next_of(file, coming)
                if block:
                    yield block
                if len(block) < length:
                    return

    def _size(self, name: str, file: Any) -> int:
        with self._reading(name) as server:
            return server.size_of(file)

    def write(self, name: str, data: bytes) -> None:
        """Write under a name of its own, then rename, which an SSH server refuses for a taken name. AlreadyThere."""
        path = self._at(checked_name(name))
        checked_data(data, self.whole_most)
        folder = folder_of(name)
        unnamed = self._at(f"{folder}/{OWN_MARK}{secrets.token_hex(8)}".lstrip("/"))
        self._unfinished.append(unnamed)
        with self._talking(len(data)) as server:
            try:
                handle = self._new_file(server, unnamed, folder)
                # A part is sought by nobody before a list names it; so it may get its name in the same breath.
                self._fill(server, handle, data, (unnamed, path) if name.endswith(PART) else None)
                if not name.endswith(PART):
                    server.rename(unnamed, path)
            except (Refused, Misnamed) as problem:
                there = server.is_there(path)
                self._tidy(server)
                if there:
                    raise AlreadyThere(name) from None
                raise Refused(client.FAILURE) if isinstance(problem, Misnamed) else problem from None
            self._unfinished.remove(unnamed)
            self._tidy(server)

    def remove(self, name: str) -> None:
        """Take a file away."""
        with self._talking() as server:
            server.take_away(self._at(checked_name(name)))

    def close(self) -> None:
        """Drop the connection."""
        if self._transport is not None:
            self._transport.close()
        self._transport = self._ear = self._client = self._watch = None

    def _new_file(self, server: SftpClient, path: str, folder: str) -> bytes:
        try:
            return server.begin(path)
        except Refused as problem:
            if problem.code != client.NO_SUCH_FILE:
                raise
        server.stat(self._at(""))  # the place's own folder is never made: a person chose it
        steps = folder.split("/") if folder else []
        folders = [self._at("/".join(steps[:count])) for count in range(1, len(steps) + 1)]
        return server.make_and_begin(folders, path)

    def _fill(self, server: SftpClient, handle: bytes, data: bytes, named: tuple[str, str] | None) -> None:
        """OpenSSH calls a full disk a failure like any other; a file that could be made but not filled has no room."""
        try:
            server.fill(handle, data, named)
        except Refused as problem:
            code = client.NO_SPACE if problem.code == client.FAILURE else problem.code
            raise Refused(code, problem.words) from None

    def _tidy(self, server: SftpClient) -> None:
        """Take away what broken writings left; if it fails, the next one tries again."""
        with suppress(Refused):
            while self._unfinished:
                server.take_away(self._unfinished[-1])
                self._unfinished.pop()

    def _at(self, name: str) -> str:
        return f"{self._root}/{name}" if name else (self._root or "/")

    @contextmanager
    def _reading(self, name: str) -> Iterator[SftpClient]:
        """As _talking, and NotThere for what is no file."""
        with self._talking() as server:
            try:
                yield server
            except Refused as problem:
                if problem.code == client.NO_SUCH_FILE:
                    raise NotThere(name) from None
                raise

    @contextmanager
    def _talking(self, sending: int = 0) -> Iterator[SftpClient]:
        """The server's ear, opened if need be; the place's trouble instead of the library's."""
        self._began, self._moved = time.monotonic(), 0
        silence = self._silence + sending / SLOWEST
        try:
            if self._ear is not None and self._ear.deaf:  # lost while a file was being closed
                self.close()
            if self._client is None or self._ear is None:
                self._client, self._ear = self._open()
            self._ear.settimeout(silence)
            if not sending:
                yield self._client
                return
            with Watch(silence, self._hang_up) as self._watch:  # paramiko sends without any time-out
                yield self._client
        except Refused as problem:
            raise PlaceFailed(self.name, _REFUSALS.get(problem.code, Trouble.SERVER), problem.words) from None
        except _LOST as problem:
            raise PlaceFailed(self.name, self._why(problem)) from None

    def _open(self) -> tuple[SftpClient, Ear]:
        """Connect, compare the key, prove who we are. PlaceFailed."""
        try:
            return self._greeted()
        except PlaceFailed as problem:
            if not self._manners.is_known:
                raise
            self._manners.failed()
            if problem.why is not Trouble.SERVER:
                raise
            self._manners.forget()  # what was said ahead it does not understand any more
        return self._greeted()

    def _greeted(self) -> tuple[SftpClient, Ear]:
        line = dial(self.name, self._settings, self._connect)
        try:
            with Watch(self._silence, self._hang_up) as self._watch:
                ear = Ear(greet(self.name, self._settings, line, self._hold, self._manners), self._progressed)
                ear.settimeout(self._silence)
                return SftpClient(ear), ear
        except BaseException as problem:
            why = self._why(problem)
            line.close()
            if isinstance(problem, _LOST):
                raise PlaceFailed(self.name, why) from None
            raise

    def _hold(self, transport: Any) -> None:
        self._transport = transport

    def _hang_up(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def _progressed(self, moved: int) -> None:
        """Something came or went. TimeoutError when it is too little on the whole: a drip is silence."""
        if self._watch is not None:
            self._watch.progressed()
        self._moved += moved
        if self._moved > _MOVED_MOST:
            raise SFTPError
        if time.monotonic() - self._began > 2 * self._silence + self._moved / LEAST_PACE:
            raise TimeoutError

    def _why(self, problem: BaseException) -> Trouble:
        """What became of the line; it is closed after this."""
        barked = self._watch is not None and self._watch.barked
        alive = self._transport is not None and self._transport.is_active()
        self.close()
        if barked or isinstance(problem, TimeoutError):
            return Trouble.SILENT
        odd = isinstance(problem, (SFTPError, UnicodeError, paramiko.ssh_exception.IncompatiblePeer))
        return Trouble.SERVER if odd or (alive and isinstance(problem, paramiko.SSHException)) else Trouble.CUT
