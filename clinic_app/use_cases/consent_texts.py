"""What somebody agrees to, in plain words: the text read out or shown, and its version, which the consent keeps.

Headings and duties come from the customer's templates (consent_processing, consent_publication; confidence medium
there); the sentences are our own, neutral and short, until a lawyer gives the clinic its own.
"""

from __future__ import annotations

from clinic_app.reference import lists
from clinic_app.wording.words import LANGUAGES, N_, in_language, spoken

EDITION = "1"  # raised with every change of a sentence below: a consent names the text it was given to

_TEXTS = {
    "processing": N_(
        "I agree that the clinic writes down and keeps what I tell about myself and my question, in order to help me. "
        "I may see it, have it corrected, and take this consent back at any time."
    ),
    "sharing_office": N_(
        "I agree that the coordinators of the clinics' network may read this record. "
        "Without this consent it stays in this office."
    ),
    "referral": N_("I agree that the clinic gives what is needed of my question to the organisation it refers me to."),
    "stats": N_("I agree that my question is counted in statistics. Nobody can recognise me in them."),
    "publication": N_(
        "I agree that my story is published in the form we discussed. The risks were explained to me. "
        "What is published already cannot be taken back."
    ),
    "contact": N_(
        "I agree that the clinic contacts me later, in the way and at the time I named as safe, "
        "to ask whether this helped."
    ),
    "crossborder": N_("I agree that what we discussed is passed on to partners abroad, where other laws hold."),
}


def text_of(kind: str, language: str | None) -> str:
    """What is agreed to by a consent of `kind`, in the language of the advice; "" for kinds without a text."""
    message = _TEXTS.get(kind, "")
    return in_language(read_in(language), message) if message else ""


def version_in(language: str | None) -> str:
    """The version a consent keeps: 1-ky."""
    return f"{EDITION}-{read_in(language)}"


def read_in(language: str | None) -> str:
    """The language a text is shown in: that of the advice, or the program's where there is no text in it."""
    return language if language in LANGUAGES else spoken()


def kinds() -> list[str]:
    """The kinds that have a text, in the list's order."""
    return [kind for kind in lists.items("consent_kind") if kind in _TEXTS]
