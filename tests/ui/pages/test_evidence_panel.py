"""Evidence in the window: what is dropped is sealed and kept, looked at from memory, and its custody log says so.

Planted once: the bytes shown were first written to a temporary file; the test that watches the disk failed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QWidget

from clinic_app.clinic import Clinic
from clinic_app.errors import Cancelled
from clinic_app.use_cases import sealed_files
from tests.ui.pages.keys import press
from ui.evidence.attaching import Pasted, files_in, given_in
from ui.evidence.custody import CustodyDialog
from ui.evidence.export_dialog import ExportDialog
from ui.evidence.panel import EvidencePanel
from ui.evidence.presenter import PDF, PICTURE, TEXT, shape_of, text_of, why_not_shown
from ui.evidence.viewer import Viewer, ViewerDialog
from ui.tasks import InlineTasks
from ui.theme.theme import Theme

WORDS = "Редакциянын эшигине кагаз калтырылган."


def png(wide: int = 40, high: int = 30) -> bytes:
    """A picture."""
    held = QBuffer()
    held.open(QIODevice.OpenModeFlag.WriteOnly)
    image = QImage(wide, high, QImage.Format.Format_RGB32)
    image.fill(0xFF3366)
    image.save(held, "PNG")
    return bytes(held.data().data())


@pytest.fixture
def panel(qtbot: Any, clinic: Clinic, case: Callable[..., Any], theme: Theme) -> EvidencePanel:
    """The panel of a case without evidence."""
    made = EvidencePanel(clinic, InlineTasks(), "journalist_case")
    qtbot.addWidget(made)
    made.resize(780, 500)
    made.show()
    made.open(case().id)
    return made


def note(folder: Path, name: str = "кагаз.txt") -> Path:
    """A file with words in it."""
    file = folder / name
    file.write_text(WORDS, encoding="utf-8")
    return file


def test_a_dropped_file_is_sealed_kept_and_listed(panel: EvidencePanel, tmp_path: Path, clinic: Clinic) -> None:
    told: list[Any] = []
    panel.changed.connect(told.append)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(note(tmp_path)))])
    copy = Qt.DropAction.CopyAction
    panel.dropEvent(
        QDropEvent(QPointF(panel.rect().center()), copy, mime, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier)
    )
    assert [row.name for row in panel.rows] == ["кагаз.txt"]
    assert "Айгүл Токтосунова" in panel.rows[0].second
    assert told and told[0].include("attachment")
    assert not any(WORDS.encode() in path.read_bytes() for path in clinic.folder.rglob("*") if path.is_file())


def test_a_folder_brings_what_is_in_it_but_nothing_hidden(panel: EvidencePanel, tmp_path: Path) -> None:
    folder = tmp_path / "scans"
    (folder / "inside").mkdir(parents=True)
    note(folder, "1.txt").write_text("бир", encoding="utf-8")
    note(folder / "inside", "2.txt").write_text("эки", encoding="utf-8")
    note(folder, ".hidden")
    note(folder, "Thumbs.db")
    panel.add([folder])
    assert sorted(row.name for row in panel.rows) == ["1.txt", "2.txt"]


def test_a_pasted_picture_is_kept_without_a_file(panel: EvidencePanel) -> None:
    mime = QMimeData()
    mime.setImageData(QImage.fromData(png()))
    given = given_in(mime)
    assert len(given) == 1 and isinstance(given[0], Pasted)
    panel.add(given)
    assert [row.icon for row in panel.rows] == ["photo"]


def test_nothing_is_opened_on_the_vaults_thread(
    panel: EvidencePanel, tmp_path: Path, clinic: Clinic, case: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: `keep` opened a twin of 500 MB itself, and nobody could save a word meanwhile."""
    at_the_vault: list[bool] = [False]
    opened: list[bool] = []
    tasks, truly = InlineTasks(), sealed_files.open_into

    def on_vault(work: Callable[[], Any], *more: Any, **told: Any) -> None:
        def there() -> Any:
            at_the_vault[0] = True
            try:
                return work()
            finally:
                at_the_vault[0] = False

        InlineTasks.on_vault(tasks, there, *more, **told)

    def opening(*told: Any, **more: Any) -> None:
        opened.append(at_the_vault[0])
        truly(*told, **more)

    monkeypatch.setattr(tasks, "on_vault", on_vault)
    monkeypatch.setattr(sealed_files, "open_into", opening)
    panel.tasks = panel.attaching._tasks = tasks
    panel.add([note(tmp_path)])
    other = case()
    panel.open(other.id)
    panel.add([note(tmp_path, "дагы.txt")])
    panel.list.choose(0)
    panel.acts.check()
    ExportDialog(clinic, tasks, panel, panel.row().record, print).write(tmp_path / "out.txt")
    assert len(opened) >= 3 and not any(opened)
    assert len(clinic.casework.ids("attachment")) == 2
    assert (
        len({one.sealed_name for one in clinic.casework.load_many("attachment", clinic.casework.ids("attachment"))})
        == 1
    )


def test_an_empty_file_is_refused_in_words_and_the_others_are_kept(panel: EvidencePanel, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    panel.add([tmp_path / "empty.txt", note(tmp_path)])
    assert [row.name for row in panel.rows] == ["кагаз.txt"]
    assert panel.notices.count() == 1


def test_what_was_cancelled_leaves_nothing(panel: EvidencePanel, tmp_path: Path, clinic: Clinic) -> None:
    def stop(*_step: Any) -> None:
        panel.attaching.cancel()

    panel.attaching.stepped.connect(stop)
    panel.add([note(tmp_path, "1.txt"), note(tmp_path, "2.txt")])
    assert not panel.rows and not panel.progress.isVisible() and not panel.attaching.is_busy()
    assert not [path for path in (clinic.folder / "blobs").rglob("*") if path.is_file()]
    assert issubclass(Cancelled, Exception)


def test_enter_shows_the_file_and_the_log_says_who_looked(
    panel: EvidencePanel, tmp_path: Path, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel.add([note(tmp_path)])
    (tmp_path / "passing").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "passing"))
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    press(panel.list, Qt.Key.Key_Return)
    dialog = panel.findChild(ViewerDialog)
    assert dialog is not None and dialog.viewer.text.toPlainText() == WORDS
    after = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert not {path for path in after - before if "vault" not in path.parts}
    kinds = [one.kind for one in clinic.evidence.custody(panel.rows[0].id)]
    assert kinds == ["added", "viewed"]
    dialog.reject()


class Watched(InlineTasks):
    """Tells whether the vault's thread would be at work."""

    at_the_vault = False

    def on_vault(self, work: Callable[[], Any], *told: Any, **more: Any) -> None:
        def seen() -> Any:
            self.at_the_vault = True
            try:
                return work()
            finally:
                self.at_the_vault = False

        InlineTasks.on_vault(self, seen, *told, **more)


@pytest.mark.parametrize("bare", [False, True])
def test_a_file_is_given_out_beside_the_vaults_thread(
    panel: EvidencePanel, tmp_path: Path, clinic: Clinic, monkeypatch: pytest.MonkeyPatch, bare: bool
) -> None:
    """Planted once: the dialog exported on the vault's thread, where 500 MB would have stopped everything else."""
    photo = tmp_path / "photo.png"
    told = QImage(40, 40, QImage.Format.Format_RGB32)
    told.setText("Author", "Аида")
    assert told.save(str(photo))
    panel.add([photo])
    tasks, reading = Watched(), sealed_files.open_into

    def watched(*told: Any, **more: Any) -> Any:
        assert not tasks.at_the_vault
        return reading(*told, **more)

    monkeypatch.setattr(sealed_files, "open_into", watched)
    out, written = tmp_path / "out.png", list[Path]()
    dialog = ExportDialog(clinic, tasks, panel, panel.row().record, written.append)
    dialog.who.setText("сот")
    dialog.how.set_value("bare" if bare else "whole")
    dialog.write(out)
    assert written == [out] and QImage(str(out)).width() == 40
    last = clinic.evidence.custody(panel.rows[0].id)[-1]
    assert (last.kind, last.to_whom) == ("exported", "сот")
    assert (last.sha256 != panel.row().record.sha256) is bare  # the log names what really left


def test_the_custody_log_is_shown_newest_first(panel: EvidencePanel, tmp_path: Path) -> None:
    panel.add([note(tmp_path)])
    panel.acts.check()
    panel.acts.show_custody()
    dialog = panel.findChild(CustodyDialog)
    assert dialog is not None
    assert len(dialog.list.lines()) == 2
    assert dialog.list.lines()[0].second.startswith("Айгүл")
    dialog.reject()


def test_a_file_that_is_not_here_says_so_instead_of_opening(
    panel: EvidencePanel, tmp_path: Path, clinic: Clinic
) -> None:
    panel.add([note(tmp_path)])
    for blob in [path for path in (clinic.folder / "blobs").rglob("*") if path.is_file()]:
        blob.unlink()
    panel.refresh()
    assert not panel.rows[0].here and not panel.open_button.isEnabled()
    panel.acts.open_piece()
    assert panel.findChild(ViewerDialog) is None and panel.notices.count() == 1


def test_what_a_file_is_is_told_by_its_bytes() -> None:
    assert shape_of(b"%PDF-1.7 ...") == PDF
    assert shape_of(png()) == PICTURE
    assert shape_of(WORDS.encode("cp1251")) == TEXT
    assert shape_of(b"PK\x03\x04\x00\x00") == ""
    assert text_of("Арыз".encode()[:-1]) == "Ары"
    assert why_not_shown(70_000_000, PDF) and not why_not_shown(1000, PDF)


@pytest.mark.parametrize("content", [b"%PDF-1.4 broken", b"\x89PNG\r\n\x1a\nbroken"])
def test_a_damaged_file_is_refused_in_words(qtbot: Any, theme: Theme, content: bytes) -> None:
    viewer = Viewer(InlineTasks())
    qtbot.addWidget(viewer)
    viewer.show_bytes(content)
    assert viewer.image().isNull() and viewer.stack.currentWidget() is not viewer.text
    assert not viewer.larger.isVisible()


def test_a_picture_grows_and_shrinks_by_keys(qtbot: Any, theme: Theme) -> None:
    viewer = Viewer(InlineTasks())
    qtbot.addWidget(viewer)
    viewer.resize(800, 600)
    viewer.show()
    viewer.show_bytes(png(400, 300))
    paper: QWidget = viewer._paper
    before = paper.minimumWidth()
    viewer.zoom(1)
    QApplication.processEvents()
    assert paper.minimumWidth() > before and viewer.share.text() == "125 %"


def test_a_folder_too_large_is_cut(tmp_path: Path) -> None:
    for n in range(3):
        note(tmp_path, f"{n}.txt")
    assert len(files_in([tmp_path])) == 3
