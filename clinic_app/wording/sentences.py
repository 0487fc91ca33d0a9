"""Every error and every refusal as one sentence that names what and where. Window and commands both ask here."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from clinic_app import errors
from clinic_app.errors import ClinicError
from clinic_app.wording.dates import short_date
from clinic_app.wording.place_sentences import trouble_words
from clinic_app.wording.publication import reason_words
from clinic_app.wording.strength import what_helps, why_weak
from clinic_app.wording.words import N_, _, ngettext

Told = dict[str, Any]

_PLAIN: dict[type[ClinicError], str] = {
    errors.NoVault: N_("There is no case book in the folder {folder}."),
    errors.VaultExists: N_("There is something at {folder} already; nothing was overwritten."),
    errors.VaultDamaged: N_("The case book is damaged in {file}; restore it from a backup. Nothing was changed."),
    errors.VaultNewer: N_("This case book was written by a newer version of the program; please update the program."),
    errors.VaultBusy: N_("Another program is using the case book just now; please try again in a moment."),
    errors.VaultInSyncedFolder: N_(
        "The folder {folder} is synced by {service}, which can tear a case book; choose another folder."
    ),
    errors.DiskFull: N_("There is no room left on the disk at {where}; nothing was lost, and nothing was half saved."),
    errors.FileUnreadable: N_("The file {file} cannot be read."),
    errors.FileUnwritable: N_("The file {file} cannot be written."),
    errors.WrongPassphrase: N_("This passphrase does not open the case book."),
    errors.FormerSheet: N_(
        "These are the groups of the old sheet, which stays valid until the new one is confirmed; type those of the"
        " new sheet."
    ),
    errors.KeyringMissing: N_(
        "This computer offers no keyring; open with the recovery code, or make the case book without a keyring."
    ),
    errors.KeyringEntryMissing: N_(
        "The keyring of this computer has lost the entry of this case book; the recovery code opens and repairs it."
    ),
    errors.LastWayIn: N_("This is the last way into the case book, so it was not removed."),
    errors.UnknownSlot: N_("This case book has no such way in."),
    errors.TooMuchForCodes: N_("It would take {parts} QR codes, and {most} are the most; carry the file instead."),
    errors.AccountClosed: N_("This person's account was closed; somebody who manages this laptop can open it again."),
    errors.NotManager: N_("Only who manages this laptop can do this: in an office a lawyer, else a coordinator."),
    errors.NoWayIn: N_(
        "{person} has no way in on this laptop, so there is no passphrase to change; add the person again."
    ),
    errors.AccountExists: N_(
        "{person} has an account on this laptop already; to make somebody something else, change the role"
        " (clinic vault person-role)."
    ),
    errors.LastCoordinator: N_("Nobody would be left who can add and remove people on this laptop."),
    errors.NothingToApprove: N_("The advice of this consultation does not wait for approval."),
    errors.NotSupervisor: N_("Only the supervisor approves what a student has written."),
    errors.BackupDamaged: N_("The backup {file} is not what was written, or is cut short; use another one."),
    errors.NoBackupPlace: N_("No folder or stick for backups has been chosen yet."),
    errors.BackupPlaceMissing: N_("The folder or stick with the backups is not here: {folder}"),
    errors.BackupBusy: N_("A backup is being made already; it goes on by itself."),
    errors.NeedsRecoverySheet: N_("On another computer only the recovery sheet opens this backup; type its code."),
    errors.UnknownRecordType: N_("There is no record type {type}."),
    errors.UnknownField: N_("The record type {type} has no field {field}."),
    errors.NoSuchRecord: N_("There is no record {id} of type {type}."),
    errors.FieldInConflict: N_("The field {field} has two values; settle the conflict first."),
    errors.ChangedMeanwhile: N_("It was changed after this list was shown; look at it again."),
    errors.NoSuchConflict: N_("There is no open conflict {conflict}."),
    errors.UnknownVersion: N_("This case book never showed the version {version}."),
    errors.FileNotHere: N_("The file {name} has not come to this laptop yet."),
    errors.NotForOtherPrograms: N_(
        "A file of the kind “{suffix}” is not opened with another program: it might be run instead of shown."
    ),
    errors.EvidenceDamaged: N_("The sealed file {name} is damaged here; nothing of it was given out."),
    errors.OnlyByStep: N_(
        "The field {field} is not typed: a step of its own changes it, and says who decided and on what."
    ),
    errors.NoNetwork: N_("This case book has joined no network yet."),
    errors.NetworkExists: N_("This case book is already in the network {name}."),
    errors.NotCoordinator: N_("Only a coordinator can do this, on a coordinator's laptop."),
    errors.OtherOffice: N_("This laptop keeps the case book of the office {here}, but this is for the office {there}."),
    errors.NoRequest: N_("This laptop has not asked to join; make a request first."),
    errors.DigitsDiffer: N_(
        "The digits are not those that were read aloud; do not join, the invitation may have been swapped."
    ),
    errors.UnknownDevice: N_("There is no laptop {device} in the roster."),
    errors.KeyChangeUnderWay: N_(
        "The last change of keys is still under way, or a copy of this case book is in use; exchange first, then again."
    ),
    errors.RestoredKeepsKey: N_(
        "This laptop was put back from a backup, so it keeps its signing key. If somebody may have that key, have this"
        " laptop removed and let it join anew."
    ),
    errors.LastCoordinatorLaptop: N_(
        "This is the network's last coordinator's laptop, so it was not removed; let another coordinator in first."
    ),
    errors.NotOurs: N_("This record belongs to the office {home} now; here it can only be read."),
    errors.NotShared: N_("The coordinators do not see this record; share it with them first."),
    errors.UnknownOffice: N_("No laptop of the network belongs to the office {office}."),
    errors.UnknownList: N_("There is no {list} in {known}."),
    errors.NoSuchPackage: N_("No merge report names the package {package}."),
    errors.NoSuchRun: N_("No merge was kept under the number {run}."),
    errors.NoSuchStream: N_("Nothing of the stream {stream} is missing, and it has one branch only."),
    errors.NoPlace: N_("Name a folder to write to; no place is kept yet."),
    errors.UnknownPlace: N_("There is no place named {name}."),
    errors.ExchangeBusy: N_("An exchange is under way already; it goes on by itself."),
    errors.NothingWaits: N_("No such object waits to be left at {place}."),
    errors.NotThere: N_("There is no {name} at the place."),
    errors.AlreadyThere: N_("There is something named {name} at the place already; nothing was overwritten."),
    errors.Spoiled: N_("What lies at the place as {name} is not what was left there; it was not taken."),
    errors.UnknownReport: N_("There is no report named {name}."),
    errors.UnknownRule: N_("There is no deadline rule {rule}."),
    errors.NoRuleThen: N_("On {on} no version of the rule {rule} was in force; please type the date yourself."),
    errors.RuleNotCounted: N_("The rule “{label}” is not confirmed for counting; please type the date yourself."),
    errors.CalendarEnds: N_(
        "The calendar of days off knows the years {first} to {last}, not {year}; please type the date yourself."
    ),
    errors.NoExtension: N_("The term “{label}” cannot be extended."),
    errors.ExtensionTooLate: N_("The notice of {on} came after the term had ended on {ended}; it does not extend it."),
    errors.NotTwice: N_("“{title}” has ended or was extended already."),
    errors.Cancelled: N_("It was stopped; nothing was changed."),
}

_FAULTS: dict[str, str] = {
    "required": N_("This must be filled in."),
    "unknown_code": N_("This is not in the list."),
    "not_text": N_("This must be text."),
    "not_a_date": N_("This is not a date."),
    "not_a_time": N_("This is not a time of day."),
    "not_a_whole_number": N_("This must be a whole number."),
    "out_of_range": N_("This number cannot be right."),
    "not_yes_no": N_("This must be yes or no."),
    "not_a_list": N_("This must be a list."),
    "not_a_phone": N_("This is not a telephone number."),
    "not_a_pin": N_("A personal number has 14 digits."),
    "not_a_consent": N_("This is not a consent."),
    "too_long": N_("This text is too long."),
    "no_such_record": N_("There is no such record."),
    "kept_by_program": N_("The program keeps this itself."),
    "anonymous": N_("An anonymous caller has no name, telephone or other identity."),
    "alien_stage": N_("This stage belongs to another procedure."),
    "follows_itself": N_("A proceeding cannot follow itself."),
    "not_a_hearing": N_("Only a hearing can be postponed."),
    "moved_already": N_("This hearing was postponed already; postpone the new one."),
    "returned_already": N_("It is recorded already that this filing was returned."),
}

_REFUSALS: dict[str, str] = {
    "not_a_package": N_("{file} is not a package of this program, or it is damaged."),
    "too_large": N_("{file} is larger than a package may be."),
    "stranger": N_("{file} comes from a laptop that is not in your network; nothing of it was read."),
    "bad_signature": N_("{file} was changed on the way or is forged; nothing of it was read."),
    "not_for_us": N_("{file} is sealed for others; this laptop cannot open it."),
    "bad_manifest": N_("{file} says of itself what is not so; nothing of it was taken in."),
    "bad_entries": N_("{file} holds entries that no honest laptop writes; nothing of it was taken in."),
    "wrong_network": N_("{file} belongs to another network."),
    "removed": N_("{file} comes from a laptop that was removed from the network; nothing of it was taken in."),
    "fork": N_(
        "{file} tells another story than an earlier package of the same laptop;"
        " it is kept, and a coordinator must decide."
    ),
    "bad_seal": N_("{file} holds entries whose seal does not hold; nothing of it was taken in."),
    "newer_format": N_("{file} was made by a newer version of the program; please update."),
    "new_key": N_(
        "{file} is signed with a key that is not known here for its laptop. If it has a new key, the coordinators' next"
        " package tells of it; otherwise somebody pretends to be it. Nothing of it was read."
    ),
    "retired_key": N_("{file} is signed with a key that its laptop has given up; nothing of it was taken in."),
    "disputed_key": N_(
        "{file}: two different keys claim to be this laptop's; a coordinator must remove it and let it join anew."
    ),
    "old_key": N_(
        "{file} is sealed for another laptop, or to a key that this one no longer has; ask the sender to send again."
    ),
    "own": N_("This package was made by this laptop."),
}

_BAD_INPUT: dict[str, str] = {
    "no_backup": N_("{file} is not a backup of a case book, or it is damaged."),
    "office_code": N_("An office code has 1 to 16 Latin letters, digits or hyphens, such as NAR1."),
    "name_missing": N_("The office and the person need a name."),
    "no_such_person": N_("The paper trail has nobody of this name, or several: {file}."),
    "no_trail_signature": N_("{file} is not the signature of an exported paper trail."),
    "suffix": N_("{file} must end in .pdf, .xlsx or .csv."),
    "suffix_trail": N_("{file} must end in .pdf or .csv."),
    "no_such_act": N_("The paper trail knows no act {file}; it knows: {known}."),
    "not_json": N_("Line {line} of {file} is not a JSON object."),
    "not_a_mapping": N_("{file} is not a mapping of headings to fields."),
    "date": N_("{file} is not a date such as 2026-11-22."),
    "period": N_("{file}: the end lies before the beginning."),
    "setting": N_("{file} is not a setting of the form name=value."),
    "passphrase_file": N_("The passphrase file {file} is empty or not text."),
    "empty": N_("{file} is empty."),
    "not_a_spreadsheet": N_("{file} is not a spreadsheet this program can read."),
    "locked_or_old": N_("{file} is locked by a password or of an old kind; save it as .xlsx or .csv."),
    "encoding": N_("{file} is in an encoding this program does not know (line {line}); save it as UTF-8."),
    "quote_not_closed": N_("{file}: a quotation mark opened in line {line} is never closed."),
    "too_large": N_("{file} is too large."),
    "no_such_sheet": N_("{file} has no sheet of that name."),
    "no_such_line": N_("Line {line} of {file} is empty, so it cannot hold the headings."),
    "no_clean_copy": N_("Of {file} no copy without hidden data can be made here."),
    "panic_unsaid": N_("Afterwards only the recovery code opens the case book: say --yes if this is meant."),
    "no_sheet": N_("Say where the sheet is written with --out, or confirm it with --confirm-groups."),
    "no_passphrase": N_("A passphrase is needed: name a file with --passphrase-file."),
}


_PICTURES: dict[str, str] = {
    "kind": N_("{file} is not a photo this program reads; it must be PNG or JPEG."),
    "too_large": N_("{file} is too large a picture; make it smaller or take another one."),
    "damaged": N_("{file} is damaged; take another photo."),
    "no_code": N_("No fitting QR code was found in {file}; take a sharper photo from straight above."),
    "mixed": N_("{file} shows QR codes of different files; choose the pictures of one only."),
}


def sentence(error: ClinicError) -> str:
    """One sentence about `error` in the language in use."""
    told = {name: _plain(value) for name, value in error.data.items()}
    special = _SPECIAL.get(type(error))
    if special is not None:
        return special(error.data, told)
    message = _PLAIN.get(type(error))
    if message is None:
        return _("This could not be done. Nothing was lost.")
    try:
        return _(message).format(**told)
    except KeyError:
        return _("This could not be done. Nothing was lost.")


def fault_words(fault: str) -> str:
    """What is wrong with a field's value (`fault`: a records.values.Fault)."""
    return _(_FAULTS[str(fault)])


def refusal_words(why: str, file: str) -> str:
    """Why a package was refused or left alone (`why`: an exchange.distrust.Distrust, or "own")."""
    return _(_REFUSALS.get(why, _REFUSALS["not_a_package"])).format(file=_plain(Path(file).name))


def held_words(missing: tuple[str, ...]) -> str:
    """Why a package waits."""
    if not missing:
        return _("It waits for an earlier package that has not come yet.")
    return _("It waits for earlier packages that have not come yet: {names}.").format(
        names=", ".join(map(_plain, missing))
    )


def _invalid_value(data: Told, told: dict[str, str]) -> str:
    return _("{field}: {what}").format(field=told["field"], what=fault_words(str(data["why"])))


def _invalid_record(data: Told, _told: dict[str, str]) -> str:
    parts = [f"{name}: {fault_words(str(fault))}" for name, fault in dict(data["faults"]).items()]
    row = data.get("row")
    if isinstance(row, int):
        return _("Record {number}: {what}").format(number=row + 1, what=" ".join(parts))
    return " ".join(parts)


def _not_trusted(data: Told, _told: dict[str, str]) -> str:
    return refusal_words(str(data.get("why")), str(data.get("file") or ""))


def _bad_input(data: Told, told: dict[str, str]) -> str:
    message = _BAD_INPUT.get(str(data.get("why")))
    if message is None:
        return _("{file} cannot be understood at line {line}.").format(file=told["file"], line=told["line"])
    return _(message).format(**told)


def _wrong_code(data: Told, told: dict[str, str]) -> str:
    if data.get("group"):
        return _("Group {group} of the recovery code is mistyped.").format(group=told["group"])
    return _("This recovery code does not open the case book.")


def _unknown_mapping(_data: Told, told: dict[str, str]) -> str:
    if "value" in told:
        return _("{field}: {what}").format(field=told.get("field", ""), what=fault_words("unknown_code"))
    if "heading" in told and "field" in told:
        return _("The column {heading} cannot go into {field}: another column fills it.").format(
            heading=told["heading"], field=told["field"]
        )
    if "heading" in told:
        return _("The sheet has no column {heading}.").format(heading=told["heading"])
    return _("There is no field {field} to put a column into.").format(field=told.get("field", ""))


def _not_that_step(data: Told, told: dict[str, str]) -> str:
    if data.get("why") == "sources":
        return _("Two sources are at least two: write how many there are.")
    return _("The step {level} does not follow from {now}.").format(level=told["level"], now=told["now"])


def _may_not_publish(data: Told, _told: dict[str, str]) -> str:
    return " ".join(reason_words(str(why["reason"]), why) for why in data["why"])


_SUPERVISOR: dict[str, str] = {
    "missing": N_("A student works under a supervisor: name one."),
    "self": N_("Nobody supervises themselves."),
    "role": N_("A supervisor is a lawyer or a coordinator."),
    "inactive": N_("This supervisor no longer works here; name another."),
}


def _no_supervisor(data: Told, told: dict[str, str]) -> str:
    if data.get("why") == "students":
        return _("First name another supervisor for: {students}.").format(students=told["students"])
    return _(_SUPERVISOR.get(str(data.get("why")), _SUPERVISOR["missing"]))


def _no_such_person(data: Told, told: dict[str, str]) -> str:
    if data.get("several"):
        words = _("Several people have an account on this laptop under the name {person}; name one by the member's id.")
    else:
        words = _("Nobody has an account on this laptop under the name {person}.")
    return words.format(person=told["person"])


def _role_differs(_data: Told, told: dict[str, str]) -> str:
    message = _(
        "{person} stands in this case book in another role: {role}. Add the person as that, and change the role"
        " afterwards (clinic vault person-role)."
    )
    return message.format(person=told["person"], role=told["role"])


def _too_weak(data: Told, told: dict[str, str]) -> str:
    if not data.get("warning"):
        return _("The passphrase is too short; it needs at least {least} characters.").format(least=told["least"])
    return " ".join(part for part in (why_weak(told["warning"]), what_helps(data["suggestions"])) if part)


def _slowed_down(data: Told, _told: dict[str, str]) -> str:
    n = int(data["seconds"])
    return ngettext(
        "Too many wrong tries: the next one is possible in {n} second.",
        "Too many wrong tries: the next one is possible in {n} seconds.",
        n,
    ).format(n=n)


_UNFIT: dict[str, str] = {
    "inside": N_("A backup inside the case book's own folder would be lost with it; choose another place."),
    "newer": N_("The backups in {folder} are of a newer version of the program; please update."),
    "link": N_("{folder} is a link to somewhere else; choose a real folder."),
    "no_folder": N_("There is no folder {folder}."),
}


def _backup_place_unfit(data: Told, told: dict[str, str]) -> str:
    return _(_UNFIT.get(str(data.get("why")), _UNFIT["no_folder"])).format(folder=told["folder"])


def _not_for_you(data: Told, told: dict[str, str]) -> str:
    if data.get("field"):
        return _("This is kept from your role and was not changed.")
    if data.get("ask"):
        return _("This record is not open to you; ask {ask}.").format(ask=told["ask"])
    return _("This record is not open to you; ask whoever looks after the people of this laptop.")


def _place_failed(_data: Told, told: dict[str, str]) -> str:
    return trouble_words(told["why"], told["place"], told["detail"])


def _no_picture(data: Told, told: dict[str, str]) -> str:
    return _(_PICTURES[str(data["why"])]).format(file=told["file"])


def _parts_missing(data: Told, told: dict[str, str]) -> str:
    numbers = ", ".join(str(number) for number in data["missing"])
    return _("Of the {of} codes these are not in the pictures: {numbers}.").format(of=told["of"], numbers=numbers)


_SPECIAL: dict[type[ClinicError], Callable[[Told, dict[str, str]], str]] = {
    errors.InvalidValue: _invalid_value,
    errors.InvalidRecord: _invalid_record,
    errors.NotTrusted: _not_trusted,
    errors.BadInput: _bad_input,
    errors.WrongRecoveryCode: _wrong_code,
    errors.NotThatStep: _not_that_step,
    errors.MayNotPublish: _may_not_publish,
    errors.UnknownMapping: _unknown_mapping,
    errors.PlaceFailed: _place_failed,
    errors.SupervisorMissing: _no_supervisor,
    errors.NoSuchPerson: _no_such_person,
    errors.RoleDiffers: _role_differs,
    errors.PassphraseTooWeak: _too_weak,
    errors.TriesSlowedDown: _slowed_down,
    errors.PictureUnreadable: _no_picture,
    errors.CodePartsMissing: _parts_missing,
    errors.BackupPlaceUnfit: _backup_place_unfit,
    errors.NotForYou: _not_for_you,
}


_UNSEEN = {"Cc", "Cf", "Cs"}  # controls, turning marks, halves of letters


def _plain(value: object) -> str:
    """No sentence is broken over lines, or turned around, whatever a file is called."""
    if isinstance(value, date):
        return short_date(value)
    told = " ".join(str(value).split())
    return "".join("\ufffd" if unicodedata.category(sign) in _UNSEEN else sign for sign in told)
