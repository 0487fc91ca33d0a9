"""What the window and the commands say alike about the people of a laptop."""

from __future__ import annotations

from clinic_app.wording.words import _


def old_copies_words() -> str:
    """What taking a way in away does not undo. There is no act yet that would: the key of the case book stays."""
    return _(
        "The way in is gone. Backups and copies of this case book made earlier still open with that passphrase:"
        " keep them where this person cannot get at them, or destroy them and make a new backup."
    )
