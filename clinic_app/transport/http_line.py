"""One kept-alive HTTPS line to one server: no redirect is followed, no page of strangers believed, no call hangs."""

from __future__ import annotations

import logging
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import certifi
import httpx

from clinic_app.errors import PlaceFailed, Trouble
from clinic_app.transport.http_range import announced
from clinic_app.transport.http_trouble import STATUS, retry_after, trouble_of
from clinic_app.transport.place import CONNECT_SECONDS, KIB, LEAST_PACE, SILENCE_SECONDS, SLOWEST, Into
from clinic_app.transport.settings_fields import is_loopback
from clinic_app.transport.watch import Watch

_TOLD_MOST = 64 * KIB
logging.getLogger("httpx").setLevel(logging.WARNING)  # it would tell every address, with a user's name in it
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
        self._stream: Any = None
        self._watch: Watch | None = None

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
        # The library waits anew for every byte; a server that drips its headers would keep it for days.
        self._watch = Watch(self._connect + 3 * self._silence + len(body) / (2 * KIB), self._hang_up)
        with self._told(), self._watch:
            request = self._open().build_request(
                method,
                url,
                headers={"Accept-Encoding": "identity", **(headers or {}), **self._sign(method, at, query, body)},
                content=body or (b"" if method in ("PUT", "POST") else None),
                timeout=httpx.Timeout(self._silence, connect=self._connect, read=self._silence + len(body) / SLOWEST),
                extensions={"trace": self._trace},
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
        waited, got = 0.0, 0
        coming = answer.iter_raw()
        while True:
            began = time.monotonic()
            with self._told():
                block = next(coming, None)
            if block is None:
                return
            waited += time.monotonic() - began  # whoever takes the blocks may be slow
            got += len(block)
            if waited > 2 * self._silence + got / LEAST_PACE:
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
        body = announced(answer, start, most)
        if body is None:
            raise self.fail(Trouble.WRONG, "length")
        skip, got = body.skip, 0
        for block in self.blocks(answer):
            if skip >= len(block):
                skip -= len(block)
                continue
            part = block[skip:] if body.wanted is None else block[skip : skip + body.wanted - got]
            skip = 0
            got += len(part)
            if part:
                into(part)
            if got == body.wanted and not body.whole:
                break
        if body.whole and body.wanted is not None and got < body.wanted:
            raise self.fail(Trouble.WRONG, "length")

    def refuse(self, answer: Answer | httpx.Response) -> PlaceFailed:
        """What an answer that is none of those hoped for means, to be raised."""
        status = answer.status if isinstance(answer, Answer) else answer.status_code
        after = 0.0 if isinstance(answer, Answer) else retry_after(answer.headers.get("retry-after", ""))
        return self.fail(STATUS.get(status, Trouble.SERVER), str(status), after)

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
            trust = self._trust()
            try:
                self._client = httpx.Client(
                    verify=trust,
                    follow_redirects=False,
                    limits=httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=20),
                    trust_env=not is_loopback(self._address.hostname or ""),
                    headers={"User-Agent": "clinic"},
                )
            except (ImportError, ValueError):  # a proxy of a kind that is not known here, told by the system
                raise self.fail(Trouble.UNREACHABLE, "proxy") from None
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
            why, detail = trouble_of(problem)
            if self._watch is not None and self._watch.barked and why is not Trouble.NAME:
                why, detail = Trouble.SILENT, ""
            raise self.fail(why, detail) from None

    def _trace(self, event: str, told: Mapping[str, Any]) -> None:
        """Keep the newest stream of bytes, so that the watch can reach it."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._stream = told["return_value"]

    def _hang_up(self) -> None:
        """Shut the connection under the feet of whoever waits for it; a twin, for TLS does not bear it otherwise."""
        with suppress(OSError, AttributeError):
            one = self._stream.get_extra_info("socket")
            with socket.fromfd(one.fileno(), one.family, one.type) as twin:
                twin.shutdown(socket.SHUT_RDWR)
