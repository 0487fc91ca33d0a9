"""A share of the ten thousand mutations of tests/long in every check."""

from __future__ import annotations

from pathlib import Path

from tests.mutations.trying import KINDS, tried


def test_what_was_changed_on_the_way_is_refused(tmp_path: Path) -> None:
    results = tried(",".join(KINDS), 0, 8, tmp_path)
    assert [one for one in results if one["fault"]] == []
    assert max(one["peak_mb"] for one in results) < 200
