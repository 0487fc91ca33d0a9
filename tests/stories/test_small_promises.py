"""Promises that came out of reading the program with suspicious eyes."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from clinic_app.errors import FieldInConflict
from clinic_app.names import folding
from clinic_app.use_cases.casework import version_of
from tests.stories.clinics import Clinics, consult


def test_one_endless_word_does_not_hold_up_the_case_book() -> None:
    """Planted: the pattern that looked for mixed scripts from every letter took 6 s for 8,000 letters."""
    began = time.process_time()
    assert len(folding.fold("а" * 200_000 + "b")) == 200_001
    assert time.process_time() - began < 5


def test_a_child_saved_with_its_parent_goes_where_the_parent_goes(clinics: Clinics) -> None:
    clinic = clinics.office("NAR1")
    person = clinic.casework.blank("person", id="p1", name_display="Үсөн")
    case = clinic.casework.blank(
        "journalist_case",
        id="c1",
        title="Сыноо",
        person_id="p1",
        attack_types=frozenset({"P.ATT"}),
        stage="active",
        urgency="U3",
        risk_level="R0",
        publication_consent="C0",
    )
    event = replace(clinic.casework.blank("case_event", id="e1", case_id="c1", on="2026-03-05"), kind="filing")
    clinic.casework.save_many([person, case, event])
    stands = clinic._desk.vault.journal.stands_in("e1")
    assert stands == {"shared:NAR1"}


def test_who_names_the_version_they_saw_may_overwrite_all_of_it(clinics: Clinics) -> None:
    clinic = clinics.office("NAR1")
    first = consult(clinic)
    clinic.casework.save(replace(first, advice="бир"))
    torn = clinic.casework.save(replace(first, advice="эки")).record
    assert torn.conflicts == {"advice"}
    with pytest.raises(FieldInConflict):
        clinic.casework.save(replace(torn, advice="үч"))
    seen = clinic.casework.as_shown(clinic.casework.at_version(torn, version_of(torn)))
    settled = clinic.casework.save(replace(seen, advice="үч"), knowing=True).record
    assert (settled.advice, settled.conflicts) == ("үч", frozenset())
