"""Whether the real window stays smooth: `uv run python tests/bench/bench_window.py [CONSULTATIONS]` (else 100,000).

The real window off-screen, with its real threads, over the case book of `bench_search`. Measured from a key to the
moment at which what it asks for is painted, by the clock; and how long the window's own thread worked for it, which a
busy machine tells the same:

* a page down, a leap to anywhere in the list of consultations: until its rows (not their places) are on the screen;
* a word typed into the search box: from its last key until the first page of answers is on the screen.

Goals: a page step within a frame (16 ms) of the window's thread; the first page of answers within two frames (33 ms).
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

import bench_search  # noqa: E402
from PySide6.QtCore import Qt, qInstallMessageHandler  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from clinic_app.settings import Settings  # noqa: E402
from tests.bench.books import PASSPHRASE  # noqa: E402
from tests.ui.typing import type_text  # noqa: E402
from ui.casebook_window import CasebookWindow  # noqa: E402
from ui.pages.searching.palette import SearchPalette  # noqa: E402
from ui.tasks import Tasks  # noqa: E402
from ui.theme.theme import Theme, current_theme  # noqa: E402

STEPS, LEAPS, WORDS = 120, 60, 60
PATIENCE = 20.0


def main(consultations: int = bench_search.COUNT) -> None:
    """Fill, measure, print."""
    with tempfile.TemporaryDirectory(prefix="window") as made:
        clinic = bench_search.filled(Path(made) / "b", consultations)
        words = _words(clinic)
        folder = Path(clinic.folder)
        clinic.close()
        told = measured(folder, words)
    json.dump(told | {"consultations": consultations}, sys.stdout, indent=1, ensure_ascii=False)
    print()


def measured(folder: Path, words: list[str]) -> dict[str, Any]:
    """Spreads of milliseconds, by the clock and of the window's thread."""
    qInstallMessageHandler(lambda _kind, _context, _message: None)
    app: Any = QApplication.instance() or QApplication([])
    theme: Theme = current_theme()
    theme.apply(app, dark=False)
    tasks = Tasks()
    settings = Settings(folder.parent / "none.json")
    book = CasebookWindow(folder, settings, theme, tasks, kdf_floor=True, use_keyring=False)
    try:
        book.start()
        page = book.entrance.page()
        page.passphrase.setText(PASSPHRASE)
        page.unlock.click()
        _until(lambda: book.window is not None)
        book.window.resize(1366, 768)
        book.window.show()
        book.window.activateWindow()
        listed = book.window.show_page("consultations")
        _until(lambda: not tasks.is_busy() and listed.model.rowCount() > 0)
        return {
            "a page down": _spread(_steps(listed)),
            "a leap": _spread(_leaps(listed)),
            "first page of answers": _spread(_searches(book, words)),
        }
    finally:
        book.leave()
        tasks.finish()


def _steps(listed: Any) -> list[tuple[float, float]]:
    listed.table.choose(0)
    return [
        _once(lambda: QTest.keyClick(listed.table, Qt.Key.Key_PageDown), lambda: _is_filled(listed))
        for _ in range(STEPS)
    ]


def _leaps(listed: Any) -> list[tuple[float, float]]:
    bar, chance = listed.table.verticalScrollBar(), Random(3)
    places = [chance.randrange(bar.maximum()) for _ in range(LEAPS)]
    return [_once(lambda place=place: bar.setValue(place), lambda: _is_filled(listed)) for place in places]  # type: ignore[misc]


def _searches(book: CasebookWindow, words: list[str]) -> list[tuple[float, float]]:
    book.window.focus_search()
    box = book.window.sidebar.search
    times = []
    for word in words:
        box.clear()
        type_text(box, word[:-1])
        _until(lambda: not book.window._tasks.is_busy())
        palette = book.window.findChild(SearchPalette)
        wanted = word.strip()
        times.append(
            _once(
                lambda: type_text(box, word[-1]),  # noqa: B023 - done before the next word
                lambda: palette is not None and palette._shown_for[0] == wanted,  # noqa: B023
            )
        )
    return times


def _is_filled(listed: Any) -> bool:
    """Whether every row in sight has been read."""
    table, model = listed.table, listed.model
    first, last = table.rowAt(0), table.rowAt(table.viewport().height() - 1)
    last = model.rowCount() - 1 if last < 0 else last
    return all(model.row(place) is not None for place in range(first, last + 1))


def _once(act: Callable[[], object], done: Callable[[], bool]) -> tuple[float, float]:
    """(milliseconds by the clock, of this thread) from an act until it is done and painted."""
    began, worked = time.perf_counter(), time.thread_time()
    act()
    _until(done)
    QApplication.processEvents()  # and painted
    return (time.perf_counter() - began) * 1000, (time.thread_time() - worked) * 1000


def _until(done: Callable[[], bool]) -> None:
    end = time.perf_counter() + PATIENCE
    while not done():
        QApplication.processEvents()
        time.sleep(0.002)  # the thread of the case book needs the interpreter too
        if time.perf_counter() > end:
            raise TimeoutError("the window does not come to an end")


def _words(clinic: Any) -> list[str]:
    asked = [word for word in bench_search.questions(clinic) if len(word.strip()) >= 3]
    return Random(5).sample(asked, min(WORDS, len(asked)))


def _spread(times: list[tuple[float, float]]) -> dict[str, float]:
    told: dict[str, float] = {}
    for name, some in (("", [one for one, _ in times]), ("_own_thread", [one for _, one in times])):
        told[f"median{name}_ms"] = round(median(some), 1)
        told[f"p95{name}_ms"] = round(quantiles(some, n=100)[94], 1)
    return told


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
