"""Adding evidence: a file is sealed, then kept with a record; the same file is kept once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from clinic_app.errors import FileNotHere, InvalidRecord, NoSuchRecord, NotOurs
from clinic_app.progress import Progress
from clinic_app.records.evidence import Attachment
from clinic_app.records.record import Record
from clinic_app.records.values import Fault
from clinic_app.store.readings import HERE
from clinic_app.use_cases import sealed_files
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.custody import ADDED, Custody
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.file_kinds import kind_of
from clinic_app.use_cases.pieces import Pieces
from clinic_app.use_cases.sealed_files import SealedFile, SealedPiece

PARENTS = ("journalist_case", "incident", "consultation")  # of these records files can be kept


class AddingEvidence:
    """Adds files to the records of an open vault."""

    def __init__(self, desk: Desk, casework: Casework) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._casework = casework
        self._custody = Custody(desk, casework)
        self._pieces = Pieces(desk.vault, casework)

    def attach(
        self,
        parent_type: str,
        parent_id: str,
        file: Path,
        note: str = "",
        kind: str = "",
        progress: Progress | None = None,
    ) -> Attachment:
        """Seal a file and keep it with a record, all in one. As `seal_file` and `keep`."""
        self._parent(parent_type, parent_id)  # nobody waits for 500 MB to hear that the record is not there
        sealed = sealed_files.seal_file(self._vault.folder, file, progress)
        try:
            return self.keep(parent_type, parent_id, sealed, note=note, kind=kind)
        except BaseException:
            sealed_files.discard(sealed)
            raise

    def to_open(self, sha256: str) -> list[SealedPiece]:
        """The sealed files here that claim to hold this content. Before one of them stands for a new attachment it is
        opened and read (`sealed_files.intact`, on any thread): whoever claims the content of a file that is none would
        else have the real one thrown away for theirs.
        """
        return [self._pieces.sealed(one) for one in self._pieces.having(sha256) if self._pieces.is_here(one)]

    def keep(
        self,
        parent_type: str,
        parent_id: str,
        sealed: SealedFile,
        *,
        note: str = "",
        kind: str = "",
        made_from: str | None = None,
        intact: Collection[str] | None = None,
    ) -> Attachment:
        """Keep a sealed file with a record; the attachment, which is the earlier one when the same file is there.

        `intact`: the names of the sealed files of `to_open` that were found whole; without it they are opened here.
        NoSuchRecord, NotOurs, InvalidRecord (another type of record), FileNotHere (the sealed file has gone meanwhile).
        """
        whole = sealed_files.intact(self.to_open(sealed.sha256)) if intact is None else intact
        with self._vault.changing():
            parent = self._parent(parent_type, parent_id)
            known = self._known(sealed.sha256, whole)
            here = next((one for one in known if one.parent_id == parent.id), None)
            kept = here or self._new(parent, sealed, next(iter(known), None), note, kind, made_from)
            if kept.archived:
                self._casework.archive("attachment", kept.id, False)
        if kept.sealed_name != sealed.sealed_name:
            sealed_files.discard(sealed)  # the same content lies here already, sealed once before
        elif not self._vault.in_change:
            # The journal names it from here on: whatever happened now, nobody may take it for a file that failed.
            with suppress(OSError):
                self._vault.blobs.settle(kept.sealed_name)
        return self._pieces.load(kept.id)

    def _known(self, sha256: str, whole: Collection[str]) -> Sequence[Attachment]:
        """Attachments of the same content whose sealed file is here and was found whole, the earliest first."""
        having = self._pieces.having(sha256)
        return [one for one in having if one.sealed_name in whole and self._pieces.is_here(one)]

    def _new(
        self,
        parent: Record,
        sealed: SealedFile,
        twin: Attachment | None,
        note: str,
        kind: str,
        made_from: str | None,
    ) -> Attachment:
        name, size, key = sealed.sealed_name, sealed.sealed_size, sealed.sealed_key
        if twin is not None and twin.sealed_size:
            name, size, key = twin.sealed_name, twin.sealed_size, twin.sealed_key
        elif not self._vault.blobs.is_here(name, size):
            raise FileNotHere(name=sealed.name)
        blank = self._casework.blank(
            "attachment",
            parent_type=parent.type.name,
            parent_id=parent.id,
            name=sealed.name,
            size=sealed.size,
            sha256=sealed.sha256,
            note=note,
            media_type=sealed.media_type,
            kind=kind or kind_of(sealed.media_type),
            made_from=made_from,
            sealed_name=name,
            sealed_size=size,
            sealed_key=key,
        )
        saved = self._casework.save(replace(blank, home="")).record  # its parent's home
        self._vault.remember(f"{HERE}{name}", True)
        assert isinstance(saved, Attachment)
        self._custody.write(saved, ADDED)
        return saved

    def _parent(self, kind: str, id: str) -> Record:
        if kind not in PARENTS:
            raise InvalidRecord(type="attachment", faults={"parent_type": Fault.UNKNOWN_CODE})
        parent = self._casework.load(kind, id)
        me = self._desk.identity
        if parent.home not in ("", me.office_id) and not me.coordinator:
            raise NotOurs(home=parent.home)
        if parent.erased:
            raise NoSuchRecord(type=kind, id=id)
        return parent
