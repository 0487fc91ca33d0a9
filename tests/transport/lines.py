"""Trials over a bad line: a real server, the line before it, and a sender that is killed now and then."""

from __future__ import annotations

import hashlib
import json
import random
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from os import environ, geteuid
from pathlib import Path
from typing import Any

from tests.transport import servers
from tests.transport.line import Line

HOUSE = Path(__file__).resolve().parents[2]
KINDS = {"apache": "webdav", "wsgidav": "webdav", "sftp": "sftp", "s3": "s3"}


@dataclass(frozen=True)
class Trial:
    """So many bytes, over a line of so many bytes a second; times in seconds, or counted in bytes (0: never)."""

    size: int
    rate: float = 0.0
    round_trip: float = 0.0
    cut_every: float = 0.0
    kill_every: float = 0.0
    cut_after: int = 0
    kill_after: int = 0

    @property
    def ideal(self) -> float:
        """Seconds of sending and reading back at the limit."""
        return 2 * self.size / self.rate if self.rate else 1.0


@dataclass(frozen=True)
class Outcome:
    """What a trial took; `time` and `bytes` as multiples of the ideal, `fetch` of one reading."""

    time: float
    bytes: float
    fetch: float
    right: bool
    cuts: int
    kills: int
    connections: int
    parts: int
    gave_up: tuple[str, ...]
    seconds: float


@contextmanager
def server(which: str) -> Iterator[servers.Running]:
    """One of the real servers, with an empty folder or bucket."""
    begin = {"apache": servers.apache, "wsgidav": servers.wsgidav, "sftp": servers.sshd, "s3": servers.seaweed}
    with begin[which]() as running:
        if which == "s3":
            servers.make_bucket(running, "clinic")
        yield running


def settings_through(which: str, running: servers.Running, line: Line) -> Any:
    """The settings of a new, empty place at that server, reached through the line."""
    path = secrets.token_hex(6)
    through = replace(running, port=line.port)
    if which == "s3":
        return servers.s3_settings(through, "clinic", path)
    (running.files / path).mkdir()
    if running.papers and geteuid() == 0:
        shutil.chown(running.files / path, "www-data", "www-data")
    return servers.sftp_settings(through, path) if which == "sftp" else servers.webdav_settings(through, path)


def tried(which: str, running: servers.Running, trial: Trial, seed: int = 1) -> Outcome:
    """Leave a file of random bytes through the line, then fetch it through the line."""
    data = random.Random(seed).randbytes(trial.size)
    sha256 = hashlib.sha256(data).hexdigest()
    with tempfile.TemporaryDirectory() as at:
        folder = Path(at)
        (folder / "sealed.age").write_bytes(data)
        with Line(
            running.port,
            rate=trial.rate,
            round_trip=trial.round_trip,
            cut_every=trial.cut_every,
            cut_after=trial.cut_after,
        ) as line:
            told = asdict(settings_through(which, running, line))
            errand = {"kind": KINDS[which], "settings": told, "name": f"{sha256}.age", "sha256": sha256}
            errand |= {"bytes": trial.size}
            left = _sent(folder, errand | {"act": "leave", "file": str(folder / "sealed.age")}, trial, line)
            moved, cuts, connections = line.bytes, line.cuts, line.connections
            got = _sent(folder, errand | {"act": "fetch", "file": str(folder / "came.age")}, trial, line)
        right = (folder / "came.age").read_bytes() == data
    return Outcome(
        time=left["seconds"] / trial.ideal,
        bytes=moved / (2 * trial.size),
        fetch=got["seconds"] / (trial.ideal / 2),
        right=right,
        cuts=cuts,
        kills=left["kills"] + got["kills"],
        connections=connections,
        parts=left["parts"],
        gave_up=tuple(left["gave_up"]),
        seconds=left["seconds"],
    )


def _sent(folder: Path, errand: dict[str, Any], trial: Trial, line: Line) -> dict[str, Any]:
    """Run the sender until it is done, killing it now and then; the time with kills is the clock's."""
    asked = folder / "errand.json"
    asked.write_text(json.dumps(errand | {"notes": str(folder / f"notes-{errand['act']}")}), "utf-8")
    command = [sys.executable, "-m", "tests.transport.sender", str(asked)]
    began, kills = time.monotonic(), 0
    while True:
        child = subprocess.Popen(
            command, cwd=HOUSE, env=environ | {"PYTHONPATH": str(HOUSE)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        if not _ended(child, trial, line):
            child.kill()
            kills += 1
        out, problem = child.communicate()
        if child.returncode > 0:
            raise RuntimeError(problem.decode(errors="replace")[-2000:])
        if child.returncode == 0:
            told: dict[str, Any] = json.loads(out)
            seconds = time.monotonic() - began if kills else told["seconds"]
            return told | {"seconds": seconds, "kills": kills}


def _ended(child: subprocess.Popen[bytes], trial: Trial, line: Line) -> bool:
    """Whether it ended by itself before its time, or the bytes it may move, had passed."""
    until = time.monotonic() + (trial.kill_every or 1e9)
    most = line.bytes + (trial.kill_after or 10**15)
    while time.monotonic() < until and line.bytes < most:
        with suppress(subprocess.TimeoutExpired):
            child.wait(0.02)
            return True
    return False
