"""Errors carry data, never sentences: `clinic_app.wording.sentences` makes one of each, in the user's language."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path


class ClinicError(Exception):
    """Anything a person can be told in one sentence; `exit_code` is what a command ends with."""

    exit_code = 1

    def __init__(self, **data: object) -> None:
        super().__init__(type(self).__name__)
        self.data = data


# --- the vault and its locks -------------------------------------------------------------------------------------


class NoVault(ClinicError):
    """data: folder."""


class VaultExists(ClinicError):
    """data: folder."""


class VaultDamaged(ClinicError):
    """data: file (a name only), part."""


class VaultNewer(ClinicError):
    """data: found, known. The vault was written by a newer program."""


class VaultBusy(ClinicError):
    """Another program holds the vault for longer than the time-out."""


class VaultInSyncedFolder(ClinicError):
    """data: folder, service. A live vault must not lie in OneDrive, Yandex.Disk, Google Drive and their like."""


class DiskFull(ClinicError):
    """data: where."""


class FileUnreadable(ClinicError):
    """data: file, reason."""


class FileUnwritable(ClinicError):
    """data: file, reason."""


class WrongPassphrase(ClinicError):
    exit_code = 3


class WrongRecoveryCode(ClinicError):
    """data: group (1..8) when the check digit names the mistyped group, else none."""

    exit_code = 3


class FormerSheet(ClinicError):
    """The code of the sheet in force, where that of the new sheet is to be confirmed."""


class TriesSlowedDown(ClinicError):
    """data: seconds to wait. Too many wrong tries; nothing was tried just now, right or wrong."""


class PassphraseTooWeak(ClinicError):
    """data: least (characters), warning ("" when it is too short, else why it is guessed), suggestions (codes)."""


class KeyringMissing(ClinicError):
    """The operating system offers no keyring."""


class KeyringEntryMissing(ClinicError):
    """The keyring is there, this vault's entry is not; the recovery code opens the vault and repairs it."""


class LastWayIn(ClinicError):
    """data: slot. The recovery slot and the last passphrase slot are never removed, only replaced."""


class UnknownSlot(ClinicError):
    """data: slot (an id). No person of this vault opens with it."""


class AccountClosed(ClinicError):
    """Somebody who manages this laptop, or the coordinators, have made this person inactive."""

    exit_code = 3


class NotManager(ClinicError):
    """Only who manages this laptop adds and removes its people: a coordinator, in an office a lawyer."""


class NoSuchPerson(ClinicError):
    """data: person, several (true when more than one). No one person of that name has an account on this laptop."""


class NoWayIn(ClinicError):
    """data: person. They have an account on this laptop, and no lock of their own any more."""


class AccountExists(ClinicError):
    """data: person. They have a way in already, or somebody else of that name has."""


class RoleDiffers(ClinicError):
    """data: person, role (the word for theirs). Adding somebody changes nobody's role."""


class LastCoordinator(ClinicError):
    """data: role. Nobody would be left who may add and remove people here."""


class SupervisorMissing(ClinicError):
    """data: why ("missing", "self", "role", "inactive", "students" with their names). A student has an active lawyer or
    coordinator above them.
    """


class NothingToApprove(ClinicError):
    """This consultation does not wait for anybody's approval."""


class NotSupervisor(ClinicError):
    """Only a student's supervisor, or who stands in for them, approves what the student has written."""


# --- pictures of QR codes -----------------------------------------------------------------------------------------


class PictureUnreadable(ClinicError):
    """data: file (a name), why: kind, too_large, damaged, no_code, mixed."""


class CodePartsMissing(ClinicError):
    """data: file (a name), missing (numbers), of. Not all codes of a file were in the pictures."""


class TooMuchForCodes(ClinicError):
    """data: parts, most. So many QR codes nobody holds before a camera; the file itself travels."""


# --- backups ------------------------------------------------------------------------------------------------------


class BackupDamaged(ClinicError):
    """data: file (a name only). A backup that is not what was written, or cannot be opened."""


class NoBackupPlace(ClinicError):
    """Nobody has chosen a folder or stick for backups yet."""


class BackupPlaceMissing(ClinicError):
    """data: folder. The stick with the backups is not plugged in, or another one is in its place."""


class BackupPlaceUnfit(ClinicError):
    """data: folder, why: "inside" (the case book), "newer" (laid out by a newer program), "link", "no_folder"."""


class BackupBusy(ClinicError):
    """Another backup of this case book is under way, perhaps in another program."""


class NeedsRecoverySheet(ClinicError):
    """The other half of the lock lies in another computer's keyring: here only the recovery code opens the backup."""


# --- records ------------------------------------------------------------------------------------------------------


class UnknownRecordType(ClinicError):
    """data: type."""


class UnknownField(ClinicError):
    """data: type, field."""


class NoSuchRecord(ClinicError):
    """data: type, id."""


class InvalidValue(ClinicError):
    """data: type, field, value, why (one of records.fields.Fault)."""


class InvalidRecord(ClinicError):
    """data: type, faults {field: Fault}, row (when many were given)."""


class FieldInConflict(ClinicError):
    """data: type, id, field. Without having seen all values nobody may overwrite them."""


class ChangedMeanwhile(ClinicError):
    """data: type, id. It is no longer what the list showed when somebody decided about it."""


class NoSuchConflict(ClinicError):
    """data: conflict."""


class UnknownVersion(ClinicError):
    """data: version."""


class OnlyByStep(ClinicError):
    """data: type, field. It is never typed: an act of its own changes it and records who decided, and on what."""


class NotThatStep(ClinicError):
    """data: level, now (labels), why ("order" or "sources"). The ladder does not lead there from here."""


class MayNotPublish(ClinicError):
    """data: type, id, mode, why: for each reason its reason, record, has, needs. Consent or verification forbid it."""


class BadInput(ClinicError):
    """data: file, line, why. A file of the user's that is not what it should be."""


class FileNotHere(ClinicError):
    """data: name. The sealed file of a piece of evidence has not come to this laptop yet."""


class EvidenceDamaged(ClinicError):
    """data: name. The sealed file of a piece of evidence is not what was sealed; nothing of it is shown."""


class NotForOtherPrograms(ClinicError):
    """data: suffix. A kind of file that another program might run instead of showing it."""


# --- exchange -----------------------------------------------------------------------------------------------------


class NotTrusted(ClinicError):
    """Refused before anything is applied. data: file, why (a `Distrust` code)."""

    exit_code = 4


class NoNetwork(ClinicError):
    """This vault has joined no network yet."""


class NetworkExists(ClinicError):
    """data: name."""


class NotCoordinator(ClinicError):
    """Only a coordinator's laptop may do this."""


class OtherOffice(ClinicError):
    """data: here, there. An invitation for another office than the one whose case book this is."""


class NoRequest(ClinicError):
    """This laptop has asked nobody in yet, so no invitation can be an answer to it."""


class DigitsDiffer(ClinicError):
    """data: file. The network digits are not those the coordinator read aloud: perhaps a swapped invitation."""

    exit_code = 4


class KeyChangeUnderWay(ClinicError):
    """The last new key of this laptop is not in the roster yet, or a copy of its case book is in use: no other now."""


class RestoredKeepsKey(ClinicError):
    """A laptop that was put back from a backup cannot say where its former streams end, so its signing key stays."""


class LastCoordinatorLaptop(ClinicError):
    """The last laptop of a coordinator stays: without one nobody could be let in, removed or given a new key."""


class UnknownDevice(ClinicError):
    """data: device."""


class NotOurs(ClinicError):
    """data: home. The record belongs to another office now; this one keeps a copy for reading."""


class NotForYou(ClinicError):
    """data: type, id, ask (name of the lead lawyer, or ""), field ("" for the whole record). It is not this person's to
    see or to write.
    """


class NotShared(ClinicError):
    """The coordinators do not read the record, so they cannot give it to another office."""


class UnknownOffice(ClinicError):
    """data: office. No laptop of the network is of that office."""


class UnknownList(ClinicError):
    """data: list, known. No such list, or no such value of it (then `known` is the list)."""


class NoSuchPackage(ClinicError):
    """data: package. No merge report bears that name."""


class NoSuchRun(ClinicError):
    """data: run. No merge was kept under that number."""


class NoSuchStream(ClinicError):
    """data: stream. Nothing of that stream is missing or forked."""


class NoPlace(ClinicError):
    """No folder was named and none is kept in the settings."""


class UnknownPlace(ClinicError):
    """data: name."""


class ExchangeBusy(ClinicError):
    """Another exchange of this case book is under way, perhaps in another program."""


class NothingWaits(ClinicError):
    """data: place. No such object waits to be left at that place."""


class UnknownReport(ClinicError):
    """data: name."""


class UnknownMapping(ClinicError):
    """data: heading or field. A column mapping names what is not there."""


class Cancelled(ClinicError):
    """A person stopped long work; nothing was applied."""


# --- places -------------------------------------------------------------------------------------------------------


class Trouble(StrEnum):
    """Why a place could not be used; `passing` trouble may be gone a little later without anybody doing anything."""

    NAME = "name"  # the host's name was not found
    UNREACHABLE = "unreachable"  # refused, or no way there
    SILENT = "silent"  # no answer in time
    CUT = "cut"  # lost in the middle
    CERTIFICATE = "certificate"
    EXPIRED = "expired"  # the certificate has run out, or this laptop's clock is wrong
    HOST_KEY = "host_key"  # detail: the fingerprint that the server shows
    PASSWORD = "password"
    FORBIDDEN = "forbidden"
    NO_FOLDER = "no_folder"
    LOCKED = "locked"
    BUSY = "busy"  # retry_after: seconds, when the place named any
    FULL = "full"
    CLOCK = "clock"  # this laptop's clock and the server's differ by more than the place can bear
    PORTAL = "portal"  # somebody else's page answered: the sign-in page of a hotel's or an airport's network
    SERVER = "server"
    WRONG = "wrong"  # what was read has another length than announced
    READ_ONLY = "read_only"
    SETTING = "setting"  # detail: which

    @property
    def passing(self) -> bool:
        """Whether trying again later makes sense without a person."""
        return self in _PASSING


_PASSING = frozenset(
    {
        Trouble.NAME,
        Trouble.UNREACHABLE,
        Trouble.SILENT,
        Trouble.CUT,
        Trouble.LOCKED,
        Trouble.BUSY,
        Trouble.PORTAL,
        Trouble.SERVER,
        Trouble.WRONG,
    }
)


class PlaceFailed(ClinicError):
    """data: place (its name), why (Trouble), detail (never a secret), retry_after (seconds; 0: not told)."""

    def __init__(self, place: str, why: Trouble, detail: str = "", retry_after: float = 0) -> None:
        super().__init__(place=place, why=why, detail=detail, retry_after=retry_after)
        self.place = place
        self.why = why
        self.detail = detail
        self.retry_after = retry_after

    def __str__(self) -> str:
        return f"{self.place}: {self.why.value} {self.detail}".rstrip()


class NotThere(ClinicError):
    """data: name. Nothing of that name lies at the place; whoever asked decides what it means."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name)
        self.name = name


class AlreadyThere(ClinicError):
    """data: name. Something of that name lies at the place already, and nothing was written over it."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name)
        self.name = name


class Spoiled(ClinicError):
    """data: name. What lies at a place under that name is not what was left there, whoever spoiled or swapped it."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name)
        self.name = name


# --- deadlines ----------------------------------------------------------------------------------------------------


class UnknownRule(ClinicError):
    """data: rule."""


class NoRuleThen(ClinicError):
    """data: rule, on (a date). No version of the rule was in force on that day."""


class RuleNotCounted(ClinicError):
    """data: rule, label, enabled. The rule is not in use or says no number: a lawyer types the date."""


class CalendarEnds(ClinicError):
    """data: first, last, year. The calendar of days off does not know that year, so nothing is counted in it."""


class NoExtension(ClinicError):
    """data: rule, label. The rule knows no extension."""


class ExtensionTooLate(ClinicError):
    """data: on, ended (dates), label. The notice came after the first term had ended."""


class NotTwice(ClinicError):
    """data: title. What has ended, or was extended already, is not ended or extended again."""


def file_error(problem: OSError, file: Path | str, *, writing: bool) -> ClinicError:
    """The clinic's name for an operating-system error on `file`: DiskFull, FileUnwritable or FileUnreadable."""
    import errno

    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(where=str(file))
    kind = FileUnwritable if writing else FileUnreadable
    return kind(file=str(file), reason=problem.strerror or type(problem).__name__)
