"""Whether words name somebody: whoever prints for others is asked to look first. It warns, it never stops anybody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from clinic_app.names.folding import TERM, fold

_LEAST = 4  # letters of a part of a name: shorter ones stand in too many other words
_ENDINGS = 2  # letters by which a name changes with its case
_NOBODY = frozenset(("уулу", "кызы", "ulu", "kyzy", "uulu"))


def naming_words(texts: Iterable[str], names: Sequence[str]) -> list[str]:
    """The words of these texts that look like parts of these names, as they stand there, each once.

    Case endings and letters of the other alphabet's keyboard are looked through; another script is not.
    """
    parts = {part for name in names for part in TERM.findall(fold(name)) if len(part) >= _LEAST and part not in _NOBODY}
    stems = tuple(sorted({part[: max(_LEAST, len(part) - _ENDINGS)] for part in parts}))
    if not stems:
        return []
    found = (word for text in texts for word in TERM.findall(text) if fold(word).startswith(stems))
    return list(dict.fromkeys(found))
