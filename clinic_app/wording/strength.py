"""How strong a passphrase is, in words: every code of `clinic_app.keys.strength`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from clinic_app.wording.words import N_, _, ngettext

WARNINGS: Mapping[str, str] = {
    "guessable": N_("This is easily guessed."),
    "about_you": N_("Your name, your office and the like are guessed first."),
    "row_of_keys": N_("Rows of keys are easily guessed."),
    "keyboard_pattern": N_("Patterns on the keyboard are easily guessed."),
    "repeated_sign": N_("The same letter again and again is easily guessed."),
    "repeated_part": N_("The same word twice is hardly better than once."),
    "sequence": N_("Letters or digits in order are easily guessed."),
    "year": N_("Years are easily guessed."),
    "date": N_("Dates are easily guessed."),
    "top_10": N_("This is among the ten commonest passwords."),
    "top_100": N_("This is among the hundred commonest passwords."),
    "very_common": N_("This is a very common password."),
    "similar_to_common": N_("This is much like a common password."),
    "word_alone": N_("One word alone is easily guessed."),
    "name_alone": N_("A name alone is easily guessed."),
    "names": N_("Names are easily guessed."),
}
SUGGESTIONS: Mapping[str, str] = {
    "few_words": N_("Take a few words that do not belong together."),
    "no_signs_needed": N_("Signs, digits and capitals are not needed."),
    "another_word": N_("Add a word or two, rare ones."),
    "more_turns": N_("Words are better than patterns of keys."),
    "no_repeats": N_("Repeat nothing."),
    "no_sequences": N_("Take nothing that has an order."),
    "no_years": N_("Take no year."),
    "no_own_years": N_("Take no year of yours."),
    "no_own_dates": N_("Take no date of yours."),
    "capital": N_("A capital letter helps little."),
    "all_capitals": N_("Capitals alone help little."),
    "reversed": N_("A word backwards is hardly better."),
    "substitutions": N_("@ in place of a helps little."),
}


def why_weak(warning: str) -> str:
    """What is weak about it, one sentence."""
    code = warning if warning in WARNINGS else "guessable"
    return _(WARNINGS[code])


def what_helps(suggestions: Iterable[str]) -> str:
    """The first thing that would help; "" when there is nothing to say."""
    return next((_(SUGGESTIONS[code]) for code in suggestions if code in SUGGESTIONS), "")


def guessing_words(n: int, unit: str) -> str:
    """How long guessing takes somebody who has stolen the laptop and owns many machines; one sentence."""
    if n < 1:
        return _("A thief with many computers guesses it in less than a minute.")
    if unit == "years" and n >= 1000:
        return _("A thief with many computers would need over a thousand years.")
    if unit == "years":
        said = ngettext(
            "A thief with many computers would need about {n} year.",
            "A thief with many computers would need about {n} years.",
            n,
        )
    elif unit == "months":
        said = ngettext(
            "A thief with many computers would need about {n} month.",
            "A thief with many computers would need about {n} months.",
            n,
        )
    elif unit == "days":
        said = ngettext(
            "A thief with many computers would need about {n} day.",
            "A thief with many computers would need about {n} days.",
            n,
        )
    elif unit == "hours":
        said = ngettext(
            "A thief with many computers would need about {n} hour.",
            "A thief with many computers would need about {n} hours.",
            n,
        )
    else:
        said = ngettext(
            "A thief with many computers would need about {n} minute.",
            "A thief with many computers would need about {n} minutes.",
            n,
        )
    return said.format(n=n)
