"""The two tables of `sight`, and the house rule that keeps every door for people behind them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from clinic_app.names.asked import Asked, stands_in
from clinic_app.names.folding import match_expression
from clinic_app.records.confidentiality import CHOSEN_BY_LEVEL, LEAD
from clinic_app.records.declared import all_types
from clinic_app.records.record import SENSITIVITIES
from clinic_app.reference import lists
from clinic_app.use_cases.sight import KEPT, Sight

ROOT = Path(__file__).parents[3]
ROOMS = ROOT / "clinic_app" / "use_cases"
# What reads the store itself: the doors, and what the program does for itself. A room that shows records to people does
# not belong here: it reads through `casework.seen`.
THE_PROGRAMS_OWN = frozenset(
    {
        "seen", "scope", "asking", "writing", "taking_over", "desk", "seats", "looking", "casework",
        "who_reads", "one_person", "counting", "pseudonyms", "erasing", "erasure_receipts", "file_health", "keeping",
        "parties", "people", "interest_search", "timeline", "safety", "incidents", "pieces", "opening", "settling",
    }
)  # fmt: skip
_READS = frozenset(
    {"records", "search", "entries", "entries_of", "leaves", "in_conflict", "whereabouts", "sql", "drafts"}
)
# Who may say `whole`, that is: show me everything. Each says in its code what for.
SAYS_WHOLE = frozenset(
    {
        "casework", "case_book", "conflicts_of_interest", "disclosing", "erasing", "exchange", "handing_over", "people",
        "reporting", "safety", "taking_over", "term_moves", "clinic",
    }
)  # fmt: skip


@pytest.mark.parametrize("level", [*lists.items("confidentiality"), None, "of_a_newer_program"])
def test_levels(level: str | None) -> None:
    opened = level not in ("lawyer", "of_a_newer_program")
    for role in ("lawyer", "coordinator", "paralegal"):
        assert Sight(role, "me").sees(level, "me") and Sight(role, "me").sees(level, "other") == opened
    assert Sight("student", "me").sees(level, "me") and not Sight("student", "me").sees(level, "other")
    assert Sight("lawyer", "me", frozenset({"other"})).sees(level, "other")
    assert Sight("paralegal", "me", frozenset({"other"})).sees(level, "other") == opened
    assert not Sight("student", "me", frozenset({"other"})).sees(level, "other")
    assert not Sight("something", "", frozenset()).sees(level, "") and not Sight("student", "").sees(level, None)


def test_classes() -> None:
    kept = Sight("paralegal", "me").kept_from("consultation", False)
    assert {"advice", "facts"} <= kept and not kept & {"topic", "person_id", "record_no"}
    assert not Sight("paralegal", "me").kept_from("consultation", True)
    assert "safe_contact" in Sight("student", "me").kept_from("person", True)
    assert "safe_contact" not in Sight("paralegal", "me").kept_from("person", True)
    assert "sealed_key" in Sight("paralegal", "me").kept_from("attachment", False)
    assert Sight("anybody", "me").kept_from("person", False) == Sight("student", "me").kept_from("person", False)
    assert not Sight("lawyer", "me").kept_from("person", False)
    assert {one for pair in KEPT.values() for some in pair for one in some} < set(SENSITIVITIES)


def test_every_type_with_a_level_has_a_lead() -> None:
    for kind in all_types().values():
        if kind.audience == CHOSEN_BY_LEVEL:
            assert LEAD in kind.by_name and "confidentiality" in kind.by_name


def test_a_question_is_answered_as_the_index_does() -> None:
    words = {"увольнение", "уволил", "¬асанов", "№3nar12026"}
    for typed, finds in (("уволил", True), ("увольн", True), ("развод", False), ("уволил развод", False)):
        assert stands_in(Asked.of(match_expression(typed)), words) == finds, typed
    assert stands_in(Asked.of('("уволил") NOT "¤archived"'), words)
    assert not stands_in(Asked.of('("уволил") NOT "№3nar12026"'), words)
    assert stands_in(Asked.of('"нет" OR "уволил" AND "¬асан"*'), words)


def _said(file: Path) -> tuple[set[str], bool]:
    """(what a room reads of the store itself, whether it says `whole`)."""
    reads: set[str] = set()
    whole = False
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Attribute):
            continue
        owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
        if node.attr in _READS and owner in ("_vault", "vault"):
            reads.add(node.attr)
        whole |= node.attr == "whole" and owner in ("casework", "_casework", "_shown")
    return reads, whole


def test_only_the_program_reads_past_the_doors() -> None:
    """It named `casework.whole` in `several` while the rules were built: a leak."""
    past, whole = [], []
    for file in sorted([*ROOMS.glob("*.py"), ROOMS / "importing" / "case_book.py"]):
        reads, says = _said(file)
        reads -= {"drafts"} if file.stem == "drafts" else set()
        if reads and file.stem not in THE_PROGRAMS_OWN:
            past.append((file.stem, sorted(reads)))
        if says and file.stem not in SAYS_WHOLE:
            whole.append(file.stem)
    for file in [*(ROOT / "ui").rglob("*.py"), *(ROOT / "clinic_app" / "cli").glob("*.py")]:
        reads, says = _said(file)
        past += [(file.name, sorted(reads))] if reads else []
        whole += [file.name] if says else []
    assert past == [] and whole == []


def test_the_list_of_exceptions_has_no_room_to_spare() -> None:
    names = {file.stem for file in [*ROOMS.rglob("*.py"), ROOT / "clinic_app" / "clinic.py"]}
    assert names >= THE_PROGRAMS_OWN | SAYS_WHOLE
