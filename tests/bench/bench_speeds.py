"""Measure saving, merging and growth: `uv run python tests/bench/bench_speeds.py [save] [merge] [growth] [RECORDS]`.

Each is paired with its peer in the same run, in interleaved rounds; medians, as a table and as one JSON object. A
script, not a test. The peers are bare SQLite on a copy of the same encrypted file, in one fsynced transaction:

* *save*: the consultation's row alone inserted and committed (goal: 2 times), and all the rows that the save writes.
* *merge*: `executemany` of all the rows that the merge writes, journal, reading, record and index (goal: 3 times), and
  of the records' rows alone, which have no journal, no history and cannot be searched.
* *growth*: the same 1,000-entry merge, save, opening and search in case books that grow: exponents of time over size.

Wall time and processor time: where other programs run, the second is the steadier one.
"""

from __future__ import annotations

import gc
import json
import math
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from statistics import median
from typing import Any
from uuid import UUID

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

import books  # noqa: E402

from clinic_app.clinic import Clinic  # noqa: E402
from clinic_app.journal.content import Content  # noqa: E402
from clinic_app.names.folding import match_expression  # noqa: E402
from clinic_app.records.declared import all_types  # noqa: E402
from clinic_app.store import numbering, word_index  # noqa: E402
from clinic_app.store.vault import Vault  # noqa: E402
from clinic_app.use_cases.identity import new_id  # noqa: E402
from clinic_app.use_cases.index_words import index_words  # noqa: E402

ROUNDS = 5
EDITED = ("received_at", "topic", "advice", "facts", "outcome")
Times = tuple[float, float]  # seconds by the clock, seconds of the processor


def timed(work: Callable[[], object]) -> Times:
    """Both sides with Python's garbage collection off, as the window has it on the vault's thread."""
    gc.collect()
    gc.disable()
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    took = time.perf_counter() - wall, time.process_time() - cpu
    gc.enable()
    return took


def middle(times: Sequence[Times]) -> Times:
    return median(wall for wall, _ in times), median(cpu for _, cpu in times)


def told(ours: Sequence[Times], peer: Sequence[Times], **more: Any) -> dict[str, Any]:
    """Our median and the peer's in milliseconds, and the median of the rounds' ratios."""
    (wall, cpu), (peer_wall, peer_cpu) = middle(ours), middle(peer)
    return more | {
        "ours_ms": round(wall * 1000, 2),
        "peer_ms": round(peer_wall * 1000, 2),
        "ratio": round(median(o[0] / p[0] for o, p in zip(ours, peer, strict=True)), 2),
        "ours_cpu_ms": round(cpu * 1000, 2),
        "peer_cpu_ms": round(peer_cpu * 1000, 2),
        "ratio_cpu": round(median(o[1] / p[1] for o, p in zip(ours, peer, strict=True)), 2),
    }


# --- what the peer writes ---------------------------------------------------------------------------------------------

_KEYED = {"entry": "seq", "place": "name", "standing": "record", "reading": "record", "document": "record"}


def columns(vault: Vault, table: str) -> list[str]:
    return [row[1] for row in vault.sql.all(f"pragma table_info({table})")]


def rows_of(vault: Vault, since: int, kinds: Sequence[str]) -> dict[str, list[tuple[Any, ...]]]:
    """table -> all its rows that are about entries behind `since`; `search` as the index is fed."""
    sql = vault.sql
    news = f"(select name from entry where seq > {since})"
    about = f"(select record from entry where seq > {since})"
    found = {
        "entry": sql.all(f"select * from entry where seq > {since} order by seq"),
        "place": sql.all(f"select * from place where name in {news} order by stream, number"),
        "standing": sql.all(f"select * from standing where record in {about} order by record"),
        "reading": sql.all(f"select * from reading where record in {about} order by record"),
        "document": sql.all(f"select * from document where record in {about} order by record"),
    }
    words, told = [], set()
    kinds_of = dict(sql.all("select type, kind from document_kind"))
    number = {(numbering.kind(row[0]), row[1]): row[0] for row in found["document"]}
    for kind in kinds:
        found[f"rec_{kind}"] = sql.all(f"select * from rec_{kind} where id in {about} order by id")
        for record in vault.records.load(kind, [row[0] for row in found[f"rec_{kind}"]]):
            tokens = index_words(record)
            told |= tokens
            words.append((number[kinds_of[kind], record.id], " ".join(tokens)))
    return found | {"search": words, "word": [(one,) for one in sorted({word_index._word_of(one) for one in told})]}


def bare(vault: Vault, rows: dict[str, list[tuple[Any, ...]]], over: bool) -> Callable[[], None]:
    """One transaction of `executemany`; `over`: readings, records, documents and words are there already."""
    names = {table: "rowid, words" if table == "search" else ", ".join(f'"{c}"' for c in columns(vault, table))
             for table in rows}  # fmt: skip
    again = "or replace" if over else ""
    gone = [(row[0],) for row in rows.get("search", [])] if over else []

    def work() -> None:
        with vault.changing():
            vault.sql.many("delete from search where rowid = ?", gone)
            for table, some in rows.items():
                if some:
                    verb = {"search": "insert", "word": "insert or ignore"}.get(table, f"insert {again}")
                    marks = ", ".join("?" * len(some[0]))
                    vault.sql.many(f"{verb} into {table} ({names[table]}) values ({marks})", some)

    return work


# --- merge ------------------------------------------------------------------------------------------------------------


def edits(office: Clinic, before: Sequence[Content], chance: Random) -> list[Content]:
    """One edit of five fields of each record, by somebody who saw what was there."""
    fresh = books.rows(len(before), len(books.REGISTERS), seed=chance.randrange(10**6))
    me = office.identity
    return [
        Content(
            old.type, old.id, {register: row.values[register] for register in EDITED},
            dict.fromkeys(EDITED, (old.name,)), me.member_id, me.device_id,
            "2026-04-02T10:15:00+06:00", salt=f"{chance.getrandbits(128):032x}",
        )
        for old, row in zip(before, fresh, strict=True)
    ]  # fmt: skip


def enter(office: Clinic, some: Sequence[Content], audience: str = "") -> None:
    me, vault = office.identity, office._desk.vault
    with vault.changing():
        vault.journal.write_many(some, audience or f"shared:{me.office_id}", me.device_id, me.life)
        vault.read_again([content.id for content in some])


def in_time(rows: Iterator[books.Row], first: int = 0) -> Iterator[books.Row]:
    """The rows with ids as the program gives them: they grow with time."""
    for number, row in enumerate(rows, start=first):
        yield replace(row, id=str(UUID(int=(1_760_000_000_000 + number) << 80 | UUID(row.id).int & (1 << 80) - 1)))


def merging(folder: Path, name: str, start: Path, package: list[Path], fields: int) -> Iterator[dict[str, Any]]:
    """A merge into copies of the book in `start`, against its rows alone."""
    ours, everything, records = [], [], []
    for number in range(ROUNDS):
        here = [folder / f"{name}-{number}-{which}" for which in ("ours", "all", "records")]
        for copy in here:
            shutil.copytree(start, copy)
        merged, *peers = [Clinic.open(copy, books.PASSPHRASE) for copy in here]
        vault = merged._desk.vault
        since = int((vault.sql.one("select max(seq) from entry") or (0,))[0])
        ours.append(timed(lambda merged=merged: merged.exchange.merge(package)))  # type: ignore[misc]
        rows = rows_of(vault, since, ["consultation"])
        over = name != "new records"
        one, other = (peer._desk.vault for peer in peers)
        everything.append(timed(bare(one, rows, over)))
        records.append(timed(bare(other, {"rec_consultation": rows["rec_consultation"]}, over)))
        for clinic in (merged, *peers):
            clinic.close()
        for copy in here:
            shutil.rmtree(copy)
    size = sum(file.stat().st_size for file in package)
    about = {"entries": len(rows["entry"]), "fields": len(rows["entry"]) * fields, "package_bytes": size}
    yield told(ours, everything, what=f"merge, {name}", against="executemany of all its rows", goal=3, **about)
    yield told(ours, records, what=f"merge, {name}", against="executemany of the records' rows alone", **about)


def merges(folder: Path, count: int) -> Iterator[dict[str, Any]]:
    """`count` new records of 5 fields, an edit of each, and 2,000 edits of which 200 meet an edit made here."""
    chance = Random(3)
    coordinator = books.book(folder / "coordinator", 1000)
    office = books.joined(coordinator, folder / "office", "OSH1")
    first = books.contents(office, list(in_time(books.rows(count, 5, seed=9))))
    enter(office, first)
    package = books.exported(office, folder / "stick-1")
    coordinator.close()
    book = folder / "coordinator" / "book"
    yield from merging(folder, "new records", book, package, 5)

    coordinator = books.reopened(folder / "coordinator")
    coordinator.exchange.merge(package)
    office.exchange.merge(books.exported(coordinator, folder / "stick-2"))
    enter(office, edits(office, first, chance))
    second = books.exported(office, folder / "stick-3")
    coordinator.close()
    yield from merging(folder, "edits", book, second, 5)

    coordinator = books.reopened(folder / "coordinator")
    coordinator.exchange.merge(second)
    few = first[: max(200, count // 10)]
    vault = coordinator._desk.vault
    with vault.looking():
        live = {one.id: vault.leaves(one.type, one.id)["advice"] for one in few}
    seen = [next(iter(live[one.id].values()))[1] for one in few]
    enter(coordinator, edits(coordinator, seen[:200], chance), "shared:OSH1")
    enter(office, edits(office, seen, chance))
    third = books.exported(office, folder / "stick-4")
    coordinator.close()
    yield from merging(folder, "edits with 200 conflicts", book, third, 5)
    office.close()


# --- save -------------------------------------------------------------------------------------------------------------


def saves(folder: Path, count: int) -> Iterator[dict[str, Any]]:
    """Saving one new consultation, in a book of `count`."""
    coordinator = books.book(folder / "save", 100)
    office = books.joined(coordinator, folder / "save-office", "OSH1")
    books.write(office, list(in_time(books.rows(count))))
    vault, casework = office._desk.vault, office.casework
    values = next(books.rows(1, len(books.REGISTERS), seed=5)).values
    given = {name: value for name, value in values.items() if name not in ("record_no", "received_at", "office_id")}
    form = casework.blank("consultation", **given, anonymous=False, vulnerability=frozenset({"low_income"}),
                          service_kind=frozenset({"oral"}))  # fmt: skip
    last: list[int] = []

    def save() -> None:
        casework.save(form)

    def since() -> None:
        last[:] = [int((vault.sql.one("select max(seq) from entry") or (0,))[0])]

    ours, alone, everything = [], [], []
    for number in range(220):
        since()
        one = timed(save)
        rows = rows_of(vault, last[0], ["consultation"])
        name, record = os.urandom(20), new_id()  # the same row once more, under another name and id
        top = int((vault.sql.one("select max(id) from document") or (0,))[0]) + 1
        entry = rows["entry"][0]
        again = {
            "rec_consultation": [(record, *rows["rec_consultation"][0][1:])],
            "entry": [(entry[0] + 1, name, entry[2], record, *entry[4:])],
            "place": [("f" * 32, number + 1, name, *rows["place"][0][3:])],
            "standing": [(record, row[1]) for row in rows["standing"]],
            "reading": [(record, *rows["reading"][0][1:])],
            "document": [(top, record)],
            "search": [(top, *rows["search"][0][1:])],
            "word": rows["word"],
        }
        two = timed(bare(vault, again, False))
        bare_row = {"rec_consultation": [(new_id(), *rows["rec_consultation"][0][1:])]}
        three = timed(bare(vault, bare_row, False))
        if number >= 20:
            ours.append(one)
            everything.append(two)
            alone.append(three)
    about = {"what": "save one consultation", "records": count}
    yield told(ours, alone, **about, against="its row inserted and committed", goal=2)
    yield told(ours, everything, **about, against="all its rows inserted and committed")
    office.close()
    coordinator.close()


# --- growth -----------------------------------------------------------------------------------------------------------


def growth(folder: Path, most: int) -> Iterator[dict[str, Any]]:
    """The same work in books of 10,000 entries up to `most`, ten times as many each."""
    measured: dict[str, list[tuple[int, float, float]]] = {}
    size = 10_000
    coordinator = books.book(folder / "grown", 0)
    filler = books.joined(coordinator, folder / "filler", "NAR1")
    done = 0
    while size <= most:
        books.fill(coordinator, filler, in_time(books.rows(size - done, 8, seed=size, first=done), done))
        done = size
        for name, (wall, cpu) in at_size(folder, coordinator, size).items():
            measured.setdefault(name, []).append((size, wall, cpu))
        size *= 10
    coordinator.close()
    for name, points in measured.items():
        grown = math.log(points[-1][0] / points[0][0])
        yield {
            "what": name,
            "ms": {str(size): round(wall * 1000, 2) for size, wall, _ in points},
            "cpu_ms": {str(size): round(cpu * 1000, 2) for size, _, cpu in points},
            "exponent": round(math.log(points[-1][1] / points[0][1]) / grown, 3) if grown else None,
            "exponent_cpu": round(math.log(points[-1][2] / points[0][2]) / grown, 3) if grown else None,
        }


def at_size(folder: Path, coordinator: Clinic, size: int) -> dict[str, Times]:
    """Medians at one size; the merges are taken back by never being kept."""
    merges_, saves_, searches, opens = [], [], [], []
    for number in range(5):
        office = f"O{int(math.log10(size))}{number}"
        laptop = books.joined(coordinator, folder / f"p-{size}-{number}", office)
        books.write(laptop, list(in_time(books.rows(1000, 8, seed=size + number), size + 1000 * number)))
        packages = books.exported(laptop, folder / f"p-{size}-{number}" / "stick")
        laptop.close()
        merges_.append(timed(lambda packages=packages: coordinator.exchange.merge(packages)))  # type: ignore[misc]
    values = next(books.rows(1, len(books.REGISTERS), seed=5)).values
    given = {name: value for name, value in values.items() if name not in ("record_no", "received_at", "office_id")}
    form = coordinator.casework.blank("consultation", **given, anonymous=False, service_kind=frozenset({"oral"}),
                                      vulnerability=frozenset({"low_income"}))  # fmt: skip
    vault = coordinator._desk.vault
    for _ in range(30):
        saves_.append(timed(lambda: coordinator.casework.save(form)))
    for word in ("али", "сот", "жум", "кат"):
        for _ in range(3):
            searches.append(timed(lambda word=word: vault.search(match_expression(word), limit=30)))  # type: ignore[misc]
    key = coordinator._master.database_key()
    for _ in range(5):
        opens.append(timed(lambda: Vault(vault.folder, key, all_types(), index_words).close()))
    return {
        "merge 1,000 entries": middle(merges_), "save": middle(saves_),
        "search 3 letters, newest 30": middle(searches), "open the vault": middle(opens),
    }  # fmt: skip


def main(words: list[str]) -> None:
    asked = [word for word in words if not word.isdigit()] or ["save", "merge", "growth"]
    numbers = [int(word) for word in words if word.isdigit()]
    found: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="speeds") as made:
        folder = Path(made)
        if "save" in asked:
            found += saves(folder / "saves", 10_000)
        if "merge" in asked:
            found += merges(folder / "merges", numbers[0] if numbers else 20_000)
        if "growth" in asked:
            found += growth(folder / "growth", numbers[-1] if numbers else 1_000_000)
    for row in found:
        print("  ".join(f"{key} {value}" for key, value in row.items()), file=sys.stderr)
    json.dump(found, sys.stdout, indent=1, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main(sys.argv[1:])
