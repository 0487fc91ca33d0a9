"""What is said once on this computer: it is kept in the settings that it was said."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QMessageBox, QWidget

from clinic_app.wording.words import _

_PRINTED = "told/printing"


def open_print_dialog(dialog: QDialog, parent: QWidget) -> None:
    """Open `dialog`; before the first time say that print queue and memory are not the case book's."""
    if not _is_first(parent, _PRINTED):
        dialog.open()
        return
    said = _("What is printed passes through this computer's print queue, where it may stay for a while.")
    also = _("What is in memory can reach the swap or a hibernation file: encrypt the whole disk as well.")
    box = QMessageBox(QMessageBox.Icon.Information, "Clinic Casebook", said, parent=parent)
    box.setInformativeText(also)
    box.addButton(_("Go on"), QMessageBox.ButtonRole.AcceptRole)
    box.finished.connect(dialog.open)
    box.open()


def _is_first(widget: QObject | None, name: str) -> bool:
    """Whether the window that `widget` belongs to has never said it; without a window nothing is said."""
    while widget is not None:
        first = getattr(widget, "first_time", None)
        if callable(first):
            return bool(first(name))
        widget = widget.parent()
    return False
