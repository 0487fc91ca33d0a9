"""Places of every kind for the trials of this room; each real server is started once, when first asked for."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from clinic_app.transport.kinds import open_place
from clinic_app.transport.place import Place
from clinic_app.transport.settings_fields import FolderSettings
from tests.transport import servers
from tests.transport.servers import Running

Open = Callable[[], Place]


@pytest.fixture(scope="session")
def apache() -> Iterator[Running]:
    with servers.apache() as running:
        yield running


@pytest.fixture(scope="session")
def wsgidav() -> Iterator[Running]:
    with servers.wsgidav() as running:
        yield running


@pytest.fixture(scope="session")
def sshd() -> Iterator[Running]:
    with servers.sshd() as running:
        yield running


@pytest.fixture(scope="session")
def seaweed() -> Iterator[Running]:
    with servers.seaweed() as running:
        servers.make_bucket(running, "clinic")
        yield running


def a_new_folder(server: Running) -> str:
    """The name of a new folder that the server serves."""
    name = secrets.token_hex(6)
    (server.files / name).mkdir()
    if server.papers and os.geteuid() == 0:
        shutil.chown(server.files / name, "www-data", "www-data")
    return name


@pytest.fixture(params=["folder", "apache", "wsgidav", "sftp", "s3"])
def told_of_one(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Any]:
    """The kind and the settings of a new, empty place."""
    if request.param == "folder":
        (tmp_path / "place").mkdir()
        return "folder", FolderSettings(str(tmp_path / "place"))
    if request.param == "sftp":
        server = request.getfixturevalue("sshd")
        return "sftp", servers.sftp_settings(server, a_new_folder(server))
    if request.param == "s3":
        return "s3", servers.s3_settings(request.getfixturevalue("seaweed"), "clinic", secrets.token_hex(6))
    server = request.getfixturevalue(request.param)
    return "webdav", servers.webdav_settings(server, a_new_folder(server))


@pytest.fixture
def open_one(told_of_one: tuple[str, Any]) -> Iterator[Open]:
    """Opens one and the same place, empty at first; each call is another laptop's."""
    opened: list[Place] = []

    def one() -> Place:
        opened.append(open_place(*told_of_one, name="the place"))
        return opened[-1]

    yield one
    for place in opened:
        place.close()


@pytest.fixture
def place(open_one: Open) -> Place:
    return open_one()
