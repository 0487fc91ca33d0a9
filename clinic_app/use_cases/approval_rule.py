"""What a student advises waits for their supervisor: the rule of every save (form, command, import).

The mark is written anew with each change of the advice, in the same entry, though its value stay the same: an approval
that has not seen the change then stands beside it, and the more careful of the two is shown.
"""

from __future__ import annotations

from dataclasses import replace

from clinic_app.errors import NotSupervisor
from clinic_app.records.consultation import Consultation
from clinic_app.records.record import Record
from clinic_app.use_cases.identity import Identity

WAITING, APPROVED, RETURNED = "waiting", "approved", "returned"
STUDENT = "student"
MARK = "approval"
_NOTHING: frozenset[str] = frozenset()


def to_be_approved(before: Record | None, after: Record, me: Identity) -> tuple[Record, frozenset[str]]:
    """`after` as `me` may save it, and the registers that are written even if they are as before.

    `before`: None when the record is new. Only a student's own change of the advice waits; the supervisor's note stays
    until they approve.
    """
    if me.role != STUDENT or not isinstance(after, Consultation) or not after.advice:
        return after, _NOTHING
    if isinstance(before, Consultation) and before.advice == after.advice:
        return after, _NOTHING
    return replace(after, approval=WAITING, approved_by=None, approved_at=None), frozenset({MARK})


def decided(record: Record, register: str, me: Identity) -> dict[str, str | None]:
    """What a decision of `me` on one register says besides: a student who settles advice has it approved.

    NotSupervisor: a student does not settle whether their own advice was approved.
    """
    if me.role != STUDENT or not isinstance(record, Consultation):
        return {}
    if register == MARK:
        raise NotSupervisor
    return {MARK: WAITING, "approved_by": None, "approved_at": None} if register == "advice" else {}
