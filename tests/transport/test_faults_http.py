"""Faults at the requests of places that speak HTTP: a part of the matrix, every fault and every request in it."""

from __future__ import annotations

import pytest

from tests.transport.http_matrix import Stage, named, s3_proxy, sample, stage, try_out, webdav_proxy

__all__ = ["s3_proxy", "stage", "webdav_proxy"]


@pytest.mark.parametrize(("stage", "call", "at", "fault"), named(sample(6)), indirect=["stage"])
def test_a_fault_is_named_and_harmless(stage: Stage, call: str, at: int, fault: str) -> None:
    try_out(stage, call, at, fault)
