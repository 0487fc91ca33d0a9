"""The script `clinic`: alone it opens the window, everything else is a command. No Qt is loaded for a command."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class WindowWish:
    """How the window is asked for: practice data or a case book in a folder, perhaps in a language."""

    demo: bool = False
    vault: Path | None = None
    language: str = ""


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window, drive the tour, or do a command; returns the exit code."""
    given = list(sys.argv[1:] if argv is None else argv)
    _keep_out_of_dumps()
    wish = window_wish(given)
    if wish is not None:
        from ui.running import run

        return run(wish.vault or _vault_folder(), demo=wish.demo, language=wish.language)
    if given[0] == "tour":
        from ui.tour.drive import tour

        return int(tour(given[1:]))
    from clinic_app.cli.main import main as command

    return int(command(given))


def _keep_out_of_dumps() -> None:
    from clinic_app.keys.forgetting import keep_out_of_dumps

    keep_out_of_dumps()


def window_wish(given: Sequence[str]) -> WindowWish | None:
    """What window is meant, or None when this is a command: `clinic [--demo] [--vault DIR] [--lang ky|ru|en]`."""
    demo, vault, language = False, None, ""
    words = iter(given)
    for word in words:
        name, sign, value = word.partition("=")
        if name == "--demo" and not sign:
            demo = True
        elif name in ("--vault", "--lang"):
            told = value if sign else next(words, "")
            if not told:
                return None
            if name == "--vault":
                vault = Path(told)
            else:
                language = told
        else:
            return None
    return WindowWish(demo, vault, language)


def _vault_folder() -> Path:
    from clinic_app.paths import default_vault

    told = os.environ.get("CLINIC_VAULT")
    return Path(told) if told else default_vault()


if __name__ == "__main__":
    sys.exit(main())
