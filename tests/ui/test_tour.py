"""The tour: the first day through the real window, from beginning to end, and nothing of it left but its pictures."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QImage

HOUSE = Path(__file__).resolve().parents[2]
PICTURES = 39
TOUR = "import sys; from ui.app import main; sys.exit(main(['tour', '--to', sys.argv[1], '--lang', 'ky']))"


def test_the_tour_runs_to_its_end_and_leaves_pictures_alone(tmp_path: Path) -> None:
    home, scratch, to = tmp_path / "home", tmp_path / "scratch", tmp_path / "pictures"
    home.mkdir()
    scratch.mkdir()
    told = subprocess.run(
        [sys.executable, "-c", TOUR, str(to)],
        cwd=HOUSE,
        env=_nobodys_room(home, scratch),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
    )
    assert (told.returncode, told.stderr) == (0, ""), told.stdout
    pictures = sorted(to.iterdir())
    assert len(pictures) == PICTURES
    for file in pictures:
        image = QImage(str(file))
        assert image.width() >= 1200 and image.height() >= 680, file.name
        assert _colours(image) > 20, f"{file.name} is empty"
        assert str(file) in told.stdout
    left = [str(path.relative_to(tmp_path)) for room in (home, scratch) for path in room.rglob("*")]
    assert left == []


def _nobodys_room(home: Path, scratch: Path) -> dict[str, str]:
    """A home and a place for temporary files in which nothing else happens."""
    rooms = {name: str(home) for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA")}
    rooms |= {name: str(scratch) for name in ("TMPDIR", "TMP", "TEMP", "XDG_RUNTIME_DIR")}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "CLINIC_"))}
    scratch.chmod(0o700)
    return kept | rooms | {"QT_QPA_PLATFORM": "offscreen"}


def _colours(image: QImage) -> int:
    small = image.scaled(160, 90)
    return len({small.pixel(x, y) for x in range(160) for y in range(90)})
