"""What is wrong with a paper trail, as sentences; the codes themselves are for scripts."""

from __future__ import annotations

from clinic_app.wording.words import N_, _

_WORDS = {
    "row": N_("Row {n} does not follow from the rows before it: something there was changed or taken out."),
    "seal": N_("The signature up to row {n} does not fit the rows."),
    "backup": N_("A backup knows row {n} otherwise than it stands here."),
    "export": N_(
        "Row {n} is not what the signature says of it: the signature is forged or of another case book, or the trail"
        " was changed since."
    ),
}


def trail_problem_words(code: str) -> str:
    """A sentence for "trail row 7", "trail head" and their like; what is no code of the trail stays as it is."""
    trail, _space, told = code.partition(" ")
    what, _space, number = told.partition(" ")
    if trail == "trail" and what == "head":
        return _("The newest rows were cut off.")
    if trail == "trail" and what in _WORDS:
        return _(_WORDS[what]).format(n=number)
    return code
