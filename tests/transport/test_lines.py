"""Real servers, a line that is cut and a program that is killed after so many bytes: the file comes, unchanged.

Counted in bytes, not in seconds, a busy machine makes no difference. tests/long/test_lines.py has the slow lines.
"""

from __future__ import annotations

import pytest

from tests.transport.lines import Trial, tried

SERVERS = {"apache": "apache", "wsgidav": "wsgidav", "sftp": "sshd", "s3": "seaweed"}


@pytest.mark.parametrize(("which", "kill_after"), [("apache", 200_000), ("sftp", 0)])
def test_a_file_comes_unchanged_over_a_line_that_is_cut(
    which: str, kill_after: int, request: pytest.FixtureRequest
) -> None:
    trial = Trial(250_000, cut_after=150_000, kill_after=kill_after)
    outcome = tried(which, request.getfixturevalue(SERVERS[which]), trial)
    assert outcome.right
    assert outcome.cuts >= 2 and outcome.connections > outcome.cuts
    assert (outcome.kills > 0) == (kill_after > 0)
    assert outcome.bytes < 3 and outcome.gave_up == ()
