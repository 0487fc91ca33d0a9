"""What may have been meant where little is found: words of the index close to what was typed.

The words come from the index, but a word is shown only as it is written in a record that the new question finds: so
none is shown that stands in nothing one may see, and none without its ң, ө, ү.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from clinic_app.names import folding
from clinic_app.names.folding import NAME
from clinic_app.reference import lists

if TYPE_CHECKING:
    from clinic_app.records.record import Record
    from clinic_app.store.vault import Vault
    from clinic_app.use_cases.casework import Casework

FEW = 5  # as many found, and nothing else is proposed
MOST = 3
_SHORTEST = 4  # letters of a word that is put right
_TWO_SLIPS_FROM = 7  # letters of a word in which two slips are thought of
_TRIED = 8  # words looked up in records
_READ = 12_000  # words of one first letter compared: no more, so that it stays within a frame or two
_ALPHABET = "абвгдежзийклмнопрстуфхцчшщыэюя"

_KEYS = dict(zip("qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюё", strict=True))
_TO_CYRILLIC_KEYS = str.maketrans(_KEYS | {latin.upper(): sign.upper() for latin, sign in _KEYS.items()})
_TO_LATIN_KEYS = str.maketrans({sign: latin for latin, sign in _KEYS.items()})

Find = Callable[[str], list[tuple[str, str]]]  # a question -> at most FEW of what it finds


class Suggesting:
    """Reads the words of one vault's index."""

    def __init__(self, vault: Vault, casework: Casework) -> None:
        self._vault = vault
        self._casework = casework

    def instead_of(self, words: str, find: Find) -> list[str]:
        """Up to MOST questions that find something where `words` find fewer than FEW, best first."""
        here = len(find(words))
        if here >= FEW:
            return []
        found: dict[str, None] = {}
        typed = words.split()
        other_keys = _other_keys(words)
        if other_keys and not here and find(other_keys):
            found[other_keys] = None
        for at, word in enumerate(typed):
            if len(word) < _SHORTEST or not word.isalpha() or len(found) >= MOST:
                continue
            if len(typed) > 1 and len(find(word)) >= FEW:
                continue  # it is another word that finds nothing
            for candidate in self._near(folding.fold(word))[:_TRIED]:
                question = " ".join([*typed[:at], candidate, *typed[at + 1 :]])
                hits = find(question)
                written = self._written(hits, candidate, word) if len(hits) > here else ""
                if written and folding.fold(written) != folding.fold(word):
                    found[" ".join([*typed[:at], written, *typed[at + 1 :]])] = None
                if len(found) >= MOST:
                    break
        return list(found)[:MOST]

    def _near(self, word: str) -> list[str]:
        """Words of the index a slip or two from `word`, or that go on where one does; nearest first."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        most = 2 if len(word) >= _TWO_SLIPS_FROM else 1
        length = len(word)
        nearest: dict[str, tuple[int, int, int, str]] = {}
        choices: dict[str, str] = {}
        for one in self._read(word):
            if len(one) >= length - most and one.isalpha():
                for cut in {one[: length - 1], one[:length], one[: length + 1]}:
                    if cut not in choices or len(one) < len(choices[cut]):
                        choices[cut] = one
        slips = process.extract(word, list(choices), scorer=OSA.distance, score_cutoff=most, limit=50)
        for cut, distance, _ in slips:
            one = choices[cut]
            if one.startswith(word):
                continue  # it was found already
            rank = (int(distance), OSA.distance(word, one), abs(len(one) - length), one)
            nearest[one] = min(rank, nearest.get(one, rank))
        return sorted(nearest, key=lambda one: nearest[one])

    def _read(self, word: str) -> Iterator[str]:
        """Words with its first letter, and those with another whose next letters are its own."""
        beginnings = [word[:1]]
        beginnings += [word[1:4], word[1] + word[0] + word[2:4]]
        beginnings += [letter + word[1:4] for letter in _ALPHABET] + [letter + word[:3] for letter in _ALPHABET]
        for sign in ("", NAME):
            for beginning in dict.fromkeys(beginnings):
                for one in self._vault.words(sign + beginning, _READ):
                    yield one.removeprefix(NAME)

    def _written(self, hits: Iterable[tuple[str, str]], word: str, typed: str) -> str:
        """The word as it is written in one of the records; "" where it is in none of them."""
        by_type: dict[str, list[str]] = {}
        for kind, id in hits:
            by_type.setdefault(kind, []).append(id)
        for kind, ids in by_type.items():
            for record in self._casework.load_many(kind, ids):
                if record.archived or record.erased:
                    continue
                for text, is_name in _texts(record):
                    at = _place(folding.fold(text), word)
                    if at >= 0:
                        written = text[at : at + len(word)]
                        return written if is_name or typed[:1].isupper() else written.lower()
        return ""


def _texts(record: Record) -> Iterator[tuple[str, bool]]:
    """(text, whether it is a name) of what a record is found by."""
    for name, column, is_phone in record.type.searched:
        value = getattr(record, name)
        for text in sorted(value) if isinstance(value, frozenset) else (value,):
            if isinstance(text, str) and text and not is_phone:
                yield folding.composed(text), column == "name"
    topic = str(getattr(record, "topic", None) or "")
    if topic in lists.items("legal_topics"):
        for label in lists.items("legal_topics")[topic].labels.values():
            yield folding.composed(label), False


def _place(folded: str, word: str) -> int:
    """Where a whole word begins; -1 where it is not."""
    for match in folding.TERM.finditer(folded):
        if match[0] == word:
            return match.start()
    return -1


def _other_keys(words: str) -> str:
    """What the same keys would have written with the other layout."""
    if words.isascii():
        return words.translate(_TO_CYRILLIC_KEYS) if any(sign.isalpha() for sign in words) else ""
    other = words.lower().translate(_TO_LATIN_KEYS)
    return other if other.isascii() else ""
