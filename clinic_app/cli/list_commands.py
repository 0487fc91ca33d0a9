"""`clinic list …`: the lists of values, and a coordinator's own additions to them."""

from __future__ import annotations

import argparse
from datetime import date

from clinic_app.cli.asking import open_clinic
from clinic_app.cli.output import Voice
from clinic_app.errors import BadInput


def show(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        found = clinic.lists.of(told.list)
    voice.give(
        [{"code": one.id, "parent": one.parent, "labels": dict(one.labels), "valid_to": one.valid_to} for one in found],
        [f"{one.id}  {one.label()}" for one in found],
    )
    return 0


def add(told: argparse.Namespace, voice: Voice) -> int:
    labels = {"ky": told.ky, "ru": told.ru, "en": told.en or ""}
    with open_clinic(told) as clinic:
        code, _changes = clinic.lists.add(told.list, labels, parent=told.under or "", code=told.code or "")
    voice.give({"list": told.list, "code": code}, [code])
    return 0


def close(told: argparse.Namespace, voice: Voice) -> int:
    try:
        last_day = date.fromisoformat(told.until)
    except ValueError:
        raise BadInput(file=told.until, line=0, why="setting") from None
    with open_clinic(told) as clinic:
        clinic.lists.close(told.list, told.code, last_day)
    voice.give({"list": told.list, "code": told.code, "valid_to": last_day.isoformat()}, [])
    return 0
