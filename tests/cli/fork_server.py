"""Runs commands in processes of their own without importing the program each time: one line of JSON asks, one answers.

`kill_after`: seconds after which the command is killed (SIGKILL) when it has not ended; its code is then -9.

Each command is a fork of a process that has imported everything and done nothing. What Argon2id gave once for one
passphrase, salt and cost is not computed again (it is a pure function, and two thirds of a command's time); tests that
start a process anew compute it each time. POSIX only.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pickle
import pkgutil
import select
import signal
import sys
import tempfile

LOADED_LATE = ("nacl.bindings", "pyrage", "reportlab.platypus", "openpyxl", "rapidfuzz.fuzz", "zstandard")
Stretched = dict[tuple[bytes, bytes, object], bytes]
_known: Stretched = {}  # what former commands computed
_fresh: Stretched = {}  # what this command did


def serve() -> None:
    """Answer lines {"argv", "env", "stdin"} with {"code", "out", "err"} until the input ends."""
    asked, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    _import_the_program()
    answers.write(b"ready\n")
    answers.flush()
    for line in asked:
        answers.write(json.dumps(_run(json.loads(line), (asked.fileno(), answers.fileno()))).encode() + b"\n")
        answers.flush()


def _import_the_program() -> None:
    from clinic_app import cli
    from clinic_app.cli.grammar.parser import parser
    from clinic_app.keys import sealing

    for command in pkgutil.iter_modules(cli.__path__, f"{cli.__name__}."):
        importlib.import_module(command.name)
    for library in LOADED_LATE:
        importlib.import_module(library)
    parser()
    really = sealing.stretch

    def stretch(secret: bytes, salt: bytes, how: object) -> bytes:
        key = (secret, salt, how)
        if key not in _known:
            _known[key] = _fresh[key] = really(secret, salt, how)
        return _known[key]

    sealing.stretch = stretch
    gc.freeze()  # or a collection in each fork would copy all pages


def _run(asked: dict, ours: tuple[int, int]) -> dict[str, object]:
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(asked["stdin"].encode())
        given.seek(0)
        told, telling = os.pipe()
        child = os.fork()
        if child == 0:
            _be_the_command(asked, (given.fileno(), out.fileno(), err.fileno()), ours, telling)
        os.close(telling)
        if "kill_after" in asked and not select.select([told], [], [], asked["kill_after"])[0]:
            os.kill(child, signal.SIGKILL)
        with os.fdopen(told, "rb") as computed:
            _known.update(pickle.loads(computed.read() or pickle.dumps({})))
        _, status = os.waitpid(child, 0)
        out.seek(0)
        err.seek(0)
        texts = out.read().decode("utf-8", "replace"), err.read().decode("utf-8", "replace")
    return {"code": os.waitstatus_to_exitcode(status), "out": texts[0], "err": texts[1]}


def _be_the_command(asked: dict, files: tuple[int, int, int], ours: tuple[int, int], telling: int) -> None:
    code = 70
    try:
        for number, file in enumerate(files):
            os.dup2(file, number)
        for file in ours:
            os.close(file)
        os.environ.clear()
        os.environ.update(asked["env"])
        from clinic_app.cli.main import main

        code = main(asked["argv"])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 70
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os.write(telling, pickle.dumps(_fresh))
        os._exit(code)


if __name__ == "__main__":
    serve()
