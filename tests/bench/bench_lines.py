"""Leaving and fetching over bad lines: `uv run python tests/bench/bench_lines.py [PLACE,... [TRIAL,... [AT ONCE]]]`.

Real servers (Apache with mod_dav over TLS, WsgiDAV, OpenSSH, SeaweedFS) behind a line on loopback that carries so many
bytes a second in both directions together, costs a round trip, and cuts all connections every few seconds.

time    of the ideal, which is sending and reading back every byte at the line's limit
bytes   of the ideal ones, both ways
fetch   of the ideal time of reading every byte once, over the same line

In the trials "killed" the sender is killed (as by `kill -9`) every 20 s and started again; its start counts as time.
Most of the time is waiting, so some trials run at once: give AT ONCE 1 on a machine that does nothing else.
"""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

SLOW = (3_000_000, 30_000, 0.1, 8)
FAST = (20_000_000, 300_000, 0.1, 6)
TRIALS = {
    "slow": (*SLOW, 0),
    "fast": (*FAST, 0),
    "slow, killed": (*SLOW, 20),
    "fast, killed": (*FAST, 20),
    "slow, far": (3_000_000, 30_000, 0.8, 8, 0),
    "fast, far": (20_000_000, 300_000, 0.8, 6, 0),
}
PLACES = ("apache", "wsgidav", "sftp", "s3")


def main(places: str = ",".join(PLACES), trials: str = ",".join(TRIALS).replace(", ", "-"), at_once: str = "4") -> None:
    """Run the trials, each in a process of its own; told as they end."""
    asked = [(place, trial) for trial in trials.split(",") for place in places.split(",")]
    with ThreadPoolExecutor(int(at_once)) as pool:
        told = list(pool.map(_apart, asked))
    print(json.dumps(told))


def one(place: str, name: str) -> None:
    """One trial at one place; prints what came of it."""
    from tests.transport.lines import Trial, server, tried

    trial = Trial(*TRIALS[name])
    with server(place) as running:
        outcome = tried(place, running, replace(trial))
    print(json.dumps({"place": place, "trial": name} | asdict(outcome)))


def _apart(asked: tuple[str, str]) -> dict[str, object]:
    place, trial = asked
    command = [sys.executable, __file__, "one", place, trial.replace("-", ", ")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        told = {"place": place, "trial": trial, "failed": done.stderr[-600:]}
    else:
        told = json.loads(done.stdout)
    row = " ".join(f"{key} {told[key]:.2f}" for key in ("time", "bytes", "fetch") if key in told)
    rest = {key: told[key] for key in told if key not in ("time", "bytes", "fetch", "place", "trial")}
    print(f"{place:8} {trial:12} {row} {rest}", file=sys.stderr, flush=True)
    return told


if __name__ == "__main__":
    if sys.argv[1:2] == ["one"]:
        one(*sys.argv[2:])
    else:
        main(*sys.argv[1:])
