"""The copies in the clear that other programs hold: watched, and taken away when done, at the lock and at the end."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from clinic_app.use_cases.outside_copies import OutsideCopy, remove
from ui.tasks import WorksFor

LONGEST_MS = 30 * 60_000  # a copy that somebody forgot


@dataclass(frozen=True)
class _Held:
    """A copy, and who remembers it."""

    copy: OutsideCopy
    clinic: Any
    tasks: WorksFor


class OutsideWatch(QObject):
    """`changed` and `removed` carry the path of a copy; `kept` one that another program would not let go."""

    changed = Signal(object)
    removed = Signal(object)
    kept = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._held: dict[str, _Held] = {}
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(lambda path: self.changed.emit(Path(path)))
        QApplication.instance().aboutToQuit.connect(self.remove_now)

    def paths(self) -> list[Path]:
        """Where copies lie."""
        return [one.copy.path for one in self._held.values()]

    def hold(self, copy: OutsideCopy, clinic: Any, tasks: WorksFor) -> None:
        """Watch a copy; it goes after half an hour at the latest."""
        self._held[str(copy.path)] = _Held(copy, clinic, tasks)
        self._watcher.addPath(str(copy.path))
        QTimer.singleShot(LONGEST_MS, self, lambda: self.remove(copy.path))

    def remove(self, path: Path) -> None:
        """Take one copy away, off the window's thread."""
        held = self._held.pop(str(path), None)
        if held is None:
            return
        self._watcher.removePath(str(path))
        held.tasks.in_background(lambda: remove(path), lambda gone: self._told(held, gone), owner=self)

    def _told(self, held: _Held, gone: bool) -> None:
        path = held.copy.path
        if gone:
            held.tasks.on_vault(lambda: held.clinic.outside.forget([path]), owner=self, failed=lambda _error: None)
            self.removed.emit(path)
        else:
            self.kept.emit(path)

    def remove_now(self) -> None:
        """Take all away at once, for a lock or the end. The vault may be shut: it forgets them at the next opening."""
        for name in list(self._held):
            self._held.pop(name)
            self._watcher.removePath(name)
            remove(Path(name))
            self.removed.emit(Path(name))

    def sweep(self, clinic: Any, tasks: WorksFor) -> None:
        """Take away what a crash, or another program, left over from before."""

        def gone(left: list[Path]) -> list[Path]:
            return [path for path in left if remove(path)]

        def away(left: list[Path]) -> None:
            if left:
                tasks.in_background(lambda: gone(left), forget, lambda _error: None, owner=self)

        def forget(paths: list[Path]) -> None:
            tasks.on_vault(lambda: clinic.outside.forget(paths), owner=self, failed=lambda _error: None)

        held = set(self._held)
        tasks.on_vault(
            lambda: [path for path in clinic.outside.left() if str(path) not in held],
            away,
            lambda _error: None,
            owner=self,
        )


def outside_copies() -> OutsideWatch:
    """The one watch of this program."""
    app = QApplication.instance()
    assert app is not None
    return app.findChild(OutsideWatch) or OutsideWatch(app)
