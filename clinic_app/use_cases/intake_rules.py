"""What follows from what was written at intake: eligibility, the outcome a decision means, the day to call back.

Pure functions. They only propose: what a person chose is never overwritten, and nobody is refused by the program.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

CALL_BACK_AFTER = 14  # days until "did this solve it?" is asked, unless somebody writes another day

# Confidence medium: those categories of art. 8 of the 2016 law that kg-law.journalist.kg (18.12.2017) names. Whether
# Law No. 91 of 10.08.2022 keeps them, and which it adds, was not readable: a lawyer must confirm the list.
CATEGORIES = ("disability", "mental", "minor", "veteran", "detained")

# Help that goes beyond advice: it is qualified aid, and asks for a ground.
_BEYOND_ADVICE = frozenset({"repr_court", "repr_body", "defence"})

_OUTCOMES = {"accept": "ongoing", "advised": "advised", "refer": "referred", "decline": "not_eligible"}


@dataclass(frozen=True)
class Eligibility:
    """On which ground somebody may be helped: a code of `eligibility_basis`, "" when there is none (yet).

    `category` is the first ground among the vulnerabilities; `known` says whether income or category was asked at all.
    """

    basis: str
    category: str = ""
    known: bool = True

    @property
    def needs_reason(self) -> bool:
        """Help goes beyond what the ground gives: why it is given all the same must be written."""
        return self.known and not self.basis


def is_qualified(decision: str | None, services: Iterable[str], aid_level: str | None = None) -> bool:
    """Whether the help is more than advice. `decision`, `services`, `aid_level`: codes of their lists.

    A decline helps nobody, so no ground is asked for it.
    """
    if decision in ("decline", "refer"):
        return False
    return decision == "accept" or aid_level == "qualified" or bool(_BEYOND_ADVICE & set(services))


def eligibility(vulnerability: Iterable[str], income_band: str | None, qualified: bool) -> Eligibility:
    """The ground for help: by category regardless of income, by income, or none needed for advice.

    Advice (consultative aid) is open to anyone; qualified aid needs income up to 60 times the statutory minimum wage
    over 12 months, or a category. Source: kg-law.journalist.kg on art. 8 of the 2016 law; for income 24-kg.com,
    23.06.2025. Confidence medium, see CATEGORIES.
    """
    given = set(vulnerability)
    category = next((one for one in CATEGORIES if one in given), "")
    if category:
        return Eligibility("category", category)
    if income_band == "below" or (income_band in (None, "", "unknown") and "low_income" in given):
        return Eligibility("income")
    if not qualified:
        return Eligibility("any", known=income_band == "above")
    return Eligibility("", known=income_band == "above")


def outcome_of(decision: str | None, decline_reason: str | None = None) -> str:
    """The outcome a decision means, "" when it means none: a matter taken on goes on, one referred is referred."""
    if decision == "decline" and decline_reason == "conflict":
        return "conflict"
    if decision == "decline" and decline_reason == "not_reached":
        return "lost_contact"
    return _OUTCOMES.get(decision or "", "")


def call_back_on(received: date | None, *, agreed: bool, safe: bool, silent: bool, decision: str | None) -> date | None:
    """The day to ask "did this solve it?", None where nobody is to be called back.

    `agreed`: the consent to be contacted stands; `safe`: a safe way is written; `silent`: it says not to call.
    **Danger:** a call to somebody who must not be called can get them beaten; `silent` is stronger than any consent.
    """
    if received is None or silent or decision == "decline" or not (agreed or safe):
        return None
    return received + timedelta(days=CALL_BACK_AFTER)
