"""Marker strings for every text a person may type, and a search for them in files, however encoded or packed."""

from __future__ import annotations

import base64
import gzip
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import zstandard

from clinic_app.names.folding import fold
from clinic_app.records.declared import record_type
from clinic_app.records.values import PHONES, Elements, Text

CORES = ("Zqjxvkw", "ҢөүФъщ")  # in every marker: ASCII, and the letters that code pages lose
DIGITS = "907316482"  # in every number
LARGEST = 16 * 1024 * 1024


def marker(place: str) -> str:
    """A text that says where it was typed."""
    return f"{CORES[0]} {CORES[1]} {place}"


def filled(kind: str, given: dict[str, object]) -> dict[str, object]:
    """`given` with a marker in every text field of the record type that it leaves out."""
    return {name: value for name, value in _markers(kind) if name not in given} | given


def _markers(kind: str) -> Iterator[tuple[str, object]]:
    for spec in record_type(kind).fields:
        if spec.by_step:  # nobody types it
            continue
        if spec.kind.name == "phone":
            yield spec.name, f"0{DIGITS}"
        elif spec.kind.name == PHONES:
            yield spec.name, [f"0{DIGITS}"]
        elif spec.kind.name == "pin":
            yield spec.name, f"{DIGITS}12345"
        elif spec.kind.name == "text" and isinstance(spec.kind, Text) and spec.name != "record_no":
            yield spec.name, marker(f"{kind} {spec.name}")
        elif isinstance(spec.kind, Elements) and spec.kind.list is None and not spec.kind.to:
            yield spec.name, [marker(f"{kind} {spec.name}")]


def _pattern() -> re.Pattern[bytes]:
    written: set[bytes] = set()
    for core in (*CORES, DIGITS):
        for spelling in {core, core.lower(), core.upper(), fold(core)}:
            written |= {spelling.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le")}
            written.add(json.dumps(spelling).strip('"').encode())
            # Base64 of a text that holds it, at each of the three places it may begin: the letters that are sure.
            for before in range(3):
                coded = base64.b64encode(b"\0" * before + spelling.encode())
                written.add(coded[4 if before else 0 : len(coded) - 4])
    written = {one for one in written if len(one) >= 7}  # a shorter one may stand in any cipher text by chance
    return re.compile(b"|".join(re.escape(one) for one in sorted(written, key=len, reverse=True)))


PATTERN = _pattern()


def found_in(data: bytes, depth: int = 2) -> bool:
    """Whether a marker stands in `data`, or in anything packed in it."""
    if PATTERN.search(data):
        return True
    return depth > 0 and any(found_in(inner, depth - 1) for inner in _unpacked(data))


def _unpacked(data: bytes) -> Iterator[bytes]:
    """Everything that unpacks to something: zlib, gzip and zstd by their first bytes, raw deflate in small files."""
    view = memoryview(data)
    for match in re.finditer(rb"[\x08\x18\x28\x38\x48\x58\x68\x78][\x01\x5e\x9c\xda]|\x1f\x8b\x08", data):
        start = match.start()
        if data[start] == 0x1F or (data[start] * 256 + data[start + 1]) % 31 == 0:
            yield from _inflated(view[start:], 47)
    for match in re.finditer(rb"\x28\xb5\x2f\xfd", data):
        try:
            yield zstandard.ZstdDecompressor().decompressobj().decompress(view[match.start() :])
        except zstandard.ZstdError:
            continue
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            yield from (packed.read(name) for name in packed.namelist())
    if len(data) <= 16 * 1024:
        for start in range(len(data)):
            yield from _inflated(view[start:], -15)


def _inflated(data: memoryview, window: int) -> Iterator[bytes]:
    unpack = zlib.decompressobj(window)
    try:
        inner = unpack.decompress(data[:64], LARGEST)  # most of what looks like a beginning is none
        inner += unpack.decompress(unpack.unconsumed_tail + bytes(data[64:]), LARGEST)
    except zlib.error:
        return
    if len(inner) > 8:
        yield inner


def leaks(folders: Iterable[Path], besides: Iterable[Path] = ()) -> list[str]:
    """The files below `folders` that hold a marker or are named by one; `besides` are left alone."""
    left = set(besides)
    found = []
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file in left:
                continue
            if PATTERN.search(str(file.relative_to(folder)).encode()):
                found.append(f"name of {file}")
            if file.is_file() and found_in(file.read_bytes()):
                found.append(str(file))
    return found


def hidings(text: str) -> dict[str, bytes]:
    """The ways a text may hide in a file; the search must find each."""
    plain = text.encode()
    raw = zlib.compressobj(9, zlib.DEFLATED, -15)
    sheet = io.BytesIO()
    with zipfile.ZipFile(sheet, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("x.xml", text)
    ways = {
        "utf-8": plain,
        "lower": text.lower().encode(),
        "folded": fold(text).encode(),
        "utf-16-le": text.encode("utf-16-le"),
        "utf-16-be": text.encode("utf-16-be"),
        "escaped": json.dumps(text).encode(),
        "zlib": zlib.compress(plain),
        "gzip": gzip.compress(plain),
        "deflate": raw.compress(plain) + raw.flush(),
        "zstd": zstandard.compress(plain),
        "zip": sheet.getvalue(),
        "twice": gzip.compress(zlib.compress(plain)),
        "base64": base64.b64encode(b"xx" + plain),
    }
    return {way: b"\x17\x03 before " + data + b" after " if way != "zip" else data for way, data in ways.items()}
