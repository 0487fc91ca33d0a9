"""Which sealed files the journal names: by any entry, read or waiting, set aside, or on the second branch of a fork.

Only the last of them may be the reason that a file is taken away, so this asks entries and never the tables of records.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any

from clinic_app.store.database import EncryptedDatabase

TYPE, FIELD = "attachment", "sealed_name"


class NamedFiles:
    """What entries say of sealed files; every method runs inside the caller's transaction or look."""

    def __init__(self, db: EncryptedDatabase) -> None:
        self._db = db

    def of(self, record: str) -> set[str]:
        """The files that the entries of one attachment name."""
        sql = f"select content from entry where record = ? and type = '{TYPE}' and content is not null"
        return _names_in(bytes(row[0]) for row in self._db.all(sql, record))

    def waiting(self) -> list[dict[str, Any]]:
        """The fields of attachments' entries that are here and not read yet: something before them is missing."""
        sql = f"select content from entry where type = '{TYPE}' and read = 0 and content is not null"
        told = [json.loads(bytes(row[0])) for row in self._db.all(sql)]
        return [one["fields"] for one in told if isinstance(one.get("fields"), dict)]

    def still_named(self, names: Collection[str]) -> set[str]:
        """Those of `names` that some entry names."""
        if not names:
            return set()
        found = _names_in(
            row[0] for row in self._db.all(f"select content from entry where type = '{TYPE}' and content is not null")
        )
        return (found | _names_in(bytes(row[0]) for row in self._db.all("select content from quarantine"))) & set(names)


def _names_in(lines: Iterable[bytes]) -> set[str]:
    found: set[str] = set()
    for line in lines:
        if FIELD.encode() not in line:
            continue
        told = json.loads(line)
        name = told.get("fields", {}).get(FIELD) if isinstance(told, dict) and told.get("type") == TYPE else None
        if isinstance(name, str):
            found.add(name)
    return found
