"""The button that takes drafts up again: one at once, several by a menu."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu

from clinic_app.store.vault import Draft
from clinic_app.wording.dates import date_time
from clinic_app.wording.words import _, ngettext
from ui.widgets.buttons import Button

_MOST = 12  # of a menu


class DraftButton(Button):
    """`wanted(type, given)` asks for the form that goes on with a draft. Hidden while there are none."""

    wanted = Signal(str, dict)

    def __init__(self) -> None:
        super().__init__("", "pencil")
        self._drafts: Sequence[Draft] = ()
        self.clicked.connect(self._choose)
        self.hide()

    def offer(self, drafts: Sequence[Draft]) -> None:
        """These wait."""
        self._drafts = drafts
        self.say(ngettext("Continue {n} draft", "Continue {n} drafts", len(drafts)).format(n=len(drafts)))
        self.setVisible(bool(drafts))

    def _choose(self) -> None:
        if len(self._drafts) == 1:
            self._take_up(self._drafts[0])
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for draft in self._drafts[:_MOST]:
            title = str(draft.content.get("title") or "") or _("Without a name")
            words = " · ".join((title, date_time(draft.at.astimezone())))
            menu.addAction(words.replace("&", "&&"), lambda draft=draft: self._take_up(draft))
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))
        if menu.actions():
            menu.setActiveAction(menu.actions()[0])

    def _take_up(self, draft: Draft) -> None:
        id = draft.content.get("id")
        self.wanted.emit(draft.content["type"], {"draft": draft.key, **({"id": id} if id else {})})
