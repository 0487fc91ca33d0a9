"""What the notes of a photo tell (EXIF, XMP), and the parts files are made of. Pure; ValueError for what is none."""

from __future__ import annotations

import struct
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

EXIF = b"Exif\0\0"
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
ORIENTATION, _EXIF_PART = 0x0112, 0x8769
XMP_WORDS = {
    b"exif:GPS": Tells.PLACE,
    b"dc:creator": Tells.AUTHOR,
    b"tiff:Model": Tells.CAMERA,
    b"xmp:CreatorTool": Tells.CAMERA,
    b"xmp:CreateDate": Tells.TIME,
    b"photoshop:": Tells.OTHER,
}


@dataclass(frozen=True)
class Part:
    """One part of a file: its kind, its bytes whole, and what is in it."""

    kind: bytes
    whole: bytes
    inside: bytes


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


def told_by_exif(tiff: bytes) -> set[Tells]:
    """What an EXIF block tells beside how the picture is turned."""
    tags = _tags(tiff)
    told = {_TAGS[tag] for tag in tags if tag in _TAGS}
    return told or ({Tells.OTHER} if tags.keys() - {ORIENTATION} else set())


def orientation_of(tiff: bytes) -> int:
    """How the picture is turned: 1 to 8."""
    try:
        turned = _tags(tiff).get(ORIENTATION, 1)
    except (ValueError, IndexError, struct.error):
        return 1
    return turned if 1 <= turned <= 8 else 1


def told_by_xmp(packet: bytes) -> set[Tells]:
    """What an XMP packet tells."""
    return {tells for word, tells in XMP_WORDS.items() if word in packet} or {Tells.OTHER}


def behind_the_end(data: bytes, end: int) -> set[Tells]:
    """Bytes behind the end of a picture: phones put a film or a second picture there."""
    return {Tells.OTHER} if data[end:].strip(b"\0\r\n ") else set()
