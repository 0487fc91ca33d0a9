"""What was odd about a place, as one sentence that says what to do and accuses nobody too early."""

from __future__ import annotations

from clinic_app.wording.words import N_, _

_WORDS = {
    "put_back": N_(
        "{place}: older things lie there than were read before, of {laptop}; nothing was lost here."
        " If this does not change, ask who can change files there."
    ),
    "withheld": N_(
        "{place}: {laptop} has announced something that is not there; it may still be on its way."
        " If this does not change, somebody took it away."
    ),
    "spoiled": N_("{place}: something of {laptop} was changed there; it was not taken in."),
    "forged": N_("{place}: a list lies there in the name of {laptop} that it did not sign; it was not believed."),
    "junk": N_("{place}: so many files lie there that not all could be looked at; ask somebody to tidy up there."),
    "copied": N_(
        "{place}: this case book was copied or restored: things lie there in its name that it does not know."
        " It goes on as a new one; if there is a second copy, stop using it."
    ),
}


def oddity_words(what: str, place: str, office: str = "", letter: str = "") -> str:
    """One sentence; `office` and `letter` name the laptop it is about."""
    laptop = _("{office}, laptop {letter}").format(office=office, letter=letter) if office else _("a laptop")
    return _(_WORDS[what]).format(place=place, laptop=laptop)
