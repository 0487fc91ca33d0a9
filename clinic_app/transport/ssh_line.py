"""Opens a channel of an SSH server: first its key is compared, and only then does anything secret leave this laptop."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import logging
import socket
from collections.abc import Callable
from typing import Any

import paramiko

from clinic_app.errors import PlaceFailed, Trouble
from clinic_app.transport.settings_fields import SftpSettings
from clinic_app.transport.ssh_ahead import Eager, Manners

# paramiko tells whole tracebacks of lost connections to whoever reads logs, or to stderr if nobody does.
logging.getLogger("paramiko").setLevel(logging.CRITICAL + 1)

_PRIVATE: tuple[Any, ...] = (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey)
_NEVER = 10_000.0  # paramiko's own waits: the watch beside the call hangs up long before


def dial(place: str, settings: SftpSettings, connect: float) -> socket.socket:
    """A connection to the server's port. PlaceFailed NAME, UNREACHABLE, SILENT."""
    try:
        return socket.create_connection((settings.host, settings.port), timeout=connect)
    except socket.gaierror:
        raise PlaceFailed(place, Trouble.NAME) from None
    except TimeoutError:
        raise PlaceFailed(place, Trouble.SILENT) from None
    except (OSError, UnicodeError):
        raise PlaceFailed(place, Trouble.UNREACHABLE) from None


def greet(
    place: str, settings: SftpSettings, line: socket.socket, opened: Callable[[Any], object], manners: Manners
) -> Any:
    """The SFTP channel over a line; `opened` is given the transport at once, so that a watch can close it.

    PlaceFailed HOST_KEY (detail: the fingerprint shown), PASSWORD, SETTING; else whatever the library raises.
    """
    known = _known_keys(place, settings)
    key = _private_key(place, settings)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else small words wait for the answer to the last one
    transport = Eager(line, manners)
    opened(transport)
    transport.banner_timeout = transport.handshake_timeout = transport.auth_timeout = _NEVER
    _prefer(transport, known)
    transport.use_known()
    transport.start_client()
    shown = transport.get_remote_server_key().asbytes()
    if not any(one == shown or one == fingerprint(shown).encode() for one in known):
        raise PlaceFailed(place, Trouble.HOST_KEY, fingerprint(shown))
    try:
        if key is not None:
            transport.auth_publickey(settings.user, key)
        else:
            transport.auth_password(settings.user, settings.password)
    except paramiko.AuthenticationException as problem:
        if "EOF" in str(problem):  # the line was lost, which says nothing about the password
            raise EOFError from None
        raise PlaceFailed(place, Trouble.PASSWORD) from None
    return transport.open_sftp()


def fingerprint(key: bytes) -> str:
    """A public key's fingerprint as OpenSSH shows it, to be read aloud."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(key).digest()).decode().rstrip("=")


def _known_keys(place: str, settings: SftpSettings) -> list[bytes]:
    """The keys, or fingerprints, that the server may show."""
    known: list[bytes] = []
    pinned = settings.host_key.split()
    if pinned and pinned[0].startswith("SHA256:"):
        known.append(pinned[0].rstrip("=").encode())
    elif pinned:
        try:
            known.append(base64.b64decode(pinned[1], validate=True))
        except (IndexError, binascii.Error):
            raise PlaceFailed(place, Trouble.SETTING, "host_key") from None
    if settings.known_hosts:
        try:
            book = paramiko.HostKeys(settings.known_hosts)
        except (OSError, UnicodeError, paramiko.SSHException):
            raise PlaceFailed(place, Trouble.SETTING, "known_hosts") from None
        host = settings.host if settings.port == 22 else f"[{settings.host}]:{settings.port}"
        known += [key.asbytes() for key in (book.lookup(host) or {}).values()]
    return known


def _prefer(transport: Any, known: list[bytes]) -> None:
    """Ask first for keys of the kinds we know; a server has several, and shows but one."""
    kinds = {
        key[4 : 4 + int.from_bytes(key[:4], "big")].decode("ascii", "replace") for key in known if key[:1] == b"\0"
    }
    if "ssh-rsa" in kinds:
        kinds |= {"rsa-sha2-512", "rsa-sha2-256"}
    options = transport.get_security_options()
    options.key_types = sorted(options.key_types, key=lambda kind: kind not in kinds)


def _private_key(place: str, settings: SftpSettings) -> Any:
    if not settings.key:
        return None
    for kind in _PRIVATE:
        try:
            return kind.from_private_key(io.StringIO(settings.key.strip() + "\n"))
        except (paramiko.SSHException, ValueError, IndexError, UnicodeError):
            continue
    raise PlaceFailed(place, Trouble.SETTING, "key")
