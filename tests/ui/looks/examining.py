"""One look at everything in an act: which faults are found, each with the page and the control.

`AWAITED` are faults known and not yet mended, by page and a part of what is said; it is to become empty.
"""

from __future__ import annotations

import pytest

from tests.ui.looks.books import Books
from tests.ui.looks.ink import faint_words, unseen_focus
from tests.ui.looks.reach import astray, not_back, out_of_reach, regions_astray, tab_round
from tests.ui.looks.room import cut_words
from tests.ui.looks.scenes import seen_in
from tests.ui.looks.stage import Look, stage_of
from tests.ui.looks.voices import english_in, unnamed
from ui.theme.theme import Theme

AWAITED: tuple[tuple[str, str], ...] = ()


def faults_of_keys_and_voices(
    books: Books,
    act: str,
    theme: Theme,
    patch: pytest.MonkeyPatch,
    look: Look | None = None,
    share: tuple[int, int] = (0, 1),
) -> list[str]:
    """What has no name, no kind, no place in the keyboard's way or a wrong one, no focus to be seen; and English.

    `share`: (which, of how many) of the act's pages are examined; together all of them.
    """
    found: list[str] = []
    known: set[tuple[type, str]] = set()
    with stage_of(books, look or Look(), theme, patch) as stage:
        for place, (name, whole) in enumerate(seen_in(act, stage)):
            if place % share[1] != share[0]:
                continue
            said = cut_words(whole) + faint_words(whole) + unnamed(whole) + english_in(whole)
            stops = tab_round(whole)
            said += not_back(whole, stops)  # before the arrows choose anything else
            said += out_of_reach(whole, stops) + astray(whole, stops)
            said += regions_astray(whole, stops) + unseen_focus(whole, stops, known)
            found += [f"{name}: {fault}" for fault in said]
    return not_awaited(found)


def faults_of_room(books: Books, act: str, look: Look, theme: Theme, patch: pytest.MonkeyPatch) -> list[str]:
    """What is cut, hidden or overlaid in a look; in the dark one also what is too faint."""
    found: list[str] = []
    with stage_of(books, look, theme, patch) as stage:
        for name, whole in seen_in(act, stage):
            said = cut_words(whole) + (faint_words(whole) if look.dark else [])
            found += [f"{name}: {fault}" for fault in said]
    return not_awaited(found)


def not_awaited(found: list[str]) -> list[str]:
    """Without what is known; each fault once."""
    fresh = dict.fromkeys(found)
    return [fault for fault in fresh if not any(page in fault and part in fault for page, part in AWAITED)]
