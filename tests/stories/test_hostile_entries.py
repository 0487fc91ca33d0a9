"""What an insider's changed program may write stops nobody: no merge, preview, undo, report or word fails by it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from clinic_app.errors import UnknownList
from clinic_app.journal.rules import StreamRules, spanned
from clinic_app.reference import lists
from clinic_app.reference.lists import Item
from clinic_app.use_cases.value_words import words_of
from tests.stories.clinics import Clinics, consult, person


@pytest.fixture(autouse=True)
def _lists_of_the_files() -> Iterator[None]:
    yield
    lists.keep_own({})


def test_a_stretch_far_beyond_all_numbers_is_given_up_at_once() -> None:
    """With one look per lacking number, a bridge over 2^50 places never ended, on every laptop of the network."""
    rules = StreamRules(bridges={"s": ((2, 2**50), (2**50 + 1, 2**51))})
    assert rules.readable_to("s", [1, 2**51 + 1]) == 2**51 + 1
    assert spanned(((2, 5), (7, 9)), 2, 9) is False
    assert spanned(((2, 5), (3, 9)), 2, 9) is True
    assert spanned((), 2, 2) is False


def test_a_value_cannot_stand_under_itself_and_a_ring_ends(clinics: Clinics) -> None:
    """Without the look at what stands above, the report over this list never ended on any laptop."""
    coordinator = clinics.coordinator()
    names = {"ky": "Үй-бүлө", "ru": "Семья"}
    with pytest.raises(UnknownList):
        coordinator.lists.add("legal_topics", names, code="FAM", parent="FAM.ALI")
    ring = [Item("A", {"ky": "a", "ru": "a", "en": "a"}, parent="B"), Item("B", {"ky": "b", "ru": "b", "en": "b"}, "A")]
    lists.keep_own({"help_kind": ring})
    assert lists.ancestor("help_kind", "A") in ("A", "B")


@pytest.mark.parametrize("hostile", [{"a": 1}, ["x"], 7, True, None, "²", ""])
def test_words_and_undo_survive_values_of_any_shape(clinics: Clinics, hostile: object) -> None:
    """With `value in known` for what cannot be hashed, undoing and the preview failed for everybody."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    clinics.exchange_all(naryn, bishkek)
    client = person(naryn)
    told = consult(naryn, person_id=client.id)
    run = bishkek.exchange.merge(clinics.packages(naryn)).run
    naryn.casework.write_registers(told, {"person_id": hostile, "erased": hostile, "advice": hostile})
    preview = bishkek.exchange.look_into(clinics.packages(naryn))
    for record in preview.records:
        for field in record.fields:
            assert isinstance(words_of(record.type, field.register, field.after, preview.titles), str)
    bishkek.exchange.merge(clinics.packages(naryn))
    assert isinstance(bishkek.exchange.built_on_run(run), list)
    bishkek.exchange.undo_run(run)
    bishkek.exchange.take_in_run(run)
    assert bishkek.history.of("consultation", told.id)
