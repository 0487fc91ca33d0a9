"""The receipt of an erasure on paper, in a language of the client's."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from clinic_app.wording.words import LANGUAGES, OWN_NAMES, _, spoken
from ui.paper.card import SheetDialog
from ui.tasks import WorksFor
from ui.widgets.segments import Segments


class ReceiptDialog(SheetDialog):
    """Shown in the language in use first; it names no content in any."""

    def __init__(self, clinic: Any, tasks: WorksFor, parent: QWidget, record: str) -> None:
        self._sheet = partial(clinic.erasure_papers.sheet, record)
        super().__init__(
            self._sheet,
            tasks,
            parent,
            "receipt",
            _("Receipt of an erasure"),
            note=lambda _act, format: clinic.erasure_papers.note(record, format),
        )
        self.language = Segments([(one, OWN_NAMES[one]) for one in LANGUAGES], spoken(), name=_("Language"))
        self.language.changed.connect(self._in_language)
        self.notices.addWidget(self.language)

    def _in_language(self, language: str) -> None:
        for button in (self.print, self.save):
            button.setEnabled(False)
        self._tasks.on_vault(partial(self._sheet, language), self._lay_out, self._fail, owner=self)
