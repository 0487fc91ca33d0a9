"""How easily a passphrase is guessed: the library zxcvbn, taught the words that people type in Kyrgyzstan.

The library knows English only. Beside its lists stand the commonest Russian and Kyrgyz passwords and words, each also
as it comes out of a keyboard left in English and in Latin letters; a passphrase in Cyrillic is estimated a second time
by its keys, so that rows of keys and English words typed on a Russian keyboard are seen too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from clinic_app.keys.passphrase_text import normalised
from clinic_app.paths import RESOURCES

LEAST_SCORE = 2
MOST_CHARACTERS = 72  # estimating takes quadratic time; nobody is refused for what stands behind
# What somebody with a hundred graphics cards might try against Argon2id of 256 MiB.
GUESSES_PER_SECOND = 10_000

_YEAR = 31_557_600
_UNITS = (("years", _YEAR), ("months", _YEAR // 12), ("days", 86_400), ("hours", 3_600), ("minutes", 60))
_MOST_YEARS = 1_000

# Every sentence of the library by its code; `clinic_app.wording.strength` says them in the user's language.
CODES: Mapping[str, str] = {
    "Use a few words, avoid common phrases.": "few_words",
    "No need for symbols, digits, or uppercase letters.": "no_signs_needed",
    "Add another word or two. Uncommon words are better.": "another_word",
    "Straight rows of keys are easy to guess.": "row_of_keys",
    "Short keyboard patterns are easy to guess.": "keyboard_pattern",
    "Use a longer keyboard pattern with more turns.": "more_turns",
    'Repeats like "aaa" are easy to guess.': "repeated_sign",
    'Repeats like "abcabcabc" are only slightly harder to guess than "abc".': "repeated_part",
    "Avoid repeated words and characters.": "no_repeats",
    'Sequences like "abc" or "6543" are easy to guess.': "sequence",
    "Avoid sequences.": "no_sequences",
    "Recent years are easy to guess.": "year",
    "Avoid recent years.": "no_years",
    "Avoid years that are associated with you.": "no_own_years",
    "Dates are often easy to guess.": "date",
    "Avoid dates and years that are associated with you.": "no_own_dates",
    "This is a top-10 common password.": "top_10",
    "This is a top-100 common password.": "top_100",
    "This is a very common password.": "very_common",
    "This is similar to a commonly used password.": "similar_to_common",
    "A word by itself is easy to guess.": "word_alone",
    "Names and surnames by themselves are easy to guess.": "name_alone",
    "Common names and surnames are easy to guess.": "names",
    "Capitalization doesn't help very much.": "capital",
    "All-uppercase is almost as easy to guess as all-lowercase.": "all_capitals",
    "Reversed words aren't much harder to guess.": "reversed",
    "Predictable substitutions like '@' instead of 'a' don't help very much.": "substitutions",
}
ABOUT_YOU = "about_you"
_ANYWHERE = ("clinic", "casebook", "clinic casebook", "клиника", "клиникалык", "юридическая клиника")

_CYRILLIC = "ё1234567890-=йцукенгшщзхъфывапролджэячсмитьбю."
_QWERTY = "`1234567890-=qwertyuiop[]asdfghjkl;'zxcvbnm,./"
_KYRGYZ_AS_RUSSIAN = str.maketrans("ңөү", "ноу")  # they sit on the same keys, with a second hand
_TO_QWERTY = str.maketrans(_CYRILLIC + "ңөү", _QWERTY + "yje")
_LATIN = str.maketrans(
    {
        **dict(zip("абвгдезийклмнопрстуфхыэңөү", "abvgdeziyklmnoprstufhyenou", strict=True)),
        "ё": "e",
        "ж": "zh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "sch",
        "ъ": "",
        "ь": "",
        "ю": "yu",
        "я": "ya",
    }
)


@dataclass(frozen=True)
class Guessing:
    """How long somebody with a stolen slots file and many machines would need: `n` of `unit`, 0 minutes for less."""

    n: int
    unit: str


@dataclass(frozen=True)
class Strength:
    """`score` 0 to 4 (zxcvbn's), how long guessing takes, and codes: what is weak ("" if nothing) and what helps."""

    score: int
    guessing: Guessing
    warning: str
    suggestions: tuple[str, ...]

    @property
    def accepted(self) -> bool:
        return self.score >= LEAST_SCORE


def strength(passphrase: str, about: Iterable[str] = ()) -> Strength:
    """How strong `passphrase` is; `about`: names of the person and the office, which are guessed first.

    Takes up to 60 ms and remembers nothing that it was given.
    """
    plain = normalised(passphrase)[:MOST_CHARACTERS]
    own = {form: place for place, form in enumerate(_about_forms(about), start=1)}
    found = _estimate(plain, own)
    by_keys = _on_qwerty(plain)
    if by_keys != plain:
        # The same keys in English: one more guess for each word.
        other = _estimate(by_keys, own)
        if other["guesses"] * 2 < found["guesses"]:
            found = other
    return _told(found)


def _estimate(plain: str, own: Mapping[str, int]) -> dict[str, Any]:
    from zxcvbn import matching, scoring  # type: ignore[import-untyped]

    # Not through zxcvbn(): it keeps what is told about the user in a dictionary of its module.
    dictionaries = _dictionaries() | {"user_inputs": own}
    result: dict[str, Any] = scoring.most_guessable_match_sequence(plain, matching.omnimatch(plain, dictionaries))
    return result


def _told(found: Mapping[str, Any]) -> Strength:
    from zxcvbn import feedback, time_estimates

    score: int = time_estimates.guesses_to_score(found["guesses"])
    said = feedback.get_feedback(score, found["sequence"])
    warning = CODES.get(said["warning"], "")
    longest: Mapping[str, Any] = max(found["sequence"], key=lambda match: len(match["token"]), default={})
    if not warning and score <= LEAST_SCORE and longest.get("dictionary_name") == "user_inputs":
        warning = ABOUT_YOU
    codes = [CODES[one] for one in said["suggestions"] if one in CODES]
    return Strength(score, guessing(found["guesses"]), warning, tuple(_in_any_script(codes, longest.get("token", ""))))


def _in_any_script(codes: Sequence[str], word: str) -> Sequence[str]:
    """The library takes whatever is not a to z for a capital."""
    if "all_capitals" not in codes or word.isupper():
        return codes
    kept = [code for code in codes if code != "all_capitals"]
    return [*kept, "capital"] if word[:1].isupper() else kept


def guessing(guesses: Any) -> Guessing:
    """How long `guesses` take at GUESSES_PER_SECOND."""
    seconds = int(guesses) // GUESSES_PER_SECOND
    for unit, length in _UNITS:
        if seconds >= length:
            return Guessing(min(seconds // length, _MOST_YEARS), unit)
    return Guessing(0, "minutes")


@cache
def _dictionaries() -> dict[str, Mapping[str, int]]:
    """The library's lists, those of this country among its passwords."""
    from zxcvbn import matching

    lists: dict[str, Mapping[str, int]] = dict(matching.RANKED_DICTIONARIES)
    lists.pop("user_inputs", None)
    common = dict(lists["passwords"])
    for name in ("ru", "ky"):
        words = (RESOURCES / "strength" / f"{name}.txt").read_text(encoding="utf-8").split()
        for rank, word in enumerate(words, start=1):
            for form in _forms(word):
                common[form] = min(rank, common.get(form, rank))
    return lists | {"passwords": common}


def _forms(word: str) -> Sequence[str]:
    """A word as it is typed: itself, without the Kyrgyz letters, on an English keyboard, in Latin letters."""
    plain = word.translate(_KYRGYZ_AS_RUSSIAN)
    forms = (word, plain, plain.replace("ё", "е"), word.translate(_TO_QWERTY), word.translate(_LATIN))
    return [form for form in dict.fromkeys(forms) if form]


def _about_forms(about: Iterable[str]) -> list[str]:
    whole = [normalised(one).casefold().strip() for one in (*about, *_ANYWHERE)]
    parts = [part for one in whole for part in (one, one.replace(" ", ""), *one.replace("-", " ").split())]
    return list(dict.fromkeys(form for part in parts if len(part) > 2 for form in _forms(part)))


def _on_qwerty(plain: str) -> str:
    """What the same keys give on an English keyboard; unchanged where nothing Cyrillic is typed."""
    if not any(sign in _CYRILLIC_LETTERS for sign in plain.casefold()):
        return plain
    return plain.casefold().translate(_TO_QWERTY)


_CYRILLIC_LETTERS = frozenset(sign for sign in _CYRILLIC + "ңөү" if sign.isalpha())
