"""Every field the customer names is declared once, with its privacy rule: a wrong `share` is a leak."""

from __future__ import annotations

from pathlib import Path

import pytest

from clinic_app.errors import UnknownField, UnknownRecordType
from clinic_app.records.declared import PUBLIC, all_types, record_type
from clinic_app.records.record import SENSITIVITIES, SHARES, Field
from clinic_app.records.values import Choice, Elements, Ref
from clinic_app.reference import lists

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "wanted_fields.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
KINDS = {
    "text": "text",
    "richtext": "text",
    "texts": "elements",
    "auto": "text",
    "phone": "phone",
    "pin14": "pin",
    "year": "year",
    "country": "country",
    "bool": "yes_no",
    "int": "whole",
    "money": "money",
    "date": "day",
    "datetime": "moment",
    "time": "clock",
    "partial_date": "partial_day",
    "codes": "choices",
    "code": "choice",
    "refs:person": "refs",
    "repeat:consent": "consents",
    "files": "kept",
}
LISTED_REFS = {"ref:division": "divisions", "ref:court": "courts"}  # reference data, not records
LISTS = {
    "legal_topics.csv": "legal_topics",
    "journalist_taxonomy.csv:ATT": "attack_types",
    "proceedings.json": "proceedings",
    "deadline_triggers.csv": "deadline_triggers",
    "(office list)": "",
}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}.{row[1]}")
def test_a_wanted_field(row: list[str]) -> None:
    type, name, required, share, sensitivity, kind, codelist = row
    declared = record_type(type).field(name)
    assert (declared.required, declared.share, declared.sensitivity) == (required == "yes", share, sensitivity)
    _of_its_kind(declared, kind, codelist)


def _of_its_kind(declared: Field, kind: str, codelist: str) -> None:
    held = declared.kind
    if kind in LISTED_REFS:
        assert isinstance(held, Choice) and held.list == LISTED_REFS[kind]
    elif kind.startswith("ref"):
        wanted = kind.partition(":")[2]
        assert (isinstance(held, Ref) and held.to == wanted) or (isinstance(held, Elements) and held.to == wanted)
    elif kind.startswith("code:") or "|" in codelist:
        codes = kind.removeprefix("code:") if kind.startswith("code:") else codelist
        assert isinstance(held, Choice) and set(lists.items(held.list)) == set(codes.split("|"))
    else:
        assert held.name == KINDS[kind]
        if isinstance(held, (Choice, Elements)) and codelist:
            assert held.list == LISTS.get(codelist, codelist)


def test_every_type_the_customer_names_is_public() -> None:
    assert {row[0] for row in ROWS} <= set(PUBLIC) <= set(all_types())


def test_every_declaration_is_in_the_closed_sets() -> None:
    for kind in all_types().values():
        for field in kind.fields:
            assert field.share in SHARES and field.sensitivity in SENSITIVITIES
            assert field.searchable in ("", "name", "body")
            assert not (field.searchable and field.sensitivity == "secret"), f"{kind.name}.{field.name} is searchable"
            assert not (field.in_table and field.sensitivity in ("secret", "privileged")) or field.name == "name"
            if isinstance(field.kind, (Choice, Elements)) and field.kind.list:
                assert lists.items(field.kind.list)
        assert len({field.name for field in kind.fields}) == len(kind.fields)
        assert not {field.name for field in kind.fields} & {"id", "home", "archived", "seen", "conflicts", "complete"}
        for name in (kind.parent_field, kind.title_field, kind.date_field):
            assert not name or name in kind.by_name


def test_unknown_names_are_refused() -> None:
    with pytest.raises(UnknownRecordType):
        record_type("hearing")
    with pytest.raises(UnknownField):
        record_type("person").field("nick")
