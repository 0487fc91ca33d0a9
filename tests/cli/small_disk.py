"""A disk that is really full: a small tmpfs in a mount namespace of its own, with commands that run in there.

Nothing of it is seen by other processes; the test looks in through /proc.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.laptop import HOUSE, ForkServer

_UNSHARE = ["unshare", "--mount", "--propagation", "private"]


class SmallDisk:
    """The disk at `inside` as commands see it, at `outside` as this process does."""

    def __init__(self, inside: Path, server: ForkServer) -> None:
        self.inside = inside
        self.outside = Path(f"/proc/{server.process.pid}/root{inside}")
        self.server = server
        self._filler = self.outside / "filler"

    @property
    def free(self) -> int:
        return shutil.disk_usage(self.outside).free

    def fill(self, leave: int) -> None:
        """Leave `leave` bytes free (rounded to pages)."""
        self._filler.write_bytes(b"\0" * max(self.free - leave, 0))

    def empty(self) -> None:
        self._filler.unlink(missing_ok=True)

    def lock(self, way: str = "ro") -> None:
        """Make the disk read-only ("ro"), as a write-protected stick is, or writable again ("rw")."""
        self.within("mount", "-o", f"remount,{way}", self.inside)

    def lock_file(self, file: Path) -> None:
        """Make one file read-only; even its owner and root cannot write to it."""
        self.within("mount", "--bind", file, file)
        self.within("mount", "-o", "remount,bind,ro", file)

    def unlock_file(self, file: Path) -> None:
        self.within("umount", file)

    def plug_in(self, stick: Path) -> None:
        """A stick at the folder `stick`; what is on it stays in its own folder of this disk."""
        (self.outside / ".sticks" / stick.name).mkdir(parents=True, exist_ok=True)
        stick.mkdir(exist_ok=True)
        self.within("mount", "--bind", self.inside / ".sticks" / stick.name, stick)

    def pull_out(self, stick: Path) -> None:
        """Take the stick out, whoever is using it: its folder is empty then."""
        self.within("umount", "--lazy", stick)

    def on_stick(self, stick: Path) -> Path:
        """The files of a stick, plugged in or not, as this process sees them."""
        return self.outside / ".sticks" / stick.name

    def within(self, *command: object) -> None:
        """Run a system command where the disk is seen."""
        into = ["nsenter", f"--mount=/proc/{self.server.process.pid}/ns/mnt"]
        if os.geteuid() != 0:
            into += [f"--user=/proc/{self.server.process.pid}/ns/user", "--preserve-credentials"]
        subprocess.run([*into, *map(str, command)], check=True)

    def seen(self, path: Path) -> Path:
        """A path as commands see it, as this process sees it."""
        return Path(f"/proc/{self.server.process.pid}/root{path}")


def _start(inside: Path, size: int) -> ForkServer:
    own = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    mount = f'mount -t tmpfs -o size={size} tmpfs "$1" && exec "$0" -m tests.cli.fork_server'
    return ForkServer([*_UNSHARE[:1], *own, *_UNSHARE[1:], "sh", "-c", mount, sys.executable, str(inside)])


@contextmanager
def small_disk(inside: Path, size: int) -> Iterator[SmallDisk]:
    """A disk of `size` bytes at the folder `inside`; skips where the system lets nobody make one."""
    probe = [*_UNSHARE, *([] if not hasattr(os, "geteuid") or os.geteuid() == 0 else ["--user", "--map-root-user"])]
    if not sys.platform.startswith("linux") or shutil.which("unshare") is None:
        pytest.skip("a small disk of one's own needs Linux and unshare (apt: util-linux)")
    inside.mkdir(parents=True)
    trial = ["sh", "-c", 'mount -t tmpfs -o size=64k tmpfs "$1"', "sh", str(inside)]
    if subprocess.run([*probe, *trial], capture_output=True, cwd=HOUSE, check=False).returncode:
        pytest.skip("this system lets nobody mount a small disk")
    server = _start(inside, size)
    try:
        yield SmallDisk(inside, server)
    finally:
        server.close()
