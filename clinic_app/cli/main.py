"""The command line: `clinic COMMAND …`. It parses, does one command, and turns every error into one sentence."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence

from clinic_app.cli.grammar.parser import parser
from clinic_app.cli.grammar.rooms import Command
from clinic_app.cli.output import Voice
from clinic_app.errors import ClinicError, DiskFull
from clinic_app.wording.sentences import sentence
from clinic_app.wording.words import _, language_of_locale, speak

log = logging.getLogger(__name__)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code (0 done, 1 not, 2 wrong usage, 3 wrong passphrase, 4 not trustworthy)."""
    for stream in (sys.stdout, sys.stderr, sys.stdin):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    told = parser().parse_args(argv)
    speak(told.lang or os.environ.get("CLINIC_LANG") or language_of_locale())
    voice = Voice(told.json)
    command: Command = told.command
    try:
        return command(told, voice)
    except ClinicError as error:
        voice.say(sentence(error))
        return error.exit_code
    except KeyboardInterrupt:
        voice.say(_("It was stopped; nothing was changed."))
        return 1
    except MemoryError:
        voice.say(_("This computer has too little free memory just now."))
        return 1
    except BrokenPipeError:
        return 1
    except Exception as problem:
        # Only the class: a message may hold what a client said.
        log.debug("unexpected: %s", type(problem).__name__)
        if os.environ.get("CLINIC_DEBUG") == "1":
            raise
        if _is_full(problem):
            voice.say(sentence(DiskFull(where=getattr(problem, "filename", None) or "-")))
        else:
            voice.say(_("Something went wrong; nothing was lost."))
        return 1


def _is_full(problem: Exception) -> bool:
    import errno

    return isinstance(problem, OSError) and problem.errno in (errno.ENOSPC, errno.EDQUOT)
