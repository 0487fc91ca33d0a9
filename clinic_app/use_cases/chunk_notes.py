"""The chunks of PNG and WebP: what they tell, and the same picture without them. ValueError for a broken one."""

from __future__ import annotations

import struct

from clinic_app.use_cases.photo_notes import EXIF, Part, Tells, behind_the_end, told_by_exif, told_by_xmp

_PNG = b"\x89PNG\r\n\x1a\n"


def told_by_png(data: bytes) -> set[Tells]:
    """What its chunks tell, and what hangs behind the picture."""
    parts = _png_parts(data)
    end = len(_PNG) + sum(len(part.whole) for part in parts)
    return {one for part in parts for one in _told_by_chunk(part.kind, part.inside)} | behind_the_end(data, end)


def told_by_webp(data: bytes) -> set[Tells]:
    """What its chunks tell."""
    return {one for part in _webp_parts(data) for one in _told_by_chunk(part.kind, part.inside)}


def _png_parts(data: bytes) -> list[Part]:
    if data[:8] != _PNG:
        raise ValueError("no PNG")
    found, at = [], 8
    while True:
        (size,) = struct.unpack(">I", data[at : at + 4])
        kind, end = data[at + 4 : at + 8], at + 12 + size
        if end > len(data):
            raise ValueError("cut short")
        found.append(Part(kind, data[at:end], data[at + 8 : end - 4]))
        at = end
        if kind == b"IEND":
            return found


def _told_by_chunk(kind: bytes, inside: bytes) -> set[Tells]:
    if kind in (b"eXIf", b"EXIF"):
        return told_by_exif(inside.removeprefix(EXIF))
    if kind == b"XMP ":
        return told_by_xmp(inside)
    if kind == b"tIME":
        return {Tells.TIME}
    if kind in (b"tEXt", b"zTXt", b"iTXt"):
        name = inside.partition(b"\0")[0]
        return {Tells.AUTHOR} if name in (b"Author", b"Copyright") else {Tells.OTHER}
    return set()


def clean_png(data: bytes) -> bytes:
    """The same picture without its notes."""
    hidden = (b"eXIf", b"tIME", b"tEXt", b"zTXt", b"iTXt")
    return _PNG + b"".join(part.whole for part in _png_parts(data) if part.kind not in hidden)


def _webp_parts(data: bytes) -> list[Part]:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise ValueError("no WebP")
    end = 8 + int(struct.unpack("<I", data[4:8])[0])
    if end > len(data):
        raise ValueError("cut short")
    found, at = [], 12
    while at + 8 <= end:
        (size,) = struct.unpack("<I", data[at + 4 : at + 8])
        after = at + 8 + size + size % 2
        if at + 8 + size > end:
            raise ValueError("cut short")
        found.append(Part(data[at : at + 4], data[at:after], data[at + 8 : at + 8 + size]))
        at = after
    return found


def clean_webp(data: bytes) -> bytes:
    """The same picture without its notes; its head says no more that there are any."""
    kept = b""
    for part in _webp_parts(data):
        if part.kind in (b"EXIF", b"XMP "):
            continue
        if part.kind == b"VP8X":  # its first byte says which parts follow: EXIF is 8, XMP is 4
            kept += part.whole[:8] + bytes([part.inside[0] & ~0x0C]) + part.whole[9:]
        else:
            kept += part.whole
    return b"RIFF" + struct.pack("<I", 4 + len(kept)) + b"WEBP" + kept
