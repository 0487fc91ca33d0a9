"""Exchange with the others: seal, take in, leave and fetch at places, and an honest status."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from clinic_app.changes import Changes
from clinic_app.errors import NoPlace
from clinic_app.progress import Progress
from clinic_app.reports.sheet import Sheet
from clinic_app.store.exchange_tables import Report
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.erasing import Erasing
from clinic_app.use_cases.exchanging.arrivals import Arrivals, Taken, see_packages
from clinic_app.use_cases.exchanging.departures import Departures
from clinic_app.use_cases.exchanging.fetch_errand import Fetched, FetchErrand, Tell, quiet
from clinic_app.use_cases.exchanging.inbox import Inbox, InboxOffice
from clinic_app.use_cases.exchanging.leave_errand import LeaveErrand
from clinic_app.use_cases.exchanging.news import Preview
from clinic_app.use_cases.exchanging.objects import Objects
from clinic_app.use_cases.exchanging.one_at_a_time import Held
from clinic_app.use_cases.exchanging.outgoing import Outgoing, outgoing, remember_left
from clinic_app.use_cases.exchanging.packages import HELD, MERGED, NOTHING_NEW, MergeDone
from clinic_app.use_cases.exchanging.places import Places
from clinic_app.use_cases.exchanging.previewing import Previewing
from clinic_app.use_cases.exchanging.rungs import THERE, Left, Step
from clinic_app.use_cases.exchanging.runs import RunReport, Runs
from clinic_app.use_cases.exchanging.sealing import PackageMade, Sealing
from clinic_app.use_cases.exchanging.status import LastExchange, WaitingNow
from clinic_app.use_cases.exchanging.syncing import SyncDone, Syncing, first_problem
from clinic_app.use_cases.exchanging.taking import Taking
from clinic_app.use_cases.exchanging.undoing import BuiltOn, Undoing
from clinic_app.use_cases.own_lists import OwnLists


class Exchange:
    """The exchange of an open vault."""

    def __init__(
        self,
        desk: Desk,
        casework: Casework,
        afterwards: Callable[[Changes], Changes] | None = None,
        places: Places | None = None,
    ) -> None:
        self._afterwards = afterwards  # what news may mean for other records of this laptop
        self._desk = desk
        self._casework = casework
        self._erasing = Erasing(desk, casework)
        self._lists = OwnLists(desk, casework.whole)
        self._vault = desk.vault
        self._places = places = places or Places(desk.vault)
        self._objects = Objects(desk, casework.whole)
        self._sealing = Sealing(desk, self._objects, casework.whole)
        self._undoing = Undoing(desk, casework)
        self._runs = Runs(desk)
        self._taking = Taking(desk, self._erasing, self._objects, casework.whole)
        self._arrivals = Arrivals(desk, places, self._objects, self._merge_arrived)
        self._departures = Departures(desk, places, self._objects, self._sealing)

    def export(
        self, folder: Path | None = None, everything: bool = False, progress: Progress | None = None
    ) -> list[PackageMade]:
        """Seal what is not yet sealed and leave every unacknowledged package in `folder` (default: the first folder
        place), and beside them the sealed files that they name.
        """
        target = folder or self._places.first_folder()
        made = self._sealing.export(target, everything, progress)
        if made:
            self._remember("export", len(made))
            remember_left(self._desk, [package.name for package in made])
        with self._vault.changing():
            self._departures.prepare()  # a receipt that a place has not got yet stays
            self._vault.exchange.drop_receipts()
        if made:
            self._desk.trail.note("package_made", count=len(made), place="folder")
        self._objects.leave(target, progress)  # after the packages: they are small, and worth having without the files
        return made

    def merge(
        self,
        paths: Iterable[Path],
        progress: Progress | None = None,
        only: Collection[str] | None = None,
        leave_out: Collection[str] = (),
    ) -> MergeDone:
        """Take packages in: files and folders, any order, again and again, in one transaction:
        Cancelled, from `progress`, leaves nothing. After it the sealed files beside them that have not come yet.

        `only`: these records, the rest waits; `leave_out`: all but these (record ids) and their child records.
        """
        paths = list(paths)
        done = self._merge(paths, progress, only, leave_out)
        objects = self._objects.take(paths, progress)
        changes = Changes.of("attachment", ()) if objects.taken else Changes()
        return replace(done, objects=objects, changes=done.changes | changes)

    def _merge_arrived(self, paths: list[Path]) -> MergeDone:
        """Packages that came from a place: nobody named them, so those for others are left alone."""
        return self._merge(paths, lying_about=True)

    def _merge(
        self,
        paths: list[Path],
        progress: Progress | None = None,
        only: Collection[str] | None = None,
        leave_out: Collection[str] = (),
        lying_about: bool = False,
    ) -> MergeDone:
        try:
            with self._vault.changing():
                done = self._taking.merge(paths, progress, only, leave_out, lying_about)
                see_packages(self._desk, done.packages, self._places.now_text())
                taken = sum(package.status in (MERGED, HELD) for package in done.packages)
                if taken:  # in the same transaction: a kill between the two would leave an old "last exchange"
                    self._remember("merge", taken)
                    self._desk.trail.note("merged", count=taken, way="place" if lying_about else "hand")
        except BaseException:
            self._desk.look_again()  # a new life may have been begun, and taken back
            raise
        if done.changes.include("list_item"):
            self._lists.read_again()
        if self._afterwards:
            done = replace(done, changes=done.changes | self._afterwards(done.changes))
        return done

    def undo(self, package: str) -> tuple[list[BuiltOn], Changes]:
        """Set aside again what a package brought: (what was edited on top of it since, what was touched)."""
        return self._undoing.undo(package)

    def built_on(self, package: str) -> list[BuiltOn]:
        """What was edited on top of a package; to be shown before it is undone."""
        return self._undoing.built_on(package)

    def runs(self, limit: int = 200) -> list[RunReport]:
        """The merges that were kept, newest first; their records are told by `run` alone."""
        return self._runs.all(limit)

    def run(self, id: int) -> RunReport:
        """One merge that was kept. NoSuchRun."""
        return self._runs.one(id)

    def run_sheet(self, id: int) -> Sheet:
        """One merge on paper, in the language in use, names and counts only. NoSuchRun."""
        return self._runs.sheet(id)

    def write_run(self, id: int, out: Path) -> Path:
        """The report of a merge as PDF, into the file a person chose. NoSuchRun."""
        self._runs.write(id, out)
        self._desk.trail.note("exported", kind="merge", number=id, format="pdf")
        return out

    def built_on_run(self, id: int) -> list[BuiltOn]:
        """What was edited on top of a merge; to be shown before it is undone. NoSuchRun."""
        return self._undoing.built_on_run(id)

    def undo_run(self, id: int) -> tuple[list[BuiltOn], Changes]:
        """Set aside again what a whole merge brought: (what was edited on top of it, what was touched). NoSuchRun."""
        return self._undoing.undo_run(id)

    def take_in(self, package: str) -> Changes:
        """Take in again what of a package is set aside here, undone or left out. NoSuchPackage."""
        return self._undoing.take_in(package)

    def take_in_run(self, id: int) -> Changes:
        """Take in again what of a whole merge is set aside here, undone or left out. NoSuchRun."""
        return self._undoing.take_in_run(id)

    def preview(self, paths: Iterable[Path]) -> MergeDone:
        """What `merge` would do; nothing is changed."""
        return self._taking.preview(paths)

    def look_into(self, paths: Iterable[Path], progress: Progress | None = None) -> Preview:
        """What `merge` would do, record by record and field by field; nothing is changed. Cancelled from `progress`."""
        return Previewing(self._desk, self._casework, self._taking, self._objects).look_into(paths, progress)

    def reports(self) -> list[Report]:
        """The merge reports that were kept, newest first."""
        with self._vault.looking():
            return self._vault.exchange.reports()

    def waiting(self) -> WaitingNow:
        """What waits to be acknowledged."""
        with self._vault.looking():
            packages, entries, size = self._vault.exchange.outbox_size()
            roster, me = self._desk.roster(), self._desk.identity
            # What nobody else may read waits for nobody.
            read = [one for one in self._vault.journal.audiences() if len(roster.readers(one)) > 1]
            unsealed = self._vault.exchange.unsealed(me.device_id, read) if me.network_id else 0
        return WaitingNow(packages, entries, size, unsealed)

    def outgoing(self, limit: int = 50) -> list[Outgoing]:
        """What goes out from here and how far it is, newest first."""
        return outgoing(self._desk, limit)

    def last_exchange(self) -> LastExchange | None:
        """When packages were last left or taken in."""
        kept = self._vault.recall("last_exchange")
        return LastExchange(datetime.fromisoformat(kept["at"]), kept["kind"], kept["packages"]) if kept else None

    def inbox(self) -> list[InboxOffice]:
        """Every other office and what was last heard of its laptops, the longest silent first."""
        return Inbox(self._desk).offices()

    # --- places: the steps of one exchange, each small; whoever runs them holds the right to ----------------------

    def hold(self) -> Held:
        """The right to exchange, until it is released. ExchangeBusy."""
        return Held(self._vault.folder)

    def begin_fetch(self, place: str) -> FetchErrand:
        """An errand that fetches; it runs on any thread. NoNetwork, UnknownPlace, PlaceFailed(SETTING)."""
        return self._arrivals.begin(place)

    def take_fetched(self, brought: Fetched) -> Taken:
        """Take in what an errand brought; `wanted` is the next errand, if there is more to fetch."""
        return self._arrivals.take(brought)

    def begin_leaving(self, place: str, seal: bool = True) -> LeaveErrand | None:
        """An errand that leaves what waits, sealed first; without `seal` None when nothing waits there sealed."""
        return self._departures.begin(place, seal=seal)

    def note_left(self, told: Step | Left) -> None:
        """Note a step of a leaving, or all of it; the same one twice is harmless."""
        self._departures.note(told)
        if isinstance(told, Left) and (left := sum(step.what == THERE for step in told.steps)):
            self._remember("export", left)

    def sync(self, name: str | None = None, wait: bool = True, tell: Tell = quiet) -> SyncDone:
        """Fetch and merge, then seal and leave, at one place or all; the document says what could not be done.

        `wait`: after a failure, for the line to come back. NoNetwork, NoPlace, UnknownPlace, ExchangeBusy.
        """
        if name:
            self._places.one(name)
        names = [name] if name else self._places.names()
        if not names:
            raise NoPlace
        with self.hold():
            done = Syncing(self._arrivals, self._departures).sync(names, wait=wait, tell=tell)
        if done.published:
            self._remember("export", len(done.published))
        problem = first_problem(done.places)
        if problem is None:
            self._vault.remember("last_good", self._places.now_text())
        return SyncDone(
            fetched=sum(package.status != NOTHING_NEW for package in done.merged),
            merged=tuple(done.merged),
            published=tuple(done.published),
            waiting=self.waiting().packages,
            last_good=str(self._vault.recall("last_good", "")),
            problem=problem,
            oddities=tuple(done.oddities),
            places=tuple(done.places),
            changes=done.changes,
        )

    def _remember(self, kind: str, packages: int) -> None:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self._vault.remember("last_exchange", {"at": now, "kind": kind, "packages": packages})
