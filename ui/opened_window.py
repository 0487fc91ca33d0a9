"""The main window with what a lock needs: its pages' drafts out, and in again; and packages dropped onto it."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from PySide6.QtGui import QDragEnterEvent, QDropEvent

from ui.files import PACKAGES
from ui.main_window import MainWindow
from ui.shell.window_place import remember_place

log = logging.getLogger(__name__)
_IDS = {"id", "kind", "tab"}  # what may stay in memory behind the lock, so that one comes back to the same record


class OpenedWindow(MainWindow):
    """The window of an open case book."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.setAcceptDrops(True)

    def kept_pages(self) -> dict[str, object]:
        """What the built pages hold, by name; forms put what is typed into encrypted drafts on the way."""
        kept: dict[str, object] = {}
        for name, page in self._built.items():
            keep = getattr(page, "keep", None)
            try:
                held = keep() if callable(keep) else None
            except Exception as problem:  # whatever is wrong with one page must not hold up a lock, nor the others
                log.error("a page could not keep what it holds: %s", type(problem).__name__)
                continue
            if held is not None:
                kept[name] = held
        return kept

    def kept_drafts(self) -> dict[str, object]:
        """The same for a lock: which draft was open where and which record was looked at, nothing anybody wrote."""
        kept = self.kept_pages()
        drafts = {name: held for name, held in kept.items() if isinstance(held, dict) and "draft" in held}
        front = kept.get(self._page)
        if self._page not in drafts and isinstance(front, dict) and front.keys() <= _IDS and front.get("id"):
            drafts[self._page] = front
        return drafts

    def restore_pages(self, front: str, kept: dict[str, object]) -> None:
        """Show the pages that held something, and the one that was in front."""
        for name, held in kept.items():
            if name in self._specs:
                page: Any = self.show_page(name)
                page.restore(held)
                if isinstance(held, dict):
                    self.page_opened.emit(name, held)
        if front in kept or (front in self._specs and self._specs[front].listed):
            self.show_page(front)

    def first_time(self, name: str) -> bool:
        """Whether `name` was never asked for on this computer; from now on it was."""
        first = not self._settings.get(name, False)
        self._settings.put(name, True)
        return first

    def go_back(self) -> None:
        """To the page before, without asking the present one; to the first where there is none."""
        if not self._go_back():
            self.show_page(next(name for name, spec in self._specs.items() if spec.listed))

    def remember_place(self) -> None:
        """Keep size and place for the next window."""
        remember_place(self, self._settings)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if packages_of(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if found := packages_of(event):
            event.acceptProposedAction()
            self.show_page("merging", paths=found)


def packages_of(event: QDropEvent) -> list[Path]:
    """The packages that were dropped, and folders that may hold some."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return [path for path in paths if path.suffix == PACKAGES.lstrip("*") or path.is_dir()]
