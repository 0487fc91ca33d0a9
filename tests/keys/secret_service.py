"""A real Secret Service (dbus-daemon and gnome-keyring) of the tests' own, with its own HOME; others may import it.

    with running_secret_service() as service, in_environment(service): ...

Only the processes started here are ended. The bus knows no service folders, so nothing of the desktop is woken up.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
_TOOLS = ("dbus-daemon", "gnome-keyring-daemon")
_NAME = "org.freedesktop.secrets"


class SecretService:
    """An unlocked keyring on a bus of its own; `environment` is what a program needs to find it, and it alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = f"unix:path={folder / 'bus'}"
        folders = {name: folder / part for name, part in _FOLDERS.items()}
        for place in folders.values():
            place.mkdir(mode=0o700, exist_ok=True)
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
        self.environment = {**kept, **{name: str(place) for name, place in folders.items()}}
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = self.address
        self._bus: subprocess.Popen[bytes] | None = None
        self._keyring: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start bus and keyring, unlocked; returns once the service answers on the bus."""
        config = self.folder / "bus.conf"
        config.write_text(_CONFIG.format(socket=self.folder / "bus"), encoding="ascii")
        command = ["dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile", "--print-address=1"]
        self._bus = subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert self._bus.stdout is not None
        assert self._bus.stdout.readline(), "the bus did not start"
        self.start_keyring()

    def start_keyring(self, password: bytes = b"pw") -> None:
        """Start the keyring alone, unlocked by `password`."""
        command = ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"]
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._keyring = subprocess.Popen(command, env=self.environment, stdin=subprocess.PIPE, **silent)
        assert self._keyring.stdin is not None
        self._keyring.stdin.write(password)
        self._keyring.stdin.close()
        _wait_for_owner(self.address)

    def stop_keyring(self) -> None:
        """End the keyring; the bus stays, and with it a machine that has D-Bus but no Secret Service."""
        _end(self._keyring)
        self._keyring = None

    def stop(self) -> None:
        self.stop_keyring()
        _end(self._bus)
        if self._bus is not None and self._bus.stdout is not None:
            self._bus.stdout.close()
        self._bus = None

    def lock(self) -> None:
        """Lock every collection, as leaving the desk does."""
        import secretstorage

        with _connection(self.address) as bus:
            for collection in secretstorage.get_all_collections(bus):
                collection.lock()

    def empty(self) -> None:
        """Remove every entry, as a well-meaning clean-up does."""
        import secretstorage

        with _connection(self.address) as bus:
            for collection in secretstorage.get_all_collections(bus):
                for item in list(collection.get_all_items()):
                    item.delete()

    def entries(self) -> dict[str, bytes]:
        """What the keyring holds: user name of the entry -> secret."""
        import secretstorage

        with _connection(self.address) as bus:
            items = [item for one in secretstorage.get_all_collections(bus) for item in one.get_all_items()]
            return {item.get_attributes().get("username", ""): item.get_secret() for item in items}


_FOLDERS = {
    "HOME": "home",
    "XDG_DATA_HOME": "data",
    "XDG_CONFIG_HOME": "config",
    "XDG_CACHE_HOME": "cache",
    "XDG_RUNTIME_DIR": "run",
}


@contextmanager
def running_secret_service() -> Iterator[SecretService]:
    """A running, unlocked Secret Service in a short temporary folder (a socket's path may not be long)."""
    if not sys.platform.startswith("linux"):
        pytest.skip("the Secret Service is Linux's")
    missing = [tool for tool in _TOOLS if shutil.which(tool) is None]
    assert not missing, f"apt install dbus gnome-keyring ({', '.join(missing)} missing)"
    with tempfile.TemporaryDirectory(prefix="sec-", ignore_cleanup_errors=True) as folder:
        service = SecretService(Path(folder))
        try:
            service.start()
            yield service
        finally:
            service.stop()


@contextmanager
def in_environment(service: SecretService) -> Iterator[SecretService]:
    """This process sees `service` as its session's keyring, and none of the user's own settings."""
    names = (*service.environment, "PYTHON_KEYRING_BACKEND")
    with pytest.MonkeyPatch.context() as patch:
        for name in names:
            patch.delenv(name, raising=False)
        for name, value in service.environment.items():
            patch.setenv(name, value)
        yield service


def _end(process: subprocess.Popen[bytes] | None) -> None:
    if process is None:
        return
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def _connection(address: str) -> Iterator[object]:
    from jeepney.io.blocking import open_dbus_connection

    bus = open_dbus_connection(bus=address)
    try:
        yield bus
    finally:
        bus.close()


def _wait_for_owner(address: str, patience: float = 20.0) -> None:
    """Return as soon as somebody owns the service's name; the bus itself tells."""
    from jeepney import MatchRule, message_bus
    from jeepney.io.blocking import Proxy

    rule = MatchRule(
        type="signal", interface=message_bus.interface, member="NameOwnerChanged", path=message_bus.object_path
    )
    rule.add_arg_condition(0, _NAME)
    with _connection(address) as bus:
        proxy = Proxy(message_bus, bus)
        with bus.filter(rule) as told:
            proxy.AddMatch(rule)
            if proxy.NameHasOwner(_NAME)[0]:
                return
            bus.recv_until_filtered(told, timeout=patience)
