"""The bad line does what it says; never faster than it says, and nothing is lost but by a cut."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.transport.line import Line


@pytest.fixture
def echo() -> Iterator[int]:
    """A server that gives back what it is sent."""
    listening = socket.create_server(("127.0.0.1", 0))
    threads = []

    def answer(one: socket.socket) -> None:
        with one:
            try:
                while data := one.recv(65536):
                    one.sendall(data)
            except OSError:
                return

    def serve() -> None:
        while True:
            try:
                one, _ = listening.accept()
            except OSError:
                return
            threads.append(threading.Thread(target=answer, args=(one,)))
            threads[-1].start()

    threads.append(threading.Thread(target=serve))
    threads[0].start()
    yield listening.getsockname()[1]
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    for thread in threads:
        thread.join()


def send(one: socket.socket, data: bytes) -> None:
    with suppress(OSError):  # cut; whoever reads notices
        one.sendall(data)
        one.shutdown(socket.SHUT_WR)


def there_and_back(port: int, data: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as one:
        sending = threading.Thread(target=send, args=(one, data))
        sending.start()
        came = bytearray()
        try:
            while block := one.recv(65536):
                came += block
        finally:
            one.close()
            sending.join()
        return bytes(came)


def test_everything_comes_and_is_counted_both_ways(echo: int) -> None:
    data = bytes(range(256)) * 4000
    with Line(echo) as line:
        assert there_and_back(line.port, data) == data
        assert (line.bytes, line.connections, line.cuts) == (2 * len(data), 1, 0)


def test_both_directions_share_the_rate(echo: int) -> None:
    """Lower bounds only: on a busy machine a line may be slower than it says."""
    data = bytes(50_000)
    with Line(echo, rate=200_000) as line:
        began = time.monotonic()
        assert there_and_back(line.port, data) == data
        assert time.monotonic() - began >= 0.45


def test_a_connection_and_an_answer_cost_a_round_trip_each(echo: int) -> None:
    with Line(echo, round_trip=0.2) as line:
        began = time.monotonic()
        assert there_and_back(line.port, b"?") == b"?"
        assert time.monotonic() - began >= 0.39


def test_a_cut_is_felt_at_once_and_what_is_under_way_is_lost(echo: int) -> None:
    with Line(echo, rate=20_000) as line, socket.create_connection(("127.0.0.1", line.port), timeout=20) as one:
        one.sendall(bytes(8000))
        assert one.recv(1)
        line.cut()
        with pytest.raises(ConnectionResetError):
            while one.recv(65536):
                pass
            one.sendall(bytes(1))
            one.recv(1)
        assert there_and_back(line.port, b"again") == b"again"


def test_it_is_cut_now_and_then(echo: int) -> None:
    with Line(echo, rate=20_000, cut_every=0.2) as line:
        for _ in range(2):
            with pytest.raises(OSError):
                there_and_back(line.port, bytes(100_000))
        assert line.cuts >= 2
