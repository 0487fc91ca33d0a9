"""The signed index: what one laptop has left for one group at a place, so that what is taken away or put back shows.

A file is one line of canonical JSON with its line end, and the minisign signature of just that. Its name says device,
life, count and its own hash; nothing of a name is believed that the signed line does not say too.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from clinic_app.exchange import exact
from clinic_app.exchange.distrust import Distrust, TooLarge, refusal, refusing
from clinic_app.exchange.envelope import Signer, claimed, verify
from clinic_app.exchange.limits import LIMITS, MIB
from clinic_app.exchange.manifest import document
from clinic_app.journal.canonical import canonical

VERSION = 1
MOST_BYTES = 1 * MIB
MOST_OBJECTS = 2000
PACKAGE, ATTACHMENT = "package", "attachment"

LIFE = re.compile(r"[0-9a-f]{16}")
_KIND = re.compile(r"[a-z_]{1,32}")
_NAME = re.compile(r"([0-9a-f]{16})-([0-9a-f]{16})-([0-9]{8})-([0-9a-f]{8})")
_INDEX = exact.keys("count device group kind life more network objects readers version")
_OBJECT = exact.keys("bytes for kind sha256")
_MOST_COUNT = 99_999_999


@dataclass(frozen=True)
class IndexEntry:
    """One object that lies at the place: the SHA-256 of its bytes, their number, and for whom (ids, ascending)."""

    sha256: str
    bytes: int
    kind: str
    readers: tuple[str, ...]


@dataclass(frozen=True)
class Index:
    """What one life of one device has left for a group (a mark, see `group_mark`); counts of a life only grow."""

    network: str
    device: str
    group: str
    life: str
    count: int
    objects: tuple[IndexEntry, ...] = ()

    @property
    def comment(self) -> str:
        """What the signature says of it: all that decides whether it is newer."""
        return f"clinic-index {VERSION} {self.network} {self.device} {self.group} {self.life} {self.count}"


def group_mark(network: str, words: str) -> str:
    """The folder of a group: `words` are "office CODE", "net" or "coord"; a provider learns no office code from it."""
    return hashlib.sha256(f"clinic-group 1 {network} {words}".encode()).hexdigest()[:16]


def device_mark(device: str) -> str:
    """The first 16 hex characters of a device's id; of an id that is not made of them, of its hash."""
    plain = device.replace("-", "")[:16]
    return plain if LIFE.fullmatch(plain) else hashlib.sha256(device.encode()).hexdigest()[:16]


def index_name(index: Index, data: bytes) -> str:
    """The name of an index's file, whose bytes are `data`."""
    told = hashlib.sha256(data).hexdigest()[:8]
    return f"{device_mark(index.device)}-{index.life}-{index.count:08d}-{told}"


def read_index_name(name: str) -> tuple[str, str, int, str]:
    """(device mark, life, count, beginning of the hash) in a file's name, unverified; ValueError for another name."""
    found = _NAME.fullmatch(name)
    if found is None:
        raise ValueError("not the name of an index")
    return found[1], found[2], int(found[3]), found[4]


def write_index(index: Index, signer: Signer) -> bytes:
    """The file of an index, signed; ValueError when it names more than a reader takes."""
    if len(index.objects) > MOST_OBJECTS:
        raise ValueError("too many objects")
    readers = sorted({entry.readers for entry in index.objects})
    number = {some: place for place, some in enumerate(readers)}
    line = canonical(
        {
            "count": index.count,
            "device": index.device,
            "group": index.group,
            "kind": "index",
            "life": index.life,
            "more": {},
            "network": index.network,
            "objects": [
                {"bytes": entry.bytes, "for": number[entry.readers], "kind": entry.kind, "sha256": entry.sha256}
                for entry in sorted(index.objects, key=lambda entry: entry.sha256)
            ],
            "readers": [list(some) for some in readers],
            "version": VERSION,
        }
    )
    data = line + b"\n" + signer.sign(line + b"\n", index.comment)
    if len(data) > MOST_BYTES:
        raise ValueError("too large")
    return data


def read_index(data: bytes, network: str, key_of: Callable[[str, bytes], str | None]) -> Index:
    """The index in a file's bytes; NotTrusted unless it is of this network and signed by a key that is known.

    `key_of(device, key id)` gives that device's public key, or None for a stranger. Objects of a kind that this
    program does not know are passed over.
    """
    with refusing(Distrust.NOT_A_PACKAGE):
        if len(data) > MOST_BYTES:
            raise TooLarge("index")
        line, end, signature = data.partition(b"\n")
        key_id, comment = claimed(signature)
        words = comment.split(" ")
        if not end or len(words) < 4 or words[0] != "clinic-index":
            raise ValueError("not an index")
    key = key_of(words[3], key_id)
    if key is None:
        raise refusal(Distrust.STRANGER if words[2] == network else Distrust.WRONG_NETWORK)
    with refusing(Distrust.BAD_SIGNATURE):
        verify(line + end, signature, key)
    if words[2] != network:
        raise refusal(Distrust.WRONG_NETWORK)
    with refusing(Distrust.BAD_MANIFEST):
        index = _read(line)
        if index.network != network or index.comment != comment:
            raise ValueError("signed as another")
    return index


def _read(line: bytes) -> Index:
    told = document(line, "index", VERSION, _INDEX, LIMITS)
    readers = exact.ascending(told["readers"], _readers)
    if not isinstance(told["objects"], list) or len(told["objects"]) > MOST_OBJECTS:
        raise ValueError("objects")
    objects = exact.ascending(told["objects"], lambda one: _object(one, readers), key=lambda one: one.sha256)
    if {entry.readers for entry in objects} != set(readers):
        raise ValueError("readers of nothing")
    count = exact.whole(told["count"], least=1)
    if count > _MOST_COUNT:
        raise ValueError("count")
    return Index(
        network=exact.word(told["network"], exact.NETWORK),
        device=exact.word(told["device"], exact.IDENTIFIER),
        group=exact.word(told["group"], LIFE),
        life=exact.word(told["life"], LIFE),
        count=count,
        objects=tuple(entry for entry in objects if entry.kind in (PACKAGE, ATTACHMENT)),
    )


def _readers(value: object) -> tuple[str, ...]:
    found = exact.ascending(value, lambda id: exact.word(id, exact.IDENTIFIER))
    if not found:
        raise ValueError("for nobody")
    return found


def _object(value: object, readers: tuple[tuple[str, ...], ...]) -> IndexEntry:
    told: dict[str, Any] = exact.table(value, _OBJECT)
    kind, size = exact.word(told["kind"], _KIND), exact.whole(told["bytes"], least=1)
    place = exact.whole(told["for"])
    if place >= len(readers) or (kind == PACKAGE and size > LIMITS.file_bytes):
        raise ValueError("object")
    return IndexEntry(exact.word(told["sha256"], exact.HASH), size, kind, readers[place])
