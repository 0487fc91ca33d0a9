"""Which office has gone silent: of each office when anything last came, what is missing, and what waits for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from clinic_app.journal.audience import NETWORK, office_alone, shared
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.inbox import Inbox, InboxOffice

FINE, LATE, SILENT = "fine", "late", "silent"
LATE_DAYS, SILENT_DAYS = 7, 14
_MOST = 10_000


@dataclass(frozen=True)
class LaptopHeard:
    """One laptop: its newest package that came, the names of those that are missing, how many wait for them."""

    letter: str
    newest: str
    missing: tuple[str, ...]
    held: int
    last_heard: datetime | None = None


@dataclass(frozen=True)
class OfficeHeard:
    """One office (its code and name). `waiting`, `waiting_bytes`: packages for it that not all its laptops have
    acknowledged; `level`: fine, late or silent, by days; an office never heard of is silent.
    """

    office: str
    name: str
    last_heard: datetime | None
    laptops: tuple[LaptopHeard, ...]
    waiting: int
    waiting_bytes: int
    level: str


class Silence:
    """What an open vault has heard of the other offices."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._vault = desk.vault

    def offices(self, now: datetime) -> list[OfficeHeard]:
        """Every office with another laptop in the network, the longest silent first."""
        inbox = Inbox(self._desk).offices()
        with self._vault.looking():
            sizes = {one.name: one.bytes for one in self._vault.exchange.heads_waiting()}
            return [self._office(one, sizes, now) for one in inbox]

    def _office(self, one: InboxOffice, sizes: dict[str, int], now: datetime) -> OfficeHeard:
        names = {
            name
            for laptop in one.laptops
            for audience in (NETWORK, shared(one.office), office_alone(one.office))
            for name in self._vault.exchange.unanswered(audience, laptop.device, _MOST, self._desk.identity.network_id)
        }
        return OfficeHeard(
            office=one.office,
            name=one.name,
            last_heard=one.last_at,
            laptops=tuple(
                LaptopHeard(each.letter, each.last_package, each.missing, each.held, each.last_at)
                for each in one.laptops
            ),
            waiting=len(names),
            waiting_bytes=sum(sizes.get(name, 0) for name in names),
            level=level_of(one.last_at, now),
        )


def level_of(heard: datetime | None, now: datetime) -> str:
    """How worrying a silence is."""
    if heard is None:
        return SILENT
    days = (now - heard.astimezone(UTC)).days
    return SILENT if days >= SILENT_DAYS else LATE if days >= LATE_DAYS else FINE
