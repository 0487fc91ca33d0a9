"""Which persons consultations, cases, their parties and incidents name, read in one pass: what a conflict-of-interest
check compares.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from clinic_app.store.database import EncryptedDatabase

CHUNK = 400


@dataclass(frozen=True)
class PartyRow:
    """One record: whose it is, its number, our clients in it, and who stands on the other side.

    `torn`: two laptops named different clients; `clients` holds the one that is shown.
    """

    id: str
    home: str
    record_no: str
    clients: tuple[str, ...]
    opponents: tuple[str, ...]
    torn: bool = False


@dataclass(frozen=True)
class SideRow:
    """One party of a case: the case, the person, the side's code. `torn`: two laptops wrote person or side apart."""

    id: str
    case: str
    person: str
    side: str
    torn: bool


class PartyRows:
    """Reads only; every method runs inside the caller's look."""

    def __init__(self, db: EncryptedDatabase) -> None:
        self._db = db

    def all(self, type: str) -> list[PartyRow]:
        """Every record of a type that names somebody, archived ones too, erased ones not."""
        one, other = _NAMED[type]
        found = self._db.all(f"{_select(type)} and (t.{one} is not null or t.{other} is not null)")
        return [_row(*row) for row in found]

    def of(self, type: str, ids: Sequence[str]) -> list[PartyRow]:
        """Those of `ids` that are here and not erased."""
        found: list[PartyRow] = []
        for start in range(0, len(ids), CHUNK):
            some = list(ids[start : start + CHUNK])
            marks = ",".join("?" * len(some))
            found += [_row(*row) for row in self._db.all(f"{_select(type)} and t.id in ({marks})", *some)]
        return found

    def sides(self, of: str = "", ids: Sequence[str] = ()) -> list[SideRow]:
        """The parties of cases, neither archived nor erased: all, or whose column `of` (id, case_id) is in `ids`."""
        sql = (
            "select t.id, t.case_id, t.person_id, t.side, r.conflicts from rec_party t left join reading r"
            " on r.record = t.id and r.type = 'party' where t.erased = '' and t.archived = 0"
        )
        if not of:
            return [_side(*row) for row in self._db.all(sql)]
        found: list[SideRow] = []
        for start in range(0, len(ids), CHUNK):
            some = list(ids[start : start + CHUNK])
            found += [_side(*row) for row in self._db.all(f"{sql} and t.{of} in ({','.join('?' * len(some))})", *some)]
        return found


# type -> the columns of its clients and of the other side; an incident names several persons on either
_NAMED = {
    "consultation": ("person_id", "opponent_ids"),
    "journalist_case": ("person_id", "opponent_ids"),
    "incident": ("person_ids", "suspected_ids"),
}


def _select(type: str) -> str:
    one, other = _NAMED[type]
    return (
        f"select t.id, t.home, t.record_no, t.{one}, t.{other}, r.conflicts"
        f" from rec_{type} t left join reading r on r.record = t.id and r.type = '{type}' where t.erased = ''"
    )


def _row(
    id: str, home: str, number: str | None, clients: str | None, opponents: str | None, conflicts: str | None
) -> PartyRow:
    torn = "person_id" in json.loads(conflicts or "[]")
    return PartyRow(id, home, number or "", _ids(clients), _ids(opponents), torn)


def _ids(stored: str | None) -> tuple[str, ...]:
    """One id, or a list of ids, as it is stored."""
    if not stored:
        return ()
    return tuple(json.loads(stored)) if stored.startswith("[") else (stored,)


def _side(id: str, case: str | None, person: str | None, side: str | None, conflicts: str | None) -> SideRow:
    torn = bool({"person_id", "side"} & set(json.loads(conflicts or "[]")))
    return SideRow(id, case or "", person or "", side or "", torn)
