"""Where things lie on this machine. Nothing here holds a record's content."""

from __future__ import annotations

import os
import sys
from pathlib import Path

RESOURCES = Path(getattr(sys, "_MEIPASS", "") or Path(__file__).resolve().parent.parent) / "resources"


def settings_folder() -> Path:
    """The folder of this user's settings (language, window size); created by whoever writes there."""
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming") / "ClinicCasebook"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "ClinicCasebook"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "clinic-casebook"


def default_vault() -> Path:
    """Where the case book lies unless `--vault` or CLINIC_VAULT says otherwise."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "ClinicCasebook" / "vault"
    if sys.platform == "darwin":
        return settings_folder() / "vault"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "clinic-casebook" / "vault"
