"""What was typed and not yet saved: kept encrypted in the vault, back after a lock or a crash, for whoever typed it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from clinic_app.store.vault import Draft
from clinic_app.use_cases.desk import Desk

_OF = "of:"  # before a key that is not the founder's; theirs bear no name, as before there were several people


class Drafts:
    """Drafts by key, for instance `consultation:new` or `person:<id>`; nobody is shown a colleague's."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._vault = desk.vault

    def keep(self, key: str, content: dict[str, Any]) -> None:
        """Keep or replace a draft; `content` is JSON."""
        self._vault.keep_draft(f"{whose(self._desk)}{key}", content)

    def take(self, key: str) -> dict[str, Any] | None:
        """The content of a draft, which stays until it is dropped."""
        return next((draft.content for draft in self.all() if draft.key == key), None)

    def drop(self, key: str) -> None:
        """Forget a draft: it was saved, or the person threw it away."""
        self._vault.drop_draft(f"{whose(self._desk)}{key}")

    def all(self) -> list[Draft]:
        """All drafts of who works here, newest first."""
        own = whose(self._desk)
        found = [draft for draft in self._vault.drafts() if draft.key.startswith(own or "")]
        if not own:
            return [draft for draft in found if not draft.key.startswith(_OF)]
        return [replace(draft, key=draft.key.removeprefix(own)) for draft in found]


class Memory:
    """Small JSON values the vault remembers for a use case, under names of its own; `own`: for each person apart."""

    def __init__(self, desk: Desk, prefix: str, *, own: bool = False) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._prefix = prefix
        self._own = own

    def get(self, name: str) -> Any:
        return self._vault.recall(self._key(name))

    def put(self, name: str, value: Any) -> None:
        self._vault.remember(self._key(name), value)

    def _key(self, name: str) -> str:
        return f"{self._prefix}:{whose(self._desk) if self._own else ''}{name}"


def whose(desk: Desk) -> str:
    """What stands before the keys of who works here; nothing for the founder."""
    me = desk.identity.member_id
    return "" if me == desk.founder_id else f"{_OF}{me}/"
