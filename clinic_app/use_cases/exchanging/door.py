"""How to open one place: a frozen value for any thread, whose secrets are never shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from clinic_app.transport.place import Place
from clinic_app.transport.settings_fields import Settings

Opener = Callable[[str, Settings, str], Place]


@dataclass(frozen=True)
class Door:
    """How to open one place, frozen, for any thread; its settings hold secrets and are never shown."""

    name: str
    kind: str
    settings: Settings
    opener: Opener

    def __repr__(self) -> str:
        return f"Door({self.name!r}, {self.kind!r})"

    @property
    def folder(self) -> Path | None:
        """Where a folder or stick lies; nothing for a place on a line."""
        return Path(str(getattr(self.settings, "path", ""))) if self.kind == "folder" else None

    def open(self) -> Place:
        """The place, without having asked it anything yet."""
        return self.opener(self.kind, self.settings, self.name)
