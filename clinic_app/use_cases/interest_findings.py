"""What a conflict-of-interest check finds, as frozen values with their words."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from clinic_app.names.likeness import SURE_SCORE
from clinic_app.use_cases.parties import CLIENT, OPPONENT, Place
from clinic_app.wording.words import N_, _, ngettext

SHOWN_PLACES = 3
NEEDS_DECISION = 80  # of 100: from here an opposite role must be decided about
SAME, LIKE = "same", "like"  # how two persons are tied; else the code of a relation

_ROLES = {
    ("consultation", CLIENT): N_("client in {records}"),
    ("journalist_case", CLIENT): N_("journalist in {records}"),
    ("incident", CLIENT): N_("person concerned in {records}"),
    ("incident", OPPONENT): N_("suspected in {records}"),
    ("consultation", OPPONENT): N_("opposing party in {records}"),
    ("journalist_case", OPPONENT): N_("opposing party in {records}"),
}


@dataclass(frozen=True)
class Asked:
    """A name on a record: its side, the person it is bound to ("" while nobody is), the year of birth if told."""

    side: str
    name: str
    person: str = ""
    born: int | None = None


@dataclass(frozen=True)
class Finding:
    """Somebody of another record whom a name on this one may mean, or to whom they are related, and where they stand.

    `said` is the reason and the place in words, `line` names both persons too. `decided`: a decision covers it.
    """

    asked: Asked
    person: str
    name: str
    born: int | None
    tie: str
    score: float
    why: str
    places: tuple[Place, ...]
    opposite: bool
    keys: dict[str, str] = field(default_factory=dict)  # key -> the other record
    decided: bool = False
    ask: tuple[str, ...] | None = None  # some of it stands in records that are not shown; who may be asked about them

    @property
    def veiled(self) -> bool:
        """Whether all of it does: nothing is told but that it is there."""
        return self.ask is not None and not self.places

    @property
    def strong(self) -> bool:
        """Whether clearing it needs a reason."""
        return self.opposite and self.score >= SURE_SCORE

    @property
    def needs_decision(self) -> bool:
        return self.opposite and self.score >= NEEDS_DECISION

    @property
    def said(self) -> str:
        if self.ask is None:
            return _("{why}; {where}").format(why=self.why, where=where_words(self.places))
        elsewhere = _hidden_words(self.ask)
        if self.veiled:
            return elsewhere
        return _("{why}; {where}").format(why=self.why, where=f"{where_words(self.places)}; {elsewhere}")

    @property
    def who(self) -> str:
        """Асанов Үсөн, 1980"""
        if self.veiled:
            return _("(not open to you)")
        return f"{self.name}, {self.born}" if self.born else self.name

    @property
    def line(self) -> str:
        """As it is kept with a decision, and printed."""
        if self.veiled:
            return _("{name}: {said}").format(name=self.asked.name, said=self.said)
        if self.tie == SAME and self.name == self.asked.name:
            return _("{name}: {said}").format(name=self.who, said=self.said)
        return _("{name} — {found}: {said}").format(name=self.asked.name, found=self.who, said=self.said)


def _hidden_words(ask: Sequence[str]) -> str:
    if not ask:
        return _("there is a match in a record that is not open to you")
    return _("there is a match in a record that is not open to you; ask {ask}").format(ask=", ".join(ask))


def where_words(places: Sequence[Place]) -> str:
    """client in NAR1-2026-B-0017, opposing party in NAR1-2025-A-0031"""
    if not places:
        return _("on both sides of this record")
    by_role: dict[str, list[str]] = {}
    for place in places:
        by_role.setdefault(_ROLES[place.type, place.side], []).append(place.record_no or place.id)
    return ", ".join(_(role).format(records=_numbers(some)) for role, some in by_role.items())


def _numbers(some: Sequence[str]) -> str:
    shown = ", ".join(some[:SHOWN_PLACES])
    more = len(some) - SHOWN_PLACES
    if more <= 0:
        return shown
    return ngettext("{shown} and {n} more", "{shown} and {n} more", more).format(shown=shown, n=more)


def key_of(tie: str, persons: tuple[str, str], records: tuple[str, str]) -> str:
    """Names one tie between two records from whichever side one looks; a link made later is another tie."""
    told = "\n".join((tie, *sorted(persons), *sorted(records)))
    return hashlib.sha256(told.encode()).hexdigest()[:20]


def ranked(found: Sequence[Finding]) -> tuple[Finding, ...]:
    """Opposite roles first, then the likeliest."""
    return tuple(sorted(found, key=lambda one: (not one.opposite, -one.score, one.name, one.person)))
