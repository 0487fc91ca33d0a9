"""What a command prints for people where it has no lines of its own."""

from __future__ import annotations

import pytest

from clinic_app.cli.output import Voice


def test_an_empty_list_is_left_out_whatever_it_is_made_of(capsys: pytest.CaptureFixture[str]) -> None:
    """Planted: a tuple came out as `()`, which nobody but a programmer reads."""
    Voice(as_json=False).give({"files": (), "kinds": [], "codes": ("a",)})
    assert capsys.readouterr().out == 'codes: ["a"]\n'
