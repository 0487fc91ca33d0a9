"""Keys that change, as pure functions: which is in use, whatever the order in which news came."""

from __future__ import annotations

import itertools

import pytest

from clinic_app.journal import device_keys as keys
from clinic_app.journal.minisign import public_key_of

AGES = [f"age1{sign * 58}" for sign in "qpz"]
SIGNS = [public_key_of(bytes([n]) * 32, bytes([n]) * 8).text for n in (1, 2, 3)]


def test_the_greatest_turn_is_in_use_and_a_later_life_comes_after_every_turn_of_the_former() -> None:
    """Compared as texts, turn 10 would come before turn 9."""
    told = [keys.age_element((1, 9), AGES[0]), keys.age_element((1, 10), AGES[1])]
    assert keys.age_in_use(told, "x") == (AGES[1], (1, 10))
    assert keys.age_in_use([*told, keys.age_element((2, 1), AGES[2])], "x") == (AGES[2], (2, 1))
    assert keys.age_in_use(["", "1.1:age1", "junk", "-1.2:" + AGES[0]], "x") == ("x", (1, 1))


def test_the_order_of_news_does_not_matter() -> None:
    told = [keys.age_element((1, 2), age) for age in AGES] + [keys.age_element((1, 1), AGES[0])]
    assert {keys.age_in_use(some, "x") for some in itertools.permutations(told)} == {(min(AGES), (1, 2))}
    signs = [keys.sign_element(2, SIGNS[1]), keys.sign_element(3, SIGNS[2])]
    past = [*keys.past_elements(SIGNS[0], {"s": 5}), *keys.past_elements(SIGNS[0], {"s": 3, "t": 1})]
    for some in itertools.permutations(past):
        read = keys.signing_keys(signs, some, SIGNS[0])
        assert (read.present, read.turn, read.disputed) == (SIGNS[2], 3, False)
        assert read.past == {SIGNS[0]: {"s": 3, "t": 1}}  # the smaller end holds


def test_two_keys_of_one_turn_are_disputed_and_an_older_turn_is_not() -> None:
    both = [keys.sign_element(2, SIGNS[1]), keys.sign_element(2, SIGNS[2])]
    assert keys.signing_keys(both, [], SIGNS[0]).disputed
    assert not keys.signing_keys([*both, keys.sign_element(3, SIGNS[0])], [], SIGNS[0]).disputed
    assert keys.signing_keys([], ["junk", "00:s:1"], SIGNS[0]) == keys.SigningKeys(SIGNS[0])


def test_the_network_key_says_whom_it_was_kept_from() -> None:
    assert keys.network_key([], AGES[0]) == keys.NetworkKey(AGES[0], 0, keys.removed_mark([]))
    mark = keys.removed_mark(["b", "a"])
    assert mark == keys.removed_mark(["a", "b"]) != keys.removed_mark(["a"])
    told = [keys.network_element(1, AGES[0], "0" * 16), keys.network_element(2, AGES[1], mark)]
    assert keys.network_key(told, "x") == keys.NetworkKey(AGES[1], 2, mark)


def test_a_key_in_hex_is_that_key() -> None:
    assert [keys.key_text(keys.key_hex(key)) for key in SIGNS] == SIGNS
    with pytest.raises(ValueError, match="public key"):
        keys.key_hex("not a key")
