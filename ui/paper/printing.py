"""Print and save finished PDF bytes: the pages are drawn in the background, the file is written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from clinic_app.wording.words import _
from ui.files import ask_save
from ui.first_time import open_print_dialog
from ui.paper.rendering import page_images, print_images
from ui.problems import show_problem
from ui.tasks import WorksFor

PRINT_DPI = 300
_A4_WIDTH_INCHES = 8.27

Told = Callable[[Exception], object]


def print_pdf(
    pdf: bytes,
    tasks: WorksFor,
    parent: QWidget,
    failed: Told | None = None,
    printed: Callable[[], object] = lambda: None,
) -> QPrintDialog:
    """Ask for a printer, then put the pages on paper; `printed` once the system has them."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(PRINT_DPI)
    printer.setFullPage(True)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(_("Print"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def put_on_paper(images: list[QImage]) -> None:
        print_images(images, printer)
        printed()

    def draw() -> None:
        width = round(PRINT_DPI * _A4_WIDTH_INCHES)
        tasks.in_background(lambda: page_images(pdf, width), put_on_paper, failed, owner=parent)

    dialog.accepted.connect(draw)
    open_print_dialog(dialog, parent)
    return dialog


def save_as(
    content: Callable[[], bytes],
    suffix: str,
    name: str,
    tasks: WorksFor,
    parent: QWidget,
    saved: Callable[[Path], object] | None = None,
    failed: Told | None = None,
) -> None:
    """Ask where, then make the bytes and write them, both in the background."""

    def write(out: Path) -> None:
        tasks.in_background(lambda: _write(content(), out), saved, failed or _tell(parent), owner=parent)

    ask_save(parent, _("Save"), f"{name}.{suffix}", write, suffix)


def _write(content: bytes, out: Path) -> Path:
    from clinic_app.use_cases.files import leave_whole

    leave_whole(out, content)
    return out


def _tell(parent: QWidget) -> Told:
    return lambda error: show_problem(error, parent=parent)
