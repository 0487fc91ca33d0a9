"""`kill -9` of both sides of an exchange, again and again, over a folder and over a real WebDAV server."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.cli.conftest import commands_are_forked
from tests.cli.killing_sync import Sides
from tests.transport import servers
from tests.transport.servers import Running

FIXTURES = (commands_are_forked,)
ROUNDS = 15
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9 on Windows")


@pytest.fixture(scope="module")
def wsgidav() -> Iterator[Running]:
    with servers.wsgidav() as running:
        yield running


def test_over_a_folder(tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    sides = Sides(tmp_path, "folder", "--set", f"path={tmp_path / 'stick'}")
    luck = Random("folder")
    assert sum(sides.one_round(luck, number) for number in range(ROUNDS)) > ROUNDS
    sides.end()


def test_over_webdav(tmp_path: Path, wsgidav: Running) -> None:
    settings = servers.webdav_settings(wsgidav)
    secret = tmp_path / "password"
    secret.write_text(f"{settings.password}\n", encoding="utf-8")
    told = ["webdav", "--set", f"url={settings.url}", "--set", f"user={settings.user}"]
    if settings.ca_file:
        told += ["--set", f"ca_file={settings.ca_file}"]
    sides = Sides(tmp_path, *told, "--secret-file", f"password={secret}")
    luck = Random("webdav")
    assert sum(sides.one_round(luck, number) for number in range(ROUNDS)) > ROUNDS
    sides.end()
