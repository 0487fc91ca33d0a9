"""Which records must be read again since one last looked; for what is kept in memory beside the vault."""

from __future__ import annotations

from collections.abc import Sequence

from clinic_app.store.vault import Vault

_ROSTER = frozenset({"device", "network", "stream"})  # their news may un-read entries, or read them after all


class Touched:
    """Looks at the journal's end. A save that was rolled back, a merge and an undone one have everything read again."""

    def __init__(self, vault: Vault, types: Sequence[str]) -> None:
        self._vault = vault
        self._types = types
        self._last = (0, "")
        self._merges: tuple[int, ...] = ()

    def since(self) -> dict[str, list[str]] | None:
        """type -> the records touched since the last call; None when all must be read, as at first."""
        history = self._vault.journal.history
        with self._vault.looking():
            arrived, name = self._last
            newest, merges = history.end(), history.merges()
            if newest == self._last and merges == self._merges:
                return {}
            known = bool(name) and merges == self._merges and history.is_there(arrived, name)
            self._last, self._merges = newest, merges
            if not known or history.types_after(arrived)[1] & _ROSTER:
                return None
            return {type: history.touched_after(type, arrived) for type in self._types}
