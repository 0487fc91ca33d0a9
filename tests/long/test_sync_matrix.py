"""Faults of places in the midst of whole syncs: every cell of the matrix (tests/stories/sync_matrix.py)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stories.sync_cells import Cell, cells
from tests.stories.sync_matrix import Shelf, shelved, try_out
from tests.stories.sync_stages import Servers


@pytest.fixture(scope="module")
def running() -> Iterator[Servers]:
    with Servers() as made:
        yield made


@pytest.fixture(scope="module")
def shelves(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Shelf]:
    at = tmp_path_factory.mktemp("shelves")
    return {flat: shelved(at / str(flat), flat=flat) for flat in (False, True)}


@pytest.mark.parametrize("cell", [pytest.param(one, id=one.id) for one in cells()])
def test_a_fault_in_a_sync_loses_nothing_and_all_arrives_once(
    cell: Cell, shelves: dict[bool, Shelf], running: Servers, tmp_path: Path
) -> None:
    try_out(cell, shelves[cell.kind == "folder"], tmp_path, running)
