"""Receipts of erasures as documents and on paper: for the client, in the client's language; they name no content."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from clinic_app.errors import NoSuchRecord
from clinic_app.journal.rules import CONFIRMED, ERASED
from clinic_app.records.declared import record_type
from clinic_app.reports.erasure_slip import ErasureTold, erasure_slip
from clinic_app.reports.sheet import Sheet
from clinic_app.reports.writing import card_bytes
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.erasure_receipts import Receipt, receipts
from clinic_app.use_cases.exchanging.packages import office_names
from clinic_app.use_cases.files import leave_whole
from clinic_app.wording.words import in_language, spoken


@dataclass(frozen=True)
class Heard:
    """Offices (names) all of whose laptops know of an erasure, and those with one that has not said so."""

    heard: tuple[str, ...]
    waiting: tuple[str, ...]


class ErasurePapers:
    """The receipts of an open vault."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def all(self) -> list[Receipt]:
        """Every receipt that was kept, newest first."""
        return receipts(self._desk.vault)

    def of(self, record: str) -> Receipt:
        """The newest receipt about a record. NoSuchRecord."""
        for one in self.all():
            if record in one.records:
                return one
        raise NoSuchRecord(type="", id=record)

    def heard_of(self, receipt: Receipt) -> Heard:
        """Who has acknowledged the erasure, by the heads that other laptops' packages named: the coordinator's word
        where it is here, else the wish. Clocks and promises do not count.
        """
        exchange, roster, me = self._desk.vault.exchange, self._desk.roster(), self._desk.identity.device_id
        with self._desk.vault.looking():
            told = [(place, _word(place.content)) for place in exchange.told_of(receipt.record)]
            words = [place for place, word in told if word == CONFIRMED] or [place for place, word in told if word]
            knows = {one.device for one in words} | {
                device for one in words for device in exchange.heard_to(one.stream, one.number)
            }
        readers = {one.id: one for place in words for one in roster.readers(place.audience) if one.id != me}
        waiting = {one.office for id, one in readers.items() if id not in knows}
        names = office_names(self._desk)
        return Heard(
            tuple(sorted(names.get(office, office) for office in {one.office for one in readers.values()} - waiting)),
            tuple(sorted(names.get(office, office) for office in waiting)),
        )

    def document(self, receipt: Receipt) -> dict[str, object]:
        """The receipt as JSON."""
        heard = self.heard_of(receipt)
        return {
            "type": receipt.type,
            "record": receipt.record,
            "at": receipt.asked_at.isoformat(),
            "records": list(receipt.records),
            "done": receipt.done,
            "backups": [made.isoformat() for made in receipt.backups],
            "heard": list(heard.heard),
            "waiting": list(heard.waiting),
        }

    def sheet(self, record: str, language: str = "") -> Sheet:
        """The receipt about a record on paper. NoSuchRecord."""
        receipt, lang, me = self.of(record), language or spoken(), self._desk.identity
        heard = self.heard_of(receipt)
        told = ErasureTold(
            kind=in_language(lang, record_type(receipt.type).title),
            record=receipt.record,
            at=receipt.asked_at,
            records=len(receipt.records),
            done=receipt.done,
            backups=receipt.backups,
            heard=heard.heard,
            waiting=heard.waiting,
        )
        return erasure_slip(told, language=lang, office_name=me.office_name, made_on=date.today(), demo=me.demo)

    def write(self, record: str, out: Path, language: str = "") -> Path:
        """The receipt as PDF, into the file a person chose. NoSuchRecord, FileUnwritable, DiskFull."""
        leave_whole(out, card_bytes(self.sheet(record, language)))
        self.note(record, "pdf")
        return out

    def note(self, record: str, format: str) -> None:
        """Note in the paper trail that a receipt was given out, as `pdf` or on `paper`."""
        receipt = self.of(record)
        self._desk.trail.note("receipt_made", receipt.type, receipt.record, format=format)


def _word(content: bytes) -> str:
    fields: Sequence[object] | dict[str, object] = json.loads(content).get("fields", {})
    return str(fields.get(ERASED, "")) if isinstance(fields, dict) else ""
