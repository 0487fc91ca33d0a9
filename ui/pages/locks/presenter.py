"""What the room "Locks" says, without Qt: the choices of minutes, the keys, the wrong tries of late."""

from __future__ import annotations

from collections.abc import Sequence

from clinic_app.use_cases.locks import WrongTries
from clinic_app.wording.dates import date_time
from clinic_app.wording.words import N_, _, ngettext

KEYS = (
    ("Ctrl L", N_("Lock: drafts are kept, nothing stays on the screen")),
    ("Ctrl Shift L", N_("Panic key: locks at once, then asks whether only the recovery sheet shall open")),
)
REACH = (
    N_("What is printed passes through this computer's print queue, where it may stay for a while."),
    N_("What is in memory can reach the swap or a hibernation file: encrypt the whole disk as well."),
    N_("A locked case book shows nothing and its keys are overwritten, as far as the program can reach."),
)


def minute_choices(minutes: Sequence[int]) -> list[tuple[str, str]]:
    """Key and words of each choice."""
    return [(str(n), ngettext("{n} minute", "{n} minutes", n).format(n=n)) for n in minutes]


def tries_rows(tries: Sequence[WrongTries], most: int = 5) -> list[str]:
    """One line for each time there were wrong tries, newest first."""
    return [
        ngettext("{n} wrong try until {when}", "{n} wrong tries until {when}", one.count).format(
            n=one.count, when=date_time(one.until.astimezone())
        )
        for one in tries[:most]
    ]


def reach_lines() -> list[str]:
    """What the lock does not reach."""
    return [_(line) for line in REACH]
