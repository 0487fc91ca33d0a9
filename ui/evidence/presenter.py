"""What the panel of evidence says, where no Qt is needed: pieces, the custody log, what may be shown and what not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clinic_app.reference import lists
from clinic_app.wording.dates import date_time
from clinic_app.wording.words import _, ngettext
from ui.size_words import size_words

PDF, PICTURE, TEXT = "pdf", "picture", "text"
MOST_SHOWN = 64_000_000  # bytes; larger ones are exported to be looked at
MOST_TEXT = 1_000_000
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM")
_CUSTODY_ICONS = {
    "added": "plus",
    "viewed": "eye",
    "exported": "download",
    "sent": "send",
    "checked": "shield-check",
    "printed": "printer",
}


@dataclass(frozen=True)
class PieceRow:
    """A piece of evidence as the list shows it."""

    id: str
    name: str
    second: str
    icon: str
    here: bool
    pill: str
    pill_icon: str
    tone: str
    record: Any


def piece_row(piece: Any, names: Mapping[str, str]) -> PieceRow:
    """A piece with its kind, size, when and by whom; `names`: member -> name."""
    record = piece.record
    kind = lists.label("attachment_kind", record.kind) if record.kind else ""
    parts = [
        kind,
        size_words(record.size or 0),
        date_time(local(record.added_on)) if record.added_on else "",
        names.get(record.added_by or "", ""),
        record.note,
    ]
    here = bool(piece.here)
    return PieceRow(
        id=record.id,
        name=record.name or _("Without a name"),
        second=" · ".join(part for part in parts if part),
        icon=icon_of(record.media_type, record.name),
        here=here,
        pill=_("Here") if here else _("Not here yet"),
        pill_icon="circle-check" if here else "hourglass",
        tone="neutral" if here else "warn",
        record=record,
    )


def icon_of(media_type: str, name: str) -> str:
    """The icon of a kind of file."""
    end = name.rpartition(".")[2].casefold()
    if media_type == "application/pdf" or end == "pdf":
        return "file-type-pdf"
    if media_type.startswith("image/") or end in ("png", "jpg", "jpeg", "gif", "bmp", "webp"):
        return "photo"
    if media_type.startswith("text/") or end in ("txt", "docx", "odt", "rtf"):
        return "file-text"
    return "paperclip"


def facts_words(pieces: Sequence[Any]) -> str:
    """3 files · 4,1 MB · 1 not here yet"""
    count = len(pieces)
    parts = [ngettext("{n} file", "{n} files", count).format(n=count)]
    parts.append(size_words(sum(one.record.size or 0 for one in pieces)))
    away = sum(not one.here for one in pieces)
    if away:
        parts.append(ngettext("{n} not here yet", "{n} not here yet", away).format(n=away))
    return " · ".join(parts)


def shape_of(content: bytes) -> str:
    """`pdf`, `picture`, `text`, or nothing: what it is by its own bytes, whatever it is called."""
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(_PICTURES) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        return PICTURE
    return TEXT if text_of(content[:4096]) is not None else ""


def text_of(content: bytes) -> str | None:
    """Bytes as words: UTF-8, UTF-16 with its mark, or the Cyrillic of Windows; None when they are no words."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content[: MOST_TEXT - MOST_TEXT % 2].decode("utf-16", "replace")
    if b"\x00" in content:
        return None
    cut = content[:MOST_TEXT].removeprefix(b"\xef\xbb\xbf")
    for spare in range(4):  # a letter may be cut in two at the end
        try:
            return cut[: len(cut) - spare].decode("utf-8")
        except UnicodeDecodeError:
            continue
    words = cut.decode("cp1251", "replace")
    odd = sum(ord(letter) < 32 and letter not in "\t\r\n\f" for letter in words)
    return None if odd > len(words) // 100 else words


def why_not_shown(size: int, shape: str) -> str:
    """Why a file is not shown in the program; empty when it is."""
    if size > MOST_SHOWN:
        said = _("This file is {size}: too large to be shown here. Export it to look at it.")
        return said.format(size=size_words(size))
    if not shape:
        return _("The program shows PDF, pictures and plain text. Export this file to open it elsewhere.")
    return ""


def custody_lines(events: Sequence[Any], names: Mapping[str, str]) -> list[tuple[str, str, str, str]]:
    """(icon, what was done, when, by whom and to whom) of each entry of the custody log, the newest first."""
    found = []
    for one in sorted(events, key=lambda event: str(event.at or ""), reverse=True):
        what = lists.label("custody_kind", one.kind) if one.kind else _("Entry")
        if one.intact is not None:
            what = _("{what}: {result}").format(what=what, result=intact_words(one.intact))
        parts = [names.get(one.by or "", ""), _("to: {who}").format(who=one.to_whom) if one.to_whom else "", one.note]
        when = date_time(local(one.at)) if one.at else ""
        found.append((_CUSTODY_ICONS.get(one.kind or "", "history"), what, when, " · ".join(p for p in parts if p)))
    return found


def intact_words(intact: bool) -> str:
    """What a check found."""
    return _("unchanged") if intact else _("CHANGED OR DAMAGED")


def local(at: datetime) -> datetime:
    """A moment by this laptop's clock."""
    return at.astimezone() if at.tzinfo else at
