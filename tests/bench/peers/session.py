"""SQLite's session extension (apsw): changesets of one table, the incoming row wins, as its documentation proposes."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import apsw


def main(data: Path, work: Path) -> None:
    base = [json.loads(line) for line in (data / "base.jsonl").open(encoding="utf-8")]
    edits = json.loads((data / "edits.json").read_text(encoding="utf-8"))
    names = list(base[0])
    sent, here = (opened(work / name, names) for name in ("sent.db", "here.db"))
    told: dict[str, object] = {}
    told |= round_of("full", sent, here, work, lambda: insert(sent, names, base))
    edit(here, edits["here"])
    told |= round_of("edits", sent, here, work, lambda: edit(sent, edits["sent"]))
    print(json.dumps(told | outcome(here, edits)))


def opened(file: Path, names: list[str]) -> apsw.Connection:
    db = apsw.Connection(str(file))
    db.execute("pragma journal_mode=wal")
    db.execute("pragma synchronous=full")
    db.execute(
        f"create table record ({', '.join(f'{n} text' + ' primary key' * (n == 'id') for n in names)}) without rowid"
    )
    return db


def insert(db: apsw.Connection, names: list[str], rows: list[dict[str, str]]) -> None:
    with db:
        marks = ",".join("?" * len(names))
        db.cursor().executemany(f"insert into record values ({marks})", [tuple(row.values()) for row in rows])


def edit(db: apsw.Connection, edits: list[list[str]]) -> None:
    with db:
        for id, field, value in edits:
            db.execute(f"update record set {field} = ? where id = ?", (value, id))


def round_of(name: str, sent: apsw.Connection, here: apsw.Connection, work: Path, work_of) -> dict[str, object]:
    session = apsw.Session(sent, "main")
    session.attach("record")
    work_of()
    changes = session.changeset()
    session.close()
    (work / name).write_bytes(changes)
    began, busy = time.perf_counter(), time.process_time()
    apsw.Changeset.apply((work / name).read_bytes(), here, conflict=lambda *_: apsw.SQLITE_CHANGESET_REPLACE)
    seconds, cpu = time.perf_counter() - began, time.process_time() - busy
    return {f"{name}_s": seconds, f"{name}_cpu": cpu, f"{name}_file": str(work / name)}


def outcome(here: apsw.Connection, edits: dict[str, list[list[str]]]) -> dict[str, object]:
    def shown(id: str, field: str) -> str:
        return here.execute(f"select {field} from record where id = ?", (id,)).fetchone()[0]

    wrote = {(id, field): value for id, field, value in edits["sent"]}
    mine = {(id, field): value for id, field, value in edits["here"]}
    everywhere = {value for row in here.execute("select * from record") for value in row}
    lost = sum(not {wrote[id, f], mine[id, f]} <= everywhere for id, f in edits["conflicts"])
    both = sum(
        shown(id, theirs) == wrote[id, theirs] and shown(id, ours) == mine[id, ours]
        for id, theirs, ours in edits["beside"]
    )
    return {
        "listed": 0, "hidden": len(edits["conflicts"]) - lost, "lost": lost, "beside": both,
        "note": f"SQLite {apsw.sqlite_lib_version()}, wal, synchronous=full, not encrypted",
    }  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
