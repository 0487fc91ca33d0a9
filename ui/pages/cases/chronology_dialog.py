"""The chronology of a case on paper; before it goes to others it says which words on it name somebody."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from clinic_app.use_cases.case_paper import OFFICE
from clinic_app.wording.words import _
from ui.paper.card import SheetDialog, note_paper
from ui.tasks import WorksFor
from ui.widgets.frames import Banner, clear_layout

_SHOWN = 5


class ChronologyDialog(SheetDialog):
    """The paper as `reader` may see it; where a name was typed into a title, each step can be called by its kind."""

    def __init__(self, clinic: Any, tasks: WorksFor, parent: QWidget, case: str, reader: str) -> None:
        read = partial(clinic.case_paper.chronology, case, reader=reader)
        note = note_paper(clinic, "chronology", "journalist_case", case)
        super().__init__(read, tasks, parent, "chronology", _("Chronology"), note=note)
        self._read = read
        if reader != OFFICE:
            tasks.on_vault(lambda: clinic.case_paper.names_on(case, reader), self._warn, self._fail, owner=self)

    def _warn(self, words: Sequence[str]) -> None:
        if not words:
            return
        shown = ", ".join(f"“{word}”" for word in words[:_SHOWN]) + ("…" if len(words) > _SHOWN else "")
        said = _("These words may tell who somebody is: {words}").format(words=shown)
        why = _("They were typed into titles. Look before you give it away, or let each step be called by its kind.")
        self.warning = Banner("warn", "alert-triangle", said, why, [(_("Call steps by their kind"), self.call_by_kind)])
        self.notices.addWidget(self.warning)

    def call_by_kind(self) -> None:
        """The same paper without what was typed into titles."""
        clear_layout(self.notices)
        for button in (self.print, self.save):
            button.setEnabled(False)
        self._tasks.on_vault(partial(self._read, by_kind=True), self._lay_out, self._fail, owner=self)
