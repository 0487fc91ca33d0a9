"""How text is folded for search, what an index row is fed, and the FTS5 question a person's words become.

The index holds folded, unstemmed words; endings, scripts and telephone shapes are opened up in the question. The table
is `fts5(name, body, tokenize='unicode61 remove_diacritics 0', prefix='2 3')`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
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
_TERM = re.compile(r"[^\W_]+")
_PAIR = re.compile("[a-z][\u0400-\u04ff]|[\u0400-\u04ff][a-z]")  # two scripts side by side
_LETTERS = re.compile(r"[^\W\d_]+")
_TO_CYRILLIC = str.maketrans("aceopxykmthb", "асеорхукмтнв")
_TO_LATIN = str.maketrans("асеорхукмтнв", "aceopxykmthb")
_NUMBER = re.compile(r"(?:(?:[^\W_]{2,8}-)?\d{4}-)?[^\W\d_]\d?-?\d{1,6}|[^\W_]{2,8}-\d{4}(?:-[^\W\d_]\d?)?")
_NUMBER_ENDS = re.compile(r"(?<=[^\W\d_-])(?=\d+$)")
_RUNNING = 4  # digits of the running number of a record: NAR1-2026-B-0017
_DIGITS_RUN = re.compile(r"(?<!\S)[+(]*\d[\d\s()+\-.]*(?!\S)")
_DATE = re.compile(r"\d{1,2}\.\d{1,2}(?:\.\d{2,4})?|\d{4}-\d\d-\d\d")
_SHORTEST_STEM = 3
_ENDINGS = "а у е ы и о я ю ь ой ом ем ей ам ям ах ях ов ев ами ями"
_NOUN_ENDINGS = frozenset(_ENDINGS.split())
_LEAST_PHONE = 5
_LAST_PHONE = 6


def fold(text: str) -> str:
    """`text` in NFC, small letters, ё ң ө ү as е н о у; always as long as NFC(text), so places in it agree."""
    text = text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)
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


@lru_cache(maxsize=2048)
def fold_label(label: str) -> str:
    """`fold` for the labels of lists, which every record that names them repeats; never for what somebody typed."""
    return fold(label)


def _one_script(found: re.Match[str]) -> str:
    """A Cyrillic word with Latin look-alikes in it becomes wholly Cyrillic; a true mixture (3D-шоу) is left alone."""
    if not _PAIR.search(found[0]):
        return found[0]
    word = found[0].translate(_TO_CYRILLIC)
    return found[0] if re.search("[a-z]", word) else word


def search_terms(text: str) -> tuple[str, ...]:
    """The folded words of `text` in order, punctuation left out; good for marking hits."""
    return tuple(_TERM.findall(fold(text)))


def index_name(names: Iterable[str]) -> str:
    """What the column `name` is fed: the folded words of all names of a record and their Latin skeletons, each once."""
    told: dict[str, None] = {}
    for name in names:
        told.update(dict.fromkeys(search_terms(name)))
        told.update(dict.fromkeys(k for k in map(skeleton.key, skeleton.words(name)) if k))
        told.update(dict.fromkeys(k for k in skeleton.keys(name) if k))
    return " ".join(told)


def index_body(texts: Iterable[str]) -> str:
    """What the column `body` is fed: all texts of a record folded, unstemmed."""
    return "\n".join(fold(t) for t in texts if t)


def index_phone(phone: str) -> str:
    """What `body` is fed for a telephone: nine national digits and the last six; other numbers as digits; or ""."""
    number = phones.normal(phone)
    if number is None:
        return " ".join(re.findall(r"\d+", phone or ""))
    national = phones.national_digits(number.lstrip("+"))
    return f"{national} {national[-_LAST_PHONE:]}" if national else number.lstrip("+")


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
    choices = [_beginning(digits, "body") for digits in beginnings if digits]
    apart = _TERM.findall(run)
    if len(apart) > 1 and whole is None:
        choices.append(f"({' AND '.join(_beginning(d, 'body') for d in apart)})")
    return f"({_any_of(choices)})"


def _national_beginnings(found: str) -> list[str]:
    if found.startswith("00996"):
        return [found[5:]]
    if found.startswith(phones.COUNTRY):
        return [found[3:].removeprefix("0"), found[3:]]
    return [found[1:]] if found.startswith("0") else []


def _word_questions(text: str) -> list[str]:
    told = [w.strip("-–—'’\"«».,;:!?()") for w in text.split()]
    told = [w for w in told if _TERM.search(w)]
    named = [w for w in told if not skeleton.is_child_word(w)] or told
    # A lone letter would read a whole alphabet page of the index; it waits until it is a word.
    whole = [w for w in named if len(w) > 1 or w.isdigit()] or named
    return [_word_question(w) for w in whole]


def _word_question(word: str) -> str:
    if any(c.isdigit() for c in word):
        return _number_question(word)
    parts = _TERM.findall(fold(word))
    if len(parts) > 1:
        by_key = " AND ".join(f"({_any_of(_key_choices(w))})" for w in skeleton.words(word) if skeleton.key(w))
        phrases = [_beginning(" ".join([*parts[:-1], last])) for last in (_stem(word, parts[-1]), parts[-1])]
        return f"({_any_of([*phrases, *([f'({by_key})'] if by_key else [])])})"
    folded = parts[0]
    stem = _stem(word, folded)
    # A stem that begins the word finds all that the word finds: one reading of the index instead of two.
    body = [stem] if folded.startswith(stem) else [folded, stem]
    return f"({_any_of([*(_beginning(b, 'body') for b in body), _beginning(folded, 'name'), *_key_choices(word)])})"


def _key_choices(word: str) -> list[str]:
    return [_beginning(k, "name") if more else f'name:"{k}"' for k, more in skeleton.search_keys(word)]


def _beginning(words: str, column: str = "") -> str:
    """FTS5 for a word, or a phrase whose last word may go on; only letters, digits and blanks ever get here."""
    return f'{column}:"{words}"*' if column else f'"{words}"*'


def _any_of(choices: Iterable[str]) -> str:
    return " OR ".join(dict.fromkeys(choices))


def _number_question(word: str) -> str:
    """Record numbers, whole or in part (NAR1-2026-B-0017, B-17, 0017), also with В, А typed in the Cyrillic layout."""
    folded = fold(word)
    choices = [" ".join(_TERM.findall(folded))]
    if word.isdigit() and len(word) < _RUNNING:
        choices.append(word.zfill(_RUNNING))
    if _NUMBER.fullmatch(folded):
        latin = _TERM.findall(_NUMBER_ENDS.sub("-", folded.translate(_TO_LATIN)) if "-" in folded else folded)
        choices.append(" ".join(latin))
        if len(latin) > 1 and latin[-1].isdigit() and len(latin[-2]) <= 2:
            choices.append(" ".join([*latin[:-1], latin[-1].zfill(_RUNNING)]))
    return f"({_any_of(_beginning(c) for c in choices)})"


def _stem(word: str, folded: str) -> str:
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
