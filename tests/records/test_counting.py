"""What a counting row says of each kind of value."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from clinic_app.records.case import JournalistCase
from clinic_app.records.consultation import Consultation
from clinic_app.records.counting import COUNTS, counted_kind, counted_value
from clinic_app.records.person import Person
from clinic_app.records.record import Field, Record
from clinic_app.records.values import Text
from clinic_app.reference import lists


def told(of: type[Record], name: str, value: object, on: date | None = None) -> object:
    return counted_value(of.type.by_name[name], value, on)


def test_days_are_told_by_month_and_persons_not_at_all() -> None:
    received = datetime.fromisoformat("2026-03-17T13:37:21")
    assert told(Consultation, "received_at", received) == datetime.fromisoformat("2026-03-01")
    assert told(JournalistCase, "closed_on", date(2026, 3, 17)) == date(2026, 3, 1)
    assert not counted_kind(Consultation.type.by_name["person_id"])
    assert told(Consultation, "office_id", "NAR1") == "NAR1"
    assert told(Consultation, "received_at", None) is None


@pytest.mark.parametrize(("born", "group"), [(2026, "0_13"), (2013, "0_13"), (2012, "14_17"), (1966, "60_plus")])
def test_a_year_of_birth_is_told_as_an_age_group(born: int, group: str) -> None:
    assert told(Person, "birth_year", born, date(2026, 11, 22)) == group
    kind = counted_kind(Person.type.by_name["birth_year"])
    assert kind is not None and kind.read(group) == group


def test_amounts_are_told_roughly() -> None:
    assert [told(JournalistCase, "claim_amount", amount) for amount in (0, 7, 99, 101, 1_543_217)] == [
        0,
        7,
        99,
        100,
        1_500_000,
    ]


def test_a_place_is_told_by_its_district() -> None:
    for code, item in lists.items("divisions").items():
        shown = lists.items("divisions")[str(told(Consultation, "division_id", code))]
        assert shown.more["level"] <= "2" and (item.more["level"] > "2" or shown is item)


def test_no_text_stands_in_a_row_whatever_its_share() -> None:
    for of in (Consultation, JournalistCase, Person):
        for spec in of.type.fields:
            kind = counted_kind(spec)
            assert not isinstance(kind, Text), spec.name
            assert kind is None or spec.share != "never", spec.name
            assert counted_kind(replace(spec, share="never")) is None
    plain = Field(name="x", label="X", kind=Text(), share="full")
    assert counted_kind(plain) is None
    assert {"record_no", "consents", "confidentiality", "opponent_ids"}.isdisjoint(COUNTS["consultation"].by_name)
