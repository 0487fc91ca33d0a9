"""One server of commands for all these tests; laptops shared by the tests of a module."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.cli.laptop import ForkServer, Laptop


@pytest.fixture(scope="session", autouse=True)
def commands_are_forked() -> Iterator[None]:
    """Where processes cannot be forked every command is a process started anew: slower, and the same."""
    if not hasattr(os, "fork") or Laptop.server is not None:
        yield
        return
    Laptop.server = ForkServer()
    yield
    Laptop.server.close()
    Laptop.server = None
