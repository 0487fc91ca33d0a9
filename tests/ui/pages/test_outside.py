"""A piece of evidence shown by another program: a warning first, and the copy goes when it is to go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from clinic_app.clinic import Clinic
from ui.evidence.outside import OutsideDialog
from ui.evidence.outside_watch import outside_copies
from ui.evidence.panel import EvidencePanel
from ui.tasks import InlineTasks
from ui.theme.theme import Theme


class OtherProgram(QObject):
    """What the system would start for a file."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[tuple[Path, str]] = []

    @Slot(QUrl)
    def show(self, url: QUrl) -> None:
        path = Path(url.toLocalFile())
        self.shown.append((path, path.read_text(encoding="utf-8")))


@pytest.fixture
def other() -> Iterator[OtherProgram]:
    other = OtherProgram()
    QDesktopServices.setUrlHandler("file", other, "show")
    yield other
    QDesktopServices.unsetUrlHandler("file")


@pytest.fixture
def dialog(
    qtbot: Any, clinic: Clinic, case: Callable[..., Any], theme: Theme, tmp_path: Path, other: OtherProgram
) -> OutsideDialog:
    file = tmp_path / "кат.txt"
    file.write_text("күбөнүн каты", encoding="utf-8")
    matter = case()
    clinic.evidence.attach("journalist_case", matter.id, file)
    panel = EvidencePanel(clinic, InlineTasks(), "journalist_case")
    qtbot.addWidget(panel)
    panel.show()
    panel.open(matter.id)
    row = panel.rows[0]
    made = OutsideDialog(clinic, InlineTasks(), panel, row.id, row.name)
    made.open()
    return made


def test_nothing_is_written_before_the_warning_was_read(dialog: OutsideDialog, other: OtherProgram) -> None:
    assert outside_copies().paths() == [] and dialog.cancel.hasFocus()
    dialog.cancel.click()
    assert other.shown == [] and outside_copies().paths() == []


def test_the_copy_is_shown_and_removed_by_the_button(
    dialog: OutsideDialog, other: OtherProgram, clinic: Clinic
) -> None:
    dialog.go.click()
    [(path, words)] = other.shown
    assert words == "күбөнүн каты" and outside_copies().paths() == [path]
    assert clinic.outside.left() == [path]
    dialog.cancel.click()
    assert not path.exists() and clinic.outside.left() == [] and outside_copies().paths() == []


def test_the_lock_takes_it_away(dialog: OutsideDialog, other: OtherProgram) -> None:
    """The dialog is destroyed with its window and could not."""
    dialog.go.click()
    [(path, _words)] = other.shown
    outside_copies().remove_now()
    assert not path.exists() and outside_copies().paths() == []


def test_a_change_made_there_is_told_and_not_kept(dialog: OutsideDialog, other: OtherProgram, qtbot: Any) -> None:
    dialog.go.click()
    [(path, _words)] = other.shown
    path.chmod(0o600)
    with qtbot.waitSignal(outside_copies().changed):
        path.write_text("башка", encoding="utf-8")
    qtbot.waitUntil(lambda: dialog.notices.count() == 1)
    dialog.cancel.click()
    assert not path.exists()
