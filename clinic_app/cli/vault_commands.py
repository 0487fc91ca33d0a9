"""`clinic vault …`: found, look at, lock, copy a case book."""

from __future__ import annotations

import argparse
from pathlib import Path

from clinic_app.cli.asking import open_clinic, passphrase, vault_folder
from clinic_app.cli.output import Voice
from clinic_app.clinic import Clinic
from clinic_app.errors import BadInput
from clinic_app.keys.panic import leave_recovery_only
from clinic_app.keys.passphrase import read_passphrase_file
from clinic_app.use_cases.files import leave_whole
from clinic_app.wording.trail_words import trail_problem_words
from clinic_app.wording.words import _


def create(told: argparse.Namespace, voice: Voice) -> int:
    clinic, code = Clinic.found(
        vault_folder(told),
        office_code=told.office,
        office_name=told.office_name,
        person=told.person,
        role=told.role,
        passphrase=passphrase(told),
        use_keyring=not told.no_keyring,
        kdf_floor=told.kdf_floor,
    )
    me = clinic.identity
    clinic.close()
    if told.no_keyring:
        voice.say(_("Without the keyring only the passphrase protects a stolen copy of the case book."))
    voice.give(
        {"vault_id": me.vault_id, "device_id": me.device_id, "recovery_code": code},
        [_("The recovery code, shown once; write it down on paper:"), code],
    )
    return 0


def info(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        voice.give(clinic.keeping.facts().as_json())
    return 0


def check(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        problems, unchecked = clinic.keeping.problems(deep=told.deep), clinic.keeping.unchecked()
    lines = [trail_problem_words(one) for one in problems] or [_("The case book is whole.")]
    voice.give({"ok": not problems, "problems": problems, "unchecked": unchecked}, lines)
    if unchecked:
        voice.say(_("Could not be checked for conflicts of interest: {records}").format(records=", ".join(unchecked)))
    if problems:
        voice.say(_("The case book is not whole; restore it from a backup."))
    return 1 if problems else 0


def change_passphrase(told: argparse.Namespace, voice: Voice) -> int:
    new = read_passphrase_file(Path(told.new_passphrase_file))
    with open_clinic(told) as clinic:
        clinic.keeping.change_passphrase(new)
    voice.give({"changed": True}, [_("The passphrase was changed.")])
    return 0


def panic(told: argparse.Namespace, voice: Voice) -> int:
    folder = vault_folder(told)
    if not told.yes:
        raise BadInput(file="", line=0, why="panic_unsaid")
    done = leave_recovery_only(folder)
    if not done.keyring_cleared:
        voice.say(
            _("The keyring could not be reached: its entry is still there, and opens nothing without a passphrase.")
        )
    voice.say(_("Only an open case book can say what was backed up and sent."))
    voice.give(
        {"removed": done.removed, "keyring_cleared": done.keyring_cleared},
        [_("Only the recovery code opens the case book now.")],
    )
    return 0


def identity(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        secret = clinic.keeping.age_identity()
    leave_whole(Path(told.out), f"{secret}\n".encode(), private=True)
    voice.say(_("Whoever has this file can read every package sealed for this laptop; destroy it after use."))
    voice.give({"file": told.out}, [told.out])
    return 0
