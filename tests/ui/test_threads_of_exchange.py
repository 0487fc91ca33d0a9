"""Real places, the real window: no network and no vault on its thread; what is sealed goes on behind the lock."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from clinic_app.clinic import Clinic
from clinic_app.settings import Settings
from clinic_app.store.vault import Vault
from clinic_app.transport.folder import FolderPlace
from clinic_app.transport.s3 import S3Place
from clinic_app.transport.settings_fields import secrets_of, told_of
from clinic_app.transport.sftp import SftpPlace
from clinic_app.transport.webdav import WebDavPlace
from tests.founding import PASSPHRASE, found
from tests.transport.servers import (
    PASSWORD,
    USER,
    Running,
    make_bucket,
    s3_settings,
    seaweed,
    sftp_settings,
    sshd,
    wsgidav,
)
from tests.ui.desk.conftest import joined, some_work
from ui.casebook_window import CasebookWindow
from ui.pages.unlock.sending_line import SendingLine
from ui.tasks import Tasks
from ui.theme.theme import Theme

HOUSE = Path(__file__).resolve().parents[2]
PAGES = ("today", "consultations", "settings", "places", "exchange")
VAULT = ("looking", "changing", "recall", "remember", "data_version", "search", "leaves", "in_conflict", "drafts")
SOCKET = ("connect", "connect_ex", "send", "sendall", "recv", "recv_into", "bind", "makefile")
PLACE = ("list", "read", "write", "remove")
PLACES = (WebDavPlace, FolderPlace, SftpPlace, S3Place)
SSH = "clinic-ssh"  # the library's own thread for one line; another one asks ahead while a file is read


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with wsgidav() as running:
        yield running


@pytest.fixture
def far() -> Iterator[tuple[Running, Running]]:
    """A server of SSH and one of S3."""
    with sshd() as ssh, seaweed() as bucket:
        make_bucket(bucket, "clinic")
        yield ssh, bucket


def as_place(kind: str, settings: Any) -> tuple[str, dict[str, str], dict[str, str]]:
    """Settings as a case book is told them."""
    return kind, dict(told_of(settings)), dict(secrets_of(settings))


def office_in_a_network(room: Path, places: dict[str, tuple[str, dict[str, str], dict[str, str]]]) -> Path:
    """The case book of an office with work that its coordinator has not got, and places to leave it at; closed."""
    with _founded(room, "COORD", "coordinator") as coordinator, _founded(room, "NAR1", "lawyer") as office:
        coordinator.network.create("Network")
        joined(coordinator, office, room)
        some_work(office)
        for name, (kind, settings, secrets) in places.items():
            office.places.add(name, kind, settings, secrets)
    return room / "NAR1"


def _founded(room: Path, code: str, role: str) -> Clinic:
    return found(room / code, code, f"Office {code}", "Aigul Toktosunova", role, nth=code == "NAR1")[0]


def cloud(server: Running, under: str) -> tuple[str, dict[str, str], dict[str, str]]:
    """A folder of the server as a place."""
    (server.files / under).mkdir(parents=True, exist_ok=True)
    return "webdav", {"url": f"http://127.0.0.1:{server.port}/{under}", "user": USER}, {"password": PASSWORD}


def left_at(server: Running, under: str) -> list[Path]:
    """What lies in a folder of the server."""
    return [path for path in (server.files / under).rglob("*") if path.is_file()]


class Watched:
    """Which calls came, on which thread."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls: list[tuple[str, str, bool]] = []
        for owner, names in ((Vault, VAULT), (socket.socket, SOCKET), *((place, PLACE) for place in PLACES)):
            for name in names:
                monkeypatch.setattr(owner, name, self._watch(owner, name))
        monkeypatch.setattr(socket, "getaddrinfo", self._watch(socket, "getaddrinfo"))

    def _watch(self, owner: Any, name: str) -> Callable[..., Any]:
        real, here = getattr(owner, name), threading.current_thread()
        label = f"{getattr(owner, '__name__', owner)}.{name}"

        def look(*given: Any, **named: Any) -> Any:
            now = threading.current_thread()
            self.calls.append((label, now.name, now is here))
            return real(*given, **named)

        return look

    def in_the_way(self) -> list[str]:
        """What was called on the window's thread."""
        return sorted({name for name, _thread, here in self.calls if here})

    def threads(self, of: str) -> set[str]:
        """Kinds of threads on which something was called."""
        return {thread.rstrip("0123456789_") for name, thread, _here in self.calls if name.startswith(of)}


def opened(qtbot: Any, folder: Path, theme: Theme, room: Path, tasks: Tasks) -> CasebookWindow:
    """The window over the case book, unlocked as a person does it."""
    settings = Settings(room / "settings.json")
    settings.put("exchange/every", "hand")
    book = CasebookWindow(folder, settings, theme, tasks, kdf_floor=True, use_keyring=False)
    book.start()
    unlock(qtbot, book)
    return book


def unlock(qtbot: Any, book: CasebookWindow) -> None:
    """Type the passphrase."""
    page = book.entrance.page()
    page.passphrase.setText(PASSPHRASE)
    with qtbot.waitSignal(book.opened, timeout=30_000):
        page.unlock.click()


def test_no_network_and_no_vault_on_the_windows_thread(
    qtbot, dressed: Theme, tmp_path: Path, server: Running, far: tuple[Running, Running], monkeypatch: Any
) -> None:
    """Planted: `errand.run` called straight in Round, and `clinic.places.all()` in Outward, made this fail."""
    (tmp_path / "stick").mkdir()
    ssh, bucket = far
    places = {
        "cloud": cloud(server, "threads"),
        "stick": ("folder", {"path": str(tmp_path / "stick")}, {}),
        "ssh": as_place("sftp", sftp_settings(ssh)),
        "bucket": as_place("s3", s3_settings(bucket, "clinic")),
    }
    folder = office_in_a_network(tmp_path, places)
    watched, tasks, problems = Watched(monkeypatch), Tasks(), []
    tasks.problem.connect(problems.append)
    book = opened(qtbot, folder, dressed, tmp_path, tasks)
    try:
        for name in PAGES:
            book.window.show_page(name)
            qtbot.waitUntil(lambda: not tasks.is_busy(), timeout=30_000)
        page = book.window.page("exchange")
        for begin in (page.status.begin.click, book.exchanging.begin):
            with qtbot.waitSignal(book.exchanging.ended, timeout=60_000) as ended:
                begin()
            assert ended.args == [None]
            qtbot.waitUntil(lambda: not tasks.is_busy() and not book.exchanging._is_busy(), timeout=30_000)
        book.outward.sticks.look()
        qtbot.waitUntil(lambda: not tasks.is_busy(), timeout=30_000)
        qtbot.waitUntil(lambda: "today" in book.window.status.exchange.last.words.text(), timeout=30_000)
        book.lock()
        qtbot.waitUntil(lambda: not tasks.is_busy() and book.exchanging._behind is None, timeout=30_000)
    finally:
        book.leave()
        tasks.finish()
        book.entrance.close()
    assert watched.in_the_way() == []
    assert {one for one in watched.threads("socket") if "prefetch" not in one} == {"far", SSH}
    for place in PLACES:
        assert watched.threads(place.__name__) == {"far"}, place
    assert watched.threads("Vault") == {"vault"}
    assert problems == []
    assert left_at(server, "threads")
    assert list((tmp_path / "stick").glob("*.clinic"))
    assert [path for path in ssh.files.rglob("*") if path.is_file()]


def test_what_is_sealed_goes_on_behind_the_lock(
    qtbot, dressed: Theme, tmp_path: Path, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock falls in the middle of the first write; after the next unlocking the outbox says "there"."""
    folder = office_in_a_network(tmp_path, {"cloud": cloud(server, "lock"), "other": cloud(server, "other")})
    writing, go_on, real = threading.Event(), threading.Event(), WebDavPlace.write

    def slow(place: WebDavPlace, name: str, data: bytes) -> None:
        writing.set()
        assert go_on.wait(30)
        real(place, name, data)

    monkeypatch.setattr(WebDavPlace, "write", slow)
    tasks = Tasks()
    book = opened(qtbot, folder, dressed, tmp_path, tasks)
    try:
        book.exchanging.begin()
        qtbot.waitUntil(writing.is_set, timeout=30_000)
        book.lock()
        qtbot.waitUntil(lambda: not tasks.is_busy(), timeout=30_000)
        assert book.window is None
        assert left_at(server, "lock") == left_at(server, "other") == []
        (line,) = book.entrance.page().findChildren(SendingLine)
        assert line.isVisibleTo(book.entrance) and line.words.text().startswith("Sending goes on: ")
        go_on.set()
        qtbot.waitUntil(lambda: book.exchanging._behind is None, timeout=30_000)
        for name in ("lock", "other"):
            assert left_at(server, name), name
        assert not line.isVisibleTo(book.entrance)
        unlock(qtbot, book)
        rows: list[Any] = []
        tasks.on_vault(book.clinic.outbox.rows, rows.extend, owner=book)
        qtbot.waitUntil(lambda: bool(rows), timeout=30_000)
        assert {(row.place, row.state) for row in rows} == {("cloud", "there"), ("other", "there")}
    finally:
        go_on.set()
        book.leave()
        tasks.finish()
        book.entrance.close()


START = """
import sys
from pathlib import Path
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication
app = QApplication([])
from clinic_app.settings import Settings
from ui.casebook_window import CasebookWindow
from ui.connection import SystemLine
from ui.tasks import Tasks
from ui.theme.theme import current_theme

FAR = {"httpx", "httpcore", "h11", "anyio", "paramiko", "filelock", "requests", "urllib3"}
folder, room = Path(sys.argv[1]), Path(sys.argv[2])
current_theme().apply(app, False)
settings, tasks, line = Settings(room / "s.json"), Tasks(), SystemLine()
settings.put("exchange/every", "hand")  # on a slow computer the clock would begin one meanwhile
book = CasebookWindow(folder, settings, current_theme(), tasks, line=line, demo=not folder.exists(), use_keyring=False)

def until(done):
    loop, timer, seen = QEventLoop(), QTimer(interval=20), []
    timer.timeout.connect(lambda: (seen.append(1), loop.quit()) if done() else None)
    timer.start()
    QTimer.singleShot(150_000, loop.quit)
    loop.exec()
    assert seen, "it took too long"

book.start()
line.begin()
if folder.exists():
    page = book.entrance.page()
    page.passphrase.setText(sys.argv[3])
    page.unlock.click()
until(lambda: book.window is not None and not tasks.is_busy())
for name in ("today", "consultations", "exchange", "settings", "places"):
    book.window.show_page(name)
    until(lambda: not tasks.is_busy())
print("open:", *sorted(FAR & set(sys.modules)))
if folder.exists():
    came = []
    book.exchanging.ended.connect(came.append)
    book.exchanging.begin()
    until(lambda: bool(came))
    print("sent:", *sorted(FAR & set(sys.modules)))
book.leave()
tasks.finish()
book.doors.clean_up()
"""


@pytest.mark.parametrize("what", ["demo", "place"])
def test_opening_loads_no_network_library(tmp_path: Path, server: Running, what: str) -> None:
    """Neither for the practice data nor for a case book that has a place on a line; the first exchange does."""
    folder = tmp_path / "none"
    if what == "place":
        folder = office_in_a_network(tmp_path, {"cloud": cloud(server, "start")})
    command = [sys.executable, "-c", START, str(folder), str(tmp_path), PASSPHRASE]
    told = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, encoding="utf-8", timeout=300)
    assert told.returncode == 0, told.stderr
    lines = told.stdout.splitlines()
    assert lines[0] == "open:"
    if what == "place":
        assert "httpx" in lines[1], "the trial can fail"
