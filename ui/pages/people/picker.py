"""A field in which somebody of the case book is found by typing a name in any spelling."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject

from clinic_app.wording.words import _
from ui.forms.latest import Latest
from ui.forms.people_controls import person_option
from ui.tasks import WorksFor
from ui.widgets.typeahead import Typeahead

LEAST_LETTERS = 3


class PersonPicker(Typeahead):
    """`value()` is the id of who was taken, "" while nobody is."""

    def __init__(self, clinic: Any, tasks: WorksFor, name: str, owner: QObject) -> None:
        super().__init__((), placeholder=_("Name"), icon="users", filtering=False)
        self.setAccessibleName(name)
        self._clinic = clinic
        self._without = ""
        self._latest = Latest(tasks, owner)
        self.typed.connect(self._ask)

    def leave_out(self, person: str) -> None:
        """Nobody is related to themselves."""
        self._without = person
        self.set_options(())
        self.set_value("")
        self.clear()

    def _ask(self, text: str) -> None:
        if len(text.strip()) < LEAST_LETTERS:
            self.set_options(())
            return
        clinic = self._clinic
        self._latest.ask(lambda: clinic.people.check(text, None, limit=8), self._offer)

    def _offer(self, hits: list[Any]) -> None:
        self.set_options([person_option(hit) for hit in hits if hit.id != self._without])
        if self.hasFocus() and self.text().strip() and not self.value():
            self.open_list()
