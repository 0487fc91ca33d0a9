"""What a person chose for a list: columns and order on this machine, filters in the case book.

Settings are a plain file: what a list is narrowed by would tell whom and what somebody looked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject

from clinic_app.settings import Settings
from clinic_app.use_cases.listing import Order
from ui.tasks import WorksFor
from ui.widgets.rows_model import Column


class ListMemory:
    """One list's part of the settings, where what is damaged counts as not chosen, and of the case book."""

    def __init__(self, settings: Settings, clinic: Any, name: str) -> None:
        self._settings, self._key = settings, f"lists/{name}"
        self._clinic, self._name = clinic, name
        self._last: dict[str, str] | None = None  # what the case book keeps, as far as is known
        if "narrowed" in self._kept():  # an earlier version kept it here
            settings.put(self._key, {name: value for name, value in self._kept().items() if name != "narrowed"})

    def _kept(self) -> dict[str, Any]:
        kept = self._settings.get(self._key, {})
        return dict(kept) if isinstance(kept, dict) else {}

    def _keep(self, name: str, value: Any) -> None:
        self._settings.put(self._key, self._kept() | {name: value})

    def columns(self, known: Sequence[Column]) -> set[str]:
        """The columns to show, at least one."""
        kept = self._kept().get("columns")
        wanted = set(kept) & {column.id for column in known} if isinstance(kept, list) else set()
        return wanted or {column.id for column in known if not column.hidden}

    def keep_columns(self, ids: Sequence[str]) -> None:
        """Show these from now on."""
        self._keep("columns", list(ids))

    def order(self, known: Sequence[Column], first: Order) -> Order:
        """By what the list was sorted last; `first` until somebody sorts."""
        kept = self._kept().get("order")
        if not (isinstance(kept, list) and len(kept) == 2):
            return first
        if not any(column.id == kept[0] and column.sortable for column in known):
            return first
        return Order(str(kept[0]), bool(kept[1]))

    def keep_order(self, order: Order) -> None:
        """Sort so from now on."""
        self._keep("order", [order.column, order.descending])

    def narrowed(self) -> dict[str, str]:
        """Vault's thread: filter -> choice, as they were left."""
        kept = self._clinic.narrowed.get(self._name)
        return {str(name): str(id) for name, id in kept.items()} if isinstance(kept, dict) else {}

    def keep_narrowed(self, ids: Mapping[str, str], tasks: WorksFor, owner: QObject) -> None:
        """Narrow so from now on. A case book that cannot be written just now is no reason to disturb anyone."""
        wanted, clinic, name = dict(ids), self._clinic, self._name
        if wanted == self._last:  # each letter searched for comes by here
            return
        self._last = wanted
        tasks.on_vault(lambda: clinic.narrowed.put(name, wanted or None), None, lambda _error: None, owner=owner)
