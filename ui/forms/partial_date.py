"""Dates of which only a part may be known: 22.11.2024, 03.2024, 2024, and ~2023 for "about"."""

from __future__ import annotations

from datetime import date
from typing import Any

from clinic_app.records.record import Field
from clinic_app.wording.words import _
from ui.forms.controls import DayControl
from ui.widgets.date_edit import DateEdit
from ui.widgets.typed_dates import TypedDate, read_date, write_date

ABOUT = "~"


class PartialDateEdit(DateEdit):
    """A typed date that may be a year, a month, or about one; what it means stands behind the words as one types."""

    def __init__(self) -> None:
        super().__init__(partial=True, placeholder=_("22.11.2024, 03.2024 or ~2023"))

    def typed(self) -> TypedDate | None:
        return read_date(self.text().strip().lstrip(ABOUT), self._today(), partial=True)

    def iso(self) -> str:
        typed = self.typed()
        return f"{self._about()}{typed.iso}" if typed else ""

    def set_value(self, value: date | str | None) -> None:
        self.setText(_written(value) if isinstance(value, str) else write_date(value) if value else "")
        self.setCursorPosition(0)

    def _about(self) -> str:
        return ABOUT if self.text().strip().startswith(ABOUT) else ""

    def _full(self) -> str:
        return _written(self.iso())


class PartialDayControl(DayControl):
    """A date of which only the year or the month may be known; `~` (about) is kept."""

    def __init__(self, spec: Field) -> None:
        super().__init__(spec, PartialDateEdit())

    def show(self, value: Any) -> None:
        super().show(str(value or ""))


def _written(iso: str) -> str:
    """~03.2024 from ~2024-03."""
    about = ABOUT if iso.startswith(ABOUT) else ""
    return about + write_date(iso.lstrip(ABOUT))
