"""What an answer announces of its body: servers may ignore a range, and may lie about it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import httpx


@dataclass(frozen=True)
class Body:
    """How many bytes to skip, and how many are wanted of what follows; `whole`: the rest is left unread."""

    skip: int
    wanted: int | None
    whole: bool


def announced(answer: httpx.Response, start: int, most: int | None) -> Body | None:
    """What to take of an answer to a question for `most` bytes from `start`; none: nothing true can be got from it.

    `wanted` is none where only the chunks tell their end.
    """
    length = answer.headers.get("content-length", "")
    told = int(length) if length.isascii() and length.isdigit() else None
    if answer.status_code != 206:
        if told is None:
            chunked = answer.headers.get("transfer-encoding", "").lower() == "chunked"
            return Body(start, most, most is None) if chunked else None
        left = max(0, told - start)
        wanted = left if most is None else min(most, left)
        return Body(start, wanted, wanted == left)
    found = re.fullmatch(r"bytes ([0-9]{1,15})-([0-9]{1,15})/([0-9]{1,15})", answer.headers.get("content-range", ""))
    if found is None:
        return None
    first, last, total = int(found[1]), int(found[2]), int(found[3])
    left = total - start
    wanted = left if most is None else min(most, left)
    # Another beginning is other bytes; fewer than there are would pass for the end of the file.
    if first != start or last - first + 1 != wanted or told not in (None, wanted):
        return None
    return Body(0, wanted, True)
