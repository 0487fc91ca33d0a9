"""What a reading is made of, kept short: which entries' values each register shows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_SHORT = json.JSONEncoder(separators=(",", ":")).encode


class Shown(Mapping[str, tuple[str, ...]]):
    """What was shown of a record: register -> names. All registers not listed showed the value of `usual`."""

    def __init__(
        self, usual: tuple[str, ...], others: Mapping[str, tuple[str, ...]], kept: frozenset[str] = frozenset()
    ) -> None:
        self._usual, self._others = usual, others
        self._kept = kept  # fields that were not shown at all

    def __getitem__(self, register: str) -> tuple[str, ...]:
        if self._kept and register.partition("/")[0] in self._kept:
            return ()
        return self._others.get(register, self._usual)

    def without(self, fields: frozenset[str]) -> Shown:
        """The same, less fields of which nothing was shown."""
        others = {
            register: names for register, names in self._others.items() if register.partition("/")[0] not in fields
        }
        return Shown(self._usual, others, self._kept | fields)

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
