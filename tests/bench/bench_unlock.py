"""What unlocking costs besides the one Argon2id: `uv run python tests/bench/bench_unlock.py [CONSULTATIONS]` (100,000).

In each round, by turns in one process: the stretch alone, with the parameters in the slot; then the whole unlock, from
passphrase to open case book, the stretch inside it timed as well; then the page of the day, which the window shows
first, and the first page of the list. The slot's parameters are those chosen on this machine for about a second.

Goal: less than 50 ms over the one stretch.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from clinic_app.clinic import Clinic
from clinic_app.keys import sealing, slots
from clinic_app.keys.machine import fitting_stretching
from clinic_app.use_cases.listing import Order
from tests.bench.books import PASSPHRASE, book

ROUNDS = 15
PAGE = 60


@dataclass(frozen=True)
class Spent:
    """Seconds by the clock, and seconds this thread worked: a busy machine tells the second the same."""

    clock: float
    work: float

    def without(self, part: Spent) -> Spent:
        return Spent(self.clock - part.clock, self.work - part.work)


def main(consultations: int = 100_000, kept: str = "") -> None:
    """Fill (or take the case book in the folder `kept`), measure, print."""
    with tempfile.TemporaryDirectory(prefix="unlock") as made:
        folder = Path(kept) if kept else Path(made) / "b"
        if not kept:
            book(folder, consultations, span=(0, 1)).close()
        told = measured(folder / "book")
    json.dump(told | {"consultations": consultations}, sys.stdout, indent=1)
    print()


def measured(folder: Path) -> dict[str, Any]:
    """Milliseconds of each part, median and p95 of the rounds."""
    how = fitting_stretching()
    with Clinic.open(folder, PASSPHRASE) as clinic:  # as a case book founded here has it
        slots.change_passphrase(folder, clinic._master, PASSPHRASE, stretching=how)
    inside: list[Spent] = []
    real = sealing.stretch

    def timed(*given: Any) -> bytes:
        spent, done = _spent(lambda: real(*given))
        inside.append(spent)
        return done

    parts: dict[str, list[Spent]] = {}
    for round_ in range(ROUNDS + 1):
        alone, _ = _spent(lambda: real(b"passphrase", b"\0" * 16, how))
        inside.clear()
        sealing.stretch = timed
        try:
            whole, clinic = _spent(lambda: Clinic.open(folder, PASSPHRASE))
        finally:
            sealing.stretch = real
        assert len(inside) == 1, "one Argon2id, and one only"
        day, _ = _spent(lambda clinic=clinic: clinic.today.facts(me=clinic.identity.member_id))
        page, _ = _spent(lambda clinic=clinic: _first_page(clinic))
        clinic.close()
        if round_:  # the first one loads modules
            over = whole.without(inside[0])
            told = {
                "stretch alone": alone,
                "whole unlock": whole,
                "unlock over its stretch": over,
                "the day's page": day,
                "first page of the list": page,
            }
            for name, spent in told.items():
                parts.setdefault(name, []).append(spent)
    pairs = zip(parts["whole unlock"], parts["stretch alone"], strict=True)
    ratio = median(whole.clock / alone.clock for whole, alone in pairs)
    spreads = {
        name: {"clock": _spread([one.clock for one in some]), "work": _spread([one.work for one in some])}
        for name, some in parts.items()
    }
    return {"ops": how.ops, "mem_mib": how.mem_bytes >> 20, "whole / stretch alone": round(ratio, 3), **spreads}


def _first_page(clinic: Clinic) -> None:
    ids = clinic.listing.ids("consultation", Order("received_at"))
    assert clinic.casework.load_many("consultation", ids[:PAGE])


def _spent(work: Callable[[], Any]) -> tuple[Spent, Any]:
    clock, worked = time.perf_counter(), time.thread_time()
    done = work()
    return Spent(time.perf_counter() - clock, time.thread_time() - worked), done


def _spread(seconds: Sequence[float]) -> dict[str, float]:
    return {"p50": round(median(seconds) * 1000, 1), "p95": round(quantiles(seconds, n=20)[18] * 1000, 1)}


if __name__ == "__main__":
    main(*(int(one) if one.isdigit() else one for one in sys.argv[1:]))
