"""What the paper trail may tell: a closed list of acts, and of what else a row may say. Codes are never reused.

An act of yours gets one line in ACTS; what it tells besides, one in ABOUT: a count, a code, an id. Never a name, a
path or anything a person wrote.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date

from clinic_app.records.declared import all_types, record_type
from clinic_app.reference import lists
from clinic_app.wording.dates import number, short_date
from clinic_app.wording.words import N_, _

ACTS: dict[str, str] = {
    "begun": N_("Paper trail begun"),
    "trail_key": N_("Paper trail signed by a new key"),
    "trail_exported": N_("Paper trail exported"),
    # Records
    "opened": N_("Opened"),
    "exported": N_("Exported"),
    "printed": N_("Printed"),
    "list_exported": N_("List exported"),
    "report": N_("Report made"),
    "attachment_given_out": N_("File given out"),
    "opened_outside": N_("File opened with another program"),
    "imported": N_("Imported"),
    "erasure_asked": N_("Erasure asked for"),
    "erased": N_("Was erased"),
    "receipt_made": N_("Receipt of an erasure made"),
    # Exchange
    "package_made": N_("Package made"),
    "merged": N_("Packages merged"),
    "merge_undone": N_("Merge undone"),
    "settled": N_("Conflict settled"),
    # Locks and people
    "unlocked": N_("Unlocked"),
    "wrong_tries": N_("Wrong passphrases"),
    "passphrase_changed": N_("Passphrase changed"),
    "person_added": N_("Person added"),
    "person_removed": N_("Person removed"),
    "role_changed": N_("Role changed"),
    "taken_over": N_("Case taken over from a lawyer who left"),
    "recovery_used": N_("Recovery code used"),
    "recovery_renewed": N_("Recovery code renewed"),
    "recovery_tried": N_("Recovery code tried out"),
    "identity_shown": N_("Secret key given out"),
    "panic": N_("Panic key"),
    # Laptops and copies
    "laptop_admitted": N_("Laptop admitted"),
    "laptop_removed": N_("Laptop removed"),
    "keys_changed": N_("Keys changed"),
    "backup_made": N_("Backup made"),
    "restored": N_("Restored from a backup"),
}

# What a row may tell besides: whole numbers, codes, ids.
ABOUT: dict[str, str] = {
    "bytes": N_("bytes"),
    "count": N_("records"),
    "device": N_("laptop"),
    "format": N_("format"),
    "from": N_("from"),
    "key": N_("key"),
    "kind": N_("kind"),
    "language": N_("language"),
    "life": N_("life"),
    "list": N_("list"),
    "member": N_("person"),
    "number": N_("number"),
    "office": N_("office"),
    "pages": N_("pages"),
    "people": N_("people"),
    "place": N_("kind of place"),
    "role": N_("role"),
    "slot": N_("lock"),
    "suffix": N_("kind of file"),
    "to": N_("up to"),
    "tries": N_("tries"),
    "way": N_("way"),
}

# What codes of rows mean; other codes are shown as they are.
VALUES: dict[str, str] = {
    "bare": N_("a copy without hidden data"),
    "calendar": N_("calendar"),
    "card": N_("card"),
    "chronology": N_("chronology"),
    "custody": N_("custody log"),
    "folder": N_("folder or stick"),
    "hand": N_("by hand"),
    "internal": N_("with names"),
    "merge": N_("a merge"),
    "neutral": N_("without titles"),
    "outward": N_("without names"),
    "paper": N_("on paper"),
    "place": N_("at a place"),
    "receipt": N_("receipt of an erasure"),
    "slip": N_("slip of a check"),
    "titles": N_("with titles"),
    "whole": N_("whole"),
}
OTHER = "other"  # a file's suffix in letters that a code does not have

_TOKEN = re.compile(r"[A-Za-z0-9_.:+=-]{1,80}", re.ASCII)
_ID = re.compile(r"[A-Za-z0-9_.:+=-]{0,64}", re.ASCII)
_MOST = (1 << 53) - 1


def act_words(act: str) -> str:
    """What was done, in words; a newer program's act by its code."""
    return _(ACTS[act]) if act in ACTS else act


def about_words(about: Mapping[str, str | int]) -> str:
    """What a row tells besides, in words: "format: csv, records: 12"."""
    shown = ((name, about[name]) for name in sorted(about, key=_order) if name in ABOUT and name != "key")
    return ", ".join(f"{_(ABOUT[name])}: {_value_words(name, value)}" for name, value in shown)


def _order(name: str) -> tuple[bool, str]:
    return name not in ("list", "kind"), name  # what it was first, then how


def _value_words(name: str, value: str | int) -> str:
    if name == "list" and str(value) in all_types():
        return _(record_type(str(value)).plural)
    if name == "role":
        return lists.label("member_role", str(value))
    if name in ("from", "to") and isinstance(value, str):
        with suppress(ValueError):
            return short_date(date.fromisoformat(value))
    return number(value) if isinstance(value, int) else _(VALUES[value]) if value in VALUES else value


def checked(act: str, type: str, record: str, about: Mapping[str, str | int]) -> dict[str, str | int]:
    """`about` as it may stand in the trail; ValueError for whatever could be somebody's words."""
    if act not in ACTS:
        raise ValueError(f"no act of the paper trail: {act}")
    if not _ID.fullmatch(type) or not _ID.fullmatch(record):
        raise ValueError("a row of the paper trail names a type and an id")
    about = {name: OTHER if name == "suffix" and not _fits(value) else value for name, value in about.items()}
    for name, value in about.items():
        if name not in ABOUT:
            raise ValueError(f"the paper trail tells nothing of this name: {name}")
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise ValueError(f"neither a number nor a code: {name}")
        if isinstance(value, int) and not 0 <= value <= _MOST:
            raise ValueError(f"a number out of range: {name}")
        if isinstance(value, str) and not _fits(value):
            raise ValueError(f"no code: {name}")  # not the value: it may be somebody's words
    return about


def _fits(value: object) -> bool:
    return isinstance(value, str) and _TOKEN.fullmatch(value) is not None
