"""The manifest of a package: who sends what to whom, in canonical JSON, read back exactly or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from clinic_app.exchange import exact
from clinic_app.exchange.distrust import Distrust, TooLarge, refusal
from clinic_app.exchange.entries import Entries, read_entries
from clinic_app.exchange.key_notes import NO_NOTES, KeyNotes, read_notes
from clinic_app.exchange.limits import LIMITS, Limits
from clinic_app.journal.canonical import canonical, parse

VERSION = 1
MOST_HOLES = 100  # told at a time; the rest is told once these are gone
NONE_YET = Entries("0" * 64, 0, 1)

_HEAD = exact.keys("chain number stream")
_HOLE = exact.keys("first last stream")
_STRETCH = exact.keys("audience before chain device first last seal stream")
_OBJECT = exact.keys("bytes name")
_MANIFEST = exact.keys(
    "audience entries heads kind made_at more network number objects program recipients roster sender stretches version"
)


@dataclass(frozen=True)
class Head:
    """The last place of a stream somebody has: its number and the chain hash there (64 hex)."""

    stream: str
    number: int
    chain: str

    def as_json(self) -> dict[str, Any]:
        return {"chain": self.chain, "number": self.number, "stream": self.stream}


@dataclass(frozen=True)
class Hole:
    """Places `first` to `last` below a head that were given up as lost, and that the sender has not."""

    stream: str
    first: int
    last: int

    def as_json(self) -> dict[str, Any]:
        return {"first": self.first, "last": self.last, "stream": self.stream}


@dataclass(frozen=True)
class Stretch:
    """Places `first` to `last` of a stream: chain hash before and after (64 hex), and its device's seal (128 hex)."""

    stream: str
    device: str
    audience: str
    first: int
    last: int
    before: str
    chain: str
    seal: str

    @property
    def count(self) -> int:
        """How many places, and so lines."""
        return self.last - self.first + 1

    def as_json(self) -> dict[str, Any]:
        return {key: getattr(self, key) for key in sorted(_STRETCH)}


@dataclass(frozen=True)
class Attached:
    """A large attachment that travels beside packages: the SHA-256 of its ciphertext (64 hex) and its size in bytes."""

    name: str
    bytes: int

    def as_json(self) -> dict[str, Any]:
        return {"bytes": self.bytes, "name": self.name}


@dataclass(frozen=True)
class Manifest:
    """What the sender signs inside. Every list is sorted (stretches by stream and first place) and holds nothing twice.

    `recipients` are device ids, or the network's id for its own key; `heads` acknowledge this audience, `roster` the
    network's; `made_at` is a laptop's clock, shown to people and never trusted.
    """

    network: str
    sender: str
    audience: str
    recipients: tuple[str, ...]
    number: int
    made_at: str
    program: str
    stretches: tuple[Stretch, ...] = ()
    heads: tuple[Head, ...] = ()
    roster: tuple[Head, ...] = ()
    objects: tuple[Attached, ...] = ()
    entries: Entries = NONE_YET
    earlier: tuple[tuple[str, tuple[str, ...]], ...] = ()
    lacks: tuple[str, ...] = ()  # sealed files of this audience that are named at the sender's and have not come
    holes: tuple[Hole, ...] = ()  # of this audience and of the network, sorted by stream and first place
    keys: KeyNotes = NO_NOTES

    @property
    def count(self) -> int:
        """How many lines its entries have."""
        return sum(stretch.count for stretch in self.stretches)

    def as_bytes(self) -> bytes:
        """Its canonical bytes."""
        return canonical(
            {
                "audience": self.audience,
                "entries": self.entries.as_json(),
                "heads": [head.as_json() for head in self.heads],
                "kind": "package",
                "made_at": self.made_at,
                "more": self._more(),
                "network": self.network,
                "number": self.number,
                "objects": [attached.as_json() for attached in self.objects],
                "program": self.program,
                "recipients": list(self.recipients),
                "roster": [head.as_json() for head in self.roster],
                "sender": self.sender,
                "stretches": [stretch.as_json() for stretch in self.stretches],
                "version": VERSION,
            }
        )

    def _more(self) -> dict[str, Any]:
        """What an older program passes over without harm."""
        more: dict[str, Any] = {}
        if self.earlier:
            more["earlier"] = {reader: list(names) for reader, names in self.earlier}
        if self.holes:
            more["holes"] = [hole.as_json() for hole in self.holes]
        if self.lacks:
            more["lacks"] = list(self.lacks)
        return more | self.keys.as_json()


def read_manifest(data: bytes, limits: Limits = LIMITS) -> Manifest:
    """The manifest behind its bytes; ValueError unless exact, TooLarge, or NotTrusted(NEWER_FORMAT).

    What a later program adds without changing the meaning of the rest stands under `more`, and is not read.
    """
    told = document(data, "package", VERSION, _MANIFEST, limits)
    audience = exact.word(told["audience"], exact.AUDIENCE)
    recipients = exact.ascending(told["recipients"], lambda name: exact.word(name, exact.IDENTIFIER))
    if not recipients:
        raise ValueError("for nobody")
    return Manifest(
        network=exact.word(told["network"], exact.NETWORK),
        sender=exact.word(told["sender"], exact.IDENTIFIER),
        audience=audience,
        recipients=recipients,
        number=exact.whole(told["number"], least=1),
        made_at=exact.moment(told["made_at"]),
        program=exact.word(told["program"], exact.PROGRAM),
        stretches=read_stretches(told["stretches"], audience, limits),
        heads=_heads(told["heads"]),
        roster=_heads(told["roster"]),
        objects=exact.ascending(told["objects"], _attached, key=lambda attached: attached.name),
        entries=read_entries(told["entries"]),
        earlier=_earlier(told["more"].get("earlier", {})),
        lacks=exact.ascending(told["more"].get("lacks", []), lambda name: exact.word(name, exact.HASH)),
        holes=_holes(told["more"].get("holes", [])),
        keys=read_notes(told["more"]),
    )


def document(data: bytes, kind: str, version: int, keys: frozenset[str], limits: Limits) -> dict[str, Any]:
    """The table in canonical JSON of this `kind`, in a version we know, with exactly these keys."""
    if len(data) > limits.manifest_bytes:
        raise TooLarge(kind)
    told = parse(data, max_bytes=limits.manifest_bytes)
    if not isinstance(told, dict):
        raise ValueError("not an object")
    exact.constant(told.get("kind"), kind)
    if exact.whole(told.get("version"), least=1) > version:
        raise refusal(Distrust.NEWER_FORMAT)
    exact.table(told, keys)
    if not isinstance(told["more"], dict):
        raise ValueError("more")
    return told


def read_stretches(value: object, audience: str, limits: Limits = LIMITS) -> tuple[Stretch, ...]:
    """Stretches of streams of one audience: sorted by stream and place, none overlapping, one device to a stream."""
    stretches = exact.ascending(value, _stretch, key=lambda stretch: (stretch.stream, stretch.first))
    for before, after in pairwise(stretches):
        if before.stream == after.stream:
            _require_one_after_the_other(before, after)
    if any(stretch.audience != audience for stretch in stretches):
        raise ValueError("of another audience")
    if sum(stretch.count for stretch in stretches) > limits.lines:
        raise TooLarge("entries")
    return stretches


def _require_one_after_the_other(before: Stretch, after: Stretch) -> None:
    if before.device != after.device or after.first <= before.last:
        raise ValueError("another device, or places twice")
    if after.first == before.last + 1 and after.before != before.chain:
        raise ValueError("torn")


def _stretch(value: object) -> Stretch:
    told = exact.table(value, _STRETCH)
    first = exact.whole(told["first"], least=1)
    return Stretch(
        stream=exact.word(told["stream"], exact.IDENTIFIER),
        device=exact.word(told["device"], exact.IDENTIFIER),
        audience=exact.word(told["audience"], exact.AUDIENCE),
        first=first,
        last=exact.whole(told["last"], least=first),
        before=exact.word(told["before"], exact.HASH),
        chain=exact.word(told["chain"], exact.HASH),
        seal=exact.word(told["seal"], exact.SEAL),
    )


def _heads(value: object) -> tuple[Head, ...]:
    return exact.ascending(value, _head, key=lambda head: head.stream)


def _head(value: object) -> Head:
    told = exact.table(value, _HEAD)
    return Head(
        exact.word(told["stream"], exact.IDENTIFIER),
        exact.whole(told["number"], least=1),
        exact.word(told["chain"], exact.HASH),
    )


def _holes(value: object) -> tuple[Hole, ...]:
    holes = exact.ascending(value, _hole, key=lambda hole: (hole.stream, hole.first))
    if len(holes) > MOST_HOLES:
        raise TooLarge("holes")
    if any(a.stream == b.stream and b.first <= a.last for a, b in pairwise(holes)):
        raise ValueError("places twice")
    return holes


def _hole(value: object) -> Hole:
    told = exact.table(value, _HOLE)
    first = exact.whole(told["first"], least=1)
    return Hole(exact.word(told["stream"], exact.IDENTIFIER), first, exact.whole(told["last"], least=first))


def _earlier(value: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(value, dict):
        raise ValueError("earlier")
    return tuple(
        (
            exact.word(reader, exact.IDENTIFIER),
            exact.ascending(names, lambda name: exact.word(name, exact.FILE_NAME)),
        )
        for reader, names in sorted(value.items())
    )


def _attached(value: object) -> Attached:
    told = exact.table(value, _OBJECT)
    return Attached(exact.word(told["name"], exact.HASH), exact.whole(told["bytes"], least=1))
