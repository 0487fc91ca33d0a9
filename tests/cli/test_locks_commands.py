"""The commands at the lock: wrong tries wait and say so, the panic step leaves the recovery code alone."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.laptop import LANGUAGES, Laptop, speaks
from tests.keys.test_tries import wait_over


def test_the_fourth_wrong_try_waits_and_the_trail_tells_of_it(tmp_path: Path) -> None:
    laptop = Laptop(tmp_path / "a").founded("NAR1")
    good = laptop.words
    bad = tmp_path / "bad"
    bad.write_text("башка сырсөз айкашы", encoding="utf-8")
    for _try in range(3):
        laptop.run("record", "list", "person", "--passphrase-file", bad, code=3)
    file = laptop.vault / "tries.json"
    file.write_text(json.dumps(json.loads(file.read_text("ascii")) | {"row": 12}), "ascii")
    for words in (bad, good):  # the right one waits as well, or waiting would tell them apart
        told = {
            lang: laptop.run("record", "list", "person", "--passphrase-file", words, code=1, lang=lang).sentence
            for lang in LANGUAGES
        }
        speaks(told)
        assert "Too many wrong tries" in told["en"]
    wait_over(laptop.vault)
    laptop.run("record", "list", "person")
    assert "wrong_tries" in json.dumps(laptop.doc("trail"))
    assert not (laptop.vault / "tries.json").exists()


def test_the_panic_step_wants_a_yes_and_leaves_the_code(tmp_path: Path) -> None:
    laptop = Laptop(tmp_path / "a").founded("NAR1")
    laptop.run("vault", "panic", code=1)
    laptop.run("record", "list", "person")
    done = laptop.run("vault", "panic", "--yes")
    assert done.doc == {"removed": 1, "keyring_cleared": True}
    assert done.sentence == "Only an open case book can say what was backed up and sent."
    refused = laptop.run("record", "list", "person", code=1)
    assert refused.sentence
    code, new = tmp_path / "code", tmp_path / "new"
    code.write_text(str(laptop.codes["recovery_code"]), encoding="utf-8")
    new.write_text("толкун таш кум шамал", encoding="utf-8")
    laptop.run("vault", "recover", "--code-file", code, "--new-passphrase-file", new)
    laptop.words = new
    laptop.run("record", "list", "person")
    assert "panic" in json.dumps(laptop.doc("trail"))
