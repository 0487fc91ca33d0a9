"""Which persons the consultations and cases name, read in one pass: what a conflict-of-interest check compares."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from clinic_app.store.database import EncryptedDatabase

CHUNK = 400


@dataclass(frozen=True)
class PartyRow:
    """One record: whose it is, its number, our client in it, and who stands on the other side.

    `torn`: two laptops named different clients; `client` is the one that is shown.
    """

    id: str
    home: str
    record_no: str
    client: str
    opponents: tuple[str, ...]
    torn: bool = False


class PartyRows:
    """Reads only; every method runs inside the caller's look."""

    def __init__(self, db: EncryptedDatabase) -> None:
        self._db = db

    def all(self, type: str) -> list[PartyRow]:
        """Every record of a type that names somebody, archived ones too, erased ones not."""
        found = self._db.all(f"{_select(type)} and (t.person_id is not null or t.opponent_ids is not null)")
        return [_row(*row) for row in found]

    def of(self, type: str, ids: Sequence[str]) -> list[PartyRow]:
        """Those of `ids` that are here and not erased."""
        found: list[PartyRow] = []
        for start in range(0, len(ids), CHUNK):
            some = list(ids[start : start + CHUNK])
            marks = ",".join("?" * len(some))
            found += [_row(*row) for row in self._db.all(f"{_select(type)} and t.id in ({marks})", *some)]
        return found


def _select(type: str) -> str:
    return (
        "select t.id, t.home, t.record_no, t.person_id, t.opponent_ids, r.conflicts"
        f" from rec_{type} t left join reading r on r.record = t.id and r.type = '{type}' where t.erased = ''"
    )


def _row(
    id: str, home: str, number: str | None, client: str | None, opponents: str | None, conflicts: str | None
) -> PartyRow:
    others = tuple(json.loads(opponents)) if opponents else ()
    return PartyRow(id, home, number or "", client or "", others, "person_id" in json.loads(conflicts or "[]"))
