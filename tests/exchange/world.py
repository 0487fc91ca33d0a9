"""A small network for these tests: real keys, real streams, real packages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import pyrage
import pytest

from clinic_app.errors import NotTrusted
from clinic_app.exchange import age_file, envelope
from clinic_app.exchange.distrust import Distrust
from clinic_app.exchange.entries import pack
from clinic_app.exchange.envelope import Address, Signer
from clinic_app.exchange.manifest import Manifest, Stretch
from clinic_app.exchange.package import Opened, open_package, seal_package
from clinic_app.exchange.ustar import write_tar
from clinic_app.journal import content, stream
from clinic_app.journal.minisign import public_key_of, read_public_key
from clinic_app.journal.roster import network_id

SHARED = "shared:NAR1"
AT = "2026-11-22T10:15:00+06:00"
FILE = "NAR1-B-000017.clinic"


@dataclass(frozen=True)
class Desk:
    """A laptop with its keys."""

    signer: Signer
    identity: str
    recipient: str

    @property
    def device(self) -> str:
        return self.signer.device

    @property
    def public(self) -> str:
        return self.signer.public_key


def signer(device: str, seed: bytes) -> Signer:
    raw = public_key_of(seed, bytes(8)).raw
    return Signer(device, seed, hashlib.sha256(raw).digest()[:8])


@lru_cache
def desk(name: str) -> Desk:
    """The laptop called `name`; its signing key is always the same, its age key lives as long as the tests."""
    identity = pyrage.x25519.Identity.generate()
    device = f"0199aaaa-0000-7000-8000-{hashlib.sha256(name.encode()).hexdigest()[:12]}"
    return Desk(signer(device, hashlib.sha256(name.encode()).digest()), str(identity), str(identity.to_public()))


NARYN, SECOND, BISHKEK, THIEF = desk("naryn"), desk("second"), desk("bishkek"), desk("thief")
NETWORK = network_id(read_public_key(BISHKEK.public).raw)
MEMBERS = {laptop.device: laptop for laptop in (NARYN, SECOND, BISHKEK)}


def sender_key(device: str, key_id: bytes) -> str | None:
    """What the roster of this network answers."""
    laptop = MEMBERS.get(device)
    return laptop.public if laptop and laptop.signer.key_id == key_id else None


def lines_of(count: int, device: str, words: str = "кеңеш берилди") -> list[bytes]:
    """Contents as the journal writes them, with the same salt each time."""
    made = [
        content.Content(
            "consultation", f"c{number}", {"advice": f"{words} {number}"}, {}, "m1", device, AT, f"{number:032x}"
        )
        for number in range(count)
    ]
    return [entry.line for entry in made]


def stretch(laptop: Desk, lines: Sequence[bytes], audience: str = SHARED, id: str = "ab" * 16) -> Stretch:
    """The stretch of a new stream that holds `lines`, sealed."""
    life = stream.Stream(id, laptop.device, audience)
    here = life.beginning
    for number, line in enumerate(lines, start=1):
        entry = content.read_line(line)
        here = stream.link(here, number, entry.id, entry.name)
    mark = stream.seal(NETWORK, life.id, len(lines), here, laptop.signer.seed)
    return Stretch(life.id, life.device, audience, 1, len(lines), life.beginning, here, mark)


def manifest(lines: Sequence[bytes], laptop: Desk = NARYN, audience: str = SHARED, **other: object) -> Manifest:
    stretches = (stretch(laptop, lines, audience),) if lines else ()
    made = Manifest(NETWORK, laptop.device, audience, (BISHKEK.device,), 17, AT, "clinic 0.1.0", stretches)
    return replace(made, **other)  # type: ignore[arg-type]


def package(lines: Sequence[bytes] | None = None, laptop: Desk = NARYN, to: Desk = BISHKEK) -> bytes:
    """A package of three consultations (or `lines`) from `laptop` to `to`."""
    kept = lines_of(3, laptop.device) if lines is None else lines
    told = manifest(kept, laptop, recipients=(to.device,))
    return seal_package(told, kept, [to.recipient], laptop.signer, FILE)


def open_it(data: bytes, laptop: Desk = BISHKEK, **other: object) -> Opened:
    asked: dict[str, object] = {
        "network": NETWORK,
        "sender_key": sender_key,
        "ours": {laptop.device},
        "identities": [laptop.identity],
        "file": FILE,
    }
    return open_package(data, **(asked | other))  # type: ignore[arg-type]


def assembled(
    told: Manifest,
    lines: Sequence[bytes],
    *,
    change: Callable[[bytes], bytes] = lambda inner: inner,
    packed: bytes | None = None,
    inside: Signer = NARYN.signer,
    outside: Signer = NARYN.signer,
    inner_comment: str = "",
    address: Address | None = None,
    to: Sequence[str] = (BISHKEK.recipient,),
) -> bytes:
    """A package put together by hand, with nothing checked: what a hostile or broken program might send."""
    squeezed, declared, _ = pack(lines)
    inner = change(replace(told, entries=declared).as_bytes())
    comment = inner_comment or f"clinic-manifest 1 {told.network} {told.sender} {told.audience} {told.number}"
    payload = write_tar(
        [
            ("manifest.json", inner),
            ("manifest.json.minisig", inside.sign(inner, comment)),
            ("entries.ndjson.zst", squeezed if packed is None else packed),
        ]
    )
    sealed = age_file.encrypt(payload, list(to))
    on_it = address or Address(1, told.network, outside.device, told.audience, FILE)
    return outer(sealed, outside.sign(sealed, on_it.comment()))


def outer(sealed: bytes, signature: bytes) -> bytes:
    return write_tar([("package.age", sealed), ("package.age.minisig", signature)])


def why(data: bytes, laptop: Desk = BISHKEK, **other: object) -> Distrust:
    """For what reason these bytes are refused."""
    with pytest.raises(NotTrusted) as refused:
        open_it(data, laptop, **other)
    assert refused.value.data["file"] == FILE
    assert refused.value.exit_code == 4
    reason = refused.value.data["why"]
    assert isinstance(reason, Distrust)
    return reason


def parts(data: bytes) -> tuple[bytes, bytes]:
    """(age file, signature) of a package."""
    return envelope.unwrap("package", data)
