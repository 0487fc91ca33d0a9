"""Clinic Casebook: real packages of an office, taken in by a coordinator."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from clinic_app.clinic import Clinic
from tests.bench.books import Row, _founded, exported, joined, write


def main(data: Path, work: Path) -> None:
    base = [json.loads(line) for line in (data / "base.jsonl").open(encoding="utf-8")]
    edits = json.loads((data / "edits.json").read_text(encoding="utf-8"))
    here = _founded(work / "here", "BISH", "coordinator")
    here.network.create("Legal clinics")
    sent = joined(here, work / "sent", "NAR1")
    write(sent, [Row(row["id"], {name: value for name, value in row.items() if name != "id"}) for row in base])
    told: dict[str, object] = {}
    for name in ("full", "edits"):
        if name == "edits":
            edit(sent, edits["sent"])
            edit(here, edits["here"])
        packages = exported(sent, work / name)
        began, busy = time.perf_counter(), time.process_time()
        done = here.exchange.merge(packages)
        told[f"{name}_s"] = time.perf_counter() - began
        told[f"{name}_cpu"] = time.process_time() - busy
        told[f"{name}_bytes"] = sum(file.stat().st_size for file in packages)
        assert {one.status for one in done.packages} <= {"merged", "nothing_new"}, done.packages
        if name == "full":
            new_heads(sent, here, work)
    print(json.dumps(told | outcome(here, edits)))


def new_heads(sent: Clinic, here: Clinic, work: Path) -> None:
    """The office hears that everything has arrived, so that it sends only what is new."""
    sent.exchange.merge(exported(here, work / "receipt"))


def edit(clinic: Clinic, edits: list[tuple[str, str, str]]) -> None:
    """Change one register of each of these records."""
    with clinic.in_one_change():
        for record in clinic.casework.load_many("consultation", [id for id, _, _ in edits]):
            (change,) = [(register, value) for id, register, value in edits if id == record.id]
            clinic.casework.write_registers(record, dict([change]))


def outcome(here: Clinic, edits: dict[str, list[list[str]]]) -> dict[str, object]:
    """What became of the losing values, and of fields changed side by side."""
    listed = {(one.record, one.register): {str(v.value) for v in one.values} for one in here.settling.conflicts()}
    wrote = {(id, field): value for id, field, value in edits["sent"]}
    mine = {(id, field): value for id, field, value in edits["here"]}
    kept = sum(
        {wrote[id, field], mine[id, field]} <= listed.get((id, field), set()) for id, field in edits["conflicts"]
    )
    shown = {r.id: r for r in here.casework.load_many("consultation", [id for id, _, _ in edits["beside"]])}
    both = sum(
        getattr(shown[id], theirs) == wrote[id, theirs] and getattr(shown[id], ours) == mine[id, ours]
        for id, theirs, ours in edits["beside"]
    )
    assert len(listed) == len(edits["conflicts"]), "conflicts where there are none"
    return {
        "listed": kept,
        "hidden": 0,
        "lost": len(edits["conflicts"]) - kept,
        "beside": both,
        "note": "encrypted, signed",
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
