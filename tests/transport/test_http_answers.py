"""Answers that are not what was asked for: ranges ignored or wrong, lengths that lie, listings that never end."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from clinic_app.errors import PlaceFailed, Trouble
from clinic_app.transport.place import KIB, Listed, Place
from clinic_app.transport.s3 import S3Place
from clinic_app.transport.settings_fields import S3Settings, WebDavSettings
from clinic_app.transport.webdav import WebDavPlace
from tests.transport.faulty import Request, listening, read_request, tls_server
from tests.transport.papers import Papers

DATA = bytes(i % 251 for i in range(100_000))
Reply = Callable[[Request], bytes]


def told(status: str, body: bytes, *headers: str, length: int | None = None) -> bytes:
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers]
    return ("\r\n".join(head) + "\r\n\r\n").encode() + body


@contextmanager
def replying(reply: Reply) -> Iterator[int]:
    """A server that keeps connections and gives each request the reply."""

    def serve(line: socket.socket) -> None:
        with line:
            try:
                while (request := read_request(line)) is not None:
                    line.sendall(reply(request))
            except OSError:
                return

    with listening(serve) as port:
        yield port


@contextmanager
def webdav(reply: Reply, silence: float = 30) -> Iterator[Place]:
    with replying(reply) as port:
        settings = WebDavSettings(url=f"http://127.0.0.1:{port}/dav", user="anna", password="app-pass-w0rd")
        place = WebDavPlace(settings, "Cloud", connect=10, silence=silence)
        yield place
        place.close()


@contextmanager
def s3(reply: Reply) -> Iterator[Place]:
    with replying(reply) as port:
        settings = S3Settings(
            endpoint=f"http://127.0.0.1:{port}", bucket="clinic", access_key="AK", secret_key="app-pass-w0rd"
        )
        place = S3Place(settings, "Cloud", connect=10, silence=30)
        yield place
        place.close()


def test_a_server_that_ignores_ranges_is_read_past_what_was_not_asked_for() -> None:
    def whole(_request: Request) -> bytes:
        return told("200 OK", DATA)

    def chunked(_request: Request) -> bytes:
        parts = [DATA[at : at + 7000] for at in range(0, len(DATA), 7000)]
        body = b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in parts) + b"0\r\n\r\n"
        return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body

    for reply in (whole, chunked):
        with webdav(reply) as place:
            assert place.read("a.piece", 60_000, 20_000) == DATA[60_000:80_000]
            assert place.read("a.piece", 99_990, 20_000) == DATA[99_990:]
            assert place.read("a.piece", 50_000) == DATA[50_000:]
            assert place.read("a.piece") == DATA
            assert place.read("a.piece", 0, 10) == DATA[:10]


RANGES = {
    "another beginning": "bytes 0-19999/100000",
    "fewer than there are": "bytes 1000-1999/100000",
    "more than was asked for": "bytes 1000-99999/100000",
    "no total": "bytes 1000-20999/*",
    "nonsense": "lines 1-2",
    "none": "",
}


@pytest.mark.parametrize("lie", RANGES)
def test_a_range_that_is_another_is_not_believed(lie: str) -> None:
    """Planted once: what a server gives fewer of was taken for all there is, and the end of a file was lost."""
    first, last = {"fewer than there are": (1000, 2000), "another beginning": (0, 20_000)}.get(lie, (1000, 21_000))
    body = DATA[first:] if lie == "more than was asked for" else DATA[first:last]
    with webdav(lambda _request: told("206 Partial", body, f"Content-Range: {RANGES[lie]}")) as place:
        with pytest.raises(PlaceFailed) as failed:
            place.read("a.piece", 1000, 20_000)
        assert failed.value.why is Trouble.WRONG


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (told("200 OK", DATA[:5000], "Connection: close", length=6000) + b"", Trouble.SILENT),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + DATA[:500], Trouble.WRONG),  # its end could be a cut
        (told("200 OK", DATA, "Content-Encoding: gzip"), Trouble.SERVER),
        (told("206 Partial", DATA, "Content-Range: bytes 0-99999/100000"), Trouble.SERVER),  # nobody asked for a part
        (told("204 Nothing", b""), Trouble.SERVER),
    ],
)
def test_a_body_whose_length_is_not_sure_is_not_an_object(answer: bytes, why: Trouble) -> None:
    patience = 0.5 if why is Trouble.SILENT else 30
    with webdav(lambda _request: answer, patience) as place, pytest.raises(PlaceFailed) as failed:
        place.read("a.piece")
    assert failed.value.why is why


@pytest.mark.parametrize("where", ["headers", "body"])
def test_a_server_that_drips_is_silent(where: str) -> None:
    """A byte now and then keeps every time-out of a library waiting; planted once, and the trial never ended."""

    def serve(line: socket.socket) -> None:
        with line:
            try:
                read_request(line)
                line.sendall(b"HTTP/1.1 200 OK\r\nX-Long: " if where == "headers" else told("200 OK", b"", length=9999))
                line.settimeout(0.05)
                while True:
                    line.sendall(b"a")
                    try:
                        if not line.recv(1):
                            return
                    except TimeoutError:
                        continue
            except OSError:
                return

    with listening(serve) as port:
        settings = WebDavSettings(url=f"http://127.0.0.1:{port}/dav", user="anna", password="app-pass-w0rd")
        place = WebDavPlace(settings, "Cloud", connect=0.1, silence=0.2)
        with pytest.raises(PlaceFailed) as failed:
            place.read("a.piece")
        assert failed.value.why is Trouble.SILENT


def multistatus(names: list[str]) -> bytes:
    rows = "".join(
        f"<D:response><D:href>/dav/{name}</D:href><D:propstat><D:prop><D:getcontentlength>3</D:getcontentlength>"
        "<D:resourcetype/></D:prop></D:propstat></D:response>"
        for name in names
    )
    return f'<?xml version="1.0"?><D:multistatus xmlns:D="DAV:">{rows}</D:multistatus>'.encode()


DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
DAV_LAUGHS = DOCTYPE + multistatus(["&b;.index"]).partition(b"?>")[2]
S3_LAUGHS = DOCTYPE + b"<R><Contents><Key>&b;</Key><Size>1</Size></Contents><IsTruncated>false</IsTruncated></R>"


@pytest.mark.parametrize("body", [DAV_LAUGHS, S3_LAUGHS, b"<a>" * 100, b"no xml", multistatus(["a"])[:-5], b""])
def test_a_listing_that_is_none_is_refused(body: bytes) -> None:
    """Planted once: entities allowed, and a small answer could grow to any length."""
    for kind in (webdav, s3):
        status = "207 Multi-Status" if kind is webdav else "200 OK"
        with kind(lambda _request, status=status: told(status, body, "Content-Type: application/xml")) as place:
            with pytest.raises(PlaceFailed) as failed:
                place.list("index/all")
            assert failed.value.why is Trouble.SERVER


def test_a_million_names_are_not_read_to_their_end() -> None:
    """The listing stops after two MiB of answer, and says that there is more."""
    junk = multistatus([f"junk-{number:06}.clinic" for number in range(40_000)])
    with webdav(lambda _request: told("207 Multi-Status", junk, "Content-Type: application/xml")) as place:
        listing = place.list("index/all")
        assert listing.more and len(listing.files) == 5000
        few = place.list("index/all", most=2)
        assert few.more and len(few.files) == 2
        long = place.list("index/all", most=1_000_000)
        assert long.more and 5000 < len(long.files) < 40_000


def test_names_that_could_lead_elsewhere_are_passed_over() -> None:
    names = ["good.index", "%2e%2e%2fup", ".clinic-12", "a%20b", "%D0%B0.index", "x%00y", "..", "https://evil/x.index"]
    with webdav(lambda _request: told("207 Multi-Status", multistatus(names))) as place:
        assert [one.name for one in place.list("index/all").files] == ["good.index", "x.index"]


def test_a_store_that_always_promises_more_is_left() -> None:
    asked: list[str] = []

    def page(request: Request) -> bytes:
        asked.append(request.path)
        rows = f"<Contents><Key>index/all/{len(asked)}</Key><Size>1</Size></Contents>"
        more = "<IsTruncated>true</IsTruncated><NextContinuationToken>a/b+c</NextContinuationToken>"
        return told("200 OK", f"<ListBucketResult>{rows}{more}</ListBucketResult>".encode())

    with s3(page) as place:
        listing = place.list("index/all")
    assert listing.more and listing.files[0] == Listed("1", 1)
    assert len(asked) == 10 and "continuation-token=a%2Fb%2Bc" in asked[1]


def test_one_connection_is_kept_for_many_calls() -> None:
    lines: list[int] = []

    def serve(line: socket.socket) -> None:
        lines.append(1)
        with line:
            try:
                while read_request(line) is not None:
                    line.sendall(told("200 OK", DATA))
            except OSError:
                return

    with listening(serve) as port:
        settings = WebDavSettings(url=f"http://127.0.0.1:{port}/dav", user="anna", password="app-pass-w0rd")
        place = WebDavPlace(settings, "Cloud")
        for _ in range(5):
            assert len(place.read("a.piece")) == len(DATA)
        place.close()
    assert len(lines) == 1


def test_no_secret_stands_in_a_log(caplog: pytest.LogCaptureFixture) -> None:
    """Not even when every library tells all it knows; and as they come, addresses with user names are not told."""
    for logger in ("httpx", "httpcore"):
        caplog.set_level(logging.DEBUG, logger=logger)
    with webdav(lambda _request: told("401 No", b"")) as place, pytest.raises(PlaceFailed):
        place.read("a.piece")
    assert "app-pass" not in f"{place!r} {vars(place).keys()}"
    with s3(lambda _request: told("403 No", b"")) as place, pytest.raises(PlaceFailed):
        place.write("a.piece", bytes(KIB))
    assert "app-pass" not in f"{place!r} {vars(place).keys()}"
    assert caplog.records
    assert "app-pass" not in caplog.text and "YW5uYTph" not in caplog.text


def test_addresses_are_not_told_to_the_log_of_a_day(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO), webdav(lambda _request: told("401 No", b"")) as place:
        with pytest.raises(PlaceFailed):
            place.read("a.piece")
        assert caplog.text == ""


CERTIFICATES = {
    "expired": (Trouble.EXPIRED, (-30, -1), "127.0.0.1", True),
    "not yet valid": (Trouble.CLOCK, (2, 30), "127.0.0.1", True),
    "for another server": (Trouble.CERTIFICATE, (-2, 30), "127.0.0.2", True),
    "of an unknown authority": (Trouble.CERTIFICATE, (-2, 30), "127.0.0.1", False),
}
CALLS: list[Callable[[Place], object]] = [
    lambda place: place.list("index/all"),
    lambda place: place.read("a.piece"),
    lambda place: place.write("a.piece", b"1"),
    lambda place: place.remove("a.piece"),
]


@pytest.mark.parametrize("kind", ["webdav", "s3"])
@pytest.mark.parametrize("fault", CERTIFICATES)
@pytest.mark.parametrize("call", range(len(CALLS)), ids=["list", "read", "write", "remove"])
def test_a_certificate_that_is_not_right_ends_the_call(kind: str, call: int, fault: str, tmp_path: Path) -> None:
    why, days, host, known = CERTIFICATES[fault]
    papers = Papers.made(tmp_path / "papers", days, host)
    other = Papers.made(tmp_path / "other")
    ca_file = str((papers if known else other).ca_file)
    with tls_server(papers, told("200 OK", DATA)) as port:
        place: Place
        if kind == "webdav":
            url = f"https://127.0.0.1:{port}/dav"
            place = WebDavPlace(
                WebDavSettings(url=url, user="a", password="b", ca_file=ca_file), connect=10, silence=30
            )
        else:
            at = {"endpoint": f"https://127.0.0.1:{port}", "bucket": "clinic", "ca_file": ca_file}
            place = S3Place(S3Settings(access_key="a", secret_key="b", **at), connect=10, silence=30)
        with pytest.raises(PlaceFailed) as failed:
            CALLS[call](place)
        assert failed.value.why is why
        place.close()


def test_what_is_wrong_with_the_line_itself_is_named(tmp_path: Path) -> None:
    def failure(url: str, ca_file: str = "") -> Trouble:
        place = WebDavPlace(WebDavSettings(url=url, user="a", password="b", ca_file=ca_file), connect=0.5, silence=0.5)
        with pytest.raises(PlaceFailed) as failed:
            place.list()
        return failed.value.why

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert failure(f"http://127.0.0.1:{port}/") is Trouble.UNREACHABLE
    assert failure("https://nobody.invalid/dav") is Trouble.NAME
    assert failure("https://127.0.0.1:1/", str(tmp_path / "none.pem")) is Trouble.SETTING
    with replying(lambda _request: told("200 OK", b"")) as plain:
        assert failure(f"https://127.0.0.1:{plain}/") in (Trouble.CERTIFICATE, Trouble.SILENT, Trouble.CUT)


def test_a_folder_that_is_not_there_yet_costs_one_request_where_another_was_listed() -> None:
    """An office lists two folders at each exchange; whether the place itself is there is asked only when none was."""
    asked: list[str] = []

    def reply(request: Request) -> bytes:
        asked.append(request.path)
        there = request.path in ("/dav/", "/dav/index/all/")
        return told("207 Multi-Status", multistatus(["one.index"])) if there else told("404 Not Found", b"")

    with webdav(reply) as place:
        assert place.list("index/new").files == ()
        assert asked == ["/dav/index/new/", "/dav/"]
        asked.clear()
        place.close()
        assert [one.name for one in place.list("index/all").files] == ["one.index"]
        assert place.list("index/new").files == ()
        assert asked == ["/dav/index/all/", "/dav/index/new/"]


def test_a_proxy_of_an_unknown_kind_is_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "odd://127.0.0.1:1")
    place = WebDavPlace(WebDavSettings(url="https://cloud.example.org/dav", user="a", password="b"), "Cloud")
    with pytest.raises(PlaceFailed) as failed:
        place.list()
    assert (failed.value.why, failed.value.detail) == (Trouble.UNREACHABLE, "proxy")
