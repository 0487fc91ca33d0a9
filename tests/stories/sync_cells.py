"""The cells of the matrix of syncs: places x calls x faults, how a call looks on a line, and what each may lead to."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from paramiko import sftp as protocol

from clinic_app.errors import Trouble
from clinic_app.transport import sftp_client
from tests.transport.faulty import FaultyHttp, Request, Spoil
from tests.transport.http_matrix import FAULTS, S3_FAULTS


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
    chosen = [next(one for one in every if one.kind == "apache"), Cell("webdav", "write", WRONG_LENGTH)]
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
    if fault in ("404", "409") and cell.kind == "webdav" and call.startswith("write"):
        return {why, Trouble.NO_FOLDER}
    if fault == "412" and (call.startswith("rename") or (cell.kind == "s3" and call.startswith("write"))):
        return {Trouble.WRONG}  # taken, it says, and yet nothing is there
    return {why}


def _hoped_of_sftp(cell: Cell) -> set[Trouble | None]:
    if cell.fault in SFTP_REFUSALS:
        why = SFTP_REFUSALS[cell.fault][1]
        if cell.fault == "no such file" and cell.call in ("list", "read", "remove"):
            return {None, why, Trouble.WRONG}  # nothing lies there (yet, or any more), as far as anybody can see
        if cell.fault == "no such file" and cell.call == "open":
            return {Trouble.SERVER}  # its folders are there, and yet no file can be made in them
        if cell.fault == "failure" and cell.call == "write":
            return {Trouble.FULL}  # as OpenSSH says it
        return {why}
    return {Trouble.SILENT if "silent" in cell.fault else Trouble.CUT}


def _hoped_of_folder(cell: Cell) -> set[Trouble | None]:
    if cell.fault == "taken away":
        return {Trouble.NO_FOLDER}
    why = FOLDER_FAULTS[cell.fault.rpartition(" ")[0]][1]
    if why is Trouble.FORBIDDEN and cell.call in ("write", "remove"):
        why = Trouble.READ_ONLY
    return {why}
