"""A laptop of a clinic as a script sees it: its own HOME and temporary folder, and the command `clinic`, nothing else.

Every run is checked for what the contract promises of every command, whatever a test asks besides.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

HOUSE = Path(__file__).resolve().parents[2]
REGISTER = HOUSE / "tests" / "samples" / "hotline" / "hotline_112.csv"
LANGUAGES = ("en", "ky", "ru")
WORDS = "тынч тоо 4071 булак"
CLINIC = "import sys; from clinic_app.cli.main import main; sys.exit(main(sys.argv[1:]))"


@dataclass(frozen=True)
class Done:
    """What a command left: exit code, stdout, stderr."""

    code: int
    out: str
    err: str

    @cached_property
    def doc(self) -> Any:
        """The one JSON document of stdout."""
        return json.loads(self.out)

    @property
    def sentence(self) -> str:
        """The one line said on stderr."""
        (line,) = self.err.splitlines()
        return line


class ForkServer:
    """Commands as forks of one prepared process, so that hundreds of them are affordable."""

    def __init__(self, command: Sequence[str] = (sys.executable, "-m", "tests.cli.fork_server")) -> None:
        self.process = subprocess.Popen(command, cwd=HOUSE, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.process.stdin and self.process.stdout
        self._ask, self._answer = self.process.stdin, self.process.stdout
        assert self._answer.readline() == b"ready\n"

    def run(self, argv: list[str], env: Mapping[str, str], given: str, **more: float) -> Done:
        """`kill_after`: seconds after which it is killed."""
        self._ask.write(json.dumps({"argv": argv, "env": dict(env), "stdin": given, **more}).encode() + b"\n")
        self._ask.flush()
        return Done(**json.loads(self._answer.readline()))

    def close(self) -> None:
        self._ask.close()
        self.process.wait(timeout=60)
        self._answer.close()


class Laptop:
    """A machine with one case book. Nothing of the real user's HOME, keyring or settings is seen by it."""

    server: ForkServer | None = None

    def __init__(self, folder: Path, words: str = WORDS) -> None:
        self.folder = folder
        self.vault = folder / "vault"
        self.words = folder / "words"
        for name in ("home", "tmp", "run"):
            (folder / name).mkdir(parents=True)
        self.words.write_text(words, encoding="utf-8")
        self.more: dict[str, str] = {}
        self.keyring = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}

    @property
    def environment(self) -> dict[str, str]:
        """What a program on this laptop finds around it."""
        home = self.folder / "home"
        return {
            "PATH": os.environ["PATH"],
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": str(HOUSE),
            "LC_ALL": "C.UTF-8",
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "XDG_DATA_HOME": str(home / ".local" / "share"),
            "XDG_CACHE_HOME": str(home / ".cache"),
            "XDG_RUNTIME_DIR": str(self.folder / "run"),
            "TMPDIR": str(self.folder / "tmp"),
            "CLINIC_VAULT": str(self.vault),
            "CLINIC_PASSPHRASE_FILE": str(self.words),
            **self.keyring,
            **self.more,
        }

    def command(self, *words: object) -> list[str]:
        """The command line of a process that does nothing but `clinic WORDS`."""
        return [sys.executable, "-c", CLINIC, *map(str, words)]

    def run(
        self,
        *words: object,
        code: int = 0,
        give: str = "",
        as_json: bool = True,
        lang: str = "en",
        real: bool = False,
        before: tuple[str, ...] = (),
    ) -> Done:
        """Do a command; `real`: in a process started anew; `before`: a command that starts it, such as strace."""
        argv = [*map(str, words), "--lang", lang, *(["--json"] if as_json else [])]
        if real or before or self.server is None:
            done = self._really(argv, give, before)
        else:
            done = self.server.run(argv, self.environment, give)
        assert done.code == code, (argv, done.code, done.err[-400:])
        hold_to_the_contract(done, as_json)
        return done

    def doc(self, *words: object, **more: Any) -> Any:
        """The document of a command."""
        return self.run(*words, **more).doc

    def _really(self, argv: list[str], give: str, before: tuple[str, ...]) -> Done:
        done = subprocess.run(
            [*before, *self.command(*argv)],
            input=give.encode(),
            capture_output=True,
            env=self.environment,
            timeout=300,
            check=False,
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    def copied(self, folder: Path) -> Laptop:
        """The same laptop in a folder that is not there yet, as if it had always stood there."""
        shutil.copytree(self.folder, folder)
        twin = copy(self)
        twin.folder, twin.vault, twin.words = folder, folder / self.vault.name, folder / self.words.name
        return twin

    # --- what nearly every test does first ----------------------------------------------------------------------

    def founded(self, office: str = "NAR1", role: str = "lawyer", *more: object, person: str = "Жылдыз") -> Self:
        """A new case book; without a keyring and with the least stretching unless `more` says otherwise."""
        told = ["--office", office, "--office-name", f"Кеңсе {office}", "--person", person, "--role", role]
        self.codes = self.doc("vault", "create", *told, "--kdf-floor", *(more or ["--no-keyring"]))
        return self

    def refused(self, *words: object, code: int = 1, give: str = "") -> str:
        """The English sentence of a refusal that is said in three languages and gives no document."""
        said = {}
        for lang in LANGUAGES:
            done = self.run(*words, code=code, lang=lang, give=give)
            said[lang] = done.sentence
            assert done.out == ""
        speaks(said)
        return said["en"]

    def add(self, kind: str, *records: Mapping[str, Any]) -> list[str]:
        """Add records; their ids."""
        given = json.dumps(list(records), ensure_ascii=False)
        return list(self.doc("record", "add", kind, "--from", "-", give=given)["ids"])

    def show(self, kind: str, id: str, *more: object) -> dict[str, Any]:
        return dict(self.doc("record", "show", kind, id, *more))

    def exported(self, name: str, *more: object) -> Path:
        """A new folder with what `clinic export` leaves in it."""
        stick = self.folder / name
        stick.mkdir()
        self.run("export", "--to", stick, *more)
        return stick

    def is_whole(self) -> bool:
        """Whether `vault check` finds nothing wrong."""
        return self.doc("vault", "check") == {"ok": True, "problems": [], "unchecked": []}


def hold_to_the_contract(done: Done, as_json: bool) -> None:
    """What CLI.md promises of every command."""
    assert "Traceback" not in done.out + done.err, done.err
    assert done.code in (0, 1, 2, 3, 4)
    if done.code in (1, 3, 4):
        assert len(done.err.splitlines()) == 1 and done.err.strip(), done.err
    if as_json and done.code != 2:
        if done.code == 0:
            assert done.out, "exit 0 without a document"
        if done.out:
            assert done.out.endswith("\n") and not done.out.endswith("\n\n")
            assert json.dumps(done.doc, ensure_ascii=False, indent=1) + "\n" == done.out


def speaks(said: Mapping[str, str]) -> None:
    """Each language has a sentence of its own: Kyrgyz and Russian with no English left, no placeholder unfilled."""
    assert len(set(said.values())) == len(said), said
    for lang in said.keys() - {"en"}:
        words = re.sub(r"\S*[/_.\d=-]\S*", " ", said[lang])
        assert re.search(r"[а-яёңөү]", words), said[lang]
        assert not re.search(r"\b(the|is|not|of|this|was|cannot)\b", words), said[lang]
    assert not any(re.search(r"\{\w+\}", sentence) for sentence in said.values()), said


def join(coordinator: Laptop, *offices: tuple[Laptop, str]) -> None:
    """Let laptops (each with its office) into the coordinator's network, which is made when it is not there."""
    if not coordinator.doc("vault", "info")["network_id"]:
        coordinator.run("network", "create", "--name", "Сыноо")
    for laptop, office in offices:
        request, invitation = laptop.folder / "request", laptop.folder / "invitation"
        asked = laptop.doc("device", "request", "--out", request)
        told = coordinator.doc("network", "admit", request, "--office", office, "--out", invitation)
        assert told["device_digits"] == asked["device_digits"]
        laptop.run("network", "join", invitation, "--expect", told["network_digits"])


def consultation(**more: Any) -> dict[str, Any]:
    """A complete consultation for `record add`."""
    return {
        "received_at": "2026-03-02T10:15",
        "channel": "hotline",
        "language": "ky",
        "anonymous": False,
        "first_time": "yes",
        "age_group": "35_49",
        "sex": "f",
        "name_display": "Үсөнбекова Жаңыл Өмүрбековна",
        "phone": "+996 000 123 456",
        "division_id": "41705214",
        "vulnerability": ["none"],
        "topic": "FAM.ALI",
        "facts": "Алимент төлөбөйт",
        "advice": "Сотко арыз",
        "service_kind": ["oral"],
        "duration_min": 12,
        "outcome": "advised",
        **more,
    }


def case(person: str, **more: Any) -> dict[str, Any]:
    """A complete journalist's case for `record add`."""
    return {
        "title": "Жалаа боюнча доо",
        "opened_on": "2026-03-01",
        "person_id": person,
        "attack_types": ["P.ATT"],
        "stage": "active",
        "urgency": "U1",
        "risk_level": "R1",
        "publication_consent": "C0",
        **more,
    }
