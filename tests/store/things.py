"""A small record type for tests of the vault, and the same a version later, with one field more."""

from __future__ import annotations

from pathlib import Path

from clinic_app.journal import content
from clinic_app.journal.content import Content
from clinic_app.records.fields import choices, text
from clinic_app.records.record import TYPES, Record, RecordType, record
from clinic_app.store.vault import Vault

KEY = bytes(range(32))


def declared() -> tuple[RecordType, RecordType]:
    """The type `thing` in an older and in a newer program; neither stays among the clinic's types."""

    @record("thing", title="Thing", plural="Things", audience="shared")
    class Older(Record):
        """A thing with one field."""

        name: str = text("Name")

    @record("thing", title="Thing", plural="Things", audience="shared")
    class Newer(Record):
        """A thing with more."""

        name: str = text("Name")
        colour: str = text("Colour")
        marks: frozenset[str] = choices("", "Marks")

    del TYPES["thing"]
    return Older.type, Newer.type


OLDER, NEWER = declared()


def words(record: Record) -> frozenset[str]:
    return frozenset(str(getattr(record, "name", "")).split())


def a_vault(folder: Path, *types: RecordType, new: bool = False, key: bytes = KEY) -> Vault:
    folder.mkdir(exist_ok=True)
    return Vault(folder, key, {kind.name: kind for kind in types or (OLDER,)}, words, new=new)


def thing(id: str, seen: dict[str, tuple[str, ...]] | None = None, kind: str = "thing", **fields: object) -> Content:
    return content.write(kind, id, fields, seen or {}, author="m", device="d", at="2026")


def save(vault: Vault, made: Content, device: str = "d") -> None:
    """One whole save, as a use case does it."""
    with vault.changing():
        vault.journal.write(made, ["shared:NAR1"], device, "life")
        vault.read_again([made.id])
