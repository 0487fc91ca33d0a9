"""What a type of attack is called in four other collections, so that one entry feeds all their reports.

Two mappings stand with the types themselves; the two others in `incident_codes.csv`, in our own words, and no surer
than it says there: a reader of those collections must confirm them. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clinic_app.reference import lists
from clinic_app.wording.words import N_

# scheme -> (the list of its codes, what the column is called)
SCHEMES: dict[str, tuple[str, str]] = {
    "coe": ("coe_types", N_("Council of Europe platform")),
    "mmf": ("mmf_types", N_("Mapping Media Freedom")),
    "uspft": ("uspft_types", N_("U.S. Press Freedom Tracker")),
    "huridocs": ("huridocs_types", N_("HURIDOCS, types of acts")),
}


@dataclass(frozen=True)
class Code:
    """One code of another collection; `confidence` (high, medium, low) is of the mapping to it."""

    scheme: str
    code: str
    label: str
    confidence: str


def codes_of(attacks: Iterable[str], scheme: str, language: str = "") -> list[Code]:
    """What types of attack (codes of attack_types) are in one collection, each once, in that collection's order."""
    found: dict[str, Code] = {}
    for attack in sorted(attacks):
        for code, confidence in _mapped(attack, scheme):
            found.setdefault(code, Code(scheme, code, lists.label(SCHEMES[scheme][0], code, language), confidence))
    order = list(lists.items(SCHEMES[scheme][0]))
    return sorted(found.values(), key=lambda one: order.index(one.code))


def _mapped(attack: str, scheme: str) -> list[tuple[str, str]]:
    item = lists.items("attack_types").get(attack)
    if item is None:
        return []
    sure = item.more.get("confidence", "low")
    if scheme == "coe":
        return [(item.more["map_coe"], sure)] if item.more.get("map_coe") else []
    known = lists.items(SCHEMES[scheme][0])
    if scheme == "mmf":
        names = {_plain(one.labels["en"]): code for code, one in known.items()}
        told = [_plain(name) for name in item.more.get("map_mmf", "").split(";") if name.strip()]
        return [(names[name], sure) for name in told if name in names]
    return [
        (code, one.more.get("confidence", "low"))
        for code, one in known.items()
        if attack in one.more.get("attacks", "").split()
    ]


def _plain(name: str) -> str:
    return "".join(name.lower().split()).removesuffix("s")
