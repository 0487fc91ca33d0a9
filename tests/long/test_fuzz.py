"""A coverage-guided fuzz run of each parser: it opens or refuses by name whatever it is given, in bounded memory.

What the fuzzer finds worth keeping is added to tests/fuzz/corpus by `--keep` (see there); nothing is kept by this run.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.parsers import MOST, PARSERS, corpus

HOUSE = Path(__file__).resolve().parents[2]
SECONDS = 60

pytest.importorskip("atheris", reason="uv sync --group long (Linux only)")


@pytest.mark.parametrize("name", sorted(PARSERS))
def test_a_fuzzed_parser_opens_or_refuses(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In its first run it found the refusals of newer formats, which were not yet among those awaited."""
    seeds, grown = tmp_path / "seeds", tmp_path / "grown"
    seeds.mkdir()
    grown.mkdir()
    for number, data in enumerate(corpus(name)):
        (seeds / str(number)).write_bytes(data)
    limits = [f"-max_total_time={SECONDS}", f"-max_len={MOST}", "-timeout=5", "-rss_limit_mb=600"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.drive", name, str(grown), str(seeds), *limits],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(HOUSE)},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    told = re.findall(r"cov: (\d+).* rss: (\d+)Mb", done.stderr)
    runs = re.search(r"Done (\d+) runs", done.stderr)
    with capsys.disabled():
        print(f"\n{name}: {runs[1] if runs else 0} runs, covered {told[-1] if told else '-'}")
    assert done.returncode == 0, done.stderr[-3000:]
    assert runs and int(runs[1]) > 1_000
