"""`clinic vault people …`, `approve`, `record take-over`: who has a way in, and what those who learn or left wrote."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from clinic_app.cli.asking import open_clinic
from clinic_app.cli.output import Voice
from clinic_app.keys.passphrase import read_passphrase_file
from clinic_app.reference import lists
from clinic_app.use_cases.accounts import Account
from clinic_app.wording.dates import short_date
from clinic_app.wording.people import old_copies_words
from clinic_app.wording.words import _


def people(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        found = clinic.accounts.list()
    voice.give([_document(one) for one in found], [_line(one) for one in found])
    return 0


def add(told: argparse.Namespace, voice: Voice) -> int:
    passphrase = read_passphrase_file(Path(told.new_passphrase_file))
    with open_clinic(told) as clinic:
        supervisor = clinic.accounts.one(told.supervisor).member_id if told.supervisor else None
        made = clinic.accounts.add(told.name, role=told.role, supervisor=supervisor, passphrase=passphrase)
    voice.give(_document(made), [_line(made)])
    return 0


def remove(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        gone = clinic.accounts.one(told.name)
        clinic.accounts.remove(gone.member_id)
    voice.say(old_copies_words())
    voice.give({"removed": gone.member_id, "name": gone.name}, [gone.name])
    return 0


def change_role(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        known = clinic.accounts.one(told.name)
        supervisor = clinic.accounts.one(told.supervisor).member_id if told.supervisor else None
        clinic.accounts.change_role(known.member_id, told.role, supervisor)
        after = clinic.accounts.one(known.member_id)
    voice.give(_document(after), [_line(after)])
    return 0


def give_passphrase(told: argparse.Namespace, voice: Voice) -> int:
    new = read_passphrase_file(Path(told.new_passphrase_file))
    with open_clinic(told) as clinic:
        known = clinic.accounts.one(told.name)
        clinic.accounts.set_passphrase(known.member_id, new)
    voice.give({"changed": True, "member": known.member_id}, [_("The passphrase was changed.")])
    return 0


def approve(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        if told.note is None:
            clinic.approving.approve(told.id)
        else:
            clinic.approving.return_(told.id, told.note)
        mark = str(getattr(clinic.casework.load("consultation", told.id), "approval", ""))
    voice.give({"id": told.id, "approval": mark}, [lists.label("approval", mark)])
    return 0


def left_behind(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        found = clinic.taking_over.left()
    voice.give([asdict(one) for one in found], [f"{one.record_no}  {one.type} {one.id}  {one.had}" for one in found])
    return 0


def take_over(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        clinic.taking_over.take_over(told.type, told.id)
        record_no = str(getattr(clinic.casework.load(told.type, told.id), "record_no", ""))
    voice.give({"type": told.type, "id": told.id, "record_no": record_no}, [record_no])
    return 0


def _document(one: Account) -> dict[str, Any]:
    return {
        "member": one.member_id,
        "name": one.name,
        "role": one.role,
        "supervisor": one.supervisor or None,
        "since": one.since.isoformat() if one.since else None,
        "way_in": one.has_way_in,
        "oneself": one.oneself,
        "must_change_passphrase": one.must_change,
    }


def _line(one: Account) -> str:
    parts = [one.name, lists.label("member_role", one.role) if one.role else ""]
    if one.supervisor:
        parts.append(_("supervisor: {name}").format(name=one.supervisor))
    if one.since:
        parts.append(_("since {date}").format(date=short_date(one.since)))
    if not one.has_way_in:
        parts.append(_("has no way in"))
    return " · ".join(part for part in parts if part)
