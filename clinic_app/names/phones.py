"""Telephone numbers of the Kyrgyz Republic by their shape alone: nine digits after +996, or two to four digits.

Whether a number is really given out is not looked up: demo numbers (+996 000 ...) and new prefixes must pass.
"""

from __future__ import annotations

import re
import unicodedata

from clinic_app.wording.words import _

COUNTRY = "996"
NATIONAL_LENGTH = 9
_RUN = re.compile(r"(\+?)\s*\(?\s*(\d[\d\s()\-.‐‑–—]*)")
_RUSSIAN_LENGTH = 11


def normal(phone: str) -> str | None:
    """+996XXXXXXXXX, a short number (112), or +digits of another country; None when it is no single whole number."""
    runs = _RUN.findall(unicodedata.normalize("NFKC", phone or ""))
    if len(runs) != 1:
        return None
    plus, run = runs[0]
    found = re.sub(r"\D", "", run)
    national = national_digits(found, international=bool(plus))
    if national:
        return f"+{COUNTRY}{national}"
    if plus or found.startswith("00"):
        abroad = found.removeprefix("00")
        return f"+{abroad}" if 7 <= len(abroad) <= 15 and not abroad.startswith(COUNTRY) else None
    if len(found) == _RUSSIAN_LENGTH and found[0] in "78":
        return f"+7{found[1:]}"  # +7 is dialled as 8 inside Russia and Kazakhstan, where many callers work
    return found if 2 <= len(found) <= 4 else None


def national_digits(found: str, *, international: bool = False) -> str:
    """The nine digits of a number given as digits with or without 0, 996, 00996; "" when it is none of these."""
    for prefix in (f"00{COUNTRY}0", f"00{COUNTRY}", f"{COUNTRY}0", COUNTRY):
        if found.startswith(prefix) and len(found) == len(prefix) + NATIONAL_LENGTH:
            return found[len(prefix) :]
    if international:
        return ""
    if len(found) == NATIONAL_LENGTH + 1 and found[0] == "0":
        return found[1:]
    return found if len(found) == NATIONAL_LENGTH else ""


def shown(phone: str) -> str:
    """A number as people read it, +996 XXX XXX XXX; what is not understood is shown as it was typed."""
    number = normal(phone)
    if number is None:
        return (phone or "").strip()
    if not number.startswith(f"+{COUNTRY}"):
        return number
    rest = number[len(COUNTRY) + 1 :]
    return f"+{COUNTRY} {rest[:3]} {rest[3:6]} {rest[6:]}"


def same_phone(one: str, other: str) -> bool:
    """Both are whole numbers and the same one; two empty or unreadable numbers are never the same."""
    number = normal(one)
    return number is not None and number == normal(other)


def doubt(phone: str) -> str:
    """Why a telephone as typed may not be reached, in the language in use; "" where it is a whole number, or none."""
    if not (phone or "").strip() or normal(phone) is not None:
        return ""
    said = _("“{phone}” is no whole number: +996 and nine digits, or a short one such as 112. It is kept as typed.")
    return said.format(phone=phone.strip())
