"""The whole tour, every write of it watched: nothing that was typed reaches a file, a pipe or a socket in the clear.

strace sees what is written even to files that are gone a moment later. Pictures are made on purpose; what stands in
them is drawn, not written.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.test_tour import HOUSE, nobodys_room

TOUR = """
import json, sys
from ui.tour import hand
typed = []
def noting(act):
    def noted(widget, words, *more, **others):
        typed.append(str(words))
        return act(widget, words, *more, **others)
    return noted
hand.write, hand.choose = noting(hand.write), noting(hand.choose)
from ui.app import main
code = main(["tour", "--to", sys.argv[1], "--lang", "ky"])
open(sys.argv[2], "w", encoding="utf-8").write(json.dumps(typed))
sys.exit(code)
"""
CALLS = "write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg,sendfile,copy_file_range,splice"
# What may be written in the clear: the answer of the command, and this test's own list of what was typed.
ALLOWED = re.compile(r"<(pipe:|/dev/(null|tty)|anon_inode|socket:\[\d+\]->)|/typed\.json>|/pictures/[\w-]+\.png>")
ASKS_IN = "Айгүл Токтосунова"
_LINE = re.compile(r"^\d+\s+(\w+)\(\d+(<[^>]*>)?, (.*)$")


def test_nothing_that_was_typed_is_written_in_the_clear(tmp_path: Path) -> None:
    """In its first run it named the joining request, which bears a name on purpose."""
    if shutil.which("strace") is None:
        pytest.fail("apt install strace")
    home, scratch, to, trace = (tmp_path / name for name in ("home", "scratch", "pictures", "trace"))
    home.mkdir()
    scratch.mkdir()
    watched = ["strace", "-f", "--seccomp-bpf", "-qq", "-y", "-xx", "-s", "1048576", "-e", f"trace={CALLS}"]
    done = subprocess.run(
        [*watched, "-o", str(trace), sys.executable, "-c", TOUR, str(to), str(tmp_path / "typed.json")],
        cwd=HOUSE,
        env=nobodys_room(home, scratch),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    typed = {word for word in json.loads((tmp_path / "typed.json").read_text(encoding="utf-8")) if len(word) > 5}
    assert len(typed) > 20
    found, files = set(), set()
    wanted = _patterns(typed)
    for path, data in writes(trace):
        files.add(path)
        if (hit := wanted.search(data)) is not None:
            found.add((path, hit[0].decode("utf-8", "replace")))
    assert {(path, word) for path, word in found if not _is_on_purpose(path, word)} == set()
    assert any("vault.db" in path for path in files), "the watch saw nothing"
    assert [str(path) for room in (home, scratch) for path in room.rglob("*")] == []


def _is_on_purpose(path: str, word: str) -> bool:
    """The register that the tour itself brings along; and the request names who asks in, for whoever admits them."""
    asked_in = word == ASKS_IN and re.search(r"\.clinic-request\.\w+\.part>$", path)
    return path.endswith("/hotline.csv>") or bool(asked_in)


def writes(trace: Path) -> Iterator[tuple[str, bytes]]:
    """(what was written to, the bytes) of every call that wrote."""
    with trace.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            match = _LINE.match(line)
            if match is None:
                continue
            where, rest = _plain(match[2] or "").decode("utf-8", "replace"), match[3]
            if not ALLOWED.search(where):
                yield where, b"".join(_plain(text) for text in re.findall(r'"((?:\\x..)*)"', rest))


def _plain(hexed: str) -> bytes:
    """What strace wrote as \\x.. signs; the rest as it stands."""
    return re.sub(rb"\\x(..)", lambda sign: bytes.fromhex(sign[1].decode()), hexed.encode())


def _patterns(words: set[str]) -> re.Pattern[bytes]:
    spelled = set()
    for word in words:
        for spelling in (word, word.lower(), word.upper()):
            spelled |= {spelling.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")}
            spelled.add(json.dumps(spelling).strip('"').encode())
    return re.compile(b"|".join(re.escape(one) for one in sorted(spelled, key=len, reverse=True) if len(one) > 6))
