"""The tar around and inside a package has one byte form; everything else is refused."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

import pytest

from clinic_app.exchange.distrust import TooLarge
from clinic_app.exchange.ustar import first_name, read_tar, write_tar

NAMES, SIZES = ("a.age", "a.age.minisig"), (4000, 100)
MEMBERS = [("a.age", b"x" * 700), ("a.age.minisig", b"y" * 100)]


def read(data: bytes) -> list[bytes]:
    return read_tar(data, NAMES, SIZES)


@pytest.mark.parametrize("size", [0, 1, 511, 512, 513, 1024])
def test_what_is_written_is_read(size: int) -> None:
    members = [("a.age", b"x" * size), ("a.age.minisig", b"")]
    assert read(write_tar(members)) == [b"x" * size, b""]


def test_gnu_tar_writes_the_same_bytes_and_reads_ours(tmp_path: Path) -> None:
    for name, content in MEMBERS:
        (tmp_path / name).write_bytes(content)
    how = ["--format=ustar", "--owner=0", "--group=0", "--numeric-owner", "--mtime=@0", "--mode=0644", "-b1"]
    subprocess.run(["tar", *how, "-cf", "theirs.tar", *NAMES], cwd=tmp_path, check=True)
    assert (tmp_path / "theirs.tar").read_bytes() == write_tar(MEMBERS)
    listed = subprocess.run(["tar", "tf", "theirs.tar"], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert listed.stdout.split() == list(NAMES)


def test_anything_before_between_or_after_is_refused() -> None:
    good = write_tar(MEMBERS)
    middle = 512 + 1024
    for bad in (
        bytes(512) + good,
        good + b"\0",
        good + bytes(512),
        good + good,
        good[:middle] + bytes(512) + good[middle:],
        good[:-512],
        good[:-1024],
        write_tar(MEMBERS[::-1]),
        write_tar([*MEMBERS, ("c", b"")]),
        write_tar(MEMBERS[:1]),
        write_tar([*MEMBERS[:1], *MEMBERS[:1], *MEMBERS[1:]]),
        b"",
        bytes(1024),
    ):
        with pytest.raises(ValueError):
            read(bad)


def test_no_byte_of_a_tar_is_free() -> None:
    """Every bit of headers, padding and end; the contents are the business of the signatures."""
    good = write_tar(MEMBERS)
    contents = {*range(512, 512 + 700), *range(2048, 2148)}
    for place in range(len(good)):
        for bit in (0, 7):
            bad = bytearray(good)
            bad[place] ^= 1 << bit
            if place in contents:
                assert read(bytes(bad)) != read(good)
            else:
                with pytest.raises(ValueError):
                    read(bytes(bad))


def test_a_member_past_its_limit_and_a_size_past_the_end() -> None:
    with pytest.raises(TooLarge):
        read(write_tar([("a.age", b"x" * 4001), MEMBERS[1]]))
    huge = bytearray(write_tar(MEMBERS))
    huge[124:136] = b"77777777777\0"
    with pytest.raises(ValueError):
        read(bytes(huge))


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_other_forms_of_tar_are_refused(form: int) -> None:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=form) as tar:
        for name, content in MEMBERS:
            told = tarfile.TarInfo(name)
            told.size = len(content)
            tar.addfile(told, io.BytesIO(content))
    with pytest.raises(ValueError):
        read(made.getvalue())


def test_the_first_name_is_only_a_plain_word() -> None:
    assert first_name(write_tar(MEMBERS)) == "a.age"
    for other in (b"", b"\xff" * 100, b"../../etc", bytes(200), "кеңсе".encode()):
        assert first_name(other) == ""
