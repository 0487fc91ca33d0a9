"""What a merge keeps of itself: a run, and a row for each of its packages, refused ones too. Names and counts only."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from clinic_app.records.declared import all_types
from clinic_app.store.record_tables import unpack_leaves
from clinic_app.store.vault import Vault
from clinic_app.use_cases.exchanging.packages import HELD, MERGED, REFUSED, Counts, PackageTaken

Key = tuple[str, str]  # (type, record)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a record stands here: what its row shows, and which entries' values stand side by side in it."""

    home: str
    archived: bool
    erased: bool
    torn: tuple[tuple[str, tuple[str, ...]], ...]  # register in conflict -> its live entries
    row: int  # a hash: reports keep no values, and nothing else is asked of it than whether it is the same


def standings(vault: Vault, records: Iterable[str], fresh: bool = False) -> dict[Key, Standing]:
    """How records stand that have a reading. `fresh`: nothing will be compared with them, so `row` may stay 0."""
    by_type: dict[str, list[tuple[str, str, str | None]]] = {}
    for type, record, leaves, conflicts in vault.exchange.runs.readings(sorted(set(records))):
        by_type.setdefault(type, []).append((record, leaves, conflicts))
    known = all_types()
    found: dict[Key, Standing] = {}
    for type, some in by_type.items():
        ids = [record for record, _, _ in some]
        rows = vault.exchange.runs.rows(type, ids, whole=not fresh) if type in known else {}
        for record, leaves, conflicts in some:
            home, archived, erased, row = rows.get(record, ("", 0, "", hash(leaves)))
            found[type, record] = Standing(
                home=str(home or ""),
                archived=bool(archived),
                erased=bool(erased),
                torn=_torn(leaves, json.loads(conflicts)) if conflicts else (),
                row=row,
            )
    return found


def standings_since(vault: Vault, before: Collection[Key], records: Collection[str]) -> dict[Key, Standing]:
    """How records stand now, to be compared with `before`."""
    here = {record for _, record in before}
    return standings(vault, here.intersection(records)) | standings(vault, set(records) - here, fresh=True)


def _torn(leaves: str, registers: Iterable[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    named = unpack_leaves(leaves)
    return tuple((register, named[register]) for register in registers)


def counts_of(before: Mapping[Key, Standing], after: Mapping[Key, Standing], keys: Iterable[Key]) -> Counts:
    """What became of records between two readings; what says the same as before is not counted."""
    new = changed = conflicts = archived = erased = 0
    for key in keys:
        was, now = before.get(key), after.get(key)
        if was == now:
            continue
        new += was is None
        changed += was is not None
        conflicts += now is not None and bool(now.torn) and now.torn != (was.torn if was else ())
        archived += now is not None and now.archived and not (was is not None and was.archived)
        erased += now is not None and now.erased and not (was is not None and was.erased)
    return Counts(new, changed, conflicts, archived, erased)


class RunBook:
    """One run under way, inside the merge's transaction; `row` is where the entries of the package at hand belong."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._runs = vault.exchange.runs
        self.run = self._runs.begin(now_text())
        self.row = 0
        self.touched: set[str] = set()
        self._before: dict[Key, Standing] = {}
        self._looked: set[str] = set()
        self._repeated: list[int] = []  # rows that say what an earlier run says already
        self._fresh = False

    def look(self, records: Collection[str]) -> dict[Key, Standing]:
        """How records stand before they are read anew; the first look at each is kept for the report."""
        found = standings(self._vault, records)
        for key, standing in found.items():
            if key[1] not in self._looked:
                self._before[key] = standing
        self._looked.update(records)
        self.touched.update(records)
        return found

    def enter(self, taken: PackageTaken, number: int) -> None:
        """A row for a package that is believed, before anything of it is kept."""
        self.row = self._runs.enter(
            self.run, taken.package, taken.file_name, taken.sender, taken.audience, number, now_text()
        )

    def tell(self, done: PackageTaken) -> None:
        """What became of the package entered last."""
        before = self._runs.last(done.sender, done.audience, done.package)
        same = before is not None and (before.status, before.told.get("reason", "")) == (done.status, done.reason)
        kept = done.status in (MERGED, HELD, REFUSED)
        self._runs.tell(self.row, done.status, done.kept())
        if (same if kept else before is not None) and not done.names and not done.touched:
            if kept:
                self._repeated.append(self.row)
            else:
                self._runs.forget(self.row)
        elif kept:
            self._fresh = True

    def correct(self, row: int, done: PackageTaken) -> None:
        """What became of a package in the end, when later ones of the same run changed it."""
        self._runs.tell(row, done.status, done.kept())

    def refuse(self, packages: Iterable[PackageTaken]) -> None:
        """Rows for what was refused before it was believed: its sender is only its own word, and is not kept."""
        for refused in packages:
            if refused.status == REFUSED and not refused.sender:
                self.enter(refused, 0)
                self.tell(refused)

    def close(self, left_out: int, names: Mapping[str, str]) -> int:
        """Keep the run; its number, or 0 when nothing was taken in and nothing refused that an earlier run does not
        tell of.

        `names`: office id -> name.
        """
        if not self._fresh:
            for row in self._repeated:
                self._runs.forget(row)
            self._runs.drop(self.run)
            return 0
        counts = self.counts()
        self._runs.close(
            self.run,
            {
                "offices": {office: asdict(some) for office, some in counts.items()},
                "names": {office: names[office] for office in counts if names.get(office)},
                "left_out": left_out,
            },
        )
        return self.run

    def counts(self) -> dict[str, Counts]:
        """office id -> what became of its records, all packages together."""
        after = standings_since(self._vault, self._before, self.touched)
        by_office: dict[str, list[Key]] = {}
        for key in {**self._before, **after}:
            standing = after.get(key) or self._before[key]
            by_office.setdefault(standing.home, []).append(key)
        found = {office: counts_of(self._before, after, keys) for office, keys in sorted(by_office.items())}
        return {office: some for office, some in found.items() if some.new or some.changed}


def now_text() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
