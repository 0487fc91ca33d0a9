"""Search while typing: `uv run python tests/bench/bench_search.py [CONSULTATIONS]` (100,000 unless told).

A case book of so many consultations of about 1 KB of text each, of seven years, in an encrypted vault, as a merge
brings them; a thousandth as many people, so that a rare type stands among a common one. Every word of a list is typed
letter by letter from the third on; names, record numbers, telephones, two words, and words that nobody wrote are among
them. Two things are timed: the index alone (`vault.search`, the newest 40) and all that the palette waits for
(`Searching.search`: records, titles, marks). Paired, question by question, with two peers in the same encrypted file:
the newest 40 by `like` over the texts, and FTS5 as it comes (unicode61, no prefix index, arrival numbers), by date.

Goals: p95 under 16 ms; index at most 60 % of the text; a suggestion within two frames (33 ms).
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from statistics import median, quantiles
from typing import Any, NamedTuple

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

import books  # noqa: E402

from clinic_app.clinic import Clinic  # noqa: E402
from clinic_app.names.folding import fold, match_expression, search_terms  # noqa: E402
from clinic_app.use_cases.searching import SHOWN, Narrowed, question  # noqa: E402

COUNT, TEXT_BYTES, LIMIT = 100_000, 1000, 40
ENDINGS = ["", "ны", "дын", "га", "да", "дан", "лар", "лардын", "ов", "ам", "ами", "ого", "ая", "лык", "сыз", "луу",
           "чу", "ган", "ды", "тер"]  # fmt: skip
NUMBERS = ["NAR1-2025-F-0004711", "F-0001234", "0099", "NAR1-2025", "0700123", "+996 700 1234"]
NAMES = ["Асанов", "Asanov", "Жумабек", "Jumabek", "Айгүл Токтоматова"]
ABSENT = ["щъыэфф", "zzzz", "алимпк"]


class Took(NamedTuple):
    wall: float
    cpu: float


def texts(count: int) -> Iterator[tuple[str, str, str]]:
    """(facts, advice, topic) of about TEXT_BYTES: the demo's words with endings, few of them common."""
    chance = random.Random(4)
    words, _ = books._vocabulary()
    forms = [word.lower() + ending for word in words for ending in ENDINGS]
    chance.shuffle(forms)
    weights = list(accumulate(1 / (rank + 5) for rank in range(len(forms))))
    for _number in range(count):
        told, size = [], 0
        for word in chance.choices(forms, cum_weights=weights, k=110):
            told.append(word)
            size += 1 + len(word.encode())
            if size >= TEXT_BYTES:
                break
        half = len(told) // 2
        yield " ".join(told[:half]), " ".join(told[half:]), chance.choice(("FAM.ALI", "LAN.BOU", "DEB.PER", "HOU.REN"))


def filled(folder: Path, count: int) -> Clinic:
    """The case book."""
    coordinator = books.book(folder, 0)
    office = books.joined(coordinator, folder / "writer", "OSH1")
    plain = books.rows(count, 8, seed=9)
    told = texts(count)
    rows = (
        replace(row, values=row.values | {"facts": facts, "advice": advice, "topic": topic})
        for row, (facts, advice, topic) in zip(plain, told, strict=True)
    )
    books.fill(coordinator, office, rows)
    office.close()
    for number in range(max(10, count // 1000)):
        name = random.Random(number).choice(("Асанов Үсөн", "Жумабек уулу Чыңгыз", "Айгүл Токтоматова", "Маматова Гүл"))
        coordinator.casework.save(
            coordinator.casework.blank("person", name_display=f"{name} {number}", phone=f"0700 {123000 + number}")
        )
    return coordinator


def questions(clinic: Clinic) -> list[str]:
    """Everything that is typed, from its third letter on."""
    sql = clinic._desk.vault.sql
    chance = random.Random(7)
    some = [row[0] for row in sql.all("select facts from rec_consultation order by id limit 400")]
    words = [word for text in some for word in text.split() if len(word) > 4]
    typed = [*(chance.choice(words) for _ in range(60)), *NUMBERS, *NAMES, *ABSENT]
    typed += [f"{chance.choice(words)} {chance.choice(words)}" for _ in range(10)]
    return [word[:end] for word in typed for end in range(3, len(word) + 1)]


def ms(work: Callable[[], object]) -> Took:
    """Milliseconds by the clock and of the processor: the second tells the same on a busy machine."""
    began, busy = time.perf_counter(), time.process_time()
    work()
    return Took((time.perf_counter() - began) * 1000, (time.process_time() - busy) * 1000)


def spread(times: list[Took]) -> dict[str, float]:
    told = {"median_ms": median(t.wall for t in times), "p95_ms": p95(times)}
    told |= {"median_cpu_ms": median(t.cpu for t in times), "p95_cpu_ms": quantiles((t.cpu for t in times), n=100)[94]}
    return {name: round(value, 2) for name, value in told.items()}


def p95(times: list[Took]) -> float:
    return quantiles((t.wall for t in times), n=100)[94]


def ratio(ours: list[Took], peer: list[Took]) -> float:
    """The median of the pairs' ratios, by the processor's time."""
    return round(median(a.cpu / max(b.cpu, 1e-3) for a, b in zip(ours, peer, strict=True)), 3)


def peers(clinic: Clinic) -> tuple[Callable[[str], object], Callable[[str], object]]:
    """LIKE over the folded texts, newest first; and FTS5 as it comes, sorted by date. Both in the same file."""
    sql = clinic._desk.vault.sql
    sql.run("create table peer (id integer primary key, at text, words text)")
    sql.run("create index peer_at on peer (at desc)")
    sql.run("create virtual table peer_fts using fts5(words, content='')")
    rows = sql.all("select received_at, record_no || ' ' || facts || ' ' || advice from rec_consultation order by id")
    with clinic._desk.vault.changing():
        folded = [(number, at, fold(text)) for number, (at, text) in enumerate(rows)]
        sql.many("insert into peer (id, at, words) values (?, ?, ?)", folded)
        sql.many("insert into peer_fts (rowid, words) values (?, ?)", [(number, text) for number, _, text in folded])

    def like(words: str) -> object:
        terms = [f"%{term}%" for term in search_terms(words)] or ["%"]
        tests = " and ".join("words like ?" for _ in terms)
        return sql.all(f"select id from peer where {tests} order by at desc limit {LIMIT}", *terms)

    def plain(words: str) -> object:
        asked = " AND ".join(f'"{term}"*' for term in search_terms(words))
        return sql.all(
            "select p.id from peer_fts f join peer p on p.id = f.rowid where peer_fts match ?"
            f" order by p.at desc limit {LIMIT}", asked,
        ) if asked else []  # fmt: skip

    return like, plain


def main(count: int = COUNT) -> None:
    with tempfile.TemporaryDirectory(prefix="search") as made:
        began = time.perf_counter()
        clinic = filled(Path(made) / "b", count)
        vault, sql = clinic._desk.vault, clinic._desk.vault.sql
        told: dict[str, Any] = {"consultations": count, "built_s": round(time.perf_counter() - began, 1)}
        told |= sizes(sql)
        asked = questions(clinic)
        told["questions"] = len(asked)
        like, plain = peers(clinic)
        index, whole, by_fts, by_like, beside_like = [], [], [], [], []
        for number, words in enumerate(asked):
            index.append(ms(lambda words=words: vault.search(match_expression(words), SHOWN, LIMIT)))  # type: ignore[misc]
            whole.append(ms(lambda words=words: clinic.searching.search(words, LIMIT)))  # type: ignore[misc]
            by_fts.append(ms(lambda words=words: plain(words)))  # type: ignore[misc]
            if number % 20 == 0:  # it takes long
                by_like.append(ms(lambda words=words: like(words)))  # type: ignore[misc]
                beside_like.append(index[-1])
        told["index, newest 40"] = spread(index)
        told["whole search"] = spread(whole)
        told["plain FTS5, by date"] = spread(by_fts)
        told["LIKE"] = spread(by_like)
        slowest = sorted(range(len(asked)), key=lambda at: -index[at].cpu)[:8]
        told["slowest, cpu ms"] = [(asked[at], round(index[at].cpu, 1)) for at in slowest]
        told["ratio to plain FTS5"] = ratio(index, by_fts)
        told["ratio of p95 to plain FTS5"] = round(p95(index) / p95(by_fts), 3)
        told["ratio to LIKE"] = ratio(beside_like, by_like)
        rare = [
            ms(lambda w=w: vault.search(match_expression(w), ["person"], LIMIT)) for w in ("аса", "тол", "про", "кат")
        ]  # type: ignore[misc]
        told["a rare type among many"] = [round(one.cpu, 2) for one in rare]
        narrowed = Narrowed(topic="FAM", since="2021-01-01", until="2021-12-31")
        some = [ms(lambda w=w: vault.search(question(w, narrowed), limit=LIMIT)) for w in ("тол", "про", "кат", "сот")]  # type: ignore[misc]
        told["narrowed by topic and year"] = [round(one.cpu, 2) for one in some]
        slips = [word[:3] + word[4] + word[3] + word[5:] for word in asked if len(word) == 9 and word.isalpha()][:20]
        told["suggestions"] = spread([ms(lambda w=w: clinic.searching.suggestions(w)) for w in slips])  # type: ignore[misc]
        clinic.close()
    json.dump(told, sys.stdout, indent=1, ensure_ascii=False)
    print()


def sizes(sql: Any) -> dict[str, Any]:
    """Bytes of the texts and of everything the index keeps: its pages, its numbers, its words."""
    text = int(sql.one("select sum(length(cast(record_no || facts || advice as blob))) from rec_consultation")[0])
    pages = (
        sql.one("select sum(length(block)) from search_data")[0]
        + sql.one("select sum(length(term)) from search_idx")[0]
    )
    pages += sql.one("select sum(6 + length(sz)) from search_docsize")[0]
    numbers = sql.one("select sum(2 * (length(record) + 9)) from document")[0]  # the table and its index
    words = sql.one("select sum(length(cast(word as blob)) + 3) from word")[0]
    return {
        "text_mb": round(text / 1e6, 1), "index_mb": round((pages + numbers + words) / 1e6, 1),
        "of_which_numbers_mb": round(numbers / 1e6, 1), "words_mb": round(words / 1e6, 1),
        "index_of_text": round((pages + numbers + words) / text, 3),
    }  # fmt: skip


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
