"""What the status bar and the schedule must know of places and outbox, read in one go on the vault's thread. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ui.going import Failed

AT_HAND = "folder"  # the kind of place that needs no line and costs nothing
_THERE = ("there", "received")
_WAITING = ("sealed", "sending", "failed")
_PACKAGE, _RECEIPT = "package", "receipt"  # a receipt alone is nothing that anybody waits for


@dataclass(frozen=True)
class Status:
    """`places`: name -> kind; `next_tries`: place -> when what failed there is tried again; `packages` of `bytes` wait,
    `changes` are in no package yet; `last_good` is the last exchange that went well, at a place or by hand.
    """

    packages: int = 0
    bytes: int = 0
    changes: int = 0
    last_good: datetime | None = None
    failed: Failed | None = None
    places: Mapping[str, str] = field(default_factory=dict)
    next_tries: Mapping[str, datetime] = field(default_factory=dict)


def read_status(clinic: Any) -> Status:
    """Read it."""
    waiting, last = clinic.exchange.waiting(), clinic.exchange.last_exchange()
    places = clinic.places.all()
    rows = clinic.outbox.rows() if places else []
    packages, size = _waiting(rows) if rows else (waiting.packages, waiting.bytes)
    next_tries = _next_tries([*places, *rows])
    goods = [_moment(place.last_good) for place in places] + [last.at if last else None]
    return Status(
        packages,
        size,
        waiting.unsealed,
        max((good for good in goods if good is not None), default=None),
        _failed(places, next_tries),
        {place.name: place.kind for place in places},
        next_tries,
    )


def _waiting(rows: Any) -> tuple[int, int]:
    """(packages, bytes of all) that lie at no place yet; one that lies at some place waits for no line any more."""
    there = {row.sha256 for row in rows if row.state in _THERE}
    waiting = {r.sha256: r for r in rows if r.state in _WAITING and r.sha256 not in there and r.kind != _RECEIPT}
    return sum(row.kind == _PACKAGE for row in waiting.values()), sum(row.bytes for row in waiting.values())


def _next_tries(told: Any) -> dict[str, datetime]:
    """When a place is tried again, from the place itself and from what could not be left there."""
    found: dict[str, datetime] = {}
    for one in told:
        at, name = _moment(one.next_try), getattr(one, "place", "") or one.name
        if at is not None:
            found[name] = min(at, found.get(name, at))
    return found


def _failed(places: Any, next_tries: Mapping[str, datetime]) -> Failed | None:
    """What went wrong last, of all places; a stick that is not plugged in is nothing wrong."""
    for place in sorted(places, key=lambda one: str(getattr(one, "problem_at", "") or ""), reverse=True):
        why = str(getattr(place.problem, "why", "") or "")
        if place.problem and not (place.kind == AT_HAND and why == "no_folder"):
            return Failed(place.name, why, next_tries.get(place.name))
    return None


def _moment(told: Any) -> datetime | None:
    """A moment with its offset, from one or from its text."""
    if not told:
        return None
    at = told if isinstance(told, datetime) else datetime.fromisoformat(str(told))
    return at.astimezone()
