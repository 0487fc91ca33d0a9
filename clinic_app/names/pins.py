"""The 14-digit personal number: sex, date of birth, and a tail. It is read to warn, never to refuse."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from clinic_app.wording.words import N_, _

_SEXES = {"1": "f", "2": "m"}  # 0 is a legal entity, with its day of registration
_KNOWN_FIRST = "012"

WHOLE = N_("This personal number does not begin with 0, 1 or 2; please look again.")
NO_DATE = N_("Digits 2 to 9 of this personal number are no date of birth; please look again.")
OTHER_SEX = N_("The personal number says another sex than this card.")
OTHER_YEAR = N_("The personal number says {year} as the year of birth, this card says {told}.")


@dataclass(frozen=True)
class PinFacts:
    """What a personal number says: the sex's code ("" for a legal entity) and the day; None where that is no date."""

    sex: str
    born: date | None


def pin_facts(pin: str) -> PinFacts | None:
    """What 14 digits say; None when they are not 14."""
    if not re.fullmatch(r"[0-9]{14}", pin):
        return None
    try:
        born = date(int(pin[5:9]), int(pin[3:5]), int(pin[1:3]))
    except ValueError:
        return PinFacts(_SEXES.get(pin[0], ""), None)
    return PinFacts(_SEXES.get(pin[0], ""), born)


def pin_doubts(pin: str, sex: str | None, born: int | None, today: date) -> tuple[str, ...]:
    """Where a personal number disagrees with itself or with the card, as sentences in the language in use."""
    facts = pin_facts(pin)
    if facts is None:
        return ()
    told = []
    if pin[0] not in _KNOWN_FIRST:
        told.append(_(WHOLE))
    if facts.born is None or facts.born > today:
        told.append(_(NO_DATE))
    elif pin[0] != "0" and born and facts.born.year != born:
        told.append(_(OTHER_YEAR).format(year=facts.born.year, told=born))
    if facts.sex and sex in _SEXES.values() and sex != facts.sex:
        told.append(_(OTHER_SEX))
    return tuple(told)
