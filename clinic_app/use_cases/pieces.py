"""The attachments of an open vault, and whether the sealed file of each lies on this laptop."""

from __future__ import annotations

from clinic_app.errors import NoSuchRecord, NotForYou
from clinic_app.records.evidence import Attachment
from clinic_app.store.vault import Vault
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.sealed_files import SealedPiece


class Pieces:
    """Reads attachments; the same file added in two offices is two attachments, which are twins."""

    def __init__(self, vault: Vault, casework: Casework) -> None:
        self._vault = vault
        self._casework = casework

    def load(self, id: str) -> Attachment:
        """NoSuchRecord, also for what was erased."""
        record = self._casework.load("attachment", id)
        if not isinstance(record, Attachment) or record.erased:
            raise NoSuchRecord(type="attachment", id=id)
        return record

    def having(self, sha256: str) -> list[Attachment]:
        """The attachments of one content, anywhere, the earliest first."""
        ids = self._casework.ids("attachment", where={"sha256": sha256}, archived=None)
        found = [one for one in self._casework.load_many("attachment", ids) if not one.erased]
        return sorted((one for one in found if isinstance(one, Attachment)), key=age)

    def twins(self, record: Attachment) -> list[Attachment]:
        """The attachments of the same file in the same record, itself among them."""
        if not record.sha256:
            return [record]
        return [one for one in self.having(record.sha256) if one.parent_id == record.parent_id]

    def is_here(self, one: Attachment) -> bool:
        """Whether a sealed file of that name and size lies here; it is not opened."""
        return bool(one.sealed_key) and self._vault.blobs.is_here(one.sealed_name, one.sealed_size)

    def sealed(self, one: Attachment, name: str = "") -> SealedPiece:
        """What is needed to open its file on another thread; NotForYou."""
        if "sealed_key" in one.hidden:
            asked = self._casework.ask_whom("attachment", one.id)
            raise NotForYou(type="attachment", id=one.id, ask=asked, field="")
        path = self._vault.blobs.path(one.sealed_name) if one.sealed_key else None
        told, size = name or one.name, one.sealed_size or 0
        return SealedPiece(path, told, one.size or 0, one.sha256, one.sealed_name, size, one.sealed_key)


def age(one: Attachment) -> tuple[str, str]:
    """The earliest first."""
    return (one.added_on.isoformat() if one.added_on else "", one.id)
