"""Every fault at every call of every kind of place, each as a whole `sync` of a real case book; then the fault is gone.

An office (naryn) syncs through a spoiled place: it looks (list), takes in what the coordinator has left (read), leaves
its own package (write, rename, read back) and the index of it, and takes away what everybody has (remove). Asked after
the spoiled sync: is the trouble named, in three languages; does the outbox say "there" of nothing but what lies there,
byte for byte; is what was sealed still kept? Then, without the fault: does the next sync complete, has the coordinator
everything exactly once, and lies nothing half done or twice at the place?

Planted once, each found here: "there" without reading back (`Putting.found` gives SAME unasked); sealed bytes dropped
when they are sent (`Departures.note` removes them); an index left though its object failed.
All cells are tried in tests/long/test_sync_matrix.py, a few in tests/stories/test_sync_matrix.py.
"""

from __future__ import annotations

import errno
import hashlib
import secrets
import shutil
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from paramiko import sftp as protocol

from clinic_app.clinic import Clinic
from clinic_app.errors import PlaceFailed, Trouble
from clinic_app.transport import sftp_client
from clinic_app.transport.folder import FolderPlace
from clinic_app.transport.kinds import open_place
from clinic_app.transport.place import Place
from clinic_app.transport.settings_fields import FolderSettings
from clinic_app.use_cases.exchanging.syncing import SyncDone
from clinic_app.wording.sentences import sentence
from clinic_app.wording.words import speak
from tests.founding import PASSPHRASE
from tests.stories.clinics import Clinics, consult, edit, form
from tests.stories.places import Cloud, sync, use_cloud, use_stick
from tests.transport import servers
from tests.transport.faulty import FaultyHttp, Request, Spoil, Wire, faulty_http, tls_server, wire
from tests.transport.http_matrix import FAULTS, S3_FAULTS
from tests.transport.papers import Papers

NAME = "cloud"
OURS, THEIRS = "written in the village", "written in the city"


@dataclass(frozen=True)
class Cell:
    """One trial: kind of place, call, fault."""

    kind: str
    call: str
    fault: str

    @property
    def id(self) -> str:
        return f"{self.kind}-{self.call}-{self.fault}"


# --- what a call looks like on a line ---------------------------------------------------------------------------------

Spot = Callable[[Request, bool], bool]
"""Whether a request is one of a call; told is also whether anything was written yet in this sync."""


def _spot(method: str, part: str = "", *, after: bool | None = None, without: str = "\0") -> Spot:
    def is_it(request: Request, wrote: bool) -> bool:
        asked = request.method == method and part in request.path and without not in request.path
        return asked and after in (None, wrote)

    return is_it


HTTP_CALLS: dict[str, dict[str, Spot]] = {
    "webdav": {
        "list": _spot("PROPFIND"),
        "read an index": _spot("GET", "/index/", after=False),
        "read": _spot("GET", "/objects/", after=False),
        "write": _spot("PUT", "/objects/"),
        "rename": _spot("MOVE", "/objects/"),
        "read back": _spot("GET", "/objects/", after=True),
        "write an index": _spot("PUT", "/index/"),
        "rename an index": _spot("MOVE", "/index/"),
        "read an index back": _spot("GET", "/index/", after=True),
        "remove": _spot("DELETE"),
    },
    "s3": {
        "list": _spot("GET", "list-type="),
        "read an index": _spot("GET", "/index/", after=False, without="list-type="),
        "read": _spot("GET", "/objects/", after=False, without="list-type="),
        "write": _spot("PUT", "/objects/"),
        "read back": _spot("GET", "/objects/", after=True, without="list-type="),
        "write an index": _spot("PUT", "/index/"),
        "read an index back": _spot("GET", "/index/", after=True, without="list-type="),
        "remove": _spot("DELETE"),
    },
}


def wrong_length(request: Request, line: socket.socket, proxy: FaultyHttp) -> None:
    """Only half comes, or goes, and nobody says that there was more."""
    if request.method == "PUT":
        half = request.body[: len(request.body) // 2]
        line.sendall(proxy.ask(_measured(request.head, half)))
        return
    head, end, body = proxy.ask(request.whole).partition(b"\r\n\r\n")
    line.sendall(_measured(head + end, body[: len(body) // 2]))


def _measured(head: bytes, body: bytes) -> bytes:
    lines = [one for one in head.rstrip(b"\r\n").split(b"\r\n") if not one.lower().startswith(b"content-length")]
    kept = [one for one in lines if not one.lower().startswith(b"transfer-encoding")]
    return b"\r\n".join([*kept, b"Content-Length: %d" % len(body)]) + b"\r\n\r\n" + body


WRONG_LENGTH = "wrong length"
_HTTP = ("400", "401", "403", "404", "409", "412", "413", "423", "429", "500", "502", "503", "507", "511")
_LINE = ("cut before", "cut during", "cut after", "cut in the answer", "silent", "nonsense")
_PORTAL = ("portal", "portal elsewhere", "redirect")
HTTP_FAULTS: dict[str, tuple[Spoil, Trouble]] = {
    name: (FAULTS[name].how, FAULTS[name].why) for name in (*_LINE, *_HTTP, *_PORTAL)
}
SFTP_REFUSALS = {
    "no such file": (sftp_client.NO_SUCH_FILE, Trouble.NO_FOLDER),
    "denied": (sftp_client.DENIED, Trouble.FORBIDDEN),
    "failure": (sftp_client.FAILURE, Trouble.SERVER),
    "write protected": (sftp_client.WRITE_PROTECTED, Trouble.READ_ONLY),
    "no space": (sftp_client.NO_SPACE, Trouble.FULL),
    "over quota": (sftp_client.OVER_QUOTA, Trouble.FULL),
}
SFTP_CALLS = {
    "list": protocol.CMD_OPENDIR,
    "read": protocol.CMD_READ,
    "open": protocol.CMD_OPEN,
    "write": protocol.CMD_WRITE,
    "rename": protocol.CMD_RENAME,
    "remove": protocol.CMD_REMOVE,
}
FOLDER_CALLS = ("list", "read", "write", "remove")
FOLDER_FAULTS = {
    "no space": (errno.ENOSPC, Trouble.FULL),
    "read only": (errno.EROFS, Trouble.READ_ONLY),
    "not allowed": (errno.EACCES, Trouble.FORBIDDEN),
    "broken": (errno.EIO, Trouble.CUT),
    "pulled out": (errno.ENODEV, Trouble.CUT),
    "odd": (errno.EPROTO, Trouble.SERVER),
}


def cells() -> list[Cell]:
    """The whole product."""
    told = [
        Cell(kind, call, fault)
        for kind, calls in HTTP_CALLS.items()
        for call in calls
        for fault in (*HTTP_FAULTS, *(S3_FAULTS if kind == "s3" else ()), WRONG_LENGTH)
        if fault != WRONG_LENGTH or call.startswith(("read", "write"))
    ]
    ways = ("cut before", "cut during", "cut after", "silent", "silent after")
    told += [Cell("sftp", call, fault) for call in SFTP_CALLS for fault in (*ways, *SFTP_REFUSALS)]
    told += [
        Cell("folder", call, f"{fault} {when}")
        for call in FOLDER_CALLS
        for fault in FOLDER_FAULTS
        for when in ("before", "after")
    ]
    told += [Cell("folder", call, "taken away") for call in FOLDER_CALLS]
    return [*told, Cell("apache", "every call", "expired certificate"), Cell("apache", "every call", "stranger")]


def sample(seed: int, count: int) -> list[Cell]:
    """A few cells, of every kind of place, of different calls and faults."""
    every = cells()
    Random(seed).shuffle(every)
    kinds = ["webdav", "s3", "sftp", "folder"]
    chosen = [next(one for one in every if one.kind == "apache")]
    while len(chosen) < count:
        kind = kinds[len(chosen) % len(kinds)]
        calls, faults = {one.call for one in chosen if one.kind == kind}, {one.fault for one in chosen}
        chosen.append(
            next(one for one in every if one.kind == kind and one.call not in calls and one.fault not in faults)
        )
    return chosen


# --- what each may lead to --------------------------------------------------------------------------------------------


def hoped(cell: Cell) -> set[Trouble | None]:
    """What the spoiled sync may say; None: nothing is wrong, for it went well all the same or is no fault at all."""
    if cell.kind == "apache":
        return {Trouble.EXPIRED if "expired" in cell.fault else Trouble.CERTIFICATE}
    if cell.kind == "folder":
        return _hoped_of_folder(cell)
    if cell.kind == "sftp":
        return _hoped_of_sftp(cell)
    return _hoped_of_http(cell)


def _hoped_of_http(cell: Cell) -> set[Trouble | None]:
    call, fault = cell.call, cell.fault
    reads = call.startswith("read")
    if fault == WRONG_LENGTH:
        if call in ("read", "read an index"):
            return {None, Trouble.WRONG}  # spoiled, which is told as odd, and comes whole the next time
        return {Trouble.WRONG}
    why = (S3_FAULTS | FAULTS)[fault].why
    if fault in ("404", "NoSuchKey") and reads:
        return {None} if call in ("read", "read an index") else {Trouble.WRONG}  # it was written and is not there
    if fault == "404" and call == "remove":
        return {None}  # it is gone already
    if fault == "404" and call == "list" and cell.kind == "webdav":
        return {None}  # nothing was left for us yet
    if fault in ("404", "409") and cell.kind == "webdav" and call.startswith("write"):
        return {why, Trouble.NO_FOLDER}
    if fault == "412" and (call.startswith("rename") or (cell.kind == "s3" and call.startswith("write"))):
        return {Trouble.WRONG}  # taken, it says, and yet nothing is there
    return {why}


def _hoped_of_sftp(cell: Cell) -> set[Trouble | None]:
    if cell.fault in SFTP_REFUSALS:
        why = SFTP_REFUSALS[cell.fault][1]
        if cell.fault == "no such file" and cell.call in ("list", "read", "remove"):
            return {None, why, Trouble.WRONG}
        if cell.fault == "failure" and cell.call == "write":
            return {Trouble.FULL}
        return {why}
    return {Trouble.SILENT if "silent" in cell.fault else Trouble.CUT}


def _hoped_of_folder(cell: Cell) -> set[Trouble | None]:
    if cell.fault == "taken away":
        return {Trouble.NO_FOLDER}
    why = FOLDER_FAULTS[cell.fault.rpartition(" ")[0]][1]
    if why is Trouble.FORBIDDEN and cell.call in ("write", "remove"):
        why = Trouble.READ_ONLY
    return {why}


# --- the case books ---------------------------------------------------------------------------------------------------


@dataclass
class Shelf:
    """Two case books with a past, closed, and what lies at their place; every cell begins with a copy."""

    at: Path
    flat: bool
    network: str
    record: str
    files: dict[str, bytes]

    def copied(self, to: Path) -> tuple[Path, Path]:
        """The folders of (naryn, bishkek)."""
        for who in ("naryn", "bishkek"):
            shutil.copytree(self.at / who, to / who)
        return to / "naryn", to / "bishkek"


def shelved(at: Path, *, flat: bool) -> Shelf:
    """A past: packages both ways, one that everybody has acknowledged, and one of the coordinator not yet fetched."""
    at.mkdir()
    clinics, stick = Clinics(at / "lives"), at / "stick"
    (at / "lives").mkdir()
    stick.mkdir()
    cloud = Cloud()
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    for clinic in (naryn, bishkek):
        use_stick(clinic, stick, NAME) if flat else use_cloud(clinic, cloud, NAME)
    record = consult(naryn, advice="long ago")
    for _ in range(3):
        for clinic in (naryn, bishkek):
            assert sync(clinic).problem is None
    edit(bishkek, form(bishkek, record), advice=THEIRS)
    assert sync(bishkek).problem is None
    consult(naryn, advice=OURS)
    network = naryn.identity.network_id
    for clinic, who in ((naryn, "naryn"), (bishkek, "bishkek")):
        folder = clinic.folder
        clinics.close(clinic)
        shutil.copytree(folder, at / who)
    files = {str(one.relative_to(stick)): one.read_bytes() for one in stick.rglob("*") if one.is_file()}
    return Shelf(at, flat, network, record.id, files if flat else dict(cloud.files))


# --- the place, spoiled and straight ----------------------------------------------------------------------------------


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
    days = (-30, -2) if "expired" in cell.fault else (-2, 30)
    papers = Papers.made(at / "papers", days)
    ca_file = papers.ca_file if "expired" in cell.fault else server.papers.ca_file
    folder = running.folder("apache")
    with tls_server(papers, b"HTTP/1.1 207 Odd\r\nContent-Length: 0\r\n\r\n") as port, wire(server.port) as line:
        settings = servers.webdav_settings(server, folder)
        both = at / "both.pem"
        both.write_bytes(server.papers.ca_file.read_bytes() + Path(ca_file).read_bytes())
        through = replace(settings, url=f"https://127.0.0.1:{line.port}/{folder}", ca_file=str(both))

        def upstream(to: int) -> Callable[[], None]:
            return lambda: setattr(line, "upstream", to)

        yield Stage(
            lambda: open_place("webdav", through, NAME),
            lambda: open_place("webdav", settings, NAME),
            upstream(port),
            upstream(server.port),
            lambda: True,
        )


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


# --- the trial --------------------------------------------------------------------------------------------------------


@dataclass
class Trial:
    """Two laptops at one place; the office's way to it is the spoiled one."""

    stage: Stage
    shelf: Shelf
    naryn: Clinic
    bishkek: Clinic
    opened: list[Place] = field(default_factory=list)

    def settle(self) -> None:
        """Put what lay at the shelf's place where this place is; a week passes: something is to be removed."""
        place = self.stage.straight()
        for name, data in self.shelf.files.items():
            place.write(name, data)
        place.close()
        for clinic, way in ((self.naryn, "spoiled"), (self.bishkek, "straight")):
            self._use(clinic, way)

    def _use(self, clinic: Clinic, way: str) -> None:
        if self.shelf.flat:
            clinic.places._keep(NAME, "folder", FolderSettings(self.stage.folder))

        def opener(_kind: str, _settings: Any, _told: str) -> Place:
            self.opened.append(getattr(self.stage, way)())
            return self.opened[-1]

        clinic.places.opener = opener
        later = datetime.now(UTC) + timedelta(days=9)
        clinic.places.clock = lambda: later

    def close(self) -> None:
        for place in self.opened:
            place.close()

    def lies_there(self, row: Any) -> bool:
        """Whether an object of the office's outbox lies at the place, byte for byte."""
        folder = f"clinic1/{self.shelf.network[:16]}/objects/{row.life}"
        place = self.stage.straight()
        try:
            name = row.name if self.shelf.flat else f"{folder}/{row.sha256}"
            return hashlib.sha256(place.read(name)).hexdigest() == row.sha256
        finally:
            place.close()

    def rows(self) -> list[Any]:
        return [row for row in self.naryn._desk.vault.exchange.places.objects(NAME) if row.kind == "package"]


@contextmanager
def trial(cell: Cell, shelf: Shelf, at: Path, running: Servers) -> Iterator[Trial]:
    naryn, bishkek = shelf.copied(at)
    clinics = Clinics(at)
    with stage_of(cell, at, running) as stage:
        made = Trial(stage, shelf, clinics.opened(naryn), clinics.opened(bishkek))
        try:
            made.settle()
            yield made
        finally:
            stage.heal()
            made.close()
            clinics.close_all()


def try_out(cell: Cell, shelf: Shelf, at: Path, running: Servers) -> None:
    """One cell, as the head of this page says."""
    with trial(cell, shelf, at, running) as told:
        told.stage.arm()
        spoilt = sync(told.naryn)
        assert told.stage.struck(), "this sync makes no such call"
        told.stage.heal()
        _assert_honest(cell, told, spoilt)
        _assert_nothing_lost(told)
        whole = sync(told.naryn)
        assert whole.problem is None and whole.oddities == (), (whole.problem, whole.oddities)
        _assert_all_arrives_once(told)


def _assert_honest(cell: Cell, told: Trial, spoilt: SyncDone) -> None:
    """The right trouble in words; "there" is said of what lies there, and a fault of nothing that went well."""
    problem = spoilt.problem
    why = problem.why if isinstance(problem, PlaceFailed) else problem
    assert why in hoped(cell), (why, getattr(problem, "detail", ""), spoilt.oddities)
    shown = told.naryn.places.one(NAME).problem
    assert (shown.why if shown else None) is why
    if isinstance(problem, PlaceFailed):
        sentences = set()
        for language in ("en", "ru", "ky"):
            speak(language)
            sentences.add(sentence(problem))
        speak("en")
        assert len(sentences) == 3 and all(one.startswith(f"{NAME}: ") or "cloud" in one for one in sentences)
    said = {row.sha256: row for row in told.naryn.outbox.rows() if row.place == NAME}
    for row in told.rows():
        if row.state == "there":
            assert told.lies_there(row), "said to be there"
        elif row.sha256 in said:
            assert said[row.sha256].state in ("sealed", "sending", "failed"), said[row.sha256].state
    published = {one.name for one in spoilt.published}
    assert published <= {row.name for row in told.rows() if row.state == "there"}


def _assert_nothing_lost(told: Trial) -> None:
    """What was written is here, and what is sealed and not acknowledged is kept."""
    advices = {form_of(told.naryn, one).advice for one in told.naryn.casework.ids("consultation")}
    assert OURS in advices
    kept = told.naryn._desk.vault.exchange
    waiting = [row for row in told.rows() if row.state in ("waiting", "there") and not row.free_since]
    assert all(kept.sealed(row.sha256) for row in waiting)


def _assert_all_arrives_once(told: Trial) -> None:
    naryn, bishkek = told.naryn, told.bishkek
    assert form_of(naryn, told.shelf.record).advice == THEIRS
    rows = [row for row in told.rows() if not row.receipt]
    assert rows and all(row.state == "there" for row in rows)
    came = sync(bishkek)
    assert came.problem is None and came.oddities == ()
    assert [one.status for one in came.merged].count("merged") == 1
    ids = bishkek.casework.ids("consultation")
    assert len(ids) == 2 and {form_of(bishkek, one).advice for one in ids} == {THEIRS, OURS}
    assert sync(bishkek).fetched == 0 and sync(naryn).problem is None
    assert naryn.streams.gaps() == bishkek.streams.gaps() == []
    _assert_no_litter(told)


def _assert_no_litter(told: Trial) -> None:
    """Each package of the office lies there once, and nothing that no index names."""
    if told.shelf.flat:
        return
    place = told.stage.straight()
    mine = {row.life for row in told.rows()}
    try:
        for life in mine:
            listed = [one.name for one in place.list(f"clinic1/{told.shelf.network[:16]}/objects/{life}").files]
            known = {row.sha256 for row in told.rows()}
            assert len(listed) == len(set(listed)) and set(listed) <= known, listed
    finally:
        place.close()


def form_of(clinic: Clinic, record: str) -> Any:
    return clinic.casework.load("consultation", record)


__all__ = ["PASSPHRASE", "Cell", "Servers", "cells", "sample", "shelved", "try_out"]
