"""`keepassxc-cli merge`: whole files of entries; edits are as KeePassXC writes them, the former entry in History."""

from __future__ import annotations

import base64
import json
import resource
import subprocess
import sys
import time
import uuid
from pathlib import Path
from xml.etree import ElementTree as Tree

WORDS = "correct horse battery staple"
FIELDS = {
    "record_no": "Title",
    "channel": "UserName",
    "outcome": "URL",
    "advice": "Notes",
}  # the rest under its own name
BEGUN, FIRST, SECOND = "2026-03-02T10:00:00Z", "2026-03-03T10:00:00Z", "2026-03-04T10:00:00Z"


def main(data: Path, work: Path) -> None:
    base = [json.loads(line) for line in (data / "base.jsonl").open(encoding="utf-8")]
    edits = json.loads((data / "edits.json").read_text(encoding="utf-8"))
    told: dict[str, object] = {}
    told |= merged(work, "full", [], [(row, []) for row in base])
    sent, here = (
        {id: (field, value, when) for (id, field, value), when in zip(edits[name], whens, strict=True)}
        for name, whens in (("sent", _whens(edits["sent"], 0)), ("here", _whens(edits["here"], 1)))
    )
    told |= merged(work, "edits", [edited(row, here) for row in base], [edited(row, sent) for row in base])
    print(json.dumps(told | outcome(work / "edits-here.kdbx", edits)))


def _whens(edits: list[list[str]], turn: int) -> list[str]:
    """In half of the conflicts this side is the later one."""
    return [SECOND if (number + turn) % 2 else FIRST for number in range(len(edits))]


def edited(row: dict[str, str], edits: dict[str, tuple[str, str, str]]) -> tuple[dict[str, str], list[dict[str, str]]]:
    """(the entry, its former states)."""
    if row["id"] not in edits:
        return row, []
    field, value, when = edits[row["id"]]
    return row | {field: value, "when": when}, [row]


def merged(work: Path, name: str, here: list, sent: list) -> dict[str, object]:
    files = [made(work / f"{name}-{which}.kdbx", entries) for which, entries in (("here", here), ("sent", sent))]
    size = files[1].stat().st_size
    began, busy = time.perf_counter(), _cpu()
    cli("merge", "-q", "-s", *files)
    seconds, cpu = time.perf_counter() - began, _cpu() - busy
    began = time.perf_counter()
    cli("ls", "-q", files[1])
    return {
        f"{name}_s": seconds,
        f"{name}_cpu": cpu,
        f"{name}_bytes": size,
        f"{name}_opening_s": time.perf_counter() - began,
    }


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def made(file: Path, entries: list[tuple[dict[str, str], list[dict[str, str]]]]) -> Path:
    root = Tree.Element("KeePassFile")
    Tree.SubElement(Tree.SubElement(root, "Meta"), "DatabaseName").text = "clinic"
    group = Tree.SubElement(Tree.SubElement(root, "Root"), "Group")
    _texts(group, UUID=base64.b64encode(b"clinic root grp.").decode(), Name="Root")
    _times(group, BEGUN)
    for row, former in entries:
        entry = _entry(group, row)
        history = Tree.SubElement(entry, "History")
        for old in former:
            _entry(history, old)
    plain = file.with_suffix(".xml")
    Tree.ElementTree(root).write(plain, encoding="utf-8", xml_declaration=True)
    # 2.7 asks twice; 100 ms of key stretching, so that the merge is measured and not that.
    cli("import", "-q", "-p", "-t", "100", plain, file, typed=f"{WORDS}\n{WORDS}\n")
    return file


def _entry(into: Tree.Element, row: dict[str, str]) -> Tree.Element:
    entry = Tree.SubElement(into, "Entry")
    _texts(entry, UUID=base64.b64encode(uuid.UUID(row["id"]).bytes).decode())
    _times(entry, row.get("when", BEGUN))
    for name, value in row.items():
        if name not in ("id", "when"):
            text = Tree.SubElement(entry, "String")
            _texts(text, Key=FIELDS.get(name, name), Value=value)
    return entry


def _texts(into: Tree.Element, **texts: str) -> None:
    for name, text in texts.items():
        Tree.SubElement(into, name).text = text


def _times(into: Tree.Element, when: str) -> None:
    times = Tree.SubElement(into, "Times")
    _texts(times, CreationTime=BEGUN, LastModificationTime=when, LastAccessTime=when, LocationChanged=BEGUN)
    _texts(times, Expires="False", UsageCount="0")


def cli(*words: object, typed: str = f"{WORDS}\n") -> str:
    done = subprocess.run(["keepassxc-cli", *map(str, words)], input=typed.encode(), capture_output=True, check=False)
    if done.returncode:
        raise SystemExit(f"keepassxc-cli {words[0]}: {done.stderr.decode()[-300:]}")
    return done.stdout.decode()


def outcome(file: Path, edits: dict[str, list[list[str]]]) -> dict[str, object]:
    told = Tree.fromstring(cli("export", "-q", file).encode())
    shown: dict[str, dict[str, str]] = {}
    hidden: dict[str, set[str]] = {}
    for entry in told.findall("Root/Group/Entry"):
        id = str(uuid.UUID(bytes=base64.b64decode(entry.findtext("UUID") or "")))
        shown[id] = {s.findtext("Key") or "": s.findtext("Value") or "" for s in entry.findall("String")}
        hidden[id] = {s.findtext("Value") or "" for s in entry.findall("History/Entry/String")}
    wrote = {(id, field): value for id, field, value in edits["sent"]}
    mine = {(id, field): value for id, field, value in edits["here"]}
    kept = lost = both = 0
    for id, field in edits["conflicts"]:
        values = {wrote[id, field], mine[id, field]}
        loser = values - {shown[id][FIELDS.get(field, field)]}
        kept += loser <= hidden[id]
        lost += not loser <= hidden[id]
    for id, theirs, ours in edits["beside"]:
        values = (shown[id][FIELDS.get(theirs, theirs)], shown[id][FIELDS.get(ours, ours)])
        both += values == (wrote[id, theirs], mine[id, ours])
    version = cli("--version", typed="").strip()
    return {
        "listed": 0,
        "hidden": kept,
        "lost": lost,
        "beside": both,
        "note": f"{version}, encrypted; whole files travel",
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
