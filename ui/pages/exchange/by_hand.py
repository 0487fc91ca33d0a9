"""Packages that travel on a stick: written to it, told of in a banner, and a slip to go with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from clinic_app.errors import Cancelled
from clinic_app.wording.words import _
from ui.paper.card import SheetDialog
from ui.tasks import WorksFor
from ui.watch import Watch
from ui.widgets.frames import Banner


class ByHand(QObject):
    """`begun`, `stepped(done, of)`, then `ended(banner or None, error or None)`: one of the two is there."""

    begun = Signal()
    stepped = Signal(int, int)
    ended = Signal(object, object)

    def __init__(self, clinic: Any, tasks: WorksFor, page: QWidget) -> None:
        super().__init__(page)
        self._clinic, self._tasks, self._page = clinic, tasks, page
        self._watch: Watch | None = None

    def is_busy(self) -> bool:
        """Whether a stick is being written to."""
        return self._watch is not None

    def stop(self) -> None:
        """End it; what is on the stick by then is whole."""
        if self._watch is not None:
            self._watch.stop()

    def write_to(self, folder: Path) -> None:
        """Seal what is new and write every unacknowledged package to `folder`."""
        self._watch = watch = Watch(self)
        watch.stepped.connect(self.stepped)
        self.begun.emit()
        clinic = self._clinic
        self._tasks.on_vault(
            lambda: clinic.exchange.export(folder, False, watch),
            lambda made: self._end(self._told(made, folder)),
            self._failed,
            owner=self,
        )

    def _told(self, made: Sequence[Any], folder: Path) -> Banner:
        if not made:
            return Banner("info", "circle-check", _("There is nothing to hand over"), "", closable=True)
        text = _("The packages are encrypted: only the network's laptops can read them. {folder}").format(folder=folder)
        slip: tuple[str, Callable[[], object]] = (_("Slip to go with it…"), lambda: self.show_slip(made))
        return Banner("info", "device-usb", _("Hand this folder or stick over"), text, [slip], closable=True)

    def show_slip(self, made: Sequence[Any]) -> SheetDialog:
        """One page that goes with the stick, to be printed or saved."""
        clinic = self._clinic
        title = _("Slip for the stick")
        dialog = SheetDialog(lambda: clinic.slips.carried(made), self._tasks, self._page, "slip", title)
        dialog.open()
        return dialog

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self._end(Banner("info", "x", _("Stopped. Nothing was changed."), "", closable=True))
            return
        self._end(None, error)

    def _end(self, banner: Banner | None, error: Exception | None = None) -> None:
        self._watch = None
        self.ended.emit(banner, error)
