"""A record from its registers, its index words and its row: the quick ways say what the plain ones say."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinic_app.names import folding, indexing
from clinic_app.records.declared import all_types
from clinic_app.records.record import Record, RecordType
from clinic_app.records.values import PHONES, Phone
from clinic_app.reference import lists
from clinic_app.store.record_tables import pack_leaves, unpack_leaves
from clinic_app.use_cases.index_words import index_words


def plainly(kind: RecordType, id: str, registers: dict[str, Any], **more: Any) -> Record:
    """Field by field, through the class."""
    plain: dict[str, Any] = {}
    elements: dict[str, dict[str, Any]] = {}
    for register, value in registers.items():
        name, slash, element = register.partition("/")
        if slash:
            elements.setdefault(name, {})[element] = value
        else:
            plain[name] = value
    values: dict[str, Any] = {}
    for spec in kind.fields:
        if spec.kind.in_elements:
            if spec.name in elements:
                values[spec.name] = spec.kind.assemble(elements[spec.name])  # type: ignore[attr-defined]
        elif plain.get(spec.name) is not None:
            values[spec.name] = spec.kind.recall(plain[spec.name])
    home, erased, moving = (plain.get(name) for name in ("home", "erased", "moving_to"))
    return kind.cls(
        id=id,
        home=home if isinstance(home, str) else "",
        archived=plain.get("archived") is True,
        erased=erased if isinstance(erased, str) else "",
        moving_to=moving if isinstance(moving, str) else "",
        **values,
        **more,
    )


JSON = (
    st.none() | st.booleans() | st.integers(-3, 3000) | st.text(max_size=5)
    | st.sampled_from(["coord", "FAM.ALI", "2026-11-22", "2026-11-22T10:15", "~2026-11", "10:15", "+996 555 123456"])
    | st.dictionaries(st.sampled_from(["form", "on"]), st.sampled_from(["oral", "2026-01-01"]), max_size=2)
)  # fmt: skip


@st.composite
def registers(draw: st.DrawFn, kind: RecordType) -> dict[str, Any]:
    names = [f.name for f in kind.fields] + ["home", "archived", "erased", "moving_to", "of_a_newer_program"]
    plain = draw(st.dictionaries(st.sampled_from(names), JSON, max_size=8))
    parts = draw(
        st.dictionaries(st.sampled_from([f"{n}/{e}" for n in names for e in ("a", "hiv", "x/y")]), JSON, max_size=5)
    )
    return plain | parts


@pytest.mark.parametrize("kind", all_types().values(), ids=lambda kind: kind.name)
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_a_record_is_what_its_class_would_make_of_it(kind: RecordType, data: st.DataObject) -> None:
    """With `slash` unasked in `RecordType.from_registers`, "title/x" became the title, and this failed."""
    told = data.draw(registers(kind))
    quick, plain = kind.from_registers("r1", told, complete=False), plainly(kind, "r1", told, complete=False)
    assert quick == plain
    assert quick.__dict__ == plain.__dict__
    assert (quick.registers(), hash(quick), repr(quick)) == (plain.registers(), hash(plain), repr(plain))
    assert {word for word in index_words(quick) if not word.startswith(folding.TAG)} == plain_words(plain)


def plain_words(record: Record) -> set[str]:
    """What may be found of a record; beside it stands only what filters ask for."""
    found: set[str] = set()
    for spec in record.type.fields:
        value = getattr(record, spec.name)
        if record.type.by_program or not spec.searchable or not value:
            continue
        for text in sorted(value) if isinstance(value, frozenset) else [str(value)]:
            if isinstance(spec.kind, Phone) or spec.kind.name == PHONES:
                found |= indexing.phone_tokens(text)
            elif spec.searchable == "name":
                found |= indexing.name_tokens([text])
            else:
                found |= indexing.text_tokens(text)
    topic = getattr(record, "topic", None)
    if not record.type.by_program and topic and topic in lists.items("legal_topics"):
        for label in lists.items("legal_topics")[topic].labels.values():
            found |= indexing.text_tokens(label)
    return found


def plainly_folded(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    folded = text.replace("İ", "i").lower().translate(folding._FOLDED)
    if folded.isascii() or not folding._PAIR.search(folded):
        return folded
    return folding._LETTERS.sub(folding._one_script, folded)


@settings(deadline=None)
@given(st.text() | st.text("абвгёңөүЁҢӨҮacopxıİéñğ -1Єї", max_size=30))
def test_text_is_folded_as_by_one_translation(text: str) -> None:
    """With ү left out of the four replacements of `folding.fold`, this failed."""
    assert folding.fold(text) == plainly_folded(text)


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("xyz"), unique=True, min_size=1, max_size=3))
)
def test_leaves_come_back_as_they_were_packed(leaves: dict[str, list[str]]) -> None:
    """With the names left unsorted where all registers have the same, this failed."""
    shown = unpack_leaves(pack_leaves(leaves))
    assert {register: shown[register] for register in leaves} == {
        r: tuple(sorted(names)) for r, names in leaves.items()
    }
