"""Values: read, written and recalled without change; what a field cannot hold is named by its fault."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic_app.journal.canonical import canonical, parse
from clinic_app.records import values
from clinic_app.records.declared import all_types, record_type
from clinic_app.records.record import changed_registers
from clinic_app.records.values import Consent, Elements, Fault, Kind, WrongValue
from clinic_app.reference import lists

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
DAYS = st.dates(date(1000, 1, 1))
CONSENTS = st.builds(
    Consent,
    kind=st.sampled_from(sorted(lists.items("consent_kind"))),
    form=st.sampled_from(sorted(lists.items("consent_form"))),
    on=st.none() | DAYS,
    text_version=st.sampled_from(["", "v1", "Ң"]),
    withdrawn_on=st.none() | DAYS,
)


def held(kind: Kind) -> st.SearchStrategy[Any]:
    """Values of a kind, as a person gives them."""
    match kind.name:
        case "text":
            return TEXT
        case "phone":
            return st.just("") | st.from_regex(r"\+?[0-9]{3,15}", fullmatch=True)
        case "pin":
            return st.just("") | st.from_regex(r"[0-9]{14}", fullmatch=True)
        case "country":
            return st.sampled_from(["", "KG", "UZ"])
        case "yes_no":
            return st.none() | st.booleans()
        case "whole" | "year" | "money":
            return st.none() | st.integers(kind.least, kind.most)  # type: ignore[attr-defined]
        case "day":
            return st.none() | DAYS.map(date.isoformat)
        case "moment":
            return st.none() | DAYS.map(lambda day: f"{day.isoformat()}T10:15")
        case "clock":
            return st.none() | st.times().map(lambda at: at.isoformat(timespec="minutes"))
        case "partial_day":
            return st.none() | st.sampled_from(["2026", "2026-11", "2026-11-22", "~2026", "~2026-11"])
        case "choice":
            return st.none() | st.sampled_from(sorted(lists.items(kind.list)))  # type: ignore[attr-defined]
        case "choices" if kind.list:  # type: ignore[attr-defined]
            return st.sets(st.sampled_from(sorted(lists.items(kind.list))), max_size=3).map(sorted)  # type: ignore[attr-defined]
        case "choices" | "refs" | "ref":
            one = st.from_regex(r"[a-z0-9-]{1,20}", fullmatch=True)
            return st.none() | one if kind.name == "ref" else st.sets(one, max_size=3).map(sorted)
        case "elements":
            return st.sets(TEXT.map(str.strip).filter(bool), max_size=3).map(sorted)
        case "consents":
            return st.lists(CONSENTS, max_size=3)
    return st.just(None)


@pytest.mark.parametrize("type", sorted(all_types()))
@settings(max_examples=20)  # of each of some thirty types
@given(data=st.data())
def test_a_record_comes_back_from_its_registers(type: str, data: st.DataObject) -> None:
    """Through canonical bytes, as the journal keeps them; and what did not change changes no register."""
    kind = record_type(type)
    given_ = {field.name: field.kind.read(data.draw(held(field.kind))) for field in kind.fields}
    record = kind.cls(id="r1", home="NAR1", archived=data.draw(st.booleans()), **given_)
    registers = parse(canonical(record.registers()))
    back = kind.from_registers("r1", registers)
    assert back == record
    assert changed_registers(back, record) == {}
    for field in kind.fields:
        value = getattr(record, field.name)
        written = parse(canonical({"v": field.kind.write(value)}))["v"]
        assert field.kind.read(written) == field.kind.recall(written) == value
    cleared = changed_registers(record, kind.cls(id="r1"))
    assert cleared == dict.fromkeys(registers)


@pytest.mark.parametrize(
    ("kind", "given_", "fault"),
    [
        (values.Text(), 1, Fault.NOT_TEXT),
        (values.Text(), "\ud800", Fault.NOT_TEXT),
        (values.Text(longest=3), "abcd", Fault.TOO_LONG),
        (values.Phone(), "no digits", Fault.NOT_A_PHONE),
        (values.Pin(), "1234567890123", Fault.NOT_A_PIN),
        (values.Pin(), "1234567890123x", Fault.NOT_A_PIN),
        (values.Country(), "Kyrgyzstan", Fault.UNKNOWN_CODE),
        (values.YesNo(), "yes", Fault.NOT_YES_NO),
        (values.YesNo(), 1, Fault.NOT_YES_NO),
        (values.Whole(), True, Fault.NOT_A_WHOLE_NUMBER),
        (values.Whole(), 1.0, Fault.NOT_A_WHOLE_NUMBER),
        (values.Whole(), "1,5", Fault.NOT_A_WHOLE_NUMBER),
        (values.Whole(), -1, Fault.OUT_OF_RANGE),
        (values.Day(), "2026-02-30", Fault.NOT_A_DATE),
        (values.Day(), "22.11.2026", Fault.NOT_A_DATE),
        (values.Day(), 20261122, Fault.NOT_A_DATE),
        (values.Moment(), "2026-11-22T25:00", Fault.NOT_A_DATE),
        (values.Moment(), "2026-11-22T10:00+06:00", Fault.NOT_A_DATE),
        (values.Clock(), "24:00", Fault.NOT_A_TIME),
        (values.PartialDay(), "2026-13", Fault.NOT_A_DATE),
        (values.PartialDay(), "26", Fault.NOT_A_DATE),
        (values.Choice(list="sex"), "female", Fault.UNKNOWN_CODE),
        (values.Choice(list="sex"), 1, Fault.UNKNOWN_CODE),
        (values.Ref(to="person"), "a b", Fault.NO_SUCH_RECORD),
        (Elements(), "abc", Fault.NOT_A_LIST),
        (Elements(), [""], Fault.NOT_TEXT),
        (Elements(), ["x" * 301], Fault.TOO_LONG),
        (Elements(list="sex"), ["female"], Fault.UNKNOWN_CODE),
        (Elements(to="person"), ["a b"], Fault.NO_SUCH_RECORD),
        (values.ConsentList(), {}, Fault.NOT_A_LIST),
        (values.ConsentList(), [{"kind": 1}], Fault.NOT_A_CONSENT),
        (values.ConsentList(), [{"kind": "stats", "more": 1}], Fault.NOT_A_CONSENT),
        (values.ConsentList(), [{"kind": "nonsense"}], Fault.UNKNOWN_CODE),
        (values.Kept(), ["x"], Fault.KEPT_BY_PROGRAM),
    ],
)
def test_a_fault_is_named(kind: Kind, given_: Any, fault: Fault) -> None:
    with pytest.raises(WrongValue) as wrong:
        kind.read(given_)
    assert wrong.value.fault == fault
    kind.recall(given_)  # what lies in the journal is never refused


def test_values_are_pythons_own() -> None:
    assert values.Day().read("2026-11-22") == date(2026, 11, 22)
    assert values.Moment().read("2026-11-22T10:15") == datetime.fromisoformat("2026-11-22T10:15")
    assert values.Clock().read("10:15") == time(10, 15)
    assert values.Whole().read("1 000") == 1000
    assert values.Text().read("e\u0301\r\n") == "\xe9\n"
    assert Elements().read([" a ", "a"]) == frozenset({"a"})


def test_unknown_registers_are_passed_over_and_unknown_codes_kept() -> None:
    found = record_type("person").from_registers("p", {"name_display": "A", "later": 1, "tags/x": True, "sex": "q"})
    assert (found.name_display, found.sex) == ("A", "q")  # type: ignore[attr-defined]
