"""`clinic attach`, `attachments`, `attachment …`: files that belong to a record, sealed, and their custody log."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from clinic_app.cli.asking import open_clinic
from clinic_app.cli.output import Voice
from clinic_app.clinic import Clinic
from clinic_app.records.evidence import Attachment, CustodyEvent
from clinic_app.use_cases.evidence import Piece
from clinic_app.use_cases.hidden_data import WORDS, Tells
from clinic_app.wording.dates import date_time, number
from clinic_app.wording.words import _

MOST_LOOKED_INTO = 64 << 20  # bytes: a photo or a scan; a script that attaches a film does not wait for a look into it


def attach(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        made = clinic.evidence.attach(told.type, told.id, Path(told.file), told.note, told.kind)
        tells = _tells(clinic, made)
    voice.give(_document(made) | {"tells": tells}, [made.sha256])
    _warn(tells, voice)
    return 0


def _tells(clinic: Clinic, made: Attachment) -> list[str]:
    """What the file tells beside what it shows; one that is too large for memory is not looked into."""
    if (made.size or 0) > MOST_LOOKED_INTO or not made.media_type.startswith(("image/", "application/pdf")):
        return []
    return [str(one) for one in clinic.evidence.metadata_of(made.id)]


def _warn(tells: list[str], voice: Voice) -> None:
    if tells:
        words = ", ".join(_(WORDS[Tells(one)]) for one in tells)
        voice.say(_("Beside what it shows, this file tells: {what}. Give out a copy without it.").format(what=words))


def attachments(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        clinic.casework.load(told.type, told.id)
        pieces = clinic.evidence.of(told.id)
        custody = {one.record.id: clinic.evidence.custody(one.record.id) for one in pieces}
    voice.give(
        [
            _document(one.record)
            | {"here": one.here, "also": [twin.id for twin in one.also]}
            | {"custody": [_event(event) for event in custody[one.record.id]]}
            for one in pieces
        ],
        [_line(one) for one in pieces],
    )
    return 0


def export(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        give = clinic.evidence.export_without_metadata if told.without_metadata else clinic.evidence.export
        made = give(told.hash, Path(told.out), told.to_whom)
    voice.give({"file": told.out, "sha256": made.sha256, "size": made.size}, [told.out])
    return 0


def check(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        found = clinic.evidence.find(told.hash)
        intact = clinic.evidence.check(found.id)
    sentence = _("It is unchanged.") if intact else _("It is not what was sealed.")
    voice.give({"id": found.id, "sha256": found.sha256, "intact": intact}, [sentence])
    if not intact:
        voice.say(sentence)
    return 0 if intact else 1


def _document(one: Attachment) -> dict[str, Any]:
    told = one.as_json()
    return {name: told[name] for name in ("id", "sha256", "size", "name", "added_on", "added_by")} | {
        "kind": told["kind"],
        "note": told["note"],
        "media_type": told["media_type"],
        "made_from": told["made_from"],
    }


def _event(one: CustodyEvent) -> dict[str, Any]:
    told = one.as_json()
    return {name: told[name] for name in ("kind", "at", "by", "to_whom", "sha256", "intact", "attachment_id")}


def _line(one: Piece) -> str:
    """22.11.2026, 14:05 · scan.pdf · 12 345 · 0badcafe… · the file is not here yet"""
    record = one.record
    parts = [
        date_time(record.added_on) if record.added_on else "",
        record.name,
        number(record.size or 0),
        record.sha256,
        "" if one.here else _("the file is not here yet"),
    ]
    return " · ".join(part for part in parts if part)
