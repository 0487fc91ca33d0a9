"""Other builds of this program, as servers of commands: `python -m tests.stories.programs older|newer`.

`older` has two fields fewer in one record type (a text, and a set, whose elements are merged one by one). `newer` has
all fields, one record type more, and words that only it can read (`needs: 1`). In all else both are this build.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

UNKNOWN = ("source_ref", "referral_to")  # the fields that the older program does not have
UNREADABLE = "needs a newer program: "  # what begins so is written in a way that only the newer program reads


def older() -> None:
    """Take two fields out of the declaration of a consultation, as if they had never been written there."""
    from clinic_app.records import declared
    from clinic_app.records.record import TYPES

    known = declared.record_type("consultation")
    fields = tuple(spec for spec in known.fields if spec.name not in UNKNOWN)
    fewer = replace(known, fields=fields, by_name=MappingProxyType({spec.name: spec for spec in fields}))
    known.cls.type = TYPES["consultation"] = fewer


def newer() -> None:
    """Declare one record type more, and read what needs 1. To be called before the program is imported."""
    from clinic_app.journal import content

    content.KNOWN_NEEDS = 1
    written = content.write

    def write(type: str, id: str, fields: Any, seen: Any, **who: str) -> content.Content:
        made = written(type, id, fields, seen, **who)
        needing = any(isinstance(value, str) and value.startswith(UNREADABLE) for value in fields.values())
        return replace(made, needs=1) if needing else made

    content.write = write
    from clinic_app.records import declared
    from clinic_app.records.fields import day, long_text, ref, texts
    from clinic_app.records.record import Record, record

    declared.PUBLIC += ("visit",)

    @record("visit", title="Visit", plural="Visits", audience="shared", title_field="words", date_field="on")
    class Visit(Record):
        """A visit to a village, which the older program has never heard of."""

        on: date | None = day("Day", required=True)
        words: str = long_text("Words", required=True, searchable="body")
        villages: frozenset[str] = texts("Villages")
        consultation_id: str | None = ref("consultation", "Consultation")

    assert Visit.type.name == "visit"


if __name__ == "__main__":
    {"older": older, "newer": newer}[sys.argv[1]]()
    from tests.cli import fork_server

    fork_server.serve()
