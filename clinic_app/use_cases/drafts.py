"""What was typed and not yet saved: kept encrypted in the vault, back after a lock or a crash."""

from __future__ import annotations

from typing import Any

from clinic_app.store.vault import Draft
from clinic_app.use_cases.desk import Desk


class Drafts:
    """Drafts by key, for instance `consultation:new` or `person:<id>`."""

    def __init__(self, desk: Desk) -> None:
        self._vault = desk.vault

    def keep(self, key: str, content: dict[str, Any]) -> None:
        """Keep or replace a draft; `content` is JSON."""
        self._vault.keep_draft(key, content)

    def take(self, key: str) -> dict[str, Any] | None:
        """The content of a draft, which stays until it is dropped."""
        return next((draft.content for draft in self._vault.drafts() if draft.key == key), None)

    def drop(self, key: str) -> None:
        """Forget a draft: it was saved, or the person threw it away."""
        self._vault.drop_draft(key)

    def all(self) -> list[Draft]:
        """All drafts, newest first."""
        return self._vault.drafts()


class Memory:
    """Small JSON values the vault remembers for a use case, under names of its own."""

    def __init__(self, desk: Desk, prefix: str) -> None:
        self._vault = desk.vault
        self._prefix = prefix

    def get(self, name: str) -> Any:
        return self._vault.recall(f"{self._prefix}:{name}")

    def put(self, name: str, value: Any) -> None:
        self._vault.remember(f"{self._prefix}:{name}", value)
