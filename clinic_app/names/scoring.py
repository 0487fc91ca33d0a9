"""How like two names are: their parts paired, the pairs counted, the reasons named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clinic_app.names import skeleton
from clinic_app.names.name_parts import Part
from clinic_app.names.reasons import (
    OTHER_ORDER,
    OTHER_SPELLING,
    SAME_FAMILY,
    SAME_FAMILY_AND_GIVEN,
    SAME_GIVEN,
    SAME_GIVEN_AND_FATHER,
    SAME_NAME,
    TYPO,
)

LEAST_SCORE = 78  # below this it is plainly somebody else, unless two parts are the same or the year tells more
SAME = 0.9  # a part from here on is the same word, perhaps otherwise spelled
_TOLD = 0.65  # a part below this is not spoken of: Гүлзат and Нурзат are two names
_LONE = 0.75  # somebody who types one word is still typing it
_OTHER_ENDING = 0.93  # Асан and Асанов: often one person, but less surely than two spellings of one word
_MISSING_PART = 0.1  # how much a part that only one side has weighs against the parts both have
_MISSING_BUT_ONE = 0.5  # the same where one side is a single word: Үсөн is many people


@dataclass(frozen=True)
class Pair:
    """An asked and a kept part, by their places, and how like they are: 0 to 1."""

    asked: int
    kept: int
    like: float


def pairs_of(asked: tuple[Part, ...], kept: tuple[Part, ...], like: dict[str, dict[str, float]]) -> list[Pair]:
    """Asked and kept parts paired one to one, the likest first."""
    found = [
        Pair(i, j, like[a.root].get(k.root, 0.0) * (1.0 if a.descends == k.descends else _OTHER_ENDING))
        for i, a in enumerate(asked)
        for j, k in enumerate(kept)
        if k.root in like[a.root]
    ]
    taken: list[Pair] = []
    for pair in sorted(found, key=lambda p: -p.like):
        if all(pair.asked != t.asked and pair.kept != t.kept for t in taken):
            taken.append(pair)
    return sorted(taken, key=lambda p: p.asked)


def score_of(pairs: list[Pair], asked: int, kept: int) -> float:
    most, least = max(asked, kept), min(asked, kept)
    missing = (_MISSING_PART if least > 1 else _MISSING_BUT_ONE) * (most - least)
    return 100 * sum(p.like for p in pairs) / (least + missing)


def is_worth(score: float, asked: tuple[Part, ...], kept: tuple[Part, ...], pairs: list[Pair], same_year: bool) -> bool:
    """Whether a lawyer would want to see this person: enough alike in all, or in two parts, or in family and year.

    Two parts that are each a little alike are nobody: Ибраимова Гүлзат is not Нурзат Мамат кызы.
    """
    if score >= LEAST_SCORE:
        return True
    same = [pair for pair in pairs if pair.like >= SAME]
    if len(asked) == 1:
        return pairs[0].like >= _LONE if pairs else False
    if len(same) >= 2 or (len(kept) == 1 and bool(same)):
        return True
    return same_year and any(
        skeleton.is_family(asked[pair.asked].key) and skeleton.is_family(kept[pair.kept].key) for pair in same
    )


def is_renamed(asked: tuple[Part, ...], kept: tuple[Part, ...], pairs: list[Pair]) -> bool:
    """The same given name and father, another family name: as after a marriage."""
    if len(asked) < 3 or len(kept) < 3:
        return False
    same = [(asked[pair.asked], kept[pair.kept]) for pair in pairs if pair.like >= SAME]
    fathers = sum(one.father and other.father for one, other in same)
    givens = sum(not one.descends and not other.descends for one, other in same)
    return bool(fathers and givens)


def name_reasons(asked: tuple[Part, ...], kept: tuple[Part, ...], pairs: list[Pair]) -> Iterable[str]:
    pairs = [pair for pair in pairs if pair.like >= _TOLD] or pairs
    parted = [(asked[p.asked], kept[p.kept]) for p in pairs]
    if len(pairs) == min(len(asked), len(kept)) and (len(pairs) > 1 or len(asked) == len(kept)):
        yield SAME_NAME
    elif any(skeleton.is_family(a.key) or skeleton.is_family(k.key) for a, k in parted):
        yield SAME_FAMILY if len(parted) == 1 else SAME_FAMILY_AND_GIVEN
    else:
        yield SAME_GIVEN if len(parted) == 1 else SAME_GIVEN_AND_FATHER
    if any(a.root != k.root for a, k in parted):
        yield TYPO
    elif any(a.folded != k.folded for a, k in parted):
        yield OTHER_SPELLING
    if [p.kept for p in pairs] != sorted(p.kept for p in pairs):
        yield OTHER_ORDER
