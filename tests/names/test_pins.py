"""A personal number is read to warn, never to refuse."""

from __future__ import annotations

from datetime import date

import pytest

from clinic_app.names.phones import doubt
from clinic_app.names.pins import pin_doubts, pin_facts
from clinic_app.wording.words import speak

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("pin", "sex", "born", "said"),
    [
        ("10101198099999", "f", 1980, []),
        ("20101198099999", "m", None, []),
        ("20101198099999", None, 1980, []),
        ("20101198099999", "unknown", 1980, []),
        ("20101198099999", "f", 1980, ["another sex"]),
        ("20101198099999", "m", 1979, ["says 1980"]),
        ("20101198099999", "f", 1979, ["says 1980", "another sex"]),
        ("23102198099999", "m", 1980, ["no date of birth"]),
        ("20101203099999", "m", None, ["no date of birth"]),
        ("70101198099999", "m", 1980, ["does not begin with"]),
        ("00101201099999", "m", 1980, []),  # a legal entity, with its day of registration
        ("1234", "m", 1980, []),  # the field itself says that this is no personal number
    ],
)
def test_what_disagrees_is_said_in_words(pin: str, sex: str | None, born: int | None, said: list[str]) -> None:
    """A mistake it is meant for: the day and the month in the other order."""
    speak("en")
    told = pin_doubts(pin, sex, born, TODAY)
    assert len(told) == len(said)
    assert all(words in sentence for words, sentence in zip(said, told, strict=True))


def test_a_number_says_sex_and_day() -> None:
    facts = pin_facts("22305199199999")
    assert facts is not None and (facts.sex, facts.born) == ("m", date(1991, 5, 23))


def test_a_telephone_is_doubted_when_it_is_no_whole_number() -> None:
    speak("en")
    for whole in ("", "112", "0700 123 456", "+996700123456", "+7 916 123-45-67"):
        assert doubt(whole) == ""
    for torn in ("66-44-33", "0700 123456, 0555 123456", "у соседки 12345"):
        assert torn in doubt(torn) and "kept as typed" in doubt(torn)
