"""A folder of an SSH server: nothing is sent to a server whose key is not the one that was pinned."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import paramiko

from clinic_app.errors import AlreadyThere, NotThere, PlaceFailed, Trouble
from clinic_app.transport import sftp_forms as forms
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
from clinic_app.transport.sftp_forms import NotSftp, Refused
from clinic_app.transport.sftp_talk import SftpTalk
from clinic_app.transport.ssh_line import dial, greet
from clinic_app.transport.watch import Watch

_REFUSALS = {
    forms.END: Trouble.WRONG,
    forms.NO_SUCH_FILE: Trouble.NO_FOLDER,
    forms.DENIED: Trouble.FORBIDDEN,
    forms.WRITE_PROTECTED: Trouble.READ_ONLY,
    forms.NO_SPACE: Trouble.FULL,
    forms.OVER_QUOTA: Trouble.FULL,
}
_ENTRY_BYTES = 100  # what an entry costs besides its name


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
        self._channel: Any = None
        self._talk: SftpTalk | None = None
        self._watch: Watch | None = None
        self._began, self._moved = 0.0, 0
        self._unfinished: list[str] = []

    def list(self, under: str = "", most: int = LIST_MOST) -> Listing:
        """The files right in a folder; a folder that is not there is empty, the place's own is not."""
        folder = self._at(checked_folder(under))
        files: list[Listed] = []
        seen, more = 0, False
        with self._talking() as server:
            try:
                for entry in server.list_all(folder):
                    seen += len(entry.name) + _ENTRY_BYTES
                    if entry.is_file and is_name(entry.name):
                        files.append(Listed(entry.name, entry.bytes))
                    if len(files) > most or seen > ANSWER_MOST:
                        more = True
                        break
            except Refused as problem:
                if problem.code != forms.NO_SUCH_FILE or not under:
                    raise
                server.look_at(self._at(""), follow=True)
        files.sort(key=lambda one: one.name)
        return Listing(tuple(files[:most]), more)

    def read(self, name: str, start: int = 0, most: int | None = None, into: Into | None = None) -> bytes:
        """Bytes of a file from `start`. NotThere."""
        path = self._at(checked_name(name))
        if most == 0:
            return b""
        blocks: list[bytes] = []
        give = into or blocks.append
        with self._reading(name) as server:
            handle = server.open_file(path, forms.TO_READ)
        coming = server.read_blocks(handle, start, most)
        try:
            while True:
                with self._reading(name):
                    block = next(coming, None)
                if block is None:
                    break
                give(block)  # not within _reading: what fails here is not the place's trouble
            with suppress(PlaceFailed), self._talking():
                server.close_file(handle)
        except BaseException:
            self.close()  # blocks are still on their way
            raise
        return b"".join(blocks)

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
                self._fill(server, handle, data)
                server.do(forms.RENAME, unnamed, path)
            except Refused:
                there = _is_there(server, path)
                self._tidy(server)
                if there:
                    raise AlreadyThere(name) from None
                raise
            self._unfinished.remove(unnamed)
            self._tidy(server)

    def remove(self, name: str) -> None:
        """Take a file away."""
        with self._talking() as server:
            _remove(server, self._at(checked_name(name)))

    def close(self) -> None:
        """Drop the connection."""
        if self._transport is not None:
            self._transport.close()
        self._transport = self._channel = self._talk = self._watch = None

    def _new_file(self, server: SftpTalk, path: str, folder: str) -> bytes:
        try:
            return server.open_file(path, forms.TO_WRITE_NEW)
        except Refused as problem:
            if problem.code != forms.NO_SUCH_FILE:
                raise
        server.look_at(self._at(""), follow=True)  # the place's own folder is never made: a person chose it
        steps = folder.split("/") if folder else []
        for count in range(1, len(steps) + 1):
            step = self._at("/".join(steps[:count]))
            try:
                server.do(forms.MKDIR, step)
            except Refused:
                server.look_at(step)  # another laptop made it, or it cannot be made
        return server.open_file(path, forms.TO_WRITE_NEW)

    def _fill(self, server: SftpTalk, handle: bytes, data: bytes) -> None:
        """OpenSSH calls a full disk a failure like any other; a file that could be made but not filled has no room."""
        try:
            server.write_all(handle, data)
        except Refused as problem:
            raise Refused(forms.NO_SPACE if problem.code == forms.FAILURE else problem.code, problem.words) from None

    def _tidy(self, server: SftpTalk) -> None:
        """Take away what broken writings left; if it fails, the next one tries again."""
        with suppress(Refused):
            while self._unfinished:
                _remove(server, self._unfinished[-1])
                self._unfinished.pop()

    def _at(self, name: str) -> str:
        return f"{self._root}/{name}" if name else (self._root or "/")

    @contextmanager
    def _reading(self, name: str) -> Iterator[SftpTalk]:
        """As _talking, and NotThere for what is no file."""
        with self._talking() as server:
            try:
                yield server
            except Refused as problem:
                if problem.code == forms.NO_SUCH_FILE:
                    raise NotThere(name) from None
                raise

    @contextmanager
    def _talking(self, sending: int = 0) -> Iterator[SftpTalk]:
        """The server's ear, opened if need be; the place's trouble instead of the library's."""
        self._began, self._moved = time.monotonic(), 0
        silence = self._silence + sending / SLOWEST
        try:
            if self._talk is None:
                self._open()
            assert self._talk is not None
            self._channel.settimeout(silence)
            if not sending:
                yield self._talk
                return
            with Watch(silence, self._hang_up) as self._watch:  # paramiko sends without any time-out
                yield self._talk
        except Refused as problem:
            raise PlaceFailed(self.name, _REFUSALS.get(problem.code, Trouble.SERVER), problem.words) from None
        except (EOFError, OSError, NotSftp, paramiko.SSHException) as problem:
            raise PlaceFailed(self.name, self._why(problem)) from None

    def _open(self) -> None:
        """Connect, compare the key, prove who we are. PlaceFailed."""
        line = dial(self.name, self._settings, self._connect)
        try:
            with Watch(self._silence, self._hang_up) as self._watch:
                self._channel = greet(self.name, self._settings, line, self._hold)
                self._channel.settimeout(self._silence)
                self._talk = SftpTalk(self._channel, self._progressed)
        except BaseException as problem:
            why = self._why(problem)
            line.close()
            if isinstance(problem, (EOFError, OSError, NotSftp, paramiko.SSHException)):
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
        if time.monotonic() - self._began > 2 * self._silence + self._moved / LEAST_PACE:
            raise TimeoutError

    def _why(self, problem: BaseException) -> Trouble:
        """What became of the line; it is closed after this."""
        barked = self._watch is not None and self._watch.barked
        alive = self._transport is not None and self._transport.is_active()
        self.close()
        if barked or isinstance(problem, TimeoutError):
            return Trouble.SILENT
        odd = isinstance(problem, (NotSftp, paramiko.ssh_exception.IncompatiblePeer))
        return Trouble.SERVER if odd or (alive and isinstance(problem, paramiko.SSHException)) else Trouble.CUT


def _remove(server: SftpTalk, path: str) -> None:
    try:
        server.do(forms.REMOVE, path)
    except Refused as problem:
        if problem.code != forms.NO_SUCH_FILE:
            raise


def _is_there(server: SftpTalk, path: str) -> bool:
    try:
        server.look_at(path)
    except Refused:
        return False
    return True
