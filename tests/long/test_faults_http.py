"""Every fault at every request of every call of the places that speak HTTP (tests/transport/http_matrix.py)."""

from __future__ import annotations

import pytest

from tests.transport.conftest import seaweed, wsgidav
from tests.transport.http_matrix import Stage, lines, named, s3_proxy, stage, try_out, webdav_proxy

__all__ = ["s3_proxy", "seaweed", "stage", "webdav_proxy", "wsgidav"]


@pytest.mark.parametrize(("stage", "call", "at", "fault"), named(lines()), indirect=["stage"])
def test_a_fault_is_named_and_harmless(stage: Stage, call: str, at: int, fault: str) -> None:
    try_out(stage, call, at, fault)
