"""The smoke test of the built program: it helps itself, tests itself and shows its window, on a machine without Python.

python packaging/smoke.py [dist/clinic]      exit 1, and a line that says which step, if anything fails
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
UNWANTED = ("qgtk3", "qeglfs", "sqldrivers", "libgtk-3", "tcl8", "QtCharts", "QtGraphs", "QtDataVisualization")
LARGEST = 220 * 2**20  # bytes on disk; the folder has about 160 MiB


def ask(program: Path, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What the built program answers, with a home of its own and nothing of this Python around it."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV", "QT_", "CLINIC_"))}
    env = {**kept, "HOME": str(home), "USERPROFILE": str(home), "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        [str(program), *words], cwd=home, env=env, capture_output=True, encoding="utf-8", check=False, timeout=600
    )


def contents(folder: Path) -> str:
    """Nothing unwanted in the folder, and not more than it should weigh."""
    files = [f for f in folder.rglob("*") if f.is_file() and not f.is_symlink()]
    unwanted = [f.name for f in files if any(part in f.as_posix() for part in UNWANTED)]
    assert not unwanted, f"does not belong into the folder: {unwanted[:5]}"
    size = sum(f.stat().st_size for f in files)
    assert size < LARGEST, f"{size / 2**20:.0f} MiB is too much"
    return f"{len(files)} files, {size / 2**20:.0f} MiB"


def helps(program: Path, home: Path) -> str:
    said = ask(program, home, "--help")
    assert said.returncode == 0, said.stderr[-500:]
    assert said.stdout.strip(), "--help says nothing"
    return "--help answers"


def tests_itself(program: Path, home: Path) -> str:
    said = ask(program, home, "self-test", "--json")
    assert said.returncode == 0, said.stderr[-500:]
    assert json.loads(said.stdout)["ok"] is True, said.stdout[-500:]
    return "self-test is well"


def shows_its_window(program: Path, home: Path) -> str:
    said = ask(program, home, "tour", "--to", str(home / "pictures"), "--lang", "ky", "--json")
    assert said.returncode == 0, said.stderr[-500:]
    pictures = list((home / "pictures").glob("*.png"))
    assert pictures, "the tour left no picture"
    return f"the tour left {len(pictures)} pictures"


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0] if arguments else HOUSE / "dist" / "clinic").resolve()
    program = folder / ("clinic.exe" if sys.platform == "win32" else "clinic")
    if not program.exists():
        print(f"smoke: there is no {program}; build it first (packaging/README.md)")
        return 1
    failed = 0
    with tempfile.TemporaryDirectory(prefix="clinic-smoke-", ignore_cleanup_errors=True) as home:
        for step in (
            lambda: contents(folder),
            lambda: helps(program, Path(home)),
            lambda: tests_itself(program, Path(home)),
            lambda: shows_its_window(program, Path(home)),
        ):
            try:
                print("ok     ", step(), flush=True)
            except (AssertionError, OSError, ValueError, KeyError, subprocess.TimeoutExpired) as problem:
                failed += 1
                print("FAILED ", problem, flush=True)
    print("smoke: all is well" if not failed else f"smoke: {failed} steps failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
