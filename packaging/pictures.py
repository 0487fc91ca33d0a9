"""Pictures of every page and dialog, for looking: three languages, two sizes of letters, light and dark.

    python packaging/pictures.py --to pictures [--lang ky] [--scale 1.5] [--dark | --light] [--act "a lawyer"]

Writes FOLDER/<look>/<number> <page>.png at 1366x768, and one sheet of all of them small. Looks are those of the tests
(tests/ui/looks), so whatever they measure can be seen here.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pytest
from PySide6.QtCore import Qt, qInstallMessageHandler
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from clinic_app.wording.words import LANGUAGES
from tests.stories.clinics import Clinics
from tests.ui.looks.books import Books, made_books
from tests.ui.looks.scenes import ACTS, seen_in
from tests.ui.looks.stage import SMALL, Look, stage_of
from ui.theme.theme import current_theme

SCALES = (1.0, 1.5)
SHEET_WIDTH, IN_A_ROW, GAP = 1920, 3, 8


def looks(told: argparse.Namespace) -> Iterator[Look]:
    """The looks that were asked for; without a wish all twelve."""
    for language in [told.lang] if told.lang else LANGUAGES:
        for scale in [told.scale] if told.scale else SCALES:
            for dark in (False, True):
                if not (told.dark and not dark) and not (told.light and dark):
                    yield Look(language, scale, SMALL if told.small else (1366, 768), dark, told.longer)


def take(books: Books, look: Look, acts: Sequence[str], to: Path) -> list[Path]:
    """Pictures of the acts in a look, in the order in which they are played."""
    to.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    with pytest.MonkeyPatch.context() as patch, stage_of(books, look, current_theme(), patch) as stage:
        for act in acts:
            for name, whole in seen_in(act, stage):
                plain = re.sub(r"[^\w, -]", "", name)
                file = to / f"{len(files):03} {plain}.png"
                whole.grab().save(str(file))
                files.append(file)
    return files


def sheets(files: Sequence[Path], to: Path, in_a_row: int = IN_A_ROW, rows: int = 4) -> None:
    """All pictures small, twelve to a sheet."""
    for at in range(0, len(files), in_a_row * rows):
        some = [QPixmap(str(file)) for file in files[at : at + in_a_row * rows]]
        wide = (SHEET_WIDTH - GAP) // in_a_row - GAP
        high = round(wide * 768 / 1366)
        sheet = QPixmap(SHEET_WIDTH, (high + GAP) * -(-len(some) // in_a_row) + GAP)
        sheet.fill(Qt.GlobalColor.darkGray)
        painter = QPainter(sheet)
        for place, picture in enumerate(some):
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            left, top = place % in_a_row * (wide + GAP) + GAP, place // in_a_row * (high + GAP) + GAP
            painter.drawPixmap(left, top, picture.scaled(wide, high, keep, smooth))
        painter.end()
        sheet.save(str(to / f"sheet {at // (in_a_row * rows):02}.png"))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--to", type=Path, default=Path("pictures"))
    parser.add_argument("--lang", choices=LANGUAGES)
    parser.add_argument("--scale", type=float)
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--light", action="store_true")
    parser.add_argument("--small", action="store_true", help="1024x640")
    parser.add_argument("--longer", action="store_true", help="words 40 %% longer")
    parser.add_argument("--act", choices=ACTS, action="append")
    told = parser.parse_args()
    qInstallMessageHandler(lambda _kind, _context, _message: None)
    app = QApplication([])
    with tempfile.TemporaryDirectory() as room:
        clinics = Clinics(Path(room))
        books = made_books(clinics)
        for look in looks(told):
            files = take(books, look, told.act or list(ACTS), told.to / str(look))
            sheets(files, told.to / str(look))
            print(f"{told.to / str(look)}: {len(files)} pictures")
        clinics.close_all()
    app.quit()


if __name__ == "__main__":
    main()
