"""The floor plan of ARCHITECTURE.md, kept: imports point down, never in a ring, and each library stays in its room."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

HOUSE = Path(__file__).resolve().parent.parent
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """What import-linter says of the house in `folder`; a process of its own, so that `folder` alone is looked at."""
    env = {**os.environ, "PYTHONUTF8": "1", "COLUMNS": "200", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"],
        cwd=folder,
        env=env,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    """Who imports whom, everywhere: inside functions and for type checking too."""
    return grimp.build_graph("clinic_app", "ui", include_external_packages=True, cache_dir=None)


def test_every_import_points_down_the_floor_plan() -> None:
    said = lint(HOUSE)
    assert said.returncode == 0, said.stdout + said.stderr
    assert " 0 broken" in said.stdout


PLANTS = {
    "a lower floor looks up": ("clinic_app/records/kinds.py", "import clinic_app.use_cases.casework\n", "floors"),
    "siblings know each other": ("clinic_app/keys/slots.py", "import clinic_app.store.vault\n", "floors"),
    "a room without a floor": ("clinic_app/attic.py", "", "floors"),
    "commands draw": ("clinic_app/cli/commands.py", "def go():\n    from PySide6 import QtCore\n", "no-window-below"),
    "a worker opens the window": ("clinic_app/use_cases/casework.py", "import ui.app\n", "no-window-below"),
    "the database outside the store": ("clinic_app/use_cases/casework.py", "from peewee import Model\n", "one-vault"),
    "the window asks the database": ("ui/app.py", "def go():\n    import apsw\n", "one-vault"),
    "paper outside the reports": ("clinic_app/exchange/seal.py", "import openpyxl\n", "one-press"),
    "the network outside the transport": ("clinic_app/exchange/seal.py", "import httpx\n", "one-line"),
    "codes read outside the pictures": ("clinic_app/exchange/seal.py", "import zxingcpp\n", "one-camera"),
    "codes drawn by the window": ("ui/app.py", "def go():\n    import segno\n", "one-camera"),
    "a page asks a page": ("ui/pages/today/page.py", "import ui.pages.cases.page\n", "pages"),
    "a page asks a page by a widget": ("ui/widgets.py", "import ui.pages.cases.page\n", "pages"),
}
SOUND = {
    "clinic_app/store/vault.py": "import apsw\nimport clinic_app.journal.names\n",
    "clinic_app/journal/names.py": "import clinic_app.records.kinds\n",
    "clinic_app/records/kinds.py": "",
    "clinic_app/pictures/qr.py": "import segno\nimport zxingcpp\n",
    "clinic_app/reports/paper.py": "import reportlab.pdfgen\n",
    "clinic_app/transport/web.py": "import httpx\n",
    "clinic_app/use_cases/casework.py": "import clinic_app.store.vault\n",
    "ui/app.py": "import PySide6.QtWidgets\nimport ui.pages.today.page\nimport ui.pages.cases.page\n",
    "ui/pages/today/page.py": "import ui.widgets\n",
    "ui/pages/cases/page.py": "",
    "ui/widgets.py": "",
}


def build(folder: Path, files: dict[str, str]) -> None:
    """A house of a few rooms under the real contracts."""
    shutil.copy(HOUSE / ".importlinter", folder)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        for room in path.relative_to(folder).parents:
            if room != Path():
                (folder / room / "__init__.py").touch()


def test_a_sound_house_passes(tmp_path: Path) -> None:
    build(tmp_path, SOUND)
    said = lint(tmp_path)
    assert said.returncode == 0, said.stdout + said.stderr


@pytest.mark.parametrize("plant", PLANTS)
def test_a_wrong_import_is_found(plant: str, tmp_path: Path) -> None:
    """A contract is worth having only if a planted mistake breaks it: each is planted in a house that was sound."""
    name, line, contract = PLANTS[plant]
    build(tmp_path, {**SOUND, name: SOUND.get(name, "") + line})
    said = lint(tmp_path)
    broken = [c.partition(" BROKEN")[0] for c in said.stdout.splitlines() if " BROKEN" in c]
    assert said.returncode == 1, said.stdout + said.stderr
    assert broken == [title_of(contract)]


def title_of(contract: str) -> str:
    """The sentence under which import-linter reports a contract of `.importlinter`."""
    rules = (HOUSE / ".importlinter").read_text(encoding="utf-8")
    return rules.split(f"[importlinter:contract:{contract}]\nname = ")[1].split("\n")[0]


def ring_in(imported_by_each: dict[str, set[str]]) -> list[str]:
    """One ring of modules that import each other; empty when there is none."""
    try:
        TopologicalSorter(imported_by_each).prepare()
    except CycleError as found:
        return list(found.args[1])
    return []


def test_no_modules_import_each_other_in_a_ring(imports: grimp.ImportGraph) -> None:
    """Planted: a ring of three modules is found."""
    assert ring_in({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) != []
    who = {m: set(imports.find_modules_directly_imported_by(m)) for m in imports.modules}
    assert ring_in(who) == []


def test_presenters_need_no_screen(imports: grimp.ImportGraph) -> None:
    """A presenter reaches Qt by no path at all, else it cannot be tested without a screen."""
    presenters = [m for m in imports.modules if m.rpartition(".")[2] == "presenter"]
    paths = {p: imports.find_shortest_chain(p, "PySide6") for p in presenters if "PySide6" in imports.modules}
    assert {p: path for p, path in paths.items() if path} == {}


def test_doors_of_rooms_are_empty() -> None:
    doors = [d for room in ("clinic_app", "ui") for d in (HOUSE / room).rglob("__init__.py")]
    assert len(doors) > 10
    assert [str(d.relative_to(HOUSE)) for d in doors if d.stat().st_size] == []


def test_every_room_has_a_door() -> None:
    """Without `__init__.py` a folder is left out of the import graph, and no rule above would see it."""
    rooms = {m.parent for room in ("clinic_app", "ui") for m in (HOUSE / room).rglob("*.py")}
    assert [str(r.relative_to(HOUSE)) for r in sorted(rooms) if not (r / "__init__.py").exists()] == []


def test_packaging_is_no_package() -> None:
    """An `__init__.py` there would hide the library `packaging` from pytest and PyInstaller."""
    assert list((HOUSE / "packaging").rglob("__init__.py")) == []


def test_no_leftovers_of_merges() -> None:
    """As it was, two copies of rooms from before a conflict were kept beside them."""
    left = [
        f for room in ("clinic_app", "ui", "tests") for end in ("orig", "rej") for f in (HOUSE / room).rglob(f"*.{end}")
    ]
    assert [str(f.relative_to(HOUSE)) for f in left] == []
