"""Incidents and their ladder of verification: every rung is a step that says who decided, when, and on what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from clinic_app.changes import Changes
from clinic_app.errors import NotThatStep
from clinic_app.records.incident import Incident, VerificationStep
from clinic_app.reference import lists
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.publishing import MAY_BE_PUBLISHED

LEVELS = ("claim", "one_source", "two_sources", "document", "confirmed", "not_confirmed", MAY_BE_PUBLISHED)

# From where a rung may be climbed; one that is not named here may be, from anywhere: falling back is always allowed.
_CLIMBED_FROM = {
    "confirmed": ("two_sources", "document", "confirmed", MAY_BE_PUBLISHED),
    MAY_BE_PUBLISHED: ("two_sources", "document", "confirmed", MAY_BE_PUBLISHED),
}
LEAST_SOURCES = 2


def may_follow(now: str, level: str) -> bool:
    """Whether the ladder leads from `now` to `level` (codes of verification_level)."""
    return level in LEVELS and now in _CLIMBED_FROM.get(level, LEVELS)


def next_levels(now: str) -> list[str]:
    """Where the ladder leads from here, in the list's order."""
    return [level for level in LEVELS if may_follow(now, level)]


class Incidents:
    """Incidents of an open vault."""

    def __init__(self, desk: Desk, casework: Casework) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._casework = casework

    # --- the ladder -------------------------------------------------------------------------------------------------

    def verify(
        self,
        incident_id: str,
        level: str,
        basis: Iterable[str] = (),
        sources: int | None = None,
        note: str = "",
        attachment_ids: Iterable[str] = (),
        on: date | None = None,
    ) -> Changes:
        """Take a step on the ladder: the incident's verification and the step are one change.

        It settles what laptops said differently: whoever decides has both steps before them. Raises NotThatStep,
        InvalidRecord, NotOurs, NoSuchRecord.
        """
        with self._vault.changing():
            incident = self.load(incident_id)
            now = incident.verification or "claim"
            self._refuse_step(now, level, sources)
            step = self._casework.blank(
                "verification_step",
                incident_id=incident.id,
                level=level,
                decided_on=on or date.today(),
                basis=frozenset(basis),
                sources=sources,
                attachment_ids=frozenset(attachment_ids),
                note=note,
            )
            step = replace(step, home="")  # its incident's, be that another office's
            changes = self._casework.save(step, by_step=True).changes
            told = self._casework.save(replace(incident, verification=level), knowing=True, by_step=True).changes
            return changes | told | self._settle(incident, level)

    def ladder(self, incident_id: str) -> list[VerificationStep]:
        """The steps of an incident, oldest first; those put into the bin stay."""
        ids = self._casework.ids("verification_step", where={"incident_id": incident_id}, archived=None)
        steps = [one for one in self._casework.load_many("verification_step", ids) if isinstance(one, VerificationStep)]
        return sorted((one for one in steps if not one.erased), key=lambda one: (str(one.decided_on or ""), one.id))

    # --- both ways --------------------------------------------------------------------------------------------------

    def load(self, incident_id: str) -> Incident:
        """One incident; NoSuchRecord."""
        found = self._casework.load("incident", incident_id)
        assert isinstance(found, Incident)
        return found

    def incidents_of(self, case_id: str) -> list[Incident]:
        """The incidents that name a case, newest first."""
        return [one for one in self._having(case_id) if not one.archived and not one.erased]

    def cases_of(self, incident_id: str) -> list[str]:
        """The ids of the cases an incident belongs to, whether they are here or not."""
        return sorted(self.load(incident_id).case_ids)

    def join(self, incident_id: str, case_id: str) -> Changes:
        """Say that an incident belongs to a case too. NoSuchRecord, NotOurs."""
        self._casework.load("journalist_case", case_id)
        incident = self.load(incident_id)
        saved = self._casework.save(replace(incident, case_ids=incident.case_ids | {case_id}))
        return saved.changes | Changes.of("journalist_case", [case_id])

    def part(self, incident_id: str, case_id: str) -> Changes:
        """Say that an incident does not belong to a case. NoSuchRecord, NotOurs."""
        incident = self.load(incident_id)
        saved = self._casework.save(replace(incident, case_ids=incident.case_ids - {case_id}))
        return saved.changes | Changes.of("journalist_case", [case_id])

    # --- inside -----------------------------------------------------------------------------------------------------

    def _having(self, case_id: str) -> list[Incident]:
        ids = self._casework.ids("incident", where={"case_ids": case_id}, archived=None)
        return [one for one in self._casework.load_many("incident", ids) if isinstance(one, Incident)]

    def _settle(self, incident: Incident, level: str) -> Changes:
        """A step that says what is shown already says it of all values that stand beside it too."""
        now = self.load(incident.id)
        if "verification" not in now.conflicts:
            return Changes()
        live = self._vault.leaves("incident", incident.id)["verification"]
        return self._casework.decide("incident", incident.id, "verification", level, tuple(sorted(live)))

    def _refuse_step(self, now: str, level: str, sources: int | None) -> None:
        if not may_follow(now, level):
            label = lists.label("verification_level", level)
            raise NotThatStep(level=label, now=lists.label("verification_level", now), why="order")
        if level == "two_sources" and (sources or 0) < LEAST_SOURCES:
            raise NotThatStep(level=level, now=now, why="sources")
