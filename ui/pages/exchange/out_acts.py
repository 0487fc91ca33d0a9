"""What a person wants done with one object on its way: send it now, or keep it from one place, after a question."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from clinic_app.wording.words import _
from ui.pages.exchange.out_lines import CANCELLED, SEND, OutLine
from ui.tasks import WorksFor
from ui.widgets.frames import Banner


class OutActs(QObject):
    """`asked(banner)`: to be answered first; `done(place)`: what waits at a place is to go now, "" when nothing is;
    `failed(error)`.
    """

    asked = Signal(object)
    done = Signal(str)
    failed = Signal(object)

    def __init__(self, clinic: Any, tasks: WorksFor, page: QWidget) -> None:
        super().__init__(page)
        self._clinic, self._tasks = clinic, tasks

    def act(self, act: str, line: OutLine) -> None:
        """Do it; what is taken back is asked first."""
        if act == SEND:
            self._send_now(line.place, line.sha256 if line.state == CANCELLED else "")
            return
        title = _("Do not send {name} to {place}?").format(name=line.title, place=line.place)
        text = _("It stays in the case book and still goes by the other places and by a stick.")
        acts = [(_("Do not send"), lambda: self._cancel(line)), (_("Send it"), lambda: self.done.emit(""))]
        banner = Banner("warn", "alert-triangle", title, text, acts)
        self.asked.emit(banner)
        banner.buttons[0].setFocus()

    def _send_now(self, place: str, sha256: str) -> None:
        clinic = self._clinic
        self._tasks.on_vault(
            lambda: clinic.outbox.send_now(place, sha256),
            lambda _none: self.done.emit(place),
            self.failed.emit,
            owner=self,
        )

    def _cancel(self, line: OutLine) -> None:
        clinic = self._clinic
        self._tasks.on_vault(
            lambda: clinic.outbox.cancel(line.place, line.sha256),
            lambda _none: self.done.emit(""),
            self.failed.emit,
            owner=self,
        )
