"""Ten thousand mutations of everything that comes from elsewhere: each refused in one sentence, nothing changed.

What is measured is told at the end: the longest a command took, and the most memory it ever held.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutations.trying import KINDS, told_of, tried

SHARE = {"package": 3_000, "roster": 2_500, "invitation": 1_000, "request": 500, "backup": 1_000}
EACH = {kind: SHARE.get(kind, 1_000) for kind in KINDS}


def test_there_are_ten_thousand() -> None:
    assert sum(EACH.values()) >= 10_000


@pytest.mark.parametrize("kind", KINDS)
def test_every_mutation_is_refused_and_changes_nothing(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Told are also the longest command and the most memory that any of them held."""
    results = tried(kind, 0, EACH[kind], tmp_path)
    with capsys.disabled():
        print("\n" + told_of(kind, results))
    assert [one for one in results if one["fault"]] == []
    assert max(one["seconds"] for one in results) < 2
    assert max(one["peak_mb"] for one in results) < 200
