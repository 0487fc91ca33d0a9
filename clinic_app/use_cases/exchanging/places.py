"""The places where packages are left, as the vault remembers them: by name, kind and settings; secrets apart.

A secret is kept in the vault and nowhere else, and comes out only inside the settings of a place that is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from clinic_app.errors import NoPlace, UnknownPlace
from clinic_app.store.vault import Vault
from clinic_app.transport.kinds import KINDS, Kind, open_place, settings_of
from clinic_app.transport.place import Place
from clinic_app.transport.settings_fields import Settings, secrets_of, told_of
from clinic_app.use_cases.exchanging.door import Door, Opener
from clinic_app.use_cases.exchanging.place_news import PlaceNews, PlaceTold

_PLACES, _SECRETS, _KEEP = "places", "place_secrets", "place_keep_days"
KEEP_DAYS = 7  # what everybody has acknowledged stays at a place for so long
_HOW = frozenset({"ca_file", "known_hosts", "host_key", "access_key", "region"})  # how it is reached, not which it is


class Places:
    """The remembered places of an open vault."""

    def __init__(
        self, vault: Vault, opener: Opener = open_place, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._vault = vault
        self.opener = opener
        self.clock = clock  # this laptop's: shown, never trusted
        self.news = PlaceNews(vault, lambda: self.clock())

    def kinds(self) -> Mapping[str, Kind]:
        """The kinds of places there are, with what each asks for."""
        return KINDS

    def names(self) -> list[str]:
        """The names of all places."""
        return sorted(self._told())

    def all(self) -> list[PlaceTold]:
        """Every place by name; secrets are never among its settings."""
        secrets, told = self._vault.recall(_SECRETS, {}), self._told()
        return [self.news.of(name, told[name], secrets.get(name, {})) for name in sorted(told)]

    def one(self, name: str) -> PlaceTold:
        """The place of that name. UnknownPlace."""
        found = next((place for place in self.all() if place.name == name), None)
        if found is None:
            raise UnknownPlace(name=name)
        return found

    def add(self, name: str, kind: str, settings: Mapping[str, str], secrets: Mapping[str, str] | None = None) -> None:
        """Keep a place under a name; one of that name is replaced. UnknownPlace, PlaceFailed(SETTING)."""
        made = self.settings_for(kind, settings, secrets or {}, name=name)
        with self._vault.changing():
            before = self._told().get(name)
            if before is not None and before != {"kind": kind, **told_of(made)}:
                self._forget(name)  # another place: nothing is known of what lies there
            self._keep(name, kind, made)

    def change(
        self,
        name: str,
        kind: str,
        settings: Mapping[str, str],
        secrets: Mapping[str, str] | None = None,
        renamed: str = "",
    ) -> None:
        """Change a place; a secret that is not given stays as it was. UnknownPlace, PlaceFailed(SETTING).

        What is known of what lies there is forgotten only when it is another place, not for another password.
        """
        before = self.one(name)
        made = self.settings_for(kind, settings, secrets or {}, kept_from=name, name=renamed or name)
        same = (before.kind, _where(before.settings)) == (kind, _where(told_of(made)))
        with self._vault.changing():
            if not same:
                self._forget(name)
            if renamed and renamed != name:
                self._vault.exchange.places.rename(name, renamed)
                self._without(name)
            self._keep(renamed or name, kind, made)
            if renamed and renamed != name:
                self.news.rename(name, renamed)

    def remove(self, name: str) -> None:
        """Forget a place, its secrets and what is known of it. UnknownPlace."""
        self.one(name)
        with self._vault.changing():
            self._forget(name)
            self._without(name)

    def settings_for(
        self, kind: str, told: Mapping[str, str], secrets: Mapping[str, str], kept_from: str = "", name: str = ""
    ) -> Settings:
        """Settings from words as typed; secrets not given are taken from the place `kept_from`, if it is the same.

        Else a kept password could be sent to any server by writing another address above it. UnknownPlace for a kind
        there is not, PlaceFailed(SETTING) names what is missing, unknown or wrong.
        """
        if kind not in KINDS:
            raise UnknownPlace(name=kind)
        same = bool(kept_from) and _account(kind, told) == _account(kind, self.one(kept_from).settings)
        kept = self._vault.recall(_SECRETS, {}).get(kept_from, {}) if same else {}
        known = {one.name for one in KINDS[kind].fields if one.kind == "secret"}
        merged = {key: value for key, value in kept.items() if key in known} | dict(secrets)
        return settings_of(kind, told, merged, name)

    def door(self, name: str) -> Door:
        """How to open a place, for any thread. UnknownPlace, PlaceFailed(SETTING)."""
        told = self.one(name)
        secrets = self._vault.recall(_SECRETS, {}).get(name, {})
        return Door(name, told.kind, settings_of(told.kind, told.settings, secrets, name), self.opener)

    def open(self, name: str) -> Place:
        """The place itself, not yet asked anything; for a trial on the slow pool. UnknownPlace, PlaceFailed."""
        return self.door(name).open()

    def first_folder(self) -> Path:
        """The first folder among the places. NoPlace."""
        for told in self._told().values():
            if told["kind"] == "folder":
                return Path(told["path"])
        raise NoPlace

    def now_text(self) -> str:
        """This laptop's clock as it is kept."""
        return self.clock().isoformat(timespec="seconds")

    @property
    def keep_days(self) -> int:
        """How many days an object stays at a place after everybody has acknowledged it."""
        return int(self._vault.recall(_KEEP, KEEP_DAYS))

    def keep_for(self, days: int) -> None:
        """Let objects stay for so many days after that, from 0 on."""
        self._vault.remember(_KEEP, max(0, days))

    # --- keeping ------------------------------------------------------------------------------------------------

    def _told(self) -> dict[str, dict[str, str]]:
        return dict(self._vault.recall(_PLACES, {}))

    def _keep(self, name: str, kind: str, settings: Settings) -> None:
        self._vault.remember(_PLACES, self._told() | {name: {"kind": kind, **told_of(settings)}})
        secrets = self._vault.recall(_SECRETS, {})
        kept = {one: told for one, told in secrets.items() if one != name}
        if found := secrets_of(settings):
            kept[name] = found
        self._vault.remember(_SECRETS, kept or None)

    def _forget(self, name: str) -> None:
        self._vault.exchange.places.forget(name)
        self.news.forget(name)

    def _without(self, name: str) -> None:
        self._vault.remember(_PLACES, {one: told for one, told in self._told().items() if one != name})
        secrets = {one: told for one, told in self._vault.recall(_SECRETS, {}).items() if one != name}
        self._vault.remember(_SECRETS, secrets or None)


def _account(kind: str, told: Mapping[str, str]) -> list[str]:
    """Where a secret is good for: every setting that must be given, secrets and files apart."""
    needed = [one for one in KINDS[kind].fields if one.required and one.kind not in ("secret", "file")]
    return [str(told.get(one.name, one.default)).strip() for one in needed]


def _where(settings: Mapping[str, str]) -> dict[str, str]:
    """What of the settings says which place it is: with another certificate it is the same."""
    return {key: value for key, value in settings.items() if key not in _HOW}
