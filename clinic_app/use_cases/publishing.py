"""The gate before anything about a person leaves the clinic: what may be told, by consent and verification.

Pure: it judges what it is given and asks nothing. Five modes, each telling more than the one before: C1 numbers, C2 a
description without names, C3 the outlet, C4 the name, C5 photo and documents. **Danger:** the consent of every case an
incident belongs to counts, not only the incident's own: one journalist cannot consent for another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from clinic_app.records.values import Consent, Consents
from clinic_app.reference import lists
from clinic_app.wording.publication import reason_words

NOTHING = "C0"
MODES = ("C1", "C2", "C3", "C4", "C5")
STATISTICS = "C1"

MAY_BE_PUBLISHED = "may_be_published"
COUNTED_FROM = ("two_sources", "document", "confirmed", MAY_BE_PUBLISHED)  # what statistics may count

# What a mode holds at most: part -> the mode it asks for.
PARTS = {"statistics": "C1", "description": "C2", "outlet": "C3", "name": "C4", "photo": "C5", "documents": "C5"}


class Reason(StrEnum):
    """Why the gate is shut; `clinic_app.wording.publication` has the words."""

    NO_SUCH_MODE = "no_such_mode"
    NO_INCIDENT = "no_incident"
    NOT_VERIFIED = "not_verified"
    LEVEL_TOO_LOW = "level_too_low"
    WITHDRAWN = "withdrawn"
    NOT_WRITTEN = "not_written"
    UNSETTLED = "unsettled"
    NOT_HERE = "not_here"
    NOT_OURS = "not_ours"
    ERASED = "erased"
    TOO_MUCH = "too_much"
    NO_REFERRAL = "no_referral"


@dataclass(frozen=True)
class Why:
    """One reason, the number of the record it lies with, and what it has and needs (labels)."""

    reason: Reason
    record: str = ""
    has: str = ""
    needs: str = ""

    def as_json(self) -> dict[str, str]:
        return {"reason": str(self.reason), "record": self.record, "has": self.has, "needs": self.needs}

    @property
    def words(self) -> str:
        """The reason as one sentence."""
        return reason_words(self.reason, self.as_json())


@dataclass(frozen=True)
class Verdict:
    """Whether it may be given out, and every reason why not."""

    allowed: bool
    why: tuple[Why, ...] = ()


@dataclass(frozen=True)
class Consented:
    """What somebody has consented to in one record: `level` and the consent of kind publication behind it.

    `shut`: the record's consent cannot be relied upon at all (it is not here, not ours, unsettled or erased).
    """

    record: str
    level: str = NOTHING
    consent: Consent | None = None
    shut: Reason | None = None

    @property
    def withdrawn(self) -> bool:
        return self.consent is not None and self.consent.withdrawn_on is not None

    @property
    def holds(self) -> str:
        """The level that counts: nothing, once it was withdrawn."""
        return NOTHING if self.withdrawn or self.level not in MODES else self.level


@dataclass(frozen=True)
class Verified:
    """How far an incident is verified; `settled`: laptops agree about it."""

    record: str
    level: str
    settled: bool = True


def verdict(mode: str, verified: Sequence[Verified] | None, consented: Sequence[Consented]) -> Verdict:
    """Whether `mode` may be given out, by every incident told of and every consent involved.

    `verified`: None for what is no incident and needs no verification (a consultation); empty is refused.
    """
    if mode not in MODES:
        return Verdict(False, (Why(Reason.NO_SUCH_MODE),))
    why = [*_unverified(mode, verified), *(one for each in consented if (one := _withheld(mode, each)))]
    return Verdict(not why and bool(consented), tuple(why) or (() if consented else (Why(Reason.NOT_HERE),)))


def consent_to(consents: Consents, kind: str = "publication") -> Consent | None:
    """The consent of one kind, standing or withdrawn."""
    return next((one for one in consents if one.kind == kind), None)


def too_much(mode: str, parts: Iterable[str]) -> list[Why]:
    """The parts that tell more than the mode."""
    beyond = [part for part in sorted(parts) if _rank(PARTS.get(part, "C5")) > _rank(mode)]
    return [Why(Reason.TOO_MUCH, has=lists.label("disclosure_part", part)) for part in beyond]


def parts_of(mode: str) -> frozenset[str]:
    """What a mode usually holds: everything it may, without photo and documents."""
    return frozenset(part for part, needs in PARTS.items() if _rank(needs) <= min(_rank(mode), _rank("C4")))


def level_words(code: Any) -> str:
    """What a level of consent is called."""
    return lists.label("publication_consent", str(code or NOTHING))


def _unverified(mode: str, verified: Sequence[Verified] | None) -> list[Why]:
    if verified is None:
        return []
    if not verified:
        return [Why(Reason.NO_INCIDENT)]
    enough = COUNTED_FROM if mode == STATISTICS else (MAY_BE_PUBLISHED,)
    needs = lists.label("verification_level", enough[0])
    found = []
    for one in verified:
        if not one.settled:
            found.append(Why(Reason.UNSETTLED, one.record))
        elif one.level not in enough:
            has = lists.label("verification_level", one.level or "claim")
            found.append(Why(Reason.NOT_VERIFIED, one.record, has, needs))
    return found


def _withheld(mode: str, one: Consented) -> Why | None:
    if one.shut:
        return Why(one.shut, one.record)
    if one.withdrawn:
        return Why(Reason.WITHDRAWN, one.record)
    if _rank(one.holds) < _rank(mode):
        return Why(Reason.LEVEL_TOO_LOW, one.record, level_words(one.holds), level_words(mode))
    if mode != STATISTICS and not _is_written(one.consent):
        return Why(Reason.NOT_WRITTEN, one.record)
    return None


def _is_written(consent: Consent | None) -> bool:
    return consent is not None and consent.stands and consent.on is not None and bool(consent.text_version)


def _rank(level: str) -> int:
    return MODES.index(level) + 1 if level in MODES else 0
