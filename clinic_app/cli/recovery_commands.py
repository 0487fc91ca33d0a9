"""`clinic vault recover`, `renew-recovery`, `try-recovery`: the recovery sheet. No code is ever an argument."""

from __future__ import annotations

import argparse
import getpass
import secrets
import sys
from pathlib import Path

from clinic_app.cli.asking import code_from, open_clinic, passphrase, vault_folder
from clinic_app.cli.output import Voice
from clinic_app.clinic import Clinic
from clinic_app.errors import BadInput
from clinic_app.keys.passphrase import read_passphrase_file
from clinic_app.reports.writing import recovery_bytes
from clinic_app.use_cases.files import leave_whole
from clinic_app.use_cases.recovering import NewSheet, slot_behind
from clinic_app.wording.words import _

_TURNS = 3


def recover(told: argparse.Namespace, voice: Voice) -> int:
    code, new = code_from(told.code_file), read_passphrase_file(Path(told.new_passphrase_file))
    folder = vault_folder(told)
    slot = told.slot or (slot_behind(folder, code, told.who) if told.who else None)
    with Clinic.recover(folder, code, new, slot, without_keyring=told.without_keyring) as clinic:
        whose = clinic.identity.person
    voice.give({"changed": True}, [_("The case book has a new passphrase: that of {name}.").format(name=whose)])
    return 0


def try_recovery(told: argparse.Namespace, voice: Voice) -> int:
    code = code_from(told.code_file)
    with open_clinic(told) as clinic:
        clinic.recovery.try_it(code)
    voice.give({"opens": True}, [_("Your sheet opens this case book")])
    return 0


def renew(told: argparse.Namespace, voice: Voice) -> int:
    """A new sheet as PDF; asked for two groups on a terminal, else both codes open until `--confirm-groups`."""
    if not told.out and not told.confirm_groups:
        raise BadInput(file="", line=0, why="no_sheet")
    present = passphrase(told)
    with open_clinic(told, present) as clinic:
        confirmed, alone = False, True
        if told.out:
            made = clinic.recovery.renew(present)
            leave_whole(Path(told.out), recovery_bytes(clinic.recovery.sheet(made.code)), private=True)
            voice.say(_("The file opens the case book: print it and delete it."))
            confirmed = not told.confirm_groups and sys.stdin.isatty() and _typed_back(made, voice)
            if confirmed:
                clinic.recovery.confirm(made.slot)
        if told.confirm_groups:
            alone = not clinic.recovery.facts().both_open
            clinic.recovery.confirm_by(code_from(told.confirm_groups))
            confirmed = True
    if confirmed:
        said = _("From now on only the new sheet opens the case book; destroy the old one.")
        voice.say(_("Your sheet opens this case book") + "." if alone and not told.out else said)
    else:
        voice.say(_("Both sheets open the case book until the new one is confirmed with --confirm-groups."))
    voice.give({"file": told.out, "confirmed": confirmed}, [told.out] if told.out else [])
    return 0


def _typed_back(made: NewSheet, voice: Voice) -> bool:
    """Whether two groups chosen by lot were typed as they stand on the paper."""
    groups = made.code.split()
    for _turn in range(_TURNS):
        first, second = sorted(secrets.SystemRandom().sample(range(len(groups)), 2))
        typed = [getpass.getpass(_("Group {n}").format(n=at + 1) + ": ").strip() for at in (first, second)]
        if typed == [groups[first], groups[second]]:
            return True
        voice.say(_("These are not the groups on the sheet."))
    return False
