"""Packages in words, without Qt: whose they are, what became of them, why one waits or was refused, what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from clinic_app.wording.sentences import refusal_words
from clinic_app.wording.words import _, ngettext
from ui import package_numbers
from ui.merge_words import HELD, MERGED, NOTHING_NEW, REFUSED
from ui.pages.merging.presenter import OfficeRow

WAITING_GROUP, TAKEN_GROUP = "#waiting", "#taken"
_STRANGE = ("fork", "removed", "bad_signature", "stranger", "bad_seal", "bad_entries", "bad_manifest")


def stays_out(taken: Any) -> bool:
    """Whether a package is held or refused."""
    return taken.status in (HELD, REFUSED)


def sender_words(taken: Any, names: Mapping[str, str]) -> str:
    """Naryn, laptop B; "" for a stranger."""
    if not taken.office:
        return ""
    office = names.get(taken.office, taken.office)
    return _("{office}, laptop {letter}").format(office=office, letter=taken.letter) if taken.letter else office


def name_of(taken: Any) -> str:
    """What a package is called: its own name, else the file's."""
    return str(taken.package) or Path(taken.file).name


def pill_of(taken: Any) -> tuple[str, str, str]:
    """(icon, word, tone) of what became of a package."""
    return {
        MERGED: ("circle-check", _("Readable"), "ok"),
        HELD: ("hourglass", _("Waits"), "warn"),
        NOTHING_NEW: ("check", _("Nothing new"), "neutral"),
    }.get(taken.status, ("alert-circle", _("Refused"), "bad"))


def missing_words(taken: Any, names: Mapping[str, str]) -> str:
    """Naryn, laptop B: packages 13–15 have not come"""
    told = package_numbers.missing_words(taken.missing)
    if not told:
        return ""
    sender = sender_words(taken, names)
    return _("{who}: {what}").format(who=sender, what=told) if sender else told


def why_words(taken: Any) -> str:
    """One sentence on a package."""
    if taken.status == REFUSED:
        return refusal_words(taken.reason, taken.file)
    if taken.status == HELD:
        return _("It is kept and read as soon as what is missing has come. Nothing is lost.")
    if taken.status == NOTHING_NEW:
        if taken.reason == "own":
            return _("This laptop has written it itself.")
        if taken.reason == "not_for_us":
            return _("It is sealed for others and was left alone.")
        return _("Everything in it was here already.")
    return _("It is what it says it is, and can be taken in.")


def advice_words(taken: Any) -> str:
    """What a person can do about a package that stays out."""
    if taken.status == HELD:
        return _("Ask for the missing packages once more. It does no harm if one comes twice.")
    if taken.status != REFUSED:
        return ""
    if taken.reason == "newer_format":
        return _("Update the program and read it again.")
    if taken.reason in _STRANGE:
        return _("Do not throw the file away: tell the coordinator, who can find out what happened.")
    return _("Ask the sender for a fresh copy.")


def second_line(taken: Any, names: Mapping[str, str]) -> str:
    """Under a package's name: what is missing or why; else whose it is."""
    if taken.status == HELD:
        return missing_words(taken, names) or sender_words(taken, names)
    if taken.status == REFUSED:
        return why_words(taken)
    return sender_words(taken, names)


def ordered(packages: Sequence[Any]) -> list[Any]:
    """Refused first, then those that wait, then the others; by name within."""
    rank = {REFUSED: 0, HELD: 1}
    return sorted(packages, key=lambda one: (rank.get(one.status, 2), name_of(one)))


def group(packages: Sequence[Any], chosen: str) -> list[Any]:
    """The packages behind a group at the left."""
    return ordered([one for one in packages if stays_out(one) == (chosen == WAITING_GROUP)])


def package_rows(packages: Sequence[Any]) -> list[OfficeRow]:
    """The groups at the left: those that wait or were refused, when there are any, and the others."""
    held = sum(one.status == HELD for one in packages)
    refused = sum(one.status == REFUSED for one in packages)
    rows = []
    if held or refused:
        told = [
            ngettext("{n} waits", "{n} wait", held).format(n=held) if held else "",
            ngettext("{n} refused", "{n} refused", refused).format(n=refused) if refused else "",
        ]
        icon, tone = ("alert-circle", "bad") if refused else ("package-off", "warn")
        words = ", ".join(part for part in told if part)
        rows.append(OfficeRow(WAITING_GROUP, _("Not taken in"), held + refused, words, icon, tone))
    if rest := len(packages) - held - refused:
        rows.append(OfficeRow(TAKEN_GROUP, _("Readable packages"), rest, ""))
    return [replace(row, heading=_("Packages")) if at == 0 else row for at, row in enumerate(rows)]


def takeable(packages: Sequence[Any]) -> int:
    """How many packages of a preview a merge would keep: those that can be read, and those that wait and are new."""
    return sum(one.status == MERGED or (one.status == HELD and bool(one.names)) for one in packages)


def nothing_words(packages: Sequence[Any]) -> str:
    """The calm line where no record would change."""
    if not packages:
        return _("There is no package here.")
    if any(stays_out(one) for one in packages):
        return _("Nothing can be taken in yet. Look at the packages and why.")
    return _("Nothing new: everything in these packages is here already.")
