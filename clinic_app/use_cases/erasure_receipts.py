"""Receipts of erasures: that something was erased, when, and in which backups it still is; never what it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from clinic_app.journal.content import Content
from clinic_app.journal.rules import ERASED
from clinic_app.records.record import Record
from clinic_app.store.vault import Vault

MOST = 2_000  # kept; the journal itself knows of all erasures
_RECEIPTS = "erasure_receipts"


@dataclass(frozen=True)
class Receipt:
    """What is known of one erasure, and nothing of what was erased.

    `records` are the ids that went, `done` whether all of them are destroyed here, `backups` when copies were made here
    before: what was erased is still in those, but for those that the program has taken away since.
    """

    type: str
    record: str
    asked_at: datetime
    records: tuple[str, ...]
    done: bool
    backups: tuple[datetime, ...]


def keep_receipt(vault: Vault, family: Sequence[Record]) -> None:
    """Keep that the first of these records is to be erased, with the others; inside a change."""
    told = {
        "type": family[0].type.name,
        "record": family[0].id,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "records": [record.id for record in family],
        "backups": [made["at"] for made in vault.recall("backups", [])],
    }
    vault.remember(_RECEIPTS, [*vault.recall(_RECEIPTS, []), told][-MOST:])


def receipts(vault: Vault) -> list[Receipt]:
    """The receipts that were kept, newest first."""
    kept, gone = vault.recall(_RECEIPTS, []), set(vault.recall("backups_gone", []))
    with vault.looking():
        here = vault.entries_of(sorted({id for told in kept for id in told["records"]}))
    left = {id for (_, id), (entries, aside) in here.items() if any(map(_says_something, [*entries, *aside]))}
    return [
        Receipt(
            type=told["type"],
            record=told["record"],
            asked_at=datetime.fromisoformat(told["at"]),
            records=tuple(told["records"]),
            done=not left.intersection(told["records"]),
            backups=tuple(datetime.fromisoformat(at) for at in told["backups"] if at not in gone),
        )
        for told in reversed(kept)
    ]


def _says_something(entry: Content) -> bool:
    return not entry.fields.keys() <= {ERASED, "home"}
