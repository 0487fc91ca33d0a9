"""What is done with the chosen deadline: ended, taken back, extended, changed."""

from __future__ import annotations

from typing import Any

from clinic_app.changes import Changes
from clinic_app.wording.words import _
from ui.pages.deadlines.dialogs import ChangeDialog, ExtendDialog
from ui.widgets.frames import Banner


class DeadlineActs:
    """The acts of the page of deadlines; what was ended last can be taken back."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self._undo: tuple[str, str] | None = None  # (id, title) of what was ended last

    def end(self, how: str) -> None:
        """End the chosen deadline; Ctrl+Z takes it back."""
        row = self._page.panel.row
        if row is None:
            return
        page, deadlines, id = self._page, self._page.clinic.deadlines, row.record.id
        page.tasks.on_vault(
            lambda: deadlines.end(id, how),
            lambda changes: self._ended(row, how, changes),
            page.show_failure,
            owner=page,
        )

    def _ended(self, row: Any, how: str, changes: Changes) -> None:
        self._undo = (row.record.id, row.title)
        said = {
            "met": _("Done: {title}"),
            "missed": _("Missed: {title}"),
            "not_needed": _("Not needed: {title}"),
        }.get(how, "{title}")
        self._page.tell(
            Banner("info", "check", said.format(title=row.title), actions=[(_("Undo"), self.take_back)], closable=True)
        )
        self._page.show_change(changes)

    def take_back(self) -> None:
        """What was ended last runs again."""
        undo, self._undo = self._undo, None
        if undo is None:
            return
        page, deadlines = self._page, self._page.clinic.deadlines
        page.hush()
        page.tasks.on_vault(lambda: deadlines.reopen(undo[0]), page.show_change, page.show_failure, owner=page)

    def extend(self) -> None:
        """A notice extends the chosen term."""
        if self._page.panel.row is not None:
            dialog = ExtendDialog(self._page.clinic, self._page.tasks, self._page, self._page.panel.row)
            dialog.saved.connect(self._page.show_change)
            dialog.open()

    def change(self) -> None:
        """Other words or another day for the chosen deadline."""
        if self._page.panel.row is not None:
            dialog = ChangeDialog(self._page.clinic, self._page.tasks, self._page, self._page.panel.row)
            dialog.saved.connect(self._page.show_change)
            dialog.open()
