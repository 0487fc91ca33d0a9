"""What must be true of a history, told a second time: every save with what its form showed. It shares no code with the
journal it judges, and knows entries only by the names they bear.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

CAREFUL_FIRST = {
    "confidentiality": ["lawyer", "office", "aggregate", "coord"],
    "conflict_check": ["conflict", "not_done", "clear"],
    "publication_consent": ["C0", "C1", "C2", "C3", "C4", "C5"],
    "role": ["student", "paralegal", "lawyer", "coordinator"],
}
EARLIEST_FIRST = {"next_step_on", "followup_on", "postponed_to", "retention_until"}

Leaves = Mapping[str, frozenset[str]]  # register -> names of the entries whose values are live


@dataclass(frozen=True)
class Said:
    """One save: what was written, and for each register the names of the values that its form had shown."""

    name: str
    type: str
    record: str
    values: Mapping[str, Any]
    seen: Mapping[str, frozenset[str]]
    laptop: str
    office: str = ""
    coordinator: bool = False
    outsider: bool = False  # forged by an office that has no right to the record

    @property
    def key(self) -> tuple[str, str]:
        return self.type, self.record


@dataclass
class Model:
    """Everything that was ever said, whoever has heard of it."""

    said: dict[str, Said] = field(default_factory=dict)

    def add(self, said: Said) -> None:
        assert said.name not in self.said, "one name, two saves"
        self.said[said.name] = said

    def by_record(self, names: Iterable[str]) -> dict[tuple[str, str], set[str]]:
        """(type, record) -> those of `names` that are about it."""
        found: dict[tuple[str, str], set[str]] = {}
        for name in names:
            if name in self.said:
                found.setdefault(self.said[name].key, set()).add(name)
        return found

    def counting(self, names: Collection[str], carried: Collection[str] = ()) -> set[str]:
        """Without what offices wrote whose record it is not, as far as one knows whose it is.

        `carried`: what a coordinator has given a place in a stream of the coordinators' own.
        """
        said = {name: self.said[name] for name in names}
        above = {name for name in names if name in carried or said[name].coordinator}
        claims = {name for name in names if "home" in said[name].values}
        given = claims & above
        own = {name for name in claims if said[name].office == said[name].values["home"]}
        standing = given or own
        over = set().union(*(self._overwritten(name, "home", ()) for name in standing))
        now = {said[name].values["home"] for name in standing - over}
        counting = own
        if given:
            seen = set().union(*(self._overwritten(name, "home", claims) for name in given))
            counting = given | {name for name in own if name in seen or said[name].values["home"] in now}
        ever = {said[name].values["home"] for name in counting}

        def counts(name: str) -> bool:
            if name in claims - counting:
                return False
            if name in above:
                return True
            if "erased" in said[name].values:
                return now == {said[name].office}
            return not ever or said[name].office in ever

        return {name for name in names if counts(name)}

    def leaves(
        self, names: Collection[str], aside: Collection[str] = (), carried: Collection[str] = ()
    ) -> dict[str, frozenset[str]]:
        """What is live in one record for whoever reads `names` and has set `aside` aside: all that nobody overwrote
        who had seen it, be it through what was set aside.
        """
        everything = self.counting(set(names) | set(aside), carried)
        here, there = everything - set(aside), everything & set(aside)
        live: dict[str, set[str]] = {}
        for name in here:
            for register in self.said[name].values:
                live.setdefault(register, set()).add(name)
        for register, standing in live.items():
            for name in here:
                standing -= self._overwritten(name, register, there)
        return {register: frozenset(standing) for register, standing in live.items()}

    def _overwritten(self, name: str, register: str, through: Collection[str]) -> set[str]:
        over = set(self.said[name].seen.get(register, ()))
        waiting = [one for one in over if one in through]
        while waiting:
            for earlier in self.said[waiting.pop()].seen.get(register, ()):
                if earlier not in over:
                    over.add(earlier)
                    if earlier in through:
                        waiting.append(earlier)
        return over

    def shown(self, register: str, names: Iterable[str]) -> tuple[Any, bool]:
        """(the value everyone shows of these live ones, whether a person must choose)."""
        by_name = {name: self.said[name].values[register] for name in sorted(names)}
        values = list(by_name.values())
        if not values:
            return None, False
        if len({_as_text(value) for value in values}) == 1:
            return values[0], False
        if "/" in register and all(value in (True, False, None) for value in values):
            return any(values), False
        if register == "erased":
            return max(values, key=str), False
        if register in CAREFUL_FIRST:
            return min(values, key=CAREFUL_FIRST[register].index), True
        if register in EARLIEST_FIRST:
            return min(value for value in values if value), True
        return values[0], True

    def conflicts(self, leaves: Leaves) -> frozenset[str]:
        return frozenset(register for register, names in leaves.items() if self.shown(register, names)[1])


def _as_text(value: Any) -> str:
    return "" if value in (None, "") and not isinstance(value, bool) else repr(value)
