"""`clinic attach` killed (SIGKILL) in the middle: no half file, no orphan, and the case book is whole."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from itertools import groupby
from pathlib import Path
from random import Random

from tests.cli.killing import CALLS, KILLED
from tests.cli.laptop import Laptop, consultation

SIZE = 3_000_000


class Attaching:
    """One office with one consultation, as it was before, and a file to be attached."""

    def __init__(self, folder: Path) -> None:
        self.laptop = Laptop(folder / "office").founded("NAR1")
        (self.id,) = self.laptop.add("consultation", consultation())
        self.file = folder / "film.mp4"
        self.file.write_bytes(Random(7).randbytes(SIZE))
        self.out = folder / "out"
        self._pristine = folder / "pristine"
        shutil.copytree(self.laptop.vault, self._pristine)
        self.words = ("attach", "consultation", self.id, self.file)

    def begin(self) -> None:
        """The case book as it was."""
        shutil.rmtree(self.laptop.vault)
        shutil.copytree(self._pristine, self.laptop.vault)

    def calls(self) -> list[list[tuple[str, int]]]:
        """(name, how often it came before, from 1) of the calls that change a file, in stretches of one name."""
        self.begin()
        trace = self.laptop.folder / "trace"
        asked = ["strace", "-f", "--seccomp-bpf", "-qq", "-e", f"trace={','.join(CALLS)}", "-o", str(trace)]
        self.laptop.run(*self.words, before=tuple(asked))
        names = [line.split()[1].partition("(")[0] for line in trace.read_text(errors="replace").splitlines()]
        told = [(name, names[: place + 1].count(name)) for place, name in enumerate(names) if name in CALLS]
        return [list(some) for _, some in groupby(told, key=lambda call: call[0])]

    def kill_at(self, name: str, number: int) -> int:
        """Run and kill at the `number`th call `name`, which is not done; the exit code."""
        how = f"inject={name}:signal=KILL:when={number}"
        asked = ["strace", "-f", "-qq", "-e", f"trace={name}", "-e", how, "-o", "/dev/null"]
        command = [*asked, *self.laptop.command(*self.words, "--json")]
        done = subprocess.run(command, capture_output=True, env=self.laptop.environment, timeout=300, check=False)
        return done.returncode

    def look(self) -> str:
        """What is left: "nothing" or "kept". Whatever it is, it is whole, and clearing up leaves nothing else."""
        blobs = self.laptop.vault / "blobs"
        for file in blobs.rglob("*") if blobs.is_dir() else ():
            if file.is_file():  # as if some time had passed: what is young may be another program's
                os.utime(file, (0, 0))
        assert self.laptop.is_whole()
        listed = self.laptop.doc("attachments", "consultation", self.id)
        left = [file for file in blobs.rglob("*") if file.is_file()] if blobs.is_dir() else []
        assert len(left) == len(listed) <= 1, left
        for file in left:
            assert hashlib.sha256(file.read_bytes()).hexdigest() == file.name and file.parent.name == file.name[:2]
        for one in listed:
            assert one["here"] and [event["kind"] for event in one["custody"]] == ["added"]
            self.laptop.run("attachment", "export", one["sha256"], "--out", self.out)
            assert self.out.read_bytes() == self.file.read_bytes()
        return "kept" if listed else "nothing"


def kill_attaching(folder: Path, times: int, seed: int) -> set[str]:
    """Kill `times` times at calls of every kind; what was found left."""
    work, luck = Attaching(folder), Random(seed)
    stretches = work.calls()
    found: set[str] = set()
    killed = tries = 0
    while killed < times:
        tries += 1
        assert tries < 10 + 3 * times, "runs are not killed"
        work.begin()
        # The last stretches are where the file gets its name and its entry: half of the trials go there.
        late = stretches[-12:] if tries % 2 else stretches
        code = work.kill_at(*luck.choice(luck.choice(late)))
        assert code in (0, KILLED), code
        killed += code == KILLED
        found.add(work.look())
        work.laptop.run(*work.words)
        assert len(work.laptop.doc("attachments", "consultation", work.id)) == 1
    return found
