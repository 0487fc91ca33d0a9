"""One of two person records that may be one person."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QGridLayout

from clinic_app.wording.dates import number
from clinic_app.wording.words import _, ngettext
from ui.pages.merge.candidate import Choosable
from ui.widgets.frames import Separator
from ui.widgets.labels import ElidedLabel, Label


class PersonCard(Choosable):
    """Name, office, birth year, telephone, how many records; filled anew, and Enter opens the record."""

    def __init__(self, place: int) -> None:
        super().__init__(place, key=False)
        self.setProperty("kind", "candidate")
        self.column.addWidget(Separator())
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        self._values: list[ElidedLabel] = []
        for line, words in enumerate((_("Birth year"), _("Phone"), _("Records"))):
            value = ElidedLabel("")
            grid.addWidget(Label(words, "small", "text2"), line, 0)
            grid.addWidget(value, line, 1)
            self._values.append(value)
        self.column.addLayout(grid)

    def fill(self, person: Any) -> None:
        """Show a person's record."""
        self.avatar.show_name(person.name)
        self.name.setText(person.name)
        self.where.setText(person.office_name or person.office)
        count = ngettext("{n} consultation or case", "{n} consultations and cases", person.records)
        told = (str(person.born or "—"), person.phone or "—", count.format(n=number(person.records)))
        for label, words in zip(self._values, told, strict=True):
            label.setText(words)
        self.setAccessibleName(", ".join((person.name, self.where.text(), *told)))
