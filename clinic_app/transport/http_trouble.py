"""What the statuses of servers and the errors of the library mean for people: the troubles of a line."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from clinic_app.errors import Trouble

_DAY = 86_400.0
_EXPIRED, _NOT_YET = 10, 9  # OpenSSL's X509_V_ERR_CERT_HAS_EXPIRED and _NOT_YET_VALID
STATUS = {
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


def trouble_of(problem: Exception) -> tuple[Trouble, str]:
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


def retry_after(told: str) -> float:
    """Seconds from a Retry-After header, a number or a date, at most a day; 0 when there is none."""
    if told.isascii() and told.isdigit() and len(told) < 9:
        return min(_DAY, float(told))
    try:
        return min(_DAY, max(0.0, (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds()))
    except (ValueError, TypeError):
        return 0.0
