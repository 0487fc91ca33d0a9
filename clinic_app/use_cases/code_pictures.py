"""What people show each other as QR codes: the recovery code, a laptop's request, an invitation; read from pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from clinic_app.errors import PictureUnreadable, WrongRecoveryCode
from clinic_app.exchange.files import read_file
from clinic_app.keys.recovery_code import read_code
from clinic_app.pictures import parts
from clinic_app.pictures.qr import Squares, squares
from clinic_app.pictures.reading import is_picture, texts_in

if TYPE_CHECKING:
    from clinic_app.reports.codes_sheet import CodesSheet

REQUEST, INVITATION = parts.REQUEST, parts.INVITATION


def code_in(picture: Path) -> str:
    """The recovery code in a photo of its sheet; PictureUnreadable when there is none, FileUnreadable."""
    for text in texts_in(picture):
        try:
            read_code(text)
        except WrongRecoveryCode:
            continue
        return text
    raise PictureUnreadable(file=picture.name, why="no_code")


def codes_of(kind: str, content: bytes) -> tuple[Squares, ...]:
    """The QR codes of a request or an invitation, in order; TooMuchForCodes when it must travel as a file."""
    return tuple(squares(text) for text in parts.cut(kind, content))


Brought = Path | Sequence[Path]  # the file itself, or one or several pictures of its codes


def first_of(brought: Brought) -> Path:
    """The file by which people are told about it."""
    return brought if isinstance(brought, Path) else brought[0]


def content_of(kind: str, brought: Brought) -> bytes:
    """The bytes of a request or an invitation, from the file itself or from pictures of its codes, in any order.

    Raises PictureUnreadable, CodePartsMissing (which numbers are not there), NotTrusted (too large), FileUnreadable.
    Nothing of it is believed yet.
    """
    first = first_of(brought)
    if not is_picture(first):
        return read_file(first)
    files = [brought] if isinstance(brought, Path) else brought
    return parts.joined(kind, (text for file in files for text in texts_in(file)), first.name)


def codes_sheet(kind: str, content: bytes, digits: str, *, demo: bool = False) -> CodesSheet:
    """The codes on paper, in the language in use, with the `digits` both sides read aloud; TooMuchForCodes."""
    from clinic_app.reports.codes_sheet import codes_sheet as lay_out

    return lay_out(codes_of(kind, content), digits, invitation=kind == INVITATION, demo=demo)
