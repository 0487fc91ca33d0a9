"""A stick is pulled out, or fails, while packages are read from it or left on it: a sentence, nothing half applied."""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from clinic_app.keys.master_key import MasterKey
from clinic_app.keys.slots import open_with_passphrase
from tests.cli.killing import PACKAGES, contents
from tests.cli.laptop import LANGUAGES, WORDS, Laptop, consultation, hold_to_the_contract, join, speaks
from tests.cli.small_disk import SmallDisk, small_disk

READING = {"openat": "ENODEV", "read": "EIO", "getdents64": "EIO", "newfstatat": "EIO"}
WRITING = {"openat": "EROFS", "write": "EIO", "fsync": "EIO", "read": "EIO", "rename": "ENODEV", "newfstatat": "EIO"}


class Two:
    """An office and a coordinator; `news` is what the office has left for the coordinator, in four packages."""

    def __init__(self, folder: Path) -> None:
        self.office, self.k = Laptop(folder / "office").founded(), Laptop(folder / "k").founded("BISH", "coordinator")
        join(self.k, (self.office, "NAR1"))
        self.news = folder / "news"
        for day in range(3):
            self.office.add("consultation", *[consultation(facts=f"{day} {n} " + "сөз " * 500) for n in range(4)])
            self.news = self.office.exported(f"news-{day}")
        self.office.run("merge", self.k.exported("roster"))
        self._master: MasterKey = open_with_passphrase(self.k.vault, WORDS)

    def state(self) -> str:
        """Everything the coordinator's case book holds."""
        return contents(self.k.vault, self._master)

    def stick(self, disk: SmallDisk, folder: Path, *files: Path) -> Path:
        """A stick, plugged in, with these files on it."""
        disk.plug_in(folder)
        for file in files:
            shutil.copy(file, disk.on_stick(folder))
        return folder

    def had_no_news(self) -> Iterator[None]:
        """The coordinator's case book as it is now, put back each time."""
        kept = self.k.folder / "kept"
        shutil.copytree(self.k.vault, kept)
        while True:
            shutil.rmtree(self.k.vault)
            shutil.copytree(kept, self.k.vault)
            yield


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk", 16 << 20) as disk:
        yield disk


@pytest.fixture
def two(tmp_path: Path) -> Two:
    return Two(tmp_path / "two")


def refused_without_the_stick(laptop: Laptop, folder: Path, *words: object) -> None:
    """The sentence names where, in three languages."""
    said = {}
    for lang in LANGUAGES:
        done = laptop.run(*words, code=1, lang=lang)
        assert done.out == "" and str(folder) in done.sentence, done
        said[lang] = done.sentence
    speaks(said)


def test_a_stick_that_is_gone(two: Two, disk: SmallDisk, tmp_path: Path) -> None:
    """Before the first byte. A folder that is there and empty cannot be told from an empty stick: nothing to take."""
    stick = two.stick(disk, tmp_path / "stick", *two.news.glob(PACKAGES))
    before = two.state()
    two.k.server = disk.server
    file = stick / next(two.news.glob(PACKAGES)).name
    disk.pull_out(stick)
    assert two.k.doc("merge", stick)["packages"] == []
    for verb in ("merge", "preview"):
        refused_without_the_stick(two.k, file, verb, file)
    stick.rmdir()
    for words in (["merge", stick], ["preview", stick], ["export", "--to", stick]):
        refused_without_the_stick(two.k, stick, *words)
    two.k.run("place", "add", "usb", "folder", "--set", f"path={stick}")
    done = two.k.run("sync", "usb", code=1)
    assert "usb" in done.sentence and done.doc["problem"] == done.sentence and done.doc["last_good"] == ""
    two.k.run("place", "remove", "usb")
    assert two.k.is_whole()
    disk.plug_in(stick)
    assert len(two.k.doc("record", "list", "consultation")) == 0 and len(before) > 0
    two.k.run("merge", stick)
    assert len(two.k.doc("record", "list", "consultation")) == 12


@pytest.mark.parametrize("verb", [pytest.param("preview", marks=pytest.mark.long), "merge", "export"])
def test_pulled_out_at_any_moment(two: Two, disk: SmallDisk, tmp_path: Path, verb: str) -> None:
    """The folder of the stick is emptied under the running command: it did its work, or it says that it could not."""
    luck = Random(verb)
    if verb == "export":
        two.k.run("merge", two.news)
        two.k.run(
            "record", "edit", "consultation", two.k.doc("record", "list", "consultation")[0]["id"], "--set", "sex=m"
        )
    stick = two.stick(disk, tmp_path / "stick")
    again = two.had_no_news()
    two.k.server = disk.server
    words = [verb, "--to", stick] if verb == "export" else [verb, stick]
    copies = [] if verb == "export" else list(two.news.glob(PACKAGES))
    next(again)
    untouched = two.state()
    disk.pull_out(stick)
    two.stick(disk, stick, *copies)
    began = time.perf_counter()
    wanted = two.k.doc(*words)["packages"]
    seconds = time.perf_counter() - began
    ends = {untouched, two.state()}
    for _ in range(2):
        disk.pull_out(stick)
        next(again)
        for file in disk.on_stick(stick).iterdir():
            file.unlink()
        two.stick(disk, stick, *copies)
        pulling = threading.Timer(luck.uniform(0, seconds), disk.pull_out, [stick])
        pulling.start()
        done = two.k.server.run([*map(str, words), "--json"], two.k.environment, "")
        pulling.join()
        hold_to_the_contract(done, as_json=True)
        assert done.code in (0, 1), done
        if done.code:
            assert done.out == "" and str(stick) in done.sentence
        assert two.k.is_whole()
        if verb != "export":  # what is sealed waits in the outbox
            assert two.state() in ends and (done.code == 0 or two.state() == untouched)
        for file in disk.on_stick(stick).glob(PACKAGES):
            assert two.office.doc("preview", file)["packages"][0]["status"] != "refused"
        disk.plug_in(stick)
        told = two.k.doc(*words)["packages"]
        assert [one["file"] for one in told] == [one["file"] for one in wanted] or not told
    disk.pull_out(stick)


def calls_on(stick: Path, laptop: Laptop, words: list[object], wanted: dict[str, str]) -> list[tuple[str, int]]:
    """(name, how manieth) of every call of `wanted` names that touches the stick, in a run in which nothing fails."""
    trace = laptop.folder / "trace"
    asked = ["strace", "-f", "--seccomp-bpf", "-qq", "-y", "-e", f"trace={','.join(wanted)}", "-o", str(trace)]
    laptop.run(*words, before=tuple(asked))
    counted: dict[str, int] = {}
    found = []
    for line in trace.read_text(errors="replace").splitlines():
        name = line.split()[1].partition("(")[0]
        counted[name] = counted.get(name, 0) + 1
        if name in wanted and str(stick) in line:
            found.append((name, counted[name]))
    return found


def fail_at(laptop: Laptop, words: list[object], name: str, number: int, error: str, stick: Path) -> tuple[int, str]:
    """Run with one call failing as a stick does that was pulled out: (exit code, sentence), or -1 if another failed."""
    trace = laptop.folder / "failing"
    how = f"inject={name}:error={error}:when={number}"
    asked = ["strace", "-f", "-qq", "-y", "-e", f"trace={name}", "-e", how, "-o", str(trace)]
    done = subprocess.run(
        [*asked, *laptop.command(*words)], capture_output=True, env=laptop.environment, timeout=300, check=False
    )
    failed = [line for line in trace.read_text(errors="replace").splitlines() if "(INJECTED)" in line]
    if not failed or str(stick) not in failed[0]:
        return -1, ""
    return done.returncode, done.stderr.decode()


def failing_calls(two: Two, verb: str, stick: Path, times: int) -> int:
    """Let calls on the stick fail, `times` of them or all when there are fewer; how many runs said so."""
    luck = Random(verb)
    wanted = WRITING if verb == "export" else READING
    words = [verb, "--to", stick] if verb == "export" else [verb, stick]
    again = two.had_no_news()
    next(again)
    calls = calls_on(stick, two.k, words, wanted)
    assert len(calls) > 5
    next(again)
    untouched = two.state()
    refusals = 0
    for name, number in luck.sample(calls, min(times, len(calls))):
        next(again)
        if verb == "export":
            for file in stick.iterdir():
                file.unlink()
        code, said = fail_at(two.k, words, name, number, wanted[name], stick)
        assert "Traceback" not in said, (name, number, said[-1500:])
        assert two.k.is_whole()
        if code == 1:
            refusals += 1
            assert len(said.splitlines()) == 1 and str(stick) in said, (name, said)
            assert verb == "export" or two.state() == untouched
            if verb == "export" and name != "newfstatat":
                assert not any(re.search(r"\.part$", file.name) for file in stick.iterdir()), name
            if any(stick.glob(PACKAGES)) and verb == "export":
                assert "refused" not in str(two.office.doc("preview", stick))
            two.k.run(*words)
        else:
            assert code in (-1, 0), (name, number, code, said)
    return refusals


@pytest.mark.skipif(shutil.which("strace") is None, reason="apt install strace")
@pytest.mark.parametrize("verb", [pytest.param("preview", marks=pytest.mark.long), "merge", "export"])
def test_a_stick_that_fails_at_some_call(two: Two, tmp_path: Path, verb: str) -> None:
    """As an operating system says it when a stick is pulled out between two calls; all of them: tests/long."""
    assert failing_calls(two, verb, prepared(two, tmp_path, verb), 3) >= 1


def prepared(two: Two, folder: Path, verb: str) -> Path:
    """The stick of `failing_calls`: full of news, or empty for what the coordinator has to say."""
    if verb != "export":
        return two.news
    two.k.run("merge", two.news)
    ids = [one["id"] for one in two.k.doc("record", "list", "consultation")]
    two.k.run("record", "edit", "consultation", ids[0], "--set", "sex=m")
    stick = folder / "out"
    stick.mkdir()
    return stick
