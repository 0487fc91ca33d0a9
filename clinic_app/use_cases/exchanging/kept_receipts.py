"""Packages that carry nothing but news of keys: unlike other receipts they stay in the outbox until they were heeded.

A stick may be lost, and who did not hear of a key could open or believe nothing more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from clinic_app.store.exchange_tables import KEPT_RECEIPTS
from clinic_app.use_cases.desk import Desk


@dataclass(frozen=True)
class KeptReceipt:
    """A package (its name) that tells `readers` (device ids) of the key `what`; `why`: network, age or signing."""

    package: str
    why: str
    what: str
    readers: tuple[str, ...]


def keep_receipt(desk: Desk, one: KeptReceipt) -> None:
    """It stays until `let_go` finds it heeded."""
    kept = desk.vault.recall(KEPT_RECEIPTS, {})
    kept[one.package] = {"why": one.why, "what": one.what, "readers": list(one.readers)}
    desk.vault.remember(KEPT_RECEIPTS, kept)


def kept_receipts(desk: Desk, why: str) -> list[KeptReceipt]:
    """Those that still wait in the outbox."""
    waiting = desk.vault.exchange.names_waiting()
    return [
        KeptReceipt(name, one["why"], one["what"], tuple(one["readers"]))
        for name, one in desk.vault.recall(KEPT_RECEIPTS, {}).items()
        if one["why"] == why and name in waiting
    ]


def let_go(desk: Desk, why: str, is_needed: Callable[[KeptReceipt], bool]) -> None:
    """Those nobody needs any more go as every receipt does."""
    gone = {one.package for one in kept_receipts(desk, why) if not is_needed(one)}
    _forget(desk, gone)


def _forget(desk: Desk, gone: Iterable[str]) -> None:
    gone = set(gone)
    kept = desk.vault.recall(KEPT_RECEIPTS, {})
    waiting = desk.vault.exchange.names_waiting()
    left = {name: one for name, one in kept.items() if name not in gone and name in waiting}
    if left != kept:
        desk.vault.remember(KEPT_RECEIPTS, left or None)
