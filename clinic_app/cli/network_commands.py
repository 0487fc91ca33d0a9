"""`clinic network …`, `clinic device …`: joining laptops, with digits that people read to each other."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from clinic_app.cli.asking import open_clinic
from clinic_app.cli.output import Voice
from clinic_app.reference import lists
from clinic_app.use_cases.exchanging.already_had import AlreadyHad
from clinic_app.use_cases.exchanging.laptops_view import KeysView
from clinic_app.wording.dates import short_date
from clinic_app.wording.key_words import age_lines, signing_lines
from clinic_app.wording.words import _


def create(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        voice.give({"network_id": clinic.network.create(told.name)})
    return 0


def request(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        digits = clinic.network.request(Path(told.out))
    voice.say(_("Read these digits to the coordinator; they must see the same."))
    voice.give({"device_digits": digits, "file": told.out}, [digits])
    return 0


def admit(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        done = clinic.network.admit([Path(one) for one in told.file], told.office, Path(told.out))
    voice.say(_("Compare both groups of digits by voice before you hand over the invitation."))
    voice.give(
        {
            "device_digits": done.device_digits,
            "network_digits": done.network_digits,
            "letter": done.letter,
            "office": done.office,
            "person": done.person,
            "role": done.role,
            "file": told.out,
        }
    )
    return 0


def join(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        done = clinic.network.join([Path(one) for one in told.file], told.expect)
    voice.say(_("Read these digits to the coordinator; if they differ, leave the network at once."))
    voice.give(
        {"network_digits": done.network_digits, "letter": done.letter, "network": done.network_name},
        [done.network_digits, done.letter],
    )
    return 0


def roster(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        laptops = clinic.network.roster()
    voice.give(
        {
            "devices": [
                {
                    "device_id": one.id,
                    "office": one.office,
                    "letter": one.letter,
                    "person": one.person,
                    "role": one.role,
                    "removed": one.removed,
                }
                for one in laptops
            ]
        },
        [
            "  ".join(
                part
                for part in (
                    f"{one.office}-{one.letter}",
                    one.person,
                    lists.label("member_role", one.role) if one.role else "",
                    _("removed") if one.removed else "",
                    one.id,
                )
                if part
            )
            for one in laptops
        ],
    )
    return 0


def remove(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        had = clinic.network.what_it_had(told.device)
        clinic.network.remove(told.device)
        lines = [one.name for one in clinic.places.all() if one.kind != "folder"]
    if lines:  # whoever has that laptop may have their passwords
        voice.say(_("Now change the passwords of your places: {names}.").format(names=", ".join(lines)))
    voice.say(_("What this laptop already had stays readable on it; from now on nothing more is sealed for it."))
    voice.give({"device_id": told.device, "removed": True, "already_had": _had(had)}, had.lines())
    return 0


def had(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        found = clinic.network.what_it_had(told.device)
    voice.give({"device_id": told.device, "already_had": _had(found)}, found.lines())
    return 0


def new_signing_key(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        clinic.network.new_signing_key()
        key = clinic.keeping.facts().public_keys["minisign"]
    voice.say(
        _("Exchange soon, so that the coordinators hear of it; then make a backup, for older ones are of no use.")
    )
    voice.give({"minisign": key}, [key])
    return 0


def new_encryption_key(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        clinic.network.new_age_key()
        key = clinic.network.own_age().recipient
    voice.give({"age": key}, [key])
    return 0


def keys(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        view = clinic.network.view()
    noticed = view.copied
    own = view.age
    voice.give(
        {
            "encryption_key_since": own.since.isoformat() if own else None,
            "encryption_key_in_roster": own.shown if own else None,
            "old_encryption_keys": own.past if own else 0,
            "signing_key_since": view.signing_since or None,
            "signing_key_pending": view.pending,
            "signing_key_lost": view.lost,
            "copy_noticed": noticed.at.isoformat() if noticed else None,
            "laptops": [{"device_id": one.id, "digits": one.digits, "disputed": one.disputed} for one in view.laptops],
        },
        _key_lines(view),
    )
    return 0


def _key_lines(view: KeysView) -> list[str]:
    """What the room of keys says, as lines."""
    if not view.laptops:
        return [_("This laptop is in no network yet")]
    lines = [f"{_('The key that opens packages')}: {line}" for line in age_lines(view.age)]
    lines += [f"{_('The key that signs')}: {line}" for line in signing_lines(view.signing_day, view.pending)]
    if view.lost:
        lines.append(_("Nothing of this laptop is believed any more"))
    if view.copied:
        when = short_date(view.copied.at.astimezone())
        lines.append(f"{_('Another copy of this case book is writing')}: {when}")
    for one in view.laptops:
        words = _("two keys") if one.disputed else _("removed") if one.removed else ""
        lines.append("  ".join(part for part in (f"{one.office}-{one.letter}", one.digits, words) if part))
    return lines


def no_copy(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        clinic.network.settle_copy()
    voice.give({"copy_noticed": None}, [])
    return 0


def _had(told: AlreadyHad) -> dict[str, Any]:
    return {
        "audiences": list(told.audiences),
        "records": dict(sorted(told.records.items())),
        "on_the_way": told.on_the_way,
        "last_heard": told.last_heard.isoformat() if told.last_heard else None,
        "silent_days": told.silent_days,
        "other_laptops_of_its_office": told.colleagues,
        "own_office_too": told.own_office_too,
    }
