"""What a laptop already has: what removing it cannot take back, told in numbers before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from clinic_app.journal.audience import NETWORK, office_alone, reads
from clinic_app.journal.roster import Laptop
from clinic_app.records.declared import PUBLIC, all_types
from clinic_app.use_cases.desk import Desk
from clinic_app.wording.key_words import had_lines
from clinic_app.wording.words import _

_MAIN = ("consultation", "journalist_case", "incident", "person", "attachment")


@dataclass(frozen=True)
class AlreadyHad:
    """What one laptop has. It stays readable on it for whoever has its passphrase; nothing takes it back.

    `records`: type -> how many it has said to have, or wrote itself; `on_the_way`: how many more were sealed for it and
    not acknowledged. `own_office_too`: it also has what its office keeps to itself, which is not known here.
    `silent_days`: since when nothing of it came, None when nothing ever did. `colleagues`: its office's other laptops.
    """

    device: str
    audiences: tuple[str, ...]
    records: Mapping[str, int]
    on_the_way: int
    last_heard: datetime | None
    silent_days: int | None
    colleagues: int
    own_office_too: bool
    coordinator: bool

    def lines(self) -> list[str]:
        """The same in sentences."""
        kinds = all_types()
        return had_lines(
            {_(kinds[kind].plural): self.records.get(kind, 0) for kind in _MAIN},
            sum(count for kind, count in self.records.items() if kind not in (*_MAIN, "office", "member")),
            self.on_the_way,
            self.last_heard,
            self.silent_days,
            self.colleagues,
            self.own_office_too,
            self.coordinator,
        )


def already_had(desk: Desk, laptop: Laptop) -> AlreadyHad:
    """What that laptop has, as far as this case book knows."""
    with desk.vault.looking():
        journal, roster, me = desk.vault.journal, desk.roster(), desk.identity
        had: dict[str, int] = {}
        sent: dict[str, int] = {}
        audiences: set[str] = set()
        told = desk.vault.exchange.heard_of(laptop.id)
        given = desk.vault.exchange.sent_to(laptop.id)
        for stream, _head, read_to, _gone in journal.streams():
            if not reads(stream.audience, laptop.office, laptop.coordinator) or not read_to:
                continue
            audiences.add(stream.audience)
            number = read_to if stream.device == laptop.id else told.get(stream.id, 0)
            had[stream.id] = min(number, read_to)
            sent[stream.id] = min(max(number, given.get(stream.id, 0)), read_to)
        records, maybe = journal.records_up_to(had), journal.records_up_to(sent)
        heard = desk.vault.exchange.runs.last_heard(laptop.id)
        colleagues = sum(
            one.office == laptop.office and not one.removed and one.id != laptop.id for one in roster.laptops.values()
        )
    at = datetime.fromisoformat(heard) if heard else None
    shown = {kind: count for kind, count in records.items() if kind in PUBLIC}
    return AlreadyHad(
        device=laptop.id,
        audiences=tuple(sorted(audiences | {NETWORK, office_alone(laptop.office)})),
        records=shown,
        on_the_way=sum(count for kind, count in maybe.items() if kind in PUBLIC) - sum(shown.values()),
        last_heard=at,
        silent_days=(datetime.now(UTC) - at).days if at else None,
        colleagues=colleagues,
        own_office_too=laptop.office != me.office_id,
        coordinator=laptop.coordinator,
    )
