"""Sealing a large file, beside the `age` command: `uv run python tests/bench/bench_evidence.py [ROUNDS] [MEGABYTES]`.

In turns in each round, on one file of random bytes:

sealed    `seal_file` in a process of its own: sealed, both sides hashed, fsynced, under its name
age       `age -r RECIPIENT -o OUT FILE`
durable   the same, and `sync -d OUT`: what a person may rely on after a power cut
hashed    the same, and `sha256sum` of both files beside each other: what evidence needs

Clock time and processor time of each (sealed: without the start of Python), and the most memory of the process that
seals. On a busy machine the processor's time is what can be compared.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

_OURS = """
import json, resource, sys, time
from pathlib import Path
import pyrage
from clinic_app.use_cases.sealed_files import seal_file
began, cpu = time.perf_counter(), time.process_time()
sealed = seal_file(Path(sys.argv[1]), Path(sys.argv[2]))
took = time.perf_counter() - began
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"s": took, "cpu": time.process_time() - cpu, "kb": used.ru_maxrss}))
"""


def main(rounds: int = 5, megabytes: int = 500) -> None:
    """Measure in turns, print everything as JSON."""
    key = subprocess.run(["age-keygen"], capture_output=True, text=True, check=True).stdout
    recipient = re.findall(r"age1[a-z0-9]+", key)[0]
    found: dict[str, list[float]] = {"sealed": [], "age": [], "durable": [], "hashed": []}
    cpu: dict[str, list[float]] = {name: [] for name in found}
    memory: list[float] = []
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_FOLDER")) as work:
        folder = Path(work)
        (folder / "vault.db").touch()
        file, out = folder / "film", folder / "out"
        with file.open("wb") as big:
            for _ in range(megabytes):
                big.write(os.urandom(1_000_000))
        age = f"age -r {recipient} -o {out} {file}"
        peers = {
            "age": age,
            "durable": f"{age} && sync -d {out}",
            "hashed": f"{age} && sync -d {out} && {{ sha256sum {file} & sha256sum {out}; wait; }}",
        }
        for _ in range(rounds):
            asked = [sys.executable, "-c", _OURS, str(folder), str(file)]
            done = subprocess.run(
                asked, capture_output=True, text=True, check=True, env=os.environ | {"PYTHONPATH": "."}
            )
            told = json.loads(done.stdout)
            found["sealed"].append(told["s"])
            cpu["sealed"].append(told["cpu"])
            memory.append(told["kb"] / 1000)
            for blob in (folder / "blobs" / "new").iterdir():
                blob.unlink()
            for name, command in peers.items():
                took, worked = clock(command)
                found[name].append(took)
                cpu[name].append(worked)
                out.unlink()
    told = {
        name: {"s": round(median(some), 2), "best": round(min(some), 2), "cpu": round(median(cpu[name]), 2)}
        for name, some in found.items()
    }
    json.dump({"measured": told, "megabytes": round(max(memory))}, sys.stdout, indent=1)
    print()


def clock(command: str) -> tuple[float, float]:
    """Seconds of a shell command, by the clock and of the processor."""
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(["bash", "-c", command], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - began, worked


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
