"""Lines that fail on purpose: a proxy that spoils chosen requests, one that cuts or freezes, and servers that lie."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.transport.papers import Papers


@dataclass(frozen=True)
class Request:
    """A request as it came: its first line's words, its head and its body."""

    method: str
    path: str
    head: bytes
    body: bytes

    @property
    def whole(self) -> bytes:
        return self.head + self.body


Spoil = Callable[[Request, socket.socket, "FaultyHttp"], None]
"""Does something else than handing the request on and the answer back; the connection is closed afterwards."""


@dataclass
class FaultyHttp:
    """A proxy before a real server. `spoil` the n-th request from now, or each one that is chosen; all others pass."""

    upstream: int
    port: int = 0
    requests: list[Request] = field(default_factory=list)
    _plan: dict[int, Spoil] = field(default_factory=dict)
    _choose: Callable[[Request], Spoil | None] | None = None
    _over: threading.Event = field(default_factory=threading.Event)

    def spoil(self, at: int, how: Spoil) -> None:
        self.requests.clear()
        self._plan = {at: how}

    def spoil_each(self, choose: Callable[[Request], Spoil | None]) -> None:
        """From now on, spoil every request for which `choose` gives something."""
        self.heal()
        self._choose = choose

    def heal(self) -> None:
        self.requests.clear()
        self._plan = {}
        self._choose = None

    def serve(self, line: socket.socket) -> None:
        """One connection."""
        with suppress(OSError), line:
            line.settimeout(20)
            while (request := read_request(line)) is not None:
                self.requests.append(request)
                how = self._choose(request) if self._choose else self._plan.get(len(self.requests) - 1)
                if how is not None:
                    how(request, line, self)
                    return
                line.sendall(self.ask(request.whole))
                return

    def ask(self, message: bytes) -> bytes:
        """The real server's whole answer to a message; the server closes after it."""
        head, end, body = message.partition(b"\r\n\r\n")
        kept = [one for one in head.split(b"\r\n") if not one.lower().startswith(b"connection:")]
        with socket.create_connection(("127.0.0.1", self.upstream), timeout=20) as to:
            to.sendall(b"\r\n".join([*kept, b"Connection: close"]) + end + body)
            answer = b""
            while block := to.recv(65536):
                answer += block
        return answer

    def send_half(self, request: Request) -> None:
        """Half of a request reaches the real server, then the line is gone."""
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.upstream), timeout=20) as to:
            to.sendall(request.head + request.body[: len(request.body) // 2])

    def wait(self) -> None:
        """Say nothing until the trial is over."""
        self._over.wait(20)


def read_request(line: socket.socket) -> Request | None:
    data = b""
    while b"\r\n\r\n" not in data:
        block = line.recv(65536)
        if not block:
            return None
        data += block
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for one in head.split(b"\r\n"):
        name, _, value = one.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    while len(body) < length:
        block = line.recv(65536)
        if not block:
            return None
        body += block
    method, path, _ = head.split(b"\r\n")[0].decode().split(" ", 2)
    return Request(method, path, head + b"\r\n\r\n", body)


@contextmanager
def listening(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """A port whose every connection is served on a thread of its own."""
    lines: list[socket.socket] = []
    threads: list[threading.Thread] = []
    door = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            try:
                line, _ = door.accept()
            except OSError:
                return
            lines.append(line)
            threads.append(threading.Thread(target=serve, args=(line,), daemon=True))
            threads[-1].start()

    keeper = threading.Thread(target=accept, daemon=True)
    keeper.start()
    try:
        yield door.getsockname()[1]
    finally:
        with suppress(OSError):
            door.shutdown(socket.SHUT_RDWR)
        door.close()
        keeper.join(2)
        for line in lines:
            hang_up(line)
        for thread in threads:
            thread.join(2)


def hang_up(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    line.close()


@contextmanager
def faulty_http(upstream: int) -> Iterator[FaultyHttp]:
    """A faulty proxy before the real server at the port `upstream`."""
    faulty = FaultyHttp(upstream)
    with listening(faulty.serve) as port:
        faulty.port = port
        try:
            yield faulty
        finally:
            faulty._over.set()


@contextmanager
def tls_server(papers: Papers, answer: bytes) -> Iterator[int]:
    """A server that gives one answer to everybody, under the papers it has."""
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trust.load_cert_chain(*papers.chain)

    def serve(line: socket.socket) -> None:
        with suppress(OSError, ssl.SSLError):
            line.settimeout(10)
            with trust.wrap_socket(line, server_side=True) as secure:
                while read_request(secure) is not None:
                    secure.sendall(answer)

    with listening(serve) as port:
        yield port


@dataclass
class Wire:
    """A plain proxy of bytes: it cuts, or falls silent, after so many bytes in one direction."""

    upstream: int
    port: int = 0
    up_most: int | None = None
    down_most: int | None = None
    silent: bool = False
    up: int = 0
    down: int = 0

    def after(self, up: int | None = None, down: int | None = None, silent: bool = False) -> None:
        """From now on, let so many bytes pass up or down, then cut, or fall silent."""
        self.up = self.down = 0
        self.up_most, self.down_most, self.silent = up, down, silent

    def heal(self) -> None:
        self.after()

    def serve(self, line: socket.socket) -> None:
        with suppress(OSError), line, socket.create_connection(("127.0.0.1", self.upstream), timeout=20) as to:
            back = threading.Thread(target=self._carry, args=(to, line, False), daemon=True)
            back.start()
            self._carry(line, to, True)
            hang_up(line)
            hang_up(to)
            back.join(20)

    def _carry(self, one: socket.socket, other: socket.socket, up: bool) -> None:
        with suppress(OSError):
            while block := one.recv(16384):
                most = self.up_most if up else self.down_most
                gone = self.up if up else self.down
                part = block if most is None else block[: max(0, most - gone)]
                if up:
                    self.up += len(part)
                else:
                    self.down += len(part)
                other.sendall(part)
                if len(part) < len(block) and not self.silent:
                    hang_up(one)
                    hang_up(other)
                    return
        if not self.silent:
            hang_up(other)


@contextmanager
def wire(upstream: int) -> Iterator[Wire]:
    """A wire to the real server at the port `upstream`."""
    made = Wire(upstream)
    with listening(made.serve) as port:
        made.port = port
        yield made
