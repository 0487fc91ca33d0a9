"""Rules for all tests: no test is timed, so none fails on a busy machine."""

from __future__ import annotations

from hypothesis import settings

from tests.founding import stretch_once

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
stretch_once()
