"""Words begun where something is asked: kept as an encrypted draft, there again after a lock or a crash."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.forms.drafts import DraftKeeper
from ui.tasks import WorksFor
from ui.widgets.line_edit import LineEdit
from ui.widgets.text_area import TextArea

BEGUN = "begun"


class Begun(QObject):
    """Keeps what stands in `lines` of `asking`; `recalled` when something begun came back.

    Hiding is what a lock does to every dialog and page: the last seconds are kept then.
    """

    recalled = Signal()

    def __init__(self, clinic: Any, tasks: WorksFor, asking: QWidget, lines: Mapping[str, LineEdit | TextArea]) -> None:
        super().__init__(asking)
        self._clinic, self._tasks, self._lines = clinic, tasks, lines
        self._key = ""
        self._keeper = DraftKeeper(clinic, tasks, self._content, self)
        for line in lines.values():
            line.textChanged.connect(self._keeper.touch)
        asking.installEventFilter(self)

    def begin(self, *parts: str) -> None:
        """What was begun under this name comes back into empty lines, and is kept from now on. The last part must be
        a record's id: the draft is destroyed with the record.
        """
        self.end()
        key = self._key = ":".join(parts)
        drafts = self._clinic.drafts
        self._tasks.on_vault(lambda: drafts.take(key) or {}, lambda kept: self._recall(key, kept), owner=self)

    def _recall(self, key: str, kept: dict[str, Any]) -> None:
        if key != self._key:
            return
        typed = any(line.text() for line in self._lines.values())
        for name, line in self._lines.items() if not typed else ():
            words = str(kept.get(name, ""))
            line.set_text(words) if isinstance(line, TextArea) else line.setText(words)
        self._keeper.begin(key)
        if typed:  # faster than the vault could read
            self._keeper.touch()
        elif any(kept.get(name) for name in self._lines):
            self.recalled.emit()

    def _content(self) -> dict[str, Any]:
        return {"type": BEGUN, **{name: line.text() for name, line in self._lines.items()}}

    def end(self) -> None:
        """Something else is asked: what waits is kept now, and nothing of what comes."""
        self._keep_waiting()
        self._keeper.end()
        self._key = ""

    def drop(self) -> None:
        """It was answered, or the person thought better of it."""
        key = self._key
        self._keeper.end()
        if key:
            drafts = self._clinic.drafts
            self._tasks.on_vault(lambda: drafts.drop(key), owner=self)
            self._keeper.begin(key)

    def _keep_waiting(self) -> None:
        if self._keeper.is_waiting():
            self._keeper.keep_now()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Hide:
            self._keep_waiting()
        return False
