"""`clinic export`, `gap`, `conflicts`, `resolve`."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from clinic_app.cli.asking import open_clinic
from clinic_app.cli.output import Voice
from clinic_app.errors import BadInput
from clinic_app.use_cases.exchanging.sealing import PackageMade


def export(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        made = clinic.exchange.export(Path(told.to) if told.to else None, told.all)
    voice.give({"packages": [_made(one) for one in made]}, [one.file for one in made])
    return 0


def _made(one: PackageMade) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("file", "audience", "entries", "bytes", "objects")}


def gaps(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        found = clinic.streams.gaps()
    voice.give([asdict(one) for one in found], [f"{one.stream}  {one.first}-{one.last}" for one in found])
    return 0


def give_up(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        clinic.streams.give_up(told.stream)
    voice.give({"stream": told.stream, "given_up": True}, [])
    return 0


def conflicts(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        voice.give(
            [
                {
                    "id": one.id,
                    "type": one.type,
                    "record": one.record,
                    "field": one.field,
                    "values": [
                        {"dot": v.dot, "value": v.value, "author": v.author, "office": v.office, "at": v.at}
                        for v in one.values
                    ],
                }
                for one in clinic.settling.conflicts()
            ]
        )
    return 0


def resolve(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        value = _json_or_text(told.value) if told.value is not None else None
        clinic.settling.resolve(told.conflict, take=told.take, value=value)
    voice.give({"resolved": told.conflict}, [])
    return 0


def _json_or_text(text: str) -> Any:
    """A value that is JSON and no plain text is taken as JSON."""
    if text[:1] in ("[", "{"):
        try:
            return json.loads(text)
        except ValueError:
            raise BadInput(file=text[:40], line=0, why="setting") from None
    return text
