"""How two peers look for a known person, written from what they describe, and plain rapidfuzz. For comparison only.

* j-lawyer compares address-book records: whoever types a name must find the record themselves, by its words as written.
  The oracle is generous: any order of the words, any case.
* OCM (Pika before it) compares the English metaphone of the name, and the birth date. Metaphone knows A to Z only, so
  a Cyrillic name has none; the oracle is asked twice, as it is and with every name spelled in Latin letters before.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable

from names_generator import SYSTEMS, Invented

Find = Callable[[str, int], list[int]]


def j_lawyer(known: Iterable[Invented]) -> Find:
    """The same words, whatever their order and case."""
    records: defaultdict[frozenset[str], list[int]] = defaultdict(list)
    for person in known:
        records[frozenset(person.name.lower().split())].append(person.id)
    return lambda name, _born: records.get(frozenset(name.lower().split()), [])


def ocm(known: Iterable[Invented], *, latin_first: bool) -> Find:
    """Every word of the shorter name sounds like a word of the longer one, in English, and the birth year agrees."""
    keys: dict[str, str] = {}

    def key(word: str) -> str:
        if word not in keys:
            keys[word] = metaphone(in_latin(word) if latin_first else word)
        return keys[word]

    born: defaultdict[int, list[tuple[int, frozenset[str]]]] = defaultdict(list)
    for person in known:
        sounds = frozenset(filter(None, map(key, person.name.split())))
        if sounds:
            born[person.born].append((person.id, sounds))

    def find(name: str, year: int) -> list[int]:
        asked = frozenset(filter(None, map(key, name.split())))
        return [id for id, sounds in born[year] if asked and (asked <= sounds or sounds <= asked)]

    return find


def plain_rapidfuzz(known: Iterable[Invented], limit: int) -> Find:
    """token_set_ratio over the names as written."""
    from rapidfuzz import fuzz, process

    names = {person.id: person.name.lower() for person in known}
    return lambda name, _born: [
        id for _name, _score, id in process.extract(name.lower(), names, scorer=fuzz.token_set_ratio, limit=limit)
    ]


def in_latin(word: str) -> str:
    """A Cyrillic word in the letters of a passport."""
    table = SYSTEMS["icao"]
    return "".join(table.get(letter, letter) for letter in word.lower()).replace("*", "")


_FIRST = ((r"^(?:kn|gn|pn|ae|wr)", lambda m: m[0][1]), (r"^x", "s"), (r"^wh", "w"))
_SOUNDS: tuple[tuple[str, str], ...] = (
    (r"([bdfjlmnpqrtvxz])\1+", r"\1"),
    (r"mb$", "m"),
    (r"sch", "sk"), (r"ch", "X"), (r"cia", "X"), (r"sh", "X"), (r"sio|sia", "X"), (r"tio|tia", "X"),
    (r"tch", "X"), (r"th", "0"), (r"ph", "f"), (r"ck", "k"),
    (r"c(?=[iey])", "s"), (r"c", "k"),
    (r"dg(?=[eyi])", "j"), (r"d", "t"),
    (r"gh(?![aeiou])", ""), (r"gn(?:ed)?$", "n"), (r"g(?=[iey])", "j"), (r"g", "k"),
    (r"(?<=[aeiou])h(?![aeiou])", ""), (r"(?<=[ckpgst])h", ""),
    (r"q", "k"), (r"v", "f"), (r"w(?![aeiou])", ""), (r"x", "ks"), (r"y(?![aeiou])", ""), (r"z", "s"),
)  # fmt: skip


def metaphone(word: str) -> str:
    """A small English metaphone: consonants by their English sound, vowels only at the beginning, A to Z only."""
    said = re.sub(r"[^a-z]", "", word.lower())
    for pattern, becomes in _FIRST:
        said = re.sub(pattern, becomes, said)  # type: ignore[call-overload]  # a text or a function
    for pattern, becomes in _SOUNDS:
        said = re.sub(pattern, becomes, said)
    return (said[:1] + re.sub(r"[aeiou]", "", said[1:])).upper()
