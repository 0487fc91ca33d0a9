"""A folder or a stick: what is particular to disks."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from clinic_app.errors import AlreadyThere, NotThere, PlaceFailed, Trouble
from clinic_app.transport import folder as folder_room
from clinic_app.transport.folder import FolderPlace
from clinic_app.transport.place import Listed
from clinic_app.transport.trial import try_it

POSIX = pytest.mark.skipif(os.name == "nt", reason="pipes, links and limits of POSIX")


def test_a_stick_that_was_pulled_out_is_no_empty_place(tmp_path: Path) -> None:
    """Planted once: an absent folder listed as empty, as if everything had been taken away from the place."""
    place = FolderPlace(str(tmp_path / "gone"), "the stick")
    calls = (
        lambda: place.list(),
        lambda: place.list("index/all"),
        lambda: place.read("a.clinic"),
        lambda: place.write("a.clinic", b"1"),
        lambda: place.remove("a.clinic"),
        lambda: try_it(place),
    )
    for call in calls:
        with pytest.raises(PlaceFailed) as failed:
            call()
        assert failed.value.why is Trouble.NO_FOLDER
        assert failed.value.place == "the stick"
    assert not (tmp_path / "gone").exists()


@POSIX
def test_pipes_links_and_folders_with_the_name_of_a_package_hang_nobody(tmp_path: Path) -> None:
    """Planted once: the pipe opened for reading, which waits for ever."""
    os.mkfifo(tmp_path / "pipe.clinic")
    (tmp_path / "link.clinic").symlink_to("/etc/passwd")
    (tmp_path / "lost.clinic").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder.clinic").mkdir()
    (tmp_path / "a b.clinic").write_bytes(b"1")
    (tmp_path / "good.clinic").write_bytes(b"12")
    place = FolderPlace(str(tmp_path))
    assert place.list().files == (Listed("good.clinic", 2),)
    for name in ("pipe.clinic", "link.clinic", "lost.clinic", "folder.clinic"):
        with pytest.raises(NotThere):
            place.read(name)
        with pytest.raises(AlreadyThere):
            place.write(name, b"1")
        place.remove(name)
        assert os.path.lexists(tmp_path / name)


def test_a_file_in_place_of_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "index").write_bytes(b"")
    place = FolderPlace(str(tmp_path))
    with pytest.raises(PlaceFailed) as failed:
        place.write("index/all/a.index", b"1")
    assert failed.value.why is Trouble.NO_FOLDER
    with pytest.raises(PlaceFailed):
        place.list("index")
    with pytest.raises(NotThere):
        place.read("index/all/a.index")
    place.remove("index/all/a.index")


FULL = """
import resource, signal, sys
from clinic_app.errors import PlaceFailed
from clinic_app.transport.folder import FolderPlace
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
place = FolderPlace(sys.argv[1])
place.write("small.clinic", bytes(40_000))
try:
    place.write("large.clinic", bytes(60_000))
except PlaceFailed as failed:
    print(failed.why, [one.name for one in place.list().files])
"""


@POSIX
def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
    )
    assert said.stdout.strip() == "full ['small.clinic']"
    assert [one.name for one in tmp_path.iterdir()] == ["small.clinic"]


@POSIX
def test_a_stick_that_knows_no_links_refuses_a_taken_name_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """FAT and exFAT have no hard links; the operating system says so with EPERM."""

    def refuse(*_paths: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(folder_room.os, "link", refuse)
    place = FolderPlace(str(tmp_path))
    place.write("a.clinic", b"first")
    with pytest.raises(AlreadyThere):
        place.write("a.clinic", b"second")
    assert place.read("a.clinic") == b"first"
    assert [one.name for one in tmp_path.iterdir()] == ["a.clinic"]


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (errno.ENOSPC, Trouble.FULL),
        (errno.EDQUOT, Trouble.FULL),
        (errno.EROFS, Trouble.READ_ONLY),
        (errno.EACCES, Trouble.READ_ONLY),
        (errno.EIO, Trouble.CUT),
        (errno.ENOTDIR, Trouble.NO_FOLDER),
    ],
)
def test_what_the_system_refuses_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, why: Trouble
) -> None:
    """The sync of the file fails as a disk makes it fail; the name stays free."""

    def refuse(_file: int) -> None:
        raise OSError(code, os.strerror(code))

    place = FolderPlace(str(tmp_path))
    with monkeypatch.context() as patched:
        patched.setattr(folder_room.os, "fsync", refuse)
        with pytest.raises(PlaceFailed) as failed:
            place.write("a.clinic", b"1")
    assert failed.value.why is why
    assert list(tmp_path.iterdir()) == []
    place.write("a.clinic", b"1")
