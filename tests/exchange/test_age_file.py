"""The gate before the age library, and the library behind it."""

from __future__ import annotations

import io
from dataclasses import replace

import pyrage
import pytest

from clinic_app.errors import NotTrusted
from clinic_app.exchange import age_file
from clinic_app.exchange.distrust import Distrust, TooLarge
from clinic_app.exchange.limits import LIMITS
from tests.exchange.world import BISHKEK, NARYN


def recipients(count: int) -> list[str]:
    return [str(pyrage.x25519.Identity.generate().to_public()) for _ in range(count)]


def header(stanza: bytes, times: int = 1) -> bytes:
    return b"age-encryption.org/v1\n" + stanza * times + b"--- " + b"A" * 43 + b"\n" + bytes(32)


STANZA = b"-> X25519 " + b"A" * 43 + b"\n" + b"A" * 43 + b"\n"


def test_sealed_to_several_each_opens() -> None:
    sealed = age_file.encrypt(b"kept", [NARYN.recipient, BISHKEK.recipient])
    assert age_file.check_header(sealed) == 2
    assert age_file.decrypt(sealed, [NARYN.identity]) == age_file.decrypt(sealed, [BISHKEK.identity]) == b"kept"


def test_every_header_the_library_writes_passes() -> None:
    """It adds a stanza of random "grease" of random length each time."""
    for count in (1, 2, LIMITS.stanzas):
        keys = recipients(count)
        assert {age_file.check_header(age_file.encrypt(b"", keys)) for _ in range(30)} == {count}


def test_more_recipients_than_allowed_are_neither_written_nor_read() -> None:
    keys = recipients(33)
    sealed = age_file.encrypt(b"", keys)
    with pytest.raises(TooLarge):
        age_file.check_header(sealed, replace(LIMITS, stanzas=32))
    assert age_file.check_header(sealed, replace(LIMITS, stanzas=33)) == 33
    with pytest.raises(ValueError):
        age_file.encrypt(b"", keys, replace(LIMITS, stanzas=32))
    for wrong in ([], [keys[0], keys[0]], ["age1none"], [keys[0].upper()]):
        with pytest.raises(ValueError):
            age_file.encrypt(b"", wrong)


def test_a_header_of_hundreds_of_kilobytes_is_refused_before_the_library_sees_it() -> None:
    with pytest.raises(TooLarge):
        age_file.check_header(header(STANZA, 4000))
    with pytest.raises(ValueError):
        age_file.check_header(header(b"-> x-grease\n" + (b"A" * 64 + b"\n") * 6000 + b"\n"))


def test_a_passphrase_file_is_refused() -> None:
    sealed = io.BytesIO()
    sealed.write(pyrage.passphrase.encrypt(b"kept", "secret"))
    assert b"-> scrypt" in sealed.getvalue()
    with pytest.raises(ValueError):
        age_file.check_header(sealed.getvalue())


@pytest.mark.parametrize(
    "stanza",
    [
        b"",
        b"-> ssh-ed25519 AAAA BBBB\n" + b"A" * 43 + b"\n",
        b"-> X25519\n" + b"A" * 43 + b"\n",
        STANZA[:-2] + b"\n",
        STANZA + b"\n",
        STANZA.replace(b"\n", b"\r\n"),
        b"-> x-grease\nAAAA\n" + STANZA,
        STANZA + b"-> x-grease\nAAAA\n" * 2,
        b"-> x-grease\nAAAA\n",
        STANZA + b"-> x-grease\n" + b"A" * 65 + b"\n",
        STANZA + b"-> x-grease  y\nAAAA\n",
        STANZA + "-> ң-grease\nAAAA\n".encode(),
    ],
)
def test_other_stanzas_are_refused(stanza: bytes) -> None:
    with pytest.raises(ValueError):
        age_file.check_header(header(stanza))
    assert age_file.check_header(header(STANZA)) == 1


def test_a_header_cut_anywhere_is_refused() -> None:
    sealed = age_file.encrypt(b"kept", [BISHKEK.recipient])
    end = sealed.index(b"\n--- ") + 5 + 43 + 1 + 32
    for length in range(end):
        with pytest.raises(ValueError):
            age_file.check_header(sealed[:length])


def test_damage_and_strangers_are_told_apart() -> None:
    """The library says both with one class of error: if its words change, this fails."""
    sealed = age_file.encrypt(b"kept" * 50_000, [BISHKEK.recipient])
    broken = bytearray(sealed)
    broken[-70_000] ^= 1
    last_line = bytearray(sealed)
    last_line[sealed.index(b"\n--- ") + 10] ^= 1
    for data, identity, reason in (
        (sealed, NARYN.identity, Distrust.NOT_FOR_US),
        (bytes(broken), BISHKEK.identity, Distrust.NOT_A_PACKAGE),
        (bytes(last_line), BISHKEK.identity, Distrust.NOT_A_PACKAGE),
        (sealed[:-1], BISHKEK.identity, Distrust.NOT_A_PACKAGE),
        (sealed + b"x", BISHKEK.identity, Distrust.NOT_A_PACKAGE),
    ):
        with pytest.raises(NotTrusted) as refused:
            age_file.decrypt(data, [identity])
        assert refused.value.data["why"] is reason
