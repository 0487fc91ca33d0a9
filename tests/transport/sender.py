"""A small program that leaves one file at a place, or fetches it, and may be killed at any moment and started again.

Its notes (a line of JSON each, in a file) stand for the vault's table of parts and of the places' part sizes.

    python -m tests.transport.sender ERRAND.json
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from clinic_app.errors import PlaceFailed
from clinic_app.transport.fetching import fetch
from clinic_app.transport.kinds import KINDS, open_place
from clinic_app.transport.leaving import PartLeft, Piece, PieceProgress, leave
from clinic_app.transport.pace import FIRST_PART, Pace


class Notes:
    """What was noted of the parts and of the pace; every line is on disk before work goes on."""

    def __init__(self, path: Path) -> None:
        self.parts: dict[int, PartLeft] = {}
        self.size = FIRST_PART
        self._file = path.open("a+b")
        self._file.seek(0)
        for line in self._file.read().split(b"\n")[:-1]:  # a line that was cut off is none
            told = json.loads(line)
            self.size = told["size"]
            part = PartLeft(**told["part"])
            self.parts[part.start] = part

    def keep(self, part: PartLeft, size: int) -> None:
        self._file.write(json.dumps({"part": asdict(part), "size": size}).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())


def run(errand: dict[str, Any]) -> dict[str, Any]:
    """Leave or fetch as `errand` says; told is what it took."""
    place = open_place(errand["kind"], KINDS[errand["kind"]].settings(**errand["settings"]), "the place")
    notes = Notes(Path(errand["notes"]))
    pace = Pace(notes.size)
    file, gave_up = Path(errand["file"]), []

    def tell(progress: PieceProgress) -> None:
        if progress.part:
            notes.parts[progress.part.start] = progress.part
            notes.keep(progress.part, pace.size)

    began = time.monotonic()
    while True:
        try:
            if errand["act"] == "leave":
                known = tuple(notes.parts.values())
                size, data = errand["bytes"], file
                leave(place, Piece(errand["name"], errand["sha256"], size, data, known), pace, tell)
            else:
                fetch(place, errand["name"], errand["sha256"], errand["bytes"], file, pace, tell)
            break
        except PlaceFailed as problem:  # the outbox would begin again after a while
            if not problem.why.passing:
                raise
            gave_up.append(problem.why.value)
    place.close()
    return {"seconds": time.monotonic() - began, "parts": len(notes.parts), "size": pace.size, "gave_up": gave_up}


if __name__ == "__main__":
    print(json.dumps(run(json.loads(Path(sys.argv[1]).read_text("utf-8")))))
