"""What a file is called and what kind it is: by its first bytes, else by its name. Nothing of it becomes a path."""

from __future__ import annotations

import mimetypes
import unicodedata

_LONGEST_NAME = 200

_KINDS = {"image": "photo", "video": "video", "audio": "audio", "text": "document"}
_DOCUMENTS = ("pdf", "word", "document", "sheet", "excel", "presentation", "powerpoint", "rtf")
_SIGNS = (  # the first bytes of what is photographed, scanned and recorded most
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
)


def tidy_name(name: str) -> str:
    """A file's name as it is kept: no folders, no signs that hide or turn round what stands there."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C").strip()
    stem, dot, suffix = shown.rpartition(".")
    if len(shown) > _LONGEST_NAME and dot and len(suffix) < 20:
        return f"{stem[: _LONGEST_NAME - len(suffix) - 1]}.{suffix}"
    return shown[:_LONGEST_NAME] or "-"


def media_type(name: str, beginning: bytes) -> str:
    """What kind of file it is, by its first bytes, else by its name."""
    for sign, media in _SIGNS:
        if beginning.startswith(sign):
            return media
    if beginning[:4] == b"RIFF" and beginning[8:12] == b"WEBP":
        return "image/webp"
    if beginning[4:8] == b"ftyp":
        brand = beginning[8:12]
        if brand in (b"heic", b"heix", b"mif1", b"msf1", b"hevc"):
            return "image/heic"
        return "audio/mp4" if brand == b"M4A " else "video/quicktime" if brand == b"qt  " else "video/mp4"
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def kind_of(media: str) -> str:
    """The code of `attachment_kind` that a media type speaks for."""
    kind = _KINDS.get(media.partition("/")[0])
    return kind or ("document" if any(one in media for one in _DOCUMENTS) else "other")
