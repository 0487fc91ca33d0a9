"""Commands killed (SIGKILL) in the middle, on real case books: what is left, and where going on leads.

The world: a coordinator with two offices (one of two laptops), and on a stick what they have left: new and changed
records, conflicts, a wish to erase, news of a record that was handed over, a package before which another is missing.
A command is killed at a random moment of its running time, or at a random call that changes a file (with strace).
"""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import count, groupby
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from clinic_app.clinic import Clinic
from clinic_app.keys.master_key import MasterKey
from clinic_app.keys.slots import open_with_passphrase
from clinic_app.records.declared import PUBLIC
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.opening import open_vault
from tests.cli.laptop import WORDS, Laptop, case, consultation, join

CALLS = ("write", "pwrite64", "fsync", "fdatasync", "ftruncate", "rename", "renameat2", "unlink", "unlinkat")
KILLED = -9
PACKAGES = "*.clinic"


class World:
    """The laptops of these tests; `stick` is what the coordinator is to merge."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.k = Laptop(folder / "k").founded("BISH", "coordinator")
        self.a = Laptop(folder / "a").founded("NAR1")
        self.b = Laptop(folder / "b").founded("NAR1")
        self.o = Laptop(folder / "o").founded("OSH1")
        join(self.k, (self.a, "NAR1"), (self.b, "NAR1"), (self.o, "OSH1"))
        self._sticks = 0
        self._first_day()
        self.stick = self._second_day()

    def _first_day(self) -> None:
        """Everybody has the same records; one has gone from Naryn to Osh."""
        self.known = self.a.add("consultation", *[consultation(facts=f"биринчи {n}") for n in range(24)])
        self.osh = self.o.add("consultation", *[consultation(advice=f"кеңеш {n}") for n in range(8)])
        (journalist,) = self.a.add("person", {"name_display": "Үсөнбекова Жаңыл"})
        (self.case,) = self.a.add("journalist_case", case(journalist))
        for _ in range(2):
            self.exchange()
        self.moved = self.known[20]
        self.k.run("record", "hand-over", "consultation", self.moved, "--to", "OSH1")

    def _second_day(self) -> Path:
        """What the offices do, while the coordinator changes some of the same fields."""
        edits = [(id, f"facts=кеңседен {n}") for n, id in enumerate(self.known[:10])]
        for id, told in [*edits[:5], (self.moved, "advice=кеч келген")]:
            self.a.run("record", "edit", "consultation", id, "--set", told)
        for id, told in edits[5:]:
            self.b.run("record", "edit", "consultation", id, "--set", told)
        for id in self.known[:6]:
            self.k.run("record", "edit", "consultation", id, "--set", "facts=борбордон")
        self.a.run("record", "erase", "consultation", self.known[21])
        self.a.add("case_event", {"case_id": self.case, "kind": "hearing", "on": "2026-04", "title": "угуу"})
        self.o.add("consultation", consultation(facts="жолдо калган"))
        lost = self.left(self.o)
        self.o.add("consultation", *[consultation(facts=f"кийин {n}") for n in range(3)])
        stick = self.left(self.a, self.b, self.o)
        self.a.add("consultation", *[consultation(facts=f"үчүнчү {n} " + "сөз " * 300) for n in range(30)])
        for file in self.left(self.a).glob(PACKAGES):
            shutil.copy(file, stick)
        for file in lost.glob(PACKAGES):
            (stick / file.name).unlink(missing_ok=True)
        return stick

    def left(self, *laptops: Laptop) -> Path:
        """A new stick with what the laptops leave on it."""
        self._sticks += 1
        stick = self.folder / f"stick-{self._sticks}"
        stick.mkdir()
        for laptop in laptops:
            laptop.run("export", "--to", stick)
        return stick

    def exchange(self) -> None:
        """Everybody's packages to everybody."""
        laptops = (self.k, self.a, self.b, self.o)
        stick = self.left(*laptops)
        for laptop in laptops:
            laptop.run("merge", stick)


class Trial:
    """One command on copies of one case book. It is the same each time, but for clocks, salts and sealed bytes."""

    def __init__(
        self, laptop: Laptop, words: tuple[object, ...], out: Path | None = None, reader: Laptop | None = None
    ):
        """`out`: the stick to which it writes, emptied each time; `reader`: a laptop that must find it readable."""
        self._laptop, self._words = laptop, words
        self.only_looks = words[0] == "preview"
        self.in_steps = words[0] == "export"  # sealed in one transaction, then left file by file
        self._out, self._reader = out, reader
        self._pristine = laptop.folder / "pristine"
        shutil.copytree(laptop.vault, self._pristine)

    def begin(self) -> None:
        """The case book and the stick as they were before the command."""
        shutil.rmtree(self._laptop.vault)
        shutil.copytree(self._pristine, self._laptop.vault)
        if self._out:
            shutil.rmtree(self._out, ignore_errors=True)
            self._out.mkdir()

    @cached_property
    def _master(self) -> MasterKey:
        return open_with_passphrase(self._pristine, WORDS)  # once: stretching takes longer than all the rest

    def go_on(self) -> Any:
        """The command, not killed; its document."""
        return self._laptop.doc(*self._words)

    def state(self) -> str:
        """Everything the case book holds and everything left on the stick, as text that is equal when they are."""
        clinic = Clinic(Desk(open_vault(self._laptop.vault, self._master)), self._master)
        try:
            told = {"vault": held(clinic), "shown": shown(clinic)}
        finally:
            clinic._desk.vault.close()
        return json.dumps(told | {"stick": self.readable()}, ensure_ascii=False, indent=1, sort_keys=True)

    def readable(self) -> Any:
        """What a reader makes of the packages on the stick; every file with a package's name is a whole package."""
        if self._out is None or not any(self._out.glob(PACKAGES)):
            return []
        assert self._reader is not None
        found = self._reader.doc("preview", self._out)["packages"]
        assert "refused" not in {one["status"] for one in found}, found
        return sorted(({**one, "file": ""} for one in found), key=lambda one: one["package"])

    @cached_property
    def ends(self) -> dict[str, str]:
        """state -> its name: where the command leads when nobody kills it, done once and done again."""
        self.begin()
        began = time.perf_counter()
        self.go_on()
        self.seconds = time.perf_counter() - began
        once = self.state()
        self.go_on()
        return {self.state(): "twice", once: "once"}

    @cached_property
    def calls(self) -> list[tuple[str, int]]:
        """(name, how often it came before, from 1) of every call that changes a file, in a run that nobody kills."""
        self.begin()
        trace = self._laptop.folder / "trace"
        asked = ["strace", "-f", "--seccomp-bpf", "-qq", "-e", f"trace={','.join(CALLS)}", "-o", str(trace)]
        self._laptop.run(*self._words, before=tuple(asked))
        names = [line.split()[1].partition("(")[0] for line in trace.read_text(errors="replace").splitlines()]
        return [(name, names[: place + 1].count(name)) for place, name in enumerate(names) if name in CALLS]

    @cached_property
    def stretches(self) -> list[list[tuple[str, int]]]:
        """The calls in stretches of one name. They take turns: what can go wrong lies between them, not within."""
        return [list(some) for _, some in groupby(self.calls, key=lambda call: call[0])]

    def kill_at_moment(self, after: float) -> int:
        """Run and kill after so many seconds; the exit code."""
        argv = [*map(str, self._words), "--json"]
        assert self._laptop.server is not None
        return self._laptop.server.run(argv, self._laptop.environment, "", kill_after=after).code

    def kill_at_call(self, name: str, number: int) -> int:
        """Run in a process of its own and kill at the `number`th call `name`, which is not done; the exit code."""
        how = f"inject={name}:signal=KILL:when={number}"
        # Not with --seccomp-bpf: it lets the process go on where it was to be killed.
        asked = ["strace", "-f", "-qq", "-e", f"trace={name}", "-e", how, "-o", "/dev/null"]
        command = [*asked, *self._laptop.command(*self._words, "--json")]
        done = subprocess.run(command, capture_output=True, env=self._laptop.environment, timeout=300, check=False)
        return done.returncode


@dataclass
class Tally:
    """How a number of killed runs came out."""

    runs: int = 0
    killed: int = 0
    before: int = 0  # nothing had been done yet
    after: int = 0  # everything had been done already


def kill(trial: Trial, times: int, seed: object, at_calls: bool) -> Tally:
    """Kill a command `times` times; after each the vault is whole and going on leads where an unkilled run leads."""
    luck, tally = Random(f"{seed}"), Tally()
    trial.begin()
    untouched = trial.state()
    ends = trial.ends
    assert (untouched in ends) == trial.only_looks
    while tally.killed < times:
        tally.runs += 1
        assert tally.runs < 20 + 4 * times, "runs are not killed"
        trial.begin()
        if at_calls:
            code = trial.kill_at_call(*luck.choice(trial.stretches[tally.runs % len(trial.stretches)]))
        else:
            code = trial.kill_at_moment(luck.uniform(0, trial.seconds))
        assert code in (0, KILLED), code
        if code != KILLED:
            continue  # it had ended before
        tally.killed += 1
        trial.readable()
        assert trial._laptop.is_whole()
        left = trial.state()
        # A merge is kept before it looks at what came: until then that waits in the queue, and going on looks at it.
        done = but_for_the_looks(left) in {but_for_the_looks(end) for end in ends}
        if not trial.in_steps:
            assert left == untouched or done, difference(left, ends)
        trial.go_on()
        end = trial.state()
        assert end in ends, difference(end, ends)
        tally.before += left == untouched
        tally.after += done
        # A command that had done its work does it a second time, one that had not its first.
        if left == untouched:
            assert ends[end] == "once" or len(ends) == 1, "something of the killed run was kept"
    return tally


def but_for_the_looks(state: str) -> str:
    """A state without what waits for a look for conflicts of interest."""
    return "\n".join(line.rstrip(",") for line in state.splitlines() if "interests:look/" not in line)


def difference(found: str, wanted: dict[str, str]) -> str:
    """The lines in which a state differs from the nearest wanted one."""
    import difflib

    lines = found.splitlines()
    told = [list(difflib.unified_diff(one.splitlines(), lines, "wanted", "found", n=1, lineterm="")) for one in wanted]
    return "\n".join(line[:400] for line in min(told, key=len)[:40])


# --- what a case book holds, without what differs from run to run -------------------------------------------------

_PASSING = {"at", "arrived", "made_at", "seq", "sealed", "salt"}  # clocks, order, randomness
_OF_SEALED = {("outbox", "sha256"), ("place_object", "sha256")}  # the hash of sealed bytes: sealed again, it is another
_NUMBERED = {"taken", "run", "outbox", "document"}  # whose `id` is a mere number
_WHETHER = {"acknowledged_at", "undone_at"}


def contents(vault: Path, master: MasterKey) -> str:
    """Everything a case book holds, as text; `vault` may be seen through /proc, it is read from a copy.

    How the columns of a sheet were last understood is no content, nor that somebody came in, or tried, once more.
    """
    with TemporaryDirectory() as folder:
        copy = shutil.copytree(vault, Path(folder) / "vault")
        clinic = Clinic(Desk(open_vault(copy, master)), master)
        try:
            found = held(clinic)
            found["memory"] = [row for row in found["memory"] if '"name": "import:' not in row]
            return json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True)
        finally:
            clinic._desk.vault.close()


def held(clinic: Clinic) -> dict[str, list[str]]:
    """Every row of every table; one's own entries go by what they say instead of their (salted) names."""
    sql, me = clinic._desk.vault.sql, clinic.identity.device_id
    tables = [row[0] for row in sql.all("select name from sqlite_master where type = 'table'")]
    own = {row[0] for row in sql.all("select id from stream where device = ?", me)}
    found: dict[str, list[str]] = {}
    for table in tables:
        if table.startswith(("search", "sqlite_", "trail")):
            continue
        columns = [row[1] for row in sql.all(f"pragma table_info({table})")]
        rows = [dict(zip(columns, row, strict=True)) for row in sql.all(f"select * from {table}")]
        found[table] = [json.dumps(_plain(table, row, own, me), ensure_ascii=False, sort_keys=True) for row in rows]
    names = _labels(sql.all("select name, content from entry where content is not null order by seq"), me)
    return {table: sorted(_named(row, names) for row in rows) for table, rows in found.items()}


def _plain(table: str, row: dict[str, Any], own: set[str], me: str) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for column, value in row.items():
        if column in _PASSING or (column == "id" and table in _NUMBERED) or (table, column) in _OF_SEALED:
            continue
        if row.get("stream") in own and column in ("chain", "signature"):
            continue
        kept[column] = bool(value) if column in _WHETHER else _told(value)
    if isinstance(kept.get("content"), dict) and kept["content"].get("device") == me:
        kept["content"] = "own"
    return kept


def _told(value: Any) -> Any:
    """A value with its JSON opened and its clocks and order of names taken out."""
    if isinstance(value, bytes):
        try:
            value = value.decode()
        except UnicodeDecodeError:
            return value.hex()
    if isinstance(value, str) and value[:1] in ("{", "["):
        return _told(json.loads(value))
    if isinstance(value, dict):
        return {key: _told(one) for key, one in value.items() if key not in _PASSING}
    if isinstance(value, list):
        return sorted(map(_told, value), key=str)
    return value


def _labels(entries: list[tuple[Any, ...]], me: str) -> dict[str, str]:
    labels: dict[str, str] = {}
    for name, line in entries:
        told = json.loads(bytes(line))
        if told.get("device") == me:
            says = json.dumps([told["type"], told["id"], told["fields"]], ensure_ascii=False, sort_keys=True)
            labels[name.hex()] = f"own entry {says} {list(labels.values()).count(says)}"
    return labels


def _named(row: str, names: dict[str, str]) -> str:
    for name, label in names.items():
        if name in row:
            row = row.replace(name, json.dumps(label)[1:-1])
    return row


def shown(clinic: Clinic) -> dict[str, Any]:
    """What a person sees: the records of every type, conflicts, the history, what waits, what a search finds."""
    kinds = {kind: clinic.casework.ids(kind, archived=None) for kind in PUBLIC}
    consultations = sorted(kinds["consultation"])
    return {
        "records": {kind: [r.as_json() for r in clinic.casework.load_many(kind, ids)] for kind, ids in kinds.items()},
        "conflicts": [(c.id, sorted(str(v.value) for v in c.values)) for c in clinic.settling.conflicts()],
        "history": {
            id: [
                (c.author, c.office, c.field, c.before, c.after, c.set_aside, c.carried_by)
                for c in _history(clinic, id)
            ]
            for id in consultations[:12]
        },
        "waiting": (clinic.exchange.waiting().packages, clinic.exchange.waiting().unsealed),
        "found": sorted(hit.id for hit in clinic.searching.search("сөз")),
    }


def _history(clinic: Clinic, id: str) -> list[Any]:
    return sorted(clinic.history.of("consultation", id), key=lambda c: (c.field, str(c.before), str(c.after), c.office))


Make = Callable[[World], Trial]


def export(world: World) -> Trial:
    """The coordinator has merged and seals for everybody."""
    laptop = _merged(world, "exporting")
    out = laptop.folder / "out"
    return Trial(laptop, ("export", "--to", out), out, world.a)


def preview(world: World) -> Trial:
    return Trial(_copy(world.k, "previewing"), ("preview", world.stick))


def merge(world: World) -> Trial:
    return Trial(_copy(world.k, "merging"), ("merge", world.stick))


def undo(world: World) -> Trial:
    """Of the package with the new records and the changed ones."""
    laptop = _merged(world, "undoing")
    package = max(path.name for path in world.stick.glob("NAR1-A-*.clinic"))
    return Trial(laptop, ("merge-undo", package))


COMMANDS: dict[str, Make] = {"export": export, "preview": preview, "merge": merge, "undo": undo}


def _copy(laptop: Laptop, name: str) -> Laptop:
    """The same case book in a folder of its own."""
    folder = laptop.folder.parent / name
    twin = Laptop(
        next(folder.with_name(f"{name}-{n}") for n in count(1) if not folder.with_name(f"{name}-{n}").exists())
    )
    shutil.copytree(laptop.vault, twin.vault)
    return twin


def _merged(world: World, name: str) -> Laptop:
    laptop = _copy(world.k, name)
    laptop.run("merge", world.stick)
    return laptop
