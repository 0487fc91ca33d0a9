"""HKDF, Argon2id, seals, spoken digits, passphrases, device keys: each against something outside ourselves."""

from __future__ import annotations

import pickle
import subprocess
from pathlib import Path

import pytest

from clinic_app.errors import FileUnreadable, PassphraseTooWeak
from clinic_app.journal import minisign
from clinic_app.journal.digits import DEVICE_DIGITS, NETWORK_DIGITS, digits_agree, spoken_digits
from clinic_app.keys import sealing
from clinic_app.keys.identity import AgeIdentity, SigningKey
from clinic_app.keys.passphrase import check_strength, read_passphrase_file


def test_hkdf_is_rfc_5869() -> None:
    """Appendix A.1 and A.3."""
    one = sealing.hkdf(b"\x0b" * 22, bytes(range(13)), bytes(range(0xF0, 0xFA)), 42)
    assert one.hex() == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    three = sealing.hkdf(b"\x0b" * 22, b"", b"", 42)
    assert three.hex() == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    with pytest.raises(ValueError, match="length"):
        sealing.hkdf(b"", b"", b"", 8161)


def test_a_seal_opens_only_with_its_key_its_bytes_and_what_it_is_bound_to() -> None:
    sealed = sealing.seal(b"content", b"k" * 32, b"bound")
    assert sealing.unseal(sealed, b"k" * 32, b"bound") == b"content"
    assert sealing.seal(b"content", b"k" * 32, b"bound") != sealed
    flipped = [sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :] for at in range(len(sealed))]
    for bad in (*flipped, sealed[:-1], sealed[:10], b""):
        with pytest.raises(sealing.SealBroken):
            sealing.unseal(bad, b"k" * 32, b"bound")
    for key, bound in ((b"x" * 32, b"bound"), (b"k" * 32, b"other")):
        with pytest.raises(sealing.SealBroken):
            sealing.unseal(sealed, key, bound)


def test_parameters_chosen_on_this_machine_are_permitted_and_grow_with_the_time_given() -> None:
    quick, slow = sealing.choose_parameters(0.0), sealing.choose_parameters(3600.0)
    assert quick == sealing.FLOOR
    assert slow == sealing.Stretching(ops=10, mem_bytes=512 << 20)
    assert quick.permitted
    assert slow.permitted


def test_memory_that_is_not_there_is_a_memory_error() -> None:
    with pytest.raises(MemoryError):
        sealing.stretch(b"secret", b"s" * 16, sealing.Stretching(ops=1, mem_bytes=1 << 50))


def test_spoken_digits_are_six_groups_of_five_and_frozen() -> None:
    digits = spoken_digits(DEVICE_DIGITS, b"request")
    assert [len(group) for group in digits.split(" ")] == [5] * 6
    assert digits == "52379 04135 89180 61116 26748 79720"


def test_spoken_digits_depend_on_purpose_every_byte_and_where_the_parts_end() -> None:
    """Planted once: with the parts simply joined, (ab, c) and (a, bc) read the same aloud."""
    spoken = {
        spoken_digits(DEVICE_DIGITS, b"abc"),
        spoken_digits(NETWORK_DIGITS, b"abc"),
        spoken_digits(NETWORK_DIGITS, b"ab", b"c"),
        spoken_digits(NETWORK_DIGITS, b"a", b"bc"),
        spoken_digits(NETWORK_DIGITS, b"abd"),
    }
    assert len(spoken) == 5


def test_digits_agree_however_they_are_written() -> None:
    shown = "12345 67890 12345 67890 12345 67890"
    assert digits_agree("12345-67890-12345-67890-12345-67890\n", shown)
    assert digits_agree(shown.replace(" ", ""), shown)
    for other in ("", "12345", shown[:-1], shown[:-1] + "1", shown + "1"):
        assert not digits_agree(other, shown)
    assert not digits_agree("", "")


@pytest.mark.parametrize("weak", ["", "123456789", "жашыл төө", "aaaaaaaaaaaaaaaa", "\u00a0" * 6 + " " * 6])
def test_weak_passphrases_are_refused(weak: str) -> None:
    with pytest.raises(PassphraseTooWeak) as raised:
        check_strength(weak)
    assert raised.value.data["least"] == 10


def test_ten_different_characters_will_do() -> None:
    check_strength("жашыл төө!")
    assert len("жашыл төө!") == 10


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("сөз айкашы\n".encode(), "сөз айкашы"),
        ("сөз айкашы\r\n".encode(), "сөз айкашы"),
        ("\ufeffсөз айкашы".encode(), "сөз айкашы"),
        (b" two \n\n", " two \n"),
        ("и\u0306".encode(), "й"),
        (b"", ""),
    ],
)
def test_a_passphrase_file_loses_one_line_end_and_nothing_else(tmp_path: Path, written: bytes, read: str) -> None:
    (tmp_path / "p").write_bytes(written)
    assert read_passphrase_file(tmp_path / "p") == read


def test_a_passphrase_file_that_is_none_is_named_without_its_content(tmp_path: Path) -> None:
    (tmp_path / "p").write_bytes(b"secret \xff")
    (tmp_path / "long").write_bytes(b"x" * 70_000)
    for name in ("p", "long", "missing", "."):
        with pytest.raises(FileUnreadable) as raised:
            read_passphrase_file(tmp_path / name)
        assert raised.value.data["file"] == str(tmp_path / name)
        assert "secret" not in str(raised.value.data)


def test_a_signing_key_comes_back_whole_from_its_seed() -> None:
    key = SigningKey.new()
    again = SigningKey(key.seed)
    assert (again.public, again.key_id, again.seed) == (key.public, key.key_id, key.seed)
    assert minisign.read_public_key(key.public) == key.public_key
    assert SigningKey.new().public != key.public
    with pytest.raises(ValueError, match="seed"):
        SigningKey(b"short")


def test_an_age_identity_opens_what_ages_own_program_sealed_to_it(tmp_path: Path) -> None:
    identity = AgeIdentity.new()
    assert AgeIdentity(identity.text).recipient == identity.recipient
    (tmp_path / "plain").write_bytes(b"content")
    sealed, key = tmp_path / "sealed", tmp_path / "key"
    key.write_text(identity.text, encoding="ascii")
    subprocess.run(["age", "-r", identity.recipient, "-o", sealed, tmp_path / "plain"], check=True)
    opened = subprocess.run(["age", "-d", "-i", key, sealed], check=True, capture_output=True)
    assert opened.stdout == b"content"
    with pytest.raises(ValueError, match="not an age identity"):
        AgeIdentity("AGE-SECRET-KEY-1MARKER")


def test_device_keys_show_their_public_half_only() -> None:
    signing, age = SigningKey.new(), AgeIdentity.new()
    assert repr(signing) == f"SigningKey({signing.public})"
    assert repr(age) == f"AgeIdentity({age.recipient})"
    for key in (signing, age):
        with pytest.raises(TypeError):
            pickle.dumps(key)
    signing.forget()
    with pytest.raises(RuntimeError):
        signing.sign(b"message")
