"""Places are chained, beginnings bound to device and audience, ends sealed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clinic_app.journal import content
from clinic_app.journal.minisign import public_key_of
from clinic_app.journal.stream import (
    BrokenChain,
    Stream,
    follow,
    link,
    new_stream,
    places_of,
    seal,
    seal_holds,
)

NETWORK, SEED = "ab" * 20, bytes(range(32))
STREAM = Stream("5" * 32, "d1", "shared:NAR1")
ENTRIES = [content.write("person", f"p{n}", {"a": n}, {}, author="m", device="d1", at="x") for n in range(5)]
LINES = [entry.line for entry in ENTRIES]
PLACES = follow(STREAM, [(n, entry.id, entry.name) for n, entry in enumerate(ENTRIES)])


def test_a_stretch_leads_from_its_first_to_its_last_chain_hash() -> None:
    whole = places_of(1, STREAM.beginning, PLACES[-1].chain, LINES)
    assert [(p.number, p.name, p.chain) for p in whole] == [(p.number, p.name, p.chain) for p in PLACES]
    later = places_of(3, PLACES[1].chain, PLACES[-1].chain, LINES[2:])
    assert [p.chain for p in later] == [p.chain for p in PLACES[2:]]


def test_nothing_can_be_left_out_swapped_doubled_or_moved() -> None:
    end = PLACES[-1].chain
    for lines in (LINES[:-1], LINES[1:], [LINES[1], LINES[0], *LINES[2:]], [*LINES, LINES[0]], LINES[:2] + LINES[3:]):
        with pytest.raises(BrokenChain):
            places_of(1, STREAM.beginning, end, lines)
    with pytest.raises(BrokenChain):
        places_of(2, STREAM.beginning, end, LINES)
    with pytest.raises(ValueError, match="not"):
        places_of(1, STREAM.beginning, end, [*LINES[:-1], LINES[-1] + b" "])


def test_a_beginning_binds_stream_device_and_audience() -> None:
    others = [replace(STREAM, device="d2"), replace(STREAM, audience="net"), replace(STREAM, id="6" * 32)]
    assert len({one.beginning for one in [STREAM, *others]}) == 4
    assert new_stream("d1", "net").id != new_stream("d1", "net").id


def test_a_stream_id_belongs_to_its_device_and_audience() -> None:
    """Planted: with a wholly random id a colleague who delivered first could claim it, and the real one was refused."""
    made = new_stream("d1", "shared:NAR1")
    assert made.is_genuine
    for other in (replace(made, device="d2"), replace(made, audience="office:NAR1"), replace(made, id="5" * 32)):
        assert not other.is_genuine


def test_the_hash_covers_number_record_and_name() -> None:
    here = link(STREAM.beginning, 1, "p", "ab" * 20)
    others = [link(STREAM.beginning, 2, "p", "ab" * 20), link(STREAM.beginning, 1, "q", "ab" * 20)]
    others += [link(STREAM.beginning, 1, "p", "cd" * 20), link(here, 1, "p", "ab" * 20)]
    assert len({here, *others}) == 5


def test_a_seal_holds_for_exactly_what_was_sealed() -> None:
    chain = PLACES[-1].chain
    signature = seal(NETWORK, STREAM.id, 5, chain, SEED)
    key = public_key_of(SEED, bytes(8)).raw
    assert seal_holds(NETWORK, STREAM.id, 5, chain, signature, key)
    for wrong in (
        ("cd" * 20, STREAM.id, 5, chain, signature, key),
        (NETWORK, "6" * 32, 5, chain, signature, key),
        (NETWORK, STREAM.id, 4, chain, signature, key),
        (NETWORK, STREAM.id, 5, PLACES[0].chain, signature, key),
        (NETWORK, STREAM.id, 5, chain, "00" * 64, key),
        (NETWORK, STREAM.id, 5, chain, signature.upper(), key),
        (NETWORK, STREAM.id, 5, chain, signature[:-2], key),
        (NETWORK, STREAM.id, 5, chain, signature, public_key_of(bytes(32), bytes(8)).raw),
        (NETWORK, STREAM.id, 5, chain, signature, b""),
    ):
        assert not seal_holds(*wrong)  # type: ignore[arg-type]
