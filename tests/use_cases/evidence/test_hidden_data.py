"""Photos made by an independent library, with everything a phone writes into them; and what is left of it in a copy."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from clinic_app.clinic import Clinic
from clinic_app.errors import BadInput
from clinic_app.use_cases.hidden_data import NotCleaned, Tells, found_in, without
from tests.stories.clinics import Clinics, consult

SECRET = b"Zqjxvkw"


def picture() -> Image.Image:
    made = Image.effect_noise((64, 48), 80).convert("RGB")
    made.putpixel((0, 0), (250, 5, 5))
    return made


def exif(orientation: int = 6) -> Image.Exif:
    told = Image.Exif()
    told[0x010F], told[0x0110], told[0x0112] = "Zqjxvkw", "Zqjxvkw phone", orientation
    told[0x0132], told[0x013B] = "2026:03:02 10:15:00", "Zqjxvkw"
    told.get_ifd(0x8769)[0x9003] = "2026:03:02 10:15:00"
    gps = told.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (42.0, 52.0, 28.0), "E", (74.0, 36.0, 3.0)
    return told


def photo(kind: str, **more: object) -> bytes:
    out = io.BytesIO()
    if kind == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Author", "Zqjxvkw")
        notes.add_itxt("XML:com.adobe.xmp", "Zqjxvkw", zip=True)
        more |= {"pnginfo": notes}
    if kind == "JPEG":
        more |= {"comment": SECRET, "quality": 90, "icc_profile": b"\0" * 200}
    if kind == "WEBP":
        more |= {"xmp": b"<x>exif:GPS Zqjxvkw</x>", "lossless": True}
    picture().save(out, kind, exif=exif(), **more)
    return out.getvalue()


def pixels(data: bytes) -> bytes:
    return Image.open(io.BytesIO(data)).convert("RGB").tobytes()


@pytest.mark.parametrize(
    ("kind", "media", "more"),
    [
        ("JPEG", "image/jpeg", {}),
        ("JPEG", "image/jpeg", {"progressive": True}),
        ("PNG", "image/png", {}),
        ("WEBP", "image/webp", {}),
    ],
)
def test_a_copy_shows_the_same_and_tells_nothing(kind: str, media: str, more: dict[str, object]) -> None:
    """Planted: with APP1 alone dropped, the comment was left in."""
    data = photo(kind, **more)
    assert {Tells.PLACE, Tells.CAMERA, Tells.TIME, Tells.AUTHOR} <= set(found_in(data, media))
    clean = without(data, media)
    assert found_in(clean, media) == ()
    assert SECRET not in clean and b"2026:03" not in clean
    assert pixels(clean) == pixels(data)
    assert Image.open(io.BytesIO(clean)).getexif().get(0x0112, 1) == (6 if kind == "JPEG" else 1)
    assert dict(Image.open(io.BytesIO(clean)).getexif()).keys() <= {0x0112}


def test_colours_are_kept() -> None:
    assert Image.open(io.BytesIO(without(photo("JPEG"), "image/jpeg"))).info["icc_profile"] == b"\0" * 200


@pytest.mark.parametrize(("kind", "media"), [("JPEG", "image/jpeg"), ("PNG", "image/png")])
def test_what_hangs_behind_the_picture_is_told_and_left_out(kind: str, media: str) -> None:
    """Phones put a film there."""
    out = io.BytesIO()
    picture().save(out, kind)
    plain = out.getvalue()
    assert found_in(plain, media) == ()
    assert found_in(plain + SECRET, media) == (Tells.OTHER,)
    assert without(plain + SECRET, media) == plain


@pytest.mark.parametrize("media", ["image/jpeg", "image/png", "image/webp"])
@pytest.mark.parametrize("cut", [3, 30, 300])
def test_a_broken_picture_is_no_copy(media: str, cut: int) -> None:
    data = photo({"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}[media])[:-cut]
    with pytest.raises(NotCleaned):
        without(data[: len(data) // 2], media)
    assert found_in(b"", media) == (Tells.OTHER,)


def test_a_document_says_who_wrote_it() -> None:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    page = Canvas(out)
    page.setAuthor("Zqjxvkw")
    page.showPage()
    page.save()
    assert Tells.AUTHOR in found_in(out.getvalue(), "application/pdf")
    with pytest.raises(NotCleaned):
        without(out.getvalue(), "application/pdf")


def test_a_copy_leaves_the_original_as_it_was(clinics: Clinics, tmp_path: Path) -> None:
    clinic: Clinic = clinics.office("NAR1")
    data = photo("JPEG")
    (tmp_path / "p.jpg").write_bytes(data)
    made = clinic.evidence.attach("consultation", consult(clinic).id, tmp_path / "p.jpg")
    assert (made.media_type, made.kind) == ("image/jpeg", "photo")
    assert Tells.PLACE in clinic.evidence.metadata_of(made.id)
    clinic.evidence.export_without_metadata(made.id, tmp_path / "out.jpg", "Гезит")
    clean = (tmp_path / "out.jpg").read_bytes()
    assert SECRET not in clean
    last = clinic.evidence.custody(made.id)[-1]
    assert (last.kind, last.to_whom, last.sha256) == ("exported", "Гезит", hashlib.sha256(clean).hexdigest())
    copy = clinic.evidence.attach_without_metadata(made.id)
    assert (copy.made_from, clinic.evidence.open_bytes(copy.id)) == (made.id, clean)
    assert clinic.evidence.open_bytes(made.id) == data
    (tmp_path / "t.txt").write_bytes(b"words")
    other = clinic.evidence.attach("consultation", str(made.parent_id), tmp_path / "t.txt")
    with pytest.raises(BadInput):
        clinic.evidence.export_without_metadata(other.id, tmp_path / "out.txt")
    assert not (tmp_path / "out.txt").exists()
