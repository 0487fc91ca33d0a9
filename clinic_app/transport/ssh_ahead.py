"""An SSH client that says what it can before it hears the answer: every round trip counts on a line that is cut often.

From dialling to the first file a round trip each went to: the line, the server's name, the keys, who we are, a channel,
SFTP. What a server agreed to once is not waited for again. On the line that is byte for byte what a client sends
whose answers came at once, so a server cannot tell the difference, but by its clock.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

import paramiko
from paramiko.auth_handler import AuthOnlyHandler
from paramiko.common import cMSG_CHANNEL_OPEN, cMSG_CHANNEL_REQUEST, cMSG_SERVICE_REQUEST

PACKET = 8 * 1024  # in bytes; of a packet that was cut off nothing can be read


@dataclass
class Manners:
    """What a server agreed to: how keys are exchanged, and the number it gives the first channel ("", -1: unknown)."""

    exchange: str = ""
    channel: int = -1
    failures: int = 0

    @property
    def is_known(self) -> bool:
        """Whether anything can be said ahead."""
        return bool(self.exchange)

    def failed(self) -> None:
        """A greeting came to nothing. Twice in a row is no accident of the line: it is asked anew."""
        self.failures += 1
        if self.failures > 1:
            self.forget()

    def forget(self) -> None:
        """Whatever is known is not so."""
        self.exchange, self.channel, self.failures = "", -1, 0


class Eager(paramiko.ServiceRequestingTransport):  # type: ignore[misc]  # the library tells no types
    """The library's transport; what it would wait for, and knows from `manners`, it does not wait for."""

    def __init__(self, line: Any, manners: Manners) -> None:
        super().__init__(line)
        self.name = "clinic-ssh"
        self._manners = manners
        self.auth_handler: Any = None
        self.kex_engine: Any = None
        self._agreed = ""
        self._announced = False
        self._begun: Any = None
        self._awaited: tuple[int, ...] = ()
        self._ahead: tuple[Any, threading.Event] | None = None

    def use_known(self) -> None:
        """Offer only the exchange that was agreed to, whose first word can then go ahead."""
        if self._manners.is_known:
            self.get_security_options().kex = (self._manners.exchange,)

    def open_sftp(self) -> Any:
        """The SFTP channel, for which was asked ahead if its number was known; the manners are noted."""
        channel = self._opened_ahead() if self._ahead else None
        if channel is None:
            channel = self.open_session(max_packet_size=PACKET, timeout=10_000.0)
            channel.invoke_subsystem("sftp")
        self._manners.exchange, self._manners.channel = self._agreed, channel.remote_chanid
        self._manners.failures = 0
        return channel

    def _check_banner(self) -> None:
        """Called when our name is said: our offer follows at once, and the exchange's first word if it is known."""
        self._send_kex_init()
        if self._manners.is_known:
            self._begun = self._kex_info[self._manners.exchange](self)
            self._begun.start_kex()
            self._awaited = self._expected_packet
        super()._check_banner()

    def _send_kex_init(self) -> None:
        if self._announced and not self.initial_kex_done:  # the library says it when it has heard the server's name
            return
        self._announced = True
        super()._send_kex_init()

    def _parse_kex_init(self, told: Any) -> None:
        super()._parse_kex_init(told)
        engine = type(self.kex_engine)
        self._agreed = next(name for name in self.preferred_kex if self._kex_info[name] is engine)
        if self._begun is not None and not self.initial_kex_done:
            self.kex_engine = self._begun
            self._begun.start_kex = lambda: self._expect_packet(*self._awaited)

    def ensure_session(self) -> None:
        """Ask to say who we are; the answer is not waited for."""
        if self.auth_handler is None:
            asked = paramiko.Message()
            asked.add_byte(cMSG_SERVICE_REQUEST)
            asked.add_string("ssh-userauth")
            self._send_message(asked)
            self.auth_handler = self.get_auth_handler()

    def get_auth_handler(self) -> Any:
        """As the library, with the channel asked for while the server thinks about who we are."""
        return _Handler(self)

    def ask_ahead(self) -> None:
        """Ask for the channel, and for SFTP in it. Only where it was given before: a server must hang up otherwise."""
        if self._manners.channel < 0 or self._ahead:
            return
        event = threading.Event()
        with self.lock:
            number = self._next_channel()
            channel: Any = paramiko.Channel(number)
            self._channels.put(number, channel)
            self.channel_events[number] = event
            self.channels_seen[number] = True
            channel._set_transport(self)
            channel._set_window(self.default_window_size, PACKET)
        asked = paramiko.Message()
        asked.add_byte(cMSG_CHANNEL_OPEN)
        asked.add_string("session")
        for each in (number, self.default_window_size, PACKET):
            asked.add_int(each)
        self._send_user_message(asked)
        channel._event_pending()
        asked = paramiko.Message()
        asked.add_byte(cMSG_CHANNEL_REQUEST)
        asked.add_int(self._manners.channel)
        asked.add_string("subsystem")
        asked.add_boolean(True)
        asked.add_string("sftp")
        self._send_user_message(asked)
        self._ahead = (channel, event)

    def _opened_ahead(self) -> Any:
        """The channel that was asked for ahead. SSHException, EOFError."""
        assert self._ahead is not None
        channel, event = self._ahead
        event.wait()
        if not self.active:
            raise self.get_exception() or EOFError()
        if self._channels.get(channel.chanid) is None or channel.remote_chanid != self._manners.channel:
            self._manners.forget()
            raise paramiko.SSHException("another channel than the last time")
        channel._wait_for_event()
        return channel


class _Handler(AuthOnlyHandler):  # type: ignore[misc]
    """Says who we are, then what we want."""

    def wait_for_response(self, event: threading.Event) -> Any:
        """Wait for the yes or no."""
        self.transport.ask_ahead()
        if self.is_authenticated():  # the library makes its event after it has asked, and would miss a quick answer
            event.set()
        return super().wait_for_response(event)
