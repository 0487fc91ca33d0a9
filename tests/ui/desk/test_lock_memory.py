"""How far keys leave memory: after a lock no copy of a key or of the passphrase stands in the process (Linux).

Seen to fail: without overwriting what memory has let go of, the signing seed and the age identity were still there
after the lock, in freed pages of the database.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.founding import PASSPHRASE, found
from tests.ui.desk.locked_child import turned

HOUSE = Path(__file__).resolve().parents[3]
DRAFT = "Ибраимова келди жана качты"
KEYS = ("master key", "database key", "signing seed", "signing seed, in hex", "age identity")
WORDS = ("passphrase, utf-8", "passphrase, utf-16")
MOST_OF_A_DRAFT = 3  # copies of what was typed that may be left: what Qt and Python keep is not all in our hands


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc/self/mem")
def test_after_a_lock_no_key_and_no_passphrase_is_in_memory(tmp_path: Path) -> None:
    clinic, _code = found(tmp_path / "NAR1", "NAR1", "Нарын", "Айгүл")
    clinic.close()
    told = [sys.executable, "-m", "tests.ui.desk.locked_child", str(tmp_path / "NAR1")]
    told += [turned(one.encode()).hex() for one in (PASSPHRASE, DRAFT)]
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(HOUSE), "HOME": str(tmp_path)}
    done = subprocess.run(told, cwd=HOUSE, env=env, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr[-2000:]
    seen = json.loads(done.stdout)
    assert seen["open"]["master key"] and seen["open"]["database key"], "the search finds what is there"
    assert seen["open"]["draft, utf-16"]
    assert {name: seen["locked"][name] for name in (*KEYS, *WORDS)} == dict.fromkeys((*KEYS, *WORDS), 0)
    assert seen["locked"]["draft, utf-8"] + seen["locked"]["draft, utf-16"] <= MOST_OF_A_DRAFT


DUMPS = """
import ctypes, resource, sys
import ui.app
try:
    ui.app.main(["reports"])
except SystemExit:
    pass
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), file=sys.stderr)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks prctl")
def test_no_core_dump_and_no_look_from_outside() -> None:
    done = subprocess.run([sys.executable, "-c", DUMPS], capture_output=True, text=True, timeout=60, cwd=HOUSE)
    assert done.stderr.strip().splitlines()[-1] == "(0, 0) 0"
