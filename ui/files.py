"""Choosing files and folders: Qt's own dialog, in our words, which remembers nothing of where a person has been."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QDir, QSettings, QStorageInfo, Qt, QUrl
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from clinic_app.wording.words import _

Chosen = Callable[[list[Path]], object]
PACKAGES = "*.clinic"
PICTURES = "*.png *.jpg *.jpeg"


def ask_folder(parent: QWidget, title: str, then: Callable[[Path], object]) -> QFileDialog:
    """Ask for a folder (or a stick); `then(folder)` once one was chosen."""
    dialog = _dialog(parent, title, _("Choose"), lambda paths: then(paths[0]))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.open()
    return dialog


def ask_files(
    parent: QWidget, title: str, then: Chosen, filters: Sequence[str] = (), *, several: bool = False
) -> QFileDialog:
    """Ask for a file, or `several`; `then(paths)` once chosen. A filter is written as `Packages (*.clinic)`."""
    dialog = _dialog(parent, title, _("Open"), then)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles if several else QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters([*filters, _("All files (*)")])
    dialog.open()
    return dialog


def ask_packages(parent: QWidget, then: Chosen) -> QFileDialog:
    """Ask for packages, several at once."""
    return ask_files(parent, _("Which packages"), then, [_("Packages (*.clinic)")], several=True)


def ask_source(parent: QWidget, then: Chosen) -> QFileDialog:
    """Ask for a folder that packages lie in; `then([folder])`."""
    return ask_folder(parent, _("In which folder the packages are"), lambda folder: then([folder]))


def ask_save(parent: QWidget, title: str, name: str, then: Callable[[Path], object], suffix: str) -> QFileDialog:
    """Ask where to save; `name` is proposed, `suffix` ("pdf") is added where it is missing."""
    dialog = _dialog(parent, title, _("Save"), lambda paths: _once_more(parent, paths[0], then))
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # Qt would ask in English
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setLabelText(QFileDialog.DialogLabel.Accept, _("Save"))
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setDefaultSuffix(suffix)
    dialog.setNameFilters([f"*.{suffix}"])
    dialog.selectFile(name)
    dialog.open()
    return dialog


def _once_more(parent: QWidget, path: Path, then: Callable[[Path], object]) -> None:
    """Ask before a file is replaced."""
    if not path.exists():
        then(path)
        return
    words = _("There is a file {name} already. Replace it?").format(name=path.name)
    box = QMessageBox(QMessageBox.Icon.Question, "Clinic Casebook", words, parent=parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.addButton(_("Replace"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(_("Cancel"), QMessageBox.ButtonRole.RejectRole)
    box.accepted.connect(lambda: then(path))
    box.open()


def _dialog(parent: QWidget, title: str, accept: str, then: Chosen) -> QFileDialog:
    dialog = QFileDialog(parent, title, str(Path.home()))
    dialog.setObjectName("file-dialog")
    # A native dialog would leave the folder in the system's list of recent places.
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setViewMode(QFileDialog.ViewMode.List)  # the headings of the other one speak English
    dialog.setHistory([])
    dialog.setSidebarUrls(_places())
    label = QFileDialog.DialogLabel
    for which, words in (
        (label.LookIn, _("Folder:")),
        (label.FileName, _("Name:")),
        (label.FileType, _("Kind:")),
        (label.Accept, accept),
        (label.Reject, _("Cancel")),
    ):
        dialog.setLabelText(which, words)
    dialog.filesSelected.connect(lambda names: then([Path(name) for name in names]))
    dialog.destroyed.connect(_forget)
    return dialog


def _places() -> list[QUrl]:
    """The home folder and whatever is plugged in."""
    roots = [Path(volume.rootPath()) for volume in QStorageInfo.mountedVolumes() if _is_stick(volume)]
    return [QUrl.fromLocalFile(str(path)) for path in (Path(QDir.homePath()), *roots)]


def _is_stick(volume: QStorageInfo) -> bool:
    root = volume.rootPath()
    if not volume.isReady() or volume.isReadOnly():
        return False
    return root.startswith(("/media/", "/run/media/", "/mnt/", "/Volumes/")) or (len(root) == 3 and root[1] == ":")


def is_on_stick(path: Path) -> bool:
    """Whether `path` lies on something that can be pulled out."""
    return _is_stick(QStorageInfo(str(path.parent)))


def _forget(_gone: object = None) -> None:
    """Qt writes the last folder into its own settings when a dialog dies; take that out again."""
    kept = QSettings(QSettings.Scope.UserScope, "QtProject")
    kept.remove("FileDialog")
    kept.sync()
