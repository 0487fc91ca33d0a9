"""Choosing a file leaves no trace of where a person has been."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox, QWidget

from ui.files import ask_files, ask_save
from ui.theme.theme import Theme


@pytest.fixture
def own_settings(tmp_path: Path) -> Iterator[Path]:
    """Qt's own settings in a folder of the test."""
    if sys.platform in ("win32", "darwin"):
        pytest.skip("Qt keeps its settings in no file here")
    before = Path(QSettings(QSettings.Scope.UserScope, "QtProject").fileName()).parent
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))
    yield tmp_path / "settings"
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(before))


@pytest.fixture
def parent(qapp: QApplication, dressed: Theme) -> Iterator[QWidget]:
    """A window that outlives its dialogs, as pages do."""
    made = QWidget()
    made.show()
    yield made
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    made.close()


def test_nothing_remembers_the_folder(parent: QWidget, tmp_path: Path, own_settings: Path) -> None:
    """Planted: without `_forget` the folder's name stood in QtProject.conf, and this failed."""
    folder = tmp_path / "a-telling-name"
    folder.mkdir()
    (folder / "x.clinic").write_bytes(b"")
    chosen: list[list[Path]] = []
    dialog = ask_files(parent, "Which", chosen.append, ["Packages (*.clinic)"])
    dialog.setDirectory(str(folder))
    dialog.selectFile("x.clinic")
    dialog.accept()
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert chosen == [[folder / "x.clinic"]]
    kept = "".join(file.read_text() for file in own_settings.rglob("*") if file.is_file())
    assert "a-telling-name" not in kept


def test_a_missing_suffix_is_added(parent: QWidget, tmp_path: Path, own_settings: Path) -> None:
    chosen: list[Path] = []
    dialog = ask_save(parent, "Where", "report.pdf", chosen.append, "pdf")
    dialog.findChild(QLineEdit, "fileNameEdit").setText(str(tmp_path / "mine"))
    dialog.accept()
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert chosen == [tmp_path / "mine.pdf"]


def test_a_file_is_replaced_only_when_somebody_says_so(parent: QWidget, tmp_path: Path, own_settings: Path) -> None:
    (tmp_path / "mine.pdf").write_bytes(b"old")
    chosen: list[Path] = []
    dialog = ask_save(parent, "Where", "report.pdf", chosen.append, "pdf")
    dialog.findChild(QLineEdit, "fileNameEdit").setText(str(tmp_path / "mine.pdf"))
    dialog.accept()
    box = parent.findChild(QMessageBox)
    assert chosen == []
    next(button for button in box.buttons() if button.text() == "Replace").click()
    assert chosen == [tmp_path / "mine.pdf"]
