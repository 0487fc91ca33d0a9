"""`clinic interests …`: what a conflict-of-interest check finds about a record, the decision, and what waits."""

from __future__ import annotations

import argparse
from typing import Any

from clinic_app.cli.asking import open_clinic
from clinic_app.cli.output import Voice
from clinic_app.clinic import Clinic
from clinic_app.errors import UnknownRecordType
from clinic_app.use_cases.interest_findings import Finding
from clinic_app.use_cases.parties import NAMING


def interests(told: argparse.Namespace, voice: Voice) -> int:
    """One record with its findings and decisions, after `--decide`; without one, the records that wait."""
    with open_clinic(told) as clinic:
        if told.type is None:
            while clinic.interests.catch_up():
                pass
            found = clinic.interests.waiting()
            waiting = [{"type": one.type, "id": one.id, "record_no": one.record_no} for one in found.first]
            voice.give({"waiting": waiting, "total": found.total}, [one.record_no for one in found.first])
            return 0
        if told.type not in NAMING or told.id is None:
            raise UnknownRecordType(type=told.type)
        if told.decide:
            findings = clinic.interests.findings(told.type, told.id)
            clinic.interests.decide(told.type, told.id, told.decide, told.reason, findings)
        document = _document(clinic, told.type, told.id)
        voice.give(document, [one["line"] for one in document["findings"]])
    return 0


def _document(clinic: Clinic, kind: str, id: str) -> dict[str, Any]:
    return {
        "id": id,
        "verdict": clinic.interests.verdict(kind, id),
        "findings": [_finding(one) for one in clinic.interests.findings(kind, id)],
        "decisions": [
            {
                "verdict": one.verdict,
                "reason": one.reason,
                "found": one.found,
                "decided_at": one.decided_at.isoformat() if one.decided_at else "",
                "decided_by": one.decided_by,
            }
            for one in clinic.interests.decisions(kind, id)
        ],
    }


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "person": one.person,
        "name": one.name,
        "asked": one.asked.name,
        "line": one.line,
        "score": one.score,
        "opposite": one.opposite,
        "needs_decision": one.needs_decision,
        "decided": one.decided,
        "records": [{"type": place.type, "id": place.id, "record_no": place.record_no} for place in one.places],
    }
