"""The tour: the first day through the real window, from beginning to end, and nothing of it left but its pictures."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QImage

HOUSE = Path(__file__).resolve().parents[2]
PICTURES = 50
TOUR = """
import errno
import socket
import sys

called = []

def refuse(_socket, *_given):
    called.append(1)
    raise OSError(errno.ENETUNREACH, "Network is unreachable")

socket.socket.connect = socket.socket.connect_ex = refuse
socket.getaddrinfo = refuse

from PySide6.QtWidgets import QApplication
from ui import casebook_window
from ui.app import main
from ui.connection import Line
from ui.tour.hand import settle, until
from ui.tour.story import Story

class Airplane(Line):
    def online(self):
        return False

casebook_window.Line = Airplane
join, lock = Story._join, Story._lock

def join_and_have_a_place(story):
    join(story)
    settings = {"url": "https://cloud.clinic.example/dav", "user": "naryn"}
    story._on_vault(lambda: story.office.clinic.places.add("Nextcloud", "webdav", settings, {"password": "secret"}))

def send_and_lock(story):
    ended = []
    story.office.exchanging.ended.connect(ended.append)
    story.office.exchanging.begin()
    until(lambda: ended, "send now")
    settle(story._tasks, "send now")
    status = story.office.window.status
    assert QApplication.activeModalWidget() is None
    print("LINE", status.line.words.text())
    print("WAITS", status.exchange.waiting.words.text())
    print("FAILED", status.exchange.failed.words.text())
    print("CALLED", len(called))
    lock(story)

Story._join, Story._lock = join_and_have_a_place, send_and_lock
sys.exit(main(["tour", "--to", sys.argv[1], "--lang", "ky"]))
"""


def test_the_tour_runs_to_its_end_in_the_air_and_leaves_pictures_alone(tmp_path: Path) -> None:
    """Airplane mode all the way: every step works, and the status says what waits and why, without any box."""
    home, scratch, to = tmp_path / "home", tmp_path / "scratch", tmp_path / "pictures"
    home.mkdir()
    scratch.mkdir()
    told = subprocess.run(
        [sys.executable, "-c", TOUR, str(to)],
        cwd=HOUSE,
        env=nobodys_room(home, scratch),
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
    said = dict(line.split(" ", 1) for line in told.stdout.splitlines() if line.split(" ", 1)[0].isupper())
    assert said["LINE"] == "Интернетсиз"
    assert "күтүүдө" in said["WAITS"]
    assert said["FAILED"].startswith("Nextcloud: жетүүгө болбой жатат")
    assert said["CALLED"] == "1", "nobody knocked but who was asked to"
    left = [str(path.relative_to(tmp_path)) for room in (home, scratch) for path in room.rglob("*")]
    assert left == []


def nobodys_room(home: Path, scratch: Path) -> dict[str, str]:
    """A home and a place for temporary files in which nothing else happens."""
    rooms = {name: str(home) for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA")}
    rooms |= {name: str(scratch) for name in ("TMPDIR", "TMP", "TEMP", "XDG_RUNTIME_DIR")}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "CLINIC_"))}
    scratch.chmod(0o700)
    return kept | rooms | {"QT_QPA_PLATFORM": "offscreen"}


def _colours(image: QImage) -> int:
    small = image.scaled(160, 90)
    return len({small.pixel(x, y) for x in range(160) for y in range(90)})
