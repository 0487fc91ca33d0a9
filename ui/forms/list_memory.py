"""What a person chose for a list on this machine: columns, order, filters. Ids and dates only, never a record's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from clinic_app.settings import Settings
from clinic_app.use_cases.listing import Order
from ui.widgets.rows_model import Column


class ListMemory:
    """One list's part of the settings; what is damaged there counts as not chosen."""

    def __init__(self, settings: Settings, name: str) -> None:
        self._settings, self._key = settings, f"lists/{name}"

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

    def narrowed(self) -> Mapping[str, str]:
        """Filter -> choice, as they were left."""
        kept = self._kept().get("narrowed")
        return {str(name): str(id) for name, id in kept.items()} if isinstance(kept, dict) else {}

    def keep_narrowed(self, ids: Mapping[str, str]) -> None:
        """Narrow so from now on."""
        self._keep("narrowed", dict(ids))
