"""What is done to a file: bytes changed by anybody, and contents changed by a member who signs and seals them anew."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from clinic_app.clinic import Clinic
from clinic_app.exchange import age_file, entries, envelope, package
from clinic_app.exchange.envelope import Address
from clinic_app.exchange.limits import LIMITS
from clinic_app.exchange.ustar import read_tar, write_tar
from clinic_app.use_cases.exchanging.sealing import signer_of

WILD_NAMES = (
    "..clinic",
    "...clinic",
    "-rf.clinic",
    "a" * 200 + ".clinic",
    "new\nline.clinic",
    "CON.clinic",
    "NAR1-B-999999999999999999999.clinic",
    "‮gpj.clinic",
    "%s%n{0}.clinic",
    "Ң ө ү.clinic",
    "'; drop table entry; --.clinic",
    "\ud800.clinic".encode("utf-8", "replace").decode(),
)


def bytes_changed(chance: random.Random, data: bytes, others: Sequence[bytes]) -> tuple[str, bytes]:
    """(what was done, `data` with one thing wrong): never the same bytes."""
    other = chance.choice(others) if others else data[::-1]
    at = chance.randrange(len(data))
    long = min(len(data) - at, chance.choice((1, 1, 2, 16, 512, 4096)))
    what, made = chance.choice(_BYTES)
    changed = made(chance, data, at, long, other)
    if changed == data:
        return "flip", _flip(chance, data, at, long, other)
    return what, changed


def _flip(chance: random.Random, data: bytes, at: int, _long: int, _other: bytes) -> bytes:
    flipped = bytearray(data)
    flipped[at] ^= 1 << chance.randrange(8)
    return bytes(flipped)


_Change = Callable[[random.Random, bytes, int, int, bytes], bytes]
_BYTES: tuple[tuple[str, _Change], ...] = (
    ("flip", _flip),
    ("flip", _flip),
    ("flip", _flip),
    ("cut short", lambda _c, data, at, _l, _o: data[:at]),
    ("piece lost", lambda _c, data, at, long, _o: data[:at] + data[at + long :]),
    ("piece doubled", lambda _c, data, at, long, _o: data[: at + long] + data[at:]),
    ("zeroed", lambda _c, data, at, long, _o: data[:at] + bytes(long) + data[at + long :]),
    ("piece of another", lambda _c, data, at, long, other: data[:at] + other[at : at + long] + data[at + long :]),
    ("end of another", lambda _c, data, at, _l, other: data[:at] + other[at:]),
    ("longer", lambda chance, data, _at, long, _o: data + chance.randbytes(long)),
    ("in front", lambda chance, data, _at, long, _o: chance.randbytes(long) + data),
    ("twice", lambda _c, data, _at, _l, _o: data + data),
    ("empty", lambda _c, _data, _at, _l, _o: b""),
    ("another kind", lambda _c, data, _at, _l, other: other if other[:64] != data[:64] else other[:-1]),
)


class Forger:
    """A member whose keys were stolen: what it opens it can change inside, sign and seal to the reader anew."""

    def __init__(self, member: Clinic, reader: Clinic, good: Path) -> None:
        self._signer = signer_of(member._desk)
        identities = [reader._desk.keys.age_identity, *reader._desk.network_identities]
        sealed, signature = envelope.unwrap("package", good.read_bytes(), LIMITS)
        self._address = envelope.read_address(envelope.claimed(signature)[1])
        inner, _, packed = read_tar(age_file.decrypt(sealed, identities), package._MEMBERS, (1 << 20, 1 << 12, 1 << 25))
        self._told: dict[str, Any] = json.loads(inner)
        self._packed = packed
        self._recipients = [_recipient(reader)]

    def changed(self, chance: random.Random) -> tuple[str, bytes]:
        """(what was done, the bytes of a package with right signatures and one wrong thing inside)."""
        told, packed, address = json.loads(json.dumps(self._told)), self._packed, self._address
        what = chance.choice(("manifest", "manifest", "manifest", "lines", "lines", "packing", "address", "spelling"))
        if what == "manifest":
            what = f"manifest {spoil(chance, told)}"
        elif what == "lines":
            what, packed = self._lines(chance, told)
        elif what == "packing":
            packed = self._packing(chance, told)
        elif what == "address":
            address = self._readdressed(chance)
        inner = _spelled(chance, told) if what == "spelling" else _canonical(told)
        return f"signed: {what}", self._sealed(inner, packed, address)

    def _lines(self, chance: random.Random, told: dict[str, Any]) -> tuple[str, bytes]:
        plain = entries._expand(self._packed, told["entries"]["bytes"]) if told["entries"]["bytes"] else b"{}\n"
        lines = plain.split(b"\n")[:-1]
        at = chance.randrange(len(lines))
        line = json.loads(lines[at])
        spot = spoil(chance, line)
        wrong = (_canonical(line), _spelled(chance, line), lines[at][:-1], b"", b"\xff\xfe", lines[at - 1] + b" ")
        lines[at] = chance.choice(wrong)
        return f"line {spot}", self._packed_anew(b"".join(one + b"\n" for one in lines), told)

    def _packing(self, chance: random.Random, told: dict[str, Any]) -> bytes:
        """Bombs and other frames: what is declared, what is there, and both."""
        import zstandard

        bomb = zstandard.ZstdCompressor(level=3).compress(bytes(chance.choice((1 << 20, 1 << 26, 1 << 28))))
        packed = chance.choice((bomb, self._packed + self._packed, self._packed[:-1], b"", chance.randbytes(99)))
        told["entries"]["packed"] = len(packed)
        told["entries"]["sha256"] = entries.hashlib.sha256(packed).hexdigest()
        told["entries"]["bytes"] = chance.choice((1, 1 << 20, 1 << 26, 1 << 28, 1 << 62))
        return packed

    def _packed_anew(self, plain: bytes, told: dict[str, Any]) -> bytes:
        packed = entries._squeeze(plain)
        told["entries"] = {
            "bytes": len(plain),
            "packed": len(packed),
            "sha256": entries.hashlib.sha256(packed).hexdigest(),
        }
        return packed

    def _readdressed(self, chance: random.Random) -> str:
        words = self._address.comment().split(" ")
        at = chance.randrange(len(words))
        other = ("", "0", "99", "a" * 300, "..", words[0], "coord", "-1", "ң")
        words[at] = chance.choice([one for one in other if one != words[at]])
        return " ".join(words)

    def _sealed(self, inner: bytes, packed: bytes, address: Address | str) -> bytes:
        comment = address if isinstance(address, str) else address.comment()
        told = self._told
        inside = f"clinic-manifest 1 {told['network']} {told['sender']} {told['audience']} {told['number']}"
        payload = write_tar(list(zip(package._MEMBERS, (inner, self._signer.sign(inner, inside), packed), strict=True)))
        sealed = age_file.encrypt(payload, self._recipients)
        return write_tar([("package.age", sealed), ("package.age.minisig", self._signer.sign(sealed, comment))])


def spoil(chance: random.Random, told: Any) -> str:
    """Put one impossible thing somewhere into a JSON document, in place; says where."""
    spots: list[tuple[str, Any, Any]] = []

    def walk(path: str, value: Any) -> None:
        pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, inner in pairs:
            spots.append((f"{path}.{key}", value, key))
            walk(f"{path}.{key}", inner)

    walk("", told)
    path, where, key = chance.choice(spots)
    what = chance.randrange(4)
    if what == 0 and isinstance(where, dict):
        del where[key]
        return f"{path} left out"
    if what == 1 and isinstance(where, dict):
        where[f"{key}x"] = where[key]
        return f"{path}x more"
    former = json.dumps(where[key])
    while json.dumps(where[key]) == former:
        where[key] = chance.choice(_WRONG)(chance, json.loads(former))
    return f"{path} = {str(where[key])[:20]!r}"


def _deep(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


_WRONG: tuple[Callable[[random.Random, Any], Any], ...] = (
    lambda _c, _v: None,
    lambda _c, _v: True,
    lambda _c, _v: -1,
    lambda _c, _v: 1 << 63,
    lambda _c, _v: 10**40,
    lambda _c, _v: 1.5,
    lambda _c, _v: [],
    lambda _c, _v: {},
    lambda _c, _v: "",
    lambda _c, _v: "../../etc/passwd",
    lambda _c, _v: "\x00",
    lambda _c, _v: "x" * 70_000,
    lambda _c, _v: _deep(40),
    lambda _c, _v: _deep(900),
    lambda _c, v: [v, v],
    lambda _c, v: v + 1 if isinstance(v, int) and not isinstance(v, bool) else [v],
    lambda _c, v: v.upper() if isinstance(v, str) and v.upper() != v else f"{v} ",
    lambda _c, v: v[::-1] if isinstance(v, str | list) and v[::-1] != v else 7,
)


def _canonical(told: Any) -> bytes:
    """The same spelling as ours, of things we would refuse to spell."""
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "replace")


def _spelled(chance: random.Random, told: Any) -> bytes:
    """Good contents in another spelling: blanks, doubled keys, escapes, infinities."""
    plain = _canonical(told).decode("utf-8", "replace")
    key = json.dumps(next(iter(told), "x"))
    return chance.choice(
        (
            plain.replace(",", ", ", 1),
            f"{plain[:-1]},{key}:1}}",
            plain.replace(":", ":\t", 1),
            f"{plain} ",
            plain.replace("a", "\\u0061", 1),
            f'{plain[:-1]},"zz":NaN}}',
            f'{plain[:-1]},"zz":1e999}}',
            "[" * 100_000,
            "﻿" + plain,
        )
    ).encode("utf-8", "replace")


def _recipient(reader: Clinic) -> str:
    from clinic_app.keys.identity import AgeIdentity

    return AgeIdentity(reader._desk.keys.age_identity).recipient
