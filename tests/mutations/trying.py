"""Mutations of one kind in a process of its own, so that its memory can be measured."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parents[2]
KINDS = ("package", "roster", "invitation", "request", "backup", "vault:vault.db", "vault:slots.json")


def tried(kinds: str, first: int, last: int, folder: Path) -> list[dict[str, Any]]:
    """What came of mutations `first` to `last` (not included) of each of the kinds, which commas part."""
    command = [sys.executable, "-m", "tests.mutations.worker", kinds, str(first), str(last), str(folder / "room")]
    there = os.environ | {"PYTHONUTF8": "1", "PYTHONPATH": str(HOUSE), "HOME": str(folder)}
    done = subprocess.run(command, cwd=HOUSE, env=there, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(results) == (last - first) * len(kinds.split(","))
    return results


def told_of(kind: str, results: Sequence[dict[str, Any]]) -> str:
    """One line for people: how many, which exits, the longest time, the most memory."""
    codes = ", ".join(f"exit {code}: {count}" for code, count in sorted(Counter(r["code"] for r in results).items()))
    longest, most = max(r["seconds"] for r in results), max(r["peak_mb"] for r in results)
    return f"{kind}: {len(results)} tried ({codes}); longest {longest:.2f} s, most memory {most:.0f} MB"
