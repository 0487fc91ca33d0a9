"""Packages as an attacker with a real laptop would make them: right signatures, wrong contents."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from clinic_app.clinic import Clinic
from clinic_app.exchange.manifest import Manifest, Stretch
from clinic_app.exchange.package import seal_package
from clinic_app.journal import content
from clinic_app.journal.content import Content
from clinic_app.journal.stream import Stream, follow, new_stream, seal
from clinic_app.use_cases.exchanging.signing_keys import signer_of

AT = "2026-11-22T10:15:00+06:00"


def entry(clinic: Clinic, kind: str, id: str, fields: dict[str, Any], seen: dict[str, tuple[str, ...]]) -> Content:
    """A content in the name of `clinic`'s person."""
    me = clinic.identity
    return content.write(kind, id, fields, seen, author=me.member_id, device=me.device_id, at=AT)


def forged(
    clinic: Clinic,
    reader: Clinic,
    entries: Sequence[Content],
    folder: Path,
    audience: str = "",
    stream: Stream | None = None,
    first: int = 1,
    before: str = "",
    number: int = 900,
) -> Path:
    """A package from `clinic` to `reader` with these contents, in a stream of its own unless another is named."""
    me, desk = clinic.identity, clinic._desk
    audience = audience or f"shared:{me.office_id}"
    stream = stream or new_stream(me.device_id, audience)
    before = before or stream.beginning
    places = follow(stream, [(0, one.id, one.name) for one in entries], before, first)  # type: ignore[misc]
    last = places[-1]
    stretch = Stretch(
        stream=stream.id,
        device=me.device_id,
        audience=audience,
        first=first,
        last=last.number,
        before=before,
        chain=last.chain,
        seal=seal(me.network_id, stream.id, last.number, last.chain, desk.keys.sign_seed),
    )
    recipient = next(one for one in clinic.network.roster() if one.id == reader.identity.device_id)
    name = f"{me.office_id}-{me.laptop}-{number:06d}.clinic"
    manifest = Manifest(
        network=me.network_id,
        sender=me.device_id,
        audience=audience,
        recipients=(recipient.id,),
        number=number,
        made_at="2026-11-22T04:15:00+00:00",
        program="clinic-casebook 0.1.0",
        stretches=(stretch,),
    )
    file = folder / name
    file.write_bytes(
        seal_package(manifest, [one.line for one in entries], [recipient.age_recipient], signer_of(desk), name)
    )
    return file
