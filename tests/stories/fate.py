"""What chance decides in a history, decided by its seed: salts, ids and the clocks, which are wrong by years."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from clinic_app.journal import content, stream
from clinic_app.use_cases import identity
from clinic_app.use_cases.exchanging import hearing

BISHKEK = timezone(timedelta(hours=6))


class Clock:
    """The clock of whichever laptop is in use; it goes on by a second whenever it is looked at."""

    def __init__(self) -> None:
        self.real = datetime(2026, 11, 22, 10, 0, tzinfo=BISHKEK)
        self.wrong_by = timedelta()

    def now(self, zone: Any = None) -> datetime:
        self.real += timedelta(seconds=1)
        return (self.real + self.wrong_by).astimezone(zone)

    def time_ns(self) -> int:
        return int(self.now().timestamp() * 1_000_000_000)


@contextmanager
def fate(seed: int) -> Iterator[Clock]:
    """Everything that is random in entries, streams and ids comes from `seed` while this lasts."""
    dice, clock = Random(seed), Clock()
    secrets = SimpleNamespace(token_hex=lambda bytes=16: dice.randbytes(bytes).hex())
    with pytest.MonkeyPatch.context() as patched:
        for module in (content, stream, hearing):
            patched.setattr(module, "secrets", secrets)
        patched.setattr(identity, "os", SimpleNamespace(urandom=dice.randbytes))
        patched.setattr(identity, "time", clock)
        patched.setattr(identity, "datetime", clock)
        yield clock
