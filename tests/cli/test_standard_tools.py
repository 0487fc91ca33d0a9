"""Whoever holds a laptop's identity opens its packages with Debian's tar, minisign, age and zstd alone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.laptop import Laptop, consultation, join

TOOLS = ("tar", "minisign", "age", "zstd")


def run(folder: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, (command, done.stderr)
    return done.stdout.decode()


def test_an_exported_package_opens_with_standard_tools(tmp_path: Path) -> None:
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"apt install {' '.join(missing)}")
    office = Laptop(tmp_path / "office").founded("NAR1")
    coordinator = Laptop(tmp_path / "k").founded("BISH", "coordinator")
    join(coordinator, (office, "NAR1"))
    ids = office.add("consultation", consultation(advice="Ң Ө Ү: сотко арыз"), consultation(facts="экинчи"))
    office.run("record", "edit", "consultation", ids[0], "--set", "duration_min=44")
    (package,) = office.exported("stick").glob("NAR1-A-*.clinic")
    said = coordinator.run("vault", "identity", "--out", tmp_path / "identity")
    assert "destroy" in said.sentence
    assert os.name == "nt" or (tmp_path / "identity").stat().st_mode & 0o777 == 0o600
    sender = office.doc("vault", "info")["public_keys"]["minisign"]

    assert run(tmp_path, "tar", "tf", str(package)).split() == ["package.age", "package.age.minisig"]
    run(tmp_path, "tar", "xf", str(package))
    comment = run(tmp_path, "minisign", "-V", "-Q", "-P", sender, "-m", "package.age").split()
    assert comment[0] == "clinic-package" and comment[-1] == package.name
    run(tmp_path, "age", "--decrypt", "-i", "identity", "-o", "inside.tar", "package.age")
    run(tmp_path, "tar", "xf", "inside.tar")
    run(tmp_path, "minisign", "-V", "-Q", "-P", sender, "-m", "manifest.json")
    run(tmp_path, "zstd", "-q", "-d", "entries.ndjson.zst")

    lines = [json.loads(line) for line in (tmp_path / "entries.ndjson").read_text(encoding="utf-8").splitlines()]
    manifest = json.loads((tmp_path / "manifest.json").read_bytes())
    assert len(lines) == sum(one["last"] - one["first"] + 1 for one in manifest["stretches"])
    listed = {row["id"]: row for row in office.doc("record", "list", "consultation")}
    for id in ids:
        own = [line for line in lines if line["id"] == id]
        written = {name: value for line in own for name, value in line["fields"].items()}
        for name in ("advice", "facts", "topic", "duration_min", "received_at", "record_no", "outcome"):
            assert written.get(name, "") == listed[id][name]
    names = {line["fields"].get("name_display") for line in lines if line["type"] == "person"}
    assert names == {"Үсөнбекова Жаңыл Өмүрбековна"}
    assert {line["type"] for line in lines} >= {"consultation", "person", "member", "office"}


def test_the_identity_of_another_laptop_opens_nothing(tmp_path: Path) -> None:
    if shutil.which("age") is None:
        pytest.skip("apt install age")
    office = Laptop(tmp_path / "office").founded("NAR1")
    coordinator = Laptop(tmp_path / "k").founded("BISH", "coordinator")
    stranger = Laptop(tmp_path / "s").founded("OSH1")
    join(coordinator, (office, "NAR1"))
    office.add("consultation", consultation())
    (package,) = office.exported("stick").glob("NAR1-A-*.clinic")
    run(tmp_path, "tar", "xf", str(package))
    for laptop in (stranger, office):
        laptop.run("vault", "identity", "--out", tmp_path / "identity")
        command = ["age", "--decrypt", "-i", "identity", "-o", "inside.tar", "package.age"]
        assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 1
