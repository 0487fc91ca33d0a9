"""Tries mutations of kinds of files, each through a real command, and tells what came of each; one process.

python -m tests.mutations.worker KIND FROM TO FOLDER
"""

from __future__ import annotations

import contextlib
import io
import json
import random
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.founding import stretch_once
from tests.mutations.changes import WILD_NAMES, bytes_changed
from tests.mutations.grounds import Ground, Grounds, copied, state_of

GENERIC = "Something went wrong; nothing was lost."
# A member may say what it likes of itself in the right shape: what it has, when its clock stands, with which program.
OWN_WORDS = tuple(f"signed: manifest .{name}" for name in ("heads", "roster", "more", "made_at", "program", "objects"))


@dataclass(frozen=True)
class Tried:
    """What came of one mutation: `fault` is empty when it was refused as it should be; sizes in MB, times in s."""

    kind: str
    number: int
    what: str
    code: int
    fault: str
    seconds: float
    peak_mb: float


class Trial:
    """One kind of file and everything that is tried on it, each time on an untouched case book."""

    def __init__(self, ground: Ground, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._ground, self._folder = ground, folder
        self._good = ground.good.read_bytes()
        self._others = [other.read_bytes() for other in ground.others]
        self._is_file_of_vault = ground.kind.startswith("vault:")
        self._before = "" if ground.vault is None else state_of(ground.vault)
        self._vault = copied(ground.vault, folder / "vault-tried") if ground.vault else folder

    def one(self, number: int) -> Tried:
        """Mutation `number`: the same for the same number, but for what age makes random."""
        chance = random.Random(f"{self._ground.kind} {number}")
        room = self._folder / f"try-{number}"
        room.mkdir()
        name = self._ground.good.name
        if self._ground.forger is not None and chance.random() < 0.5:
            what, data = self._ground.forger.changed(chance)
        else:
            what, data = bytes_changed(chance, self._good, self._others)
            while data in self._others:  # that is no mutation, but another good file
                what, data = bytes_changed(chance, self._good, self._others)
        if self._ground.forger is not None and chance.random() < 0.1:
            name, what = chance.choice(WILD_NAMES), f"{what}, wild name"
        try:
            return self._told(number, what, room, name, data)
        finally:
            shutil.rmtree(room, ignore_errors=True)

    def _told(self, number: int, what: str, room: Path, name: str, data: bytes) -> Tried:
        if self._is_file_of_vault:
            assert self._ground.vault is not None
            room = copied(self._ground.vault, room / "vault")
            if name == "slots.json":  # both copies, or the good one would heal it
                (room / "slots.json.bak").write_bytes(data)
        file = room / name
        file.write_bytes(data)
        _reset_peak()
        began = time.perf_counter()
        code, out, err = run(self._ground.command(file, self._vault))
        seconds = time.perf_counter() - began
        peak = _peak_mb()
        return Tried(self._ground.kind, number, what, code, self._fault(what, code, out, err, file), seconds, peak)

    def _fault(self, what: str, code: int, out: str, err: str, file: Path) -> str:
        if code == -1:
            return err
        if "Traceback" in err or GENERIC in err or GENERIC in out:
            return "not named"
        if code not in (0, *self._ground.codes):
            return f"exit {code}"
        if code and not self._said(out, err):
            return f"no sentence: {out[:200]} {err[:200]}"
        if self._ground.kind == "backup":
            return "left something" if code and (file.with_name("restored")).exists() else "" if code else "restored"
        if self._is_file_of_vault:
            # Bytes of no page in use may be other than they were; what the case book says may not.
            return "" if code or state_of(file.parent) == self._before else "not noticed"
        return self._change(code, what)

    def _change(self, code: int, what: str) -> str:
        assert self._ground.vault is not None
        if state_of(self._vault) == self._before:
            return ""
        self._vault = copied(self._ground.vault, self._vault)
        own_word = code == 0 and what.startswith(OWN_WORDS)
        return "" if own_word else f"exit {code}, state changed"

    @staticmethod
    def _said(out: str, err: str) -> bool:
        lines = [line for line in err.splitlines() if line.strip()]
        return len(lines) == 1 or (not lines and bool(out.strip()))


def run(argv: list[str]) -> tuple[int, str, str]:
    """(exit code, stdout, stderr) of a command in this process; -1 when an exception came out."""
    from clinic_app.cli.main import main

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = main([*argv, "--lang", "en"])
        except SystemExit as gone:
            code = int(gone.code or 0)
        except BaseException as problem:
            return -1, "", f"{type(problem).__name__} came out"
    return code, out.getvalue(), err.getvalue()


def _reset_peak() -> None:
    """Linux alone counts the peak anew; elsewhere it is the peak since the start."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _peak_mb() -> float:
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def main(kinds: str, first: str, last: str, folder: str) -> None:
    """One JSON line per mutation."""
    stretch_once()
    room = Path(folder)
    room.mkdir(parents=True, exist_ok=True)
    grounds = Grounds(room)
    for kind in kinds.split(","):
        trial = Trial(grounds.by_kind[kind], room / kind.replace(":", "-"))
        for number in range(int(first), int(last)):
            sys.stdout.write(json.dumps(_as_json(trial.one(number))) + "\n")
            sys.stdout.flush()


def _as_json(tried: Tried) -> dict[str, Any]:
    return dict(vars(tried))


if __name__ == "__main__":
    main(*sys.argv[1:])
