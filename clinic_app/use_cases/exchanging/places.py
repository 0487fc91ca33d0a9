"""The places where packages are left, as the vault remembers them: by name, kind and settings."""

from __future__ import annotations

from pathlib import Path

from clinic_app.errors import BadInput, NoPlace, UnknownPlace
from clinic_app.store.vault import Vault
from clinic_app.transport.folder import FolderPlace

KINDS = {"folder": FolderPlace}


class Places:
    """The remembered places of an open vault."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def all(self) -> dict[str, dict[str, str]]:
        """name -> {kind, and its settings}; secrets are never among them."""
        return dict(self._vault.recall("places", {}))

    def add(self, name: str, kind: str, settings: dict[str, str]) -> None:
        """Keep a place under a name. UnknownPlace; BadInput when a setting is missing or unknown."""
        if kind not in KINDS:
            raise UnknownPlace(name=kind)
        wanted = set(KINDS[kind].SETTINGS)
        if settings.keys() != wanted:
            raise BadInput(file=", ".join(sorted(settings.keys() ^ wanted)), line=0, why="setting")
        self._vault.remember("places", self.all() | {name: {"kind": kind, **settings}})

    def remove(self, name: str) -> None:
        """Forget a place. UnknownPlace."""
        self.one(name)
        self._vault.remember("places", {known: told for known, told in self.all().items() if known != name})

    def one(self, name: str) -> FolderPlace:
        """The place of that name. UnknownPlace."""
        told = self.all().get(name)
        if told is None:
            raise UnknownPlace(name=name)
        settings = {key: value for key, value in told.items() if key != "kind"}
        return KINDS[told["kind"]](**settings)

    def first_folder(self) -> Path:
        """The first folder among the places. NoPlace."""
        for told in self.all().values():
            if told["kind"] == "folder":
                return Path(told["path"])
        raise NoPlace
