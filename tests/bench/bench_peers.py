"""Merging, beside those who do it too: `uv run python tests/bench/bench_peers.py [ROUNDS] [RECORDS]`.

Once a full merge (20,000 records of 8 fields), then 2,000 edits of which 200 pairs truly conflict and 200 pairs change
different fields of one record. Time of the receiving side until it is on disk; bytes of what travels, compressed by
`zstd -19` where that helps; and what became of each losing value, by reading the peer's state back:

listed  the program itself lists both values for somebody to decide
hidden  kept, but a reader sees one value and no sign of the other unless they ask about that record
lost    nowhere

`beside`: pairs of edits to different fields of one record after which the record shows both. The peers take turns in
each round. A peer that is not installed is said to be missing. The node peers: `npm install` in tests/bench/peers.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from tests.bench.books import Row, rows  # noqa: E402

PEERS = {
    "Clinic Casebook": [sys.executable, HERE / "peers" / "ours.py"],
    "PouchDB": ["node", HERE / "peers" / "pouch.mjs"],
    "automerge": ["node", "--max-old-space-size=8192", HERE / "peers" / "automerge.mjs"],
    "SQLite sessions": [sys.executable, HERE / "peers" / "session.py"],
    "keepassxc-cli": [sys.executable, HERE / "peers" / "keepass.py"],
}
CONFLICTS, BESIDE = 200, 200
MEASURED = ("full_s", "full_cpu", "full_bytes", "edits_s", "edits_cpu", "edits_bytes")


def main(rounds: int = 3, records: int = 20_000) -> None:
    """Measure in turns, print a table to stderr and everything as JSON to stdout."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in PEERS}
    missing: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds):
            data = Path(folder) / f"data-{number}"
            data.mkdir()
            write(data, records, seed=number)
            for name, command in PEERS.items():
                if name in missing:
                    continue
                work = Path(folder) / "work"
                work.mkdir()
                told = measured([*map(str, command), str(data), str(work)])
                shutil.rmtree(work)
                if isinstance(told, str):
                    missing[name] = told
                else:
                    found[name].append(told)
                print(f"round {number + 1}: {name}: {told}", file=sys.stderr)
    summary = {name: summed(some) for name, some in found.items() if some and name not in missing}
    json.dump({"records": records, "rounds": rounds, "peers": summary, "missing": missing}, sys.stdout, indent=1)
    print()
    print(table(summary, missing), file=sys.stderr)


def write(data: Path, records: int, seed: int) -> None:
    """base.jsonl and edits.json, the same for every peer."""
    base = list(rows(records, 8, seed))
    with (data / "base.jsonl").open("w", encoding="utf-8") as out:
        for row in base:
            out.write(json.dumps({"id": row.id, **row.values}, ensure_ascii=False) + "\n")
    (data / "edits.json").write_text(json.dumps(edits(base, seed), ensure_ascii=False), encoding="utf-8")


def edits(base: list[Row], seed: int) -> dict[str, list[list[str]]]:
    """Edits (id, field, value) of the sender and of the receiver: a tenth of the records, half of them each side's."""
    luck = Random(seed)
    each = len(base) // 20
    some = [row.id for row in luck.sample(base, 2 * each)]
    torn, beside = some[:CONFLICTS], some[CONFLICTS : CONFLICTS + BESIDE]
    alone = some[CONFLICTS + BESIDE :]
    rest = each - CONFLICTS - BESIDE

    def edit(id: str, field: str, who: str) -> list[str]:
        return [id, field, f"{who} {id[-6:]} {luck.choice(base).values['advice']}"]

    return {
        "sent": [edit(id, "advice", "sent") for id in torn]
        + [edit(id, "facts", "sent") for id in [*beside, *alone[:rest]]],
        "here": [edit(id, "advice", "here") for id in [*torn, *beside, *alone[rest : 2 * rest]]],
        "conflicts": [[id, "advice"] for id in torn],
        "beside": [[id, "facts", "advice"] for id in beside],
    }


def measured(command: list[str]) -> dict[str, Any] | str:
    """What a peer tells, with the bytes of what it sent; or why it cannot be measured."""
    if shutil.which(command[0]) is None or (
        command[1].endswith("keepass.py") and shutil.which("keepassxc-cli") is None
    ):
        return "not installed"
    done = subprocess.run(command, capture_output=True, text=True, cwd=HERE / "peers", check=False)
    if done.returncode:
        return (done.stderr.strip().splitlines() or ["failed"])[-1][:200]
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    for name in ("full", "edits"):
        if file := told.pop(f"{name}_file", None):
            told[f"{name}_bytes"] = packed(Path(file).read_bytes())
    return told


def packed(data: bytes) -> int:
    """The size of what travels, compressed where that makes it smaller."""
    import zstandard

    return min(len(data), len(zstandard.ZstdCompressor(level=19).compress(data)))


def summed(some: list[dict[str, Any]]) -> dict[str, Any]:
    """The median of each measure, and the range of the times; what became of the values in the worst round."""
    told: dict[str, Any] = {name: median(one[name] for one in some) for name in MEASURED}
    told |= {
        f"{name}_range": [min(one[name] for one in some), max(one[name] for one in some)]
        for name in ("full_s", "edits_s")
    }
    told |= {name: min(one[name] for one in some) for name in ("listed", "hidden", "beside")}
    return told | {"lost": max(one["lost"] for one in some), "note": some[0]["note"]}


def table(summary: dict[str, dict[str, Any]], missing: dict[str, str]) -> str:
    """A row per peer, times and bytes also as multiples of ours."""
    ours = summary.get("Clinic Casebook")
    heads = ("full merge", "its CPU", "bytes", "2,000 edits", "their CPU", "bytes")
    lines = [f"{'':16} {' '.join(f'{head:>18}' for head in heads)}  listed/hidden/lost  beside"]
    for name, told in summary.items():
        cells = []
        for measure in MEASURED:
            ratio = f" ({told[measure] / ours[measure]:.2f}x)" if ours else ""
            value = f"{told[measure] / 1000:,.0f} kB" if measure.endswith("bytes") else f"{told[measure]:.2f} s"
            cells.append(f"{value + ratio:>18}")
        fate = f"{told['listed']}/{told['hidden']}/{told['lost']}"
        lines.append(f"{name:16} {' '.join(cells)}  {fate:>18}  {told['beside']:>6}   {told['note']}")
    return "\n".join([*lines, *(f"{name:16} missing: {why}" for name, why in missing.items())])


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
