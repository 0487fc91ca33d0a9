"""The office's key and what is derived from it: the ids of counting rows.

Nobody outside the office can compute them, not even who knows the record.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from datetime import date
from typing import cast

from clinic_app.journal import audience as audiences
from clinic_app.journal import content as contents
from clinic_app.records.counting import PseudonymKey
from clinic_app.use_cases.desk import Desk

HEX = 32  # 128 bits
_SHAPE = re.compile(r"[0-9]{8}-[0-9a-f]{64}")  # a day, then 256 random bits


class Pseudonyms:
    """The keys of one office. The first is used; others were made by a colleague's laptop at the same time."""

    def __init__(self, office: str, keys: Iterable[str]) -> None:
        self.office = office
        self.keys = tuple(sorted(key for key in keys if _SHAPE.fullmatch(key)))  # a key one can guess is none

    def row(self, record: str) -> str:
        """The id under which a record is counted."""
        return self._derived(self.keys[0], "row", record)

    def rows(self, record: str) -> tuple[str, ...]:
        """Every id under which a record may be counted, the usual one first."""
        return tuple(self._derived(key, "row", record) for key in self.keys)

    def _derived(self, key: str, what: str, id: str) -> str:
        told = f"clinic {what} 1\n{self.office}\n{id}".encode()
        return hmac.new(key.encode(), told, hashlib.sha256).hexdigest()[:HEX]


def known_pseudonyms(desk: Desk) -> Pseudonyms:
    """The pseudonyms of one's own office by the keys that are here; perhaps by none yet."""
    office = desk.identity.office_id
    return Pseudonyms(office, _standing(desk)[1])


def pseudonyms(desk: Desk) -> Pseudonyms:
    """The pseudonyms of one's own office; the laptop that needs them first makes the key, inside a change."""
    known = known_pseudonyms(desk)
    if known.keys:
        return known
    me = desk.identity
    # The day in front lets the oldest be the smallest: a laptop that joins later must not change all rows.
    made = PseudonymKey(
        id=_standing(desk)[0],
        home=me.office_id,
        secrets=frozenset({f"{date.today():%Y%m%d}-{secrets.token_hex(32)}"}),
    )
    entry = contents.write(
        made.type.name, made.id, made.registers(), {}, author=me.office_id, device=me.device_id, at=""
    )
    desk.vault.journal.write(entry, [audiences.office_alone(me.office_id)], me.device_id, me.life)
    desk.vault.read_again([made.id])
    return known_pseudonyms(desk)


def _standing(desk: Desk) -> tuple[str, frozenset[str]]:
    """The id under which the office's keys stand, and the keys; where they were erased the next id is begun."""
    first = f"key-{desk.identity.office_id}"
    id, number = first, 1
    while found := cast(list[PseudonymKey], desk.vault.records.load(PseudonymKey.type.name, [id])):
        if not found[0].erased:
            return id, found[0].secrets
        number += 1
        id = f"{first}-{number}"
    return id, frozenset()
