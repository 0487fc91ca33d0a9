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
_READ = 4_000  # words compared: no more, so that it stays within a frame or two
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
        ends = (length - 1, length, length + 1)
        choices = {one[: length + 1]: one for one in self._read(word) if len(one) >= length - most}
        near = process.extract(word, list(choices), scorer=OSA.distance, score_cutoff=most + 2, limit=None)
        nearest: dict[str, tuple[int, int, int, str]] = {}
        for cut, _, _ in near:
            one = choices[cut]
            slips = min(OSA.distance(word, one[:end]) for end in ends)
            if slips <= most and one.isalpha() and not one.startswith(word):  # else it was found already
                nearest[one] = (slips, OSA.distance(word, one), abs(len(one) - length), one)
        found: list[str] = []
        for one in sorted(nearest, key=lambda one: nearest[one]):
            if not one.startswith(tuple(found)):  # a question for its beginning finds it too
                found.append(one)
        return found

    def _read(self, word: str) -> Iterator[str]:
        """Words with its first letter (of a great index: its first two) and those with a slip there whose next letters
        are its own; of those that begin alike in as many letters as it has, and one more, only the shortest.
        """
        at_first = [word[1:4], word[1] + word[0] + word[2:4]]
        at_first += [letter + word[1:4] for letter in _ALPHABET] + [letter + word[:3] for letter in _ALPHABET]
        at_second = [word[0] + word[2:5], word[0] + word[2] + word[1] + word[3:5]]
        at_second += [word[0] + letter + rest for letter in _ALPHABET for rest in (word[2:5], word[1:4])]
        for sign in ("", NAME):
            letters = len(sign) + len(word) + 1
            read = self._words([word[0]], sign, letters)
            if len(read) == _READ:
                read = [*self._words([word[:2]], sign, letters), *self._words(at_second, sign, letters)]
            for one in (*read, *self._words(at_first, sign, letters)):
                yield one.removeprefix(NAME)

    def _words(self, beginnings: Iterable[str], sign: str, letters: int) -> list[str]:
        return self._vault.words([sign + one for one in dict.fromkeys(beginnings)], _READ, letters)

    def _written(self, hits: Iterable[tuple[str, str]], word: str, typed: str) -> str:
        """The word, or the beginning of a longer one, as one of the records has it; "" where it is in none of them."""
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
    """Where the word begins, or else a longer one that begins so; -1 where none does."""
    longer = -1
    for match in folding.TERM.finditer(folded):
        if match[0] == word:
            return match.start()
        if longer < 0 and match[0].startswith(word):
            longer = match.start()
    return longer


def _other_keys(words: str) -> str:
    """What the same keys would have written with the other layout."""
    if words.isascii():
        return words.translate(_TO_CYRILLIC_KEYS) if any(sign.isalpha() for sign in words) else ""
    other = words.lower().translate(_TO_LATIN_KEYS)
    return other if other.isascii() else ""
