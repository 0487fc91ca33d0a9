"""Measure the name check on invented people: `uv run python tests/bench/bench_names.py [PEOPLE] [QUESTIONS]`.

Prints one JSON object; a script, not a test, because a busy machine must not fail a check. Goals on 50,000 people:
recall@20 >= 0.97, p95 < 50 ms. Beside it the rules of two peers as oracles, and plain rapidfuzz (see name_peers.py).

*Plainly others*: of all that were found, the share of people who have not one part of their name (given, family,
father's) in common with the person meant. *Found*: how many a lawyer gets to see.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

from name_peers import Find, j_lawyer, ocm, plain_rapidfuzz  # noqa: E402
from names_generator import Invented, Question, people, questions  # noqa: E402

from clinic_app.names.likeness import NameIndex  # noqa: E402

LIMIT = 20
_ENDINGS = ("ович", "евич", "овна", "евна", "ова", "ева", "ов", "ев")


def main(count: int = 50_000, asked: int = 2_000) -> None:
    """Build the index, ask everybody the same, and print."""
    known = people(count)
    began = time.perf_counter()
    index: NameIndex[int] = NameIndex()
    for person in known:
        index.add(person.id, [person.name], person.born)
    built = time.perf_counter() - began
    index.check("Асан")  # the first question builds the list of words and loads rapidfuzz
    told = {"people": count, "questions": asked, "build_s": round(built, 2), "words": index.words}
    hard = questions(known, asked)
    few = hard[: min(100, asked)]  # plain rapidfuzz takes its time
    told["ours_by_name_alone"] = measured(lambda name, _born: _ids(index, name, None), hard, known)
    told["ours_with_birth_year"] = measured(lambda name, born: _ids(index, name, born), hard, known)
    told["j_lawyer"] = measured(j_lawyer(known), hard, known)
    told["ocm_as_it_is"] = measured(ocm(known, latin_first=False), hard, known)
    told["ocm_names_in_latin_first"] = measured(ocm(known, latin_first=True), hard, known)
    told["plain_rapidfuzz"] = measured(plain_rapidfuzz(known, LIMIT), few, known)
    json.dump(told, sys.stdout, indent=1, ensure_ascii=False)
    print()


def _ids(index: NameIndex[int], name: str, born: int | None) -> list[int]:
    return [hit.id for hit in index.check(name, born, LIMIT)]


def measured(find: Find, hard: list[Question], known: list[Invented]) -> dict[str, object]:
    """recall@20 over all, by spelling and by number of typos; precision; times in milliseconds."""
    parts = {person.id: parts_of(person.name) for person in known}
    hits: defaultdict[str, list[bool]] = defaultdict(list)
    times, work, shown, others = [], [], 0, 0
    for question in hard:
        began, worked = time.perf_counter(), time.process_time()
        found = find(question.name, question.meant.born)[:LIMIT]
        times.append((time.perf_counter() - began) * 1000)
        work.append((time.process_time() - worked) * 1000)
        hit = question.meant.id in found
        for group in ("all", question.spelling, f"{question.typos} typos"):
            hits[group].append(hit)
        shown += len(found)
        others += sum(not parts[id] & parts[question.meant.id] for id in found)
        if not hit and "-v" in sys.argv:
            print(question, file=sys.stderr)
    times.sort()
    work.sort()
    return {
        "recall@20": {group: round(sum(one) / len(one), 4) for group, one in hits.items()},
        "found": round(shown / len(hard), 1),
        "plainly_others": round(others / shown, 3) if shown else 0,
        "p50_ms": round(times[len(times) // 2], 1),
        "p95_ms": round(times[int(len(times) * 0.95)], 1),
        "p95_processor_ms": round(work[int(len(work) * 0.95)], 1),
        "max_ms": round(times[-1], 1),
    }


def parts_of(name: str) -> frozenset[str]:
    """The parts an invented name is made of, without endings and without уулу, кызы."""
    found = set()
    for word in name.lower().split():
        if word in ("уулу", "кызы"):
            continue
        ending = next((end for end in _ENDINGS if word.endswith(end)), "")
        found.add(word.removesuffix(ending).rstrip("йы"))
    return frozenset(found)


if __name__ == "__main__":
    main(*(int(a) for a in sys.argv[1:] if a.isdigit()))
