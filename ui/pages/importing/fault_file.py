"""The list of mistakes as a file: what it holds and that it is not encrypted is said before it is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from clinic_app.wording.words import _
from ui.files import ask_save
from ui.tasks import WorksFor


class FaultFile(QObject):
    """`written(path)` once the file stands whole, `failed(error)` otherwise."""

    written = Signal(object)
    failed = Signal(object)

    def __init__(self, tasks: WorksFor, parent: QWidget) -> None:
        super().__init__(parent)
        self._tasks, self._page = tasks, parent

    def ask(self, sheet: Path, then: Callable[[Path], object]) -> QMessageBox:
        """Say what will be in the file, then ask where it shall lie; the folder of the sheet is proposed."""
        name = str(sheet.with_name(f"{sheet.stem}-{_('mistakes')}.csv"))
        box = QMessageBox(QMessageBox.Icon.Warning, "Clinic Casebook", warning(), parent=self._page.window())
        box.setObjectName("question")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.addButton(_("Save"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(_("Cancel"), QMessageBox.ButtonRole.RejectRole))
        box.accepted.connect(lambda: ask_save(self._page, _("Where the list shall lie"), name, then, "csv"))
        box.open()
        return box

    def write(self, errors: Sequence[Any], file: Path) -> None:
        """Write the mistakes as a CSV."""
        from clinic_app.use_cases.importing.fault_list import write_faults

        self._tasks.in_background(
            lambda: write_faults(errors, file),
            lambda _none: self.written.emit(file),
            self.failed.emit,
            owner=self,
        )


def warning() -> str:
    """The sentence every table says that holds what people told."""
    return _(
        "With names, numbers and telephones. The file is not encrypted: keep it in the office, "
        "and delete it when it has served."
    )
