"""What photos and documents tell beside what they show: where and with what they were made, and by whom.

A copy without it is cut out of the file itself, never drawn anew: the picture stays bit for bit what it was.
"""

from __future__ import annotations

import re
import struct
import zlib

from clinic_app.use_cases.chunk_notes import clean_png, clean_webp, told_by_png, told_by_webp
from clinic_app.use_cases.jpeg_notes import clean_jpeg, told_by_jpeg
from clinic_app.use_cases.photo_notes import EXIF, WORDS, XMP_WORDS, Tells, told_by_exif

__all__ = ["CLEANED", "WORDS", "NotCleaned", "Tells", "found_in", "without"]

CLEANED = ("image/jpeg", "image/png", "image/webp")  # of these a copy without hidden data can be made

_PDF_WORDS = {
    b"/Author": Tells.AUTHOR,
    b"/Creator": Tells.CAMERA,
    b"/Producer": Tells.CAMERA,
    b"/CreationDate": Tells.TIME,
}
_FILM_WORDS = {b"\xa9xyz": Tells.PLACE, b"com.apple.quicktime.location": Tells.PLACE, b"\xa9mak": Tells.CAMERA}
_MOST_INNER = 8 << 20  # bytes of one unpacked part of a PDF


class NotCleaned(Exception):
    """No copy without hidden data can be made of this file. It carries nothing."""


def found_in(data: bytes, media: str) -> tuple[Tells, ...]:
    """What a file tells beside what it shows; nothing found is no proof that there is nothing."""
    try:
        told = _told(data, media)
    except (ValueError, IndexError, struct.error, zlib.error):
        told = {Tells.OTHER}  # a file that cannot be walked through may hold anything
    return tuple(one for one in Tells if one in told)


def without(data: bytes, media: str) -> bytes:
    """The same picture without hidden data; how it is turned is kept. NotCleaned."""
    cleaners = {"image/jpeg": clean_jpeg, "image/png": clean_png, "image/webp": clean_webp}
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
        return told_by_jpeg(data)
    if media == "image/png":
        return told_by_png(data)
    if media == "image/webp":
        return told_by_webp(data)
    if media == "image/heic":
        return _told_by_heic(data)
    if media == "application/pdf":
        return _told_by_pdf(data)
    if media.startswith(("video/", "audio/")):
        return {tells for word, tells in _FILM_WORDS.items() if word in data}
    return set()


def _told_by_heic(data: bytes) -> set[Tells]:
    """Its EXIF stands somewhere behind the directory; what is in it is read where it can be found."""
    told: set[Tells] = set()
    at = data.find(EXIF)
    if at >= 0:
        told |= told_by_exif(data[at + len(EXIF) : at + len(EXIF) + 65_536])
    return told | ({Tells.OTHER} if b"Exif" in data[:65_536] and not told else set())


def _told_by_pdf(data: bytes) -> set[Tells]:
    told = {tells for word, tells in (_PDF_WORDS | XMP_WORDS).items() if word in data}
    for found in re.finditer(rb"/ObjStm\b.{0,400}?stream\r?\n", data, re.DOTALL):
        inner = zlib.decompressobj().decompress(data[found.end() :], _MOST_INNER)
        told |= {tells for word, tells in _PDF_WORDS.items() if word in inner}
    return told
