"""The random histories are worth something only if they find mistakes: here are the ones they must find.

Each is planted while histories are played, and one of the first thirty must break: last writer wins; `seen` taken from
the database at save; no gap check; no fork check; an undo that does not look through what was set aside; `home` sent to
one side only at a hand-over; erasure by anyone; held packages lost at restart.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from clinic_app.journal import reading
from clinic_app.journal.rules import StreamRules
from clinic_app.store.vault import Vault
from clinic_app.use_cases import casework, opening
from clinic_app.use_cases.casework import Casework
from tests.stories.history_scripts import Templates, first_broken, play

MOST = 30
Plant = Callable[[pytest.MonkeyPatch], None]


def last_writer_wins(patch: pytest.MonkeyPatch) -> None:
    rightly = reading.live

    def live(entries: Sequence[Any], aside: Sequence[Any] = ()) -> dict[str, dict[str, Any]]:
        at = {entry.name: entry.at for entry in entries}
        return {
            register: dict([max(values.items(), key=lambda one: (at[one[0]], one[0]))]) if values else {}
            for register, values in rightly(entries, aside).items()
        }

    patch.setattr(reading, "live", live)


def seen_from_the_database(patch: pytest.MonkeyPatch) -> None:
    def seen_writers(record: Any, register: str, entries: Sequence[Any]) -> tuple[str, ...]:
        return tuple(reading.live(entries).get(register, ()))

    patch.setattr(casework, "seen_writers", seen_writers)


def no_gap_check(patch: pytest.MonkeyPatch) -> None:
    def readable_to(rules: StreamRules, stream: str, numbers: Any, *more: Any) -> int:
        to = max(numbers, default=more[0] if more else 0)
        return min(to, rules.ends[stream]) if stream in rules.ends else to

    patch.setattr(StreamRules, "readable_to", readable_to)


def no_fork_check(patch: pytest.MonkeyPatch) -> None:
    for owner in _owners("_fork_in"):
        patch.setattr(owner, "_fork_in", lambda *_told: None)


def undo_does_not_look_through(patch: pytest.MonkeyPatch) -> None:
    rightly = reading.live
    patch.setattr(reading, "live", lambda entries, *_aside: rightly(entries))


def home_to_one_side_only(patch: pytest.MonkeyPatch) -> None:
    rightly = Casework.write_registers

    def write_registers(self: Casework, record: Any, told: Any, into: Sequence[str] = ()) -> Any:
        one_side = "home" in told and "erased" not in told
        return rightly(self, record, told, list(into)[-1:] if one_side else into)

    patch.setattr(Casework, "write_registers", write_registers)


def erasure_by_anyone(patch: pytest.MonkeyPatch) -> None:
    def is_erased(entries: Any, coordinators: Any) -> bool:
        return any(content.fields.get("erased") == "confirmed" for content, _ in entries)

    for module in list(sys.modules.values()):
        if module.__name__.startswith("clinic_app.store") and hasattr(module, "is_erased"):
            patch.setattr(module, "is_erased", is_erased)


def held_packages_lost_at_restart(patch: pytest.MonkeyPatch) -> None:
    rightly = opening.open_vault

    def open_vault(*told: Any) -> Vault:
        vault = rightly(*told)
        with vault.changing():
            vault.sql.run("delete from place where number > (select read_to from stream where id = place.stream)")
            vault.sql.run(
                "delete from entry where read = 0 and not exists (select 1 from place where name = entry.name)"
            )
            vault.sql.run("update stream set head = read_to")
        return vault

    patch.setattr(opening, "open_vault", open_vault)


def _owners(name: str) -> list[type]:
    """The classes of the store that have a method of this name."""
    modules = [module for key, module in sys.modules.items() if key.startswith("clinic_app.store")]
    found = {one for module in modules for one in vars(module).values() if isinstance(one, type) and name in vars(one)}
    assert found, f"nothing in the store is called {name}"
    return list(found)


MISTAKES: list[Plant] = [
    last_writer_wins,
    seen_from_the_database,
    no_gap_check,
    no_fork_check,
    undo_does_not_look_through,
    home_to_one_side_only,
    erasure_by_anyone,
    held_packages_lost_at_restart,
]


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    made = Templates(tmp_path_factory.mktemp("templates"))
    for shape in ("one office", "two offices", "four laptops", "two coordinators"):
        made.of(shape)  # before anything is planted
    return made


@pytest.mark.parametrize("plant", MISTAKES, ids=lambda plant: plant.__name__)
def test_the_histories_find_it(plant: Plant, templates: Templates, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        plant(patch)
        broken = first_broken(range(MOST), templates, tmp_path)
    assert broken is not None
    print(f"{plant.__name__}: history {broken.script.seed}, {broken.at}: {broken.problem}")
    assert isinstance(broken.problem, AssertionError), broken.text
    assert play(broken.script, templates, tmp_path / "rightly") is None, "that history breaks without the mistake too"
