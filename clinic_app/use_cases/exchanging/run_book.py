"""What a merge keeps of itself: a run, and a row for each of its packages, refused ones too. Names and counts only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from clinic_app.store.vault import Vault
from clinic_app.use_cases.exchanging.packages import HELD, MERGED, REFUSED, PackageTaken


class RunBook:
    """One run under way, inside the merge's transaction; `row` is where the entries of the package at hand belong."""

    def __init__(self, vault: Vault) -> None:
        self._runs = vault.exchange.runs
        self.run = self._runs.begin(now_text())
        self.row = 0
        self._repeated: list[int] = []  # rows that say what an earlier run says already
        self._fresh = False

    def enter(self, taken: PackageTaken, number: int) -> None:
        """A row for a package that is believed, before anything of it is kept."""
        self.row = self._runs.enter(
            self.run, taken.package, taken.file_name, taken.sender, taken.audience, number, now_text()
        )

    def tell(self, done: PackageTaken) -> None:
        """What became of the package entered last."""
        before = self._runs.last(done.sender, done.audience, done.package)
        same = before is not None and (before.status, before.told.get("reason", "")) == (done.status, done.reason)
        known = before is not None if done.status not in (MERGED, HELD, REFUSED) else same
        self._runs.tell(self.row, done.status, done.kept())
        if known and not done.names and not done.touched:
            self._repeated.append(self.row)
            if done.status not in (HELD, REFUSED):
                self._runs.forget(self.row)
        elif done.status in (MERGED, HELD, REFUSED):
            self._fresh = True

    def refuse(self, packages: Iterable[PackageTaken]) -> None:
        """Rows for what was refused before it was believed: its sender is only its own word, and is not kept."""
        for refused in packages:
            if refused.status == REFUSED and not refused.sender:
                self.enter(refused, 0)
                self.tell(refused)

    def close(self) -> int:
        """The run's number; 0 when nothing was taken in and nothing refused that is not in an earlier run."""
        if self._fresh:
            return self.run
        for row in self._repeated:
            self._runs.forget(row)
        self._runs.drop(self.run)
        return 0


def now_text() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
