"""Qt's own few words (the menu of a line edit, a box's buttons) in our languages: there is no qtbase_ky."""

from __future__ import annotations

from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication

from clinic_app.wording.words import N_, _

# Qt's source -> ours; access letters are left out, for theirs are Latin.
_OURS = {
    "&Undo": N_("Undo"),
    "&Redo": N_("Redo"),
    "Cu&t": N_("Cut"),
    "&Copy": N_("Copy"),
    "&Paste": N_("Paste"),
    "Delete": N_("Delete"),
    "Select All": N_("Select all"),
    "OK": N_("OK"),
    "&OK": N_("OK"),
    "Cancel": N_("Cancel"),
    "&Cancel": N_("Cancel"),
    "Close": N_("Close"),
    "&Close": N_("Close"),
    "Save": N_("Save"),
    "&Save": N_("Save"),
    "Open": N_("Open"),
    "&Open": N_("Open"),
    "&Yes": N_("Yes"),
    "&No": N_("No"),
}


class QtWords(QTranslator):
    """Answers Qt from our catalogue, in the language in use at the moment."""

    def translate(self, _context: str, source: str, _comment: str = "", _n: int = -1) -> str | None:
        ours = _OURS.get(source)
        return _(ours) if ours else None

    def isEmpty(self) -> bool:
        return False


_installed: list[QtWords] = []


def install_qt_words(app: QApplication) -> None:
    """Let `app` speak our words; once is enough, switching the language included."""
    if not _installed:
        _installed.append(QtWords(app))
        app.installTranslator(_installed[0])
