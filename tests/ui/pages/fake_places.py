"""Places and an outbox that only exist in memory: frozen values as the case book gives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from clinic_app.errors import PlaceFailed, UnknownPlace
from clinic_app.transport.kinds import KINDS, Kind, settings_of


@dataclass(frozen=True)
class FakeTold:
    """A place as people see it."""

    name: str
    kind: str
    settings: Mapping[str, str]
    kept_secrets: tuple[str, ...] = ()
    last_good: datetime | None = None
    problem: PlaceFailed | None = None
    problem_at: datetime | None = None
    next_try: datetime | None = None
    oddities: tuple[Any, ...] = ()


@dataclass(frozen=True)
class FakeRow:
    """An object on its way to a place."""

    place: str
    name: str
    sha256: str
    kind: str = "package"
    audience_label: str = ""
    bytes: int = 63_000
    done: int = 0
    state: str = "sealed"
    why: str = ""
    detail: str = ""
    next_try: datetime | None = None
    seconds_left: int | None = None
    at: datetime | None = None


@dataclass
class FakePlaces:
    """Keeps places and, apart from them, secrets."""

    told: dict[str, FakeTold] = field(default_factory=dict)
    secrets: dict[str, dict[str, str]] = field(default_factory=dict)

    def kinds(self) -> Mapping[str, Kind]:
        return KINDS

    def all(self) -> list[FakeTold]:
        return [replace(one, kept_secrets=tuple(self.secrets.get(one.name, ()))) for one in self.told.values()]

    def add(self, name: str, kind: str, settings: Mapping[str, str], secrets: Mapping[str, str]) -> None:
        self.settings_for(kind, settings, secrets)
        self.told[name], self.secrets[name] = FakeTold(name, kind, dict(settings)), dict(secrets)

    def change(
        self, name: str, kind: str, settings: Mapping[str, str], secrets: Mapping[str, str], renamed: str = ""
    ) -> None:
        self.settings_for(kind, settings, secrets, name)
        kept = self.secrets.pop(name, {}) | dict(secrets)
        before = self.told.pop(name)
        now = renamed or name
        self.told[now], self.secrets[now] = replace(before, name=now, settings=dict(settings)), kept

    def remove(self, name: str) -> None:
        if name not in self.told:
            raise UnknownPlace(name=name)
        del self.told[name]
        self.secrets.pop(name, None)

    def settings_for(self, kind: str, told: Mapping[str, str], secrets: Mapping[str, str], kept_from: str = "") -> Any:
        return settings_of(kind, told, self.secrets.get(kept_from, {}) | dict(secrets))


@dataclass
class FakeOutbox:
    """Rows as told, and what was asked of them."""

    told: list[FakeRow] = field(default_factory=list)
    asked: list[tuple[str, ...]] = field(default_factory=list)
    heard: list[Any] = field(default_factory=list)

    def rows(self) -> list[FakeRow]:
        return list(self.told)

    def cancel(self, place: str, sha256: str) -> None:
        self.asked.append(("cancel", place, sha256))
        self.told = [one for one in self.told if (one.place, one.sha256) != (place, sha256)]

    def send_now(self, place: str, sha256: str = "") -> None:
        self.asked.append(("send_now", place, sha256))

    def silent(self) -> list[Any]:
        return self.heard
