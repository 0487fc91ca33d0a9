"""The kept lines of journal format 1 are read for ever, with the same names, chain and seal."""

from __future__ import annotations

import json
from pathlib import Path

from clinic_app.journal.content import Content, Erased, read_line
from clinic_app.journal.minisign import public_key_of
from clinic_app.journal.stream import Stream, places_of, seal, seal_holds

SAMPLES = Path(__file__).parents[1] / "samples" / "journal-v1"
TOLD = json.loads((SAMPLES / "expected.json").read_text())
LINES = (SAMPLES / "lines.ndjson").read_bytes().split(b"\n")[:-1]


def test_names_and_chain() -> None:
    stream = Stream(**TOLD["stream"])
    assert stream.beginning == TOLD["beginning"]
    places = places_of(1, stream.beginning, TOLD["places"][-1]["chain"], LINES)
    found = [{"number": p.number, "record": p.record, "name": p.name, "chain": p.chain} for p in places]
    assert found == TOLD["places"]


def test_seal() -> None:
    seed = bytes.fromhex(TOLD["seed"])
    last = TOLD["places"][-1]
    told = (TOLD["network"], TOLD["stream"]["id"], last["number"], last["chain"])
    assert seal(*told, seed) == TOLD["seal"]
    assert seal_holds(*told, TOLD["seal"], public_key_of(seed, bytes(8)).raw)


def test_what_the_lines_say() -> None:
    first, second, newer, erased = (read_line(line) for line in LINES)
    assert isinstance(first, Content) and isinstance(second, Content) and isinstance(newer, Content)
    assert first.fields["advice"] == 'Ң Ө Ү «ё» "\\\n\u2028\U0001f600'
    assert (first.fields["duration_min"], first.fields["anonymous"]) == (25, False)
    assert second.seen == dict.fromkeys(second.fields, (first.name,))
    assert (newer.readable, newer.needs, newer.fields) == (False, 1, {})
    assert erased == Erased(first.name, first.id)
    assert [first.line, second.line, newer.line, erased.line] == LINES
