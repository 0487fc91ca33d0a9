"""The words that stand on the recovery sheet and on the buttons it speaks of: one and the same, in every language."""

from __future__ import annotations

from clinic_app.wording.words import N_, _

SHEET = N_("The recovery sheet")
SETTINGS = N_("Settings")
BY_CODE = N_("Open with the recovery code")
FROM_PICTURE = N_("Read from a photo…")
GO_ON = N_("Continue")
SET_NEW = N_("Open and set the new passphrase")
NEW_SHEET = N_("New sheet…")
TRY_IT = N_("Try it")
RESTORE = N_("Restore from a backup")
WITH_SHEET = N_("On another computer: use the recovery sheet")
PUT_BACK = N_("Restore")


_REMINDERS = {
    "a_year": (
        N_("You have not tried the recovery sheet for a year"),
        N_("Take it out and type it once: then you know that it is there and that it opens the case book."),
    ),
    "unconfirmed": (
        N_("Nobody has confirmed the recovery sheet"),
        N_("Without it a forgotten passphrase loses the case book. Try yours, or make a new one."),
    ),
}


def sheet_reminder(remind: str) -> tuple[str, str] | None:
    """The bold sentence and what follows from it, for `SheetFacts.remind`; None when there is no reason."""
    told = _REMINDERS.get(remind)
    return (_(told[0]), _(told[1])) if told else None
