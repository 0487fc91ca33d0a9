"""`clinic publish`, `withdraw`, `incidents`: what leaves the clinic about people, through the gate."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from clinic_app.cli.asking import open_clinic
from clinic_app.cli.output import Voice
from clinic_app.errors import BadInput
from clinic_app.records.disclosure import Disclosure
from clinic_app.reference import lists
from clinic_app.wording.dates import date_time


def publish(told: argparse.Namespace, voice: Voice) -> int:
    """Exit 1 and every reason where it may not be given out."""
    with open_clinic(told) as clinic:
        given = clinic.publishing.give_out(
            told.type, told.id, told.mode, told.form, told.to, parts=told.part or (), note=told.note
        )
    voice.give(_document(given), [_line(given)])
    return 0


def withdraw(told: argparse.Namespace, voice: Voice) -> int:
    on = _day(told.on) if told.on else None
    with open_clinic(told) as clinic:
        _changes, left = clinic.publishing.withdraw(told.type, told.id, on)
    document = {"id": told.id, "on": (on or date.today()).isoformat(), "given_out": [_document(one) for one in left]}
    voice.give(document, [_line(one) for one in left])
    return 0


def incidents(told: argparse.Namespace, voice: Voice) -> int:
    since, until = (_day(one) if one else None for one in (told.start, told.until))
    with open_clinic(told) as clinic:
        drawn = clinic.incident_table.draw(since, until, told.profile, told.to)
        clinic.incident_table.hand_out(drawn, Path(told.out))
    voice.give({"file": told.out, "rows": len(drawn.table.rows)}, [told.out])
    return 0


def _document(one: Disclosure) -> dict[str, Any]:
    return one.as_json()


def _line(one: Disclosure) -> str:
    parts = [
        date_time(one.at) if one.at else "",
        lists.label("disclosure_form", one.form or ""),
        one.to_whom,
        lists.label("publication_consent", one.mode or ""),
    ]
    return "  ".join(part for part in parts if part)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(file=text, line=0, why="date") from None
