"""The custody log: what was done with a piece of evidence, when and by whom, written by the program itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from clinic_app.records.evidence import Attachment, CustodyEvent
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk

ADDED, VIEWED, EXPORTED, SENT, CHECKED, PRINTED = "added", "viewed", "exported", "sent", "checked", "printed"


class Custody:
    """The custody log of an open vault. An entry is never changed; it belongs to the record the evidence belongs to."""

    def __init__(self, desk: Desk, casework: Casework) -> None:
        self._desk = desk
        self._casework = casework

    def write(
        self,
        piece: Attachment,
        kind: str,
        *,
        to_whom: str = "",
        intact: bool | None = None,
        sha256: str = "",
        note: str = "",
    ) -> None:
        """Enter what was done just now. A former office, which only reads the record, has nowhere to enter it."""
        me = self._desk.identity
        if piece.home not in ("", me.office_id) and not me.coordinator:
            return
        event = self._casework.blank(
            "custody_event",
            parent_type=piece.parent_type,
            parent_id=piece.parent_id,
            attachment_id=piece.id,
            kind=kind,
            at=datetime.now().replace(microsecond=0),
            to_whom=to_whom.strip(),
            sha256=sha256 or piece.sha256,
            intact=intact,
            note=note,
        )
        self._casework.save(replace(event, home=""))  # its parent's home, whoever writes it

    def of(self, parent_id: str, pieces: Collection[str] = ()) -> list[CustodyEvent]:
        """The log of all evidence of a record, or of these attachments (ids) alone, oldest first."""
        ids = self._casework.ids("custody_event", where={"parent_id": parent_id}, archived=None)
        found = [one for one in self._casework.load_many("custody_event", ids) if isinstance(one, CustodyEvent)]
        wanted = [one for one in found if not one.erased and (not pieces or one.attachment_id in pieces)]
        return sorted(wanted, key=moment_of)

    def newest(self, parent_id: str) -> dict[str, CustodyEvent]:
        """attachment id -> the last entry about it, of all evidence of a record."""
        return {str(one.attachment_id): one for one in self.of(parent_id)}


def log_of(casework: Casework, piece: str) -> list[CustodyEvent]:
    """Every entry about an attachment (its id), whoever's it is, in no order."""
    ids = casework.ids("custody_event", where={"attachment_id": piece}, archived=None)
    found = [one for one in casework.load_many("custody_event", ids) if isinstance(one, CustodyEvent)]
    return [one for one in found if not one.erased]


def moment_of(one: CustodyEvent) -> tuple[str, str]:
    """By when it was done; within one second by when it was entered."""
    return (one.at.isoformat() if one.at else "", one.id)
