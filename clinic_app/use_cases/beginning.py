"""Beginning a record: what the program fills in, its id, home and number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from clinic_app.records.declared import record_type
from clinic_app.records.record import Record
from clinic_app.use_cases.counted_rows import SHARED
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.identity import new_id
from clinic_app.use_cases.who_reads import NOBODY, WhoReads

# The letter behind the laptop's: cases and incidents are numbered apart from consultations.
_SERIES = {"journalist_case": "J", "incident": "I"}


class Beginning:
    """Begins records in an open vault."""

    def __init__(self, desk: Desk, readers: WhoReads) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._readers = readers

    def blank(self, kind: str, /, **values: Any) -> Record:
        """A new record with what the program fills in; its number is given when it is saved."""
        declared = record_type(kind)
        me = self._desk.identity
        filled: dict[str, Any] = {
            "office_id": me.office_id,
            "lawyer_id": me.member_id,
            "conflict_check": "not_done",
            "confidentiality": SHARED,
            "received_at": datetime.now().replace(second=0, microsecond=0),
            "added_on": datetime.now().replace(microsecond=0),
            "added_by": me.member_id,
            "decided_at": datetime.now().replace(microsecond=0),
            "decided_by": me.member_id,
            "active": True,
        }
        known = {name: value for name, value in filled.items() if name in declared.by_name}
        return declared.cls(home=me.office_id, **(known | self._of_type(kind) | values))

    def _of_type(self, kind: str) -> dict[str, Any]:
        """What a new record of one type begins with."""
        now, me = datetime.now().replace(second=0, microsecond=0), self._desk.identity.member_id
        told = {"at": now, "by": me}
        begun: dict[str, dict[str, Any]] = {
            "journalist_case": {"opened_on": now.date()},
            "incident": {
                "about": "journalist",
                "reported_on": now.date(),
                "verification": "claim",
                "publication_consent": "C0",
            },
            "verification_step": {"decided_on": now.date()},
            "risk_assessment": {"assessed_on": now.date(), "assessed_by": me},
            "disclosure": told,
            "custody_event": told,
        }
        return begun.get(kind, {})

    def begin(self, record: Record, beside: Mapping[str, Record] = NOBODY) -> Record:
        """Give a new record its id, home and number, and fill what the program fills."""
        blank = self.blank(record.type.name)
        filled: dict[str, Any] = {"id": record.id or new_id(), "home": record.home or self._home(record, beside)}
        for spec in record.type.fields:
            if spec.program_fills and getattr(record, spec.name) == spec.kind.empty:
                filled[spec.name] = getattr(blank, spec.name)
        begun = replace(record, **filled)
        if "record_no" in record.type.by_name and not getattr(begun, "record_no", ""):
            begun = replace(begun, record_no=self._number(begun))  # type: ignore[call-arg]  # numbered types have it
        return begun

    def _home(self, record: Record, beside: Mapping[str, Record]) -> str:
        """A child's home is its parent's; what stays with its office, and everything else, begins at this one."""
        if record.type.audience == "office":
            return self._desk.identity.office_id
        parent = self._readers.parent(record, beside)
        return parent.home if parent and parent.home else self._desk.identity.office_id

    def _number(self, record: Record) -> str:
        """Office, year, laptop letter, running number: two offline laptops never give the same one."""
        me = self._desk.identity
        when = getattr(record, record.type.date_field) or datetime.now()
        letter = me.laptop + _SERIES.get(record.type.name, "")
        prefix = f"{me.office_id}-{when.year}-{letter}"
        return f"{prefix}-{self._vault.next_number(prefix):04d}"
