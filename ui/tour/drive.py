"""`clinic tour --to DIR [--lang L] [--dark]`: drives the real window through the main jobs, with a picture of each."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from clinic_app.cli.output import Voice
from clinic_app.wording.words import LANGUAGES, _, language_of_locale, speak


def tour(argv: Sequence[str]) -> int:
    """Run the tour; exit 1 when a step does not come about, with the pictures taken so far left where they are."""
    told = _arguments().parse_args(argv)
    language = told.lang or language_of_locale()
    speak(language)
    voice = Voice(told.json)
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import qInstallMessageHandler

    from ui.tour.hand import TourStopped
    from ui.tour.story import Story

    to = Path(told.to)
    room = Path(tempfile.mkdtemp(prefix="clinic-tour-"))
    story = None
    qInstallMessageHandler(_hear)
    try:
        to.mkdir(parents=True, exist_ok=True)
        story = Story(room, to, language, told.dark)
        story.tell()
    except TourStopped as stopped:
        voice.say(_("The tour stopped at the step {step}.").format(step=stopped.step))
        return 1
    except OSError:
        voice.say(_("The file {file} cannot be written.").format(file=told.to))
        return 1
    finally:
        if story is not None:
            story.end()
        shutil.rmtree(room, ignore_errors=True)
    pictures = [str(picture) for picture in story.pictures]
    voice.give({"pictures": pictures}, [_("Pictures of the tour:"), *pictures])
    return 0


def _hear(_kind: object, _context: object, message: str) -> None:
    """Qt's own words; that a screen which is none cannot raise a window is no news."""
    if not message.startswith("This plugin does not support"):
        sys.stderr.write(f"{message}\n")


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="clinic tour", allow_abbrev=False)
    parser.add_argument("--to", required=True, metavar="DIR")
    parser.add_argument("--lang", choices=LANGUAGES)
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--vault", help=argparse.SUPPRESS)  # the tour makes its own
    parser.add_argument("--passphrase-file", help=argparse.SUPPRESS)
    return parser
