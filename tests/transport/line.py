"""A bad line on loopback: so many bytes a second in both directions together, a round trip, and a cut now and then.

    with Line(server_port, rate=30_000, round_trip=0.1, cut_every=8) as line:
        ...                                  # speak to 127.0.0.1:line.port
    line.bytes, line.cuts, line.connections

It runs in a thread of its own. What a connection has under way is lost when it is cut, on both sides, as when a
modem loses its carrier: both ends get a reset. A new connection costs its round trip first, as TCP does.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
import time
from collections.abc import Coroutine
from types import TracebackType

_ROUND = 32 * 1024
_PACKET = 1400


class Line:
    """One line to one server; `rate` in bytes a second (0: no limit), times in seconds.

    It is cut every `cut_every` seconds, or after every `cut_after` bytes, which is the same on a busy machine (0: not).
    """

    def __init__(
        self,
        server_port: int,
        *,
        rate: float = 0,
        round_trip: float = 0,
        cut_every: float = 0,
        cut_after: int = 0,
        host: str = "127.0.0.1",
    ) -> None:
        self.port = 0
        self.bytes = 0
        self.cuts = 0
        self.connections = 0
        self._server = (host, server_port)
        self._rate = rate
        self._half = round_trip / 2
        self._cut_every = cut_every
        self._cut_after = cut_after
        self._cut_at = cut_after
        self._free_at = 0.0
        self._open: set[_Connection] = set()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="line", daemon=True)

    def __enter__(self) -> Line:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    def cut(self) -> None:
        """Cut everything now; from any thread."""
        self._loop.call_soon_threadsafe(self._cut)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._end = asyncio.Event()
        listening = socket.socket()
        _small(listening)
        listening.bind(("127.0.0.1", 0))
        listening.listen(16)
        listening.setblocking(False)
        self.port = listening.getsockname()[1]
        tasks = {asyncio.create_task(self._accept(listening))}
        if self._cut_every:
            tasks.add(asyncio.create_task(self._cut_now_and_then()))
        self._ready.set()
        await self._end.wait()
        self._cut()
        listening.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, *(each.over() for each in list(self._open)), return_exceptions=True)

    async def _accept(self, listening: socket.socket) -> None:
        while True:
            near, _ = await self._loop.sock_accept(listening)
            self.connections += 1
            connection = _Connection(self, near)
            self._open.add(connection)
            connection.task = asyncio.create_task(connection.run())

    async def _cut_now_and_then(self) -> None:
        began = time.monotonic()
        while True:
            due = began + (self.cuts + 1) * self._cut_every
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            self._cut()
            self.cuts += 1

    def _cut(self) -> None:
        for connection in list(self._open):
            connection.reset()

    async def carry(self, size: int) -> float:
        """Wait until the line has taken `size` bytes; when they come out at the far end."""
        self.bytes += size
        if self._cut_after and self.bytes >= self._cut_at:
            self._cut_at = self.bytes + self._cut_after
            self.cuts += 1
            self._loop.call_soon(self._cut)
        now = time.monotonic()
        if self._rate:
            self._free_at = max(self._free_at, now) + size / self._rate
            if self._free_at > now:
                await asyncio.sleep(self._free_at - now)
        return max(self._free_at, now) + self._half

    def forget(self, connection: _Connection) -> None:
        self._open.discard(connection)

    async def connected(self) -> socket.socket:
        far = socket.socket()
        _small(far)
        far.setblocking(False)
        await self._loop.sock_connect(far, self._server)
        far.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return far

    @property
    def half(self) -> float:
        return self._half

    @property
    def step(self) -> int:
        """How much is carried at a time: a fiftieth of a second's worth, so nobody waits behind others for long."""
        return int(min(_ROUND, max(_PACKET, self._rate / 50))) if self._rate else _ROUND


class _Connection:
    """One connection through the line."""

    def __init__(self, line: Line, near: socket.socket) -> None:
        self._line = line
        self._sockets = [near]
        near.setblocking(False)
        near.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.task: asyncio.Task[None] | None = None

    async def run(self) -> None:
        near = self._sockets[0]
        try:
            opened = time.monotonic()
            far = await self._line.connected()
            self._sockets.append(far)
            half = self._line.half
            # The near side may send after one round trip, the server after one and a half; then half of one under way.
            await _all(
                self._carry(near, far, opened + 3 * half),
                self._carry(far, near, opened + 4 * half),
            )
        except* OSError:  # a side that is gone
            pass
        finally:
            for each in self._sockets:
                each.close()
            self._line.forget(self)

    async def over(self) -> None:
        if self.task:
            await asyncio.gather(self.task, return_exceptions=True)

    def reset(self) -> None:
        """Both ends get a reset; what is under way is gone."""
        for each in self._sockets:
            with contextlib.suppress(OSError):
                each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if self.task:
            self.task.cancel()

    async def _carry(self, one: socket.socket, other: socket.socket, not_before: float) -> None:
        """Bytes of one direction, until that side says it has no more."""
        loop = asyncio.get_running_loop()
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def arrive() -> None:
            while True:
                at, data = await under_way.get()
                await asyncio.sleep(max(0.0, at - time.monotonic()))
                if not data:
                    other.shutdown(socket.SHUT_WR)
                    return
                await loop.sock_sendall(other, data)

        async def set_out() -> None:
            while True:
                data = await loop.sock_recv(one, self._line.step)
                at = await self._line.carry(len(data))
                under_way.put_nowait((max(at, not_before), data))
                if not data:
                    return

        await _all(set_out(), arrive())


def _small(one: socket.socket) -> None:
    """Small buffers: what a sender believes sent must not be seconds ahead of what the line has carried."""
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    # Loopback's packets of 64 KiB would not fit such a buffer, and the sender would wait for a timer each time.
    if hasattr(socket, "TCP_MAXSEG"):
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, _PACKET)


async def _all(*work: Coroutine[object, object, None]) -> None:
    """All of it; when one fails the others are ended, not left behind."""
    async with asyncio.TaskGroup() as group:
        for each in work:
            group.create_task(each)
