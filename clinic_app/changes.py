"""What a change touched, so that whoever shows it can refresh; nobody else is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Changes:
    """The records a change touched: `records` maps a record type to ids; no ids means 'many, look again'."""

    records: dict[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, kind: str, ids: Iterable[str]) -> Changes:
        return cls({kind: frozenset(ids)})

    @classmethod
    def of_many(cls, touched: Iterable[tuple[str, str]]) -> Changes:
        """From (type, id) of each record."""
        by_kind: dict[str, set[str]] = {}
        for kind, id in touched:
            by_kind.setdefault(kind, set()).add(id)
        return cls({kind: frozenset(ids) for kind, ids in by_kind.items()})

    @classmethod
    def everything(cls) -> Changes:
        return cls({"*": frozenset()})

    def include(self, kind: str) -> bool:
        """Whether records of type `kind` may have changed."""
        return kind in self.records or "*" in self.records

    def __or__(self, other: Changes) -> Changes:
        kinds = {*self.records, *other.records}
        empty: frozenset[str] = frozenset()
        return Changes({k: self.records.get(k, empty) | other.records.get(k, empty) for k in kinds})
