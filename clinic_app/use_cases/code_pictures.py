"""What people show each other as QR codes: the recovery code, a laptop's request, an invitation; read from pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from clinic_app.errors import PictureUnreadable, WrongRecoveryCode
from clinic_app.keys.recovery_code import read_code
from clinic_app.pictures import parts
from clinic_app.pictures.qr import Squares, squares
from clinic_app.pictures.reading import is_picture, texts_in

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


def content_of(kind: str, files: Sequence[Path]) -> bytes | None:
    """The request or invitation in pictures of its codes; None when the first file is no picture but the file itself.

    Raises PictureUnreadable, CodePartsMissing (which numbers are not there), FileUnreadable.
    """
    if not is_picture(files[0]):
        return None
    texts = [text for file in files for text in texts_in(file)]
    return parts.joined(kind, texts, files[0].name)
