"""Evidence: files that belong to a record, sealed, each with a custody log. No plain byte of them lies on the disk."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from clinic_app.changes import Changes
from clinic_app.errors import NoSuchRecord
from clinic_app.progress import Progress
from clinic_app.records.evidence import Attachment, CustodyEvent
from clinic_app.reports.custody_sheet import Entered, custody_sheet
from clinic_app.reports.sheet import Sheet
from clinic_app.reports.writing import card_bytes
from clinic_app.use_cases import sealed_files
from clinic_app.use_cases.adding_evidence import AddingEvidence
from clinic_app.use_cases.custody import CHECKED, EXPORTED, PRINTED, VIEWED, moment_of
from clinic_app.use_cases.files import leave_whole
from clinic_app.use_cases.hidden_data import Tells
from clinic_app.use_cases.pieces import age
from clinic_app.use_cases.sealed_files import SealedPiece
from clinic_app.wording.words import in_language, spoken

# What a person may change of evidence; the rest says what was sealed, or what was done.
BY_HAND: dict[str, tuple[str, ...]] = {"attachment": ("name", "note", "kind"), "custody_event": ()}
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Piece:
    """One piece of evidence of a record. `also` are the attachments of the same file, added elsewhere at the same time;
    `here` says whether the sealed file lies on this laptop; `last` is the newest custody entry about any of them.
    """

    record: Attachment
    here: bool
    last: CustodyEvent | None
    also: tuple[Attachment, ...] = ()


class Evidence(AddingEvidence):
    """The evidence of an open vault."""

    # --- looking ------------------------------------------------------------------------------------------------

    def of(self, parent_id: str, *, archived: bool = False) -> list[Piece]:
        """The evidence of a record, newest first; the same file added in two offices is one piece."""
        ids = self._casework.ids("attachment", where={"parent_id": parent_id}, archived=archived)
        groups: dict[str, list[Attachment]] = {}
        for one in self._casework.load_many("attachment", ids):
            if isinstance(one, Attachment):
                groups.setdefault(one.sha256 or one.id, []).append(one)
        newest = self._custody.newest(parent_id) if groups else {}
        pieces = [self._piece_of(sorted(some, key=age), newest) for some in groups.values()]
        return sorted(pieces, key=lambda one: age(one.record), reverse=True)

    def _piece_of(self, some: Sequence[Attachment], newest: dict[str, CustodyEvent]) -> Piece:
        last = [newest[one.id] for one in some if one.id in newest]
        return Piece(
            record=some[0],
            here=any(self._pieces.is_here(one) for one in some),
            last=max(last, key=moment_of, default=None),
            also=tuple(some[1:]),
        )

    def find(self, what: str) -> Attachment:
        """The attachment of an id or of a content's SHA-256; of several the one whose file is here. NoSuchRecord."""
        if not _SHA256.fullmatch(what):
            return self._pieces.load(what)
        known = self._pieces.having(what)
        if not known:
            raise NoSuchRecord(type="attachment", id=what)
        return next((one for one in known if not one.archived and self._pieces.is_here(one)), known[0])

    def piece(self, id: str) -> SealedPiece:
        """What `sealed_files` needs to open a piece on another thread; its `path` is None when no file is here."""
        record = self._pieces.load(id)
        for one in [record, *(twin for twin in self._pieces.twins(record) if twin.id != record.id)]:
            if self._pieces.is_here(one):
                return self._pieces.sealed(one, record.name)
        return self._pieces.sealed(record, record.name)

    def custody(self, id: str) -> list[CustodyEvent]:
        """The custody log of a piece, oldest first: of all attachments of the same file in the same record."""
        record = self._pieces.load(id)
        return self._custody.of(str(record.parent_id), {one.id for one in self._pieces.twins(record)} | {id})

    # --- opening ------------------------------------------------------------------------------------------------

    def open_bytes(self, id: str, progress: Progress | None = None) -> bytes:
        """The file in memory, for the viewer; its custody log says so. FileNotHere, EvidenceDamaged, BadInput."""
        data = sealed_files.open_bytes(self.piece(id), progress)
        self.viewed(id)
        return data

    def viewed(self, id: str) -> Changes:
        """Enter that a piece was looked at."""
        return self._enter(id, VIEWED)

    def printed(self, id: str) -> Changes:
        """Enter that a piece was printed."""
        return self._enter(id, PRINTED)

    def export(self, what: str, out: Path, to_whom: str = "", progress: Progress | None = None) -> Attachment:
        """Write a piece (its id or SHA-256) in the clear where a person wants it.

        FileNotHere, EvidenceDamaged (then nothing is written), FileUnwritable, DiskFull, NoSuchRecord.
        """
        record = self.find(what)
        sealed_files.open_to(self.piece(record.id), out, progress)
        self.exported(record.id, to_whom)
        return record

    def exported(self, id: str, to_whom: str = "", sha256: str = "") -> Changes:
        """Enter that a piece was written out; `sha256` where what was given is not the piece itself."""
        return self._enter(id, EXPORTED, to_whom=to_whom, sha256=sha256)

    def check(self, id: str, progress: Progress | None = None) -> bool:
        """Whether a piece is what it was when it was added, by opening it; its custody log says so. FileNotHere."""
        intact = sealed_files.is_intact(self.piece(id), progress)
        self.checked(id, intact)
        return intact

    def checked(self, id: str, intact: bool) -> Changes:
        """Enter the outcome of a check."""
        return self._enter(id, CHECKED, intact=intact)

    # --- what a file tells beside what it shows --------------------------------------------------------------------

    def metadata_of(self, id: str) -> tuple[Tells, ...]:
        """What a photo or document tells beside what it shows. FileNotHere, EvidenceDamaged, BadInput (too large)."""
        return sealed_files.tells_of(self.piece(id), self._pieces.load(id).media_type)

    def without_metadata(self, id: str) -> bytes:
        """A copy without it, in memory; the original stays. BadInput when none can be made of this kind of file."""
        return sealed_files.bare_bytes(self.piece(id), self._pieces.load(id).media_type)

    def export_without_metadata(self, what: str, out: Path, to_whom: str = "") -> Attachment:
        """Write such a copy where a person wants it; the custody log names its own SHA-256."""
        record = self.find(what)
        given = sealed_files.bare_to(self.piece(record.id), record.media_type, out)
        self.exported(record.id, to_whom, given)
        return record

    def attach_without_metadata(self, id: str) -> Attachment:
        """Keep such a copy beside the original, which it names."""
        record = self._pieces.load(id)
        clean = self.without_metadata(id)
        sealed = sealed_files.seal_bytes(self._vault.folder, record.name, clean)
        kind, parent = record.kind or "", str(record.parent_id)
        return self.keep(record.parent_type, parent, sealed, note=record.note, kind=kind, made_from=record.id)

    # --- paper --------------------------------------------------------------------------------------------------

    def custody_sheet(self, id: str, language: str | None = None) -> Sheet:
        """The custody log of a piece on one page, for a court."""
        record, language = self._pieces.load(id), language or spoken()
        twins, log = self._pieces.twins(record) or [record], self.custody(id)
        people = self._casework.titles("member", [str(one.by) for one in log] + [str(one.added_by) for one in twins])
        numbers = {one.id: one for one in self._casework.load_many(record.parent_type, [str(record.parent_id)])}
        parent = numbers.get(str(record.parent_id))
        me = self._desk.identity
        return custody_sheet(
            name=record.name,
            kind=record.kind or "",
            size=record.size or 0,
            sha256=record.sha256,
            record=(in_language(language, parent.type.title), getattr(parent, "record_no", "")) if parent else ("", ""),
            added=[(one.added_on, people.get(str(one.added_by), "")) for one in twins],
            log=[_entered(one, people, record.sha256) for one in log],
            language=language,
            office_name=me.office_name,
            demo=me.demo,
            made_on=date.today(),
        )

    def print_custody_sheet(self, what: str, out: Path) -> Path:
        """The custody sheet as PDF, into the file a person chose."""
        id = self.find(what).id
        leave_whole(out, card_bytes(self.custody_sheet(id)))
        self._desk.trail.note("exported", "attachment", id, kind="custody", format="pdf")
        return out

    # --- inside -------------------------------------------------------------------------------------------------

    def _enter(self, id: str, kind: str, *, to_whom: str = "", sha256: str = "", intact: bool | None = None) -> Changes:
        piece = self._pieces.load(id)
        with self._vault.changing():
            self._custody.write(piece, kind, to_whom=to_whom, sha256=sha256, intact=intact)
            if kind == EXPORTED:
                self._desk.trail.note(
                    "attachment_given_out", "attachment", id, bytes=piece.size or 0, way="bare" if sha256 else "whole"
                )
            elif kind == PRINTED:
                self._desk.trail.note("printed", "attachment", id)
        if kind == VIEWED:
            self._desk.trail.opened("attachment", id)
        return Changes.of("custody_event", [])


def _entered(one: CustodyEvent, people: Mapping[str, str], sha256: str) -> Entered:
    copy = one.sha256 if one.sha256 != sha256 else ""
    return Entered(one.at, one.kind or "", people.get(str(one.by), ""), one.to_whom, one.intact, copy)
