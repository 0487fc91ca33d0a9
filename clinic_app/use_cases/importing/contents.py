"""What a column most likely holds, by its cells, where its heading says nothing. In doubt it is nothing.

Only what looks like one field alone: telephones, personal numbers, words of one list. A date could be any date.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from clinic_app.names.phones import normal
from clinic_app.records.record import Field
from clinic_app.records.values import Choice, Elements, Phone, Pin
from clinic_app.reports.sheet_reading import Row
from clinic_app.use_cases.importing.words_of_lists import code_of

_LOOKED_AT = 300
_LEAST_CELLS = 3
_SHARE = 0.9
_LISTS = ("sex", "legal_topics", "channel", "language", "vulnerability", "outcome", "service_kind", "attack_types")


def by_contents(
    fields: Mapping[str, Field], headings: Sequence[str], rows: Sequence[Row], found: Mapping[int, str]
) -> dict[int, str]:
    """place -> field for columns without a field yet; each field at most once, and none that a heading has."""
    taken = set(found.values())
    told: dict[int, str] = {}
    for place, heading in enumerate(headings):
        if place in found or not heading:
            continue
        cells = [cells[place].strip() for _, cells in rows[:_LOOKED_AT] if place < len(cells) and cells[place].strip()]
        fits = [name for name, spec in fields.items() if name not in taken and _fits(spec, cells)]
        if len(fits) == 1:
            told[place] = fits[0]
            taken.add(fits[0])
    return told


def _fits(spec: Field, cells: Sequence[str]) -> bool:
    if len(cells) < _LEAST_CELLS:
        return False
    kind = spec.kind
    if isinstance(kind, Pin):
        return _share(cells, lambda text: bool(re.fullmatch(r"[12]\d{13}", text.replace(" ", ""))))
    if isinstance(kind, Phone):
        return _share(cells, lambda text: len(normal(text) or "") > 4)
    name = str(getattr(kind, "list", "") or "")
    if not isinstance(kind, (Choice, Elements)) or name not in _LISTS:
        return False
    words = {text.casefold() for text in cells}
    return (
        len(words) > 1 and not any(text.isdigit() for text in words) and _share(cells, lambda text: _known(name, text))
    )


def _known(name: str, text: str) -> bool:
    return code_of(name, text) is not None


def _share(cells: Sequence[str], right: Callable[[str], bool]) -> bool:
    return sum(right(text) for text in cells) >= _SHARE * len(cells)
