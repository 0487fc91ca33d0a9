"""Districts and cities by the names people write; the oblast's cell decides between places of one name.

The rule: a name that fits several places is never guessed. "Ош" may be the city or the oblast, "Нарын" the city, the
district or the oblast; the kind written with it (г., р-н, обл.), the other cell or the mapping decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from clinic_app.names.folding import fold
from clinic_app.reference import lists
from clinic_app.use_cases.importing.faults import NotRead, Trouble
from clinic_app.use_cases.importing.texts import nearest

_KINDS = {
    "oblast": "область области обл облусу облус oblast obl region",
    "rayon": "район района районе р-н р-он рн району district d rayon raion р",
    "city": "город города городе гор г шаары шаар ш city",
}
_KIND_OF_WORD = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_KIND_OF_TYPE = {
    "oblast": "oblast",
    "rayon": "rayon",
    "city_district": "rayon",
    "city_oblast_significance": "city",
    "city_republican": "city",
    "country": "country",
}
_IN_BRACKETS = re.compile(r"\(([^)]*)\)")


def read_place(cells: list[tuple[str, str]], told: Mapping[str, str] | None = None) -> str:
    """The division id for cells (heading, text): an oblast, a district, or both in any order; NotRead otherwise.

    `told` maps folded texts to ids (what the person said in the mapping). At least one cell must be filled.
    """
    written = [(heading, text) for heading, text in cells if text.strip()]
    if not written:
        raise NotRead(Trouble.EMPTY, *cells[0])
    readings = [_candidates(text, told or {}) for _, text in written]
    for place, (heading, text) in enumerate(written):
        if not readings[place]:
            others: frozenset[str] = frozenset().union(*(ids for at, ids in enumerate(readings) if at != place))
            readings[place] = _with_slip(text, others)
        if not readings[place]:
            raise NotRead(Trouble.UNKNOWN_PLACE, heading, text)
    named: frozenset[str] = frozenset().union(*readings)
    found = {i for i in named if all(any(_under(i, j) for j in ids) for ids in readings)}
    if not found:
        raise NotRead(Trouble.PLACE_ELSEWHERE, *written[-1])
    if len(found) > 1:
        raise NotRead(Trouble.SEVERAL_PLACES, *written[-1])
    return found.pop()


def _with_slip(text: str, others: frozenset[str]) -> frozenset[str]:
    """A misspelt name: an oblast among the oblasts, anything else only within the oblasts the row names."""
    name, kind = _parted(text)
    known = lists.items("divisions")
    above = frozenset(i for i in others if known[i].parent == "KG")
    if kind == "oblast":
        within = frozenset(i for i in known if known[i].parent == "KG")
    else:
        within = frozenset(i for i in known if i not in above and any(_under(i, a) for a in above))
    names = {name: ids & within for name, ids in _names().items() if ids & within}
    return frozenset(i for i in names.get(nearest(name, names) or "", frozenset()) if _fits(i, kind))


def _candidates(text: str, told: Mapping[str, str]) -> frozenset[str]:
    settled = told.get(fold(text.strip()))
    if settled:
        return frozenset({settled})
    if text.strip() in lists.items("divisions"):
        return frozenset({text.strip()})
    outside = _IN_BRACKETS.sub(" ", text)
    inside = _IN_BRACKETS.findall(text)
    if not outside.strip():
        outside, inside = text, []
    name, kind = _parted(outside)
    ids = frozenset(i for i in _names().get(name, ()) if _fits(i, kind))
    for part in inside:  # "Октябрьский р-н (Бишкек)" names what it stands under
        above = _names().get(_parted(part)[0])
        if above:
            ids = frozenset(i for i in ids if any(_under(i, a) for a in above))
    return ids


def _fits(id: str, kind: str) -> bool:
    return not kind or _KIND_OF_TYPE[lists.items("divisions")[id].more["type"]] == kind


@cache
def _names() -> dict[str, frozenset[str]]:
    """Every folded name without its kind -> the places that bear it."""
    found: dict[str, set[str]] = {}
    for id, item in lists.items("divisions").items():
        if item.more["type"] == "country":
            continue
        written = [*item.labels.values(), *(item.more.get(f"short_{language}", "") for language in ("ky", "ru", "en"))]
        written += [alias for alias in item.aliases if not alias.startswith("not ")]
        for name in written:
            stem = _parted(_IN_BRACKETS.sub(" ", name))[0]
            if stem:
                found.setdefault(stem, set()).add(id)
    return {name: frozenset(ids) for name, ids in found.items()}


@lru_cache(maxsize=5000)
def _parted(text: str) -> tuple[str, str]:
    """A folded name without the word for its kind, and that kind ("" when none is written)."""
    words = re.findall(r"[^\W_]+(?:-[^\W_]+)*", fold(text).replace("’", "").replace("‑", "-").replace("–", "-"))
    kind = ""
    kept = []
    for word in words:
        if word in _KIND_OF_WORD and len(words) > 1:
            kind = _KIND_OF_WORD[word]
        else:
            kept.append(word)
    return "-".join(kept), kind


def _under(id: str, above: str) -> bool:
    known = lists.items("divisions")
    while id:
        if id == above:
            return True
        id = known[id].parent if id in known else ""
    return False
