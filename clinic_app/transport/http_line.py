"""One kept-alive HTTPS line to one server: no redirect is followed, no page of strangers believed, no call hangs."""

from __future__ import annotations

import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import quote, urlsplit

import certifi
import httpx

from clinic_app.errors import PlaceFailed, Trouble
from clinic_app.transport.place import CONNECT_SECONDS, KIB, LEAST_PACE, SILENCE_SECONDS, SLOWEST, Into
from clinic_app.transport.settings_fields import is_loopback

_TOLD_MOST = 64 * KIB
_EXPIRED, _NOT_YET = 10, 9  # OpenSSL's X509_V_ERR_CERT_HAS_EXPIRED and _NOT_YET_VALID
_STATUS = {
    400: Trouble.SERVER,
    401: Trouble.PASSWORD,
    403: Trouble.FORBIDDEN,
    404: Trouble.NO_FOLDER,
    408: Trouble.SILENT,
    409: Trouble.NO_FOLDER,
    410: Trouble.NO_FOLDER,
    413: Trouble.FULL,
    423: Trouble.LOCKED,
    429: Trouble.BUSY,
    503: Trouble.BUSY,
    507: Trouble.FULL,
    511: Trouble.PORTAL,
}

Sign = Callable[[str, str, str, bytes], Mapping[str, str]]
"""(method, path as sent, query as sent, body) -> the headers that prove who asks."""


@dataclass(frozen=True)
class Answer:
    """A finished answer: its status and, for errors, the first part of its body."""

    status: int
    body: bytes


class HttpLine:
    """A line to the server of one place; only the address it was made for is ever asked."""

    def __init__(
        self,
        place: str,
        address: str,
        sign: Sign,
        ca_file: str = "",
        connect: float = CONNECT_SECONDS,
        silence: float = SILENCE_SECONDS,
    ) -> None:
        self.place = place
        self._address = urlsplit(address)
        self._sign = sign
        self._ca_file = ca_file
        self._connect = connect
        self._silence = silence
        self._client: httpx.Client | None = None

    def close(self) -> None:
        """Drop the connection; the next question opens another."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def fail(self, why: Trouble, detail: str = "", retry_after: float = 0) -> PlaceFailed:
        """The place's failure, to be raised."""
        return PlaceFailed(self.place, why, detail, retry_after)

    def ask(
        self, method: str, path: str, *, query: str = "", headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Answer:
        """Ask and read the answer's first part. Only what concerns the line itself is raised; see `refuse`."""
        with self.asked(method, path, query=query, headers=headers, body=body) as answer:
            return self.short(answer)

    @contextmanager
    def asked(
        self, method: str, path: str, *, query: str = "", headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Iterator[httpx.Response]:
        """Ask; the answer's body is still to be read. Leaving it unread drops the connection."""
        at = quote(path, safe="/-._~")
        url = f"{self._address.scheme}://{self._address.netloc}{at}" + (f"?{query}" if query else "")
        with self._told():
            request = self._open().build_request(
                method,
                url,
                headers={"Accept-Encoding": "identity", **(headers or {}), **self._sign(method, at, query, body)},
                content=body or (b"" if method in ("PUT", "POST") else None),
                timeout=httpx.Timeout(self._silence, connect=self._connect, read=self._silence + len(body) / SLOWEST),
            )
            answer = self._open().send(request, stream=True)
        try:
            self._refuse_strangers(answer)
            yield answer
        finally:
            answer.close()

    def blocks(self, answer: httpx.Response) -> Iterator[bytes]:
        """The body as it comes. PlaceFailed CUT, SILENT; whoever takes the blocks may stop at any time."""
        if answer.headers.get("content-encoding", "identity") != "identity":
            raise self.fail(Trouble.SERVER, "content-encoding")
        began, got = time.monotonic(), 0
        coming = answer.iter_raw()
        while True:
            with self._told():
                block = next(coming, None)
            if block is None:
                return
            got += len(block)
            if time.monotonic() - began > 2 * self._silence + got / LEAST_PACE:
                raise self.fail(Trouble.SILENT)
            yield block

    def short(self, answer: httpx.Response) -> Answer:
        """The answer with its body, of which no more is read than a message of the server's may need."""
        body = b""
        for block in self.blocks(answer):
            body += block
            if len(body) > _TOLD_MOST:
                break
        return Answer(answer.status_code, body)

    def take(self, answer: httpx.Response, start: int, most: int | None, into: Into) -> None:
        """Hand on the bytes from `start`, whether or not the server honoured the range that was asked for.

        A server may ignore a range and send all (200): then what was not asked for is skipped. WRONG when the length
        is not what was announced; without any announcement an early end could not be told from a whole.
        """
        body = _announced(answer, start)
        if body is None:
            raise self.fail(Trouble.WRONG, "length")
        skip, whole = body
        left = None if whole is None else max(0, whole - skip)
        wanted = left if most is None else most if left is None else min(most, left)
        if answer.status_code == 206 and most is not None and wanted is not None and wanted < min(most, _rest(answer)):
            raise self.fail(Trouble.WRONG, "length")
        got = 0
        for block in self.blocks(answer):
            if skip >= len(block):
                skip -= len(block)
                continue
            part = block[skip:] if wanted is None else block[skip : skip + wanted - got]
            skip = 0
            got += len(part)
            if part:
                into(part)
            if got == wanted and wanted != left:
                break  # the rest is left unread
        if left is not None and wanted is not None and got < wanted:
            raise self.fail(Trouble.WRONG, "length")

    def refuse(self, answer: Answer | httpx.Response) -> PlaceFailed:
        """What an answer that is none of those hoped for means, to be raised."""
        status = answer.status if isinstance(answer, Answer) else answer.status_code
        after = 0.0 if isinstance(answer, Answer) else _retry_after(answer.headers.get("retry-after", ""))
        return self.fail(_STATUS.get(status, Trouble.SERVER), str(status), after)

    def _refuse_strangers(self, answer: httpx.Response) -> None:
        """A redirect is never followed, a page in place of an answer never believed: networks of hotels do both."""
        if answer.is_redirect or 300 <= answer.status_code < 400:
            to = urlsplit(answer.headers.get("location", ""))
            elsewhere = to.netloc not in ("", self._address.netloc)
            raise self.fail(Trouble.PORTAL if elsewhere else Trouble.SERVER, str(answer.status_code))
        html = answer.headers.get("content-type", "").partition(";")[0].strip().lower() == "text/html"
        if html and answer.status_code in (200, 203, 206, 207, 511):
            raise self.fail(Trouble.PORTAL, str(answer.status_code))
        if answer.status_code in (429, 503):
            raise self.refuse(answer)

    def _open(self) -> httpx.Client:
        if self._client is None:
            self._client = httpx.Client(
                verify=self._trust(),
                follow_redirects=False,
                limits=httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=20),
                trust_env=not is_loopback(self._address.hostname or ""),
                headers={"User-Agent": "clinic"},
            )
        return self._client

    def _trust(self) -> ssl.SSLContext:
        """Whom to believe: with a certificate file, nobody else."""
        if self._address.scheme == "http":  # this computer itself
            return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if self._ca_file:
            try:
                return ssl.create_default_context(cafile=self._ca_file)
            except (OSError, ValueError):
                raise self.fail(Trouble.SETTING, "ca_file") from None
        trust = ssl.create_default_context(cafile=certifi.where())
        trust.load_default_certs()
        return trust

    @contextmanager
    def _told(self) -> Iterator[None]:
        """The place's trouble instead of the library's; nothing of a request is handed on, for it holds a password."""
        try:
            yield
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, ssl.SSLError) as problem:
            self.close()
            raise self.fail(*_trouble(problem)) from None


def _announced(answer: httpx.Response, start: int) -> tuple[int, int | None] | None:
    """How many bytes to skip and how many the body holds (None: as many as its chunks); None: told wrongly or not."""
    length = answer.headers.get("content-length", "")
    told = int(length) if length.isascii() and length.isdigit() else None
    if answer.status_code != 206:
        chunked = answer.headers.get("transfer-encoding", "").lower() == "chunked"
        return (start, told) if chunked or told is not None else None
    first, last, total = _range_of(answer)
    ranged = last - first + 1
    return (0, ranged) if first == start and 0 < ranged <= total - first and told in (None, ranged) else None


def _rest(answer: httpx.Response) -> int:
    """How many bytes there are from the first byte of a range to the end of the whole."""
    first, _last, total = _range_of(answer)
    return total - first


def _range_of(answer: httpx.Response) -> tuple[int, int, int]:
    """First, last and total of a Content-Range; nothing fits when it is not understood."""
    found = re.fullmatch(r"bytes ([0-9]{1,15})-([0-9]{1,15})/([0-9]{1,15})", answer.headers.get("content-range", ""))
    return (int(found[1]), int(found[2]), int(found[3])) if found else (-1, -2, 0)


def _trouble(problem: Exception) -> tuple[Trouble, str]:
    """What went wrong on the line, looked for in the causes the library keeps."""
    if isinstance(problem, httpx.TimeoutException):
        return Trouble.SILENT, ""
    causes = list(_causes(problem))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            why = {_EXPIRED: Trouble.EXPIRED, _NOT_YET: Trouble.CLOCK}.get(cause.verify_code, Trouble.CERTIFICATE)
            return why, cause.verify_message
        if isinstance(cause, (ssl.SSLEOFError, ssl.SSLZeroReturnError, ConnectionResetError, BrokenPipeError)):
            return Trouble.CUT, ""
        if isinstance(cause, ssl.SSLError):
            return Trouble.CERTIFICATE, cause.reason or ""
        if isinstance(cause, socket.gaierror):
            return Trouble.NAME, ""
    if isinstance(problem, (httpx.ConnectError, httpx.ProxyError)):
        return Trouble.UNREACHABLE, ""
    if isinstance(problem, httpx.RemoteProtocolError):
        ended = "disconnected" in str(problem) or "closed connection" in str(problem)
        return (Trouble.CUT, "") if ended else (Trouble.SERVER, "not HTTP")
    return Trouble.CUT, ""


def _causes(problem: BaseException | None) -> Iterator[BaseException]:
    while problem is not None:
        yield problem
        problem = problem.__cause__ or problem.__context__


def _retry_after(told: str) -> float:
    """Seconds from a Retry-After header, a number or a date; 0 when there is none."""
    if told.isascii() and told.isdigit() and len(told) < 9:
        return float(told)
    try:
        return max(0.0, (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return 0.0
