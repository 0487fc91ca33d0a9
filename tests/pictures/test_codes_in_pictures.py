"""QR codes on paper come back from pictures of it: turned, scaled, squeezed, noisy; hostile pictures are refused."""

from __future__ import annotations

import io
import struct
import subprocess
import zlib
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from clinic_app.errors import CodePartsMissing, PictureUnreadable, TooMuchForCodes
from clinic_app.keys.recovery_code import new_code
from clinic_app.pictures import base45, parts, reading
from clinic_app.pictures.qr import squares
from clinic_app.reports.codes_sheet import codes_sheet
from clinic_app.reports.recovery_sheet import recovery_sheet
from clinic_app.reports.writing import codes_bytes, recovery_bytes
from clinic_app.use_cases.code_pictures import code_in


def pages_of(pdf: bytes, folder: Path, dpi: int = 120) -> list[Path]:
    """The pages of a PDF as PNG, as a scanner gives them."""
    (folder / "paper.pdf").write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", str(dpi), "-png", folder / "paper.pdf", folder / "page"], check=True)
    return sorted(folder.glob("page-*.png"))


def photo_of(page: Path, turn: float, scale: float, quality: int) -> Path:
    """A page as a telephone sees it: askew on a table, a little out of focus, noisy, squeezed."""
    seen = Image.open(page).convert("RGB").rotate(turn, expand=True, fillcolor=(190, 180, 170))
    seen = seen.resize((round(seen.width * scale), round(seen.height * scale)))
    seen = seen.filter(ImageFilter.GaussianBlur(0.7))
    seen = Image.blend(seen, Image.effect_noise(seen.size, 60).convert("RGB"), 0.12)
    out = page.with_name("photo.jpg")
    seen.save(out, quality=quality)
    return out


@pytest.mark.parametrize(("turn", "scale", "quality"), [(0, 1.0, 85), (7, 0.8, 60), (90, 1.5, 40), (191, 1.0, 40)])
def test_the_recovery_code_comes_back_from_a_photo_of_its_sheet(
    tmp_path: Path, turn: float, scale: float, quality: int
) -> None:
    from datetime import date

    code = new_code()
    pdf = recovery_bytes(recovery_sheet(code, squares(code, torn=True), "3F7A-91C2", date(2026, 11, 23)))
    [page] = pages_of(pdf, tmp_path)
    assert code_in(page) == code
    assert code_in(photo_of(page, turn, scale, quality)) == code


def test_a_torn_and_stained_sheet_is_still_read(tmp_path: Path) -> None:
    """A tenth of the code is gone under a coffee stain; that is what the highest correction is for."""
    code = new_code()
    rows = squares(code, torn=True)
    side = len(rows) + 8
    picture = Image.new("L", (side, side), 255)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            picture.putpixel((x + 4, y + 4), 0 if dark else 255)
    picture = picture.resize((side * 8, side * 8), Image.Resampling.NEAREST)
    left, stain = round(side * 8 * 0.38), round(len(rows) * 8 * 0.31)
    picture.paste(128, (left, left, left + stain, left + stain))
    picture.save(tmp_path / "stained.png")
    assert code_in(tmp_path / "stained.png") == code


def test_an_invitation_comes_back_from_photos_of_its_pages_in_any_order(tmp_path: Path) -> None:
    content = Random(7).randbytes(9_000)
    texts = parts.cut(parts.INVITATION, content)
    sheet = codes_sheet(tuple(squares(text) for text in texts), "12345 67890", invitation=True)
    pages = pages_of(codes_bytes(sheet), tmp_path, 150)
    assert len(pages) > 1
    seen = [photo_of(pages[0], 4, 1.0, 60), *pages[1:]]
    read = [text for page in reversed(seen) for text in reading.texts_in(page)]
    assert parts.joined(parts.INVITATION, read, "pages") == content
    with pytest.raises(CodePartsMissing) as told:
        parts.joined(parts.INVITATION, [text for text in read if ":2/" not in text], "pages")
    assert told.value.data["missing"] == (2,)
    with pytest.raises(PictureUnreadable):
        parts.joined(parts.REQUEST, read, "pages")


@given(st.binary(max_size=300))
def test_base45_gives_back_what_it_took(data: bytes) -> None:
    assert base45.decode(base45.encode(data)) == data


def test_base45_is_that_of_the_standard() -> None:
    """The examples of RFC 9285."""
    assert [base45.encode(told) for told in (b"AB", b"Hello!!", b"base-45")] == ["BB8", "%69 VD92EX0", "UJCLQE7W581"]
    for wrong in (":::", "GGW", "A", "aa", "é0"):
        with pytest.raises(ValueError):
            base45.decode(wrong)


def test_pieces_of_two_files_are_never_joined() -> None:
    one, other = (parts.cut(parts.REQUEST, Random(seed).randbytes(2_000)) for seed in (1, 2))
    with pytest.raises(PictureUnreadable) as told:
        parts.joined(parts.REQUEST, [*one, *other], "mixed")
    assert told.value.data["why"] == "mixed"
    changed = [one[0].replace(":1/", ":3/") if at == 2 else text for at, text in enumerate(one)]
    with pytest.raises((PictureUnreadable, CodePartsMissing)):
        parts.joined(parts.REQUEST, changed, "changed")


def test_a_few_bytes_that_unpack_to_megabytes_are_refused() -> None:
    packed = zlib.compress(bytes(30_000_000), 9)
    text = f"CB1:R:1/1:00000000:{base45.encode(packed)}"
    with pytest.raises(PictureUnreadable):
        parts.joined(parts.REQUEST, [text], "bomb")
    with pytest.raises(TooMuchForCodes):
        parts.cut(parts.INVITATION, Random(3).randbytes(40_000))


def _png(wide: int, high: int) -> bytes:
    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    body = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    data = zlib.compress(bytes(1000))
    return body + struct.pack(">I", len(data)) + b"IDAT" + data + struct.pack(">I", zlib.crc32(b"IDAT" + data))


def _jpeg(quality: int = 60, **more: object) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((64, 64), 90).save(out, "JPEG", quality=quality, **more)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (_png(60_000, 60_000), "too_large"),
        (_png(2**31 - 1, 2**31 - 1), "too_large"),
        (_png(7_000, 7_000), "too_large"),
        (_png(0, 5), "damaged"),
        (_png(30, 30), "damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(21 << 20), "too_large"),
        (b"GIF89a" + bytes(100), "kind"),
        (b"%PDF-1.7", "kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind"),
        (b"", "kind"),
        (b"\xff\xd8\xff", "damaged"),
        (b"\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff" + bytes(20), "too_large"),
        (_jpeg()[:300], "damaged"),
    ],
    ids=[f"{n}" for n in range(13)],
)
def test_a_hostile_picture_is_refused_in_one_word(data: bytes, why: str) -> None:
    with pytest.raises(PictureUnreadable) as told:
        reading.texts_in_bytes(data, "picture.png")
    assert told.value.data["why"] == why


def test_a_picture_without_a_code_has_none(tmp_path: Path) -> None:
    assert reading.texts_in_bytes(_jpeg(), "picture.jpg") == []
    (tmp_path / "p.jpg").write_bytes(_jpeg())
    with pytest.raises(PictureUnreadable) as told:
        code_in(tmp_path / "p.jpg")
    assert told.value.data["why"] == "no_code"


def test_a_sample_of_changed_pictures_never_fails_otherwise() -> None:
    """Seeded: bits turned and ends cut of a picture with a code give its code, nothing, or one refusal."""
    chance, made = Random(5), io.BytesIO()
    rows = squares("12345")
    picture = Image.new("L", (len(rows) + 8, len(rows) + 8), 255)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            picture.putpixel((x + 4, y + 4), 0 if dark else 255)
    for kind in ("PNG", "JPEG"):
        made = io.BytesIO()
        picture.resize((200, 200)).save(made, kind)
        whole = made.getvalue()
        for _ in range(40):
            changed = bytearray(whole[: chance.randint(20, len(whole))] if chance.random() < 0.3 else whole)
            for _ in range(chance.randint(0, 6)):
                changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
            try:
                found = reading.texts_in_bytes(bytes(changed), "p")
            except PictureUnreadable:
                continue
            assert found in ([], ["12345"])
