"""Lists of values: ids with three labels and validity dates. Records store ids; a closed code is never deleted.

Each file is read on first use and kept. Files carry no sources: those stay with the clinic's working papers. Beside the
files stand the values of the clinic's own (`keep_own`), which travel as records; like the language they are those of
the case book that is open.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any

from clinic_app.paths import RESOURCES
from clinic_app.wording.words import spoken

FOLDER = RESOURCES / "reference"

# list name -> (file, column that selects the list's rows, id column)
_FILES = {
    "divisions": ("divisions.csv", "", "id"),
    "courts": ("courts.csv", "", "id"),
    "legal_topics": ("legal_topics.csv", "", "code"),
    "attack_types": ("journalist_taxonomy.csv", "scheme=ATT", "code"),
    "coe_types": ("journalist_taxonomy.csv", "scheme=COE", "code"),
    "mmf_types": ("journalist_taxonomy.csv", "scheme=MMF", "code"),
    "uspft_types": ("incident_codes.csv", "scheme=USPFT", "code"),
    "huridocs_types": ("incident_codes.csv", "scheme=HURIDOCS", "code"),
    "deadline_triggers": ("deadline_triggers.csv", "", "code"),
}
_CODELISTS = ("intake_codelists.csv", "journalist_codelists.csv", "program_codelists.csv")


# The lists a clinic may add to. No rule of the program asks for one of their codes.
OPEN_LISTS = ("legal_topics", "courts", "referral_to", "help_kind", "service_kind", "language", "vulnerability")


@dataclass(frozen=True)
class Item:
    """One value of a list; `labels` has ky, ru, en; `more` holds the file's other columns as text."""

    id: str
    labels: Mapping[str, str]
    parent: str = ""
    aliases: tuple[str, ...] = ()
    valid_from: str = ""
    valid_to: str = ""
    more: Mapping[str, str] = field(default_factory=dict)

    def label(self, language: str = "") -> str:
        """The label in `language`, or in the one in use."""
        return self.labels.get(language or spoken()) or self.labels["en"] or self.id


def items(name: str) -> Mapping[str, Item]:
    """All values of the list `name` in their order, by id; KeyError for an unknown list."""
    return _whole.get(name) or filed(name)


def keep_own(own: Mapping[str, Sequence[Item]]) -> None:
    """Set the clinic's own values, by list: they stand behind the file's, one with a file's id stands in its place."""
    global _edition
    _edition += 1
    _whole.clear()
    for name, some in own.items():
        if name in OPEN_LISTS:
            _whole[name] = MappingProxyType({**filed(name), **{item.id: item for item in some}})


def edition() -> int:
    """Changes whenever the clinic's own values do: what is derived from lists and kept is kept for one edition."""
    return _edition


_whole: dict[str, Mapping[str, Item]] = {}
_edition = 0


@cache
def filed(name: str) -> Mapping[str, Item]:
    """A list as its file has it, without the clinic's own values."""
    if name == "proceedings":
        return MappingProxyType(_proceedings())
    if name == "proceedings_stages":
        return MappingProxyType(_stages())
    if name in _FILES:
        file, where, key = _FILES[name]
        column, _, wanted = where.partition("=")
        rows = [row for row in _rows(file) if not where or row[column] == wanted]
        return MappingProxyType({row[key]: _item(row, key) for row in rows})
    lists = _codelists()
    return MappingProxyType(lists[name])


def label(name: str, code: str, language: str = "") -> str:
    """The label of `code`; a code this program does not know is shown as it is."""
    item = items(name).get(code)
    return item.label(language) if item else code


def children(name: str, parent: str) -> list[Item]:
    """The values directly under `parent`."""
    return [item for item in items(name).values() if item.parent == parent]


def ancestor(name: str, code: str, generation: int = 1) -> str:
    """The id standing `generation` levels below the root on the way to `code` (1 = oblast, top topic); itself if
    higher.
    """
    line = [code]
    known = items(name)
    while line[-1] in known and known[line[-1]].parent and known[line[-1]].parent not in line:
        line.append(known[line[-1]].parent)
    return line[-generation] if len(line) >= generation else line[0]


def open_on(item: Item, day: str) -> bool:
    """Whether the value may be chosen for a record of `day` (ISO date)."""
    return (not item.valid_from or item.valid_from <= day) and (not item.valid_to or day <= item.valid_to)


def document(file: str) -> Any:
    """A JSON file of the reference folder, read once."""
    return _document(file)


@cache
def _document(file: str) -> Any:
    return json.loads((FOLDER / file).read_text(encoding="utf-8"))


@cache
def _codelists() -> dict[str, dict[str, Item]]:
    lists: dict[str, dict[str, Item]] = {}
    for file in _CODELISTS:
        for row in sorted(_rows(file), key=lambda row: (row["list"], int(row["order"]))):
            lists.setdefault(row["list"], {})[row["code"]] = _item(row, "code")
    return lists


def _proceedings() -> dict[str, Item]:
    return {row["code"]: Item(id=row["code"], labels=row["label"]) for row in _document("proceedings.json")["rows"]}


def _stages() -> dict[str, Item]:
    """The stages of all procedures: `civil.filed`, under `civil`."""
    rows = sorted(_document("proceedings_stages.json")["rows"], key=lambda row: (row["procedure"], row["order"]))
    return {
        f"{row['procedure']}.{row['code']}": Item(
            id=f"{row['procedure']}.{row['code']}",
            labels=row["label"],
            parent=row["procedure"],
            more={"terminal": "yes"} if row["terminal"] else {},
        )
        for row in rows
    }


def _rows(file: str) -> list[dict[str, str]]:
    with (FOLDER / file).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def _item(row: dict[str, str], key: str) -> Item:
    named = {"name_ky", "name_ru", "name_en", "valid_from", "valid_to", "aliases", "parent", "parent_id", key}
    return Item(
        id=row[key],
        labels={"ky": row["name_ky"], "ru": row["name_ru"], "en": row["name_en"]},
        parent=row.get("parent") or row.get("parent_id") or "",
        aliases=tuple(part.strip() for part in (row.get("aliases") or "").split(";") if part.strip()),
        valid_from=row.get("valid_from") or "",
        valid_to=row.get("valid_to") or "",
        more={k: v for k, v in row.items() if k not in named and v},
    )
