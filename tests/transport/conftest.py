"""Places of every kind for the trials of this room."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clinic_app.transport.folder import FolderPlace
from clinic_app.transport.place import Place

Open = Callable[[], Place]


@pytest.fixture(params=["folder"])
def open_one(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """Opens one and the same place, empty at first, of every kind; each call is another laptop's."""
    opened: list[Place] = []

    def folder() -> Place:
        root = tmp_path / "place"
        root.mkdir(exist_ok=True)
        opened.append(FolderPlace(str(root), "the stick"))
        return opened[-1]

    yield {"folder": folder}[request.param]
    for place in opened:
        place.close()


@pytest.fixture
def place(open_one: Open) -> Place:
    return open_one()
