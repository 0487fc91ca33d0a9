"""Whether lists stay quick: `uv run python tests/bench/bench_lists.py [CONSULTATIONS PERSONS]`.

Into the tables of an encrypted case book: 100,000 consultations and 50,000 persons (or as many as named). Then, on the
vault's thread alone, as a list asks: the ids in each order, the ids narrowed, a page of rows; each beside a bare SELECT
that answers the same, paired, in one run. Prints JSON: medians in milliseconds, of the clock and of the processor, and
the ratio of the processor's. Goals: any order under 150 ms; a page (200 rows) within a frame, 16 ms.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median
from typing import Any
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from clinic_app.clinic import Clinic
from clinic_app.records.consultation import Consultation
from clinic_app.records.person import Person
from clinic_app.reference import lists
from clinic_app.use_cases.listing import Order
from tests.bench.books import PASSPHRASE

CONSULTATIONS, PERSONS = 100_000, 50_000
AT_ONCE, TIMES, PAGE = 10_000, 5, 200
ORDERS = ("received_at", "record_no", "person_id", "topic", "outcome", "lawyer_id", "followup_on")
FAMILIES = ("Үсөнбеков", "Асанов", "Ңурматов", "Өмүров", "Осмонов", "Назаров", "Петров", "Ёлкин", "Жумабеков", "Ким")
GIVEN = ("Кубан", "Жаңыл", "Людмила", "Мээрим", "Айгүл", "Эрмек", "Бакыт", "Өмүрбек", "Үмүт")


def main(consultations: int = CONSULTATIONS, persons: int = PERSONS) -> None:
    """Fill, measure, print."""
    with tempfile.TemporaryDirectory() as folder:
        clinic = _founded(Path(folder) / "book")
        _fill(clinic, consultations, persons)
        told = measured(clinic)
        clinic.close()
    json.dump(told, sys.stdout, indent=1)
    print()


def measured(clinic: Clinic) -> dict[str, Any]:
    """Milliseconds of each look, of the bare SELECT beside it, and how many times as long it takes."""
    db, bare = clinic._desk.vault.sql, "select id from rec_consultation where archived = 0 and erased = ''"
    found: dict[str, Any] = {}
    for column in ORDERS:
        by = Order(column, True)
        first = _once(lambda by=by: clinic.listing.ids("consultation", by))
        pair = _paired(
            lambda by=by: clinic.listing.ids("consultation", by),
            lambda column=column: db.all(f'{bare} order by "{column}" desc, id desc'),
        )
        found[f"order by {column}"] = pair | {"first_cpu_ms": round(first[1], 1)}
    by_topic = {"topic": "FAM.DIV"}
    found["narrowed by topic"] = _paired(
        lambda: clinic.listing.ids("consultation", Order("received_at", True), where=by_topic),
        lambda: db.all(f"{bare} and topic = 'FAM.DIV' order by received_at desc, id desc"),
    )
    ids = clinic.listing.ids("consultation", Order("person_id", False))
    chance = Random(1)

    def page() -> list[str]:
        start = chance.randrange(len(ids) - PAGE)
        return ids[start : start + PAGE]

    marks = ",".join("?" * PAGE)
    found["a page of 200 rows"] = _paired(
        lambda: clinic.casework.load_many("consultation", page()),
        lambda: db.all(f"select * from rec_consultation where id in ({marks})", *page()),
    )
    return found


def _once(work: Callable[[], Any]) -> tuple[float, float]:
    """(milliseconds by the clock, by this thread's processor)."""
    began, worked = time.perf_counter(), time.thread_time()
    work()
    return (time.perf_counter() - began) * 1000, (time.thread_time() - worked) * 1000


def _paired(ours: Callable[[], Any], bare: Callable[[], Any]) -> dict[str, float]:
    """Both in turn, so that a busy moment falls on both."""
    times = [(*_once(ours), *_once(bare)) for _ in range(TIMES)]
    clock, cpu, bare_clock, bare_cpu = (round(median(one), 1) for one in zip(*times, strict=True))
    return {
        "ms": clock,
        "cpu_ms": cpu,
        "bare_ms": bare_clock,
        "bare_cpu_ms": bare_cpu,
        "ratio": round(cpu / bare_cpu, 2),
    }


def _founded(folder: Path) -> Clinic:
    clinic, _code = Clinic.found(
        folder,
        office_code="NAR1",
        office_name="Office NAR1",
        person="Жылдыз Асанова",
        role="lawyer",
        passphrase=PASSPHRASE,
        use_keyring=False,
        kdf_floor=True,
    )
    return clinic


def _fill(clinic: Clinic, consultations: int, persons: int) -> None:
    """Rows as readings leave them; no journal stands behind them, because no list asks it."""
    chance = Random(112)
    people = [
        Person(
            id=_id(chance),
            home="NAR1",
            name_display=f"{chance.choice(FAMILIES)} {chance.choice(GIVEN)} {chance.choice(GIVEN)} уулу",
            birth_year=chance.randrange(1940, 2008),
        )
        for _ in range(persons)
    ]
    topics, outcomes = list(lists.items("legal_topics")), list(lists.items("outcome"))
    lawyers = [_id(chance) for _ in range(60)]
    begun = datetime.fromisoformat("2019-01-01T09:00")
    records = (
        Consultation(
            id=_id(chance),
            home="NAR1",
            record_no=f"NAR1-2025-F-{number:06}",
            received_at=begun + timedelta(minutes=chance.randrange(60 * 24 * 365 * 6)),
            person_id=chance.choice(people).id,
            topic=chance.choice(topics),
            outcome=chance.choice(outcomes),
            lawyer_id=chance.choice(lawyers),
            channel="hotline",
            facts="Бир нече сөз менен айтканда " * 8,
            advice="Арыз жазуу сунушталды. " * 8,
        )
        for number in range(consultations)
    )
    _put(clinic, people)
    while batch := list(islice(records, AT_ONCE)):
        _put(clinic, batch)


def _put(clinic: Clinic, records: list[Any]) -> None:
    vault = clinic._desk.vault
    with vault.changing():
        vault.records.put(records)


def _id(chance: Random) -> str:
    return str(UUID(int=chance.getrandbits(128)))


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:]))
