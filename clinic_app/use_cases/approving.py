"""A student's advice before their supervisor: what waits, and approving it or giving it back with a note."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from clinic_app.changes import Changes
from clinic_app.errors import ChangedMeanwhile, NothingToApprove, NotSupervisor
from clinic_app.records.consultation import Consultation
from clinic_app.records.staff import Member
from clinic_app.use_cases.approval_rule import APPROVED, MARK, RETURNED, WAITING
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.identity import MANAGING


@dataclass(frozen=True)
class Waiting:
    """A consultation whose advice waits: who wrote it, and when by that laptop's clock."""

    record: Consultation
    student_id: str
    student: str
    at: str


@dataclass(frozen=True)
class Standing:
    """How the advice of one consultation stands. `own`: who works here wrote it; `may_approve`: it waits for them."""

    mark: str
    student: str
    supervisor: str
    note: str
    own: bool
    may_approve: bool


class Approving:
    """Who approves: the student's supervisor; where there is none who works here, any lawyer or coordinator."""

    def __init__(self, desk: Desk, casework: Casework) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._casework = casework

    def waiting_for_me(self) -> list[Waiting]:
        """What waits for who works here, the oldest first."""
        return [one for one in self._marked(WAITING) if self._may(one.student_id)]

    def my_own(self) -> list[Waiting]:
        """What who works here has written and was given back."""
        me = self._desk.identity.member_id
        return [one for one in self._marked(RETURNED) if one.student_id == me]

    def standing(self, id: str) -> Standing:
        """How the advice of a consultation stands. NoSuchRecord."""
        record = self._casework.load("consultation", id)
        assert isinstance(record, Consultation)
        student = self._writer(id)[0]
        supervisor = self._supervisor(student) or ""
        names = self._casework.titles("member", [one for one in (student, supervisor) if one])
        return Standing(
            mark=record.approval or "",
            student=names.get(student, ""),
            supervisor=names.get(supervisor, ""),
            note=record.approval_note,
            own=student == self._desk.identity.member_id,
            may_approve=record.approval == WAITING and self._may(student),
        )

    def approve(self, id: str, shown: Consultation | None = None) -> Changes:
        """Approve a student's advice, as it was `shown`. NotSupervisor, NothingToApprove, ChangedMeanwhile, NotOurs."""
        return self._judge(id, APPROVED, "", shown)

    def return_(self, id: str, note: str, shown: Consultation | None = None) -> Changes:
        """Give it back to the student with a note. Raises like `approve`, and InvalidRecord."""
        return self._judge(id, RETURNED, " ".join(note.split()), shown)

    # --- inside -----------------------------------------------------------------------------------------------------

    def _judge(self, id: str, verdict: str, note: str, shown: Consultation | None) -> Changes:
        with self._vault.changing():
            self._desk.look_again()
            record = self._casework.load("consultation", id)
            assert isinstance(record, Consultation)
            if not self._may(self._writer(id)[0]):
                raise NotSupervisor
            if record.approval != WAITING:
                raise NothingToApprove
            if shown is not None and shown.advice != record.advice:
                raise ChangedMeanwhile(type=record.type.name, id=id)
            told: dict[str, Any] = {"approval": verdict, "approval_note": note}
            told |= {"approved_by": self._desk.identity.member_id}
            told |= {"approved_at": datetime.now().replace(second=0, microsecond=0)}
            return self._casework.save(replace(record, **told), knowing=True, by_step=True).changes

    def _marked(self, mark: str) -> list[Waiting]:
        ids = self._casework.ids("consultation", where={MARK: mark}, newest_first=False)
        found = []
        for record in self._casework.load_many("consultation", ids):
            assert isinstance(record, Consultation)
            student, at = self._writer(record.id)
            found.append((record, student, at))
        names = self._casework.titles("member", sorted({student for _, student, _ in found}))
        return [Waiting(record, student, names.get(student, ""), at) for record, student, at in found]

    def _writer(self, id: str) -> tuple[str, str]:
        """(the student who wrote the advice last, when by that laptop's clock)."""
        entries, _aside = self._casework.seen.entries("consultation", id)
        said = [one for one in entries if one.fields.get(MARK) == WAITING]
        last = max(said, key=lambda one: (one.at, one.name), default=None)
        return (last.author, last.at) if last else ("", "")

    def _may(self, student: str) -> bool:
        me = self._desk.identity
        if me.role not in MANAGING or student == me.member_id:
            return False
        supervisor = self._supervisor(student)
        return supervisor is None or supervisor == me.member_id

    def _supervisor(self, student: str) -> str | None:
        """The student's supervisor who works here and may approve; None where nobody is named, or they have left."""
        found = self._casework.load_many("member", [student])
        named = found[0].supervisor_id if found and isinstance(found[0], Member) else None
        above = self._casework.load_many("member", [named]) if named else []
        one = above[0] if above else None
        good = isinstance(one, Member) and one.active is not False and one.role in MANAGING and not one.erased
        return one.id if one is not None and good else None
