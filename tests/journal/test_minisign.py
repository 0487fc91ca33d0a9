"""minisign signatures, against the real program both ways, and every way of bending them."""

from __future__ import annotations

import base64
import io
import os
import subprocess
from pathlib import Path

import pytest

from clinic_app.journal import minisign

SEED = bytes(range(32))
KEY_ID = b"casebook"
KEY = minisign.public_key_of(SEED, KEY_ID)


def run(*command: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("size", [0, 1, 64, 200_000, (1 << 20) + 1])
def test_the_program_minisign_accepts_ours(tmp_path: Path, size: int) -> None:
    content = os.urandom(size)
    (tmp_path / "f").write_bytes(content)
    (tmp_path / "f.minisig").write_bytes(minisign.sign(io.BytesIO(content), SEED, KEY_ID, "Нарын, топтом 17"))
    (tmp_path / "pub").write_bytes(KEY.file)
    told = run("minisign", "-V", "-Q", "-m", tmp_path / "f", "-P", KEY.text)
    assert (told.returncode, told.stdout) == (0, "Нарын, топтом 17\n")
    assert run("minisign", "-V", "-H", "-m", tmp_path / "f", "-p", tmp_path / "pub").returncode == 0
    (tmp_path / "f").write_bytes(content + b"x")
    assert run("minisign", "-V", "-m", tmp_path / "f", "-P", KEY.text).returncode != 0


@pytest.mark.parametrize("legacy", [False, True])
def test_we_accept_the_programs(tmp_path: Path, legacy: bool) -> None:
    pub, sec, file, signature = (tmp_path / name for name in ("pub", "sec", "f", "sig"))
    file.write_bytes(b"content" * 1000)
    assert run("minisign", "-G", "-W", "-p", pub, "-s", sec).returncode == 0
    form = ["-l"] if legacy else []
    assert run("minisign", "-S", *form, "-s", sec, "-m", file, "-x", signature, "-t", "trusted word").returncode == 0
    written, key = signature.read_bytes(), minisign.read_public_key(pub.read_text(encoding="ascii"))
    assert key.file == pub.read_bytes()
    for data in (file.read_bytes(), io.BytesIO(file.read_bytes())):
        assert minisign.verify(data, written, key, legacy=legacy) == "trusted word"
    with pytest.raises(ValueError, match="does not fit"):
        minisign.verify(b"other", written, key, legacy=legacy)
    if legacy:
        with pytest.raises(ValueError, match="old kind"):
            minisign.verify(file.read_bytes(), written, key)


def test_a_key_id_that_begins_with_a_zero_is_written_without_it() -> None:
    """As `minisign -G` does for one key in sixteen; seen when its file was compared with ours."""
    key = minisign.public_key_of(SEED, bytes.fromhex("cc2d3e61af85c908"))
    assert key.file.startswith(b"untrusted comment: minisign public key 8C985AF613E2DCC\n")


def test_a_signature_may_not_be_relabelled_as_one_of_the_hash() -> None:
    """Why the old form is off by default: relabelled, our signature of a file fits the file's 64-byte hash."""
    import hashlib

    signed = minisign.sign(b"content", SEED, KEY_ID, "comment")
    lines = signed.split(b"\n")
    raw = base64.b64decode(lines[1])
    relabelled = b"\n".join([lines[0], base64.b64encode(b"Ed" + raw[2:]), *lines[2:]])
    digest = hashlib.blake2b(b"content").digest()
    assert minisign.verify(digest, relabelled, KEY, legacy=True) == "comment"
    with pytest.raises(ValueError, match="old kind"):
        minisign.verify(digest, relabelled, KEY)


def test_every_flipped_bit_that_counts_is_refused() -> None:
    """Of the first line only the words before the comment count: the comment itself vouches for nothing."""
    signed = minisign.sign(b"content", SEED, KEY_ID, "trusted", "free words")
    free = range(signed.index(b"free words"), signed.index(b"\n"))
    for at in range(len(signed)):
        for bit in range(8):
            bad = signed[:at] + bytes([signed[at] ^ 1 << bit]) + signed[at + 1 :]
            if at in free:
                continue
            with pytest.raises(ValueError):
                minisign.verify(b"content", bad, KEY)


def _bent() -> dict[str, bytes]:
    signed = minisign.sign(b"content", SEED, KEY_ID, "trusted")
    lines = signed.split(b"\n")
    return {
        "nothing": b"",
        "no last line end": signed[:-1],
        "one more line": signed + b"\n",
        "something behind": signed + b"x\n",
        "twice": signed * 2,
        "windows line ends": signed.replace(b"\n", b"\r\n"),
        "three lines": b"\n".join(lines[:3]) + b"\n",
        "no untrusted comment": b"\n".join([b"comment: x", *lines[1:]]),
        "no trusted comment": b"\n".join([*lines[:2], b"comment: trusted", *lines[3:]]),
        "another trusted comment": signed.replace(b"trusted comment: trusted", b"trusted comment: trusteD"),
        "control character": signed.replace(b"untrusted comment: ", b"untrusted comment: \x1b[2J"),
        "not UTF-8": signed.replace(b"untrusted comment: ", b"untrusted comment: \xff"),
        "space in base64": b"\n".join([lines[0], lines[1] + b" ", *lines[2:]]),
        "base64 without padding": b"\n".join([*lines[:3], lines[3].rstrip(b"="), b""]),
        "base64 spelled otherwise": b"\n".join([*lines[:3], lines[3][:-3] + b"B==", b""]),
        "cut signature": b"\n".join([lines[0], lines[1][:-4], *lines[2:]]),
        "halves swapped": b"\n".join([lines[0], lines[3], lines[2], lines[1], b""]),
        "very long": signed.replace(b"untrusted comment: ", b"untrusted comment: " + b"x" * 5000),
    }


@pytest.mark.parametrize("bent", _bent().values(), ids=_bent().keys())
def test_bent_signature_files_are_refused(bent: bytes) -> None:
    with pytest.raises(ValueError):
        minisign.verify(b"content", bent, KEY)


def test_another_key_is_refused_even_under_the_same_id() -> None:
    signed = minisign.sign(b"content", SEED, KEY_ID, "trusted")
    with pytest.raises(ValueError, match="another key"):
        minisign.verify(b"content", signed, minisign.public_key_of(SEED, b"someoneX"))
    with pytest.raises(ValueError, match="does not fit"):
        minisign.verify(b"content", signed, minisign.public_key_of(bytes(32), KEY_ID))


def test_the_trusted_comment_of_another_signature_is_refused() -> None:
    one = minisign.sign(b"content", SEED, KEY_ID, "number 1").split(b"\n")
    two = minisign.sign(b"other", SEED, KEY_ID, "number 2").split(b"\n")
    with pytest.raises(ValueError, match="does not fit"):
        minisign.verify(b"content", b"\n".join([*one[:2], *two[2:]]), KEY)


@pytest.mark.parametrize("comment", ["two\nlines", "bell\x07", "carriage\r", "delete\x7f", "x" * 5000])
def test_a_comment_is_one_plain_line(comment: str) -> None:
    with pytest.raises(ValueError, match="comment"):
        minisign.sign(b"content", SEED, KEY_ID, comment)


@pytest.mark.parametrize(
    "text",
    ["", "x", KEY.text[:-1], KEY.text + "\nmore", " " + KEY.text, base64.b64encode(b"ED" + KEY_ID + KEY.raw).decode()],
)
def test_what_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        minisign.read_public_key(text)


def test_the_key_id_is_known_before_anything_is_believed() -> None:
    assert minisign.read_signature(minisign.sign(b"content", SEED, KEY_ID, "trusted")).key_id == KEY_ID


def test_signing_is_deterministic() -> None:
    assert minisign.sign(b"content", SEED, KEY_ID, "trusted") == minisign.sign(b"content", SEED, KEY_ID, "trusted")
