"""What the program remembers in the vault: settings, keys, running numbers, drafts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from clinic_app.store.database import plain_errors
from clinic_app.store.vault_file import VaultFile


@dataclass(frozen=True)
class Draft:
    """Something typed and not yet saved."""

    key: str
    at: datetime
    content: dict[str, Any]


class Memory(VaultFile):
    """The vault's small notes; each change is a transaction, or belongs to the caller's."""

    def remember(self, name: str, value: Any) -> None:
        """Keep a JSON value under `name`; None forgets it."""
        with self.changing():
            if value is None:
                self._db.run("delete from memory where name = ?", name)
            else:
                packed = json.dumps(value, ensure_ascii=False)
                self._db.run("insert or replace into memory (name, value) values (?, ?)", name, packed)

    def recall(self, name: str, default: Any = None) -> Any:
        with plain_errors(self.file):
            row = self._db.one("select value from memory where name = ?", name)
        return json.loads(row[0]) if row else default

    def next_number(self, prefix: str) -> int:
        """The next running number under `prefix`; a number once given is never given again."""
        with self.changing():
            self._db.run(
                "insert into running (prefix, last) values (?, 1) on conflict (prefix) do update set last = last + 1",
                prefix,
            )
            return int((self._db.one("select last from running where prefix = ?", prefix) or (1,))[0])

    def count_from(self, prefix: str, last: int) -> None:
        """Begin running numbers under `prefix` behind `last`, when they have not come that far."""
        with self.changing():
            self._db.run(
                "insert into running (prefix, last) values (?, ?)"
                " on conflict (prefix) do update set last = max(last, excluded.last)",
                prefix,
                last,
            )

    def keep_draft(self, key: str, content: dict[str, Any]) -> None:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self.changing():
            packed = json.dumps(content, ensure_ascii=False)
            self._db.run("insert or replace into draft (key, at, content) values (?, ?, ?)", key, now, packed)

    def drop_draft(self, key: str) -> None:
        with self.changing():
            self._db.run("delete from draft where key = ?", key)

    def drop_drafts_of(self, record: str) -> None:
        """Forget what was typed of a record that is destroyed, also in decisions begun about its conflicts."""
        self._db.run("delete from draft where substr(key, -length(?1) - 1) = ':' || ?1", record)
        for key, content in self._db.all("select key, content from draft where instr(content, ? || ':')", record):
            told = json.loads(content)
            begun = told.get("begun") if isinstance(told, dict) else None
            if not isinstance(begun, dict):
                continue
            told["begun"] = {conflict: one for conflict, one in begun.items() if not conflict.startswith(f"{record}:")}
            packed = json.dumps(told, ensure_ascii=False)
            self._db.run("update draft set content = ? where key = ?", packed, key)

    def drafts(self) -> list[Draft]:
        """All drafts, newest first."""
        with plain_errors(self.file):
            rows = self._db.all("select key, at, content from draft order by at desc, key")
        return [Draft(key, datetime.fromisoformat(at), json.loads(content)) for key, at, content in rows]
