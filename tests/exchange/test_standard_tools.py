"""Who holds the keys opens a package with `tar`, `minisign`, `age` and `zstd` alone; and one they made, we open."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from clinic_app.exchange.entries import Entries
from clinic_app.exchange.envelope import Address
from clinic_app.exchange.joining import Request, write_request
from tests.exchange.world import (
    AT,
    BISHKEK,
    FILE,
    NARYN,
    NETWORK,
    SHARED,
    THIEF,
    Desk,
    lines_of,
    manifest,
    open_it,
    package,
)

TOOLS = ("tar", "minisign", "age", "zstd")
pytestmark = pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in TOOLS), reason="tar, minisign, age and zstd are not all installed"
)
TAR = ["tar", "--format=ustar", "--owner=0", "--group=0", "--numeric-owner", "--mtime=@0", "--mode=0644", "-b1"]
LINES = lines_of(3, NARYN.device)


def run(folder: Path, *command: str) -> str:
    """What a tool prints; it must succeed."""
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, (command, done.stderr)
    return done.stdout.decode()


def keys_of(folder: Path, laptop: Desk) -> None:
    (folder / "key.txt").write_text(f"# {laptop.device}\n{laptop.identity}\n")


def verified(folder: Path, file: str, laptop: Desk) -> str:
    return run(folder, "minisign", "-V", "-Q", "-P", laptop.public, "-m", file).strip()


def test_a_package_is_opened_step_by_step(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(package())
    keys_of(tmp_path, BISHKEK)
    assert run(tmp_path, "tar", "tf", FILE).split() == ["package.age", "package.age.minisig"]
    run(tmp_path, "tar", "xf", FILE)
    said = verified(tmp_path, "package.age", NARYN)
    assert said == f"clinic-package 1 {NETWORK} {NARYN.device} {SHARED} {FILE}"
    run(tmp_path, "age", "--decrypt", "-i", "key.txt", "-o", "inside.tar", "package.age")
    inside = ["manifest.json", "manifest.json.minisig", "entries.ndjson.zst"]
    assert run(tmp_path, "tar", "tf", "inside.tar").split() == inside
    run(tmp_path, "tar", "xf", "inside.tar")
    said = verified(tmp_path, "manifest.json", NARYN)
    assert said == f"clinic-manifest 1 {NETWORK} {NARYN.device} {SHARED} 17"
    told = json.loads((tmp_path / "manifest.json").read_bytes())
    packed = (tmp_path / "entries.ndjson.zst").read_bytes()
    assert told["entries"]["sha256"] == hashlib.sha256(packed).hexdigest()
    run(tmp_path, "zstd", "-q", "-d", "entries.ndjson.zst")
    assert (tmp_path / "entries.ndjson").read_bytes() == b"".join(line + b"\n" for line in LINES)


def test_the_tools_refuse_what_we_refuse(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(package())
    keys_of(tmp_path, THIEF)
    run(tmp_path, "tar", "xf", FILE)
    for command in (
        ["minisign", "-V", "-Q", "-P", THIEF.public, "-m", "package.age"],
        ["age", "--decrypt", "-i", "key.txt", "-o", "inside.tar", "package.age"],
    ):
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=60)
        assert done.returncode == 1


def test_a_line_that_had_to_be_stored_is_read_by_zstd(tmp_path: Path) -> None:
    from clinic_app.exchange.entries import pack

    packed, _, _ = pack([b"a" * 500_000, b"b" * 10])
    (tmp_path / "entries.ndjson.zst").write_bytes(packed)
    run(tmp_path, "zstd", "-q", "-d", "entries.ndjson.zst")
    assert (tmp_path / "entries.ndjson").read_bytes() == b"a" * 500_000 + b"\n" + b"b" * 10 + b"\n"


def test_a_request_is_opened_too(tmp_path: Path) -> None:
    request = Request(NARYN.device, "NAR1", "Айгүл", "lawyer", NARYN.public, NARYN.recipient, "0" * 32, AT)
    (tmp_path / "r.clinic-request").write_bytes(write_request(request, NARYN.signer))
    run(tmp_path, "tar", "xf", "r.clinic-request")
    assert verified(tmp_path, "request.json", NARYN) == f"clinic-request 1 {NARYN.device}"


def test_a_package_made_by_the_tools_alone_is_opened(tmp_path: Path) -> None:
    """Only the signing itself is ours: `minisign` asks for a passphrase, and a key of its own making."""
    (tmp_path / "entries.ndjson").write_bytes(b"".join(line + b"\n" for line in LINES))
    run(tmp_path, "zstd", "-q", "-19", "--no-check", "entries.ndjson")
    packed = (tmp_path / "entries.ndjson.zst").read_bytes()
    size = (tmp_path / "entries.ndjson").stat().st_size
    told = replace(manifest(LINES), entries=Entries(hashlib.sha256(packed).hexdigest(), size, len(packed)))
    (tmp_path / "manifest.json").write_bytes(told.as_bytes())
    comment = f"clinic-manifest 1 {NETWORK} {NARYN.device} {SHARED} 17"
    (tmp_path / "manifest.json.minisig").write_bytes(NARYN.signer.sign(told.as_bytes(), comment))
    run(tmp_path, *TAR, "-cf", "inside.tar", "manifest.json", "manifest.json.minisig", "entries.ndjson.zst")
    run(tmp_path, "age", "-r", BISHKEK.recipient, "-r", NARYN.recipient, "-o", "package.age", "inside.tar")
    address = Address(1, NETWORK, NARYN.device, SHARED, FILE)
    sealed = (tmp_path / "package.age").read_bytes()
    (tmp_path / "package.age.minisig").write_bytes(NARYN.signer.sign(sealed, address.comment()))
    run(tmp_path, *TAR, "-cf", FILE, "package.age", "package.age.minisig")
    opened = open_it((tmp_path / FILE).read_bytes())
    assert opened.lines == tuple(LINES)
    assert opened.manifest == told
