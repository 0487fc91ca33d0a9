"""`clinic vault backup …`: copies as one file or in a folder, looked at, tried, put back."""

from __future__ import annotations

import argparse
import secrets
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clinic_app.cli.asking import code_from, open_clinic, passphrase, vault_folder
from clinic_app.cli.output import Voice
from clinic_app.errors import BackupBusy, ClinicError
from clinic_app.keys.passphrase import read_passphrase_file
from clinic_app.keys.slot_folder import has_slots, read_slots
from clinic_app.wording.words import _, ngettext

if TYPE_CHECKING:
    from clinic_app.clinic import Clinic
    from clinic_app.use_cases.backing_up.checking import Backup
    from clinic_app.use_cases.backing_up.restoring import Restored


def backup(told: argparse.Namespace, voice: Voice) -> int:
    if told.auto:
        return _what_is_due(told, voice)
    with open_clinic(told) as clinic:
        clinic.keeping.backup(Path(told.to))
    voice.give({"file": told.to}, [told.to])
    return 0


def _what_is_due(told: argparse.Namespace, voice: Voice) -> int:
    from clinic_app.use_cases import backups

    now = datetime.now(UTC)
    with open_clinic(told) as clinic:
        due, source = clinic.backups.due(now), clinic.backups.source(now)
        try:
            came = backups.run(due, now, source)
        except BackupBusy:  # the window is at it: a scheduler comes again
            came = backups.Came(None)
        clinic.backups.note(came)
    made = came.made.slip.name if came.made is not None else ""
    absent = came.made.slip.absent if came.made is not None else 0
    voice.give(
        {"made": made, "absent": absent, "read_again": [one.name for one in came.verified], "spoiled": [*came.spoiled]},
        [made or _("No backup is due.")],
    )
    if came.spoiled:
        voice.say(_("A backup is no longer what was written: {names}").format(names=", ".join(came.spoiled)))
    return 1 if came.spoiled else 0


def list_(told: argparse.Namespace, voice: Voice) -> int:
    now = datetime.now(UTC)
    with open_clinic(told) as clinic:
        if told.place:
            _choose(clinic, told, voice)
        elif told.every:
            clinic.backups.change(told.every)
        state = clinic.backups.state(now)
        rows = _listed(clinic, now) if state.place is not None else []
        place = state.place
    document = {
        "place": str(place.folder) if place is not None else "",
        "every": place.every if place is not None else "",
        "verified": _iso(state.verified),
        "remind": state.remind,
        "backups": [_row(one) for one in rows],
    }
    lines = [
        f"{one.name}  {one.made.astimezone():%d.%m.%Y %H:%M}  {_state(one)}" for one in rows if one.made is not None
    ]
    voice.give(document, lines or [_("There is no backup yet.")])
    return 0


def _choose(clinic: Clinic, told: argparse.Namespace, voice: Voice) -> None:
    from clinic_app.use_cases.backing_up.checking import prepare_place

    found = prepare_place(Path(told.place).absolute(), clinic.folder, clinic.identity.vault_id)
    clinic.backups.choose(found, told.every or "day")
    if found.same_disk:
        voice.say(_("This folder is on the same disk as the case book: whoever takes the laptop takes both."))
    if found.service:
        voice.say(
            _("{service} sees how many backups there are, their sizes and times, nothing else.").format(
                service=found.service
            )
        )


def _listed(clinic: Clinic, now: datetime) -> list[Backup]:
    from clinic_app.use_cases import backups

    return backups.listed(clinic.backups.source(now), clinic.backups.wanted(), clinic.backups.made())


def verify(told: argparse.Namespace, voice: Voice) -> int:
    """Open a backup in a temporary folder by its own locks, and look through all of it; the case book that made it is
    told, where the same lock opens it now."""
    from clinic_app.use_cases.backing_up.restoring import restore as bring_back

    known = passphrase(told)
    with tempfile.TemporaryDirectory(prefix="clinic-verify-") as room:
        found = bring_back(Path(told.file), Path(room) / secrets.token_hex(4), known, for_trial=True)
    document: dict[str, Any] = {
        "ok": not found.files_missing,
        "of": _iso(found.of),
        "finished": found.finished,
        "files_missing": found.files_missing,
        "noted": not found.files_missing and _note_read(vault_folder(told), known, found),
    }
    voice.give(document, [_("The backup opens, and is whole.")] if not found.files_missing else [])
    return _say_missing(found.files_missing, voice)


def _note_read(folder: Path, known: str, found: Restored) -> bool:
    """Whether the case book here has made this backup, and now knows that it was opened. Its locks are compared first:
    a passphrase that was changed since would count as a wrong try."""
    from clinic_app.clinic import Clinic

    with suppress(ClinicError):
        if has_slots(folder) and found.lock in read_slots(folder).slots:
            with Clinic.open(folder, known, found.lock.id) as clinic:
                return clinic.backups.note_read(found.name, found.of, datetime.now(UTC))
    return False


def restore(told: argparse.Namespace, voice: Voice) -> int:
    from clinic_app.clinic import Clinic

    code = code_from(told.code_file) if told.code_file else ""
    new = read_passphrase_file(Path(told.new_passphrase_file)) if told.new_passphrase_file else ""
    found = Clinic.restore(Path(told.file), Path(told.to), new if code and new else passphrase(told), code=code)
    voice.give(
        {
            "folder": told.to,
            "of": _iso(found.of),
            "finished": found.finished,
            "files_missing": found.files_missing,
            "erased_again": found.erased,
        },
        [told.to],
    )
    if not found.finished and not found.files_missing:
        voice.say(_("Nothing beside this backup says that it was finished; it opened and is whole."))
    return _say_missing(found.files_missing, voice)


def _say_missing(files: int, voice: Voice) -> int:
    if not files:
        return 0
    voice.say(
        ngettext(
            "{n} sealed file of evidence was not beside the backup; everything else is there.",
            "{n} sealed files of evidence were not beside the backup; everything else is there.",
            files,
        ).format(n=files)
    )
    return 1


def _row(one: Backup) -> dict[str, Any]:
    return {
        "name": one.name,
        "made": _iso(one.made),
        "verified": _iso(one.verified),
        "bytes": one.size,
        "files": one.files,
        "absent": one.absent,
        "state": _state(one),
        "file": str(one.path),
    }


def _state(one: Backup) -> str:
    """As the list says it; what looks right and could not be opened when it was read again is no verified backup."""
    return "spoiled" if one.state == "verified" and one.verified is None else one.state


def _iso(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at is not None else ""
