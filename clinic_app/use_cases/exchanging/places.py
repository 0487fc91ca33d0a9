"""The places where packages are left, as the vault remembers them: by name, kind and settings; secrets apart.

A secret is kept in the vault and nowhere else, and comes out only inside the settings of a place that is opened.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from clinic_app.errors import NoPlace, PlaceFailed, Trouble, UnknownPlace
from clinic_app.store.vault import Vault
from clinic_app.transport.kinds import KINDS, Kind, open_place, settings_of
from clinic_app.transport.place import Place
from clinic_app.transport.settings_fields import Settings, secrets_of, told_of
from clinic_app.use_cases.exchanging.oddities import Odd, Oddity

_PLACES, _SECRETS, _NEWS = "places", "place_secrets", "place_news"
PAUSES = (60, 300, 900, 3600, 4 * 3600)  # seconds until a place that could not be reached is tried again
_HOW = frozenset({"ca_file", "known_hosts", "host_key", "access_key", "region"})  # how it is reached, not which it is
_JITTER = 0.2  # so that fifty offices that lost the same line do not come back in the same second

Opener = Callable[[str, Settings, str], Place]


@dataclass(frozen=True)
class PlaceTold:
    """A place as people see it. `kept_secrets` names the secrets that are kept, never their values; `last_good` is
    the last time all went well there, `problem` why it did not since, `next_try` when it is tried again by itself,
    `oddities` what was odd there when it was looked at last.
    """

    name: str
    kind: str
    settings: Mapping[str, str]
    kept_secrets: tuple[str, ...] = ()
    last_good: datetime | None = None
    problem: PlaceFailed | None = None
    problem_at: datetime | None = None
    next_try: datetime | None = None
    oddities: tuple[Oddity, ...] = ()


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


class Places:
    """The remembered places of an open vault."""

    def __init__(
        self, vault: Vault, opener: Opener = open_place, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._vault = vault
        self.opener = opener
        self.clock = clock  # this laptop's: shown, never trusted

    def kinds(self) -> Mapping[str, Kind]:
        """The kinds of places there are, with what each asks for."""
        return KINDS

    def names(self) -> list[str]:
        """The names of all places."""
        return sorted(self._told())

    def all(self) -> list[PlaceTold]:
        """Every place by name; secrets are never among its settings."""
        secrets, news = self._vault.recall(_SECRETS, {}), self._vault.recall(_NEWS, {})
        return [
            _told(name, told, secrets.get(name, {}), news.get(name, {})) for name, told in sorted(self._told().items())
        ]

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
            news = self._vault.recall(_NEWS, {})
            if not same:
                self._forget(name)
                news.pop(name, None)
            elif renamed and renamed != name:
                self._vault.exchange.places.rename(name, renamed)
            if renamed and renamed != name:
                self._without(name)
                news[renamed] = news.pop(name, {})
            self._vault.remember(_NEWS, news)
            self._keep(renamed or name, kind, made)

    def remove(self, name: str) -> None:
        """Forget a place, its secrets and what is known of it. UnknownPlace."""
        self.one(name)
        with self._vault.changing():
            self._forget(name)
            self._without(name)

    def settings_for(
        self, kind: str, told: Mapping[str, str], secrets: Mapping[str, str], kept_from: str = "", name: str = ""
    ) -> Settings:
        """Settings from words as typed; secrets not given are taken from the place `kept_from`.

        UnknownPlace for a kind there is not, PlaceFailed(SETTING) names what is missing, unknown or wrong.
        """
        if kind not in KINDS:
            raise UnknownPlace(name=kind)
        kept = self._vault.recall(_SECRETS, {}).get(kept_from, {}) if kept_from else {}
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

    # --- how it went --------------------------------------------------------------------------------------------

    def note_good(self, name: str) -> None:
        """All went well at a place."""
        good = {"last_good": self.clock().isoformat(timespec="seconds")}
        self._note(name, good | {"problem": None, "problem_at": "", "tries": 0, "next_try": ""})

    def note_problem(self, name: str, problem: PlaceFailed) -> None:
        """A place could not be used, and when it is tried again: later each time, unless it named a time itself."""
        tries, now = int(self._news(name).get("tries", 0)) + 1, self.clock()
        told = {
            "problem": {"why": str(problem.why), "detail": problem.detail},
            "problem_at": now.isoformat(timespec="seconds"),
            "tries": tries,
            "next_try": next_try(now, tries, problem.retry_after).isoformat(timespec="seconds"),
        }
        self._note(name, told)

    def note_fetched(self, name: str, oddities: Iterable[Oddity], pace: int) -> None:
        """What was odd when a place was looked at last, and how large a part its line bears."""
        odd = [[str(one.what), one.office, one.letter] for one in oddities]
        self._note(name, {"oddities": odd} | ({"pace": pace} if pace else {}))

    def note_pace(self, name: str, pace: int) -> None:
        """How large a part the line to a place bears."""
        self._note(name, {"pace": pace} if pace else {})

    def pace(self, name: str) -> int:
        """How large a part the line to a place bore last; 0: not known."""
        return int(self._news(name).get("pace", 0))

    def try_now(self, name: str) -> None:
        """A place does not wait for its next try any more."""
        self._note(name, {"next_try": ""})

    def now_text(self) -> str:
        """This laptop's clock as it is kept."""
        return self.clock().isoformat(timespec="seconds")

    def _news(self, name: str) -> dict[str, Any]:
        return dict(self._vault.recall(_NEWS, {}).get(name, {}))

    def _note(self, name: str, news: dict[str, Any]) -> None:
        with self._vault.changing():
            before = self._news(name)
            # It may have been removed while its errand ran; and what says nothing new is not written.
            if name in self._told() and before | news != before:
                self._vault.remember(_NEWS, self._vault.recall(_NEWS, {}) | {name: before | news})

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
        self._vault.remember(_NEWS, {one: told for one, told in self._vault.recall(_NEWS, {}).items() if one != name})

    def _without(self, name: str) -> None:
        self._vault.remember(_PLACES, {one: told for one, told in self._told().items() if one != name})
        secrets = {one: told for one, told in self._vault.recall(_SECRETS, {}).items() if one != name}
        self._vault.remember(_SECRETS, secrets or None)


def _told(name: str, told: Mapping[str, str], secrets: Mapping[str, str], news: Mapping[str, Any]) -> PlaceTold:
    problem = news.get("problem")
    return PlaceTold(
        name=name,
        kind=told["kind"],
        settings={key: value for key, value in told.items() if key != "kind"},
        kept_secrets=tuple(sorted(secrets)),
        last_good=_moment(news.get("last_good", "")),
        problem=PlaceFailed(name, Trouble(problem["why"]), problem["detail"]) if problem else None,
        problem_at=_moment(news.get("problem_at", "")),
        next_try=_moment(news.get("next_try", "")),
        oddities=tuple(Oddity(name, Odd(what), *laptop) for what, *laptop in news.get("oddities", ())),
    )


def _where(settings: Mapping[str, str]) -> dict[str, str]:
    """What of the settings says which place it is: with another certificate it is the same."""
    return {key: value for key, value in settings.items() if key not in _HOW}


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def next_try(now: datetime, tries: int, asked: float = 0) -> datetime:
    """When something that failed so many times in a row is tried again; `asked`: seconds the place itself named."""
    pause = PAUSES[min(max(tries, 1), len(PAUSES)) - 1] * random.uniform(1 - _JITTER, 1 + _JITTER)
    return now + timedelta(seconds=max(pause, asked))
