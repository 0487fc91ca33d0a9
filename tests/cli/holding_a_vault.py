"""A program in the middle of its work, for a test to look at and to kill: run as `python -m tests.cli.holding_a_vault`.

It keeps a draft, saves a record, then begins a large change of which pages are already written to disk, says so, waits.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from clinic_app.clinic import Clinic
from clinic_app.records.person import Person


def main(vault: str, words: str, typed: dict[str, object]) -> None:
    clinic = Clinic.open(Path(vault), Path(words).read_text(encoding="utf-8"))
    clinic.drafts.keep("consultation:new", typed)
    clinic.casework.save(clinic.casework.blank("person", name_display=typed["name"]))
    clinic.casework.ids("person", words=str(typed["name"]))
    clinic._desk.vault.sql.run("pragma cache_size = 20")  # so that an unfinished change has to spill to the disk
    with clinic.in_one_change():
        many = [Person(name_display=f"{typed['name']} {n}", notes=str(typed["name"]) * 40) for n in range(600)]
        clinic.casework.save_many(many)
        print("in the middle", flush=True)
        sys.stdin.readline()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]))
