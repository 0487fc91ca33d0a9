"""Scripts of random histories: made from a seed, played, and cut short when they show a mistake."""

from __future__ import annotations

import re
import shutil
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.stories.fate import fate
from tests.stories.histories import SHAPES, Step, Templates
from tests.stories.history_end import History

WEIGHTS = {
    "consult": 8,
    "open_case": 3,
    "event": 3,
    "open_form": 6,
    "save_form": 6,
    "edit": 14,
    "clear": 2,
    "element": 5,
    "archive": 2,
    "confidentiality": 3,
    "resolve": 5,
    "export": 8,
    "deliver": 12,
    "deliver_all": 6,
    "deliver_part": 4,
    "lose": 4,
    "undo": 4,
    "reopen": 3,
    "clone": 1,
    "backup": 2,
    "restore": 2,
    "die": 1,
    "remove": 1,
    "join_late": 2,
    "hand_over": 3,
    "ask_hand_over": 1,
    "erase": 2,
    "give_up": 1,
    "both_ours": 1,
    "claim_erasure": 1,
    "write_into_anothers": 1,
}
PLOTS = ("gap", "lost", "fork", "hand_over", "undo", "removed_erasure", "stale")


@dataclass(frozen=True)
class Script:
    """A history to be played."""

    seed: int
    shape: str
    steps: tuple[Step, ...]

    def __str__(self) -> str:
        steps = ",\n    ".join(map(str, self.steps))
        return f"Script({self.seed}, {self.shape!r}, (\n    {steps},\n))"


def script_of(seed: int) -> Script:
    """The history of a seed: everyday steps, and one to three forced turns among them."""
    dice = Random(seed)
    shape = dice.choice(list(SHAPES))
    names = dice.choices(list(WEIGHTS), list(WEIGHTS.values()), k=dice.randint(20, 60))
    for plot in dice.sample(PLOTS, dice.randint(1, 3)):
        names.insert(dice.randint(2, len(names)), f"plot_{plot}")
    turns = Random(seed + 1_000_000)  # of its own, so that the scripts of older seeds stay what they were beside this
    for _ in range(turns.choice((0, 2, 4))):
        names.insert(turns.randint(2, len(names)), "new_key")
    names[:0] = ["consult", "open_case", "deliver_all"]
    return Script(seed, shape, tuple((name, *(dice.randrange(1000) for _ in range(3))) for name in names))  # type: ignore[misc]


@dataclass(frozen=True)
class Broken:
    """A script that showed a mistake: where, and what was said."""

    script: Script
    at: str
    problem: BaseException

    @property
    def text(self) -> str:
        lines = traceback.format_exception(self.problem)
        return f"{self.script}\nbroke at {self.at}: {self.problem!r}\n{''.join(lines[-14:])}"


def play(script: Script, templates: Templates, folder: Path) -> Broken | None:
    """Play a script in an empty folder, which is removed afterwards; what broke, if anything did."""
    folder.mkdir(parents=True)
    template = templates.of(script.shape)
    at = "the beginning"
    try:
        with fate(script.seed) as clock:
            history = History(folder, template, clock, script.seed)
            try:
                for place, step in enumerate(script.steps):
                    at = f"step {place} {step}"
                    history.step(*step)
                at = "the end"
                history.finish()
            finally:
                history.close()
    except Exception as problem:
        return Broken(script, at, problem)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return None


def shortened(broken: Broken, templates: Templates, folder: Path, tries: int = 100) -> Broken:
    """The same mistake by fewer steps: stretches are left out as long as anything still breaks in the same way."""
    best, left, size = broken, tries, max(1, len(broken.script.steps) // 2)
    kind = _kind(broken.problem)
    while left > 0:
        start, shorter = 0, False
        while start < len(best.script.steps) and left > 0:
            steps = best.script.steps[:start] + best.script.steps[start + size :]
            left -= 1
            found = play(Script(best.script.seed, best.script.shape, steps), templates, folder / f"try-{left}")
            if found is not None and _kind(found.problem) == kind:
                best, shorter = found, True
            else:
                start += size
        if size == 1 and not shorter:
            break
        size = max(1, size // 2)
    return best


def _kind(problem: BaseException) -> str:
    """What broke, without names and numbers."""
    last = traceback.extract_tb(problem.__traceback__)[-1]
    return f"{type(problem).__name__} {last.name} {last.lineno} {re.sub('[0-9].*', '', str(problem))[:20]}"


def first_broken(seeds: Iterable[int], templates: Templates, folder: Path) -> Broken | None:
    """The first of these histories that shows a mistake."""
    for seed in seeds:
        if broken := play(script_of(seed), templates, folder / str(seed)):
            return broken
    return None
