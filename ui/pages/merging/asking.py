"""What the merging page asks of the clinic, each on the vault's thread, read in one go as frozen values."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from clinic_app.progress import Progress
from ui.merge_words import Reader
from ui.tasks import WorksFor

Failed = Callable[[Exception], object]
Built = tuple[Sequence[Any], dict[str, str]]  # what was written on top, office ids and names
MOST_RUNS = 200


@dataclass(frozen=True)
class Looked:
    """What packages would do, and who looks."""

    preview: Any
    reader: Reader


@dataclass(frozen=True)
class Kept:
    """A kept merge, who reads it, and how much that reader can settle now."""

    report: Any
    reader: Reader
    settle: int


class Asking:
    """Carries the page's questions to the vault's thread; answers come back on the window's."""

    def __init__(self, clinic: Any, tasks: WorksFor, page: QWidget) -> None:
        self._clinic, self._tasks, self._page = clinic, tasks, page

    def look(self, paths: Sequence[Path], watch: Progress, done: Callable[[Looked], object], failed: Failed) -> None:
        """What these packages would do; nothing is changed."""
        clinic = self._clinic
        self._ask(lambda: Looked(clinic.exchange.look_into(paths, watch), reader_of(clinic)), done, failed)

    def merge(
        self,
        paths: Sequence[Path],
        leave_out: Collection[str],
        watch: Progress,
        done: Callable[[Any], object],
        failed: Failed,
    ) -> None:
        """Take in what is not left out, in one transaction; idempotent, so a preview that is old does no harm."""
        clinic = self._clinic
        self._ask(lambda: clinic.exchange.merge(paths, watch, leave_out=leave_out), done, failed)

    def run(self, run: int, done: Callable[[Kept], object], failed: Failed) -> None:
        """The report of one merge."""
        self._ask(lambda: kept_of(self._clinic, run), done, failed)

    def runs(self, done: Callable[[tuple[Sequence[Any], Reader]], object], failed: Failed) -> None:
        """All merges that were kept, newest first."""
        clinic = self._clinic
        self._ask(lambda: (clinic.exchange.runs(MOST_RUNS), reader_of(clinic)), done, failed)

    def built_on(self, run: int, done: Callable[[Built], object], failed: Failed) -> None:
        """What was written on top of a merge, and what the offices of those who wrote it are called."""
        clinic = self._clinic

        def look() -> Built:
            built = clinic.exchange.built_on_run(run)
            return built, clinic.casework.titles("office", sorted({one.office for one in built}))

        self._ask(look, done, failed)

    def undo(self, run: int, done: Callable[[tuple[Any, Kept]], object], failed: Failed) -> None:
        """Set aside what a merge brought: (what was touched, its report now)."""
        clinic = self._clinic
        self._ask(lambda: (clinic.exchange.undo_run(run)[1], kept_of(clinic, run)), done, failed)

    def take_in(self, run: int, done: Callable[[tuple[Any, Kept]], object], failed: Failed) -> None:
        """Take in again what of a merge is set aside: (what was touched, its report now)."""
        clinic = self._clinic
        self._ask(lambda: (clinic.exchange.take_in_run(run), kept_of(clinic, run)), done, failed)

    def show_sheet(self, run: int) -> None:
        """Show the report on paper, to be printed or saved."""
        from ui.paper.card import SheetDialog

        clinic = self._clinic
        SheetDialog(
            lambda: clinic.exchange.run_sheet(run),
            self._tasks,
            self._page.window(),
            "merge",
            note=lambda act, format: clinic.trail.note(act, kind="merge", number=run, format=format),
        ).open()

    def _ask(self, work: Callable[[], Any], done: Callable[[Any], object], failed: Failed) -> None:
        self._tasks.on_vault(work, done, failed, owner=self._page)


def reader_of(clinic: Any) -> Reader:
    """Who works here. On the vault's thread."""
    me = clinic.identity
    return Reader(me.office_id, me.decides)


def kept_of(clinic: Any, run: int) -> Kept:
    """A report, and what its reader can settle: a coordinator everything, an office what its own people wrote."""
    reader = reader_of(clinic)
    settle = clinic.settling.count() if reader.coordinator else len(clinic.settling.ours())
    report = clinic.exchange.run(run)
    senders = {one.office for one in report.packages if one.office}
    names = clinic.casework.titles("office", sorted(senders - report.names.keys()))
    return Kept(replace(report, names={**names, **report.names}), reader, settle)
