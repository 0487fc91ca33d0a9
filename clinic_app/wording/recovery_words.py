"""The words that stand on the recovery sheet and on the buttons it speaks of: one and the same, in every language."""

from __future__ import annotations

from clinic_app.wording.words import N_

SHEET = N_("The recovery sheet")
SETTINGS = N_("Settings")
BY_CODE = N_("Open with the recovery code")
FROM_PICTURE = N_("Read from a photo…")
GO_ON = N_("Continue")
SET_NEW = N_("Open and set the new passphrase")
NEW_SHEET = N_("New sheet…")
TRY_IT = N_("Try it")
RESTORE = N_("Restore from a backup")
WITH_SHEET = N_("I have the recovery sheet")
