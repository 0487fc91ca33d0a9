"""The content of an entry: read exactly as written, never otherwise; what a newer program wrote is kept as it came."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_app.journal import content
from clinic_app.journal.canonical import canonical
from clinic_app.journal.content import Content, Erased, name_of, read_line, recall_line

NAME = "ab" * 20
AT = "2026-11-22T10:15:00+06:00"
REGISTERS = st.from_regex(r"[a-z][a-z0-9_]{0,10}(/[^\ud800-\udfff]{1,10})?", fullmatch=True)
JSON = st.none() | st.booleans() | st.integers(-9, 9) | st.text(st.characters(exclude_categories=["Cs"]), max_size=9)
NAMES = st.lists(st.binary(min_size=20, max_size=20).map(bytes.hex), unique=True, max_size=3)


def written(**changed: Any) -> dict[str, Any]:
    """The parts of a whole content, some of them changed; None takes a part out."""
    made = content.write("person", "p1", {"a": 1}, {"a": (NAME,)}, author="m1", device="d1", at=AT)
    told = json.loads(made.line) | changed
    return {key: value for key, value in told.items() if value is not ...}


@given(st.dictionaries(REGISTERS, st.tuples(JSON, NAMES), min_size=1, max_size=4))
def test_what_is_written_is_read_back(given_: dict[str, tuple[Any, list[str]]]) -> None:
    fields = {register: value for register, (value, _) in given_.items()}
    seen = {register: tuple(names) for register, (_, names) in given_.items()}
    made = content.write("person", "p1", fields, seen | {"other": (NAME,)}, author="m1", device="d1", at=AT)
    read = read_line(made.line)
    assert isinstance(read, Content)
    assert (read.line, read.name, read.fields) == (made.line, made.name, fields)
    assert {r: set(n) for r, n in read.seen.items()} == {r: set(n) for r, n in seen.items() if n}
    assert read.name == hashlib.sha256(made.line).hexdigest()[:40] == name_of(made.line)
    assert read.readable
    again = recall_line(made.line)
    assert again == read
    assert (again.line, again.name) == (read.line, read.name)


def test_two_equal_saves_have_two_names() -> None:
    """A name alone betrays nothing: 16 random bytes are in it."""
    one, other = (content.write("person", "p", {"a": 1}, {}, author="m", device="d", at=AT) for _ in range(2))
    assert one.name != other.name


@pytest.mark.parametrize(
    "changed",
    [
        {"more": 1},
        {"salt": ...},
        {"salt": "ab"},
        {"salt": "AB" * 16},
        {"id": ""},
        {"id": "a b"},
        {"id": "x" * 65},
        {"id": 1},
        {"type": "../x"},
        {"author": None},
        {"at": 1},
        {"at": "x" * 41},
        {"schema": 0},
        {"schema": True},
        {"schema": "1"},
        {"fields": {}},
        {"fields": []},
        {"fields": {"A": 1}, "seen": {}},
        {"fields": {"": 1}, "seen": {}},
        {"fields": {"a/": 1}, "seen": {}},
        {"fields": {"a/" + "x" * 301: 1}, "seen": {}},
        {"seen": {"b": [NAME]}},
        {"seen": {"a": []}},
        {"seen": {"a": NAME}},
        {"seen": {"a": [NAME, NAME]}},
        {"seen": {"a": ["cd" * 20, NAME]}},
        {"seen": {"a": [NAME.upper()]}},
        {"seen": {"a": [1]}},
        {"seen": {"a": [[NAME]]}},
        {"seen": []},
        {"needs": 0},
        {"needs": True},
        {"needs": -1},
        {"needs": "1"},
        {"needs": 1, "id": "a b"},
        {"needs": 1, "type": ...},
    ],
)
def test_what_write_would_not_make_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        read_line(canonical(written(**changed)))


def test_one_changed_byte_is_another_name_or_no_content() -> None:
    line = canonical(written())
    for place in range(len(line)):
        changed = line[:place] + bytes([line[place] ^ 1]) + line[place + 1 :]
        try:
            assert read_line(changed).name != name_of(line)
        except ValueError:
            continue


def test_what_needs_a_newer_program_is_kept_and_not_read() -> None:
    line = canonical(written(needs=7, marvel={"a": [1]}, fields=["new"]))
    read = read_line(line)
    assert isinstance(read, Content)
    assert (read.line, read.name, read.id, read.type, read.readable) == (line, name_of(line), "p1", "person", False)
    assert read.fields == {}
    assert recall_line(line) == read


def test_an_erased_content_keeps_its_name_and_record() -> None:
    erased = Erased(NAME, "p1")
    assert read_line(erased.line) == recall_line(erased.line) == erased
    for wrong in ({"erased": "x", "record": "p1"}, {"erased": NAME, "record": ""}, {"erased": NAME}):
        with pytest.raises(ValueError):
            read_line(canonical(wrong))


@pytest.mark.parametrize("line", [b"[]", b"1", b"null", b'"x"', b"{}"])
def test_other_json_is_no_content(line: bytes) -> None:
    with pytest.raises(ValueError):
        read_line(line)
