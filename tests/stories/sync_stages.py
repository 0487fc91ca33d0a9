"""Places that are spoiled at one call: real servers behind proxies that cut, answer in their stead or stay silent."""

from __future__ import annotations

import secrets
import shutil
import struct
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from paramiko import sftp as protocol

from clinic_app.transport import sftp_client
from clinic_app.transport.folder import FolderPlace
from clinic_app.transport.kinds import open_place
from clinic_app.transport.place import Place
from clinic_app.transport.settings_fields import FolderSettings
from tests.stories.sync_cells import (
    FOLDER_FAULTS,
    HTTP_CALLS,
    SFTP_CALLS,
    SFTP_REFUSALS,
    WRONG_LENGTH,
    Cell,
    wrong_length,
)
from tests.transport import servers
from tests.transport.faulty import Request, Spoil, Wire, faulty_http, tls_server, wire
from tests.transport.http_matrix import FAULTS, S3_FAULTS
from tests.transport.papers import Papers

NAME = "cloud"


@dataclass
class Stage:
    """A place as the office reaches it, and the same place by the straight way. `arm` and `heal` put the fault on."""

    spoiled: Callable[[], Place]
    straight: Callable[[], Place]
    arm: Callable[[], object]
    heal: Callable[[], object]
    struck: Callable[[], bool]
    folder: str = ""


class Servers:
    """The real servers, each started when it is first asked for."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._running: dict[str, Any] = {}

    def __enter__(self) -> Servers:
        return self

    def __exit__(self, *_told: object) -> None:
        self._stack.close()

    def one(self, name: str) -> servers.Running:
        if name not in self._running:
            begin = {"apache": servers.apache, "webdav": servers.wsgidav, "sftp": servers.sshd, "s3": servers.seaweed}
            self._running[name] = self._stack.enter_context(begin[name]())
            if name == "s3":
                servers.make_bucket(self._running[name], "clinic")
        running: servers.Running = self._running[name]
        return running

    def folder(self, name: str) -> str:
        made = secrets.token_hex(6)
        running = self.one(name)
        (running.files / made).mkdir()
        if running.papers:
            with suppress(PermissionError, LookupError):
                shutil.chown(running.files / made, "www-data", "www-data")
        return made


@contextmanager
def stage_of(cell: Cell, at: Path, running: Servers) -> Iterator[Stage]:
    """The place of a cell, empty."""
    begin = {"webdav": _http, "s3": _http, "sftp": _sftp, "folder": _folder, "apache": _papers}
    with begin[cell.kind](cell, at, running) as stage:
        yield stage


@contextmanager
def _http(cell: Cell, _at: Path, running: Servers) -> Iterator[Stage]:
    server = running.one(cell.kind)
    spot = HTTP_CALLS[cell.kind][cell.call]
    how = wrong_length if cell.fault == WRONG_LENGTH else (FAULTS | S3_FAULTS)[cell.fault].how
    with faulty_http(server.port) as proxy:
        if cell.kind == "s3":
            prefix = secrets.token_hex(6)
            settings: Any = servers.s3_settings(server, "clinic", prefix)
            through: Any = servers.s3_settings(server, "clinic", prefix, endpoint=f"http://127.0.0.1:{proxy.port}")
        else:
            folder = running.folder(cell.kind)
            settings = servers.webdav_settings(server, folder)
            through = servers.webdav_settings(server, url=f"http://127.0.0.1:{proxy.port}/{folder}")
        struck: list[Request] = []

        def spoil(request: Request) -> Spoil | None:
            wrote = any(one.method == "PUT" for one in proxy.requests[:-1])
            if not spot(request, wrote):
                return None
            struck.append(request)
            return how

        silence = 1.0 if "silent" in cell.fault else 30.0
        armed = [False]

        def opened() -> Place:
            return open_place(cell.kind, through, NAME, connect=10, silence=silence if armed[0] else 30.0)

        def arm() -> None:
            armed[0] = True
            proxy.spoil_each(spoil)

        def heal() -> None:
            armed[0] = False
            proxy.heal()

        yield Stage(opened, lambda: open_place(cell.kind, settings, NAME), arm, heal, lambda: bool(struck))


@contextmanager
def _papers(cell: Cell, at: Path, running: Servers) -> Iterator[Stage]:
    """Another server answers at the same address: its certificate has run out, or a stranger vouches for it."""
    server = running.one("apache")
    assert server.papers
    expired = cell.fault == "expired certificate"
    papers = Papers.made(at / "papers", (-30, -2) if expired else (-2, 30))
    folder = running.folder("apache")
    with tls_server(papers, b"HTTP/1.1 207 Odd\r\nContent-Length: 0\r\n\r\n") as port, wire(server.port) as line:
        settings = servers.webdav_settings(server, folder)
        through = replace(settings, url=f"https://127.0.0.1:{line.port}/{folder}")
        armed = [False]

        def opened() -> Place:
            known = replace(through, ca_file=str(papers.ca_file)) if armed[0] and expired else through
            return open_place("webdav", known, NAME)

        def arm(on: bool) -> Callable[[], None]:
            def do() -> None:
                armed[0], line.upstream = on, port if on else server.port

            return do

        yield Stage(opened, lambda: open_place("webdav", settings, NAME), arm(True), arm(False), lambda: True)


class Spoilt(sftp_client.SftpClient):
    """The client over a real line to a real server, whose answers to one kind of question are changed."""

    kind = -1
    code = 0
    cut: Callable[[str], object] | None = None
    when = ""
    struck = 0
    _held: set[int]

    def _async_request(self, collector: Any, kind: int, *told: Any) -> int:
        cls = type(self)
        is_it = kind == cls.kind
        if is_it:
            cls.struck += 1
            if cls.cut and cls.when == "before":
                cls.cut("before")
        if is_it and not cls.cut:  # the server never hears of it
            kind, told = protocol.CMD_REALPATH, (".",)
        number = super()._async_request(collector, kind, *told)
        if is_it:
            self.__dict__.setdefault("_held", set()).add(number)
            if cls.cut and cls.when != "before":
                cls.cut(cls.when)
        return int(number)

    def _read_packet(self) -> tuple[int, bytes]:
        kind, told = super()._read_packet()
        (number,) = struct.unpack(">I", told[:4])
        if number in self.__dict__.get("_held", ()) and not type(self).cut:
            refused = struct.pack(">III", number, type(self).code, 2) + b"no" + bytes(4)
            return protocol.CMD_STATUS, refused
        return kind, told


@contextmanager
def _sftp(cell: Cell, _at: Path, running: Servers) -> Iterator[Stage]:
    server = running.one("sftp")
    folder = running.folder("sftp")
    settings = servers.sftp_settings(server, folder)
    with wire(server.port) as line, pytest.MonkeyPatch.context() as patch:
        through = replace(settings, port=line.port)
        client = type("SpoiltOnce", (Spoilt,), {"kind": SFTP_CALLS[cell.call]})
        if cell.fault in SFTP_REFUSALS:
            client.code = SFTP_REFUSALS[cell.fault][0]
        else:
            client.when = "after" if cell.fault.endswith("after") else "before"
            client.cut = staticmethod(_cutter(line, cell.fault))
        armed = [False]

        def opened() -> Place:
            patch.setattr("clinic_app.transport.sftp.SftpClient", client if armed[0] else sftp_client.SftpClient)
            silence = 1.0 if armed[0] and "silent" in cell.fault else 30.0
            return open_place("sftp", through, NAME, connect=10, silence=silence)

        def straight() -> Place:
            patch.setattr("clinic_app.transport.sftp.SftpClient", sftp_client.SftpClient)
            return open_place("sftp", settings, NAME)

        def heal() -> None:
            armed[0] = False
            line.heal()

        yield Stage(opened, straight, lambda: armed.__setitem__(0, True), heal, lambda: client.struck > 0)


def _cutter(line: Wire, fault: str) -> Callable[[str], None]:
    """From now on: nothing of the question gets there, half of it, all of it but no answer."""
    if fault.endswith("after"):
        return lambda _when: line.after(down=0, silent="silent" in fault)
    most = 30 if "during" in fault else 0
    return lambda _when: line.after(up=most, down=0, silent="silent" in fault)


class SpoiltFolder(FolderPlace):
    """A folder whose system refuses one call, before it does anything or after."""

    call = now = ""
    code = 0
    when = "before"
    struck = False

    def list(self, under: str = "", most: int = 5000) -> Any:
        return self._during("list", lambda: FolderPlace.list(self, under, most))

    def read(self, name: str, start: int = 0, most: int | None = None, into: Any = None) -> bytes:
        return bytes(self._during("read", lambda: FolderPlace.read(self, name, start, most, into)))

    def write(self, name: str, data: bytes) -> None:
        self._during("write", lambda: FolderPlace.write(self, name, data))

    def remove(self, name: str) -> None:
        self._during("remove", lambda: FolderPlace.remove(self, name))

    def _during(self, call: str, act: Callable[[], Any]) -> Any:
        self.now = call
        return act()

    @contextmanager
    def _told(self, *, writing: bool, name: str = "") -> Iterator[None]:
        with FolderPlace._told(self, writing=writing, name=name):
            if self.now == self.call and self.when == "before":
                self._strike()
            yield
            if self.now == self.call and self.when == "after":
                self._strike()

    def _strike(self) -> None:
        type(self).struck = True
        raise OSError(self.code, "no")


@contextmanager
def _folder(cell: Cell, at: Path, _running: Servers) -> Iterator[Stage]:
    stick = at / "stick"
    stick.mkdir()
    settings = FolderSettings(str(stick))
    made = type("SpoiltOnce", (SpoiltFolder,), {"call": cell.call})
    armed = [False]
    fault, _, when = cell.fault.rpartition(" ")
    if cell.fault == "taken away":
        away = at / "away"

        class Taken(SpoiltFolder):
            call = "none"

            def _during(self, call: str, act: Callable[[], Any]) -> Any:
                if call == cell.call and stick.exists():
                    stick.rename(away)
                return act()

        made = Taken

        def heal() -> None:
            armed[0] = False
            if away.exists():
                away.rename(stick)

        yield Stage(
            lambda: made(settings, NAME) if armed[0] else FolderPlace(settings, NAME),
            lambda: FolderPlace(settings, NAME),
            lambda: armed.__setitem__(0, True),
            heal,
            away.exists,
            str(stick),
        )
        return
    made.code, made.when = FOLDER_FAULTS[fault][0], when
    yield Stage(
        lambda: made(settings, NAME) if armed[0] else FolderPlace(settings, NAME),
        lambda: FolderPlace(settings, NAME),
        lambda: armed.__setitem__(0, True),
        lambda: armed.__setitem__(0, False),
        lambda: bool(made.struck),
        str(stick),
    )
