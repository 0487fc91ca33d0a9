"""Putting files into the case book, one after another: sealed in the background, then kept on the vault's thread."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QObject, Signal
from PySide6.QtGui import QImage

from clinic_app.changes import Changes
from clinic_app.errors import Cancelled
from clinic_app.use_cases import sealed_files
from clinic_app.use_cases.sealed_files import SealedFile, SealedPiece
from clinic_app.wording.words import _
from ui.tasks import WorksFor
from ui.watch import Watch

MOST_FILES = 500  # of one folder; more is no evidence but a mistake


@dataclass(frozen=True)
class Pasted:
    """Bytes that came from the clipboard: they have a name and no file."""

    name: str
    content: bytes


Source = Path | Pasted


class Attaching(QObject):
    """`stepped(name, place, of, share)` while it works; `kept(Changes)`, `failed(name, error)` per file; `ended`."""

    stepped = Signal(str, int, int, float)
    kept = Signal(object)
    failed = Signal(str, object)
    ended = Signal(bool)  # whether it was cancelled

    def __init__(self, clinic: Any, tasks: WorksFor, parent: QObject) -> None:
        super().__init__(parent)
        self._clinic, self._tasks = clinic, tasks
        self._waiting: deque[tuple[str, str, Source]] = deque()
        self._done, self._of = 0, 0
        self._watch: Watch | None = None
        self._cancelled = False

    def is_busy(self) -> bool:
        """Whether files are under way."""
        return self._watch is not None

    def add(self, parent_type: str, parent_id: str, sources: Sequence[Source]) -> None:
        """Take these in, after those that wait."""
        self._waiting.extend((parent_type, parent_id, one) for one in sources)
        self._of += len(sources)
        if not self.is_busy():
            self._next()

    def cancel(self) -> None:
        """Stop at once; what is kept already stays, what was half sealed leaves nothing."""
        self._cancelled = True
        self._waiting.clear()
        if self._watch is not None:
            self._watch.stop()

    def _next(self) -> None:
        if not self._waiting:
            cancelled, self._cancelled = self._cancelled, False
            self._watch, self._done, self._of = None, 0, 0
            self.ended.emit(cancelled)
            return
        parent_type, parent_id, source = self._waiting.popleft()
        name = source.name
        self._watch = watch = Watch(self)
        watch.stepped.connect(lambda done, of: self._step(name, done / of if of else 1.0))
        self._step(name, 0.0)
        folder = self._clinic.folder
        self._tasks.in_background(
            lambda: _sealed(folder, source, watch),
            lambda sealed: self._keep(parent_type, parent_id, name, sealed),
            lambda error: self._not_done(name, error),
            owner=self,
        )

    def _step(self, name: str, share: float) -> None:
        self.stepped.emit(name, self._done + 1, self._of, share)

    def _keep(self, parent_type: str, parent_id: str, name: str, sealed: SealedFile) -> None:
        """The vault's thread is asked only what is known; what claims the same content is opened beside it."""
        evidence, tasks = self._clinic.evidence, self._tasks

        def failed(error: Exception) -> None:  # what nobody names is swept away at an opening, when it is old
            self._not_done(name, error)

        def keep(intact: frozenset[str]) -> None:
            tasks.on_vault(
                lambda: evidence.keep(parent_type, parent_id, sealed, intact=intact),
                lambda record: self._is_kept(parent_type, parent_id, record),
                failed,
                owner=self,
            )

        def look(twins: Sequence[SealedPiece]) -> None:
            tasks.in_background(lambda: sealed_files.intact(twins), keep, failed, owner=self)

        tasks.on_vault(lambda: evidence.to_open(sealed.sha256), look, failed, owner=self)

    def _is_kept(self, parent_type: str, parent_id: str, record: Any) -> None:
        self._done += 1
        touched = Changes.of("attachment", [getattr(record, "id", "")]) | Changes.of("custody_event", [])
        self.kept.emit(touched | Changes.of(parent_type, [parent_id]))
        self._next()

    def _not_done(self, name: str, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            self.failed.emit(name, error)
        self._done += 1
        self._next()


def _sealed(folder: Path, source: Source, watch: Watch) -> SealedFile:
    """Background: the sealed file, which nothing names yet."""
    if isinstance(source, Pasted):
        return sealed_files.seal_bytes(folder, source.name, source.content, watch)
    return sealed_files.seal_file(folder, source, watch)


def files_in(paths: Sequence[Path]) -> list[Path]:
    """The files among `paths` and those in its folders, hidden ones left out, at most MOST_FILES. OSError."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        found += [one for one in inside if one.is_file() and not _hidden(one, path)]
    return found[:MOST_FILES]


def _hidden(file: Path, root: Path) -> bool:
    parts = file.relative_to(root).parts if file != root else (file.name,)
    return any(part.startswith(".") for part in parts) or file.name in ("Thumbs.db", "desktop.ini")


def given_in(mime: QMimeData) -> list[Source]:
    """What was dropped or pasted: files, else a picture, which is kept as PNG; nothing is written to the disk."""
    paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    if paths:
        return list(paths)
    if mime.hasImage():
        picture = QImage(mime.imageData())
        if not picture.isNull():
            held = QBuffer()
            held.open(QIODevice.OpenModeFlag.WriteOnly)
            picture.save(held, "PNG")
            return [Pasted(f"{_('Picture from the clipboard')}.png", bytes(held.data().data()))]
    return []
