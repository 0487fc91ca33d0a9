"""The kinds of places there are; a kind's network library is imported only when a place of it is opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import Any, cast

from clinic_app.errors import PlaceFailed, Trouble
from clinic_app.transport.place import Place
from clinic_app.transport.settings_fields import (
    FolderSettings,
    S3Settings,
    SettingField,
    Settings,
    SftpSettings,
    WebDavSettings,
    fields_of,
    filled,
)
from clinic_app.wording.words import N_


@dataclass(frozen=True)
class Kind:
    """A kind of place: its label (English source words), its settings record, and the class that opens it."""

    label: str
    settings: type[Any]
    opens: str

    @property
    def fields(self) -> tuple[SettingField, ...]:
        """What a form or a command asks for, in order."""
        return fields_of(self.settings)


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "folder": Kind(N_("Folder or USB stick"), FolderSettings, "clinic_app.transport.folder:FolderPlace"),
        "webdav": Kind(N_("Nextcloud or another WebDAV"), WebDavSettings, "clinic_app.transport.webdav:WebDavPlace"),
        "sftp": Kind(N_("SFTP server"), SftpSettings, "clinic_app.transport.sftp:SftpPlace"),
        "s3": Kind(N_("S3 storage"), S3Settings, "clinic_app.transport.s3:S3Place"),
    }
)


def settings_of(kind: str, told: Mapping[str, str], secrets: Mapping[str, str], name: str = "") -> Settings:
    """The settings of a place from words; `name` is what a person calls it. PlaceFailed SETTING(which)."""
    if kind not in KINDS:
        raise PlaceFailed(name, Trouble.SETTING, "kind")
    return cast(Settings, filled(KINDS[kind].settings, told, secrets, name))


def open_place(kind: str, settings: Settings, name: str = "", **waits: float) -> Place:
    """The place, without having asked it anything yet; `waits` (connect, silence: seconds) are for those on a line."""
    module, _, opener = KINDS[kind].opens.partition(":")
    return cast(Place, getattr(import_module(module), opener)(settings, name, **waits))
