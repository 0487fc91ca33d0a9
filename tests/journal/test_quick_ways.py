"""Each quick way of the journal says what the plain one says; the plain ones stand here, as they once were."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from clinic_app.journal import canonical, reading
from clinic_app.journal.canonical import MAX_DEPTH, MAX_INTEGER, parse
from clinic_app.journal.content import Content

PATIENT = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])

# --- canonical form ---------------------------------------------------------------------------------------------------


def plainly_parsed(line: bytes) -> Any:
    """By the standard library: duplicate keys and floats refused while reading, the rest by writing it again."""
    if len(line) > canonical.MAX_LINE:
        raise ValueError
    try:
        value = json.loads(
            line.decode("utf-8"), object_pairs_hook=no_duplicates, parse_float=refuse, parse_constant=refuse
        )
        check(value, MAX_DEPTH)
        again = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")
    except RecursionError:
        raise ValueError from None
    if again != line:
        raise ValueError
    return value


def no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError
    return dict(pairs)


def refuse(_number: str) -> NoReturn:
    raise ValueError


def check(value: Any, depth: int) -> None:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > MAX_INTEGER:
        raise ValueError
    if isinstance(value, (dict, list)) and depth == 0:
        raise ValueError
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        check(part, depth - 1)


def verdict(read: Any, line: bytes) -> tuple[bool, str]:
    try:
        return True, json.dumps(read(line), sort_keys=True)
    except ValueError:
        return False, ""


TEXT = st.text(max_size=6) | st.sampled_from(
    ['"', "\\", "\u2028", "\x7f", "\x1f", "\x00", "/", "é", "😀", "e\u0301", "ң"]
)
NUMBERS = st.sampled_from(
    ["0", "-0", "1", "-1", "1.0", "1e3", "01", "+1", "NaN", "-Infinity", "9007199254740991", "9007199254740992",
     "-9007199254740992", "18446744073709551616", "9" * 400, "1.5", "0.1e-7"]
)  # fmt: skip
SPELLED = st.sampled_from(
    ['"\\ud800"', '"\\udfff\\ud800"', '"\\ud83d\\ude00"',
     '"\\u0041"', '"\\/"', '"\\u000a"', '"\\n"', '"\\u001F"', '"\\u001f"',
     "null", "true", "false", "'a'", '"a', "nul", "[]", "{}", "[ ]", '""']
)  # fmt: skip
PIECES = st.recursive(
    NUMBERS | SPELLED | TEXT.map(lambda text: json.dumps(text, ensure_ascii=False)),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda parts: f"[{','.join(parts)}]")
        | st.lists(
            st.tuples(SPELLED.filter(lambda s: s.startswith('"')) | TEXT.map(json.dumps), inner), max_size=3
        ).map(lambda pairs: "{" + ",".join(f"{key}:{part}" for key, part in pairs) + "}")
    ),
    max_leaves=8,
)


@PATIENT
@given(PIECES.map(lambda text: text.encode("utf-8", "surrogatepass")))
@example(b'{"a":1,"a":1}')
@example(b"[" * 8 + b"]" * 8)
@example(b"[" * 9 + b"]" * 9)
@example(b'{"\xc3\xa9":1,"\xf0\x9f\x98\x80":2,"\xef\xbf\xbd":3}')
@example('{"\ufffd":1,"\U0001f600":2}'.encode())
@example(b'"\xed\xa0\x80"')
@example(b"\xef\xbb\xbf{}")
@example(b"-0")
def test_every_spelling_is_judged_as_the_standard_library_judges_it(line: bytes) -> None:
    """With the check for whole numbers left out of `canonical._check`, `1.5` was taken, and this failed."""
    assert verdict(parse, line) == verdict(plainly_parsed, line)


VALUES_OF_ALL_KINDS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@PATIENT
@given(st.data(), VALUES_OF_ALL_KINDS)
def test_a_byte_turned_over_is_judged_alike(data: st.DataObject, value: Any) -> None:
    line = bytearray(
        json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "replace")
    )
    assert verdict(parse, bytes(line)) == verdict(plainly_parsed, bytes(line))
    place = data.draw(st.integers(0, len(line) - 1))
    line[place] = data.draw(st.integers(0, 255))
    assert verdict(parse, bytes(line)) == verdict(plainly_parsed, bytes(line))


# --- reading ----------------------------------------------------------------------------------------------------------

NAMES = [f"{n:040x}" for n in range(4)]
VALUES = st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from(["", "a", "b", "C1", "lawyer", "2026-11-22"])
REGISTERS = st.sampled_from(
    ["advice", "confidentiality", "next_step_on", "vulnerability/hiv", "consents/photo", "erased", "home", "archived"]
)


@st.composite
def saves(draw: st.DrawFn) -> Content:
    fields = draw(st.dictionaries(REGISTERS, VALUES, min_size=1, max_size=5))
    seen = {r: tuple(draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=2))) for r in fields}
    return Content("person", "p", fields, seen, "m", "d", "2026", f"{draw(st.integers(0, 10**9)):032x}")


@PATIENT
@given(saves(), st.lists(saves(), max_size=3))
def test_one_save_is_read_as_many_are(only: Content, aside: list[Content]) -> None:
    """With `aside` taken for what counts in `reading.read`, this failed."""
    quick = reading.read([only], aside)
    leaves = {register: {only.name: value} for register, value in only.fields.items()}
    chosen = {register: reading.choose(register, values) for register, values in leaves.items()}
    assert quick.leaves == leaves == reading.live([only], aside)
    assert quick.shown == {register: value for register, (value, _) in chosen.items()}
    assert quick.conflicts == {register for register, (_, torn) in chosen.items() if torn} == frozenset()
    assert quick.type == "person"
