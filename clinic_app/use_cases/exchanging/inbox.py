"""What was last heard of each office and laptop of the network: the last package, what is missing, what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from clinic_app.journal.audience import NETWORK
from clinic_app.journal.roster import Laptop
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.packages import office_names


@dataclass(frozen=True)
class InboxLaptop:
    """One laptop: its last package and when it came here; `missing` names packages that were for this laptop and have
    not come, `held` counts those that wait for them; `silent_days` is None before anything came.
    """

    letter: str
    device: str
    last_package: str
    last_at: datetime | None
    missing: tuple[str, ...]
    held: int
    silent_days: int | None


@dataclass(frozen=True)
class InboxOffice:
    """One office (its id and name) and its laptops, by letter."""

    office: str
    name: str
    laptops: tuple[InboxLaptop, ...]

    @property
    def last_at(self) -> datetime | None:
        """When anything of the office last came."""
        return max((one.last_at for one in self.laptops if one.last_at), default=None)


class Inbox:
    """What came from the others into an open vault."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._vault = desk.vault

    def offices(self) -> list[InboxOffice]:
        """Every office with another laptop in the network, the longest silent first."""
        names = office_names(self._desk)
        me = self._desk.identity.device_id
        by_office: dict[str, list[InboxLaptop]] = {}
        with self._vault.looking():
            for laptop in self._desk.roster().laptops.values():
                if not laptop.removed and laptop.id != me:
                    by_office.setdefault(laptop.office, []).append(self._laptop(laptop))
        found = [
            InboxOffice(office, names.get(office, office), tuple(sorted(some, key=lambda one: one.letter)))
            for office, some in by_office.items()
        ]
        never = datetime.min.replace(tzinfo=UTC)
        return sorted(found, key=lambda one: (one.last_at or never, one.name))

    def _laptop(self, laptop: Laptop) -> InboxLaptop:
        runs = self._vault.exchange.runs
        last = max(runs.last_packages(laptop.id), key=lambda row: (row.audience != NETWORK, row.at), default=None)
        heard = runs.last_heard(laptop.id)
        at = datetime.fromisoformat(heard) if heard else None
        held = runs.still_held(laptop.id)
        came = runs.came(laptop.id)
        missing = {str(name) for row in held for name in row.told.get("missing", ())} - came
        return InboxLaptop(
            letter=laptop.letter,
            device=laptop.id,
            last_package=last.package if last else "",
            last_at=at,
            missing=tuple(sorted(missing)),
            held=len({row.package for row in held}),
            silent_days=(datetime.now(UTC) - at).days if at else None,
        )
