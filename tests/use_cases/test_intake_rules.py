"""What follows from what was written at intake."""

from __future__ import annotations

from datetime import date

import pytest

from clinic_app.reference import lists
from clinic_app.use_cases import intake_rules
from clinic_app.use_cases.intake_rules import call_back_on, eligibility, is_qualified, outcome_of

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("vulnerability", "income", "qualified", "basis", "category", "reason"),
    [
        ({"disability", "low_income"}, "above", True, "category", "disability", False),
        ({"none"}, "below", True, "income", "", False),
        ({"low_income"}, None, True, "income", "", False),
        ({"low_income"}, "above", True, "", "", True),
        ({"none"}, "above", True, "", "", True),
        ({"none"}, "above", False, "any", "", False),
        ({"none"}, None, True, "", "", False),
        ({"none"}, "unknown", False, "any", "", False),
        (set(), None, False, "any", "", False),
    ],
)
def test_advice_is_open_to_anyone_and_more_needs_income_or_a_category(
    vulnerability: set[str], income: str | None, qualified: bool, basis: str, category: str, reason: bool
) -> None:
    """Planted: with income asked before the category, somebody with a disability and an income lost their right."""
    found = eligibility(vulnerability, income, qualified)
    assert (found.basis, found.category, found.needs_reason) == (basis, category, reason)


def test_every_category_and_basis_is_a_code_of_its_list() -> None:
    assert set(intake_rules.CATEGORIES) <= set(lists.items("vulnerability"))
    assert {"category", "income", "any"} <= set(lists.items("eligibility_basis"))


def test_help_is_more_than_advice_when_a_matter_is_taken_on_or_somebody_is_defended() -> None:
    assert is_qualified("accept", ["oral"])
    assert is_qualified(None, ["repr_court"])
    assert is_qualified("advised", [], "qualified")
    assert not is_qualified("advised", ["oral", "draft"])
    assert not is_qualified("decline", ["repr_court"], "qualified")


def test_every_decision_means_an_outcome_of_the_list() -> None:
    decisions = lists.items("intake_decision")
    assert {outcome_of(one) for one in decisions} <= set(lists.items("outcome"))
    assert [outcome_of(one) for one in decisions] == ["ongoing", "advised", "referred", "not_eligible"]
    assert outcome_of("decline", "conflict") == "conflict"
    assert outcome_of("decline", "not_reached") == "lost_contact"
    assert outcome_of(None) == outcome_of("") == ""


def test_nobody_is_called_back_who_must_not_be_called() -> None:
    """Planted: asking the consent first proposed a call to somebody whose safe way says not to call."""
    agreed = {"agreed": True, "safe": True, "decision": "advised"}
    assert call_back_on(DAY, silent=False, **agreed) == date(2026, 12, 7)  # type: ignore[arg-type]
    assert call_back_on(DAY, silent=True, **agreed) is None  # type: ignore[arg-type]
    assert call_back_on(DAY, agreed=False, safe=True, silent=False, decision=None) == date(2026, 12, 7)
    assert call_back_on(DAY, agreed=False, safe=False, silent=False, decision="advised") is None
    assert call_back_on(DAY, agreed=True, safe=False, silent=False, decision="decline") is None
    assert call_back_on(None, agreed=True, safe=False, silent=False, decision=None) is None
