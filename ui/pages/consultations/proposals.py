"""What the form proposes from what is written: the outcome, the ground of help, the day to call back.

It never overwrites: as soon as a field holds anything else than what was proposed, somebody chose it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from clinic_app.records.values import Fault
from clinic_app.reference import lists
from clinic_app.use_cases import intake_rules
from clinic_app.use_cases.intake_rules import Eligibility
from clinic_app.wording.words import _
from ui.forms.facts import must_not_call
from ui.forms.record_form import PERSON, RecordForm

_PROPOSED_FROM = frozenset(
    {"decision", "decline_reason", "vulnerability", "income_band", "service_kind", "aid_level", "consents", "anonymous"}
) | {"received_at", "followup_on", "outcome", "eligibility_basis", f"{PERSON}safe_contact"}


class Proposals:
    """Keeps what was proposed in one form, by field."""

    def __init__(self, form: RecordForm) -> None:
        self._form = form
        self._made: dict[str, Any] = {}

    def forget(self) -> None:
        """Another record is shown: what stands in it was chosen."""
        self._made = {}

    def depends_on(self, name: str) -> bool:
        """Whether anything is proposed from that field."""
        return name in _PROPOSED_FROM

    def propose(self, name: str, value: Any) -> None:
        """Fill `name` with a JSON value (empty to take a proposal back), unless somebody chose something else."""
        control = self._form.controls.get(name)
        if control is None or name in self._form.conflicts:
            return
        now, empty = control.give(), self._form.spec(name).kind.empty
        free = now in (None, "", [], empty) or (name in self._made and now == self._made[name])
        if not free or (now or None) == (value or None):
            return
        self._made[name] = value
        self._form.fill(name, value)

    def make(self, name: str) -> None:
        """After `name` was changed by hand: propose what follows from it."""
        if name in ("decision", "decline_reason"):
            self.propose("outcome", intake_rules.outcome_of(self._code("decision"), self._code("decline_reason")))
        if name in ("decision", "vulnerability", "income_band", "service_kind", "aid_level"):
            self.propose("eligibility_basis", self.eligibility().basis)
        if name in ("decision", "consents", "anonymous", "received_at", f"{PERSON}safe_contact"):
            day = self.call_back()
            self.propose("followup_on", day.isoformat() if day else None)

    def eligibility(self) -> Eligibility:
        """The ground for help as the form stands."""
        return intake_rules.eligibility(self._set("vulnerability"), self._code("income_band"), self.is_qualified())

    def is_qualified(self) -> bool:
        """Whether the help goes beyond advice as the form stands."""
        return intake_rules.is_qualified(self._code("decision"), self._set("service_kind"), self._code("aid_level"))

    def needs_reason(self) -> bool:
        """Whether it must be said why help is given all the same."""
        return self.is_qualified() and self.eligibility().needs_reason

    def call_back(self) -> date | None:
        """The day to ask whether it helped, None when nobody is to be contacted."""
        if self._form.controls["anonymous"].give():
            return None
        consents: Any = self._form.controls["consents"]
        safe = str(self._form.controls[f"{PERSON}safe_contact"].give() or "")
        return intake_rules.call_back_on(
            self._received(),
            agreed=consents.stands("contact"),
            safe=bool(safe),
            silent=must_not_call(safe),
            decision=self._code("decision"),
        )

    def _received(self) -> date | None:
        given = self._form.controls["received_at"].give()
        return datetime.fromisoformat(given).date() if isinstance(given, str) and not isinstance(given, Fault) else None

    def _code(self, name: str) -> str:
        given = self._form.controls[name].give()
        return given if isinstance(given, str) and not isinstance(given, Fault) else ""

    def _set(self, name: str) -> set[str]:
        given = self._form.controls[name].give()
        return set(given) if isinstance(given, list) else set()


def eligibility_words(found: Eligibility, qualified: bool) -> str:
    """The ground in words; it informs, it never refuses."""
    if found.basis == "category":
        return _("Eligible by category: {category}").format(category=lists.label("vulnerability", found.category))
    if found.basis == "income":
        return _("Eligible by income")
    if not found.known:
        return _("Ask about income: taking the matter on needs a ground") if qualified else ""
    return (
        _("Income above the limit: write why help is given")
        if qualified
        else _("Income above the limit: advice is open to everybody")
    )
