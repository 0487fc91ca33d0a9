"""Every fault at every request of every call of the places that speak HTTP, before real servers.

Each line of the matrix spoils one request and asks: is the trouble named rightly, did the call end, does nothing half
written bear a name, was nothing called done that was not, and does the same call go well afterwards?
Planted once, each found here: redirects followed (a stranger's page taken for an object), a short read accepted, PUT
straight to the final name, no time-out for the answer.
All lines are tried in tests/long/test_faults_http.py, some in tests/transport/test_faults_http.py.
"""

from __future__ import annotations

import secrets
import socket
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest

from clinic_app.errors import AlreadyThere, NotThere, PlaceFailed, Trouble
from clinic_app.transport.kinds import open_place
from clinic_app.transport.place import Place
from clinic_app.wording.sentences import sentence
from tests.transport import servers
from tests.transport.conftest import a_new_folder
from tests.transport.faulty import FaultyHttp, Request, Spoil, faulty_http
from tests.transport.servers import PASSWORD, Running

OLD = bytes(i % 251 for i in range(30_000))
NEW = bytes(i % 239 for i in range(50_000))


def answers(status: int, body: str = "<html>no</html>", kind: str = "text/html", *headers: str) -> Spoil:
    """The proxy answers in the server's stead, which hears nothing of it."""

    def spoil(_request: Request, line: socket.socket, _proxy: FaultyHttp) -> None:
        head = [f"HTTP/1.1 {status} Odd", f"Content-Type: {kind}", f"Content-Length: {len(body)}", "Connection: close"]
        line.sendall(("\r\n".join([*head, *headers]) + "\r\n\r\n" + body).encode())

    return spoil


def cut_before(_request: Request, _line: socket.socket, _proxy: FaultyHttp) -> None:
    return


def cut_during(request: Request, _line: socket.socket, proxy: FaultyHttp) -> None:
    proxy.send_half(request)


def cut_after(request: Request, _line: socket.socket, proxy: FaultyHttp) -> None:
    proxy.ask(request.whole)


def half_answer(request: Request, line: socket.socket, proxy: FaultyHttp) -> None:
    whole = proxy.ask(request.whole)
    head, end, body = whole.partition(b"\r\n\r\n")
    line.sendall(head + end + body[: len(body) // 2] if body else head[: len(head) // 2])


def silent(_request: Request, _line: socket.socket, proxy: FaultyHttp) -> None:
    proxy.wait()


def half_answer_then_silent(request: Request, line: socket.socket, proxy: FaultyHttp) -> None:
    half_answer(request, line, proxy)
    proxy.wait()


def nonsense(_request: Request, line: socket.socket, _proxy: FaultyHttp) -> None:
    line.sendall(b"220 mail.example.org ESMTP\r\n\r\n")


@dataclass(frozen=True)
class Fault:
    """What goes wrong, and what it is called when nothing says otherwise."""

    how: Spoil
    why: Trouble
    reached: bool = False  # whether the server may have done what was asked


XML = "application/xml"
FAULTS = {
    "cut before": Fault(cut_before, Trouble.CUT),
    "cut during": Fault(cut_during, Trouble.CUT, True),
    "cut after": Fault(cut_after, Trouble.CUT, True),
    "cut in the answer": Fault(half_answer, Trouble.CUT, True),
    "silent": Fault(silent, Trouble.SILENT),
    "silent in the answer": Fault(half_answer_then_silent, Trouble.SILENT, True),
    "nonsense": Fault(nonsense, Trouble.SERVER),
    "400": Fault(answers(400), Trouble.SERVER),
    "401": Fault(answers(401), Trouble.PASSWORD),
    "403": Fault(answers(403), Trouble.FORBIDDEN),
    "404": Fault(answers(404), Trouble.NO_FOLDER),
    "408": Fault(answers(408), Trouble.SILENT),
    "409": Fault(answers(409), Trouble.NO_FOLDER),
    "412": Fault(answers(412), Trouble.SERVER),
    "413": Fault(answers(413), Trouble.FULL),
    "423": Fault(answers(423), Trouble.LOCKED),
    "429": Fault(answers(429, "", "text/plain", "Retry-After: 7"), Trouble.BUSY),
    "500": Fault(answers(500), Trouble.SERVER),
    "502": Fault(answers(502), Trouble.SERVER),
    "503": Fault(answers(503), Trouble.BUSY),
    "507": Fault(answers(507), Trouble.FULL),
    "511": Fault(answers(511), Trouble.PORTAL),
    "portal": Fault(answers(200, "<html>Sign in</html>"), Trouble.PORTAL),
    "portal elsewhere": Fault(answers(302, "", "text/html", "Location: http://portal.example/login"), Trouble.PORTAL),
    "redirect": Fault(answers(301, "", "text/html", "Location: /elsewhere/"), Trouble.SERVER),
    "no answer of its kind": Fault(answers(299, "", "text/plain"), Trouble.SERVER),
}
S3_FAULTS = {
    code: Fault(answers(status, f"<?xml version='1.0'?><Error><Code>{code}</Code></Error>", XML), why)
    for code, status, why in (
        ("RequestTimeTooSkewed", 403, Trouble.CLOCK),
        ("InvalidAccessKeyId", 403, Trouble.PASSWORD),
        ("SignatureDoesNotMatch", 403, Trouble.PASSWORD),
        ("AccessDenied", 403, Trouble.FORBIDDEN),
        ("NoSuchBucket", 404, Trouble.NO_FOLDER),
        ("RequestTimeout", 400, Trouble.SILENT),
        ("IncompleteBody", 400, Trouble.CUT),
        ("QuotaExceeded", 403, Trouble.FULL),
        ("EntityTooLarge", 400, Trouble.FULL),
        ("InternalError", 500, Trouble.SERVER),
        ("AuthorizationHeaderMalformed", 400, Trouble.SETTING),
        ("ConditionalRequestConflict", 409, Trouble.LOCKED),
    )
}

Call = Callable[[Place], object]
CALLS: dict[str, Call] = {
    "list": lambda place: [one.name for one in place.list("index/all").files],
    "list the place": lambda place: [one.name for one in place.list().files],
    "read": lambda place: place.read("old.clinic"),
    "read a range": lambda place: place.read("old.clinic", 1000, 20_000),
    "write": lambda place: place.write("new.clinic", NEW),
    "write into a new folder": lambda place: place.write("index/new/one.index", NEW),
    "remove": lambda place: place.remove("old.clinic"),
}
WENT_WELL = {
    "list": ["one.index"],
    "list the place": ["old.clinic"],
    "read": OLD,
    "read a range": OLD[1000:21_000],
}
WRITTEN = {"write": "new.clinic", "write into a new folder": "index/new/one.index"}
REQUESTS = {
    "webdav": {
        "list": ["PROPFIND"],
        "list the place": ["PROPFIND"],
        "read": ["GET"],
        "read a range": ["GET"],
        "write": ["PUT", "MOVE"],
        "write into a new folder": ["PUT", "PROPFIND", "MKCOL", "MKCOL", "PUT", "MOVE"],
        "remove": ["DELETE"],
    },
    "s3": {
        "list": ["GET"],
        "list the place": ["GET"],
        "read": ["GET"],
        "read a range": ["GET"],
        "write": ["PUT"],
        "write into a new folder": ["PUT"],
        "remove": ["DELETE"],
    },
}


@dataclass
class Stage:
    """A place behind a faulty proxy, and the same place by the straight way."""

    kind: str
    spoiled: Place
    straight: Place
    proxy: FaultyHttp

    def wait_only(self, seconds: float) -> None:
        """A busy machine may be slow; only where silence is what is tried is the patience short."""
        self.spoiled._line._silence = seconds  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def webdav_proxy(wsgidav: Running) -> Iterator[tuple[FaultyHttp, Running]]:
    with faulty_http(wsgidav.port) as proxy:
        yield proxy, wsgidav


@pytest.fixture(scope="module")
def s3_proxy(seaweed: Running) -> Iterator[tuple[FaultyHttp, Running]]:
    with faulty_http(seaweed.port) as proxy:
        yield proxy, seaweed


@pytest.fixture
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    """`request.param`: the kind. The place holds one package and one index."""
    kind = request.param
    proxy, server = request.getfixturevalue(f"{kind}_proxy")
    proxy.heal()
    settings: Any
    if kind == "webdav":
        folder = a_new_folder(server)
        settings = servers.webdav_settings(server, folder)
        through = servers.webdav_settings(server, url=f"http://127.0.0.1:{proxy.port}/{folder}")
    else:
        prefix = secrets.token_hex(6)
        settings = servers.s3_settings(server, "clinic", prefix)
        through = servers.s3_settings(server, "clinic", prefix, endpoint=f"http://127.0.0.1:{proxy.port}")
    straight = open_place(kind, settings, "Cloud")
    spoiled = open_place(kind, through, "Cloud", connect=10, silence=30)
    straight.write("old.clinic", OLD)
    straight.write("index/all/one.index", b"1")
    yield Stage(kind, spoiled, straight, proxy)
    spoiled.close()
    straight.close()


SELDOM = {  # calls whose requests are those of another call: only what may differ is tried
    "read a range": {"cut in the answer", "silent in the answer", "404", "portal", "redirect", "cut after"},
    "list the place": {"404", "NoSuchBucket", "portal elsewhere", "cut in the answer"},
    "write into a new folder": {"cut after", "silent", "403"},
}


Line = tuple[str, str, int, str]
"""A line of the matrix: kind of place, call, number of the request that is spoiled, fault."""


def lines() -> Iterator[Line]:
    """The whole matrix."""
    for kind, calls in REQUESTS.items():
        for call, asked in calls.items():
            for at in range(len(asked)):
                for fault in (*FAULTS, *(S3_FAULTS if kind == "s3" else ())):
                    if fault in SELDOM.get(call, {fault}):
                        yield kind, call, at, fault


def sample(seed: int) -> list[Line]:
    """So many lines that every fault and every request of every call is among them, for each kind of place."""
    every = list(lines())
    Random(seed).shuffle(every)
    seen: set[tuple[str, ...]] = set()
    chosen = []
    for line in every:
        kind, call, at, fault = line
        marks = {(kind, fault), (kind, call, str(at))}
        if not marks <= seen:
            seen |= marks
            chosen.append(line)
    return chosen


def named(chosen: Iterable[Line]) -> list[Any]:
    """The lines as a test is given them."""
    return [
        pytest.param(kind, call, at, fault, id=f"{kind}-{call}-{at}-{REQUESTS[kind][call][at]}-{fault}")
        for kind, call, at, fault in chosen
    ]


def hoped(kind: str, call: str, at: int, fault: str) -> Trouble | type[Exception] | None:
    """What a fault is to be called; None: the call may go well all the same."""
    method = REQUESTS[kind][call][at]
    if fault in ("404", "409") and method == "PUT" and kind == "webdav":
        return None  # the folder is made, and the file is written again
    if fault == "404" and method in ("GET", "DELETE", "PROPFIND") and call not in ("list the place",):
        if kind == "s3" and call == "list":
            return Trouble.NO_FOLDER
        return {"GET": NotThere, "DELETE": None, "PROPFIND": None}[method]
    if fault == "412" and (method == "MOVE" or (kind == "s3" and method == "PUT")):
        return AlreadyThere
    if fault in ("400", "502") and method == "MOVE":
        return None  # asked once more, with the address written in the other way
    if fault in ("half answer", "cut in the answer", "silent in the answer") and method in ("MKCOL", "DELETE"):
        return FAULTS[fault].why
    if kind == "s3" and fault == "no answer of its kind":
        return Trouble.SERVER
    return (FAULTS | S3_FAULTS)[fault].why


def outcome(call: Call, place: Place) -> tuple[Trouble | type[Exception] | None, object]:
    try:
        return None, call(place)
    except PlaceFailed as failed:
        assert failed.place == "Cloud"
        assert sentence(failed).startswith("Cloud: ")
        assert PASSWORD not in f"{failed!r} {failed.data}" + "".join(traceback.format_exception(failed))
        return failed.why, failed
    except (NotThere, AlreadyThere) as found:
        return type(found), found


def try_out(stage: Stage, call: str, at: int, fault: str) -> None:
    """One line: the trouble is named, nothing is half done, and the same call goes well afterwards."""
    how = (FAULTS | S3_FAULTS)[fault]
    stage.proxy.spoil(at, how.how)
    stage.wait_only(30 if "silent" not in fault else 1.0 if at else 0.3)
    got, told = outcome(CALLS[call], stage.spoiled)
    assert [one.method for one in stage.proxy.requests[: at + 1]] == REQUESTS[stage.kind][call][: at + 1]
    assert got == hoped(stage.kind, call, at, fault)
    if isinstance(told, PlaceFailed) and fault == "429":
        assert told.retry_after == 7
    if got is None and call in WENT_WELL and fault != "404":
        assert told == WENT_WELL[call]
    if call in WRITTEN:
        assert_whole_or_absent(stage, WRITTEN[call], done=got is None, reached=how.reached)
    stage.proxy.heal()
    stage.wait_only(30)
    again, told = outcome(CALLS[call], stage.spoiled)
    if call in WRITTEN:
        assert again in (None, AlreadyThere)
        assert stage.straight.read(WRITTEN[call]) == NEW
    else:
        assert again is None and (call not in WENT_WELL or told == WENT_WELL[call])


def assert_whole_or_absent(stage: Stage, name: str, *, done: bool, reached: bool) -> None:
    folder, _, own = name.rpartition("/")
    listed = {one.name: one.bytes for one in stage.straight.list(folder).files} if folder else {}
    listed |= {one.name: one.bytes for one in stage.straight.list().files}
    assert listed.keys() <= {own, "old.clinic", "one.index"}
    if done:
        assert stage.straight.read(name) == NEW
    elif own in listed:
        assert reached and stage.straight.read(name) == NEW
