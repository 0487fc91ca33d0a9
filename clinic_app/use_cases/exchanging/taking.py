"""Merging packages: the union of entries, in one transaction, roster first, again and again until nothing changes."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from clinic_app.changes import Changes
from clinic_app.errors import NoNetwork, NotTrusted
from clinic_app.exchange.distrust import Distrust
from clinic_app.exchange.files import read_file
from clinic_app.exchange.manifest import Manifest, Stretch
from clinic_app.exchange.package import Opened, address_of, open_package
from clinic_app.journal.audience import NETWORK, reads, shared
from clinic_app.journal.content import Content
from clinic_app.journal.stream import Place
from clinic_app.progress import Progress, Quiet
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.erasing import Erasing
from clinic_app.use_cases.exchanging.carrying import carry_on
from clinic_app.use_cases.exchanging.choosing import Choosing
from clinic_app.use_cases.exchanging.gaps import is_held, missing_before
from clinic_app.use_cases.exchanging.hearing import Hearing
from clinic_app.use_cases.exchanging.judging import judge
from clinic_app.use_cases.exchanging.objects import Objects
from clinic_app.use_cases.exchanging.own_keys import OwnKeys, own_identities
from clinic_app.use_cases.exchanging.packages import (
    HELD,
    MERGED,
    NOTHING_NEW,
    REFUSED,
    MergeDone,
    PackageTaken,
    audience_of,
    claimed_name,
    files_of,
    office_names,
    stream_of,
)
from clinic_app.use_cases.exchanging.run_book import Key, RunBook, Standing, counts_of, standings_since
from clinic_app.use_cases.exchanging.turned_up import fills_a_hole
from clinic_app.use_cases.who_reads import WhoReads

_MAY_BE_KNOWN_LATER = (Distrust.STRANGER, Distrust.NEW_KEY)
_SHUT = (Distrust.NOT_FOR_US, Distrust.OLD_KEY)

_Judged = Sequence[tuple[Stretch, Sequence[Place]]]


@dataclass
class Round:
    """One merge under way: what waits, what is done, what was touched."""

    waiting: list[tuple[Path, bytes, bool]]
    watch: Progress
    choosing: Choosing
    book: RunBook
    files: int
    done: dict[Path, PackageTaken] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)  # of the network, that were tried
    held: dict[Path, tuple[Opened, int]] = field(default_factory=dict)  # with its row
    changes: Changes = field(default_factory=Changes)

    def step(self, part: float) -> None:
        """Tell how far the work is, in hundredths of all packages; `part` of the package at hand."""
        self.watch.step(min(99, int(100 * (len(self.done) + part) / self.files)), 100)


class Taking:
    """Takes packages into an open vault."""

    def __init__(self, desk: Desk, erasing: Erasing, objects: Objects, casework: Casework) -> None:
        self._desk = desk
        self._erasing = erasing
        self._vault = desk.vault
        self._hearing = Hearing(desk, objects, casework)

    def merge(
        self,
        paths: Iterable[Path],
        progress: Progress | None = None,
        only: Collection[str] | None = None,
        leave_out: Collection[str] = (),
        lying_about: bool = False,
    ) -> MergeDone:
        """Merge files and folders in any order, again and again; refused files change nothing, the rest is merged.

        All in one transaction: NoNetwork, FileUnreadable, DiskFull and Cancelled leave nothing behind. `only`: record
        ids to take in, `leave_out`: those to leave out; these wait, set aside, until they are merged again.
        `lying_about`: files that nobody named, as in a folder; those for others are left alone.
        """
        try:
            with self._vault.changing():
                done, _ = self.take(paths, progress or Quiet(), only, leave_out, lying_about)
        except BaseException:
            self._desk.look_again()  # a new life may have been begun, and taken back
            raise
        return done

    def preview(self, paths: Iterable[Path], progress: Progress | None = None) -> MergeDone:
        """What `merge` would do, with nothing done."""
        try:
            with self._vault.trying():
                return self.take(paths, progress or Quiet())[0]
        finally:
            self._desk.look_again()

    def take(
        self,
        paths: Iterable[Path],
        watch: Progress,
        only: Collection[str] | None = None,
        leave_out: Collection[str] = (),
        lying_about: bool = False,
    ) -> tuple[MergeDone, RunBook]:
        """Take packages in, inside the caller's transaction, which is to be taken back whenever this raises."""
        if not self._desk.identity.network_id:
            raise NoNetwork
        files = files_of(paths)
        waiting = [(file, read_file(file), in_folder or lying_about) for file, in_folder in files]
        book = RunBook(self._vault)
        work = Round(waiting, watch, Choosing(self._desk, only, leave_out), book, len(files))
        self._take_all(work)
        self._look_again_at_held(work)
        WhoReads(self._desk).bring_along(work.changes)
        changes = work.changes | self._erasing.after_merge(work.changes, book.look)
        packages = tuple(work.done[file] for file, _ in files)
        book.refuse(packages)
        run = book.close(len(work.choosing.left_out), office_names(self._desk))
        watch.step(100, 100)
        return MergeDone(packages, changes, run), book

    def _take_all(self, work: Round) -> None:
        """Roster packages first; what a newly known laptop sent, or signed with a new key, is tried again, and what
        none of our keys opened, once another key has come.
        """
        work.waiting.sort(key=lambda item: (audience_of(item[1]) != NETWORK, item[0].name))
        while work.waiting:
            left: list[tuple[Path, bytes, bool]] = []
            shut: list[tuple[Path, bytes, bool]] = []
            work.keys.update(self._desk.network_identities)
            for file, data, in_folder in work.waiting:
                work.step(0)
                taken, changes = self._take(file, data, in_folder, work)
                work.changes = work.changes | changes
                work.done[file] = taken
                if taken.status == REFUSED and taken.reason in _MAY_BE_KNOWN_LATER:
                    left.append((file, data, in_folder))
                elif taken.reason in _SHUT:
                    shut.append((file, data, in_folder))
            if not work.keys.issuperset(self._desk.network_identities):  # not those that were pushed out and come again
                work.waiting = shut + left  # the shut ones are the network's: news of whom to believe
            elif len(left) == len(work.waiting):
                return
            else:
                work.waiting = left

    def _look_again_at_held(self, work: Round) -> None:
        """What a package waited for may have been taken in after it, once its sender or key was known."""
        for file, (opened, row) in work.held.items():
            was = work.done[file]
            if is_held(self._desk, opened.manifest):
                now = replace(was, missing=tuple(missing_before(self._desk, opened)))
            else:
                now = replace(was, status=MERGED if was.names or was.touched else NOTHING_NEW, missing=())
            if now != was:
                work.done[file] = now
                work.book.correct(row, now)

    def _take(self, file: Path, data: bytes, in_folder: bool, work: Round) -> tuple[PackageTaken, Changes]:
        told = hashlib.sha256(data).hexdigest()
        blank = PackageTaken(str(file), claimed_name(data) or file.name, REFUSED, sha256=told)
        try:
            opened, retired = self._open(file, data)
            if opened is None:
                return replace(blank, status=NOTHING_NEW, reason="own"), Changes()
            if retired and not opened.manifest.stretches:
                return replace(blank, status=NOTHING_NEW, reason=Distrust.RETIRED_KEY), Changes()
            taken, changes = self._apply(blank, opened, work, retired)
            if taken.status == HELD:
                work.held[file] = (opened, work.book.row)
            return taken, changes
        except NotTrusted as refused:
            why = str(refused.data.get("why"))
            if why == Distrust.NOT_FOR_US and OwnKeys(self._desk).may_lack_keys():
                why = str(self._may_be_ours(data, blank.package))
            if why == Distrust.OLD_KEY and in_folder:
                return replace(blank, status=NOTHING_NEW, reason=why), Changes()
            if why == Distrust.NOT_FOR_US and in_folder:
                # A folder or stick carries packages for several readers; those for others are left alone.
                return replace(blank, status=NOTHING_NEW, reason=why), Changes()
            return replace(blank, reason=why), Changes()

    def _may_be_ours(self, data: bytes, package: str) -> Distrust:
        """What to say of a package that none of our keys opens, now that some of ours are gone."""
        address = address_of(data)
        sender, me = self._desk.roster().laptops.get(address.sender), self._desk.identity
        if sender is None or not reads(address.audience, me.office_id, me.coordinator) or address.audience == NETWORK:
            return Distrust.NOT_FOR_US
        self._hearing.note_shut(sender.id, package)
        return Distrust.OLD_KEY

    def _open(self, file: Path, data: bytes) -> tuple[Opened | None, bool]:
        """The package, or nothing when it is this laptop's own; and whether a key signed it that was given up since.

        Of such a package only the stretches count that the key was still good for, and nothing else that it says.
        """
        roster = self._desk.roster()
        me = self._desk.identity
        retired: list[str] = []

        def sender_key(device: str, key_id: bytes) -> str | None:
            laptop = roster.laptops.get(device)
            if laptop is None:
                return None
            if laptop.removed:
                raise NotTrusted(file=str(file), why=Distrust.REMOVED)
            if laptop.key_id == key_id and not laptop.disputed:
                return laptop.sign_key
            if past := laptop.past_key(key_id):
                retired.append(past)
                return past
            raise NotTrusted(file=str(file), why=Distrust.DISPUTED_KEY if laptop.disputed else Distrust.NEW_KEY)

        address = address_of(data, file=str(file))
        if address.sender == me.device_id and address.network == me.network_id:
            return None, False
        opened = open_package(
            data,
            network=me.network_id,
            sender_key=sender_key,
            ours=(me.device_id, me.network_id),
            identities=[*own_identities(self._desk), *self._desk.network_identities],
            file=str(file),
        )
        return opened, bool(retired)

    def _apply(self, blank: PackageTaken, opened: Opened, work: Round, retired: bool) -> tuple[PackageTaken, Changes]:
        manifest = opened.manifest
        blank = self._from_sender(blank, manifest)
        judged = self._judged(blank.file, opened, retired)
        work.step(0.2)
        journal, book = self._vault.journal, work.book
        lacking = journal.lacking_content(sorted({place.record for _, places in judged for place in places}))
        before = book.look(lacking)
        turned_up = fills_a_hole(self._desk, manifest) and not self._came_before(blank.package, manifest)
        book.enter(blank, manifest.number)
        since = self._vault.exchange.aside.last_arrival()
        names, forked = self._keep(judged, manifest.sender, book.row)
        work.step(0.4)
        touched = self._advance(
            None if manifest.audience == NETWORK else {one.stream for one, _ in judged}, before, book
        )
        contents = [place.entry for _, places in judged for place in places if isinstance(place.entry, Content)]
        touched |= work.choosing.choose(
            contents, self._vault.exchange.aside.newer(names, since), touched, book.row
        )  # what was erased is no news, each time it comes
        before |= book.look(touched)
        told = self._vault.read_again(touched, lambda share: work.step(0.5 + 0.5 * share))
        if lacking:  # holes are filled; what was erased is blanked again, also while it is held
            filled = self._vault.read_again(lacking - touched)
            names &= journal.known_contents(sorted(names))
            of_names = {journal.record_of(name) for name in names}
            told |= {id: found for id, found in filled.items() if id in of_names}
        self._vault.read_again(carry_on(self._desk, [(kind, id) for id, (kind, _) in told.items()]))
        if not retired:
            self._hearing.hear(opened)
        forked &= set(journal.forked_streams())  # both branches of a settled fork are read
        waits = is_held(self._desk, manifest)
        gone = {key for key in before if key[1] in touched and key[1] not in told}
        keys = {(kind, id) for id, (kind, _) in told.items()} | gone
        counts = counts_of(before, standings_since(self._vault, before, [id for _, id in keys]), keys)
        done = replace(
            blank,
            status=REFUSED if forked else HELD if waits else MERGED if names or told else NOTHING_NEW,
            reason=Distrust.FORK if forked else "",
            missing=tuple(missing_before(self._desk, opened)) if waits else (),
            new=counts.new,
            changed=counts.changed,
            conflicts=counts.conflicts,
            touched=tuple(sorted(keys)),
            names=tuple(sorted(names)),
        )
        book.tell(done)
        self._owe_receipt(manifest, bool(names or forked), turned_up)  # a fork is told to the laptop whose stream it is
        return done, Changes.of_many(done.touched)

    def _from_sender(self, blank: PackageTaken, manifest: Manifest) -> PackageTaken:
        laptop = self._desk.roster().laptops.get(manifest.sender)
        office, letter = (laptop.office, laptop.letter) if laptop else ("", "")
        return replace(blank, sender=manifest.sender, audience=manifest.audience, office=office, letter=letter)

    def _judged(self, file: str, opened: Opened, retired: bool) -> _Judged:
        """The package's stretches, believed; NotTrusted otherwise, before anything of them is kept."""
        roster = self._desk.roster()
        try:
            judged = [(stretch, judge(stretch, lines, roster)) for stretch, lines in opened.by_stretch()]
        except NotTrusted as refused:
            if refused.data.get("why") == Distrust.STRANGER and not retired:
                self._hearing.hear_network_key(opened.manifest)
            raise
        if any(self._vault.journal.is_anothers(stream_of(stretch)) for stretch, _ in judged):
            # Seals name no device: without this a laptop could write on in a colleague's stream.
            raise NotTrusted(file=file, why=Distrust.BAD_SEAL)
        return judged

    def _keep(self, judged: _Judged, sender: str, package: int) -> tuple[frozenset[str], set[str]]:
        """(names of new contents, streams that told another story than what lies here)."""
        names: set[str] = set()
        forked: set[str] = set()
        for stretch, places in judged:
            stream = stream_of(stretch)
            self._hearing.notice_own(stream.id, stretch.last, stretch.chain, sender)
            taken = self._vault.journal.take(stream, places, stretch.seal, sender, package)
            names.update(taken.new)
            if taken.forked:
                forked.add(stream.id)
        return frozenset(names), forked

    def _advance(self, only: Collection[str] | None, before: dict[Key, Standing], book: RunBook) -> set[str]:
        """Read as far as the rules allow. News of the roster may change the rules: then every stream is looked at."""
        touched = self._vault.journal.advance(self._desk.stream_rules(), only)
        if only is None and touched:
            before |= book.look(touched)
            self._vault.read_again(touched)
            touched |= self._vault.journal.advance(self._desk.stream_rules())
        return touched

    def _came_before(self, package: str, manifest: Manifest) -> bool:
        return package in self._vault.exchange.package_names(manifest.sender, manifest.audience)

    def _owe_receipt(self, manifest: Manifest, fresh: bool, filled: bool) -> None:
        if manifest.audience == NETWORK and manifest.stretches:
            self._hearing.owe_roster_receipt()
            if filled:
                self._vault.remember(f"owes_receipt:{shared(self._desk.identity.office_id)}", True)
        elif fresh or filled:
            self._vault.remember(f"owes_receipt:{manifest.audience}", True)
