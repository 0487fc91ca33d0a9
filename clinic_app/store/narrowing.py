"""What a list asks of records, as SQL tests: the meaning of `where` everywhere."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clinic_app.records.record import RecordType
from clinic_app.records.values import Elements

_OF_EVERY_RECORD = ("id", "home", "erased", "moving_to")


@dataclass(frozen=True)
class Bound:
    """What of a type one person is shown: a column's value is one of `only` (None: any), and none of `but`.

    An empty column counts as "", which is in neither, unless somebody says so.
    """

    column: str
    only: frozenset[str] | None = None
    but: frozenset[str] = frozenset()

    def allows(self, value: object) -> bool:
        told = str(value or "")
        return (self.only is None or told in self.only) and told not in self.but


Bounds = Sequence[Bound]


def tests_of(
    kind: RecordType, where: Mapping[str, Any] | None, archived: bool | None = None, bounds: Bounds = ()
) -> tuple[list[str], list[Any]]:
    """(tests, their values). `where`: column -> value, set of values, or a pair ("from", "to") of texts, inclusive;
    `archived` None asks nothing of archiving and erasing; `bounds`: nothing beyond them. UnknownField.
    """
    tests: list[str] = []
    values: list[Any] = []
    for name, wanted in (where or {}).items():
        if name not in _OF_EVERY_RECORD:
            kind.field(name)
        if wanted is None:
            tests.append(f'"{name}" is null')
        elif isinstance(wanted, tuple):
            tests.append(f'"{name}" between ? and ?')
            values += wanted
        elif name == "erased" and wanted:
            tests.append("erased = ? and erased <> ''")  # the second half lets the small index serve
            values.append(wanted)
        elif isinstance(wanted, (set, frozenset, list)):
            tests.append(f'"{name}" in ({",".join("?" * len(wanted))})')
            values += sorted(wanted)
        elif name in kind.by_name and kind.by_name[name].kind.in_elements:
            tests.append(
                f'exists (select 1 from json_each("{name}") e where e.value = ?'
                f" or json_extract(e.value, '$.kind') = ?)"
                if not isinstance(kind.by_name[name].kind, Elements)
                else f'exists (select 1 from json_each("{name}") e where e.value = ?)'
            )
            values += [wanted, wanted] if not isinstance(kind.by_name[name].kind, Elements) else [wanted]
        else:
            tests.append(f'"{name}" = ?')
            values.append(int(wanted) if isinstance(wanted, bool) else wanted)
    if archived is not None:
        tests.append("archived = ? and erased = ''")
        values.append(int(archived))
    for bound in bounds:
        # A list as one value: SQLite puts it into a table of its own once, and asks that for each row.
        if bound.only is not None:
            tests.append(f'"{bound.column}" in (select value from json_each(?))')
            values.append(json.dumps(sorted(bound.only)))
        if bound.but:
            tests.append(f"coalesce(\"{bound.column}\", '') not in (select value from json_each(?))")
            values.append(json.dumps(sorted(bound.but)))
    return tests, values
