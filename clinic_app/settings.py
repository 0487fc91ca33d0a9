"""What this user chose on this machine: language, theme, window size, column widths. Never a record's content."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from clinic_app.paths import settings_folder

LANGUAGES = ("ky", "ru", "en")


class Settings:
    """A small JSON file, written whole and atomically; a damaged one counts as empty, for nothing in it is precious."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file or settings_folder() / "settings.json"
        self._values: dict[str, Any] = {}
        try:
            read = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return
        if isinstance(read, dict):
            self._values = read

    def get(self, name: str, default: Any = None) -> Any:
        return self._values.get(name, default)

    def put(self, name: str, value: Any) -> None:
        """Keep `value` (JSON) under `name`; a settings folder that cannot be written is no reason to disturb anyone."""
        if self._values.get(name) == value:
            return
        self._values[name] = value
        try:
            self._write()
        except OSError:
            return

    def _write(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._file.parent, prefix=".settings-")
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump(self._values, out, ensure_ascii=False, indent=1)
        Path(name).replace(self._file)

    @property
    def language(self) -> str:
        """ky, ru or en; Kyrgyz until somebody chooses."""
        chosen = self.get("language")
        return chosen if chosen in LANGUAGES else "ky"
