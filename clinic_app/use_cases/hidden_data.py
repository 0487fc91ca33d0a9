"""What photos and documents tell beside what they show: where and with what they were made, and by whom.

A copy without it is cut out of the file itself, never drawn anew: the picture stays bit for bit what it was.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from clinic_app.wording.words import N_


class Tells(StrEnum):
    """What a file tells."""

    PLACE = "place"
    CAMERA = "camera"
    TIME = "time"
    AUTHOR = "author"
    OTHER = "other"


WORDS = {
    Tells.PLACE: N_("where it was taken"),
    Tells.CAMERA: N_("which device took it"),
    Tells.TIME: N_("when it was made"),
    Tells.AUTHOR: N_("who made it"),
    Tells.OTHER: N_("hidden notes of a program"),
}

CLEANED = ("image/jpeg", "image/png", "image/webp")  # of these a copy without hidden data can be made

_PNG = b"\x89PNG\r\n\x1a\n"
_EXIF, _XMP, _ICC = b"Exif\0\0", b"http://ns.adobe.com/", b"ICC_PROFILE\0"
_TAGS = {  # of TIFF, which EXIF is
    0x8825: Tells.PLACE,
    0x010F: Tells.CAMERA,
    0x0110: Tells.CAMERA,
    0x0131: Tells.CAMERA,
    0xA431: Tells.CAMERA,
    0x0132: Tells.TIME,
    0x9003: Tells.TIME,
    0x013B: Tells.AUTHOR,
    0x8298: Tells.AUTHOR,
}
_ORIENTATION, _EXIF_PART = 0x0112, 0x8769
_PDF_WORDS = {
    b"/Author": Tells.AUTHOR,
    b"/Creator": Tells.CAMERA,
    b"/Producer": Tells.CAMERA,
    b"/CreationDate": Tells.TIME,
}
_XMP_WORDS = {
    b"exif:GPS": Tells.PLACE,
    b"dc:creator": Tells.AUTHOR,
    b"tiff:Model": Tells.CAMERA,
    b"xmp:CreatorTool": Tells.CAMERA,
    b"xmp:CreateDate": Tells.TIME,
    b"photoshop:": Tells.OTHER,
}
_FILM_WORDS = {b"\xa9xyz": Tells.PLACE, b"com.apple.quicktime.location": Tells.PLACE, b"\xa9mak": Tells.CAMERA}
_MARK = re.compile(rb"\xff[^\x00\x01\xff\xd0-\xd7]")  # in a picture's own bytes no other follows 0xff
_MOST_INNER = 8 << 20  # bytes of one unpacked part of a PDF


class NotCleaned(Exception):
    """No copy without hidden data can be made of this file. It carries nothing."""


@dataclass(frozen=True)
class _Part:
    """One part of a file: its kind, its bytes whole, and what is in it."""

    kind: bytes
    whole: bytes
    inside: bytes


def found_in(data: bytes, media: str) -> tuple[Tells, ...]:
    """What a file tells beside what it shows; nothing found is no proof that there is nothing."""
    try:
        told = _told(data, media)
    except (ValueError, IndexError, struct.error, zlib.error):
        told = {Tells.OTHER}  # a file that cannot be walked through may hold anything
    return tuple(one for one in Tells if one in told)


def without(data: bytes, media: str) -> bytes:
    """The same picture without hidden data; how it is turned is kept. NotCleaned."""
    cleaners = {"image/jpeg": _clean_jpeg, "image/png": _clean_png, "image/webp": _clean_webp}
    if media not in cleaners:
        raise NotCleaned
    try:
        clean = cleaners[media](data)
    except (ValueError, IndexError, struct.error):
        raise NotCleaned from None
    if found_in(clean, media):
        raise NotCleaned
    return clean


def _told(data: bytes, media: str) -> set[Tells]:
    if media == "image/jpeg":
        return _told_by_jpeg(data)
    if media == "image/png":
        return {one for part in _png_parts(data) for one in _told_by_chunk(part.kind, part.inside)} | _rest(
            data, sum(len(part.whole) for part in _png_parts(data)) + len(_PNG)
        )
    if media == "image/webp":
        return {one for part in _webp_parts(data) for one in _told_by_chunk(part.kind, part.inside)}
    if media == "image/heic":
        return _told_by_heic(data)
    if media == "application/pdf":
        return _told_by_pdf(data)
    if media.startswith(("video/", "audio/")):
        return {tells for word, tells in _FILM_WORDS.items() if word in data}
    return set()


def _rest(data: bytes, end: int) -> set[Tells]:
    """Bytes behind the end of a picture: phones put a film or a second picture there."""
    return {Tells.OTHER} if data[end:].strip(b"\0\r\n ") else set()


# --- JPEG ---------------------------------------------------------------------------------------------------------


def _jpeg_parts(data: bytes) -> Iterator[_Part]:
    """The segments before the picture, and the picture itself up to its end as a last part of kind `da`."""
    if data[:2] != b"\xff\xd8":
        raise ValueError("no JPEG")
    at = 2
    while True:
        while data[at] == 0xFF and data[at + 1] == 0xFF:
            at += 1
        if data[at] != 0xFF:
            raise ValueError("no segment")
        kind = data[at + 1]
        if kind == 0xDA:
            end = _end_of_picture(data, at)
            yield _Part(b"\xda", data[at:end], b"")
            return
        (size,) = struct.unpack(">H", data[at + 2 : at + 4])
        if size < 2 or at + 2 + size > len(data):
            raise ValueError("cut short")
        yield _Part(bytes([kind]), data[at : at + 2 + size], data[at + 4 : at + 2 + size])
        at += 2 + size


def _end_of_picture(data: bytes, at: int) -> int:
    """Behind its end mark; scans and their tables may follow each other, notes between them are not looked for."""
    found = _MARK.search(data, at + 2)
    while found is not None and (kind := data[found.start() + 1]) != 0xD9:
        if 0xE0 <= kind <= 0xEF or kind == 0xFE:
            raise ValueError("notes within the picture")
        (size,) = struct.unpack(">H", data[found.end() : found.end() + 2])
        found = _MARK.search(data, found.end() + size)
    if found is None:
        raise ValueError("no end")
    return found.end()


def _told_by_jpeg(data: bytes) -> set[Tells]:
    told: set[Tells] = set()
    length = 2
    for part in _jpeg_parts(data):
        length += len(part.whole)
        if part.kind == b"\xe1" and part.inside.startswith(_EXIF):
            told |= _told_by_exif(part.inside[len(_EXIF) :])
        elif part.kind == b"\xe1" and part.inside.startswith(_XMP):
            told |= _told_by_xmp(part.inside)
        elif not _is_kept(part):
            told.add(Tells.OTHER)
    return told | _rest(data, length)


def _is_kept(part: _Part) -> bool:
    """What the picture needs: its tables, JFIF, colours (ICC and Adobe); comments and the other APPs it does not."""
    kind = part.kind[0]
    if kind == 0xFE:
        return False
    if not 0xE0 <= kind <= 0xEF:
        return True
    return (
        (kind == 0xE0 and part.inside.startswith((b"JFIF\0", b"JFXX\0")) and len(part.inside) < 32)
        or (kind == 0xE2 and part.inside.startswith(_ICC))
        or (kind == 0xEE and part.inside.startswith(b"Adobe"))
    )


def _clean_jpeg(data: bytes) -> bytes:
    parts = list(_jpeg_parts(data))
    turned = next((_orientation(p.inside[6:]) for p in parts if p.kind == b"\xe1" and p.inside.startswith(_EXIF)), 1)
    kept = [part.whole for part in parts if _is_kept(part)]
    first = 1 if parts and parts[0].kind == b"\xe0" and _is_kept(parts[0]) else 0
    if turned != 1:
        kept.insert(first, _turned(turned))
    return b"\xff\xd8" + b"".join(kept)


def _turned(orientation: int) -> bytes:
    """An EXIF segment that says how the picture is turned and nothing else."""
    tiff = b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, orientation, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", 2 + len(_EXIF) + len(tiff)) + _EXIF + tiff


# --- EXIF and XMP -------------------------------------------------------------------------------------------------


def _tags(tiff: bytes) -> dict[int, int]:
    """tag -> its first value, of the main directory and the photo's own."""
    order = {b"II": "<", b"MM": ">"}[tiff[:2]] if tiff[:2] in (b"II", b"MM") else ""
    if not order:
        raise ValueError("no TIFF")
    found: dict[int, int] = {}
    waiting: list[int] = [struct.unpack(f"{order}I", tiff[4:8])[0]]
    seen: set[int] = set()
    while waiting and len(seen) < 8:
        at = waiting.pop()
        if at in seen or not at:
            continue
        seen.add(at)
        (count,) = struct.unpack(f"{order}H", tiff[at : at + 2])
        for place in range(min(count, 512)):
            entry = tiff[at + 2 + 12 * place : at + 14 + 12 * place]
            tag, kind = struct.unpack(f"{order}HH", entry[:4])
            short, long = struct.unpack(f"{order}H", entry[8:10])[0], struct.unpack(f"{order}I", entry[8:12])[0]
            found[tag] = short if kind == 3 else long
            if tag == _EXIF_PART:
                waiting.append(long)
    return found


def _told_by_exif(tiff: bytes) -> set[Tells]:
    tags = _tags(tiff)
    told = {_TAGS[tag] for tag in tags if tag in _TAGS}
    return told or ({Tells.OTHER} if tags.keys() - {_ORIENTATION} else set())


def _orientation(tiff: bytes) -> int:
    try:
        turned = _tags(tiff).get(_ORIENTATION, 1)
    except (ValueError, IndexError, struct.error):
        return 1
    return turned if 1 <= turned <= 8 else 1


def _told_by_xmp(packet: bytes) -> set[Tells]:
    return {tells for word, tells in _XMP_WORDS.items() if word in packet} or {Tells.OTHER}


# --- PNG, WebP, HEIC, PDF -----------------------------------------------------------------------------------------


def _png_parts(data: bytes) -> list[_Part]:
    if data[:8] != _PNG:
        raise ValueError("no PNG")
    found, at = [], 8
    while True:
        (size,) = struct.unpack(">I", data[at : at + 4])
        kind, end = data[at + 4 : at + 8], at + 12 + size
        if end > len(data):
            raise ValueError("cut short")
        found.append(_Part(kind, data[at:end], data[at + 8 : end - 4]))
        at = end
        if kind == b"IEND":
            return found


def _told_by_chunk(kind: bytes, inside: bytes) -> set[Tells]:
    if kind in (b"eXIf", b"EXIF"):
        return _told_by_exif(inside.removeprefix(_EXIF))
    if kind == b"XMP ":
        return _told_by_xmp(inside)
    if kind == b"tIME":
        return {Tells.TIME}
    if kind in (b"tEXt", b"zTXt", b"iTXt"):
        name = inside.partition(b"\0")[0]
        return {Tells.AUTHOR} if name in (b"Author", b"Copyright") else {Tells.OTHER}
    return set()


def _clean_png(data: bytes) -> bytes:
    hidden = (b"eXIf", b"tIME", b"tEXt", b"zTXt", b"iTXt")
    return _PNG + b"".join(part.whole for part in _png_parts(data) if part.kind not in hidden)


def _webp_parts(data: bytes) -> list[_Part]:
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
        found.append(_Part(data[at : at + 4], data[at:after], data[at + 8 : at + 8 + size]))
        at = after
    return found


def _clean_webp(data: bytes) -> bytes:
    kept = b""
    for part in _webp_parts(data):
        if part.kind in (b"EXIF", b"XMP "):
            continue
        if part.kind == b"VP8X":  # its first byte says which parts follow: EXIF is 8, XMP is 4
            kept += part.whole[:8] + bytes([part.inside[0] & ~0x0C]) + part.whole[9:]
        else:
            kept += part.whole
    return b"RIFF" + struct.pack("<I", 4 + len(kept)) + b"WEBP" + kept


def _told_by_heic(data: bytes) -> set[Tells]:
    """Its EXIF stands somewhere behind the directory; what is in it is read where it can be found."""
    told: set[Tells] = set()
    at = data.find(_EXIF)
    if at >= 0:
        told |= _told_by_exif(data[at + len(_EXIF) : at + len(_EXIF) + 65_536])
    return told | ({Tells.OTHER} if b"Exif" in data[:65_536] and not told else set())


def _told_by_pdf(data: bytes) -> set[Tells]:
    told = {tells for word, tells in (_PDF_WORDS | _XMP_WORDS).items() if word in data}
    for found in re.finditer(rb"/ObjStm\b.{0,400}?stream\r?\n", data, re.DOTALL):
        inner = zlib.decompressobj().decompress(data[found.end() :], _MOST_INNER)
        told |= {tells for word, tells in _PDF_WORDS.items() if word in inner}
    return told
