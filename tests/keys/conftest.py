"""Fixtures of the locks: a keyring that is there, and a machine without any."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.keys.secret_service import SecretService, in_environment, running_secret_service


@pytest.fixture
def secret_service() -> Iterator[SecretService]:
    """A fresh, unlocked, empty keyring that this process sees as its session's."""
    with running_secret_service() as service, in_environment(service):
        yield service


@pytest.fixture
def no_keyring(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    """A machine without a session bus, hence without a keyring."""
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'no-bus'}")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
