"""Case books of any size to measure on: a coordinator's with many consultations of one office, real packages for it.

The consultations arrive as a merge brings them (contents, a sealed stream of places, the reading), ten thousand in one
transaction, without package and seal around each: so a million take minutes. Seeded: the same seed, the same records.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from clinic_app.clinic import Clinic
from clinic_app.journal.audience import shared
from clinic_app.journal.content import Content
from clinic_app.journal.stream import Place, Stream, link, new_stream, seal
from clinic_app.paths import RESOURCES

BEGAN, ENDED = datetime(2019, 1, 1, 9, tzinfo=UTC), datetime(2026, 1, 1, 9, tzinfo=UTC)
PASSPHRASE = "correct horse battery staple"
AT_ONCE = 10_000
NUMBERED = "NAR1-2025-F-{number:07}"

# The registers of a record in the order in which `fields` takes them: eight make an ordinary row.
REGISTERS = (
    "record_no", "received_at", "topic", "advice", "facts", "channel", "language", "outcome",
    "first_time", "age_group", "sex", "division_id", "duration_min", "confidentiality", "office_id", "conflict_check",
)  # fmt: skip
_CHOICES = {
    "topic": ("FAM.ALI", "FAM.DIV", "DEB.PER", "LAN.BOU", "HOU.REN", "INH", "LAB"),
    "channel": ("hotline", "phone", "office", "messenger"),
    "language": ("ky", "ru"),
    "outcome": ("advised", "referred", "ongoing"),
    "first_time": ("yes", "no"),
    "age_group": ("18_24", "25_34", "35_49", "50_59"),
    "sex": ("f", "m"),
    "division_id": ("41702", "41705214"),
    "confidentiality": ("coord",),
    "office_id": ("NAR1",),
    "conflict_check": ("clear", "not_done"),
}


@dataclass(frozen=True)
class Row:
    """One invented consultation: its id and the values of its registers."""

    id: str
    values: dict[str, Any]


def rows(
    count: int, fields: int = 8, seed: int = 112, first: int = 0, span: tuple[float, float] | None = None
) -> Iterator[Row]:
    """`count` invented consultations of `fields` registers each, numbered from `first`.

    `span`: the part of the seven years (0 to 1, 0 to 1) in which they were written, one after the other, each with an
    id of its minute, as the program gives them; without it days and ids come in no order.
    """
    chance = Random(f"{seed} {first} {fields}")
    words, weights = _vocabulary()
    for number in range(first, first + count):
        values: dict[str, Any] = {}
        for register in REGISTERS[:fields]:
            if register in _CHOICES:
                values[register] = chance.choice(_CHOICES[register])
        told = chance.choices(words, cum_weights=weights, k=26)
        more = {
            "record_no": NUMBERED.format(number=number),
            "received_at": f"20{chance.randint(19, 25)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}T"
            f"{chance.randint(9, 17):02}:{chance.randrange(0, 60, 5):02}",
            "facts": " ".join(told[:14]),
            "advice": " ".join(told[14:]),
            "duration_min": chance.randint(5, 90),
        }
        id = _id(chance)
        if span:
            written = BEGAN + (ENDED - BEGAN) * (span[0] + (span[1] - span[0]) * (number - first) / count)
            more["received_at"] = written.replace(tzinfo=None).isoformat(timespec="minutes")
            id = _id(chance, written)
        values |= {register: value for register, value in more.items() if register in REGISTERS[:fields]}
        yield Row(id, values)


@cache
def _vocabulary() -> tuple[list[str], list[float]]:
    """The words of the demo's texts with how common they shall be: the tenth is a third as common as the first."""
    told = json.loads((RESOURCES / "demo" / "consultations.json").read_text(encoding="utf-8"))
    words = sorted(set(re.findall(r"[А-Яа-яёңөүҢӨҮ]{3,}", json.dumps(told, ensure_ascii=False))))
    Random(112).shuffle(words)
    return words, list(accumulate(1 / (rank + 5) for rank in range(len(words))))


def _id(chance: Random, written: datetime | None = None) -> str:
    value = chance.getrandbits(128) & ~(0xF << 76) & ~(0b11 << 62) | 0x7 << 76 | 0b10 << 62
    if written:
        value = value & (1 << 80) - 1 | int(written.timestamp() * 1000) << 80
    return str(UUID(int=value))


def book(
    folder: Path, records: int, seed: int = 112, fields: int = 8, span: tuple[float, float] | None = None
) -> Clinic:
    """A coordinator's case book in the new folder `folder`, open, to which `records` consultations of NAR1 have come.

    The laptop that wrote them is a member of the network; its own case book is not kept.
    """
    folder.mkdir(parents=True)
    coordinator = _founded(folder / "book", "BISH", "coordinator")
    coordinator.network.create("Legal clinics")
    office = joined(coordinator, folder / "filling", "NAR1")
    fill(coordinator, office, rows(records, fields, seed, span=span))
    office.close()
    return coordinator


def joined(coordinator: Clinic, folder: Path, office: str) -> Clinic:
    """A new case book of `office` in `folder`, a member of the coordinator's network."""
    laptop = _founded(folder, office, "lawyer")
    request, invitation = folder / "request", folder / "invitation"
    laptop.network.request(request)
    admitted = coordinator.network.admit(request, office, invitation)
    laptop.network.join(invitation, admitted.network_digits)
    return laptop


def reopened(folder: Path) -> Clinic:
    """The coordinator's case book that `book` has made in `folder`."""
    return Clinic.open(folder / "book", PASSPHRASE)


def _founded(folder: Path, office: str, role: str) -> Clinic:
    clinic, _ = Clinic.found(
        folder,
        office_code=office,
        office_name=f"Office {office}",
        person="Жылдыз Асанова",
        role=role,
        passphrase=PASSPHRASE,
        use_keyring=False,
        kdf_floor=True,
    )
    return clinic


def contents(clinic: Clinic, some: Sequence[Row], kind: str = "consultation") -> list[Content]:
    """The first entries of records, as `clinic` would write them."""
    me = clinic.identity
    chance = Random(some[0].id if some else "")
    return [
        Content(
            kind,
            row.id,
            row.values | {"home": me.office_id},
            {},
            me.member_id,
            me.device_id,
            "2026-03-02T10:15:00+06:00",
            salt=f"{chance.getrandbits(128):032x}",
        )
        for row in some
    ]


def fill(coordinator: Clinic, office: Clinic, some: Iterator[Row]) -> None:
    """Bring the records to the coordinator as entries that `office` wrote and sealed."""
    vault = coordinator._desk.vault
    stream = new_stream(office.identity.device_id, shared(office.identity.office_id))
    last = Place(0, "", "", stream.beginning)
    while batch := [row for _, row in zip(range(AT_ONCE), some, strict=False)]:
        places = _places(stream, last, contents(office, batch))
        last = places[-1]
        signature = seal(office.identity.network_id, stream.id, last.number, last.chain, office._desk.keys.sign_seed)
        with vault.changing():
            vault.journal.take(stream, places, signature, stream.device)
            vault.read_again(vault.journal.advance(coordinator._desk.stream_rules(), {stream.id}))


def _places(stream: Stream, before: Place, some: Sequence[Content]) -> list[Place]:
    found, chain = [], before.chain
    for number, content in enumerate(some, start=before.number + 1):
        chain = link(chain, number, content.id, content.name)
        found.append(Place(number, content.id, content.name, chain, content))
    return found


def write(office: Clinic, some: Sequence[Row]) -> None:
    """Save records in the office's own case book, in one transaction, with exactly these registers (and their home)."""
    me, vault = office.identity, office._desk.vault
    with vault.changing():
        vault.journal.write_many(contents(office, some), shared(me.office_id), me.device_id, me.life)
        vault.read_again([row.id for row in some])


def packages(
    coordinator: Clinic, folder: Path, records: int, fields: int = 8, seed: int = 7, office: str = "OSH1"
) -> list[Path]:
    """Real packages in the new folder `folder`: `records` new consultations of `fields` registers each, written by a
    new laptop of `office` and sealed for the coordinator.
    """
    folder.mkdir(parents=True)
    laptop = joined(coordinator, folder / "laptop", office)
    write(laptop, list(rows(records, fields, seed)))
    made = exported(laptop, folder / "stick")
    laptop.close()
    return made


def exported(clinic: Clinic, stick: Path) -> list[Path]:
    """What `clinic` leaves on the new stick."""
    stick.mkdir(parents=True)
    return [Path(made.file) for made in clinic.exchange.export(stick)]
