"""The mistakes of a sheet as a list to work through: to copy, or as a CSV beside the sheet they are in."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from clinic_app.reports.csv_out import guarded
from clinic_app.use_cases.files import leave_whole
from clinic_app.use_cases.importing.faults import RowError
from clinic_app.wording.words import _


def fault_rows(errors: Sequence[RowError]) -> list[list[str]]:
    """Row, column, value, sentence; the headings first, in the language in use."""
    told = [[str(one.row), one.heading or one.column, one.value, one.message] for one in errors]
    return [[_("Row"), _("Column"), _("Value"), _("What is wrong")], *told]


def fault_text(errors: Sequence[RowError]) -> str:
    """The list as it is pasted into a letter or a spreadsheet: tabs between, each mistake on a line."""
    return "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in fault_rows(errors))


def write_faults(errors: Sequence[RowError], file: Path) -> None:
    """Write the list as a CSV (semicolons, UTF-8 with BOM; no cell is a formula), for its owner alone, whole or not.

    It holds what stood in the cells, not encrypted: whoever asks for it is told first. FileUnwritable, DiskFull.
    """
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(
        [guarded(cell) for cell in row] for row in fault_rows(errors)
    )
    leave_whole(file, out.getvalue().encode("utf-8-sig"), private=True)
