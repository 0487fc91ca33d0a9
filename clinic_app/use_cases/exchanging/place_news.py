"""How it went at each place: when all was well last, why it was not since, when it is tried again, what was odd."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from clinic_app.errors import PlaceFailed, Trouble
from clinic_app.store.vault import Vault
from clinic_app.use_cases.exchanging.oddities import Odd, Oddity

_NEWS = "place_news"
PAUSES = (60, 300, 900, 3600, 4 * 3600)  # seconds until a place that could not be reached is tried again
_JITTER = 0.2  # so that fifty offices that lost the same line do not come back in the same second


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


class PlaceNews:
    """What is remembered of how it went, by the names of places; each change is a transaction or the caller's."""

    def __init__(self, vault: Vault, clock: Callable[[], datetime]) -> None:
        self._vault = vault
        self._clock = clock

    def of(self, name: str, told: Mapping[str, str], secrets: Collection[str]) -> PlaceTold:
        """A place with its news; `told`: its kind and settings."""
        news = self._of(name)
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

    def good(self, name: str) -> None:
        """All went well at a place."""
        good = {"last_good": self._clock().isoformat(timespec="seconds")}
        self._note(name, good | {"problem": None, "problem_at": "", "tries": 0, "next_try": ""})

    def failed(self, name: str, problem: PlaceFailed) -> None:
        """A place could not be used, and when it is tried again: later each time, unless it named a time itself."""
        tries, now = int(self._of(name).get("tries", 0)) + 1, self._clock()
        told = {
            "problem": {"why": str(problem.why), "detail": problem.detail},
            "problem_at": now.isoformat(timespec="seconds"),
            "tries": tries,
            "next_try": next_try(now, tries, problem.retry_after).isoformat(timespec="seconds"),
        }
        self._note(name, told)

    def looked(self, name: str, oddities: Iterable[Oddity]) -> None:
        """What was odd when a place was looked at last."""
        self._note(name, {"oddities": [[str(one.what), one.office, one.letter] for one in oddities]})

    def keep_pace(self, name: str, pace: int) -> None:
        """How large a part the line to a place bears; 0: not known."""
        self._note(name, {"pace": pace} if pace else {})

    def pace(self, name: str) -> int:
        """How large a part the line to a place bore last; 0: not known."""
        return int(self._of(name).get("pace", 0))

    def try_now(self, name: str) -> None:
        """A place does not wait for its next try any more."""
        self._note(name, {"next_try": ""})

    def forget(self, name: str) -> None:
        """Forget how it went at a place."""
        kept = self._vault.recall(_NEWS, {})
        if kept.pop(name, None) is not None:
            self._vault.remember(_NEWS, kept)

    def rename(self, name: str, to: str) -> None:
        """A place got another name."""
        kept = self._vault.recall(_NEWS, {})
        if name in kept:
            kept[to] = kept.pop(name)
            self._vault.remember(_NEWS, kept)

    def _of(self, name: str) -> dict[str, Any]:
        return dict(self._vault.recall(_NEWS, {}).get(name, {}))

    def _note(self, name: str, news: dict[str, Any]) -> None:
        with self._vault.changing():
            before = self._of(name)
            # It may have been removed while its errand ran; and what says nothing new is not written.
            if name in self._vault.recall("places", {}) and before | news != before:
                self._vault.remember(_NEWS, self._vault.recall(_NEWS, {}) | {name: before | news})


def next_try(now: datetime, tries: int, asked: float = 0) -> datetime:
    """When something that failed so many times in a row is tried again; `asked`: seconds the place itself named."""
    pause = PAUSES[min(max(tries, 1), len(PAUSES)) - 1] * random.uniform(1 - _JITTER, 1 + _JITTER)
    return now + timedelta(seconds=max(pause, asked))


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
