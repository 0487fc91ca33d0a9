"""What a reading is made of, kept short: which entries' values each register shows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_SHORT = json.JSONEncoder(separators=(",", ":")).encode


class Shown(Mapping[str, tuple[str, ...]]):
    """What was shown of a record: register -> names. All registers not listed showed the value of `usual`."""

    def __init__(self, usual: tuple[str, ...], others: Mapping[str, tuple[str, ...]]) -> None:
        self._usual, self._others = usual, others

    def __getitem__(self, register: str) -> tuple[str, ...]:
        return self._others.get(register, self._usual)

    def get(self, register: str, default: Any = None) -> Any:
        return self[register] or default

    def __iter__(self) -> Iterator[str]:
        return iter(self._others)

    def __len__(self) -> int:
        return len(self._others)

    def names(self) -> frozenset[str]:
        """All entries anything of which was shown."""
        return frozenset(self._usual).union(*self._others.values())


def pack_leaves(leaves: Mapping[str, Iterable[str]]) -> str:
    """Leaves as short JSON: the entry most registers come from once, the exceptions by register."""
    whole = {tuple(names) for names in leaves.values()}
    if len(whole) == 1:
        return _SHORT([sorted(whole.pop()), {}])
    counted: dict[tuple[str, ...], int] = {}
    named = {register: tuple(sorted(names)) for register, names in leaves.items()}
    for names in named.values():
        counted[names] = counted.get(names, 0) + 1
    usual = max(sorted(counted), key=lambda names: counted[names], default=())
    others = {register: list(names) for register, names in sorted(named.items()) if names != usual}
    return _SHORT([list(usual), others])


def unpack_leaves(packed: str) -> Shown:
    usual, others = json.loads(packed)
    return Shown(tuple(usual), {register: tuple(names) for register, names in others.items()})
