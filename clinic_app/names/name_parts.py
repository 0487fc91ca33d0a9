"""The parts of a name that tell people apart, each as it is compared."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from clinic_app.names import skeleton
from clinic_app.names.folding import fold

_PATRONYMIC = ("ovic", "evic", "ovna", "evna")  # as skeletons end


@dataclass(frozen=True)
class Part:
    """One word of a name: `folded` as search sees it, `key` its skeleton, `root` the key without family endings.

    `descends`: a family name, a patronymic or a father before уулу, кызы; a bare given name does not. `father`: one
    of the last two.
    """

    folded: str
    key: str
    root: str
    descends: bool
    father: bool = False


def name_parts(name: str) -> tuple[Part, ...]:
    """The parts of a name that tell people apart, in the order written, without уулу, кызы, тегин."""
    told = skeleton.words(name)
    found = []
    for word, following in zip(told, (*told[1:], ""), strict=True):
        part = _part(word, skeleton.is_child_word(following))
        if part is not None:
            found.append(part)
    return tuple(found)


@lru_cache(maxsize=100_000)
def _part(word: str, before_child: bool) -> Part | None:
    """One word of a name; None for уулу, кызы and for what leaves no skeleton.

    It is kept: fifty thousand people share some ten thousand words, and the index is built each time one opens.
    """
    key = skeleton.key(word)
    if not key or skeleton.is_child_word(word):
        return None
    root, father = skeleton.root(key), before_child or key.endswith(_PATRONYMIC)
    return Part(fold(word), key, root, key != root or father, father)
