"""What a list asks of records, as SQL tests: the meaning of `where` everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clinic_app.records.record import RecordType
from clinic_app.records.values import Elements

_OF_EVERY_RECORD = ("id", "home", "erased", "moving_to")


def tests_of(
    kind: RecordType, where: Mapping[str, Any] | None, archived: bool | None = None
) -> tuple[list[str], list[Any]]:
    """(tests, their values). `where`: column -> value, set of values, or a pair ("from", "to") of texts, inclusive;
    `archived` None asks nothing of archiving and erasing. UnknownField.
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
    return tests, values
