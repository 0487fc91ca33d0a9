"""Every parser of bytes from elsewhere, by name: how it is asked, and how it may refuse. Nothing else may come out.

What lies behind a signature is asked here without it, as a member with a stolen key could write it.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from clinic_app.errors import BadInput, ClinicError, FileUnreadable, NotTrusted, VaultDamaged, VaultNewer
from clinic_app.exchange import age_file, entries, envelope, index, invitation, joining, manifest, package, ustar
from clinic_app.exchange.entries import Entries
from clinic_app.journal import canonical, content, minisign
from clinic_app.keys import recovery_code, slot_file
from clinic_app.reports.sheet_reading import read_sheet
from clinic_app.settings import Settings
from clinic_app.transport import listing_xml, parts
from clinic_app.use_cases import hidden_data
from clinic_app.use_cases.backing_up import layout, tar_file
from clinic_app.use_cases.importing import dates
from clinic_app.use_cases.importing.faults import NotRead

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
CORPUS = Path(__file__).resolve().parent / "corpus"
_MEMBERS = ("slots.json", "vault.db", f"blobs/{'a' * 64}")
MOST = 1 << 16  # bytes of one input


@dataclass(frozen=True)
class Parser:
    """`read` takes any bytes and gives something or raises one of `refusals`; `seeds` are good inputs to begin with."""

    read: Callable[[bytes], object]
    refusals: tuple[type[BaseException], ...]
    seeds: Callable[[], list[bytes]]

    def refuses(self, data: bytes) -> bool:
        """Whether `data` is refused; any other exception comes out, and is what is looked for."""
        try:
            self.read(data)
        except self.refusals:
            return True
        return False


@cache
def _keys() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((SAMPLES / "package-v1" / "keys.json").read_text(encoding="utf-8"))
    return read


def _sample(name: str) -> bytes:
    return (SAMPLES / "package-v1" / name).read_bytes()


@cache
def _package_payload() -> bytes:
    sealed, _ = envelope.unwrap("package", _sample("NAR1-B-000017.clinic"), package.LIMITS)
    return age_file.decrypt(sealed, [_keys()["laptops"]["bishkek"]["age_identity"]])


@cache
def _inside(kind: str) -> tuple[bytes, ...]:
    """The members inside the sample package or invitation."""
    if kind == "package":
        names, payload = package._MEMBERS, _package_payload()
    else:
        sealed, _ = envelope.unwrap("invitation", _sample("naryn.clinic-invitation"), package.LIMITS)
        payload = age_file.decrypt(sealed, [_keys()["laptops"]["naryn"]["age_identity"]])
        names = invitation._MEMBERS
    return tuple(ustar.read_tar(payload, names, (1 << 20, 1 << 12, 1 << 25)))


def _open_package(data: bytes) -> object:
    naryn, bishkek = _keys()["laptops"]["naryn"], _keys()["laptops"]["bishkek"]
    return package.open_package(
        data,
        network=_keys()["network"],
        sender_key=lambda device, _id: naryn["minisign"] if device == naryn["device"] else None,
        ours={bishkek["device"]},
        identities=[bishkek["age_identity"]],
    )


def _open_invitation(data: bytes) -> object:
    identity = _keys()["laptops"]["naryn"]["age_identity"]
    return invitation.open_invitation(data, [identity], joining.read_request(_sample("naryn.clinic-request")))


def _unpack(data: bytes) -> object:
    """The packed lines of somebody who declares whatever fits: sizes from the first four bytes."""
    told, packed = int.from_bytes(data[:4], "big"), data[4:]
    count = told % 1000
    return entries.unpack(packed, Entries(hashlib.sha256(packed).hexdigest(), told % (1 << 22), len(packed)), count)


def _read_index(data: bytes) -> object:
    return index._read(data)


def _listing(data: bytes) -> object:
    reader = listing_xml.ListingReader("response", {"href", "getcontentlength"}, {"collection"})
    return reader.read([data[:100], data[100:]], 1000)


def _cut(data: bytes) -> object:
    return parts.read_cut(data, "0" * 64, int.from_bytes(data[:2], "big"))


def _sheet(data: bytes) -> object:
    with _as_file(data) as file:
        return read_sheet(file)


def _backup(data: bytes) -> object:
    with _as_file(data) as file, file.open("rb") as packed:
        return tar_file.read_members(packed)


def _slip(data: bytes) -> object:
    return layout.read_slip(data, None)


def _settings(data: bytes) -> object:
    with _as_file(data) as file:
        return Settings(file).language


@contextmanager
def _as_file(data: bytes) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "given"
        file.write_bytes(data)
        yield file


def _photo(media: str) -> Callable[[bytes], object]:
    def read(data: bytes) -> object:
        told = hidden_data.found_in(data, media)
        return told, hidden_data.without(data, media) if media in hidden_data.CLEANED else None

    return read


def _as_text(read: Callable[[str], object]) -> Callable[[bytes], object]:
    return lambda data: read(data.decode("utf-8", "replace"))


def _lines() -> list[bytes]:
    return (SAMPLES / "journal-v1" / "lines.ndjson").read_bytes().splitlines()


def _index_line() -> list[bytes]:
    [file] = [one for one in (SAMPLES / "index-v1").iterdir() if one.suffix == ""]
    return [file.read_bytes().partition(b"\n")[0]]


def _jpeg() -> bytes:
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    exif = Image.Exif()
    exif[0x010F], exif[0x0132] = "Maker", "2026:11:22 10:00:00"
    Image.new("RGB", (9, 7), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()


def _picture(kind: str) -> bytes:
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (9, 7), "red").save(out, kind)
    return out.getvalue()


_SHEET = "№;Дата;ФИО;Телефон;Тема\n1;01.02.2026;Айгүл;0700123456;Алименты\n".encode()
_LISTING = (
    b'<?xml version="1.0"?><D:multistatus xmlns:D="DAV:"><D:response><D:href>/a/</D:href><D:propstat><D:prop>'
    b"<D:getcontentlength>17</D:getcontentlength><D:resourcetype><D:collection/></D:resourcetype></D:prop>"
    b"</D:propstat></D:response></D:multistatus>"
)

PARSERS: Mapping[str, Parser] = {
    "package": Parser(_open_package, (NotTrusted,), lambda: [_sample("NAR1-B-000017.clinic")]),
    "invitation": Parser(_open_invitation, (NotTrusted,), lambda: [_sample("naryn.clinic-invitation")]),
    "request": Parser(joining.read_request, (NotTrusted,), lambda: [_sample("naryn.clinic-request")]),
    "manifest": Parser(manifest.read_manifest, (ValueError, NotTrusted), lambda: [_inside("package")[0]]),
    "invited": Parser(
        lambda data: invitation._read(data, package.LIMITS),
        (ValueError, NotTrusted),
        lambda: [_inside("invitation")[0]],
    ),
    "members": Parser(
        lambda data: ustar.read_tar(data, package._MEMBERS, (1 << 20, 1 << 12, 1 << 25)),
        (ValueError,),
        lambda: [_package_payload()],
    ),
    "age_header": Parser(
        age_file.check_header,
        (ValueError,),
        lambda: [envelope.unwrap("package", _sample("NAR1-B-000017.clinic"), package.LIMITS)[0]],
    ),
    "entries": Parser(_unpack, (ValueError,), lambda: [bytes(4) + _inside("package")[2]]),
    "address": Parser(_as_text(envelope.read_address), (ValueError,), lambda: [_comment()]),
    "signature": Parser(minisign.read_signature, (ValueError,), lambda: [_inside("package")[1]]),
    "line": Parser(content.read_line, (ValueError,), _lines),
    "canonical": Parser(canonical.parse, (ValueError,), _lines),
    "index": Parser(_read_index, (ValueError, NotTrusted), _index_line),
    "cut": Parser(_cut, (ValueError,), lambda: [parts.write_cut(parts.Cut("0" * 64, 9, ((9, "a" * 64),)))]),
    "listing": Parser(_listing, (listing_xml.NotAListing,), lambda: [_LISTING]),
    "slots": Parser(
        slot_file.parse, (VaultDamaged, VaultNewer), lambda: [(SAMPLES / "slots-v1" / "slots.json").read_bytes()]
    ),
    "slots_summed": Parser(
        lambda data: slot_file.parse(_summed(data)),
        (VaultDamaged, VaultNewer),
        lambda: [(SAMPLES / "slots-v1" / "slots.json").read_bytes()],
    ),
    "backup": Parser(_backup, (ValueError, ClinicError), lambda: [_a_backup()]),
    "backup_slip": Parser(_slip, (ValueError,), lambda: [_a_slip()]),
    "recovery_code": Parser(
        _as_text(recovery_code.read_code), (ClinicError,), lambda: [recovery_code.new_code().encode()]
    ),
    "sheet": Parser(_sheet, (BadInput, FileUnreadable), lambda: [_SHEET, _SHEET.decode().encode("cp1251", "replace")]),
    "day": Parser(_as_text(dates.read_day), (NotRead,), lambda: [b"22.11.2026", b"2026-11-22", b"45000"]),
    "settings": Parser(_settings, (), lambda: [b'{"language": "ky", "dark": true}']),
    "jpeg": Parser(_photo("image/jpeg"), (hidden_data.NotCleaned,), lambda: [_jpeg()]),
    "png": Parser(_photo("image/png"), (hidden_data.NotCleaned,), lambda: [_picture("PNG")]),
    "webp": Parser(_photo("image/webp"), (hidden_data.NotCleaned,), lambda: [_picture("WEBP")]),
    "heic": Parser(_photo("image/heic"), (), lambda: [b"\0\0\0\x18ftypheic" + _jpeg()]),
    "pdf": Parser(_photo("application/pdf"), (), lambda: [b"%PDF-1.4\n1 0 obj<</Author(x)>>endobj\ntrailer<<>>\n"]),
}


def _comment() -> bytes:
    _, signature = envelope.unwrap("package", _sample("NAR1-B-000017.clinic"), package.LIMITS)
    return envelope.claimed(signature)[1].encode()


def _summed(data: bytes) -> bytes:
    """`data` with a right checksum, where it is JSON at all: the checksum is against accidents, not against people."""
    try:
        told = json.loads(data)
        return slot_file.with_checksum(told) if isinstance(told, dict) else data
    except (ValueError, RecursionError, TypeError, AttributeError):
        return data


def _a_backup() -> bytes:
    parts = [tar_file.header_of(name, 5) + b"12345" + tar_file.padding(5) for name in _MEMBERS]
    packed = b"".join(parts)
    return packed + tar_file.ending(len(packed))


def _a_slip() -> bytes:
    moment = datetime(2026, 11, 23, 9, 10, tzinfo=UTC)
    slip = layout.Slip("0" * 8, "a" * 32, "2026-11-23T0910-A", 1, moment, 9, "b" * 64, ("c" * 64,), 0)
    return layout.write_slip(slip, b"k" * 32)


def corpus(name: str) -> list[bytes]:
    """What is kept for one parser, and its seeds."""
    kept = sorted((CORPUS / name).glob("*")) if (CORPUS / name).is_dir() else []
    return [*PARSERS[name].seeds(), *(file.read_bytes() for file in kept)]
