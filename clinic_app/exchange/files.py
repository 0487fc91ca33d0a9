"""Reading a file from elsewhere into memory, and never more of it than a package may have."""

from __future__ import annotations

from pathlib import Path

from clinic_app.errors import file_error
from clinic_app.exchange.distrust import Distrust, refusal
from clinic_app.exchange.limits import LIMITS, Limits


def read_file(path: Path, limits: Limits = LIMITS) -> bytes:
    """The bytes of `path`; NotTrusted(TOO_LARGE) past the limit, FileUnreadable when a disk or stick fails."""
    try:
        with path.open("rb") as file:
            data = file.read(limits.file_bytes + 1)
    except OSError as problem:
        raise file_error(problem, path, writing=False) from None
    if len(data) > limits.file_bytes:
        raise refusal(Distrust.TOO_LARGE, path.name)
    return data
