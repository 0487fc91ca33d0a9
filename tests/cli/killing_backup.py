"""A backup killed (SIGKILL) in the middle: the former snapshots are untouched, the next one is made and clears up."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from itertools import groupby
from pathlib import Path
from random import Random

from clinic_app.clinic import Clinic
from clinic_app.use_cases.backing_up import layout
from clinic_app.use_cases.backing_up.checking import VERIFIED, prepare_place
from tests.cli.killing import CALLS, KILLED
from tests.cli.laptop import HOUSE
from tests.founding import PASSPHRASE, found
from tests.stories.clinics import consult
from tests.use_cases.backups.shelf import MONDAY, back_up, files_of, listed
from tests.use_cases.evidence.test_keeping_files import attached, file_of


class BackingUpKilled:
    """One case book with two files of evidence, one of them in a first snapshot, as it was before; and a stick."""

    def __init__(self, folder: Path) -> None:
        self.vault, self.stick = folder / "vault", folder / "stick"
        self._pristine = folder / "pristine"
        self._env = os.environ | {"PYTHONPATH": str(HOUSE), "PYTHONDONTWRITEBYTECODE": "1"}
        clinic, _ = found(self.vault, "NAR1", "Нарын", "Жылдыз Асанова")
        self.stick.mkdir()
        clinic.backups.choose(prepare_place(self.stick, clinic.folder, clinic.identity.vault_id))
        consult(clinic)
        attached(clinic, file_of(folder, b"film" * 50_000))
        self.first = back_up(clinic, MONDAY).made
        attached(clinic, file_of(folder, b"voice" * 50_000))
        clinic.close()
        self._pristine.mkdir()
        for each in (self.vault, self.stick):
            shutil.copytree(each, self._pristine / each.name)

    def begin(self) -> dict[str, bytes]:
        """Everything as it was; what lies on the stick."""
        for each in (self.vault, self.stick):
            shutil.rmtree(each)
            shutil.copytree(self._pristine / each.name, each)
        return files_of(self.stick)

    def _run(self, *before: str) -> int:
        command = [*before, sys.executable, "-m", "tests.cli.back_up_now", str(self.vault)]
        done = subprocess.run(command, cwd=HOUSE, env=self._env, capture_output=True, timeout=300, check=False)
        return done.returncode

    def calls(self, trace: Path) -> list[list[tuple[str, int]]]:
        """(name, how often it came before, from 1) of the calls that change a file, in stretches of one name."""
        self.begin()
        assert (
            self._run("strace", "-f", "--seccomp-bpf", "-qq", "-e", f"trace={','.join(CALLS)}", "-o", str(trace)) == 0
        )
        names = [line.split()[1].partition("(")[0] for line in trace.read_text(errors="replace").splitlines()]
        told = [(name, names[: place + 1].count(name)) for place, name in enumerate(names) if name in CALLS]
        return [list(some) for _, some in groupby(told, key=lambda call: call[0])]

    def kill_at(self, name: str, number: int) -> int:
        """Run and kill at the `number`th call `name`, which is not done; the exit code."""
        how = f"inject={name}:signal=KILL:when={number}"
        return self._run("strace", "-f", "-qq", "-e", f"trace={name}", "-e", how, "-o", "/dev/null")

    def look(self, before: dict[str, bytes]) -> str:
        """What is left: "first" or "both". The first snapshot is as it was, and the next run leaves nothing lying."""
        now = files_of(self.stick)
        assert {name: now.get(name) for name in before if not name.endswith(layout.ERASED)} == {
            name: data for name, data in before.items() if not name.endswith(layout.ERASED)
        }
        with Clinic.open(self.vault, PASSPHRASE) as clinic:
            assert clinic.keeping.problems() == []
            states = {row.state for row in listed(clinic)}
            many = len(listed(clinic))
            assert states == {VERIFIED} and many in (1, 2)
            back_up(clinic)
            left = [path.name for path in self.stick.rglob(".*")]
            assert left == [] and not (self.vault / "backup-work").exists()
            assert len(listed(clinic)) == many + 1
            slips = [path.name for path in self.stick.rglob(f"*{layout.SLIP}")]
            assert len(slips) == many + 1
        again = self.vault.parent / "again"
        shutil.rmtree(again, ignore_errors=True)
        assert Clinic.restore(self.stick, again, PASSPHRASE).files_missing == 0
        return "first" if many == 1 else "both"


def kill_backing_up(folder: Path, times: int, seed: int) -> set[str]:
    """Kill `times` times at calls of every kind; what was found left."""
    work, luck = BackingUpKilled(folder), Random(seed)
    stretches = work.calls(folder / "trace")
    found_left: set[str] = set()
    killed = tries = 0
    while killed < times:
        tries += 1
        assert tries < 10 + 3 * times, "runs are not killed"
        before = work.begin()
        late = stretches[-30:] if tries % 2 else stretches
        code = work.kill_at(*luck.choice(luck.choice(late)))
        assert code in (0, KILLED), code
        killed += code == KILLED
        found_left.add(work.look(before))
    return found_left
