"""What is odd about a place: noticed, named with the office and the laptop it is about, and harmless."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Odd(StrEnum):
    """The kinds of oddity; the words are in `clinic_app.wording.oddities`."""

    PUT_BACK = "put_back"  # older things lie there than were read there before
    WITHHELD = "withheld"  # announced, and not there
    SPOILED = "spoiled"  # other bytes than announced
    FORGED = "forged"  # an index that its laptop did not sign
    JUNK = "junk"  # so much lies there that reading stopped before the end
    COPIED = "copied"  # an index of this laptop's own that this case book never signed


@dataclass(frozen=True)
class Oddity:
    """One oddity of a place (its name); `office` and `letter` of the laptop it is about, empty where it is about none.

    It is a warning, never a stop: nothing was applied that is not signed.
    """

    place: str
    what: Odd
    office: str = ""
    letter: str = ""
