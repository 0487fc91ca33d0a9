"""How text is folded for search, and the FTS5 question a person's words become.

The index holds folded, unstemmed words (`indexing`); endings, scripts and telephone shapes are opened up in the
question. The table is `fts5(words, detail=none, tokenize='ascii', prefix='3 5')`: a question has words, never a phrase.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from clinic_app.names import phones, skeleton

_FOLDED = str.maketrans(
    "ёңөүєїӧӱíáéóäöüñçşšžğâêîôûàèčı",
    "еноуоуоуiaeoaouncsszgaeiouaeci",
)  # fmt: skip
_RARE = re.compile("[єїӧӱíáéóäöüñçşšžğâêîôûàèčı]")  # those of them that Kyrgyz and Russian do without
_LATIN = re.compile("[a-z]")
_KYRGYZ = re.compile("[ңөүҢӨҮ]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
TERM = re.compile(r"[^\W_]+")
LONGEST = 60  # letters of a token; longer words are cut, in the index and in the question
# Signs that no word has: before a name's word, its skeleton, what a filter asks for, the end of a number of several
# parts, and any other stretch of it, which many numbers share (`word_index.SHARED` knows this one).
NAME, KEY, TAG, JOINED, SHARED = "¬", "§", "¤", "№", "‡"
MOST_PARTS = 6  # of a number that is joined
_PAIR = re.compile("[a-z][\u0400-\u04ff]|[\u0400-\u04ff][a-z]")  # two scripts side by side
_LETTERS = re.compile(r"[^\W\d_]+")
_TO_CYRILLIC = str.maketrans("aceopxykmthb", "асеорхукмтнв")
_TO_LATIN = str.maketrans("асеорхукмтнв", "aceopxykmthb")
_NUMBER = re.compile(r"(?:(?:[^\W_]{2,8}-)?\d{4}-)?[^\W\d_]\d?-?\d{1,6}|[^\W_]{2,8}-\d{4}(?:-[^\W\d_]\d?)?")
_SHORT_NUMBER = re.compile(r"([^\W\d_])(\d{1,4})")
_NUMBER_ENDS = re.compile(r"(?<=[^\W\d_-])(?=\d+$)")
_RUNNING = 4  # digits of the running number of a record: NAR1-2026-B-0017
_DIGITS_RUN = re.compile(r"(?<!\S)[+(]*\d[\d\s()+\-.]*(?!\S)")
_DATE = re.compile(r"\d{1,2}\.\d{1,2}(?:\.\d{2,4})?|\d{4}-\d\d-\d\d")
_SHORTEST_STEM = 3
_ENDINGS = "а у е ы и о я ю ь ой ом ем ей ам ям ах ях ов ев ами ями"
_NOUN_ENDINGS = frozenset(_ENDINGS.split())
_LEAST_PHONE = 5
_LAST_PHONE = 6


def composed(text: str) -> str:
    """NFC of a text: as long as its `fold`."""
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """`text` in NFC, small letters, ё ң ө ү as е н о у; always as long as NFC(text), so places in it agree."""
    text = composed(text)
    folded = text.replace("İ", "i").lower()  # 'İ'.lower() is two characters long
    if folded.isascii():
        return folded
    # Four replacements are ten times as fast as one translation, and a merge folds every text.
    folded = folded.replace("ё", "е").replace("ң", "н").replace("ө", "о").replace("ү", "у")
    if _RARE.search(folded):
        folded = folded.translate(_FOLDED)
    if not _LATIN.search(folded) or not _PAIR.search(folded):
        return folded
    return _LETTERS.sub(_one_script, folded)  # one pass: a text of one endless word must not hold up the case book


def _one_script(found: re.Match[str]) -> str:
    """A Cyrillic word with Latin look-alikes in it becomes wholly Cyrillic; a true mixture (3D-шоу) is left alone."""
    if not _PAIR.search(found[0]):
        return found[0]
    word = found[0].translate(_TO_CYRILLIC)
    return found[0] if re.search("[a-z]", word) else word


def search_terms(text: str) -> tuple[str, ...]:
    """The folded words of `text` in order, punctuation left out; good for marking hits."""
    return tuple(TERM.findall(fold(text)))


def joined(parts: Sequence[str], sign: str = JOINED) -> str:
    """The token of a number of several parts; how many they are stands before, so that NAR1-2026 reads one list only,
    and not those of all the numbers that begin so.
    """
    return f"{sign}{len(parts)}{''.join(parts)}" if len(parts) > 1 else "".join(parts)


def national_and_last(number: str) -> set[str]:
    """The tokens of a whole telephone number (`phones.normal`): nine national digits and the last six; or digits."""
    national = phones.national_digits(number.lstrip("+"))
    return {national, national[-_LAST_PHONE:]} if national else {number.lstrip("+")}


def match_expression(words: str) -> str:
    """The FTS5 question for what a person typed: every word must be found, as a beginning; "" when nothing is asked."""
    text = unicodedata.normalize("NFC", words)
    asked: list[str] = []
    start = 0
    for run in _DIGITS_RUN.finditer(text):
        digits = _digits_question(run[0])
        if digits:
            asked += [*_word_questions(text[start : run.start()]), digits]
            start = run.end()
    asked += _word_questions(text[start:])
    return " AND ".join(dict.fromkeys(asked))


def _digits_question(run: str) -> str:
    """A stretch of digits that may be a telephone, or the beginning of one; "" when it is surely something else."""
    run = run.strip()
    if _DATE.fullmatch(run):
        return ""
    found = re.sub(r"\D", "", run)
    if len(found) < _LEAST_PHONE:
        return ""
    whole = phones.normal(run)
    beginnings = [found, *_national_beginnings(found)]
    if whole is not None:
        national = phones.national_digits(whole.lstrip("+"))
        beginnings = [national or whole.lstrip("+")]
    choices = [_beginning(digits) for digits in beginnings if digits]
    apart = TERM.findall(run)
    if len(apart) > 1 and whole is None:
        choices.append(f"({' AND '.join(map(_beginning, apart))})")
    return f"({_any_of(choices)})"


def _national_beginnings(found: str) -> list[str]:
    if found.startswith("00996"):
        return [found[5:]]
    if found.startswith(phones.COUNTRY):
        return [found[3:].removeprefix("0"), found[3:]]
    return [found[1:]] if found.startswith("0") else []


def _word_questions(text: str) -> list[str]:
    told = [w.strip("-–—'’\"«».,;:!?()") for w in text.split()]
    told = [w for w in told if TERM.search(w)]
    named = [w for w in told if not skeleton.is_child_word(w)] or told
    # A lone letter would read a whole alphabet page of the index; it waits until it is a word.
    whole = [w for w in named if len(w) > 1 or w.isdigit()] or named
    return [_word_question(w) for w in whole]


def _word_question(word: str) -> str:
    if any(c.isdigit() for c in word):
        return _number_question(word)
    parts = TERM.findall(fold(word))
    stem = stem_of(word, parts[-1])
    # A stem that begins the word finds all that the word finds: one reading of the index instead of two.
    ends = [stem] if parts[-1].startswith(stem) else [parts[-1], stem]
    if len(parts) > 1:
        by_key = " AND ".join(f"({_any_of(_key_choices(w))})" for w in skeleton.words(word) if skeleton.key(w))
        together = [" AND ".join([*map(_whole, parts[:-1]), _beginning(end)]) for end in ends]
        return f"({_any_of([f'({one})' for one in [*together, by_key] if one])})"
    # Names have their own words: what Russian endings are cut to would find every Асанбеков for an Асанов.
    return f"({_any_of([*map(_beginning, ends), _beginning(NAME + parts[0]), *_key_choices(word)])})"


def _key_choices(word: str) -> list[str]:
    return [_beginning(KEY + k) if more else _whole(KEY + k) for k, more in skeleton.search_keys(word)]


def _beginning(word: str) -> str:
    """FTS5 for a word that may go on, unless it is one letter; only letters, digits and our own signs get here."""
    return f'"{word[:LONGEST]}"*' if len(word.lstrip(NAME + KEY)) > 1 or word.isdigit() else _whole(word)


def _whole(word: str) -> str:
    return f'"{word[:LONGEST]}"'


def _any_of(choices: Iterable[str]) -> str:
    return " OR ".join(dict.fromkeys(choices))


def _number_question(word: str) -> str:
    """Record numbers, whole or in part (NAR1-2026-B-0017, B-17, 0017), also with В, А typed in the Cyrillic layout."""
    folded = fold(word)
    parts = TERM.findall(folded)
    if len(parts) > 2 and _NUMBER.fullmatch(folded) and len(parts[-1]) < _RUNNING and not parts[-1].strip("0"):
        parts = parts[:-1]  # "NAR1-2026-B-00": noughts begin nearly every running number, and choose nothing yet
        folded = folded.rstrip("0").rstrip("-")
    choices = [parts]
    if word.isdigit() and len(word) < _RUNNING:
        choices.append([word.zfill(_RUNNING)])
    apart = ""
    if _NUMBER.fullmatch(folded):
        latin = TERM.findall(_NUMBER_ENDS.sub("-", folded.translate(_TO_LATIN)) if "-" in folded else folded)
        if len(latin) == 1 and (short := _SHORT_NUMBER.fullmatch(folded.translate(_TO_LATIN))):
            latin = [short[1], short[2]]  # B17, said without its hyphen
        choices.append(latin)
        if len(latin) > 1 and latin[-1].isdigit() and len(latin[-2]) <= 2:
            choices.append([*latin[:-1], latin[-1].zfill(_RUNNING)])
    elif len(parts) > 1:
        last = parts[-1]
        # "NAR1-2": two digits or fewer begin nearly every record, so they wait until they are a whole number.
        end = _whole(last) if last.isdigit() and len(last) < 3 else _beginning(last)
        apart = f"({' AND '.join([*map(_whole, parts[:-1]), end])})"
    asked = [_beginning(joined(some[:MOST_PARTS], sign)) for some in choices for sign in (JOINED, SHARED)]
    return f"({_any_of([*asked, apart] if apart else asked)})"


def stem_of(word: str, folded: str) -> str:
    """The Russian stem of a folded word; the word itself when it is Kyrgyz, Latin or too short to cut."""
    if _KYRGYZ.search(word) or not _CYRILLIC.search(folded):
        return folded
    stem: str = _russian().stemWord(folded)
    cut = folded[len(stem) :]
    if len(stem) < _SHORTEST_STEM or (len(stem) == _SHORTEST_STEM and cut not in _NOUN_ENDINGS):
        return folded  # Бакыт is not бак- with a verb's ending
    return stem


@cache
def _russian() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("russian")
