"""Why something may not be given out, as sentences: one for each reason of the gate."""

from __future__ import annotations

from collections.abc import Mapping

from clinic_app.wording.words import N_, _

_REASONS: dict[str, str] = {
    "no_such_mode": N_("It must be said how much is given out."),
    "no_incident": N_("{record}: there is no incident that was verified."),
    "not_verified": N_("{record}: verification is “{has}”, and this asks for “{needs}”."),
    "level_too_low": N_("{record}: the consent is “{has}”, and this asks for “{needs}”."),
    "withdrawn": N_("{record}: the consent to publication was withdrawn."),
    "not_written": N_("{record}: the consent to publication is not written down with its form, day and text."),
    "unsettled": N_("{record}: laptops differ about consent or verification; settle the conflict first."),
    "not_here": N_("A case that it belongs to is not in this case book, so its consent is not known here."),
    "not_ours": N_("{record}: the case is another office's now, so its consent is not known here."),
    "erased": N_("{record}: it was erased, and its consent with it."),
    "too_much": N_("This is more than was chosen: {has}."),
    "no_referral": N_("{record}: there is no consent to giving it to another organisation."),
}


def reason_words(reason: str, told: Mapping[str, str]) -> str:
    """One reason as a sentence; `told`: record (its number), has and needs (labels)."""
    return _(_REASONS[reason]).format(record=told["record"], has=told["has"], needs=told["needs"])
