"""Whether a case book stays quick as it grows: `uv run python tests/bench/bench_growth.py [scattered] [ENTRIES ...]`.

Into case books of 10,000, 100,000 and 1,000,000 entries (or those named): a merge of 1,000 entries (800 new records
and 200 changes to known ones), a save, opening with its first page (the passphrase is stretched before), looking for a
word, one page of the newest records. Prints JSON, and of each measure the exponent: by what power of the size it grows
(0 flat, 1 in proportion). Goal: at most 0.1. The records are as offices write them: over seven years, one after the
other, with ids that grow with time; the merges bring what is newest. `scattered`: ids and days come in no order, so
that each of the 1,000 entries stands on pages of its own; no program makes such a book, the figures only show what
order is worth. The case books are made in a temporary folder (TMPDIR); a million entries
need about 4 GB there and a quarter of an hour.
"""

from __future__ import annotations

import json
import math
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from clinic_app.clinic import Clinic
from clinic_app.keys.master_key import MasterKey
from clinic_app.keys.slots import open_with_passphrase
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.opening import open_vault
from tests.bench.books import PASSPHRASE, book, exported, joined, rows, write

SIZES = (10_000, 100_000, 1_000_000)
NEW, CHANGED = 800, 200
MERGES, TIMES = 5, 15
# Parts of the seven years in which the records were written: the book's, those that are changed later, a month's.
FILLED, LAST_YEARS, MONTH = (0.0, 0.94), (0.7, 0.94), 1 / 84


def main(*sizes: int, scattered: bool = False) -> None:
    """Measure every size, then print."""
    found: dict[int, dict[str, float]] = {}
    for size in sizes or SIZES:
        with tempfile.TemporaryDirectory() as folder:
            found[size] = measured(Path(folder) / "b", size, scattered)
        print(size, found[size], file=sys.stderr)
    told: dict[str, Any] = {"measures": found}
    if len(found) > 1:
        told["exponents"] = {name: exponent({n: one[name] for n, one in found.items()}) for name in found[min(found)]}
    json.dump(told, sys.stdout, indent=1)
    print()


def measured(folder: Path, size: int, scattered: bool = False) -> dict[str, float]:
    """Medians: seconds of a merge, milliseconds of the rest; `_cpu` is what the processor had to do for it."""
    began = time.perf_counter()
    clinic = book(folder, size, span=None if scattered else FILLED)
    built = time.perf_counter() - began
    merges, cpus = zip(*merging(clinic, folder, scattered), strict=True)
    told = {"built_s": built, "merge_s": median(merges), "merge_cpu_s": median(cpus)}
    told["save_ms"], told["save_cpu_ms"] = timed(lambda n: save(clinic, n))
    told["search_ms"], told["search_cpu_ms"] = timed(lambda n: search(clinic, n))
    told["page_ms"], told["page_cpu_ms"] = timed(lambda _: page(clinic))
    clinic.close()
    master = open_with_passphrase(folder / "book", PASSPHRASE)
    told["open_ms"], told["open_cpu_ms"] = timed(lambda _: opened(folder / "book", master))
    told["file_mb"] = (folder / "book" / "vault.db").stat().st_size / 1e6
    return {name: round(value, 3) for name, value in told.items()}


def merging(clinic: Clinic, folder: Path, scattered: bool) -> list[tuple[float, float]]:
    """(seconds, seconds of the processor) of merges of 1,000 entries each, by one office, one after the other."""
    laptop = joined(clinic, folder / "laptop", "OSH1")
    found: list[tuple[float, float]] = []
    known = list(rows(CHANGED, seed=5, span=None if scattered else LAST_YEARS))
    write(laptop, known)
    clinic.exchange.merge(exported(laptop, folder / "known"))
    for number in range(MERGES):
        laptop.exchange.merge(exported(clinic, folder / f"receipt-{number}"))
        month = (FILLED[1] + MONTH * number, FILLED[1] + MONTH * (number + 1))
        write(laptop, list(rows(NEW, seed=100 + number, span=None if scattered else month)))
        with laptop.in_one_change():
            for record in laptop.casework.load_many("consultation", [row.id for row in known]):
                laptop.casework.write_registers(record, {"advice": f"сөз {number}"})
        packages = exported(laptop, folder / f"news-{number}")
        began, busy = time.perf_counter(), time.process_time()
        done = clinic.exchange.merge(packages)
        found.append((time.perf_counter() - began, time.process_time() - busy))
        brought = sum(one.new + one.changed for one in done.packages)
        assert brought >= NEW + CHANGED, brought
    laptop.close()
    return found


def timed(work: Callable[[int], object]) -> tuple[float, float]:
    """(milliseconds, milliseconds of the processor), medians; the first time is not counted."""
    found = []
    for number in range(TIMES + 1):
        began, busy = time.perf_counter(), time.process_time()
        work(number)
        found.append((time.perf_counter() - began, time.process_time() - busy))
    walls, cpus = zip(*found[1:], strict=True)
    return median(walls) * 1000, median(cpus) * 1000


def save(clinic: Clinic, number: int) -> None:
    blank = clinic.casework.blank("person", name_display=f"Үсөнбекова Жаңыл {number}", phone=f"0555 {number:06}")
    clinic.casework.save(blank)


def search(clinic: Clinic, number: int) -> None:
    words = ("айыл", "сот", "акча", "үй", "жер", "кат")
    clinic.searching.search(words[number % len(words)])


def opened(folder: Path, master: MasterKey) -> None:
    """What `Clinic.open` does once the passphrase has been stretched."""
    clinic = Clinic(Desk(open_vault(folder, master)), master)
    page(clinic)
    clinic._desk.vault.close()


def page(clinic: Clinic) -> None:
    clinic.casework.load_many("consultation", clinic.casework.ids("consultation", limit=50))


def exponent(by_size: dict[int, float]) -> float:
    """The slope of log(time) over log(size), by least squares."""
    points = [(math.log(size), math.log(max(value, 1e-6))) for size, value in by_size.items()]
    mean_x, mean_y = (sum(values) / len(points) for values in zip(*points, strict=True))
    above = sum((x - mean_x) * (y - mean_y) for x, y in points)
    return round(above / sum((x - mean_x) ** 2 for x, _ in points), 3)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:] if word.isdigit()), scattered="scattered" in sys.argv[1:])
