"""What is done with a place: kept, tried, removed. It reads the panel's form on the window's thread, once, and then
works with frozen words elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from ui.pages.settings.place_panel import PlacePanel
from ui.tasks import WorksFor


class PlaceWork(QObject):
    """`kept(name)`, `works(name)`, `removed`, `failed(error)`; nothing else is begun while something is under way."""

    kept = Signal(str)
    works = Signal(str)
    removed = Signal()
    failed = Signal(object)

    def __init__(self, clinic: Any, tasks: WorksFor, panel: PlacePanel) -> None:
        super().__init__(panel)
        self._places, self._tasks, self._panel = lambda: clinic.places, tasks, panel

    def keep(self) -> None:
        """Keep the place as it is written."""
        panel, form, places = self._panel, self._panel.whole_form(), self._places()
        name, kind, told, secrets = panel.place_name(), panel.kind_name(), form.told(), form.secrets()
        before, kept = panel.place, bool(form.kept())

        def keep() -> None:
            if before is None:
                places.add(name, kind, told, secrets)
                return
            if not kept:  # another server must not get the password that was kept for this one
                places.settings_for(kind, told, secrets)
            places.change(before.name, kind, told, secrets, renamed=name if name != before.name else "")

        panel.wait(True)
        self._tasks.on_vault(keep, lambda _none: self._ended(self.kept, name), self._failed, owner=self)

    def try_it(self) -> None:
        """List, write, read back, take away: with the settings as they are written, kept or not."""
        panel, form, places = self._panel, self._panel.whole_form(), self._places()
        name, kind, told, secrets = panel.place_name(), panel.kind_name(), form.told(), form.secrets()
        kept_from = panel.place.name if panel.place is not None and form.kept() else ""
        panel.wait(True)
        self._tasks.on_vault(
            lambda: places.settings_for(kind, told, secrets, kept_from),
            lambda settings: self._try(kind, settings, name),
            self._failed,
            owner=self,
        )

    def _try(self, kind: str, settings: Any, name: str) -> None:
        far_away: Callable[..., None] = getattr(self._tasks, "far_away", self._tasks.in_background)
        far_away(
            lambda: tried(kind, settings, name),
            lambda _none: self._ended(self.works, name),
            self._failed,
            owner=self,
        )

    def remove(self, name: str) -> None:
        """Forget a place and its secrets."""
        places = self._places()
        self._panel.wait(True)
        self._tasks.on_vault(
            lambda: places.remove(name), lambda _none: self._ended(self.removed), self._failed, owner=self
        )

    def _ended(self, signal: Any, *told: str) -> None:
        self._panel.wait(False)
        signal.emit(*told)

    def _failed(self, error: Exception) -> None:
        self._panel.wait(False)
        self.failed.emit(error)


def tried(kind: str, settings: Any, name: str) -> None:
    """Open a place and try it; on a thread where waiting disturbs nobody. PlaceFailed."""
    from clinic_app.transport.kinds import open_place
    from clinic_app.transport.trial import try_it

    place = open_place(kind, settings, name)
    try:
        try_it(place)
    finally:
        place.close()
