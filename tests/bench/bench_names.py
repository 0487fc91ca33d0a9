"""Measure the name check on invented people: `uv run python tests/bench/bench_names.py [PEOPLE] [QUESTIONS]`.

Prints recall@20 and times as one JSON object; a script, not a test, because a busy machine must not fail a check.
Goals on 50,000 people: recall@20 >= 0.97, p95 < 50 ms. The peer is plain `token_set_ratio` of rapidfuzz.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

from names_generator import Invented, Question, people, questions  # noqa: E402

from clinic_app.names.likeness import NameIndex  # noqa: E402

LIMIT = 20


def main(count: int = 50_000, asked: int = 2_000) -> None:
    """Build the index, ask, and print."""
    known = people(count)
    began = time.perf_counter()
    index: NameIndex[int] = NameIndex()
    for person in known:
        index.add(person.id, [person.name], person.born)
    built = time.perf_counter() - began
    index.check("Асан")  # the first question builds the list of words and loads rapidfuzz
    told = {"people": count, "questions": asked, "build_s": round(built, 2), "words": index.words}
    hard = questions(known, asked)
    told["by_name_alone"] = measured(index, hard, with_year=False)
    told["with_birth_year"] = measured(index, hard, with_year=True)
    told["plain_rapidfuzz"] = plain(known, hard[: min(100, asked)])
    json.dump(told, sys.stdout, indent=1, ensure_ascii=False)
    print()


def measured(index: NameIndex[int], hard: list[Question], with_year: bool) -> dict[str, object]:
    """recall@20 over all, by spelling and by number of typos; times in milliseconds."""
    hits: defaultdict[str, list[bool]] = defaultdict(list)
    times = []
    for question in hard:
        began = time.perf_counter()
        found = index.check(question.name, question.meant.born if with_year else None, LIMIT)
        times.append((time.perf_counter() - began) * 1000)
        hit = any(f.id == question.meant.id for f in found)
        for group in ("all", question.spelling, f"{question.typos} typos"):
            hits[group].append(hit)
        if not hit and "-v" in sys.argv:
            print(question, [(f.id, f.score) for f in found[-1:]], file=sys.stderr)
    times.sort()
    return {
        "recall@20": {group: round(sum(found) / len(found), 4) for group, found in hits.items()},
        "p50_ms": round(times[len(times) // 2], 1),
        "p95_ms": round(times[int(len(times) * 0.95)], 1),
        "max_ms": round(times[-1], 1),
    }


def plain(known: list[Invented], hard: list[Question]) -> dict[str, float]:
    """What token_set_ratio over the names as written finds."""
    from rapidfuzz import fuzz, process

    names = {person.id: person.name.lower() for person in known}
    began = time.perf_counter()
    hits = [
        any(
            i == q.meant.id
            for _n, _s, i in process.extract(q.name.lower(), names, scorer=fuzz.token_set_ratio, limit=LIMIT)
        )
        for q in hard
    ]
    return {"recall@20": sum(hits) / len(hits), "mean_ms": round((time.perf_counter() - began) * 1000 / len(hard), 1)}


if __name__ == "__main__":
    main(*(int(a) for a in sys.argv[1:] if a.isdigit()))
